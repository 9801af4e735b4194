"""The summary report: on screen, on paper, as a workbook, as data, and the cases behind each number."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.paging import page
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import TERRITORIES, Level, Role, Unit
from doithoai.process.people.queries import below
from doithoai.process.reports import cases, figures, layout, xlsx
from doithoai.process.reports.forms import ScopeForm
from doithoai.process.reports.scope import Scope

WATCHES = (Role.LEADER, Role.SUPERVISOR)
READS = (*WATCHES, Role.COORDINATOR, Role.CHAIR, Role.CLERK)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def units_for(seat: Any) -> QuerySet[Unit]:
    """Return the places a seat may report on: its own; who watches a territory, also the places below it."""
    if seat.role not in WATCHES:
        return Unit.objects.filter(pk=seat.territory_id)
    places = [level for level in TERRITORIES if level != Level.VILLAGE]
    return below(seat.unit.territory).filter(level__in=places).order_by("path")


def _asked(request: SeatedRequest) -> ScopeForm:
    """Return the form as asked; without an address of its own, this year until today."""
    seat, today = request.seat, clock.today()
    usual = {
        "don_vi": str(seat.territory_id),
        "tu_ngay": fmt_date(date(today.year, 1, 1)),
        "den_ngay": fmt_date(today),
        "chot_ngay": fmt_date(today),
    }
    given = {name: request.GET[name] for name in usual if request.GET.get(name)}
    form = ScopeForm({**usual, **given}, units=units_for(seat))
    if not form.is_valid() and "don_vi" in form.errors:
        raise Http404
    return form


def _scope(form: ScopeForm) -> Scope | None:
    """Return the scope of a form, None when its days cannot be used (the form then says why)."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        return Scope(data["don_vi"], data["tu_ngay"], data["den_ngay"], data["chot_ngay"], clock.today())
    except Refused as refused:
        form.add_error("tu_ngay", refused.message)
        return None


def _query(scope: Scope) -> str:
    days = {"tu_ngay": scope.start, "den_ngay": scope.end, "chot_ngay": scope.as_of}
    return urlencode({"don_vi": scope.unit.pk, **{name: fmt_date(day) for name, day in days.items()}})


def _shown(scope: Scope) -> dict[str, Any]:
    """Return what the screen and the paper show of a scope."""
    numbers, query = figures.values(scope), _query(scope)
    links = {name: f"{reverse('reports:cases', args=[name])}?{query}" for name in figures.BY_NAME}
    return {
        "scope": scope,
        "query": query,
        "numbers": numbers,
        "headlines": layout.headlines(numbers, links),
        "groups": layout.groups(numbers, links),
        "channels": layout.channels(figures.by_channel(scope), links),
        "answering": layout.answering(numbers, links),
        "solving": layout.solving(numbers, links),
        "meanings": [(figure.label, figure.meaning) for figure in figures.FIGURES],
        "now": clock.now(),
    }


@seated(*READS)
@require_safe
def summary(request: SeatedRequest) -> HttpResponse:
    """The figures of a place and period, each linking to its cases."""
    form = _asked(request)
    scope = _scope(form)
    if scope is None:
        return render(request, "reports/summary.html", {"form": form, "scope": None}, status=422)
    return render(request, "reports/summary.html", {"form": form, **_shown(scope)})


def _certain(request: SeatedRequest) -> Scope:
    """Return the scope of a page that has no form to correct."""
    scope = _scope(_asked(request))
    if scope is None:
        raise Refused(_("Kỳ báo cáo không hợp lệ. Hãy quay lại và chọn ngày."))
    return scope


@seated(*READS)
@require_safe
def printed(request: SeatedRequest) -> HttpResponse:
    """The report on A4."""
    return render(request, "reports/summary_print.html", _shown(_certain(request)))


@seated(*READS)
@require_safe
def workbook(request: SeatedRequest) -> HttpResponse:
    """The report as a workbook, with the cases this seat may read."""
    scope = _certain(request)
    name = f"bao-cao-{scope.start.isoformat()}-{scope.end.isoformat()}.xlsx"
    content = xlsx.workbook(scope, request.seat)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@seated(*READS)
@require_safe
def data(request: SeatedRequest) -> HttpResponse:
    """The report as JSON, with the cases this seat may read."""
    report = figures.summary(_certain(request), request.seat)
    return JsonResponse(report, json_dumps_params={"ensure_ascii": False, "indent": 2})


@seated(*READS)
@require_safe
def behind(request: SeatedRequest, name: str) -> HttpResponse:
    """The cases behind one number, newest first."""
    figure = figures.BY_NAME.get(name)
    if figure is None:
        raise Http404
    scope, seat = _certain(request), request.seat
    rows = cases.ready(figure.cases(scope, seat))
    shown = page(rows, field=cases.DAY[rows.model], cursor=request.GET.get("sau", ""))
    here, query = reverse("reports:cases", args=[name]), _query(scope)
    context = {
        "scope": scope,
        "query": query,
        "figure": figure,
        "cases": [cases.describe(case) for case in shown.rows],
        "next_url": f"{here}?{query}&{urlencode({'sau': shown.next})}" if shown.next else None,
        "first_url": f"{here}?{query}" if request.GET.get("sau") else None,
    }
    return render(request, "reports/cases.html", context)
