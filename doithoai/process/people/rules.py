"""What a seat is, asked the same way everywhere. No writes, no clock."""

from typing import Any

from doithoai.process.people.models import Role, Unit


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
