"""Search at the desk: every seat, over what it may see, with filters and the reason of each hit."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from doithoai.ground.index import searching, showing
from doithoai.ground.language.fold import fold
from doithoai.ground.look.fields import VietDateField
from doithoai.process.answer.models import Answer
from doithoai.process.assignment.models import Promise
from doithoai.process.intake.models import Opinion
from doithoai.process.people import territory
from doithoai.process.people.gazetteer import gazetteer
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Level, Unit
from doithoai.process.people.queries import below
from doithoai.process.triage.models import Field, Matter, Result

PAGE, MOST = 20, 100
NAMED_PLACES = 6
LONGEST = 500
KINDS = (
    ("matter", gettext_lazy("Vấn đề")),
    ("opinion", gettext_lazy("Ý kiến")),
    ("answer", gettext_lazy("Trả lời")),
    ("promise", gettext_lazy("Cam kết")),
)
STATES = (
    (gettext_lazy("Ý kiến"), [(f"opinion:{v}", label) for v, label in Opinion.State.choices if v != "withdrawn"]),
    (gettext_lazy("Vấn đề"), [(f"matter:{v}", label) for v, label in Matter.State.choices]),
    (gettext_lazy("Trả lời"), [(f"answer:{v}", label) for v, label in Answer.State.choices]),
    (gettext_lazy("Cam kết"), [(f"promise:{v}", label) for v, label in Promise.State.choices]),
)
ALL = [("", gettext_lazy("Tất cả"))]


class FindForm(forms.Form):
    """What is looked for. Sent by GET, so that a search can be kept as an address inside the office."""

    q = forms.CharField(
        label=gettext_lazy("Tìm lời, tên, mã"),
        max_length=LONGEST,
        required=False,
        error_messages={
            "max_length": gettext_lazy("Lời tìm dài quá %(limit_value)d ký tự. Xin giữ lại những từ chính.")
        },
    )
    loai = forms.ChoiceField(label=gettext_lazy("Loại"), choices=[*ALL, *KINDS], required=False)
    noi = forms.CharField(label=gettext_lazy("Nơi (tên cũ hoặc mới)"), max_length=200, required=False)
    linh_vuc = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), choices=[*ALL, *Field.choices], required=False)
    trang_thai = forms.ChoiceField(label=gettext_lazy("Trạng thái"), choices=[*ALL, *STATES], required=False)
    ket_qua = forms.ChoiceField(label=gettext_lazy("Kết quả"), choices=[*ALL, *Result.choices], required=False)
    don_vi = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    tu_ngay = VietDateField(label=gettext_lazy("Từ ngày"), required=False)
    den_ngay = VietDateField(label=gettext_lazy("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        if units:
            choices = [(str(unit.pk), unit.name) for unit in units]
            self.fields["don_vi"].choices = [*ALL, *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["don_vi"]

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set: then the filters are shown open."""
        return any(self.data.get(name) for name in self.fields if name != "q")


@dataclass(frozen=True)
class Line:
    """One hit as the page shows it."""

    hit: searching.Hit
    kind: str
    why: list[str]


def _units(seat: Any) -> list[Unit]:
    """Return the places below the seat's own by which it may narrow: few, or none to choose from."""
    places = below(seat.place).filter(level__in=[Level.COMMUNE, Level.VILLAGE], valid_to=None).exclude(pk=seat.place.pk)
    return list(places.order_by("level", "name_fold", "id")[:200])


def _asked(data: dict[str, Any]) -> dict[str, Any]:
    """Return the filters as the search takes them."""
    kind, _colon, state = (data.get("trang_thai") or "").partition(":")
    kind = data.get("loai") or kind
    since, until = data.get("tu_ngay"), data.get("den_ngay")
    return {
        "kinds": [kind] if kind else [],
        "place": data.get("noi") or "",
        "field": data.get("linh_vuc") or "",
        "state": state,
        "result": data.get("ket_qua") or "",
        "unit": int(data["don_vi"]) if data.get("don_vi") else None,
        "since": timezone.make_aware(datetime.combine(since, time.min)) if since else None,
        "until": timezone.make_aware(datetime.combine(until, time.min)) + timedelta(days=1) if until else None,
    }


def today_of(typed: str) -> str:
    """Say what a place of before the mergers is today, '' for a name of today or one nobody knows."""
    codes = gazetteer().asked(typed[:200])
    names = sorted(place.name for code in codes if (place := territory.commune(code) or territory.province(code)))
    folded = fold(typed)
    if any(fold(name) in folded or (len(names) == 1 and fold(name).partition(" ")[2] in folded) for name in names):
        return ""
    more = len(names) - NAMED_PLACES
    shown = ", ".join(names[:NAMED_PLACES])
    return _("%(names)s và %(n)d nơi khác") % {"names": shown, "n": more} if more > 0 else shown


@require_safe
@seated()
def find(request: SeatedRequest) -> HttpResponse:
    """Show what fits, best first, with the words that were found and why."""
    form = FindForm(request.GET or None, units=_units(request.seat))
    context: dict[str, Any] = {"form": form, "text": "", "lines": []}
    asked = form.is_bound and form.is_valid()
    text = form.cleaned_data["q"].strip() if asked else ""
    if text:
        shown = request.GET.get("so", "")
        limit = min(int(shown), MOST) if shown.isascii() and shown.isdigit() and len(shown) < 4 else PAGE
        limit = max(limit, PAGE)
        found = searching.search(text, seat=request.seat, limit=limit, **_asked(form.cleaned_data))
        more = {**{k: v for k, v in request.GET.items() if k in form.fields and v}, "so": limit + PAGE}
        context |= {
            "text": text,
            "found": found,
            "lines": [Line(hit, str(dict(KINDS)[hit.kind]), showing.reasons(hit, text)) for hit in found.hits],
            "more": urlencode(more) if found.total > len(found.hits) and limit < MOST else "",
            "cut": found.total > len(found.hits) and limit >= MOST,
            "place_today": today_of(form.cleaned_data["noi"]),
            "without_filters": urlencode({"q": text}) if form.narrowed else "",
        }
    elif asked and form.narrowed:
        form.add_error("q", _("Xin ghi lời cần tìm."))
    return render(request, "desk/find.html", context, status=422 if form.errors else 200)
