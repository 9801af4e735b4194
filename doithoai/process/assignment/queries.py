"""Fetch assignments and the matters given to a unit."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from doithoai.process.assignment.models import Assignment, Promise, Referral
from doithoai.process.people.models import Role
from doithoai.process.triage.models import Matter
from doithoai.process.triage.queries import of_place

OPEN = (Assignment.State.GIVEN, Assignment.State.ACCEPTED)


def visible_to(seat: Any) -> QuerySet[Matter]:
    """Return the matters a seat may see: those of its place, or those given to its unit."""
    if seat.role in {Role.OFFICER, Role.APPROVER}:
        mine = Assignment.objects.filter(matter=OuterRef("pk")).exclude(state=Assignment.State.RETURNED)
        return Matter.objects.filter(
            Exists(mine.filter(Q(lead_id=seat.unit_id) | Q(supporting=seat.unit_id)))
        ).select_related("unit", "meeting", "joined_into")
    return of_place(seat)


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
