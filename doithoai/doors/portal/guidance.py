"""Which door for complaints, denunciations and emergencies. Nothing said here is stored.

Time limits stand here only as far as their text was read (domain.md rows KN and TC marked V).
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from doithoai.doors.portal.pages import show, takes
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


@public
@takes("GET", "HEAD")
@conditional_page
def guide(request: HttpRequest) -> HttpResponse:
    """Say in plain words which door is the right one."""
    return show(request, "guide", {"complaint": complaint_limits(), "denunciation": denunciation_limits()}, keep=3600)
