"""What is known on a day about a year's meetings: fetched in a fixed number of queries, whatever the number of meetings."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from doithoai.ground.core import clock, codes
from doithoai.ground.core.models import Event
from doithoai.ground.language.fold import fold
from doithoai.process.people.models import Level, Role, Seat, Unit
from doithoai.process.programme.models import (
    DIALOGUES,
    Announcement,
    Attendee,
    Audience,
    ChairModel,
    Electorate,
    Kind,
    Meeting,
    Programme,
    VoterRequest,
)
from doithoai.process.programme.queries import HELD

STATE_LED = frozenset({ChairModel.STATE, ChairModel.BOTH})
PARTY_LED = frozenset({ChairModel.PARTY, ChairModel.BOTH})
# A day fixed at the year's end may be moved into the next one.
_AFTER_NEW_YEAR = timedelta(days=15)


@dataclass(frozen=True)
class Proof:
    """One announcement: what, by which ways, on which day."""

    kind: str
    media: frozenset[str]
    on: date


@dataclass
class Known:
    """One meeting as far as it is known on the day asked about."""

    id: int
    unit_id: int
    kind: str
    audience: str
    chair_model: str
    held_on: date
    fixed_on: date | None = None
    state: str = Meeting.State.PLANNED
    planned_on: date | None = None
    collect_until: date | None = None
    proofs: list[Proof] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The code people say aloud; '' for a meeting that is only being thought of."""
        return codes.said("DT", self.held_on.year, self.id, width=4) if self.id else ""

    @property
    def is_dialogue(self) -> bool:
        """A dialogue, not a reception and the like."""
        return self.kind in DIALOGUES

    @property
    def is_conference(self) -> bool:
        """What Điều 43 speaks of: the government's dialogue conference with the People."""
        return self.is_dialogue and self.chair_model in STATE_LED and self.audience == Audience.PEOPLE

    def was_held(self, on: date) -> bool:
        """Say whether it had taken place by a day."""
        return self.state in HELD and self.held_on <= on

    def notices(self) -> list[Proof]:
        """Return what announced the meeting as it now stands: once its day was moved, only what was said since."""
        moved = [proof.on for proof in self.proofs if proof.kind == Announcement.Kind.CHANGE] if self.fixed_on else []
        kinds = {Announcement.Kind.NOTICE, Announcement.Kind.CHANGE} if moved else {Announcement.Kind.NOTICE}
        return [proof for proof in self.proofs if proof.kind in kinds and (not moved or proof.on >= max(moved))]

    def results(self) -> list[Proof]:
        """Return by what the results were made public."""
        return [proof for proof in self.proofs if proof.kind == Announcement.Kind.RESULTS]


@dataclass(frozen=True)
class Asked:
    """Voters' request for a conference, with the electorate known when it came."""

    subject: str
    voters: int
    electorate: int
    state: str
    meeting: str


@dataclass
class Year:
    """The facts of one place's year."""

    unit: Unit
    meetings: list[Known] = field(default_factory=list)
    issued_on: date | None = None
    requests: list[Asked] = field(default_factory=list)

    def of(self, wanted: Callable[[Known], bool]) -> list[Known]:
        """Return the meetings that fit, earliest first."""
        return [meeting for meeting in self.meetings if wanted(meeting)]


def taking_part(unit: Unit, year: int, on: date) -> list[Unit]:
    """Return the places judged with a unit: itself, and below a province each commune with a programme or with staff.

    A province that has neither is left out when a commune below takes part: nobody there uses the program yet.
    """
    if unit.level not in {Level.PROVINCE, Level.DISTRICT}:
        return [unit]
    staffed = Seat.objects.filter(
        unit=OuterRef("pk"), role__in=[Role.CLERK, Role.COORDINATOR, Role.CHAIR], valid_from__lte=date(year, 12, 31)
    ).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=min(on, date(year, 12, 31))))
    planned = Programme.objects.filter(unit=OuterRef("pk"), year=year)
    found = (
        Unit.objects.filter(Exists(staffed) | Exists(planned), path__startswith=unit.path)
        .filter(Q(level=Level.COMMUNE) | Q(pk=unit.pk))
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=date(year, 12, 31)))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1)))
    )
    return sorted(found, key=lambda place: (place.level == Level.COMMUNE, place.name_fold, place.pk)) or [unit]


def gather(units: Iterable[Unit], year: int, on: date) -> dict[int, Year]:
    """Return what was known on a day about the year of each place."""
    years = {unit.pk: Year(unit) for unit in units}
    meetings = _meetings(years, year)
    _drop_cancelled(meetings, on)
    _prove(meetings, years, year, on)
    for known in meetings.values():
        years[known.unit_id].meetings.append(known)
    for programme in Programme.objects.filter(unit__in=years, year=year, issued_on__lte=on):
        years[programme.unit_id].issued_on = programme.issued_on
    _requests(years, year, on)
    return years


def of_meeting(meeting: Meeting, on: date) -> Year:
    """Return what was known on a day about one meeting, as the year of a place that has only this one."""
    known = Known(
        meeting.pk, meeting.unit_id, meeting.kind, meeting.audience, meeting.chair_model, meeting.held_on,
        meeting.fixed_on, meeting.state, clock.day_of(meeting.planned_at), meeting.collect_until,
    )  # fmt: skip
    proofs = meeting.announcements.filter(published_on__lte=on).order_by("published_on", "id")
    known.proofs = [
        Proof(kind, frozenset(ways or ()), day)
        for kind, ways, day in proofs.values_list("kind", "media", "published_on")
    ]
    return Year(meeting.unit, [known])


def _in_year(year: int, prefix: str = "") -> Q:
    first, last = date(year, 1, 1), date(year, 12, 31)
    moved = {f"{prefix}held_on__range": (last, last + _AFTER_NEW_YEAR), f"{prefix}fixed_on__range": (first, last)}
    return Q(**{f"{prefix}held_on__range": (first, last)}) | Q(**moved)


def _meetings(years: Iterable[int], year: int) -> dict[int, Known]:
    names = (
        "id",
        "unit_id",
        "kind",
        "audience",
        "chair_model",
        "held_on",
        "fixed_on",
        "state",
        "planned_at",
        "collect_until",
    )
    rows = Meeting.objects.filter(_in_year(year), unit__in=list(years)).order_by("held_on", "id").values_list(*names)
    return {
        row[0]: Known(*row[:8], planned_on=clock.day_of(row[8]), collect_until=row[9])  # type: ignore[misc]
        for row in rows
    }


def _drop_cancelled(meetings: dict[int, Known], on: date) -> None:
    """Take out what had been cancelled by the day; what was cancelled later still stood in the plan."""
    cancelled = [known.id for known in meetings.values() if known.state == Meeting.State.CANCELLED]
    if not cancelled:
        return
    book = Event.objects.filter(subject=Meeting._meta.label_lower, verb="cancel", subject_id__in=cancelled)
    later = {number for number, at in book.values_list("subject_id", "at") if clock.day_of(at) > on}
    for number in cancelled:
        if number in later:
            meetings[number].state = Meeting.State.PLANNED
        else:
            del meetings[number]


def _prove(meetings: dict[int, Known], years: Iterable[int], year: int, on: date) -> None:
    """Hang on each meeting what had been made public about it by the day, and who is invited."""
    places = list(years)
    proofs = Announcement.objects.filter(_in_year(year, "meeting__"), meeting__unit__in=places, published_on__lte=on)
    for number, kind, media, day in proofs.order_by("published_on", "id").values_list(
        "meeting_id", "kind", "media", "published_on"
    ):
        if number in meetings:
            meetings[number].proofs.append(Proof(kind, frozenset(media or ()), day))
    guests = Attendee.objects.filter(
        _in_year(year, "meeting__"),
        meeting__unit__in=places,
        kind__in=[Attendee.Kind.ROLE, Attendee.Kind.ORGANISATION],
    )
    for number, label in guests.values_list("meeting_id", "label"):
        if number in meetings and meetings[number].kind != Kind.RECEPTION:
            meetings[number].guests.append(fold(label))


def _requests(years: dict[int, Year], year: int, on: date) -> None:
    """Add what voters asked for by the day, each with the latest electorate known when it came."""
    end = min(on, date(year, 12, 31))
    asked = VoterRequest.objects.filter(unit__in=list(years), received_on__range=(date(year, 1, 1), end))
    rows = list(asked.select_related("meeting").order_by("received_on", "id")) if years else []
    if not rows:
        return
    counted: dict[int, list[tuple[date, int]]] = defaultdict(list)
    voters = Electorate.objects.filter(unit__in={row.unit_id for row in rows}, on__lte=end).order_by("on", "id")
    for unit_id, day, number in voters.values_list("unit_id", "on", "voters"):
        counted[unit_id].append((day, number))
    for row in rows:
        known: list[Any] = [number for day, number in counted[row.unit_id] if day <= row.received_on]
        stands = row.meeting if row.meeting and row.meeting.state != Meeting.State.CANCELLED else None
        years[row.unit_id].requests.append(
            Asked(row.subject, row.voters, known[-1] if known else 0, row.state, stands.code if stands else "")
        )
