"""Join matters that are the same, and separate them again. A reversible link: no voice moves, no clock changes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.process.people.models import Seat
from doithoai.process.triage import deciding, rules
from doithoai.process.triage.models import Matter, Raising

# So many voices of a separated matter are kept as examples of what is not the same.
LEARNED_FROM = 5
TAKES_OTHERS = (Matter.State.OPEN, Matter.State.ASSIGNED, Matter.State.ANSWERED)


@transaction.atomic
def join(matter: Matter, into: Matter, *, by: Actor, now: datetime) -> None:
    """Let an open matter follow another of the same place: both get one answer, each sender keeps a code."""
    rows = {m.pk: m for m in Matter.objects.select_for_update().filter(pk__in=[matter.pk, into.pk]).order_by("pk")}
    if len(rows) != 2:
        raise Refused(_("Chọn hai vấn đề khác nhau."))
    one, other = rows[matter.pk], rows[into.pk]
    if not (rules.triages(by, one) and rules.triages(by, other)):
        raise NotAllowed(_("Hai vấn đề phải cùng thuộc đơn vị của ông/bà."))
    if one.joined_into_id or other.joined_into_id or one.joined.exists():
        raise Refused(_("Một trong hai vấn đề đã được gộp. Hãy tách ra trước."))
    if one.state != Matter.State.OPEN or one.round > 1 or other.state not in TAKES_OTHERS:
        raise Refused(_("Chỉ gộp được vấn đề chưa giao vào vấn đề chưa kết thúc."))
    one.joined_into = other
    one.save(update_fields=["joined_into"])
    events.record(one, "join", by=by, now=now, data={"into": other.pk})


@transaction.atomic
def separate(matter: Matter, *, by: Seat, now: datetime) -> None:
    """Undo a join: the matter stands by itself again, exactly as before."""
    one = Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
    if not rules.triages(by, one):
        raise NotAllowed(_("Vấn đề này không thuộc đơn vị của ông/bà."))
    if one.joined_into_id is None:
        raise Refused(_("Vấn đề này không gộp vào vấn đề nào."))
    before, one.joined_into = one.joined_into_id, None
    one.save(update_fields=["joined_into"])
    events.record(one, "separate", by=by, now=now, data={"from": before})
    for raising in one.raisings.select_related("opinion").order_by("id")[:LEARNED_FROM]:
        deciding.note_different(raising.opinion, Matter(pk=before), excerpt=raising.excerpt, by=by, now=now)


@transaction.atomic
def split_off(raising: Raising, *, by: Seat, now: datetime, answered: bool = False) -> Matter:
    """Give one voice of a shared matter a matter of its own (the voice's words become its text). `join` undoes it.

    The clock goes on: it was opened when the shared matter was, and is due on the day that one is. `answered`: also
    from a matter that has its answer, which was not about this voice; then an answer is owed anew.
    """
    # The matter first, as whoever sorts a voice locks it: two at once must wait, not block each other.
    shared = Matter.objects.select_for_update().get(pk=raising.matter_id)
    stands = Raising.objects.select_for_update().filter(pk=raising.pk, matter=shared).first()
    if stands is None:
        raise WrongState(_("Có người vừa làm trước. Hãy tải lại trang."))
    raising = stands
    if not rules.triages(by, shared):
        raise NotAllowed(_("Vấn đề này không thuộc đơn vị của ông/bà."))
    under_way = shared.state in {Matter.State.OPEN, Matter.State.ASSIGNED}
    over = answered and shared.state in {Matter.State.ANSWERED, Matter.State.CLOSED}
    if not (under_way or over) or shared.raisings.count() < 2:
        raise Refused(_("Chỉ tách được khi vấn đề có nhiều ý kiến và chưa trả lời."))
    own = Matter.objects.create(
        unit_id=shared.unit_id,
        meeting_id=shared.meeting_id,
        title=raising.excerpt.split("\n")[0][:200],
        text=raising.excerpt,
        field=shared.field,
        kind=shared.kind,
        place=shared.place,
        opened_at=shared.opened_at if under_way else now,
        due=shared.due if under_way else None,
    )
    raising.matter = own
    raising.save(update_fields=["matter"])
    events.record(own, "open", by=by, now=now, to_state=own.state, data={"split_from": shared.pk})
    events.record(shared, "split_off", by=by, now=now, data={"to": own.pk})
    deciding.note_different(raising.opinion, shared, excerpt=raising.excerpt, by=by, now=now)
    return own
