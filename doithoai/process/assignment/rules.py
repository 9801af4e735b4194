"""Who may give, take, return, extend. No writes, no clock."""

from typing import Any

from doithoai.process.people.models import Role
from doithoai.process.people.rules import is_machine, role_in, sits_in, works_for
from doithoai.process.triage.rules import gives

RETURNS_BEFORE_THE_CHAIR_DECIDES = 3


def works_on(seat: Any, assignment: Any) -> bool:
    """Officer or approver of the lead unit."""
    return role_in(seat, Role.OFFICER, Role.APPROVER) and sits_in(seat, assignment.lead_id)


def extends(seat: Any, assignment: Any) -> bool:
    """Coordinator or chair of the matter's place extends the date or takes the work back; a unit cannot do so itself."""
    return gives(seat, assignment.matter)


def reports_promise(seat: Any, promise: Any) -> bool:
    """Officer or approver of the unit that promised, or the coordinator of the matter's place."""
    return (role_in(seat, Role.OFFICER, Role.APPROVER) and sits_in(seat, promise.unit_id)) or (
        role_in(seat, Role.COORDINATOR) and works_for(seat, promise.matter.unit_id)
    )


def hands_over(seat: Any, old: Any) -> bool:
    """Coordinator of the unit that ends; or whoever holds the machine's command line, on a written decision."""
    return is_machine(seat) or (role_in(seat, Role.COORDINATOR) and works_for(seat, old.pk))


def finishes(seat: Any, assignment: Any) -> bool:
    """An assignment ends when the answer is published, by whoever may publish it."""
    return works_on(seat, assignment) or gives(seat, assignment.matter)


def asks_sender(seat: Any, matter: Any, given: Any) -> bool:
    """Coordinator of the place, or officer and approver of the unit that leads it now: they ask without knowing whom."""
    if role_in(seat, Role.COORDINATOR):
        return works_for(seat, matter.unit_id)
    return given is not None and works_on(seat, given)
