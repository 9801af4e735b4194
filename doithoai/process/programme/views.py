"""The programme's pages: the list, planning, one meeting with its next move."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock, events
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.paging import page
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Level, Role
from doithoai.process.programme import queries, rules, services
from doithoai.process.programme.flow import MEETING
from doithoai.process.programme.forms import AnnounceForm, CancelForm, PlanForm
from doithoai.process.programme.models import DIALOGUES, Audience, ChairModel, Meeting

# Everyone but the administrator, who handles no contents.
SEES = tuple(role for role in Role if role != Role.ADMINISTRATOR)
ROAD: list[Meeting.State] = [state for state in Meeting.State if state != Meeting.State.CANCELLED]
STEPS = {"collect": services.collect, "make_ready": services.make_ready, "start": services.start}
IN_THE_HALL = {"conclude", "close"}
NOTICE_DAYS, NOTICE_SINCE = 7, date(2025, 6, 16)
NOTICE_BASIS = gettext_noop("Luật Tổ chức chính quyền địa phương 2025, Điều 43 khoản 2")


@seated(*SEES)
@require_safe
def meetings(request: SeatedRequest) -> HttpResponse:
    """The meetings this seat may see, latest first."""
    seat = request.seat
    shown = page(queries.visible_to(seat).defer("topic"), field="held_on", cursor=request.GET.get("sau", ""))
    here = reverse("programme:list")
    context = {
        "seat": seat,
        "meetings": shown.rows,
        "next_url": f"{here}?{urlencode({'sau': shown.next})}" if shown.next else None,
        "first_url": here if request.GET.get("sau") else None,
    }
    return render(request, "programme/list.html", context)


@seated(Role.COORDINATOR)
def plan(request: SeatedRequest) -> HttpResponse:
    """Put a meeting on the programme."""
    seat = request.seat
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            planned = services.plan(seat.place, by=seat, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã đưa vào chương trình: %(code)s.") % {"code": planned.code})
            return redirect("programme:meeting", planned.code)
    return render(request, "programme/plan.html", {"form": form}, status=422 if form.errors else 200)


def _find(request: SeatedRequest, code: str) -> Meeting:
    return queries.by_code(queries.visible_to(request.seat), code)


def _page(request: SeatedRequest, found: Meeting, status: int = 200, **forms: Any) -> HttpResponse:
    seat = request.seat
    moves = {move.verb: move for move in MEETING.open_to(seat, found)}
    announcements = list(found.announcements.order_by("id"))
    noticed = (found.held_on - announcements[0].published_on).days if announcements else None
    context = {
        "seat": seat,
        "meeting": found,
        "moves": moves,
        "steps": [state.label for state in ROAD],
        "step": ROAD.index(Meeting.State(found.state)) + 1 if found.state in ROAD else 0,
        "advances": [move for verb, move in moves.items() if verb in STEPS],
        "ends": [move for verb, move in moves.items() if verb in IN_THE_HALL],
        "announcements": announcements,
        "noticed": noticed,
        "left": (found.held_on - clock.today()).days,
        "notice": {"days": NOTICE_DAYS, "basis": _(NOTICE_BASIS)} if _is_conference(found) else None,
        "history": _history(found),
        "announce_form": forms.get("announce") or AnnounceForm(),
        "cancel_form": forms.get("cancel") or CancelForm(auto_id="cancel_%s"),
        "wrong": next(iter(forms.values()), None),
        "keeps_register": rules.keeps_register(seat, found),
        "State": Meeting.State,
    }
    return render(request, "programme/meeting.html", context, status=status)


def _is_conference(found: Meeting) -> bool:
    """Say whether Điều 43 speaks of it: the state's conference with the people of a commune, since that law stands."""
    return (
        found.unit.level == Level.COMMUNE
        and found.chair_model in {ChairModel.STATE, ChairModel.BOTH}
        and found.kind in DIALOGUES
        and found.audience == Audience.PEOPLE
        and found.held_on >= NOTICE_SINCE
    )


def _history(found: Meeting) -> list[dict[str, Any]]:
    names = {verb: move.label for verb, move in MEETING.moves.items()}
    names |= {"plan": gettext_noop("Lên kế hoạch"), "publish_conclusion": gettext_noop("Công bố kết luận")}
    return [
        {
            "verb": event.verb,
            "title": _(names.get(event.verb, event.verb)),
            "at": event.at,
            "actor": event.actor,
            "note": event.note,
        }
        for event in events.of(found)
    ]


@seated(*SEES)
@require_safe
def meeting(request: SeatedRequest, code: str) -> HttpResponse:
    """One meeting: facts, where it stands, the moves open to this seat, its history."""
    return _page(request, _find(request, code))


@seated(Role.COORDINATOR)
@require_POST
def announce(request: SeatedRequest, code: str) -> HttpResponse:
    """Record where and when the meeting was made public."""
    found, form = _find(request, code), AnnounceForm(request.POST)
    if form.is_valid():
        try:
            services.announce(found, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã ghi nhận thông báo. Có thể mở lấy ý kiến."))
            return redirect("programme:meeting", found.code)
    return _page(request, found, 422, announce=form)


@seated(Role.COORDINATOR, Role.CHAIR)
@require_POST
def advance(request: SeatedRequest, code: str) -> HttpResponse:
    """Make the next move of the meeting's road before the hall."""
    found, verb = _find(request, code), request.POST.get("verb", "")
    if verb not in STEPS:
        raise Refused(_("Không có bước này. Hãy tải lại trang."))
    STEPS[verb](found, by=request.seat, now=clock.now())
    messages.success(request, _("%(title)s: %(state)s.") % {"title": found.title, "state": found.get_state_display()})
    if verb == "start":
        return redirect("hall:register", found.code)
    return redirect("programme:meeting", found.code)


@seated(Role.COORDINATOR)
@require_POST
def cancel(request: SeatedRequest, code: str) -> HttpResponse:
    """Cancel the meeting with a reason that is published."""
    found, form = _find(request, code), CancelForm(request.POST, auto_id="cancel_%s")
    if form.is_valid():
        try:
            services.cancel(found, reason=form.cleaned_data["reason"], by=request.seat, now=clock.now())
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã hủy cuộc. Lý do đã công khai."))
            return redirect("programme:meeting", found.code)
    return _page(request, found, 422, cancel=form)
