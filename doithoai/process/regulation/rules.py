"""Who may read and set rules and the calendar. No writes, no clock."""

from typing import Any

from doithoai.process.people.models import Level, Role, Unit
from doithoai.process.people.rules import is_machine, role_in, works_for

SETTERS = (Role.COORDINATOR, Role.ADMINISTRATOR)
PLACES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


def may_set(by: Any, place: Unit) -> bool:
    """Coordinator and administrator of the place itself: they answer for its rules. The machine itself everywhere."""
    return is_machine(by) or (role_in(by, *SETTERS) and works_for(by, place.pk) and place.level in PLACES)
