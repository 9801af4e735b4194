"""The moves of an answer."""

from django.utils.translation import gettext_noop as _

from doithoai.ground.core.flow import Flow, Move
from doithoai.process.answer import rules
from doithoai.process.answer.models import Answer

S = Answer.State

ANSWER = Flow(
    "Answer",
    Move("submit", (S.DRAFT,), S.IN_REVIEW, rules.drafts, _("Trình duyệt")),
    Move("return", (S.IN_REVIEW,), S.DRAFT, rules.approves, _("Trả lại"), needs_note=True),
    Move("approve", (S.IN_REVIEW,), S.APPROVED, rules.approves, _("Duyệt")),
    Move("publish", (S.APPROVED,), S.PUBLISHED, rules.publishes, _("Công khai")),
    Move("record_spoken", (S.DRAFT,), S.PUBLISHED, rules.records_spoken, _("Ghi trả lời tại chỗ")),
)
