"""The moves of a year's programme, of a meeting, of a task before it, and of a request of voters."""

from django.utils.translation import gettext_noop as _

from doithoai.ground.core.flow import Flow, Move
from doithoai.process.programme import rules
from doithoai.process.programme.models import Meeting, Programme, Task, VoterRequest

S = Meeting.State

PROGRAMME = Flow(
    "Programme",
    Move("issue", (Programme.State.DRAFT,), Programme.State.ISSUED, rules.issues, _("Ban hành")),
)

MEETING = Flow(
    "Meeting",
    Move("announce", (S.PLANNED,), S.ANNOUNCED, rules.runs, _("Thông báo")),
    Move("collect", (S.ANNOUNCED,), S.COLLECTING, rules.runs, _("Mở lấy ý kiến")),
    Move("make_ready", (S.COLLECTING,), S.READY, rules.runs, _("Chốt chuẩn bị")),
    Move("start", (S.READY,), S.LIVE, rules.runs_or_chairs, _("Bắt đầu")),
    Move("conclude", (S.LIVE,), S.CONCLUDED, rules.runs_or_chairs, _("Kết luận")),
    Move("close", (S.CONCLUDED,), S.CLOSED, rules.runs, _("Khép lại")),
    Move(
        "cancel",
        (S.PLANNED, S.ANNOUNCED, S.COLLECTING, S.READY),
        S.CANCELLED,
        rules.runs,
        _("Hủy cuộc"),
        needs_note=True,
    ),
)

TASK = Flow(
    "Task",
    Move("finish", (Task.State.OPEN,), Task.State.DONE, rules.finishes_task, _("Đã làm xong")),
    Move("drop", (Task.State.OPEN,), Task.State.DROPPED, rules.runs_task, _("Bỏ việc này"), needs_note=True),
    Move("take_up", (Task.State.DONE, Task.State.DROPPED), Task.State.OPEN, rules.runs_task, _("Làm lại")),
)

VOTER_REQUEST = Flow(
    "VoterRequest",
    Move("meet", (VoterRequest.State.OPEN,), VoterRequest.State.MET, rules.answers_voters, _("Lên lịch họp")),
    Move(
        "decline",
        (VoterRequest.State.OPEN,),
        VoterRequest.State.DECLINED,
        rules.answers_voters,
        _("Không tổ chức"),
        needs_note=True,
    ),
)
