"""Who may run a meeting. No writes, no clock."""

from typing import Any

from doithoai.process.people.models import Role
from doithoai.process.people.rules import role_in, works_for


def runs(seat: Any, meeting: Any) -> bool:
    """Coordinator of the convening place (design.md section 8: prepare and run meetings of the own unit)."""
    return role_in(seat, Role.COORDINATOR) and works_for(seat, meeting.unit_id)


def runs_or_chairs(seat: Any, meeting: Any) -> bool:
    """Coordinator or chair of the convening place."""
    return role_in(seat, Role.COORDINATOR, Role.CHAIR) and works_for(seat, meeting.unit_id)


def keeps_register(seat: Any, meeting: Any) -> bool:
    """Coordinator, clerk or chair of the convening place may open the register of the hall."""
    return role_in(seat, Role.COORDINATOR, Role.CLERK, Role.CHAIR) and works_for(seat, meeting.unit_id)
