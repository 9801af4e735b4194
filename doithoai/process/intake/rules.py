"""Who may bring in opinions and who may read a contact. No writes, no clock."""

from datetime import datetime, timedelta
from typing import Any

from doithoai.ground.core.actors import OPERATOR
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Role, Seat, Unit
from doithoai.process.people.rules import role_in, works_for

SHORTEST, LONGEST = 5, 20_000
FORM_SHORTEST, FORM_LONGEST = 20, 5_000
RECEIPT_STAYS = timedelta(minutes=30)
# One post of the offline page.
ROWS_IN_A_BATCH = 200


def brings_in(seat: Any, unit_id: int) -> bool:
    """Clerk and coordinator of the place; a collector for the commune of the own village; the command line for all."""
    if seat is OPERATOR:
        return True
    if role_in(seat, "machine"):
        return seat.unit_id == unit_id
    if role_in(seat, Role.COLLECTOR):
        return seat.unit.parent_id == unit_id
    return role_in(seat, Role.CLERK, Role.COORDINATOR) and works_for(seat, unit_id)


def unit_for(seat: Seat) -> Unit:
    """Return the place into whose register a seat brings opinions."""
    place = seat.unit.parent if seat.role == Role.COLLECTOR else seat.unit.territory
    if place is None:
        raise ValueError("a seat that brings in opinions sits below a place")
    return place


def receives(seat: Any, unit_id: int | None) -> bool:
    """The clerk of the place: who stands at the counter and keeps its vault."""
    return role_in(seat, Role.CLERK) and works_for(seat, unit_id)


def reads_contact(seat: Any, opinion: Any) -> bool:
    """Only the clerk of the place that received the opinion (design.md section 8); a denouncer's by two persons alone."""
    return receives(seat, opinion.unit_id) and opinion.handed != Opinion.Handed.DENUNCIATION


def asks_opening(seat: Any, opinion: Any) -> bool:
    """Break-glass, the first of two: whoever answers for the place and is not the keeper of its vault."""
    holds = role_in(seat, Role.COORDINATOR, Role.CHAIR) and works_for(seat, opinion.unit_id)
    return holds and opinion.handed != Opinion.Handed.DENUNCIATION


def opens_contact(seat: Any, opinion: Any) -> bool:
    """Break-glass, the second of two: clerk, coordinator or chair of the place; that it is another person is checked there."""
    holds = role_in(seat, Role.CLERK, Role.COORDINATOR, Role.CHAIR) and works_for(seat, opinion.unit_id)
    return holds and opinion.handed != Opinion.Handed.DENUNCIATION


def brings_from(seat: Any, village: Unit | None) -> bool:
    """A collector brings the voices of the own village and of no other."""
    return not role_in(seat, Role.COLLECTOR) or (village is not None and village.pk == seat.unit_id)


def gives_receipt(seat: Any, opinion: Any, now: datetime) -> bool:
    """Whoever entered it, for a short while; later only the clerk of the place: the slip opens the follow page.

    What a citizen sent without us has its slip already; nobody here may open it in their stead.
    """
    if opinion.collector_id is None:
        return False
    return receives(seat, opinion.unit_id) or prints_first(seat, opinion, now)


def prints_first(seat: Any, opinion: Any, now: datetime) -> bool:
    """Whoever entered it, while the person still stands there. Every later print is a reprint, and its sender is told."""
    mine = opinion.collector_id is not None and opinion.collector_id == getattr(seat, "pk", None)
    return mine and now - opinion.received_at <= RECEIPT_STAYS
