"""Pages that turn an opinion another way: undo, set aside, take back, hand over, open what is sealed."""

import json
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.intake.models import Opinion
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.triage import queries, services, undo
from doithoai.process.triage.forms import HandOverForm, ReasonForm, SetAsideForm
from doithoai.process.triage.views import READERS, fetch, onward

both = require_http_methods(["GET", "HEAD", "POST"])


def _page(
    request: SeatedRequest, template: str, opinion: Opinion, form: Any, *, when: str, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the form; an opinion that is not in the state `when` has its own page, which says what became of it."""
    if request.method != "POST" and opinion.state != when:
        return redirect("triage:opinion", opinion.code)
    context = {"opinion": opinion, "form": form, "today": clock.today(), **more}
    return render(request, template, context, status=status)


def _refusal(form: django_forms.Form, act: Callable[[], object]) -> int:
    """Run a verb and return 0, or put what is wrong beside what was typed and return the status of the answer."""
    if not form.is_valid():
        return 422
    try:
        act()
    except Refused as refused:
        refuse(form, refused)
        return refused.status
    return 0


@both
@seated(Role.COORDINATOR)
def undo_triage(request: SeatedRequest, code: str) -> HttpResponse:
    """Say what undoing will do, then do it."""
    opinion = fetch(request, code)
    form = django_forms.Form(request.POST or None)
    if request.method == "POST":
        services.undo_triage(opinion, by=request.seat, now=clock.now())
        messages.success(request, _("Đã hoàn tác. Ý kiến %(code)s chờ phân loại lại.") % {"code": opinion.code})
        return redirect("triage:opinion", opinion.code)
    return _page(request, "triage/undo.html", opinion, form, when=Opinion.State.TRIAGED, effects=undo.effects(opinion))


@both
@seated(Role.COORDINATOR)
def set_aside(request: SeatedRequest, code: str) -> HttpResponse:
    """Not processed, with a reason the sender reads."""
    opinion = fetch(request, code)
    form = SetAsideForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _refusal(
            form, lambda: services.set_aside(opinion, reason=form.reason(), by=request.seat, now=clock.now())
        )
    if not status:
        messages.success(request, _("Đã ghi lý do không xử lý %(code)s.") % {"code": opinion.code})
        return onward(request, opinion)
    return _page(request, "triage/set_aside.html", opinion, form, when=Opinion.State.RECEIVED, status=status)


@both
@seated(Role.COORDINATOR)
def take_back(request: SeatedRequest, code: str) -> HttpResponse:
    """Bring a set-aside opinion back among the waiting."""
    opinion = fetch(request, code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _refusal(
            form,
            lambda: services.take_back(opinion, reason=form.cleaned_data["reason"], by=request.seat, now=clock.now()),
        )
    if not status:
        messages.success(request, _("Ý kiến %(code)s chờ phân loại.") % {"code": opinion.code})
        return redirect("triage:opinion", opinion.code)
    return _page(
        request, "triage/reason.html", opinion, form, when=Opinion.State.SET_ASIDE, status=status, act="take_back"
    )


@both
@seated(Role.COORDINATOR)
def hand_over(request: SeatedRequest, code: str) -> HttpResponse:
    """Guidance first, then the competent body."""
    opinion = fetch(request, code)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _refusal(
            form,
            lambda: services.hand_over(
                opinion, kind=form.cleaned_data["kind"], to=form.cleaned_data["to"], by=request.seat, now=clock.now()
            ),
        )
    if not status:
        messages.success(request, _("Đã ghi việc hướng dẫn, chuyển %(code)s.") % {"code": opinion.code})
        return redirect("triage:opinion", opinion.code)
    return _page(request, "triage/hand_over.html", opinion, form, when=Opinion.State.RECEIVED, status=status)


@both
@seated(*READERS)
def ask_open(request: SeatedRequest, code: str) -> HttpResponse:
    """The first of two persons asks to open sealed words."""
    opinion = fetch(request, code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _refusal(
            form,
            lambda: services.ask_to_open(opinion, reason=form.cleaned_data["reason"], by=request.seat, now=clock.now()),
        )
    if not status:
        messages.success(request, _("Đã ghi yêu cầu. Người thứ hai của đơn vị mở và in phiếu chuyển."))
        return redirect("triage:opinion", opinion.code)
    return _page(
        request, "triage/reason.html", opinion, form, when=Opinion.State.HANDED_OVER, status=status, act="ask_open"
    )


@both
@seated(*READERS)
def open_seal(request: SeatedRequest, pk: int) -> HttpResponse:
    """The second person opens once; the slip is shown once and never kept (no-store by the guard)."""
    opening = get_object_or_404(queries.openings_for(request.seat), pk=pk)
    if request.method != "POST":
        return render(request, "triage/open_seal.html", {"opening": opening, "opinion": opening.opinion})
    words, sender = services.open_seal(opening, by=request.seat, now=clock.now())
    context = {
        "opening": opening,
        "opinion": opening.opinion,
        "words": words,
        "sender": json.loads(sender) if sender else {},
        "opened_at": clock.now(),
    }
    return render(request, "triage/slip.html", context)
