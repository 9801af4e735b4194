"""The desk page of requests about personal data: what is due first, answered, finished, refused or extended."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from doithoai.ground.core import clock, paging
from doithoai.ground.core.errors import Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import DataRequest
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.triage import rights
from doithoai.process.triage.flow import DATA_REQUEST

KEEPERS = (Role.CLERK, Role.COORDINATOR)
OPEN = (DataRequest.State.OPEN, DataRequest.State.ANSWERED)
Act = Callable[..., None]
# The button's name: the verb, what its words are called there, what is said afterwards.
ACTS: dict[str, tuple[Act, str, str]] = {
    "answer": (rights.answer, "reply", gettext_noop("Đã trả lời người gửi.")),
    "finish": (rights.finish, "reply", gettext_noop("Đã ghi làm xong. Người gửi đọc được lời này.")),
    "refuse": (rights.refuse, "reason", gettext_noop("Đã ghi không thực hiện và lý do.")),
    "extend": (rights.extend, "reason", gettext_noop("Đã gia hạn một lần. Người gửi đọc được lý do.")),
}


class WordsForm(forms.Form):
    """What the sender is told."""

    words = forms.CharField(
        label=gettext_lazy("Lời trả lời cho người gửi"),
        max_length=rights.LONGEST,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Cần viết lời trả lời cho người gửi.")},
    )


def urgent(request: DataRequest) -> date:
    """Return the next day by which something must be said or done."""
    return request.answer_by if request.state == DataRequest.State.OPEN else request.finish_by


@require_GET
@seated(*KEEPERS)
def data_requests(request: SeatedRequest) -> HttpResponse:
    """Requests of the own place: open ones by the day they end, closed ones newest first."""
    done = request.GET.get("muc") == "da-xong"
    rows = intake.data_requests_for(request.seat).defer("text", "reply")
    cursor = request.GET.get("sau", "")
    if done:
        shown = paging.page(rows.exclude(state__in=OPEN), field="received_at", cursor=cursor)
    else:
        shown = paging.page(rows.filter(state__in=OPEN), field="finish_by", cursor=cursor, newest=False)
    context = {"page": shown, "done": done, "today": clock.today(), "urgent": urgent}
    return render(request, "triage/data_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*KEEPERS)
def data_request(request: SeatedRequest, pk: int) -> HttpResponse:
    """One request: what was asked, by when, and what may be done now."""
    asked = get_object_or_404(intake.data_requests_for(request.seat), pk=pk)
    form, status = WordsForm(), 200
    act = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST":
        form, status = WordsForm(request.POST), 422
        if act not in ACTS:
            form.add_error(None, _("Xin chọn một việc."))
        elif form.is_valid():
            verb, name, said = ACTS[act]
            try:
                verb(asked, **{name: form.cleaned_data["words"]}, by=request.seat, now=clock.now())
            except Refused as refused:
                refuse(form, refused)
                status = refused.status
            else:
                messages.success(request, _(said))
                return redirect("triage:data_request", asked.pk)
        asked = get_object_or_404(intake.data_requests_for(request.seat), pk=pk)
    return render(request, "triage/data_request.html", _context(request, asked, form), status=status)


def _context(request: SeatedRequest, asked: DataRequest, form: Any) -> dict[str, Any]:
    moves = {move.verb for move in DATA_REQUEST.open_to(request.seat, asked)}
    if "finish" in moves and not asked.extended and clock.today() <= asked.finish_by:
        moves.add("extend")
    return {"asked": asked, "opinion": asked.opinion, "form": form, "moves": moves, "today": clock.today()}
