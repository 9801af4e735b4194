"""What runs without anybody: which notices did not leave, when each clock job last ran. For the administrator."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from doithoai.doors.desk.blocks import Block, Item, block
from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_datetime
from doithoai.ground.core.paging import page
from doithoai.ground.notices import outbox
from doithoai.ground.notices.models import Job, Notice
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role, Seat

JOBS = {
    "deliver_notices": gettext_noop("Gửi tin báo"),
    "poll_mailbox": gettext_noop("Nhận ý kiến qua thư điện tử"),
    "sketch_topics": gettext_noop("Gom ý kiến thành chủ đề"),
    "count_hot": gettext_noop("Đếm điểm nóng"),
    "forget_addresses": gettext_noop("Xóa địa chỉ của tin không gửi được"),
    "follow_book": gettext_noop("Đưa chỉ mục tìm kiếm lên mới nhất"),
    "tidy_index": gettext_noop("Thu gọn chỉ mục tìm kiếm"),
    "retain": gettext_noop("Xóa dữ liệu hết hạn giữ"),
    "learn": gettext_noop("Học từ quyết định của cán bộ"),
    "index_phones": gettext_noop("Lập mục lục số điện thoại đã mã hóa"),
}
WAITING_SHOWN = 25


def _ways() -> list[dict[str, Any]]:
    return [
        {"label": _("Thư điện tử"), "on": bool(settings.SMTP_URL), "variable": "DOITHOAI_SMTP_URL"},
        {
            "label": _("SMS, Zalo qua cổng tin nhắn"),
            "on": bool(settings.WEBHOOK_URL),
            "variable": "DOITHOAI_WEBHOOK_URL",
        },
    ]


@seated(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def machine(request: SeatedRequest) -> HttpResponse:
    """Show ways out, what was given up and why, what waits after a failure, and the jobs; send everything again."""
    if request.method == "POST":
        count = outbox.try_again(clock.now(), given_up=True)
        said = ngettext("Đã xếp %(n)d tin để gửi lại ngay.", "Đã xếp %(n)d tin để gửi lại ngay.", count)
        messages.success(request, said % {"n": count})
        return redirect("desk:machine")
    lost = page(_lost(), field="next_at", cursor=request.GET.get("sau", ""))
    here = reverse("desk:machine")
    waiting = Notice.objects.filter(state=Notice.State.WAITING).order_by("next_at", "id")[:WAITING_SHOWN]
    jobs = Job.objects.order_by("name")
    context = {
        "ways": _ways(),
        "lost": lost.rows,
        "next_url": f"{here}?sau={lost.next}" if lost.next else None,
        "first_url": here if request.GET.get("sau") else None,
        "waiting": list(waiting),
        "jobs": [{"label": _(JOBS.get(job.name, job.name)), "job": job} for job in jobs],
    }
    return render(request, "desk/machine.html", context)


def _lost() -> Any:
    return Notice.objects.filter(state=Notice.State.GIVEN_UP).defer("sealed_address")


def _line(notice: Notice) -> Item:
    return Item(notice.trouble, reverse("desk:machine"), notice.about, fmt_datetime(notice.next_at), tone="bad")


def of(seat: Seat) -> list[Block]:
    """Return what an administrator should see on the first page: notices that were given up, when there are any."""
    if seat.role != Role.ADMINISTRATOR:
        return []
    found = block(_("Tin báo không gửi được"), _("Xem vì sao"), "", _lost().order_by("-next_at", "-id"), _line)
    return [found] if found.items else []
