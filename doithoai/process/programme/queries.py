"""Fetch meetings, as far as a seat or the public may see them."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from doithoai.ground.core import codes
from doithoai.process.people.models import Role, Unit
from doithoai.process.programme.models import DIALOGUES, Kind, Meeting, Programme

HELD = (Meeting.State.LIVE, Meeting.State.CONCLUDED, Meeting.State.CLOSED)
# Far more than two receptions a week and a dialogue a month.
MOST_OF_A_YEAR = 600
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


def programme_of(place: Unit, year: int) -> Programme | None:
    """Return the programme of a place for a year, drafted or issued."""
    return Programme.objects.filter(unit=place, year=year).select_related("unit").first()


def of_year(seat: Any, place: Unit, year: int) -> list[Meeting]:
    """Return the meetings of a place in a year that a seat may see, earliest first; no more than a page can show."""
    here = visible_to(seat).filter(unit=place, held_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return list(here.defer("topic", "locality_reason").order_by("held_on", "id")[:MOST_OF_A_YEAR])


def public_of_year(year: int) -> QuerySet[Meeting]:
    """Return a year's meetings of issued programmes that the public may see: the announced, and planned dialogues.

    Receptions come every week; they stand on the desk's page and would hide the rest here.
    """
    issued = Programme.objects.filter(unit=OuterRef("unit"), year=year, state=Programme.State.ISSUED)
    return (
        Meeting.objects.filter(Exists(issued), held_on__range=(date(year, 1, 1), date(year, 12, 31)))
        .filter(~Q(state=Meeting.State.PLANNED) | Q(kind__in=DIALOGUES))
        .exclude(kind=Kind.RECEPTION)
        .select_related("unit")
    )


def issued_programmes(year: int) -> QuerySet[Programme]:
    """Return the issued programmes of a year, the home place's first."""
    issued = Programme.objects.filter(year=year, state=Programme.State.ISSUED).select_related("unit")
    return issued.order_by("-unit__is_home", "unit__name_fold", "id")


def by_code(queryset: QuerySet[Meeting], code: str) -> Meeting:
    """Return the meeting with this code or raise Http404. Hidden and absent answer alike."""
    parsed = codes.parse_said(code, "DT")
    meeting = queryset.filter(pk=parsed[1]).first() if parsed else None
    if meeting is None or meeting.held_on.year != parsed[0]:  # type: ignore[index]
        raise Http404
    return meeting
