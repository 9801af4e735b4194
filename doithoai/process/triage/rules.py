"""Who may triage. No writes, no clock."""

from typing import Any

from doithoai.ground.core.actors import CITIZEN
from doithoai.process.people.models import Role
from doithoai.process.people.rules import role_in, works_for


def triages(seat: Any, thing: Any) -> bool:
    """Coordinator of the place that holds the opinion or matter (design.md section 8)."""
    return role_in(seat, Role.COORDINATOR) and works_for(seat, thing.unit_id)


def groups(seat: Any, unit_id: int) -> bool:
    """Coordinator of a place: groups its waiting voices."""
    return role_in(seat, Role.COORDINATOR) and works_for(seat, unit_id)


def sent_it(by: Any, thing: Any) -> bool:
    """The sender alone: whoever calls has shown the 16-digit code of this opinion."""
    return by is CITIZEN


def gives(seat: Any, matter: Any) -> bool:
    """Coordinator or chair of the matter's place: the chair decides what no unit would take."""
    return role_in(seat, Role.COORDINATOR, Role.CHAIR) and works_for(seat, matter.unit_id)


def takes_part(seat: Any, matter: Any) -> bool:
    """Whoever may answer or give back a matter at all; which matter is their own is checked by the later stages' rules."""
    if role_in(seat, Role.OFFICER, Role.APPROVER):
        return True
    return role_in(seat, Role.CLERK, Role.COORDINATOR, Role.CHAIR) and works_for(seat, matter.unit_id)


def opens_seal(seat: Any, opinion: Any) -> bool:
    """Clerk, coordinator or chair of the place; two different persons are needed."""
    return role_in(seat, Role.CLERK, Role.COORDINATOR, Role.CHAIR) and works_for(seat, opinion.unit_id)


def sees_to_request(seat: Any, request: Any) -> bool:
    """Clerk or coordinator of the place that holds the opinion a request is about."""
    return role_in(seat, Role.CLERK, Role.COORDINATOR) and works_for(seat, request.opinion.unit_id)
