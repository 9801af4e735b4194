"""Who may write, approve, publish. No writes, no clock."""

from typing import Any

from django.db.models import Q

from doithoai.process.answer.models import Answer
from doithoai.process.people.models import Role
from doithoai.process.people.rules import role_in, sits_in, works_for
from doithoai.process.triage.rules import gives


def drafts(seat: Any, answer: Any) -> bool:
    """Officer or approver of the unit that has to answer."""
    return role_in(seat, Role.OFFICER, Role.APPROVER) and sits_in(seat, answer.unit_id)


def approves(seat: Any, answer: Any) -> bool:
    """Approver of the same unit who wrote no line of it, under this or another seat, in the own name or for another.

    Who acts for another may not do what that other may not: neither of them has written in it, nor had it written.
    """
    if not (role_in(seat, Role.APPROVER) and sits_in(seat, answer.unit_id)):
        return False
    hands = seat.stands_for
    wrote = Q(seat__person_id__in=hands) | Q(seat__delegated_from__person_id__in=hands)
    return not answer.authors.filter(wrote).exists()


def publishes(seat: Any, answer: Any) -> bool:
    """An approver of the unit, or the coordinator of the matter's place."""
    return (role_in(seat, Role.APPROVER) and sits_in(seat, answer.unit_id)) or (
        role_in(seat, Role.COORDINATOR) and works_for(seat, answer.matter.unit_id)
    )


def records_spoken(seat: Any, answer: Any) -> bool:
    """Coordinator, clerk or chair of the place that holds the meeting: the words were said before everyone."""
    return answer.kind == Answer.Kind.SPOKEN and records_for(seat, answer.matter.unit_id)


def records_for(seat: Any, unit_id: int) -> bool:
    """Who keeps the meeting's register of a place."""
    return role_in(seat, Role.COORDINATOR, Role.CLERK, Role.CHAIR) and works_for(seat, unit_id)


def reopens(seat: Any, matter: Any) -> bool:
    """Coordinator or chair of the place decides after the Front could see it."""
    return gives(seat, matter)
