"""Limits, evidence and subjects in words, as pages and papers say them."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from doithoai.ground.core.words import StrOrPromise
from doithoai.process.regulation.profiles import Limit, Rule

# The subject of a rule by the letters of its id.
GROUPS: dict[str, StrOrPromise] = {
    "DLG": gettext_lazy("Hội nghị đối thoại của chính quyền"),
    "PTY": gettext_lazy("Người đứng đầu cấp ủy tiếp dân, đối thoại"),
    "REC": gettext_lazy("Chủ tịch UBND tiếp công dân"),
    "LOC": gettext_lazy("Quy định riêng của đơn vị"),
    "VOT": gettext_lazy("Tiếp xúc cử tri"),
    "MTT": gettext_lazy("Mặt trận giám sát"),
    "PUB": gettext_lazy("Công khai thông tin"),
    "PAK": gettext_lazy("Phản ánh, kiến nghị về quy định hành chính"),
    "DAT": gettext_lazy("Dữ liệu cá nhân, dữ liệu mở"),
    "DON": gettext_lazy("Đơn thư"),
    "KN": gettext_lazy("Khiếu nại"),
    "TC": gettext_lazy("Tố cáo"),
    "SLA": gettext_lazy("Hệ thống phản ánh của nơi khác"),
}

# How well a rule is known: the words, the tone and the icon of its badge.
_MARKS: dict[str, tuple[StrOrPromise, str, str]] = {
    "V": (gettext_lazy("Đã kiểm chứng"), "good", "check"),
    "P": (gettext_lazy("Thực hành địa phương"), "info", "info"),
    "S": (gettext_lazy("Theo tài liệu địa phương"), "info", "info"),
    "T": (gettext_lazy("Chỉ thấy tiêu đề văn bản"), "info", "info"),
    "M": (gettext_lazy("Chưa xác minh: không phải căn cứ pháp luật"), "warn", "warning"),
    "N": (gettext_lazy("Chưa tìm thấy: không phải căn cứ pháp luật"), "warn", "warning"),
    "D": (gettext_lazy("Mới là dự thảo: không phải căn cứ pháp luật"), "warn", "warning"),
    "local": (gettext_lazy("Quy định riêng, không phải luật"), "neutral", "building"),
}


def evidence(rule: Rule) -> dict[str, StrOrPromise]:
    """Return how well a rule is known as {text, tone, icon} for a badge."""
    text, tone, icon = _MARKS[rule.evidence]
    return {"text": text, "tone": tone, "icon": icon}


def _amount(value: int, unit: str) -> str:
    """Return '7 ngày', '2 ngày mỗi tháng', '10%'."""
    words = {
        "calendar_day": ngettext("%(n)d ngày", "%(n)d ngày", value),
        "working_day": ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", value),
        "working_hour": ngettext("%(n)d giờ làm việc", "%(n)d giờ làm việc", value),
        "minute": ngettext("%(n)d phút", "%(n)d phút", value),
        "month": ngettext("%(n)d tháng", "%(n)d tháng", value),
        "year": ngettext("%(n)d năm", "%(n)d năm", value),
        "per_year": ngettext("%(n)d lần mỗi năm", "%(n)d lần mỗi năm", value),
        "per_month": ngettext("%(n)d ngày mỗi tháng", "%(n)d ngày mỗi tháng", value),
        "per_week": ngettext("%(n)d ngày mỗi tuần", "%(n)d ngày mỗi tuần", value),
        "persons": ngettext("%(n)d người", "%(n)d người", value),
        "times": ngettext("%(n)d lần", "%(n)d lần", value),
        "day_of_month": _("ngày %(n)d"),
    }
    if unit == "percent":
        return f"{value}%"
    if unit == "month_day":
        return _("ngày %(day)s") % {"day": day_words(value)}
    return words[unit] % {"n": value}


def day_words(month_day: int) -> str:
    """Return '31/01' for 131."""
    return f"{month_day % 100:02d}/{month_day // 100:02d}"


def limit_words(limit: Limit | None) -> str:
    """Return a limit as a person says it: 'ít nhất 7 ngày trước ngày họp'; '' when the rule has no number."""
    if limit is None:
        return ""
    amount = _amount(limit.value, limit.unit)
    if limit.op == "between":
        said = _("từ %(low)s đến %(high)s") % {"low": limit.value, "high": _amount(limit.upper or 0, limit.unit)}
    elif limit.op == "exactly":
        said = amount
    elif limit.op == "at_least":
        said = _("ít nhất %(amount)s") % {"amount": amount}
    elif limit.unit in {"calendar_day", "working_day", "month_day", "day_of_month"}:
        said = _("chậm nhất %(amount)s") % {"amount": amount}
    else:
        said = _("không quá %(amount)s") % {"amount": amount}
    return f"{said} {limit.when}".strip()


def day_kind(day: date) -> StrOrPromise:
    """Return the Vietnamese name of a day's place in the week."""
    return _WEEK[day.weekday()]


_WEEK: tuple[StrOrPromise, ...] = (
    gettext_lazy("Thứ Hai"),
    gettext_lazy("Thứ Ba"),
    gettext_lazy("Thứ Tư"),
    gettext_lazy("Thứ Năm"),
    gettext_lazy("Thứ Sáu"),
    gettext_lazy("Thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)
