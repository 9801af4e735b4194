"""Fetch the register, as far as a seat may read it."""

from typing import Any

from django.db.models import QuerySet

from doithoai.process.hall.models import Conclusion, RegisterEntry
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Role
from doithoai.process.programme.models import Meeting

READERS = (Role.CLERK, Role.COORDINATOR, Role.CHAIR, Role.LEADER, Role.SUPERVISOR)


def register_of(meeting: Meeting, seat: Any) -> QuerySet[RegisterEntry]:
    """Return the lines of a register for those who may read the words of its opinions."""
    entries = RegisterEntry.objects.filter(meeting=meeting)
    if seat.role not in READERS:
        return entries.none()
    return entries.select_related("opinion", "matter", "answer", "recorded_by__unit").defer(
        "opinion__raw", "opinion__sealed", "matter__text", "answer__basis"
    )


def waiting_of(meeting: Meeting) -> int:
    """Return how many opinions of a meeting wait to be sorted: while one does, the meeting cannot be concluded."""
    return Opinion.objects.filter(meeting=meeting, state=Opinion.State.RECEIVED).count()


def conclusion_of(meeting: Meeting) -> Conclusion | None:
    """Return the published conclusions, or None."""
    return Conclusion.objects.filter(meeting=meeting).first()
