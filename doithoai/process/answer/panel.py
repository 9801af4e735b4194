"""What this stage adds to the case page: the answer, its next step, and what senders asked to reopen."""

from typing import Any

from django.utils.translation import gettext_noop as _

from doithoai.process.answer import queries, rules
from doithoai.process.answer.flow import ANSWER
from doithoai.process.answer.models import Answer
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment.panels import Panel
from doithoai.process.people.models import Role
from doithoai.process.people.rules import role_in, sits_in
from doithoai.process.triage.models import Matter

LABELS = {
    ("answer.answer", "draft"): _("Lưu dự thảo trả lời"),
    ("answer.answer", "correct"): _("Bắt đầu đính chính trả lời"),
    **{("answer.answer", move.verb): move.label for move in ANSWER.moves.values()},
}


def may_write(seat: Any, matter: Matter, answer: Answer | None) -> bool:
    """Say whether this seat may go on writing the answer of this round now."""
    if not role_in(seat, Role.OFFICER, Role.APPROVER):
        return False
    if answer is not None and answer.corrects_id is not None:
        return answer.state == Answer.State.DRAFT and rules.drafts(seat, answer)
    given = assignments.current(matter)
    if given is None or not sits_in(seat, given.lead_id):
        return False
    return answer is None or answer.state == Answer.State.DRAFT or answer.unit_id != given.lead_id


def shows(seat: Any, matter: Matter) -> dict[str, Any]:
    """Return what the panel shows to this seat."""
    current = queries.current_of(matter)
    reads = current is not None and queries.visible_to(seat).filter(pk=current.pk).exists()
    asked = queries.reopenings_open(seat).filter(matter=matter)
    return {
        "current": current if reads else None,
        "published": queries.published_of(matter),
        "may_write": may_write(seat, matter, current),
        "reopenings": list(asked),
        "decides": rules.reopens(seat, matter),
    }


def things(matter: Matter) -> list[Answer]:
    """Return the answers whose events stand in the timeline."""
    return list(Answer.objects.filter(matter=matter).only("pk"))


PANEL = Panel(template="answer/panel.html", shows=shows, things=things, labels=LABELS)
