"""The verbs of the vault: every opening of a contact leaves a line in the book, whoever opens it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.language.fold import nfc
from doithoai.process.intake import queries, rules
from doithoai.process.intake.models import ContactOpening, Opinion
from doithoai.process.people.models import Seat

LONGEST_REASON = 1000
FOUND_AT_MOST = 50


@transaction.atomic
def read_contact(opinion: Opinion, *, by: Seat, now: datetime) -> dict[str, str] | None:
    """Open the vault for the clerk of the receiving place; each time is an Event. None: the sender left nothing."""
    if not rules.reads_contact(by, opinion):
        raise NotAllowed(_("Chỉ cán bộ tiếp nhận của nơi nhận ý kiến được xem thông tin người gửi."))
    contact = queries.contact_of(opinion, by)
    if contact is not None:
        events.record(opinion, "read_contact", by=by, now=now)
    return contact


@transaction.atomic
def find_by_phone(phone: str, *, by: Seat, now: datetime) -> list[Opinion]:
    """Find a person's opinions of the own place by telephone, at most FOUND_AT_MOST, newest first; each look-up is an Event."""
    if not rules.receives(by, by.territory_id):
        raise NotAllowed(_("Chỉ cán bộ tiếp nhận được tìm theo số điện thoại."))
    if not queries.phone_index(phone):
        raise Refused(_("Xin ghi đủ số điện thoại, ví dụ 0912 345 678."))
    found = list(queries.sent_from(phone, by)[:FOUND_AT_MOST])
    events.record(by.place, "find_by_phone", by=by, now=now, data={"found": len(found)})
    return found


@transaction.atomic
def ask_contact(opinion: Opinion, *, reason: str, by: Seat, now: datetime) -> ContactOpening:
    """Break-glass, the first of two: say why the identity behind an opinion must be known."""
    if not rules.asks_opening(by, opinion):
        raise NotAllowed(_("Vị trí của ông/bà không được xin mở danh tính người gửi."))
    why = nfc(reason)
    if not why:
        raise Refused(_("Cần ghi rõ lý do."))
    if len(why) > LONGEST_REASON:
        raise Refused(_("Lý do dài tối đa %(n)d ký tự.") % {"n": LONGEST_REASON})
    if not queries.left_contact(opinion):
        raise Refused(_("Người gửi không để lại thông tin nào."))
    opening = ContactOpening.objects.create(opinion=opinion, reason=why, asked_by=by, asked_at=now)
    events.record(opinion, "ask_contact", by=by, now=now, note=why)
    return opening


@transaction.atomic
def open_contact(opening: ContactOpening, *, by: Seat, now: datetime) -> dict[str, str]:
    """Break-glass, the second of two persons: open once, show once. Counted in public; the sender reads when and why."""
    opening = (
        ContactOpening.objects.select_for_update(of=("self",)).select_related("opinion", "asked_by").get(pk=opening.pk)
    )
    opinion = opening.opinion
    if not rules.opens_contact(by, opinion) or opening.asked_by.stands_for & by.stands_for:
        raise NotAllowed(_("Cần hai người khác nhau cùng mở danh tính người gửi."))
    if opening.opened_at is not None:
        raise Refused(_("Lần xin mở này đã được mở và xem một lần."))
    contact = queries.own_contact(opinion)
    if contact is None:
        raise Refused(_("Người gửi đã xóa danh tính, hoặc thông tin đã hết thời hạn giữ."))
    opening.opened_by, opening.opened_at = by, now
    opening.save(update_fields=["opened_by", "opened_at"])
    events.record(opinion, "open_contact", by=by, now=now, data={"asked_by": opening.asked_by_id})
    return contact
