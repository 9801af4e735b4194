"""The pages of rules and calendar: what holds here and why; the place's own numbers and days."""

import calendar as weeks
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.words import StrOrPromise
from doithoai.ground.look.fields import refuse
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Level, Unit
from doithoai.process.regulation import names, profiles, queries, rules, services, workdays
from doithoai.process.regulation.forms import DayForm, EndForm, OnDayForm, OverrideForm
from doithoai.process.regulation.models import CalendarDay
from doithoai.process.regulation.queries import AppliedRule

_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2016, 2100


@dataclass(frozen=True)
class Group:
    """One subject on the page of rules. `guidance`: folded away, as nothing is judged by it."""

    key: str
    title: StrOrPromise
    rows: list[AppliedRule]
    guidance: bool


def _place(request: SeatedRequest) -> Unit:
    """Return the place whose rules a seat works by: a village collector's commune, everybody else's own place."""
    place = request.seat.place
    return place.parent if place.level == Level.VILLAGE and place.parent else place


def _grouped(applied: Iterable[AppliedRule]) -> list[Group]:
    """Put the rules under their subjects: the law first, then what the places regulate, then what only guides."""
    titles = {profile.id: profile.title for profile in profiles.load() if not profile.central}
    groups: dict[tuple[int, str], list[AppliedRule]] = {}
    order = list(names.GROUPS)
    for one in applied:
        rule = one.rule
        place = 0 if rule.profile not in titles else 50
        key = rule.profile if place else rule.group
        rank = place + (order.index(key) if key in order else 0) + (100 if rule.guidance else 0)
        groups.setdefault((rank, key), []).append(one)
    return [
        Group(f"{key}-{rank}", titles.get(key) or names.GROUPS.get(key, key), rows, rank >= 100)
        for (rank, key), rows in sorted(groups.items())
    ]


@seated()
@require_safe
def rules_page(request: SeatedRequest) -> HttpResponse:
    """The rules in force for the own place on a day, by subject, each with its basis and how well it is known."""
    form = OnDayForm(request.GET if request.GET.get("ngay") else None)
    place = _place(request)
    on = (form.is_bound and form.is_valid() and form.cleaned_data["ngay"]) or clock.today()
    applied = queries.rules_for(place, on)
    everything = request.GET.get("xem") == "tat-ca"
    shown = applied if everything else [one for one in applied if one.check]
    context = {
        "place": place,
        "form": form if form.is_bound else OnDayForm(initial={"ngay": on}),
        "on": on,
        "today": clock.today(),
        "groups": _grouped(shown),
        "everything": everything,
        "total": len(applied),
        "judged": sum(bool(one.check) for one in applied),
        "names": names,
        "may_set": rules.may_set(request.seat, place),
    }
    return render(request, "regulation/rules.html", context, status=422 if form.errors else 200)


@seated()
def rule(request: SeatedRequest, rule_id: str) -> HttpResponse:
    """One rule as it holds and held here; the form by which the place sets its own number."""
    spans = _spans(request, rule_id)
    found, place = spans[0].rule, _place(request)
    form = OverrideForm(request.POST if request.method == "POST" else None, rule=found, initial=_start())
    if request.method == "POST":
        if not rules.may_set(request.seat, place):
            raise Http404
        if form.is_valid():
            try:
                services.override(place, found.id, by=request.seat, now=clock.now(), **form.cleaned_data)
            except NotAllowed:
                raise
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Đã đặt quy định riêng cho %(rule)s.") % {"rule": found.id})
                return redirect("regulation:rule", found.id)
    return _rule_page(request, spans, form)


def _start() -> dict[str, Any]:
    return {"valid_from": clock.today()}


def _spans(request: SeatedRequest, rule_id: str) -> list[AppliedRule]:
    """Return how a rule holds here over all time; a rule of other places is a page that does not exist."""
    every = queries.rules_during(_place(request), date.min, date.max)
    spans = [one for one in every if one.id == rule_id]
    if not spans:
        raise Http404
    return spans


def _rule_page(
    request: SeatedRequest, spans: list[AppliedRule], form: OverrideForm | None = None, ending: EndForm | None = None
) -> HttpResponse:
    found, place, today = spans[0].rule, _place(request), clock.today()
    settable = rules.may_set(request.seat, place) and not found.guidance
    settable = settable and (found.limit is not None or not found.binding)
    wrong = ending if ending and ending.errors else form if form and form.errors else None
    context = {
        "place": place,
        "rule": found,
        "now_held": next((one for one in spans if one.since <= today <= one.until), None),
        "spans": spans,
        "settings": list(queries.overrides_of(place, found.id)[:50]),
        "form": (form or OverrideForm(rule=found, initial=_start())) if settable else None,
        "ending": ending or EndForm(initial={"on": today}),
        "wrong": wrong,
        "today": today,
        "merged": queries.merged,
        "day_before": lambda day: fmt_date(day - _DAY),
        "names": names,
        "may_set": rules.may_set(request.seat, place),
        "open_end": date.max,
        "open_start": date.min,
    }
    return render(request, "regulation/rule.html", context, status=422 if wrong else 200)


@seated(*rules.SETTERS)
@require_POST
def end_override(request: SeatedRequest, rule_id: str, pk: int) -> HttpResponse:
    """End a setting with a day, or withdraw one that has not begun."""
    spans = _spans(request, rule_id)
    made = get_object_or_404(queries.overrides_of(_place(request), rule_id), pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_override(made, on=form.cleaned_data["on"], by=request.seat, now=clock.now())
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi ngày kết thúc của quy định riêng."))
            return redirect("regulation:rule", rule_id)
    return _rule_page(request, spans, ending=form)


@seated()
@require_safe
def calendar(request: SeatedRequest) -> HttpResponse:
    """The year's twelve months: which days rest and which work for them, and on what that rests."""
    return _calendar_page(request, _year(request.GET.get("nam", "")))


def _year(text: str) -> int:
    """Return the asked year; this year when it is none the page can show."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else clock.today().year


def _calendar_page(request: SeatedRequest, year: int, form: DayForm | None = None) -> HttpResponse:
    place = _place(request)
    working = queries.calendar_for(place)
    own = list(queries.settings_of(place).filter(day__year=year))
    shipped = {special.day: special for special in workdays.shipped() if special.day.year == year}
    months = [{"number": month, "weeks": weeks.Calendar().monthdatescalendar(year, month)} for month in range(1, 13)]
    context = {
        "place": place,
        "year": year,
        "years": (max(FIRST_YEAR, year - 1), min(LAST_YEAR, year + 1)),
        "months": months,
        "working": working,
        "special": {**{day: one.name for day, one in shipped.items()}, **{one.day: one.name for one in own}},
        "shipped": sorted(shipped.values(), key=lambda one: one.day),
        "own": own,
        "evidence": workdays.known_years().get(year),
        "working_days": working.between(date(year, 1, 1) - _DAY, date(year, 12, 31)),
        "form": (form or DayForm()) if rules.may_set(request.seat, place) else None,
        "wrong": form,
        "today": clock.today(),
        "names": names,
    }
    return render(request, "regulation/calendar.html", context, status=422 if form else 200)


def _back_to(day: date) -> str:
    return f"{reverse('regulation:calendar')}?nam={day.year}"


@seated(*rules.SETTERS)
@require_POST
def set_day(request: SeatedRequest) -> HttpResponse:
    """Say that a day works or rests otherwise."""
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            made = services.set_day(_place(request), by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            said = _("Ngày %(day)s: làm việc.") if made.works else _("Ngày %(day)s: nghỉ.")
            messages.success(request, said % {"day": fmt_date(made.day)})
            return redirect(_back_to(made.day))
    day = form.cleaned_data.get("day")
    return _calendar_page(request, day.year if day and day.year >= FIRST_YEAR else clock.today().year, form)


@seated(*rules.SETTERS)
@require_POST
def unset_day(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take a day's setting back."""
    made = get_object_or_404(CalendarDay, pk=pk, place=_place(request))
    services.unset_day(made, by=request.seat, now=clock.now())
    messages.success(request, _("Đã bỏ thiết lập của ngày %(day)s.") % {"day": fmt_date(made.day)})
    return redirect(_back_to(made.day))
