"""What is hot: the things a place hears more of than usual, why that is so, and the voices behind it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock
from doithoai.process.intake.queries import visible_to
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role, Unit
from doithoai.process.reports import hot, warming
from doithoai.process.reports.models import HotList
from doithoai.process.reports.rising import HOT_ONCE_IN, LEAST, RISING_ONCE_IN, Trend
from doithoai.process.reports.views import units_for
from doithoai.process.triage.models import Matter
from doithoai.process.triage.queries import of_place

SEES = (Role.COORDINATOR, Role.CHAIR, Role.LEADER)
SHOWN = (Trend.HOT, Trend.RISING, Trend.FALLING)
MOST_SHOWN = 40
TRENDS = {
    Trend.HOT: (gettext_lazy("Nóng"), "bad", "flag"),
    Trend.RISING: (gettext_lazy("Đang tăng"), "warn", "arrow-right"),
    Trend.FALLING: (gettext_lazy("Đang giảm"), "good", "check"),
    Trend.USUAL: (gettext_lazy("Như thường"), "neutral", None),
    Trend.UNKNOWN: (gettext_lazy("Chưa đủ tuần để so"), "neutral", "clock"),
}


def many(n: int) -> str:
    """Return a number as it is printed here: 1.204."""
    return f"{n:,}".replace(",", ".")


def tenths(n: int) -> str:
    """Return tenths as a number with one decimal: 3,1."""
    return f"{many(n // 10)},{n % 10}"


def explained(row: dict[str, Any]) -> str:
    """Say in plain words how a week differs from the usual one."""
    if row["trend"] == Trend.UNKNOWN:
        return _("%(week)s ý kiến trong 7 ngày. Mới có %(weeks)s tuần trước đó, cần %(least)s tuần để so.") % {
            "week": many(row["week"]),
            "weeks": row["weeks"],
            "least": LEAST,
        }
    if row["trend"] not in (Trend.HOT, Trend.RISING):
        return _("%(weeks)s tuần trước, mỗi tuần thường %(mean)s ý kiến.") % {
            "weeks": row["weeks"],
            "mean": usual(row),
        }
    if not row["before"]:
        return _("Cả %(weeks)s tuần trước không có ý kiến nào về điều này.") % {"weeks": row["weeks"]}
    if 2 * row["before"] < row["weeks"]:
        # Of hardly anything everything is many times as much: the few are said themselves.
        told = _("%(weeks)s tuần trước cộng lại chỉ %(before)s ý kiến.") % {
            "weeks": row["weeks"],
            "before": row["before"],
        }
    else:
        told = _("Gấp %(times)s lần tuần thường.") % {"times": times(row["week"] * row["weeks"], row["before"])}
    if row["week"] > row["most"]:
        never = _("Chưa từng cao như vậy trong %(weeks)s tuần đã có số liệu: tuần cao nhất chỉ %(most)s.")
        return f"{told} {never % {'weeks': row['weeks'], 'most': many(row['most'])}}"
    return f"{told} {_('Tuần cao nhất trước đó: %(most)s.') % {'most': many(row['most'])}}"


def times(part: int, whole: int) -> str:
    """Return how many times one is of the other: 3,1; from ten on without the decimal."""
    found = (20 * part + whole) // (2 * whole)
    return many(found // 10) if found >= 100 else tenths(found)


def usual(row: dict[str, Any]) -> str:
    """Return the voices of a usual week as a page prints them; hardly any is not the same as none."""
    return _("dưới 0,1") if row["before"] and not row["mean"] else tenths(row["mean"])


def reckoned(row: dict[str, Any]) -> str:
    """Say every figure the word "hot" rests on, for who wants to check it."""
    if row["trend"] == Trend.UNKNOWN:
        return ""
    told = _(
        "%(week)s ý kiến trong 7 ngày. %(weeks)s tuần trước: %(before)s ý kiến, mỗi tuần %(mean)s, "
        "dao động %(swing)s, nhiều nhất %(most)s."
    ) % {
        "week": many(row["week"]),
        "weeks": row["weeks"],
        "before": many(row["before"]),
        "mean": tenths(row["mean"]),
        "swing": tenths(row["swing"]),
        "most": many(row["most"]),
    }
    if row["once_in"] > 1 and row["trend"] in (Trend.HOT, Trend.RISING):
        told += " " + _("Nếu vẫn như thường, chừng ấy chỉ gặp một lần trong %(n)s tuần.") % {"n": many(row["once_in"])}
    return told


def _place(request: SeatedRequest) -> Unit:
    """Return the place asked for, of those the seat may report on; the own one when none is named."""
    asked = request.GET.get("don_vi", "")
    if not asked:
        return request.seat.place
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
    found = units_for(request.seat).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@seated(*SEES)
@require_safe
def page(request: SeatedRequest) -> HttpResponse:
    """What a place hears more of than usual; for who watches a territory, every place below on one line."""
    place, seat = _place(request), request.seat
    held = hot.list_of(place.pk)
    rows = [row for row in held.rows if row["trend"] in SHOWN and row["key"] != hot.ALL][:MOST_SHOWN] if held else []
    pks = [int(row["key"][2:]) for row in rows if row["key"].startswith("m:")]
    matters = of_place(seat).filter(pk__in=pks).in_bulk() if pks else {}
    below = hot.lists_below(place) if seat.role == Role.LEADER else []
    context = {
        "place": place,
        "is_own": place.pk == seat.territory_id,
        "held": held,
        "counted": held is not None and held.read_to is not None and held.made_at > hot.begin_of(held.read_to),
        "whole": next((row for row in held.rows if row["key"] == hot.ALL), None) if held else None,
        "rows": [
            _told(row, matters, place) for row in rows if row["key"][:2] != "m:" or int(row["key"][2:]) in matters
        ],
        "places": [_line(one) for one in below],
        "explained": explained,
        "usual": usual,
        "trends": TRENDS,
        "many": many,
        "tenths": tenths,
        "hot_once": HOT_ONCE_IN,
        "rising_once": RISING_ONCE_IN,
        "today": clock.today(),
    }
    return render(request, "reports/hot.html", context)


def _told(row: dict[str, Any], matters: dict[int, Matter], place: Unit) -> dict[str, Any]:
    kind, _colon, key = row["key"].partition(":")
    matter = matters.get(int(key)) if kind == "m" else None
    if matter is not None:
        address = reverse("assignment:matter", args=[matter.code])
    else:
        address = f"{reverse('reports:hot_voices', args=[row['key']])}?{urlencode({'don_vi': place.pk})}"
    kinds = {"m": _("Vấn đề"), "f": _("Lĩnh vực"), "c": _("Điều người dân nói")}
    name = matter.title if matter else hot.name_of(row["key"])
    return {**row, "name": name or row["key"], "kind": kinds.get(kind, ""), "href": address, "told": explained(row)}


def _line(held: HotList) -> dict[str, Any]:
    """One place of a territory: its week and the hottest thing there."""
    whole = next((row for row in held.rows if row["key"] == hot.ALL), None)
    things = [row for row in held.rows if row["trend"] in (Trend.HOT, Trend.RISING) and row["key"][:2] in ("c:", "f:")]
    # A thing says more than the field it belongs to.
    first = next((row for row in things if row["key"][:2] == "c:"), things[0] if things else None)
    return {
        "unit": held.unit,
        "week": whole["week"] if whole else 0,
        "mean": whole["mean"] if whole else 0,
        "before": whole["before"] if whole else 0,
        "trend": first["trend"] if first else (whole["trend"] if whole else Trend.UNKNOWN),
        "hottest": hot.name_of(first["key"]) if first else "",
        "hot": sum(row["trend"] == Trend.HOT for row in things),
        "rank": (hot.ORDER[Trend(first["trend"])] if first else 9, -(first["once_in"] if first else 0)),
    }


@seated(*SEES)
@require_safe
def voices(request: SeatedRequest, key: str) -> HttpResponse:
    """The voices of the last seven days behind one thing, newest first."""
    place = _place(request)
    name = hot.name_of(key)
    if not name:
        raise Http404
    held = hot.list_of(place.pk)
    row = next((one for one in held.rows if one["key"] == key), None) if held else None
    mine = visible_to(request.seat).filter(pk__in=row["voices"] if row else [], state__in=hot.SPOKEN)
    context = {
        "place": place,
        "name": name,
        "row": row,
        "told": explained(row) if row else "",
        "reckoned": reckoned(row) if row else "",
        "rows": list(mine.defer("raw", "sealed", "text").order_by("-received_at", "-id")),
        "page_of_case": "triage:opinion" if request.seat.role == Role.COORDINATOR else "intake:opinion",
        "back": f"{reverse('reports:hot')}?{urlencode({'don_vi': place.pk})}",
        "many": many,
    }
    return render(request, "reports/hot_voices.html", context)


@seated(*SEES)
@require_POST
def recount(request: SeatedRequest) -> HttpResponse:
    """Count the own place again."""
    if warming.recount(request.seat.place, by=request.seat, now=clock.now()):
        messages.success(request, _("Đã đếm lại."))
    else:
        messages.info(request, _("Nhiều ý kiến nên máy đếm ở phía sau, mỗi 15 phút một lượt. Xin tải lại trang sau."))
    return redirect("reports:hot")
