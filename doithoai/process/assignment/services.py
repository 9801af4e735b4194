"""The verbs of assignment, referral and promise."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.assignment import queries, rules
from doithoai.process.assignment.flow import ASSIGNMENT, PROMISE
from doithoai.process.assignment.models import Assignment, Extension, Product, Promise, Referral
from doithoai.process.intake import telling
from doithoai.process.people.models import Role, Seat, Unit
from doithoai.process.triage import queries as triage
from doithoai.process.triage.flow import MATTER
from doithoai.process.triage.models import Matter, Result


@transaction.atomic
def assign(
    matter: Matter,
    *,
    lead: Unit,
    due: date,
    basis: str,
    by: Seat,
    now: datetime,
    supporting: list[Unit] | None = None,
    product: str = Product.WRITTEN_ANSWER,
    note: str = "",
) -> Assignment:
    """Give a matter to a lead unit with a date and what the date rests on. Giving it again does not restart the clock."""
    lock(matter)
    if not rules.gives(by, matter):
        raise NotAllowed(_("Vị trí của ông/bà không được giao việc này."))
    if matter.joined_into_id:
        raise Refused(_("Vấn đề này đã gộp: hãy giao vấn đề chính %(code)s.") % {"code": matter.head.code})
    if not nfc(basis):
        raise Refused(_("Cần ghi căn cứ của thời hạn."))
    today = clock.day_of(now)
    if due < today:
        raise Refused(_("Thời hạn không thể ở quá khứ."))
    if not lead.exists_on(today):
        raise Refused(_("%(unit)s không còn hoạt động.") % {"unit": lead.name})
    earlier = list(queries.all_of(matter).filter(round=matter.round))
    if earlier and due > max(a.due for a in earlier) >= today:
        raise Refused(_("Giao lại không tính lại thời hạn. Hãy giữ hạn cũ rồi gia hạn có lý do."))
    returns = sum(a.state == Assignment.State.RETURNED for a in earlier)
    if returns >= rules.RETURNS_BEFORE_THE_CHAIR_DECIDES and by.role != Role.CHAIR:
        raise NotAllowed(_("Việc này đã bị trả lại %(n)d lần: người chủ trì phải quyết định.") % {"n": returns})
    MATTER.move(matter, "assign", by=by, now=now, data={"lead": lead.pk})
    given = Assignment.objects.create(
        matter=matter,
        round=matter.round,
        lead=lead,
        due=due,
        basis=nfc(basis)[:300],
        product=product,
        note=nfc(note),
        given_by=by,
        given_at=now,
    )
    if matter.due is None:
        matter.due = due
        matter.save(update_fields=["due"])
    given.supporting.set([unit for unit in supporting or [] if unit.pk != lead.pk])
    events.record(given, "give", by=by, now=now, to_state=given.state, data={"due": due.isoformat(), "lead": lead.pk})
    return given


@transaction.atomic
def accept(assignment: Assignment, *, by: Seat, now: datetime) -> None:
    """Take the work."""
    ASSIGNMENT.move(assignment, "accept", by=by, now=now)


@transaction.atomic
def give_back(assignment: Assignment, *, reason: str, proposed_owner: str, by: Seat, now: datetime) -> None:
    """Return work that belongs elsewhere, with the reason and who should own it. The clock goes on."""
    if not nfc(proposed_owner):
        raise Refused(_("Cần đề xuất đơn vị phù hợp."))
    ASSIGNMENT.move(assignment, "return", by=by, now=now, note=nfc(reason))
    assignment.return_reason, assignment.proposed_owner = nfc(reason), nfc(proposed_owner)[:200]
    assignment.save(update_fields=["return_reason", "proposed_owner"])
    MATTER.move(assignment.matter, "give_back", by=by, now=now, note=nfc(reason))


@transaction.atomic
def withdraw(assignment: Assignment, *, reason: str, by: Seat, now: datetime) -> None:
    """Take an assignment back, to give it elsewhere."""
    ASSIGNMENT.move(assignment, "withdraw", by=by, now=now, note=nfc(reason))
    assignment.return_reason = nfc(reason)
    assignment.save(update_fields=["return_reason"])
    MATTER.move(assignment.matter, "give_back", by=by, now=now, note=nfc(reason))


@transaction.atomic
def extend(assignment: Assignment, *, new_due: date, reason: str, by: Seat, now: datetime) -> Extension:
    """Move the date once, with a reason; the citizen sees both dates and the reason."""
    lock(assignment)
    if not rules.extends(by, assignment):
        raise NotAllowed(_("Vị trí của ông/bà không được gia hạn việc này."))
    if assignment.state not in queries.OPEN:
        raise Refused(_("Việc này đã kết thúc."))
    if Extension.objects.filter(assignment=assignment).exists():
        raise Refused(_("Mỗi việc chỉ được gia hạn một lần."))
    if not nfc(reason):
        raise Refused(_("Cần ghi rõ lý do gia hạn."))
    if new_due <= assignment.due or new_due < clock.day_of(now):
        raise Refused(_("Hạn mới phải sau hạn cũ và không ở quá khứ."))
    extension = Extension.objects.create(
        assignment=assignment, old_due=assignment.due, new_due=new_due, reason=nfc(reason), by_seat=by, at=now
    )
    assignment.due = assignment.matter.due = new_due
    assignment.save(update_fields=["due"])
    assignment.matter.save(update_fields=["due"])
    events.record(assignment, "extend", by=by, now=now, note=nfc(reason), data={"due": new_due.isoformat()})
    telling.tell_all(triage.raised_by(assignment.matter), "extended", now=now, once=f"extension:{extension.pk}")
    return extension


@transaction.atomic
def finish(assignment: Assignment, *, by: Seat, now: datetime) -> None:
    """End the work: called when the answer is published."""
    ASSIGNMENT.move(assignment, "finish", by=by, now=now)
    assignment.done_at = now
    assignment.save(update_fields=["done_at"])


@transaction.atomic
def refer(matter: Matter, *, body: str, reason: str, document: str, by: Seat, now: datetime) -> Referral:
    """Send a matter out of competence to another body; it stays owed until that body confirms receipt."""
    if not nfc(body):
        raise Refused(_("Cần ghi cơ quan nhận."))
    MATTER.move(matter, "refer", by=by, now=now, note=nfc(reason))
    return Referral.objects.create(
        matter=matter, body=nfc(body)[:300], reason=nfc(reason), document=nfc(document)[:200], at=now
    )


@transaction.atomic
def confirm_receipt(referral: Referral, *, received_on: date, receipt: str, by: Seat, now: datetime) -> None:
    """Record that the other body took the matter; from now on its outcome is 'out of competence'."""
    lock(referral)
    matter = referral.matter
    lock(matter)
    if not rules.gives(by, matter):
        raise NotAllowed(_("Vị trí của ông/bà không được ghi việc này."))
    if matter.state != Matter.State.REFERRED or referral.received_on:
        raise Refused(_("Việc chuyển này đã được xác nhận hoặc đã rút lại."))
    if not nfc(receipt) or received_on > clock.day_of(now):
        raise Refused(_("Cần ghi giấy biên nhận và ngày nhận (không ở tương lai)."))
    referral.received_on, referral.receipt = received_on, nfc(receipt)[:300]
    referral.save(update_fields=["received_on", "receipt"])
    matter.result, matter.answered_at, matter.published_at = Result.OUT_OF_COMPETENCE, now, now
    matter.save(update_fields=["result", "answered_at", "published_at"])
    events.record(matter, "confirm_receipt", by=by, now=now, data={"on": received_on.isoformat()})
    telling.tell_all(triage.raised_by(matter), "updated", now=now, once=f"referral:{referral.pk}")


@transaction.atomic
def take_back_referral(referral: Referral, *, reason: str, by: Seat, now: datetime) -> None:
    """Undo a referral that the other body did not take: the matter waits here again."""
    lock(referral)
    if referral.received_on:
        raise Refused(_("Cơ quan kia đã nhận: không rút lại được."))
    MATTER.move(referral.matter, "take_back_referral", by=by, now=now, note=nfc(reason))


def promise(matter: Matter, *, unit: Unit, made_by: str, text: str, due: date, by: Actor, now: datetime) -> Promise:
    """Write a promise into the book: called when an answer that names work and a date is published."""
    made = Promise.objects.create(
        matter=matter, unit=unit, made_by=nfc(made_by)[:200], text=nfc(text), due=due, first_due=due, made_at=now
    )
    events.record(made, "promise", by=by, now=now, to_state=made.state, data={"due": due.isoformat()})
    return made


@transaction.atomic
def report_done(made: Promise, *, evidence: str, by: Seat, now: datetime) -> None:
    """Say with evidence that a promise was carried out; the Front may check it."""
    PROMISE.move(made, "report_done", by=by, now=now, note=nfc(evidence))
    made.evidence, made.done_at = nfc(evidence), now
    made.save(update_fields=["evidence", "done_at"])


@transaction.atomic
def move_promise(made: Promise, *, new_due: date, reason: str, by: Seat, now: datetime) -> None:
    """Move the date of a promise: recorded, counted, public."""
    lock(made)
    if not rules.reports_promise(by, made):
        raise NotAllowed(_("Vị trí của ông/bà không được sửa cam kết này."))
    if made.state != Promise.State.OPEN or new_due <= made.due or not nfc(reason):
        raise Refused(_("Cần ngày mới sau ngày cũ và lý do rõ ràng."))
    made.due, made.moved = new_due, made.moved + 1
    made.save(update_fields=["due", "moved"])
    events.record(made, "move", by=by, now=now, note=nfc(reason), data={"due": new_due.isoformat()})
