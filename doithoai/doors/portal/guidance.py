"""Which door for complaints, denunciations and emergencies. Nothing but a count of the day is stored.

Time limits stand here only as far as their text was read (domain.md rows KN and TC marked V).
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from doithoai.doors.portal.pages import show, takes
from doithoai.ground.core import clock
from doithoai.process.intake import services
from doithoai.process.intake.models import Guided
from doithoai.process.people.guards import public


@dataclass(frozen=True)
class Limit:
    """One time limit, as the law says it, and where."""

    what: str
    how_long: str
    basis: str


def complaint_limits() -> list[Limit]:
    """Return what the Law on Complaints sets (KN-01, 03, 04, 05, 07)."""
    return [
        Limit(
            _("Nộp khiếu nại lần đầu"),
            _("trong 90 ngày từ khi biết quyết định hoặc việc làm"),
            _("Luật Khiếu nại 2011, Điều 9"),
        ),
        Limit(
            _("Giải quyết lần đầu"),
            _("30 ngày từ khi thụ lý; việc phức tạp 45 ngày. Vùng xa: 45 ngày; phức tạp 60 ngày"),
            _("Luật Khiếu nại 2011, Điều 28"),
        ),
        Limit(
            _("Giải quyết lần hai"),
            _("45 ngày; phức tạp 60 ngày. Vùng xa: 60 ngày; phức tạp 70 ngày"),
            _("Luật Khiếu nại 2011, Điều 37"),
        ),
        Limit(
            _("Khiếu nại lần hai hoặc khởi kiện"),
            _("trong 30 ngày sau khi hết hạn lần đầu; vùng xa 45 ngày"),
            _("Luật Khiếu nại 2011"),
        ),
    ]


def denunciation_limits() -> list[Limit]:
    """Return what the Law on Denunciations sets (TC-01, 02, 03)."""
    return [
        Limit(
            _("Giải quyết tố cáo"),
            _("30 ngày từ khi thụ lý; phức tạp gia hạn một lần 30 ngày; đặc biệt phức tạp hai lần"),
            _("Luật Tố cáo 2018, Điều 30"),
        )
    ]


DOORS = {"khieu-nai": Guided.Door.COMPLAINT, "to-cao": Guided.Door.DENUNCIATION}


@public
@takes("GET", "HEAD", "POST")
# No form token, so that the page can be kept: a post adds one to a figure of the day, and no cookie is asked for it.
@csrf_exempt
@conditional_page
def guide(request: HttpRequest) -> HttpResponse:
    """Say in plain words which door is the right one; whoever asks for one is counted and led there, nothing else."""
    if request.method == "POST":
        door = request.POST.get("door", "")
        if door in DOORS:
            services.count_guided(DOORS[door], now=clock.now())
        where = f"?cua={door}#{door}" if door in DOORS else ""
        return HttpResponseRedirect(reverse("guide") + where)
    wanted = request.GET.get("cua", "")
    context = {
        "complaint": complaint_limits(),
        "denunciation": denunciation_limits(),
        "door": wanted if wanted in DOORS else "",
    }
    return show(request, "guide", context, keep=3600)
