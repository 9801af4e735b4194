"""The moves of an assignment and of a promise."""

from django.utils.translation import gettext_noop as _

from doithoai.ground.core.flow import Flow, Move
from doithoai.process.assignment import rules
from doithoai.process.assignment.models import Assignment, Promise

A, P = Assignment.State, Promise.State

ASSIGNMENT = Flow(
    "Assignment",
    Move("accept", (A.GIVEN,), A.ACCEPTED, rules.works_on, _("Nhận việc")),
    Move("return", (A.GIVEN,), A.RETURNED, rules.works_on, _("Trả lại"), needs_note=True),
    Move("finish", (A.GIVEN, A.ACCEPTED), A.DONE, rules.finishes, _("Hoàn thành")),
    Move("withdraw", (A.GIVEN, A.ACCEPTED), A.RETURNED, rules.extends, _("Rút lại việc giao"), needs_note=True),
)

PROMISE = Flow(
    "Promise",
    Move("report_done", (P.OPEN,), P.DONE, rules.reports_promise, _("Báo đã làm xong"), needs_note=True),
)
