"""Fetch assignments and the matters given to a unit."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from doithoai.process.assignment.deadlines import DEFAULT_BASIS, Due, default_due
from doithoai.process.assignment.models import Assignment, Competence, Promise, Referral
from doithoai.process.intake.models import Message, Opinion
from doithoai.process.people.models import Role, Unit
from doithoai.process.regulation.queries import limit_of
from doithoai.process.triage.models import Matter
from doithoai.process.triage.queries import of_place, raisings_of

# The unit's own rule for the days to answer; no law gives one.
ANSWER_RULE = "LOC-ANSWER"
OPEN = (Assignment.State.GIVEN, Assignment.State.ACCEPTED)


def visible_to(seat: Any) -> QuerySet[Matter]:
    """Return the matters a seat may see: those of its place, or those given to its unit."""
    if seat.role in {Role.OFFICER, Role.APPROVER}:
        mine = Assignment.objects.filter(matter=OuterRef("pk")).exclude(state=Assignment.State.RETURNED)
        return Matter.objects.filter(
            Exists(mine.filter(Q(lead_id=seat.unit_id) | Q(supporting=seat.unit_id)))
        ).select_related("unit", "meeting", "joined_into")
    return of_place(seat)


def due_for(place: Unit, given_on: date) -> Due:
    """Return when a matter of a place is due if nobody sets another date: by the place's own rule of that day."""
    held = limit_of(place, ANSWER_RULE, given_on)
    if held is None or held.off or held.limit is None:
        return default_due(given_on)
    return default_due(given_on, held.limit.value, held.basis if held.override else DEFAULT_BASIS)


def current(matter: Matter) -> Assignment | None:
    """Return the assignment that stands for a matter, or None."""
    return (
        Assignment.objects.filter(matter=matter, state__in=OPEN)
        .select_related("lead", "matter", "matter__unit", "extension")
        .first()
    )


def all_of(matter: Matter) -> QuerySet[Assignment]:
    """Return every assignment of a matter, oldest first."""
    return (
        Assignment.objects.filter(matter=matter)
        .select_related("lead", "matter", "extension", "given_by", "given_by__unit")
        .order_by("id")
    )


def queue_of(seat: Any) -> QuerySet[Assignment]:
    """Return what a unit has to do, most urgent first."""
    return (
        Assignment.objects.filter(lead_id=seat.unit_id, state__in=OPEN)
        .select_related("matter", "matter__unit", "lead", "extension")
        .order_by("due", "id")
    )


def overdue_of_place(unit_id: int, today: date) -> QuerySet[Assignment]:
    """Return the overdue assignments of a place's matters, oldest date first."""
    return (
        Assignment.objects.filter(matter__unit_id=unit_id, state__in=OPEN, due__lt=today)
        .select_related("matter", "lead")
        .order_by("due", "id")
    )


def promises_of(matter: Matter) -> QuerySet[Promise]:
    """Return the promises made about a matter."""
    return Promise.objects.filter(matter=matter).select_related("unit", "matter").order_by("id")


def referrals_of(matter: Matter) -> QuerySet[Referral]:
    """Return to which bodies a matter was sent, oldest first."""
    return Referral.objects.filter(matter=matter).select_related("matter", "matter__unit").order_by("id")


def with_lead(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """Add `standing`: the open assignment of each matter with its lead, in one further query for the whole list."""
    standing = Assignment.objects.filter(state__in=OPEN).select_related("lead")
    return matters.defer("text").prefetch_related(Prefetch("assignments", queryset=standing, to_attr="standing"))


def talk_of(opinion: Opinion) -> list[Message]:
    """Return the lines between agencies and the sender of one opinion, oldest first: units, never persons."""
    return list(Message.objects.filter(opinion=opinion).select_related("unit").order_by("id"))


def talk_about(matter: Matter) -> list[Message]:
    """Return the lines with the senders behind a matter, those of matters joined into it included, oldest first."""
    behind = raisings_of(matter).order_by().values("opinion")
    lines = Message.objects.filter(opinion__in=behind).select_related("unit", "opinion").order_by("id")
    return list(lines.defer("opinion__raw", "opinion__text", "opinion__sealed"))


def competences_of(place: Unit, on: date) -> QuerySet[Competence]:
    """Return which body leads which field of a place on a day."""
    return (
        Competence.objects.filter(place=place)
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .select_related("lead", "lead__territory")
        .order_by("field", "-id")
    )


def usual_lead(place: Unit, field: str, on: date) -> Unit | None:
    """Return the body that leads a field of a place on a day, while that body exists."""
    found = competences_of(place, on).filter(field=field).first()
    return found.lead if found and found.lead.exists_on(on) else None
