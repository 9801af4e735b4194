"""What a sender may do with the own data: at once with the 16-digit code, or as a request with the legal clocks.

Whoever calls these verbs has shown the code; what is done at once is recorded as a request that is done
(Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP, rows DAT-01 to DAT-04).
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events, vault
from doithoai.ground.core.actors import CITIZEN, Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.ground.notices import outbox
from doithoai.process.intake import queries
from doithoai.process.intake.models import Contact, DataRequest, Letter, Mode, Opinion
from doithoai.process.intake.services import Sender
from doithoai.process.people.models import Unit
from doithoai.process.regulation import queries as regulation
from doithoai.process.regulation.queries import AppliedRule

LONGEST = 2000
OPEN_AT_MOST = 5
OPEN = (DataRequest.State.OPEN, DataRequest.State.ANSWERED)
Kind = DataRequest.Kind
# Which rule answers and which one finishes; what is used where no rule is in force for the day or the place.
ANSWER_RULE, EXTENSION_RULE = "DAT-01", "DAT-03"
FINISH_RULES = {
    Kind.ACCESS: "DAT-04",
    Kind.CORRECT: "DAT-04",
    Kind.ERASE: "DAT-04",
    Kind.WITHDRAW: "DAT-02",
    Kind.RESTRICT: "DAT-02",
}
USUAL_DAYS = {"DAT-01": 2, "DAT-02": 15, "DAT-03": 15, "DAT-04": 10}


@dataclass(frozen=True)
class Clocks:
    """By when a request is replied to, by when it is done, and on which basis."""

    answer_by: date
    finish_by: date
    basis: str


def _after(place: Unit, rules: dict[str, AppliedRule], rule_id: str, on: date) -> date:
    """Return the last day a rule leaves, counted from the day after `on`."""
    applied = rules.get(rule_id)
    limit = applied.limit if applied and not applied.off else None
    days = limit.value if limit else USUAL_DAYS[rule_id]
    working = limit.unit == "working_day" if limit else rule_id == ANSWER_RULE
    return regulation.calendar_for(place).add(on, days) if working else on + timedelta(days=days)


def clocks_of(place: Unit, kind: str, on: date) -> Clocks:
    """Return the clocks of a request that comes in on a day."""
    rules = {applied.id: applied for applied in regulation.rules_for(place, on)}
    finish = FINISH_RULES[Kind(kind)]
    basis = rules[finish].basis if finish in rules else ""
    return Clocks(_after(place, rules, ANSWER_RULE, on), _after(place, rules, finish, on), basis)


def extended(request: DataRequest, on: date) -> date:
    """Return the day to which a request's end moves when it is extended once (DAT-03)."""
    place = request.opinion.unit
    rules = {applied.id: applied for applied in regulation.rules_for(place, on)}
    return _after(place, rules, EXTENSION_RULE, request.finish_by)


def _only_the_sender(by: Actor) -> None:
    if by is not CITIZEN:
        raise NotAllowed(_("Chỉ người gửi, bằng mã tra cứu, làm được việc này."))


def _record(opinion: Opinion, kind: str, *, text: str, state: str, by: Actor, now: datetime) -> DataRequest:
    clocks = clocks_of(opinion.unit, kind, clock.day_of(now))
    request = DataRequest.objects.create(
        opinion=opinion,
        kind=kind,
        text=text,
        state=state,
        received_at=now,
        answer_by=clocks.answer_by,
        finish_by=clocks.finish_by,
        closed_at=now if state == DataRequest.State.DONE else None,
    )
    events.record(request, "ask", by=by, now=now, to_state=state, data={"kind": str(kind)})
    return request


def record_done(opinion: Opinion, kind: str, *, by: Actor, now: datetime) -> DataRequest:
    """Record a right that the code alone used at once. Call inside the verb's transaction."""
    return _record(opinion, kind, text="", state=DataRequest.State.DONE, by=by, now=now)


@transaction.atomic
def ask(opinion: Opinion, kind: str, text: str, *, by: Actor, now: datetime) -> DataRequest:
    """Put a request to the place, with its clocks. The same request sent twice is one; few may be open at once."""
    _only_the_sender(by)
    words = nfc(text)
    if kind not in Kind.values:
        raise Refused(_("Xin chọn một yêu cầu trong danh sách."))
    if not words:
        raise Refused(_("Xin viết rõ ông/bà muốn gì."))
    if len(words) > LONGEST:
        raise Refused(_("Xin viết ngắn hơn: tối đa %(n)d ký tự.") % {"n": LONGEST})
    lock(opinion)
    waiting = list(DataRequest.objects.filter(opinion=opinion, state__in=OPEN))
    for request in waiting:
        if (request.kind, request.text) == (kind, words):
            return request
    if len(waiting) >= OPEN_AT_MOST:
        raise Refused(_("Đang có %(n)d yêu cầu chờ. Xin đợi trả lời rồi gửi tiếp.") % {"n": len(waiting)})
    return _record(opinion, kind, text=words, state=DataRequest.State.OPEN, by=by, now=now)


@transaction.atomic
def read_own(opinion: Opinion, *, by: Actor, now: datetime) -> dict[str, str] | None:
    """Open the own contact for the sender; recorded as an access, once a day."""
    _only_the_sender(by)
    if opinion.handed == Opinion.Handed.DENUNCIATION:
        return None
    lock(opinion)
    today = DataRequest.objects.filter(opinion=opinion, kind=Kind.ACCESS, state=DataRequest.State.DONE)
    last = today.order_by("-id").values_list("received_at", flat=True).first()
    if last is None or clock.day_of(last) != clock.day_of(now):
        record_done(opinion, Kind.ACCESS, by=by, now=now)
    return queries.own_contact(opinion)


@transaction.atomic
def correct_contact(opinion: Opinion, sender: Sender, *, by: Actor, now: datetime) -> None:
    """Put other facts into the vault in place of the old ones. What was an anonymous voice stays one."""
    _only_the_sender(by)
    lock(opinion)
    _must_be_ours(opinion)
    if opinion.mode == Mode.ANONYMOUS:
        raise Refused(_("Ý kiến này không nêu tên, nên không lưu thông tin liên hệ nào."))
    if opinion.mode == Mode.PUBLIC and not sender.name:
        raise Refused(_("Ý kiến đang công khai tên: xin ghi họ tên, hoặc chọn xóa danh tính."))
    if not sender:
        raise Refused(_("Muốn bỏ hết thông tin, xin chọn xóa danh tính."))
    known, about = queries.own_contact(opinion) or {}, f"contact:{opinion.key}"
    if known:
        # Whether and how to be told was another question than who one is.
        sender = replace(sender, notify=bool(known.get("notify")), language=str(known.get("language") or "vi"))
    sealed = vault.seal(json.dumps(asdict(sender), ensure_ascii=False).encode(), about=about)
    index = queries.phone_index(sender.phone)
    Contact.objects.update_or_create(opinion=opinion, defaults={"sealed": sealed, "phone_index": index})
    if opinion.mode == Mode.PUBLIC:
        opinion.public_name = nfc(sender.name)[:120]
        opinion.save(update_fields=["public_name"])
    # What waits to leave carries the old address.
    outbox.call_off(opinion.code)
    events.record(opinion, "correct_contact", by=by, now=now)
    record_done(opinion, Kind.CORRECT, by=by, now=now)


def _must_be_ours(opinion: Opinion) -> None:
    if opinion.handed:
        raise Refused(_("Ý kiến đã chuyển cơ quan có thẩm quyền. Xin gửi yêu cầu để cán bộ xem xét."))


def has_identity(opinion: Opinion) -> bool:
    """Say whether anything here still says who the sender is."""
    return bool(opinion.public_name) or opinion.mode != Mode.ANONYMOUS or queries.left_contact(opinion)


@transaction.atomic
def erase_identity(opinion: Opinion, *, by: Actor, now: datetime) -> bool:
    """Erase who sent it: vault, public name, fetched letter, addresses of notices. The words stay. False: nothing was left.

    After it nobody here can say or find who it was; the code still follows the opinion.
    """
    _only_the_sender(by)
    lock(opinion)
    _must_be_ours(opinion)
    if not has_identity(opinion):
        return False
    wipe(opinion, by=by, now=now)
    record_done(opinion, Kind.ERASE, by=by, now=now)
    return True


def wipe(opinion: Opinion, *, by: Actor, now: datetime) -> None:
    """Take away whatever names the sender. Call inside a transaction that holds the opinion."""
    Contact.objects.filter(opinion=opinion).delete()
    Letter.objects.filter(opinion=opinion).update(sealed=None)
    # A request that is over may name its sender; its kind, days and reply stay.
    DataRequest.objects.filter(opinion=opinion).exclude(state__in=OPEN).update(text="")
    outbox.call_off(opinion.code)
    opinion.public_name, opinion.mode = "", Mode.ANONYMOUS
    opinion.save(update_fields=["public_name", "mode"])
    events.record(opinion, "erase_identity", by=by, now=now)
