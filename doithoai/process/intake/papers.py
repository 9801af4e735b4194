"""What intake prints: the receipt, and on it what happens next, by when, on which basis."""

import io
from dataclasses import dataclass
from datetime import date, timedelta

import segno
from django.conf import settings
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, codes
from doithoai.ground.core.dates import fmt_date, fmt_datetime
from doithoai.ground.papers import typeset
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Unit
from doithoai.process.regulation import queries as regulation
from doithoai.process.regulation.queries import AppliedRule

# Every mask reads equally well for a scanner's purpose; trying all eight took a third of each submission (measured).
_MASK = 4
# A limit changes a few times a year and is asked for each receipt.
SECONDS_REMEMBERED = 60
NOTICE, ANSWER = "PTY-07", "LOC-ANSWER"


@dataclass(frozen=True)
class Step:
    """One thing that happens next; `basis` says what its date rests on ('' when it has none)."""

    what: str
    basis: str = ""


@dataclass(frozen=True)
class _Limit:
    """A limit that counts from a day: how many days of which kind, until when, and on what it rests."""

    until: date
    days: int
    working: bool
    basis: str

    @property
    def length(self) -> str:
        """Say the span in words."""
        if self.working:
            return ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", self.days) % {"n": self.days}
        return ngettext("%(n)d ngày", "%(n)d ngày", self.days) % {"n": self.days}


def _limit(place: Unit, applied: AppliedRule | None, on: date) -> _Limit | None:
    if applied is None or applied.off or applied.limit is None or applied.limit.unit not in _DAYS:
        return None
    days, working = int(applied.limit.value), applied.limit.unit == "working_day"
    until = regulation.calendar_for(place).add(on, days) if working else on + timedelta(days=days)
    return _Limit(until, days, working, applied.basis)


_DAYS = {"working_day", "calendar_day"}


def _limits(place: Unit, on: date) -> tuple[_Limit | None, _Limit | None]:
    """Return by when the sender hears that it was taken up, and by when an answer given out that day is due."""
    key = f"receipt-limits:{place.pk}:{on}"
    kept: tuple[_Limit | None, _Limit | None] | None = cache.get(key)
    if kept is None:
        rules = {applied.id: applied for applied in regulation.rules_for(place, on)}
        kept = _limit(place, rules.get(NOTICE), on), _limit(place, rules.get(ANSWER), on)
        cache.set(key, kept, SECONDS_REMEMBERED)
    return kept


def next_steps(place: Unit, on: date) -> list[Step]:
    """Return what happens to an opinion that came in on this day, each date with its basis (PTY-07; LOC-ANSWER)."""
    notice, answer = _limits(place, on)
    read, told = _("Cán bộ tiếp nhận đọc và phân loại."), ""
    if notice:
        read += " " + _("Chậm nhất ngày %(day)s, ông/bà được báo đã nhận xử lý hay chuyển nơi khác.") % {
            "day": fmt_date(notice.until)
        }
        told = _("%(basis)s: %(days)s, với ý kiến gửi người đứng đầu cấp ủy.") % {
            "basis": notice.basis,
            "days": notice.length,
        }
    last = Step(_("Hạn trả lời do người giao việc đặt. Trang tra cứu ghi ngày đó."))
    if answer:
        last = Step(
            _("Nếu giao ngay trong ngày nhận, hạn trả lời là %(day)s.") % {"day": fmt_date(answer.until)},
            _("%(days)s kể từ ngày giao. %(basis)s.") % {"days": answer.length, "basis": answer.basis},
        )
    return [Step(read, told), Step(_("Đơn vị phù hợp được giao trả lời, có ngày cụ thể.")), last]


def _code(door: str, opinion: Opinion) -> segno.QRCode:
    """Return the way to an opinion's follow page. The code stands behind '#', which browsers never send on."""
    return segno.make_qr(f"{door}#{opinion.secret}", error="m", mask=_MASK)


def follow_qr(door: str, opinion: Opinion) -> SafeString:
    """Draw it for a page."""
    drawing = _code(door, opinion).svg_inline(border=2, omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return mark_safe(drawing)  # noqa: S308 - drawn by segno from our own address and digits


def receipt_pdf(door: str, opinion: Opinion, place: Unit) -> bytes:
    """Typeset the receipt on A6. `door`: the address of the follow page."""
    drawing = io.BytesIO()
    _code(door, opinion).save(drawing, kind="svg", border=0, light="#fff", xmldecl=False)
    fours = codes.in_fours(opinion.secret)
    data = {
        "language": get_language() or "vi",
        "title": _("Biên nhận ý kiến"),
        "unit": place.name,
        "facts": [
            [_("Số ý kiến"), opinion.code],
            [_("Nhận lúc"), fmt_datetime(opinion.received_at)],
            [_("Kênh"), str(opinion.get_channel_display())],
            [_("Ai được biết tên"), str(opinion.get_mode_display())],
        ],
        "next": _("Việc tiếp theo"),
        "steps": [
            {"what": step.what, "basis": step.basis[:300]}
            for step in next_steps(place, clock.day_of(opinion.received_at))
        ],
        "help": _("Cần giúp, xin gọi %(phone)s.") % {"phone": settings.SITE_PHONE} if settings.SITE_PHONE else "",
        "tear": _("Xé rời phần dưới và giữ kín: ai có mã sẽ đọc được ý kiến."),
        "secret": _("Mã tra cứu, xin giữ kín"),
        "code": [fours[:9], fours[10:]],
        "how": _("Quét mã QR, hoặc mở trang tra cứu rồi nhập 16 chữ số."),
        "qr": drawing.getvalue().decode(),
        "link": door,
    }
    return typeset.pdf("intake/receipt.typ", data)
