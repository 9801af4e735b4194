"""The pages of preparing a meeting: its tasks and its locality, and one task."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock, events
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Level, Role, Unit
from doithoai.process.programme import preparing, queries, rules
from doithoai.process.programme.flow import TASK
from doithoai.process.programme.inviting_forms import LocalityForm, MoveTaskForm, ReasonForm, TaskForm
from doithoai.process.programme.models import Meeting, Task

# Everyone but the administrator, who handles no contents.
SEES = tuple(role for role in Role if role != Role.ADMINISTRATOR)
VERBS = {
    "give": gettext_noop("Giao chuẩn bị"),
    "finish": gettext_noop("Đã làm xong"),
    "drop": gettext_noop("Bỏ việc này"),
    "take_up": gettext_noop("Làm lại"),
    "move": gettext_noop("Đổi hạn, đổi đơn vị"),
}


def find(request: SeatedRequest, code: str) -> Meeting:
    """Return the meeting if this seat may see it."""
    return queries.by_code(queries.visible_to(request.seat), code)


def _workers(meeting: Meeting) -> QuerySet[Unit]:
    """Return who may be given a task: the place, its bodies, its villages; those that stand on the meeting's day."""
    day = meeting.held_on
    return (
        Unit.objects.filter(Q(pk=meeting.unit_id) | Q(parent_id=meeting.unit_id))
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .order_by("level", "name_fold", "id")
    )


def localities(meeting: Meeting) -> QuerySet[Unit]:
    """Return the localities of a place: communes of a province, villages of a commune."""
    levels = [Level.COMMUNE, Level.DISTRICT, Level.VILLAGE]
    return _workers(meeting).filter(parent_id=meeting.unit_id, level__in=levels).order_by("name_fold", "id")


def _page(request: SeatedRequest, meeting: Meeting, status: int = 200, **given: Any) -> HttpResponse:
    seat = request.seat
    runs = rules.runs(seat, meeting) and meeting.state in preparing.PREPARED
    asked = {"locality": meeting.locality_id, "reason": meeting.locality_reason}
    context = {
        "seat": seat,
        "meeting": meeting,
        "tasks": list(meeting.tasks.select_related("unit").order_by("due", "id")[: preparing.MOST_TASKS]),
        "runs": runs,
        "task_form": given.get("task") or TaskForm(units=_workers(meeting)),
        "locality_form": given.get("locality")
        or LocalityForm(units=localities(meeting), initial=asked, auto_id="where_%s"),
        "wrong": next(iter(given.values()), None),
    }
    return render(request, "programme/tasks.html", context, status=status)


@seated(*SEES)
@require_safe
def tasks(request: SeatedRequest, code: str) -> HttpResponse:
    """Who prepares what by when, and with which locality the place talks."""
    return _page(request, find(request, code))


@seated(Role.COORDINATOR)
@require_POST
def propose(request: SeatedRequest, code: str) -> HttpResponse:
    """Add the usual tasks, counted from the meeting's day."""
    meeting = find(request, code)
    added = len(preparing.propose_tasks(meeting, by=request.seat, now=clock.now()))
    if added:
        messages.success(request, _("Đã thêm %(n)d việc.") % {"n": added})
    else:
        messages.success(request, _("Các việc thường lệ đã có đủ."))
    return redirect("programme:tasks", meeting.code)


@seated(Role.COORDINATOR)
@require_POST
def add(request: SeatedRequest, code: str) -> HttpResponse:
    """Give a unit something to prepare."""
    meeting = find(request, code)
    form = TaskForm(request.POST, units=_workers(meeting))
    if form.is_valid():
        try:
            preparing.add_task(meeting, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã giao việc chuẩn bị."))
            return redirect("programme:tasks", meeting.code)
    return _page(request, meeting, 422, task=form)


@seated(Role.COORDINATOR)
@require_POST
def choose_locality(request: SeatedRequest, code: str) -> HttpResponse:
    """Choose the locality with its reason, or take the choice back."""
    meeting = find(request, code)
    form = LocalityForm(request.POST, units=localities(meeting), auto_id="where_%s")
    if form.is_valid():
        try:
            preparing.choose_locality(meeting, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi địa bàn đối thoại."))
            return redirect("programme:tasks", meeting.code)
    return _page(request, meeting, 422, locality=form)


def _task_page(request: SeatedRequest, found: Task, status: int = 200, **given: Any) -> HttpResponse:
    moves = {move.verb: move for move in TASK.open_to(request.seat, found)}
    if found.meeting.state not in preparing.PREPARED:
        moves.pop("take_up", None)
    wanted = {"unit": found.unit_id, "due": found.due}
    context = {
        "task": found,
        "meeting": found.meeting,
        "moves": moves,
        "move_form": given.get("move") or MoveTaskForm(units=_workers(found.meeting), initial=wanted),
        "drop_form": given.get("drop") or ReasonForm(auto_id="drop_%s"),
        "wrong": next(iter(given.values()), None),
        "history": [
            {"at": e.at, "actor": e.actor, "title": _(VERBS.get(e.verb, e.verb)), "note": e.note}
            for e in events.of(found)
        ],
    }
    return render(request, "programme/task.html", context, status=status)


@seated(*SEES)
def task(request: SeatedRequest, pk: int) -> HttpResponse:
    """One task: whoever works in its unit says that it is ready; the coordinator moves it or drops it."""
    seen = Task.objects.filter(meeting__in=queries.visible_to(request.seat)).select_related("unit", "meeting__unit")
    found = get_object_or_404(seen, pk=pk)
    if request.method != "POST":
        return _task_page(request, found)
    verb, seat, now = request.POST.get("verb", ""), request.seat, clock.now()
    if verb == "finish":
        preparing.finish_task(found, note=request.POST.get("note", "")[:2000].replace("\x00", ""), by=seat, now=now)
        messages.success(request, _("Đã ghi: việc này đã xong."))
        return redirect("desk:home" if seat.unit_id == found.unit_id else "programme:task", *_of(seat, found))
    if verb == "take_up":
        preparing.take_up_task(found, by=seat, now=now)
        messages.success(request, _("Việc này lại đang làm."))
        return redirect("programme:task", found.pk)
    if verb not in {"move", "drop"}:
        raise Refused(_("Không có bước này. Hãy tải lại trang."))
    return _change(request, found, verb)


def _of(seat: Any, found: Task) -> list[int]:
    return [] if seat.unit_id == found.unit_id else [found.pk]


def _change(request: SeatedRequest, found: Task, verb: str) -> HttpResponse:
    form = (
        MoveTaskForm(request.POST, units=_workers(found.meeting))
        if verb == "move"
        else ReasonForm(request.POST, auto_id="drop_%s")
    )
    if form.is_valid():
        try:
            change = preparing.move_task if verb == "move" else preparing.drop_task
            change(found, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã đổi.") if verb == "move" else _("Đã bỏ việc này."))
            return redirect("programme:tasks", found.meeting.code)
    return _task_page(request, found, 422, **{verb: form})
