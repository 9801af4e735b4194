"""Who sees what, how long it is kept, how often identities were opened: in plain words, for everyone."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.cache import cache
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page

from doithoai.doors.portal.pages import show, takes
from doithoai.ground.core import clock
from doithoai.process.intake.models import ContactOpening, DataRequest, Guided
from doithoai.process.intake.periods import Period, periods
from doithoai.process.people.guards import public
from doithoai.process.triage.models import SealOpening

KEPT = 300
KEY = "portal:privacy"
# What each line of the data is, and from when its days count, in the reader's language.
WORDS = {
    "contact": (
        gettext_lazy("Họ tên, số điện thoại, địa chỉ người gửi"),
        gettext_lazy("từ việc cuối cùng trong hồ sơ, khi mọi vấn đề đã trả lời xong"),
    ),
    "village_file": (gettext_lazy("Tệp thôn gửi lên, đã niêm phong"), gettext_lazy("từ ngày nhập vào sổ")),
    "letter": (gettext_lazy("Bản gốc thư điện tử, đã niêm phong"), gettext_lazy("từ ngày nhận thư")),
    "data_request": (gettext_lazy("Yêu cầu về dữ liệu cá nhân"), gettext_lazy("từ ngày trả lời xong")),
    "notice_address": (
        gettext_lazy("Nơi nhận thông báo (số máy, thư điện tử)"),
        gettext_lazy("khi không gửi được; gửi xong thì xóa ngay"),
    ),
    "wrong_guess": (gettext_lazy("Lần nhập sai mã tra cứu (không lưu địa chỉ máy)"), gettext_lazy("từ lần nhập sai")),
    "sign_in_trouble": (gettext_lazy("Lần cán bộ nhập sai mật khẩu"), gettext_lazy("từ lần nhập sai")),
    "session": (gettext_lazy("Phiên làm việc của cán bộ"), gettext_lazy("từ khi hết hiệu lực")),
}


@dataclass(frozen=True)
class Counted:
    """This year's figures of the whole installation."""

    year: int
    identities: int
    seals: int
    complaints: int
    denunciations: int
    erased: int
    asked: int
    refused: int


def _beginning(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time.min))


def _count(year: int) -> Counted:
    start, end = _beginning(year), _beginning(year + 1)
    guided = dict(
        Guided.objects.filter(on__year=year)
        .order_by()
        .values_list("door")
        .annotate(n=Sum("times"))
        .values_list("door", "n")
    )
    requests = DataRequest.objects.filter(received_at__gte=start, received_at__lt=end)
    of = {
        (kind, state): n for kind, state, n in requests.order_by().values_list("kind", "state").annotate(n=Count("id"))
    }
    return Counted(
        year=year,
        identities=ContactOpening.objects.filter(opened_at__gte=start, opened_at__lt=end).count(),
        seals=SealOpening.objects.filter(opened_at__gte=start, opened_at__lt=end).count(),
        complaints=guided.get(Guided.Door.COMPLAINT, 0),
        denunciations=guided.get(Guided.Door.DENUNCIATION, 0),
        erased=of.get((DataRequest.Kind.ERASE, DataRequest.State.DONE), 0),
        asked=sum(of.values()),
        refused=sum(n for (_kind, state), n in of.items() if state == DataRequest.State.REFUSED),
    )


def counted(year: int) -> Counted:
    """Return the year's figures, at most five minutes old."""
    key = f"{KEY}:{year}"
    kept: Counted | None = cache.get(key)
    if kept is None:
        kept = _count(year)
        cache.set(key, kept, KEPT)
    return kept


def _length(period: Period) -> str:
    if period.days % 365 == 0 and period.days >= 365:
        years = period.days // 365
        return _("12 tháng") if years == 1 else _("%(n)d năm") % {"n": years}
    return _("%(n)d ngày") % {"n": period.days}


@public
@takes("GET", "HEAD")
@conditional_page
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell it plainly; what the law leaves open is marked as this installation's own rule."""
    kept = [
        {
            "what": WORDS[p.id][0],
            "long": _length(p),
            "since": WORDS[p.id][1],
            "basis": p.basis,
            "own": p.evidence == "local",
        }
        for p in periods().values()
    ]
    return show(request, "privacy", {"kept": kept, "counted": counted(clock.today().year)}, keep=60)
