"""What a seat is, asked the same way everywhere. No writes, no clock."""

from typing import Any

from doithoai.process.people.models import Level, Role, Unit

_PLACES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
_BODIES = (Level.AGENCY, Level.PARTY, Level.FRONT)

# What may stand directly below what.
BELOW: dict[str, tuple[Level, ...]] = {
    Level.PROVINCE: (Level.COMMUNE, Level.DISTRICT, *_BODIES),
    Level.DISTRICT: (Level.COMMUNE, *_BODIES),
    Level.COMMUNE: (Level.VILLAGE, *_BODIES),
    Level.VILLAGE: (),
    Level.AGENCY: (Level.AGENCY,),
    Level.PARTY: (Level.PARTY,),
    Level.FRONT: (Level.FRONT,),
}
# Where a role works: the register belongs to a place, answers to a body, supervision to the Front alone.
SEATED_IN: dict[str, tuple[Level, ...]] = {
    Role.COLLECTOR: (Level.VILLAGE,),
    Role.CLERK: _PLACES,
    Role.COORDINATOR: _PLACES,
    Role.OFFICER: (Level.AGENCY, Level.PARTY),
    Role.APPROVER: (Level.AGENCY, Level.PARTY),
    Role.CHAIR: _PLACES,
    Role.SUPERVISOR: (Level.FRONT,),
    Role.LEADER: (*_PLACES, *_BODIES),
    Role.ADMINISTRATOR: _PLACES,
}


def role_in(seat: Any, *roles: str) -> bool:
    """Say whether the seat has one of these roles."""
    return getattr(seat, "role", "") in roles


def works_for(seat: Any, unit_id: int | None) -> bool:
    """Say whether the seat works for this place."""
    return unit_id is not None and getattr(seat, "territory_id", None) == unit_id


def watches_over(seat: Any, unit: Unit) -> bool:
    """Say whether a leader's or supervisor's territory covers this place."""
    return unit.path.startswith(seat.unit.territory.path)


def sits_in(seat: Any, unit_id: int | None) -> bool:
    """Say whether the seat is in exactly this body."""
    return unit_id is not None and getattr(seat, "unit_id", None) == unit_id


def administers(seat: Any) -> bool:
    """Administrator: units, seats, settings; no contents."""
    return role_in(seat, Role.ADMINISTRATOR)


def is_machine(by: Any) -> bool:
    """The program itself, or whoever holds the machine's command line."""
    return role_in(by, "system", "operator")


def may_administer(by: Any, unit: Unit | None) -> bool:
    """Administrator of this unit's place or of a place above it; the machine itself everywhere (None: no unit named)."""
    return is_machine(by) or (administers(by) and (unit is None or watches_over(by, unit)))


def from_above(by: Any, place: Unit) -> bool:
    """Administrator of a place strictly above this one."""
    return administers(by) and place.path != by.place.path and watches_over(by, place)


# Who gives seats could give more than was lent; the Front's verdict is the judgement of the person appointed.
NOT_DELEGATED = (Role.ADMINISTRATOR, Role.SUPERVISOR)
# Roles whose holder may not take this one over for a while. Agencies never learn who wrote (design.md section 8), and the
# Front does not judge what it decided itself for the office.
NOT_WITH: dict[str, tuple[Role, ...]] = {
    Role.CLERK: (Role.OFFICER, Role.APPROVER, Role.SUPERVISOR),
    Role.COORDINATOR: (Role.SUPERVISOR,),
    Role.CHAIR: (Role.SUPERVISOR,),
    Role.OFFICER: (Role.CLERK, Role.SUPERVISOR),
    Role.APPROVER: (Role.CLERK, Role.SUPERVISOR),
}


def is_own(by: Any, seat: Any) -> bool:
    """Say whether somebody acts from exactly this seat."""
    return by.actor_seat is not None and by.actor_seat == seat.pk


def may_delegate(by: Any, seat: Any) -> bool:
    """The holder from this very seat, or the administrator of its territory."""
    return is_own(by, seat) or may_administer(by, seat.unit)
