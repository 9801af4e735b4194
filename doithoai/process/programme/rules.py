"""Who may run a meeting. No writes, no clock."""

from typing import Any

from doithoai.process.people.models import Role
from doithoai.process.people.rules import role_in, works_for

# Whose pages show the year's programme besides those who run it.
READS_THE_YEAR = (Role.COORDINATOR, Role.CHAIR, Role.CLERK, Role.SUPERVISOR, Role.LEADER)


def plans_for(seat: Any, unit_id: int | None) -> bool:
    """Coordinator of the place; or the machine's command line, which brings in a whole programme."""
    return role_in(seat, "operator") or (role_in(seat, Role.COORDINATOR) and works_for(seat, unit_id))


def issues(seat: Any, programme: Any) -> bool:
    """Coordinator of the place whose programme it is."""
    return plans_for(seat, programme.unit_id)


def runs(seat: Any, meeting: Any) -> bool:
    """Coordinator of the convening place (design.md section 8: prepare and run meetings of the own unit)."""
    return role_in(seat, Role.COORDINATOR) and works_for(seat, meeting.unit_id)


def runs_or_chairs(seat: Any, meeting: Any) -> bool:
    """Coordinator or chair of the convening place."""
    return role_in(seat, Role.COORDINATOR, Role.CHAIR) and works_for(seat, meeting.unit_id)


def keeps_register(seat: Any, meeting: Any) -> bool:
    """Coordinator, clerk or chair of the convening place may open the register of the hall."""
    return role_in(seat, Role.COORDINATOR, Role.CLERK, Role.CHAIR) and works_for(seat, meeting.unit_id)
