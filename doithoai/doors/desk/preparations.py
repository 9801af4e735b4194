"""What the time before a meeting asks of a seat: tasks of its unit, requests of voters that oblige its place."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from doithoai.doors.desk.blocks import Block, Item, block
from doithoai.ground.core.dates import fmt_date
from doithoai.process.people.models import Role, Seat
from doithoai.process.programme import preparing, standing
from doithoai.process.programme.models import Task

PREPARES = (Role.OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.CLERK, Role.COORDINATOR, Role.COLLECTOR)


def _task(task: Task) -> Item:
    about = f"{task.meeting.title} · {fmt_date(task.meeting.held_on)}"
    return Item(_(task.what), reverse("programme:task", args=[task.pk]), task.meeting.code, about, task.due)


def _tasks(seat: Seat) -> Block:
    rows = (
        Task.objects.filter(unit_id=seat.unit_id, state=Task.State.OPEN, meeting__state__in=preparing.PREPARED)
        .select_related("meeting")
        .order_by("due", "id")
    )
    return block(_("Việc chuẩn bị"), _("Mở việc chuẩn bị"), _("Không có việc chuẩn bị nào đang chờ."), rows, _task)


def _demanded(seat: Seat) -> Block:
    found = standing.demanded(seat)
    items = [
        Item(
            request.subject,
            reverse("programme:voter_request", args=[request.pk]),
            fmt_date(request.received_on),
            _("%(share)s %% cử tri: phải tổ chức hội nghị") % {"share": at.share},
            tone="warn",
        )
        for request, at in found
    ]
    title = _("Cử tri yêu cầu đã đủ ngưỡng")
    return Block(title, _("Lên lịch họp"), "", items, str(len(items)), reverse("programme:voters"))


def of(seat: Seat, today: date) -> list[Block]:
    """Return the blocks that have something to do; a place without requests or tasks is told nothing."""
    blocks = [_tasks(seat)] if seat.role in PREPARES else []
    if seat.role in {Role.COORDINATOR, Role.CHAIR, Role.SUPERVISOR}:
        blocks.insert(0, _demanded(seat))
    return [block for block in blocks if block.items]
