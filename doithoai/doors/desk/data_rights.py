"""What senders ask about their data, the next day first: on the desk of whoever keeps the clocks."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from doithoai.doors.desk.blocks import Block, Item, block
from doithoai.ground.core.dates import fmt_date
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import DataRequest
from doithoai.process.people.models import Role, Seat

KEEPERS = (Role.CLERK, Role.COORDINATOR)
OPEN = (DataRequest.State.OPEN, DataRequest.State.ANSWERED)


def _request(asked: DataRequest) -> Item:
    waits = asked.state == DataRequest.State.OPEN
    step = _("Trả lời trước hết ngày %(day)s") if waits else _("Làm xong trước hết ngày %(day)s")
    due = asked.answer_by if waits else asked.finish_by
    url = reverse("triage:data_request", args=[asked.pk])
    return Item(asked.get_kind_display(), url, asked.opinion.code, step % {"day": fmt_date(due)}, due)


def of(seat: Seat, today: date) -> list[Block]:
    """Return the heap of open requests for clerk and coordinator; nothing while there is none."""
    if seat.role not in KEEPERS:
        return []
    rows = intake.data_requests_for(seat).filter(state__in=OPEN).defer("text", "reply").order_by("finish_by", "id")
    found = block(
        _("Quyền về dữ liệu của người gửi"),
        _("Trả lời người gửi"),
        _("Không có yêu cầu nào đang chờ."),
        rows,
        _request,
        reverse("triage:data_requests"),
    )
    return [found] if found.items else []
