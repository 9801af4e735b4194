"""The programme's pages: the list, planning, one meeting with its next move."""

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
from doithoai.process.people.models import Role
from doithoai.process.programme import check, guests, preview, queries, rules, services
from doithoai.process.programme.flow import MEETING
from doithoai.process.programme.forms import AnnounceForm, CancelForm, MoveForm, PlanForm, PublishForm
from doithoai.process.programme.models import Announcement, Kind, Meeting
from doithoai.process.programme.names import EVIDENCE, SIGN
from doithoai.process.programme.preview import Hint

# Everyone but the administrator, who handles no contents.
SEES = tuple(role for role in Role if role != Role.ADMINISTRATOR)
ROAD: list[Meeting.State] = [state for state in Meeting.State if state != Meeting.State.CANCELLED]
STEPS = {"collect": services.collect, "make_ready": services.make_ready, "start": services.start}
IN_THE_HALL = {"conclude", "close"}
NOT_PUBLIC = {Meeting.State.PLANNED, Meeting.State.CANCELLED}
# The button that shows what a date would mean, and saves nothing.
TRY = "xem-thu"
ACTS = {
    "plan": gettext_noop("Lên kế hoạch"),
    "reschedule": gettext_noop("Đổi ngày, giờ hoặc nơi họp"),
    "add_notice": gettext_noop("Thông báo thêm"),
    "publish_results": gettext_noop("Công khai kết quả"),
    "publish_conclusion": gettext_noop("Công bố kết luận"),
    "propose_tasks": gettext_noop("Giao các việc thường lệ"),
    "choose_locality": gettext_noop("Chọn địa bàn"),
    "choose_topic": gettext_noop("Chọn chủ đề"),
    "drop_topic": gettext_noop("Bỏ chủ đề"),
    "invite": gettext_noop("Mời khách"),
    "uninvite": gettext_noop("Rút lời mời"),
    "tick_guests": gettext_noop("Điểm danh"),
    "announce_lot": gettext_noop("Công bố cách bốc thăm"),
    "draw_lot": gettext_noop("Bốc thăm khách mời"),
    "name_drawn": gettext_noop("Ghi tên người trúng bốc thăm"),
}


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


def _asked(request: SeatedRequest) -> dict[str, str]:
    """Take the kind of meeting another page asks for."""
    kind = request.GET.get("loai", "")
    return {"kind": kind} if kind in Kind.values else {}


@seated(Role.COORDINATOR)
def plan(request: SeatedRequest) -> HttpResponse:
    """Put a meeting on the programme."""
    seat = request.seat
    form = PlanForm(request.POST if request.method == "POST" else None, place=seat.place, initial=_asked(request))
    hints = None
    if request.method == "POST" and form.is_valid() and TRY in request.POST:
        hints = preview.of_plan(seat.place, form.cleaned_data, clock.today())
    elif request.method == "POST" and form.is_valid():
        try:
            planned = services.plan(seat.place, by=seat, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã đưa vào chương trình: %(code)s.") % {"code": planned.code})
            return redirect("programme:meeting", planned.code)
    context = {"form": form, "hints": hints}
    return render(request, "programme/plan.html", context, status=422 if form.errors else 200)


def _find(request: SeatedRequest, code: str) -> Meeting:
    return queries.by_code(queries.visible_to(request.seat), code)


def _page(
    request: SeatedRequest, found: Meeting, status: int = 200, hints: list[Hint] | None = None, **forms: Any
) -> HttpResponse:
    seat = request.seat
    moves = {move.verb: move for move in MEETING.open_to(seat, found)}
    announcements = list(found.announcements.order_by("id"))
    told = min((a.published_on for a in announcements if a.kind == Announcement.Kind.NOTICE), default=None)
    runs = rules.runs(seat, found)
    context = {
        "seat": seat,
        "meeting": found,
        "moves": moves,
        "steps": [state.label for state in ROAD],
        "step": ROAD.index(Meeting.State(found.state)) + 1 if found.state in ROAD else 0,
        "advances": [move for verb, move in moves.items() if verb in STEPS],
        "ends": [move for verb, move in moves.items() if verb in IN_THE_HALL],
        "announcements": announcements,
        "noticed": (found.held_on - told).days if told else None,
        "left": (found.held_on - clock.today()).days,
        "duties": check.of_meeting(found, clock.today()),
        "sign": SIGN,
        "evidence": EVIDENCE,
        "history": _history(found),
        "announce_form": forms.get("announce") or AnnounceForm(),
        "cancel_form": forms.get("cancel") or CancelForm(auto_id="cancel_%s"),
        "wrong": next(iter(forms.values()), None) if status != 200 else None,
        "hints": hints,
        "movable": runs and found.state in services.MOVABLE,
        "publishes": runs and found.state not in NOT_PUBLIC,
        "keeps_register": rules.keeps_register(seat, found),
        "prepared": guests.preparation_of(found, clock.today()),
        "State": Meeting.State,
    }
    return render(request, "programme/meeting.html", context, status=status)


def _history(found: Meeting) -> list[dict[str, Any]]:
    names = {verb: move.label for verb, move in MEETING.moves.items()}
    names |= ACTS
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
    if form.is_valid() and TRY in request.POST:
        said = form.cleaned_data
        hints = preview.of_notice(found, said["media"], said["published_on"], clock.today())
        return _page(request, found, hints=hints, announce=form)
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


@seated(Role.COORDINATOR)
def move(request: SeatedRequest, code: str) -> HttpResponse:
    """Move the meeting to another day, hour or place; what was announced moves with a published reason."""
    found = _find(request, code)
    hour = found.starts_at.strftime("%H:%M") if found.starts_at else ""
    now_as_it_is = {"held_on": found.held_on, "starts_at": hour, "place": found.place}
    form, hints = MoveForm(request.POST if request.method == "POST" else None, initial=now_as_it_is), None
    if request.method == "POST" and form.is_valid() and TRY in request.POST:
        said = form.cleaned_data
        hints = preview.of_move(found, said["held_on"], said["media"], said["published_on"], clock.today())
    elif request.method == "POST" and form.is_valid():
        try:
            services.reschedule(found, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã đổi. Lịch công khai và lịch đã gửi được cập nhật."))
            return redirect("programme:meeting", found.code)
    context = {"form": form, "meeting": found, "hints": hints, "State": Meeting.State}
    return render(request, "programme/move.html", context, status=422 if form.errors else 200)


@seated(Role.COORDINATOR)
def publish(request: SeatedRequest, code: str) -> HttpResponse:
    """Record one more way by which the meeting or its results were made public."""
    found = _find(request, code)
    results = found.state in services.OVER
    form = PublishForm(request.POST if request.method == "POST" else None, results=results)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        is_result = facts.pop("kind") == Announcement.Kind.RESULTS
        verb = services.publish_results if is_result else services.add_notice
        try:
            verb(found, by=request.seat, now=clock.now(), **facts)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã ghi nhận việc công khai."))
            return redirect("programme:meeting", found.code)
    context = {"form": form, "meeting": found, "results": results}
    return render(request, "programme/publish.html", context, status=422 if form.errors else 200)
