"""Fetch meetings, as far as a seat or the public may see them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from doithoai.ground.core import codes
from doithoai.process.people.models import Role
from doithoai.process.programme.models import DIALOGUES, Meeting

HELD = (Meeting.State.LIVE, Meeting.State.CONCLUDED, Meeting.State.CLOSED)
TAKES_OPINIONS = (Meeting.State.ANNOUNCED, Meeting.State.COLLECTING, Meeting.State.READY, Meeting.State.LIVE)


def visible_to(seat: Any) -> QuerySet[Meeting]:
    """Return the meetings a seat may see: those of its place; leaders and the Front also those below."""
    everything = Meeting.objects.select_related("unit")
    if seat.role == Role.ADMINISTRATOR:
        return everything.none()
    if seat.role in {Role.LEADER, Role.SUPERVISOR}:
        return everything.filter(unit__path__startswith=seat.unit.territory.path)
    if seat.role == Role.COLLECTOR:
        return everything.filter(unit_id=seat.unit.parent_id)
    return everything.filter(unit_id=seat.territory_id)


def public() -> QuerySet[Meeting]:
    """Return the meetings the public may see: all that were announced, cancelled ones with their reason."""
    return Meeting.objects.exclude(state=Meeting.State.PLANNED).select_related("unit")


def public_dialogues() -> QuerySet[Meeting]:
    """Return the announced dialogues (not receptions and the like)."""
    return public().filter(kind__in=DIALOGUES)


def by_code(queryset: QuerySet[Meeting], code: str) -> Meeting:
    """Return the meeting with this code or raise Http404. Hidden and absent answer alike."""
    parsed = codes.parse_said(code, "DT")
    meeting = queryset.filter(pk=parsed[1]).first() if parsed else None
    if meeting is None or meeting.held_on.year != parsed[0]:  # type: ignore[index]
        raise Http404
    return meeting
