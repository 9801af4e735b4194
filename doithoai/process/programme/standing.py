"""How a request of voters stands against the threshold, and whose requests a seat or the public may see."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from doithoai.ground.core import events
from doithoai.process.people.models import Role, Unit
from doithoai.process.programme import threshold
from doithoai.process.programme.models import Electorate, RequestSheet, VoterRequest
from doithoai.process.regulation.queries import limit_of

RULE = "DLG-02"


@dataclass(frozen=True)
class Standing:
    """A request in figures: voters of an electorate, the percent the rule asks, and what the rule rests on."""

    voters: int
    electorate: Electorate | None
    percent: int
    basis: str

    @property
    def needed(self) -> int:
        """The least number of voters that obliges the place (0: the electorate is not known)."""
        return threshold.needed(self.electorate.voters, self.percent) if self.electorate else 0

    @property
    def reached(self) -> bool:
        """Whether enough voters ask."""
        return threshold.reached(self.voters, self.electorate.voters if self.electorate else 0, self.percent)

    @property
    def share(self) -> str:
        """The share in percent with one decimal, cut: '14,5'."""
        return threshold.share(self.voters, self.electorate.voters if self.electorate else 0)

    @property
    def missing(self) -> int:
        """How many voters are still missing."""
        return max(0, self.needed - self.voters)


def electorate_for(request: VoterRequest) -> Electorate | None:
    """Return the number of voters that counts: the last known on the day the request came, else the first after it.

    The day of the request fixes it, so that a later count cannot move the threshold under the voters' feet.
    """
    rows = Electorate.objects.filter(unit_id=request.unit_id)
    known = rows.filter(on__lte=request.received_on).order_by("-on", "-id").first()
    return known or rows.filter(on__gt=request.received_on).order_by("on", "id").first()


def of(request: VoterRequest) -> Standing:
    """Return how a request stands, by the rule in force on the day it came (DLG-02)."""
    applied = limit_of(request.unit, RULE, request.received_on)
    in_force = applied is not None and not applied.off and applied.limit is not None and applied.limit.unit == "percent"
    percent = applied.limit.value if in_force else threshold.DEFAULT_PERCENT  # type: ignore[union-attr]
    return Standing(request.voters, electorate_for(request), percent, applied.basis if in_force else "")  # type: ignore[union-attr]


def visible_to(seat: Any) -> QuerySet[VoterRequest]:
    """Return the requests a seat may see: those of its place; leaders and the Front also those below."""
    everything = VoterRequest.objects.select_related("unit", "meeting")
    if seat.role == Role.ADMINISTRATOR:
        return everything.none()
    if seat.role in {Role.LEADER, Role.SUPERVISOR}:
        return everything.filter(unit__path__startswith=seat.unit.territory.path)
    if seat.role in {Role.CLERK, Role.COORDINATOR, Role.CHAIR}:
        return everything.filter(unit_id=seat.territory_id)
    return everything.none()


def sheets_of(request: VoterRequest) -> QuerySet[RequestSheet]:
    """Return the sheets of a request, oldest first."""
    return RequestSheet.objects.filter(request=request).order_by("received_on", "id")


def reason_of(request: VoterRequest) -> str:
    """Return the published reason of a declined request."""
    return events.of(request).filter(verb="decline").values_list("note", flat=True).last() or ""


def electorates_of(unit: Unit) -> QuerySet[Electorate]:
    """Return the recorded electorates of a place, latest first."""
    return Electorate.objects.filter(unit=unit).order_by("-on", "-id")


def demanded(seat: Any) -> list[tuple[VoterRequest, Standing]]:
    """Return the open requests of a seat's place that enough voters back: a meeting must be held."""
    rows = visible_to(seat).filter(state=VoterRequest.State.OPEN).order_by("received_on", "id")[:50]
    return [(request, found) for request in rows if (found := of(request)).reached]


def public_of(unit: Unit, most: int = 10) -> list[tuple[VoterRequest, Standing, str]]:
    """Return the latest requests of a place as everybody may see them: how they stand, and why one was declined."""
    rows = VoterRequest.objects.filter(unit=unit).select_related("unit", "meeting").order_by("-received_on", "-id")
    return [
        (request, of(request), reason_of(request) if request.state == VoterRequest.State.DECLINED else "")
        for request in rows[:most]
    ]
