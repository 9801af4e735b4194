"""Delegation: somebody else acts from a seat for some days. A delegated seat is a seat of its own and never more than its source.

Who holds a seat delegates it; the administrator does so only on a written request, whose number is kept. Not delegated are
the administrator's seat (who gives seats could give more than was lent) and the Front's (its verdict is the own judgement of
the person who was appointed, and nobody else reads it before it is issued): for these another person is seated.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.ground.language.fold import nfc
from doithoai.process.people import queries, rules
from doithoai.process.people.models import Person, Role, Seat
from doithoai.process.people.services import stop


@transaction.atomic
def delegate(
    seat: Seat,
    to: Person,
    *,
    start: date,
    end: date,
    reason: str,
    by: Actor,
    now: datetime,
    reference: str = "",
) -> Seat:
    """Let a colleague act from a seat from one day to another (both included). `reference`: the written request."""
    _lock(seat)
    if not rules.may_delegate(by, seat):
        raise NotAllowed(_("Chỉ người giữ vị trí, hoặc quản trị theo văn bản đề nghị, được ủy quyền vị trí này."))
    if not rules.is_own(by, seat) and not nfc(reference).strip():
        raise Refused(_("Xin ghi số, ngày của văn bản đề nghị ủy quyền."))
    if not nfc(reason).strip():
        raise Refused(_("Xin ghi lý do ủy quyền."))
    _check_seat(seat)
    _check_time(seat, start, end, clock.day_of(now))
    _check_person(seat, to, start, end)
    lent = Seat.objects.create(
        person=to, unit_id=seat.unit_id, role=seat.role, valid_from=start, valid_to=end, delegated_from=seat
    )
    data = {"seat": seat.pk, "to": lent.pk, "from": start.isoformat(), "until": end.isoformat()}
    note = f"{nfc(reason).strip()} · {nfc(reference).strip()}".strip(" ·")
    events.record(seat, "delegate", by=by, now=now, note=note[:2000], data=data)
    return lent


@transaction.atomic
def end_delegation(lent: Seat, *, by: Actor, now: datetime) -> None:
    """End a delegation today: from now on it is not held. Who lent, who acts and the administrator may do so."""
    source = lent.delegated_from
    if source is None:
        raise Refused(_("Vị trí này không phải do ủy quyền."))
    _lock(source)
    lent.refresh_from_db(fields=["valid_from", "valid_to"])
    if not (rules.is_own(by, lent) or rules.may_delegate(by, source)):
        raise NotAllowed(_("Chỉ người ủy quyền, người được ủy quyền hoặc quản trị kết thúc được việc này."))
    today = clock.day_of(now)
    if lent.valid_to is not None and lent.valid_to < today:
        raise WrongState(_("Việc ủy quyền đã kết thúc ngày %(day)s.") % {"day": fmt_date(lent.valid_to)})
    stop(lent, today - timedelta(days=1), by=by, now=now)


def _lock(seat: Seat) -> None:
    """Take the seat's row, so that delegating it and ending it go one after the other."""
    Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    seat.refresh_from_db(fields=["valid_from", "valid_to"])


def _check_seat(seat: Seat) -> None:
    if seat.delegated_from_id is not None:
        raise Refused(_("Vị trí được ủy quyền không được ủy quyền tiếp."))
    if seat.role in rules.NOT_DELEGATED:
        raise Refused(
            _("Vị trí “%(role)s” không được ủy quyền: hãy giao vị trí cho người khác.")
            % {"role": seat.get_role_display()}
        )


def _check_time(seat: Seat, start: date, end: date, today: date) -> None:
    if start < today:
        raise Refused(_("Ủy quyền từ hôm nay trở đi, không ghi lùi ngày."))
    if end < start:
        raise Refused(_("Ngày cuối phải từ ngày đầu trở đi."))
    if start < seat.valid_from or (seat.valid_to is not None and end > seat.valid_to):
        raise Refused(_("Thời gian ủy quyền phải nằm trong thời gian giữ vị trí."))


def _check_person(seat: Seat, to: Person, start: date, end: date) -> None:
    """The delegate is an active colleague whose other seats do not forbid it."""
    if to.pk == seat.person_id:
        raise Refused(_("Không ủy quyền cho chính mình."))
    Person.objects.select_for_update().get(pk=to.pk)
    if not queries.colleagues_of(seat, start).filter(pk=to.pk).exists():
        raise Refused(_("Chỉ ủy quyền cho người đang giữ một vị trí ở cùng địa bàn."))
    theirs = queries.overlapping(Seat.objects.filter(person=to), start, end)
    for role in rules.NOT_WITH.get(seat.role, ()):
        if theirs.filter(role=role).exists():
            names = {"mine": seat.get_role_display(), "theirs": Role(role).label}
            raise Refused(_("“%(mine)s” không ủy quyền cho người đang giữ vị trí “%(theirs)s”.") % names)
    if theirs.filter(unit_id=seat.unit_id, role=seat.role).exists():
        raise Refused(_("Người này đã giữ vị trí này."))
    if queries.overlapping(Seat.objects.filter(delegated_from=seat), start, end).exists():
        raise Refused(_("Trong thời gian này vị trí đã được ủy quyền cho người khác."))
