"""The pages of a year's programme: its meetings by month, its duties, drafting, issuing, planning receptions."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.programme import check, queries, services
from doithoai.process.programme.duties import Finding, Status
from doithoai.process.programme.flow import PROGRAMME
from doithoai.process.programme.forms import DraftForm, IssueForm, ReceptionsForm
from doithoai.process.programme.models import Kind, Meeting
from doithoai.process.programme.names import EVIDENCE, RANK, SIGN, SIGNS
from doithoai.process.programme.rules import READS_THE_YEAR

SHOWN, MOST = 4, 200


def _year(year: int) -> int:
    if not services.YEARS[0] <= year <= services.YEARS[1]:
        raise Http404
    return year


@seated(*READS_THE_YEAR)
@require_safe
def this_year(request: SeatedRequest) -> HttpResponse:
    """The year it is."""
    return _page(request, clock.today().year)


@seated(*READS_THE_YEAR)
@require_safe
def year(request: SeatedRequest, year: int) -> HttpResponse:
    """The year of the seat's place: duties on top, meetings by month below."""
    return _page(request, _year(year))


def _page(request: SeatedRequest, year: int, status: int = 200, **forms: Any) -> HttpResponse:
    place, today = request.seat.place, clock.today()
    programme = queries.programme_of(place, year)
    judged = check.judge(place, year, today)
    asked = request.GET.get("dieu", "")[:40]
    context = {
        "seat": request.seat,
        "place": place,
        "year": year,
        "programme": programme,
        "duties": _duties(judged.findings, asked),
        "past": _duties(judged.past, asked),
        "asked": asked,
        "tally": [{**SIGN[name], "count": judged.counts()[name]} for name, *_rest in SIGNS if judged.counts()[name]],
        "several": len(judged.units) > 1,
        "months": _months(queries.of_year(request.seat, place, year), judged.findings, today),
        "runs": request.seat.role == Role.COORDINATOR,
        "may_issue": programme is not None and bool(PROGRAMME.open_to(request.seat, programme)),
        "draft_form": forms.get("draft") or DraftForm(auto_id="draft_%s"),
        "issue_form": forms.get("issue") or IssueForm(auto_id="issue_%s"),
        "wrong": next(iter(forms.values()), None),
        "evidence": EVIDENCE,
        "sign": SIGN,
    }
    return render(request, "programme/year.html", context, status=status)


def _duties(findings: Iterable[Finding], asked: str) -> list[dict[str, Any]]:
    """Gather findings by rule, the gravest rule first; one rule asked for shows all it found, the others a few."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    duties = []
    for rule, found in by_rule.items():
        found.sort(key=lambda one: RANK[one.status])
        tally = Counter(one.status for one in found)
        shown = found[:MOST] if rule == asked else [one for one in found if one.status != Status.MET][:SHOWN]
        duties.append(
            {
                "rule": rule,
                "first": found[0],
                "status": found[0].status,
                "is_open": found[0].status not in {Status.MET, Status.NOT_ESTABLISHED},
                "tally": [{**SIGN[name], "count": tally[name]} for name, *_rest in SIGNS if tally[name]],
                "shown": [{"one": one, "period": _period(one.period)} for one in shown or found[:SHOWN]],
                "more": len(found) - len(shown or found[:SHOWN]),
            }
        )
    return sorted(duties, key=lambda duty: (duty["first"].local, RANK[duty["status"]], duty["rule"]))


def _period(name: str) -> str:
    """Say a period as people do: 'tháng 7', 'tuần 27' with its Monday."""
    year, _dash, rest = name.partition("-")
    if rest.startswith("W"):
        monday = date.fromisocalendar(int(year), int(rest[1:]), 1)
        return _("Tuần từ %(day)s:") % {"day": fmt_date(monday)}
    return _("Tháng %(n)d:") % {"n": int(rest)} if rest else ""


def _months(meetings: Iterable[Meeting], findings: Iterable[Finding], today: date) -> list[dict[str, Any]]:
    """Put the meetings under their months, each with the gravest thing found about it."""
    gravest: dict[str, Finding] = {}
    for finding in findings:
        known = gravest.get(finding.meeting)
        if finding.wrong and (known is None or RANK[finding.status] < RANK[known.status]):
            gravest[finding.meeting] = finding
    every: list[dict[str, Any]] = [{"meeting": meeting, "wrong": gravest.get(meeting.code)} for meeting in meetings]
    by_month = groupby(every, key=lambda row: (row["meeting"].held_on.year, row["meeting"].held_on.month))
    grouped = [(month, list(rows)) for month, rows in by_month]
    return [
        {
            "month": month,
            "current": month == today.month and year == today.year,
            "rows": [row for row in rows if row["meeting"].kind != Kind.RECEPTION],
            "receptions": [row for row in rows if row["meeting"].kind == Kind.RECEPTION],
        }
        for (year, month), rows in grouped
    ]


@seated(Role.COORDINATOR)
@require_POST
def draft(request: SeatedRequest, year: int) -> HttpResponse:
    """Open the programme of a year."""
    form = DraftForm(request.POST, auto_id="draft_%s")
    if form.is_valid():
        try:
            services.draft_programme(
                request.seat.place, _year(year), by=request.seat, now=clock.now(), **form.cleaned_data
            )
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã mở chương trình năm. Hãy thêm các cuộc."))
            return redirect("programme:year", year)
    return _page(request, _year(year), 422, draft=form)


@seated(Role.COORDINATOR)
@require_POST
def issue(request: SeatedRequest, year: int) -> HttpResponse:
    """Record that the programme was issued."""
    programme = queries.programme_of(request.seat.place, _year(year))
    form = IssueForm(request.POST, auto_id="issue_%s")
    if programme is None:
        form.add_error(None, _("Chưa có chương trình của năm này. Hãy soạn trước."))
    elif form.is_valid():
        try:
            services.issue(programme, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã ghi nhận ban hành. Người dân xem được chương trình năm."))
            return redirect("programme:year", year)
    return _page(request, year, 422, issue=form)


@seated(Role.COORDINATOR)
def receptions(request: SeatedRequest, year: int) -> HttpResponse:
    """Plan the reception days of a year at once, after seeing which of them fall on rest days."""
    place, today = request.seat.place, clock.today()
    since = max(today, date(_year(year), 1, 1))
    form = ReceptionsForm(request.POST if request.method == "POST" else None, initial={"since": since})
    days = None
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("chair_model", "since", "until", "starts_at", "place")}
        if "xem-thu" in request.POST:
            days = services.reception_days(place, year, form.pattern(), facts["since"], facts["until"])
        else:
            try:
                planned = services.plan_receptions(
                    place, year, pattern=form.pattern(), by=request.seat, now=clock.now(), **facts
                )
            except NotAllowed:
                raise
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(request, _("Đã thêm %(n)d ngày tiếp công dân.") % {"n": len(planned)})
                return redirect(f"{reverse('programme:year', args=[year])}#cac-cuoc")
    context = {"form": form, "year": year, "days": days, "moved": sum(1 for a, b in days or () if a != b)}
    return render(request, "programme/receptions.html", context, status=422 if form.errors else 200)
