"""Pages of a citizen reception: the day's book, turn after turn, on screen and on paper."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.paging import page
from doithoai.process.intake import receptions, rules
from doithoai.process.intake.forms import RefusalForm, TurnForm
from doithoai.process.intake.models import ReceptionTurn
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.programme.flow import MEETING
from doithoai.process.programme.models import Meeting
from doithoai.process.programme.queries import by_code

RECEIVES = (Role.CLERK, Role.COORDINATOR)
SEES = (*RECEIVES, Role.CHAIR)
LEADS = (Role.COORDINATOR, Role.CHAIR)
REFUSAL_IDS = "refusal_%s"


def _find(request: SeatedRequest, code: str) -> Meeting:
    return by_code(receptions.receptions_of(request.seat), code)


@seated(*SEES)
@require_safe
def days(request: SeatedRequest) -> HttpResponse:
    """The receptions of the place, latest first, with turns and persons as two figures."""
    shown = page(
        receptions.receptions_of(request.seat).defer("topic"), field="held_on", cursor=request.GET.get("sau", "")
    )
    here = reverse("intake:receptions")
    context = {
        "meetings": shown.rows,
        "figures": receptions.figures_by_meeting(shown.rows),
        "next_url": f"{here}?{urlencode({'sau': shown.next})}" if shown.next else None,
        "first_url": here if request.GET.get("sau") else None,
    }
    return render(request, "intake/receptions.html", context)


def _page(request: SeatedRequest, found: Meeting, *, status: int = 200, **given: Any) -> HttpResponse:
    """Render the book of a reception; `given` holds a form that came back, or why something was refused."""
    seat = request.seat
    moves = {move.verb for move in MEETING.open_to(seat, found)}
    writes = rules.brings_in(seat, found.unit_id) and found.state == Meeting.State.LIVE
    turns = ReceptionTurn.objects.filter(meeting=found).prefetch_related("opinions")
    shown = page(turns, field="recorded_at", cursor=request.GET.get("sau", ""))
    by = request.GET.get("nguoi-tiep", "")[:200].replace("\x00", "")
    here = reverse("intake:reception", args=[found.code])
    context = {
        "seat": seat,
        "meeting": found,
        "figures": receptions.figures_of(found),
        "turns": shown.rows,
        "next_url": f"{here}?{urlencode({'sau': shown.next})}" if shown.next else None,
        "first_url": here if request.GET.get("sau") else None,
        "turn_form": (given.get("turn") or TurnForm(initial={"received_by": by}))
        if writes or "turn" in given
        else None,
        "refusal_form": (given.get("refusal") or RefusalForm(auto_id=REFUSAL_IDS, initial={"received_by": by}))
        if writes or "refusal" in given
        else None,
        "refused": given.get("refused"),
        "begins": bool(moves & {"collect", "make_ready", "start"}),
        "ends": "conclude" in moves,
        "just": request.GET.get("vua", ""),
    }
    return render(request, "intake/reception.html", context, status=status)


@seated(*SEES)
@require_safe
def day(request: SeatedRequest, code: str) -> HttpResponse:
    """The book of one reception, with the form of the next turn."""
    return _page(request, _find(request, code))


def _written(code: str, turn: ReceptionTurn) -> HttpResponse:
    onward = urlencode({"vua": turn.number, "nguoi-tiep": turn.received_by})
    return redirect(f"{reverse('intake:reception', args=[code])}?{onward}")


@seated(*RECEIVES)
@require_POST
def turn(request: SeatedRequest, code: str) -> HttpResponse:
    """Write down one turn with what was said in it."""
    found, form = _find(request, code), TurnForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            heard = receptions.hear(
                found,
                persons=data["persons"],
                received_by=data["received_by"],
                voices=form.voices(),
                key=data["key"].hex,
                by=request.seat,
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return _written(code, heard)
    return _page(request, found, status=422, turn=form)


@seated(*RECEIVES)
@require_POST
def refuse(request: SeatedRequest, code: str) -> HttpResponse:
    """Write down that somebody was not received, and on which ground."""
    found, form = _find(request, code), RefusalForm(request.POST, auto_id=REFUSAL_IDS)
    if form.is_valid():
        facts = {**form.cleaned_data, "key": form.cleaned_data["key"].hex}
        try:
            noted = receptions.refuse(found, by=request.seat, now=clock.now(), **facts)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return _written(code, noted)
    return _page(request, found, status=422, refusal=form)


@seated(*LEADS)
@require_POST
def begin(request: SeatedRequest, code: str) -> HttpResponse:
    """Open the reception."""
    found = _find(request, code)
    try:
        receptions.begin(found, by=request.seat, now=clock.now())
    except Refused as refused:
        return _page(request, _find(request, code), status=refused.status, refused=refused)
    messages.success(request, _("Đã bắt đầu buổi tiếp công dân."))
    return redirect("intake:reception", code)


@seated(*LEADS)
@require_POST
def end(request: SeatedRequest, code: str) -> HttpResponse:
    """End the reception; refused with the list while an opinion waits untriaged."""
    found = _find(request, code)
    try:
        receptions.end(found, by=request.seat, now=clock.now())
    except Refused as refused:
        return _page(request, _find(request, code), status=refused.status, refused=refused)
    messages.success(request, _("Đã kết thúc buổi tiếp công dân."))
    return redirect("intake:reception", code)


@seated(*SEES)
@require_safe
def book(request: SeatedRequest, code: str) -> HttpResponse:
    """The book of a reception on A4: turns in order, without names."""
    found = _find(request, code)
    turns = ReceptionTurn.objects.filter(meeting=found).order_by("number").prefetch_related("opinions")
    context = {"meeting": found, "turns": turns, "figures": receptions.figures_of(found), "now": clock.now()}
    return render(request, "intake/reception_book.html", context)
