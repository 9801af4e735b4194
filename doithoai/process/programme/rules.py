"""Who may run a meeting. No writes, no clock."""

from typing import Any

from doithoai.process.people.models import Role
from doithoai.process.people.rules import role_in, sits_in, works_for

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


def runs_task(seat: Any, task: Any) -> bool:
    """Coordinator of the place whose meeting it prepares."""
    return runs(seat, task.meeting)


def finishes_task(seat: Any, task: Any) -> bool:
    """Whoever works in the unit that prepares it, or who runs the meeting."""
    return runs(seat, task.meeting) or (not role_in(seat, Role.ADMINISTRATOR) and sits_in(seat, task.unit_id))


def reads_names(seat: Any, meeting: Any) -> bool:
    """Coordinator or clerk of the convening place: they write the invitations."""
    return role_in(seat, Role.COORDINATOR, Role.CLERK) and works_for(seat, meeting.unit_id)


def registers_voters(seat: Any, request: Any) -> bool:
    """Coordinator or clerk of the place the voters turn to: they count the signature sheets."""
    return role_in(seat, Role.COORDINATOR, Role.CLERK) and works_for(seat, request.unit_id)


def answers_voters(seat: Any, request: Any) -> bool:
    """Coordinator of the place the voters turn to."""
    return role_in(seat, Role.COORDINATOR) and works_for(seat, request.unit_id)
