"""The pages of voters who ask for a meeting: the requests, the electorate, one request with its sheets."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doithoai.ground.core import clock, events
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.paging import page
from doithoai.ground.look.fields import is_key, refuse
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.programme import requesting, rules, standing
from doithoai.process.programme.inviting import READS
from doithoai.process.programme.inviting_forms import ElectorateForm, MeetForm, ReasonForm, RequestForm, SheetForm
from doithoai.process.programme.models import DIALOGUES, Electorate, Meeting, VoterRequest

REGISTERS = (Role.CLERK, Role.COORDINATOR)
SHOWN_SHEETS = 300
VERBS = {
    "register": gettext_noop("Ghi nhận yêu cầu"),
    "add_sheet": gettext_noop("Cộng phiếu chữ ký"),
    "strike_sheet": gettext_noop("Bỏ phiếu cộng nhầm"),
    "meet": gettext_noop("Lên lịch họp"),
    "decline": gettext_noop("Không tổ chức"),
}


def _list_page(request: SeatedRequest, status: int = 200, **given: Any) -> HttpResponse:
    seat = request.seat
    shown = page(standing.visible_to(seat), field="received_on", cursor=request.GET.get("sau", ""))
    here = reverse("programme:voters")
    registers = rules.registers_voters(seat, Electorate(unit=seat.place))
    context = {
        "rows": [(found, standing.of(found)) for found in shown.rows],
        "electorates": list(standing.electorates_of(seat.place)[:5]),
        "place": seat.place,
        "registers": registers,
        "request_form": given.get("ask") or RequestForm(initial={"received_on": clock.today()}),
        "electorate_form": given.get("count") or ElectorateForm(auto_id="count_%s"),
        "wrong": next(iter(given.values()), None),
        "bound": set(given),
        "next_url": f"{here}?sau={shown.next}" if shown.next else None,
        "first_url": here if request.GET.get("sau") else None,
    }
    return render(request, "programme/voters.html", context, status=status)


def _tried(form: Form, act: Callable[[], object]) -> bool:
    """Call the verb if the form is right; put a refusal into the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotAllowed:
        raise
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


@seated(*READS)
def voters(request: SeatedRequest) -> HttpResponse:
    """Requests of voters with their standing, and how many voters the place has."""
    if request.method != "POST":
        return _list_page(request)
    seat, now, verb = request.seat, clock.now(), request.POST.get("verb", "")
    form: Form
    if verb == "count":
        form = ElectorateForm(request.POST, auto_id="count_%s")
        if _tried(form, lambda: requesting.record_electorate(seat.place, by=seat, now=now, **form.cleaned_data)):
            messages.success(request, _("Đã ghi số cử tri."))
            return redirect("programme:voters")
    elif verb == "ask":
        form = RequestForm(request.POST)
        if _tried(form, lambda: requesting.open_request(seat.place, by=seat, now=now, **form.cleaned_data)):
            latest = standing.visible_to(seat).order_by("-id").first()
            messages.success(request, _("Đã ghi nhận yêu cầu. Hãy cộng các phiếu chữ ký."))
            return redirect("programme:voter_request", latest.pk) if latest else redirect("programme:voters")
    else:
        raise Refused(_("Không có bước này. Hãy tải lại trang."))
    return _list_page(request, 422, **{verb: form})


def _meetings_for(found: VoterRequest) -> QuerySet[Meeting]:
    """Return the dialogues of the place that can answer a request: from its day on, not cancelled."""
    return (
        Meeting.objects.filter(unit_id=found.unit_id, kind__in=DIALOGUES, held_on__gte=found.received_on)
        .exclude(state=Meeting.State.CANCELLED)
        .order_by("held_on", "id")
    )


def _page(request: SeatedRequest, found: VoterRequest, status: int = 200, **given: Any) -> HttpResponse:
    seat, at = request.seat, standing.of(found)
    is_open = found.state == VoterRequest.State.OPEN
    context = {
        "asked": found,
        "at": at,
        "sheets": list(standing.sheets_of(found)[:SHOWN_SHEETS]),
        "registers": is_open and rules.registers_voters(seat, found),
        "answers": is_open and rules.answers_voters(seat, found),
        "reason": standing.reason_of(found) if found.state == VoterRequest.State.DECLINED else "",
        "sheet_form": given.get("sheet") or SheetForm(initial={"received_on": clock.today()}, auto_id="sheet_%s"),
        "strike_form": given.get("strike") or ReasonForm(auto_id="strike_%s"),
        "meet_form": given.get("meet") or MeetForm(meetings=_meetings_for(found), auto_id="meet_%s"),
        "decline_form": given.get("decline") or ReasonForm(auto_id="decline_%s"),
        "wrong": next(iter(given.values()), None),
        "bound": set(given),
        "history": [
            {"at": e.at, "actor": e.actor, "title": _(VERBS.get(e.verb, e.verb)), "note": e.note}
            for e in events.of(found).order_by("-id")[:30]
        ],
    }
    return render(request, "programme/voter_request.html", context, status=status)


@seated(*READS)
def voter_request(request: SeatedRequest, pk: int) -> HttpResponse:
    """One request: how far from the threshold, its sheets, and what came of it."""
    found = get_object_or_404(standing.visible_to(request.seat), pk=pk)
    if request.method != "POST":
        return _page(request, found)
    verb = request.POST.get("verb", "")
    if verb not in _ACTS:
        raise Refused(_("Không có bước này. Hãy tải lại trang."))
    form, done = _ACTS[verb](request, found)
    if done:
        messages.success(request, _(DONE[verb]))
        return redirect("programme:voter_request", found.pk)
    return _page(request, found, 422, **{verb: form})


DONE = {
    "sheet": gettext_noop("Đã cộng phiếu."),
    "strike": gettext_noop("Đã bỏ phiếu cộng nhầm."),
    "meet": gettext_noop("Đã gắn yêu cầu với cuộc họp."),
    "decline": gettext_noop("Đã ghi và công khai lý do không tổ chức."),
}


def _add_sheet(request: SeatedRequest, found: VoterRequest) -> tuple[Form, bool]:
    form = SheetForm(request.POST, auto_id="sheet_%s")
    return form, _tried(
        form, lambda: requesting.add_sheet(found, by=request.seat, now=clock.now(), **form.cleaned_data)
    )


def _strike(request: SeatedRequest, found: VoterRequest) -> tuple[Form, bool]:
    form, key = ReasonForm(request.POST, auto_id="strike_%s"), request.POST.get("sheet", "")
    sheet = get_object_or_404(standing.sheets_of(found), pk=key if is_key(key) else 0)
    reason = request.POST.get("reason", "")
    return form, _tried(form, lambda: requesting.strike_sheet(sheet, reason=reason, by=request.seat, now=clock.now()))


def _meet(request: SeatedRequest, found: VoterRequest) -> tuple[Form, bool]:
    form = MeetForm(request.POST, meetings=_meetings_for(found), auto_id="meet_%s")
    return form, _tried(
        form,
        lambda: requesting.meet(found, form.cleaned_data["meeting"], by=request.seat, now=clock.now()),
    )


def _decline(request: SeatedRequest, found: VoterRequest) -> tuple[Form, bool]:
    form = ReasonForm(request.POST, auto_id="decline_%s")
    return form, _tried(
        form,
        lambda: requesting.decline(found, reason=form.cleaned_data["reason"], by=request.seat, now=clock.now()),
    )


_ACTS = {"sheet": _add_sheet, "strike": _strike, "meet": _meet, "decline": _decline}
