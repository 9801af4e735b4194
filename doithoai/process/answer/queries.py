"""Fetch answers, as far as a seat or the public may see them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from doithoai.process.answer.models import Answer, AnswerVersion, Reopening
from doithoai.process.assignment.models import Assignment
from doithoai.process.people.models import Role
from doithoai.process.triage.models import Matter


def visible_to(seat: Any) -> QuerySet[Answer]:
    """Return the answers a seat may see: of its unit or of work it supports in any state, of its place once submitted."""
    everything = Answer.objects.select_related(
        "matter", "matter__unit", "unit", "author", "author__unit", "approved_by", "approved_by__unit"
    )
    if seat.role in {Role.OFFICER, Role.APPROVER}:
        helped = Assignment.objects.filter(matter=OuterRef("matter"), supporting=seat.unit_id)
        return everything.filter(Q(unit_id=seat.unit_id) | Exists(helped.exclude(state=Assignment.State.RETURNED)))
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
    return visible_to(seat).filter(unit_id=seat.unit_id, state=Answer.State.IN_REVIEW).order_by("submitted_at", "id")


def to_publish(seat: Any) -> QuerySet[Answer]:
    """Return what is approved and waits to be made public, by the unit's approver or the place's coordinator."""
    approved = visible_to(seat).filter(state=Answer.State.APPROVED)
    return approved.filter(unit_id=seat.unit_id) if seat.role == Role.APPROVER else approved


def neighbours(seat: Any, answer: Answer) -> tuple[Answer | None, Answer | None]:
    """Return the answers before and after this one in the seat's review queue."""
    at = answer.submitted_at
    if seat.role != Role.APPROVER or at is None:
        return None, None
    queue = review_queue(seat).exclude(pk=answer.pk)
    before = queue.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=answer.pk)).last()
    after = queue.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=answer.pk)).first()
    return before, after


def version_before(answer: Answer) -> AnswerVersion | None:
    """Return what the approver saw the time before, or None when this text is the first submitted."""
    return AnswerVersion.objects.filter(answer=answer, number__lt=answer.version).order_by("-number").first()


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
