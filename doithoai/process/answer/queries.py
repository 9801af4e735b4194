"""Fetch answers, as far as a seat or the public may see them."""

from typing import Any

from django.db.models import QuerySet

from doithoai.process.answer.models import Answer, Rating, Reopening
from doithoai.process.people.models import Role
from doithoai.process.triage.models import Matter


def visible_to(seat: Any) -> QuerySet[Answer]:
    """Return the answers a seat may see: of its own unit in any state, of its place or territory once submitted."""
    everything = Answer.objects.select_related(
        "matter", "matter__unit", "unit", "author", "author__unit", "approved_by", "approved_by__unit"
    )
    if seat.role in {Role.OFFICER, Role.APPROVER}:
        return everything.filter(unit_id=seat.unit_id)
    if seat.role in {Role.COORDINATOR, Role.CHAIR, Role.CLERK}:
        return everything.filter(matter__unit_id=seat.territory_id).exclude(state=Answer.State.DRAFT)
    if seat.role in {Role.LEADER, Role.SUPERVISOR}:
        return everything.filter(matter__unit__path__startswith=seat.unit.territory.path, state=Answer.State.PUBLISHED)
    return everything.none()


def published_of(matter: Matter) -> list[Answer]:
    """Return the published answers of a matter, newest first; a corrected one follows its correction."""
    return list(
        Answer.objects.filter(matter=matter, state=Answer.State.PUBLISHED)
        .select_related("unit", "approved_by__unit")
        .order_by("-published_at", "-id")
    )


def current_of(matter: Matter) -> Answer | None:
    """Return the answer of this round on which work goes on or that stands: the newest."""
    return (
        Answer.objects.filter(matter=matter, round=matter.round)
        .select_related("unit", "author__unit", "matter", "matter__unit")
        .order_by("-id")
        .first()
    )


def review_queue(seat: Any) -> QuerySet[Answer]:
    """Return what waits for this unit's approver, oldest first."""
    return visible_to(seat).filter(state=Answer.State.IN_REVIEW).order_by("submitted_at", "id")


def rating_of(opinion_id: int, matter: Matter) -> Rating | None:
    """Return what this sender said of the answer in this round."""
    return Rating.objects.filter(opinion_id=opinion_id, matter=matter, round=matter.round).first()


def reopenings_open(seat: Any) -> QuerySet[Reopening]:
    """Return the undecided 'not solved' of the seat's place or territory, oldest first."""
    waiting = (
        Reopening.objects.filter(decided_at=None).select_related("matter", "matter__unit").order_by("asked_at", "id")
    )
    if seat.role in {Role.SUPERVISOR, Role.LEADER}:
        return waiting.filter(matter__unit__path__startswith=seat.unit.territory.path)
    if seat.role in {Role.COORDINATOR, Role.CHAIR}:
        return waiting.filter(matter__unit_id=seat.territory_id)
    return waiting.none()
