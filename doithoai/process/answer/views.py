"""The answer editor. Approval, publication and correction: approval.py; reopenings: reopening.py."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Conflict, Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.answer import earlier, panel, queries, services
from doithoai.process.answer.forms import RESULT_HINTS, AnswerForm
from doithoai.process.answer.models import Answer
from doithoai.process.assignment import queries as assignments
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Matter

both = require_http_methods(["GET", "HEAD", "POST"])


def version_in(request: SeatedRequest) -> int:
    """Return the version the form was made from; anything unreadable counts as 0, which no saved answer has."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


@both
@seated(Role.OFFICER, Role.APPROVER)
def edit(request: SeatedRequest, code: str) -> HttpResponse:
    """Four boxes and the result, the citizen's words beside them."""
    seat = request.seat
    matter = triage.by_code(assignments.visible_to(seat), code)
    answer = queries.current_of(matter)
    if request.method == "POST":
        return _save(request, matter)
    if panel.may_write(seat, matter, answer):
        form = AnswerForm(initial=services.parts_of(answer) if answer else None)
        return _editor(request, matter, form, version=answer.version if answer else 0)
    if answer is not None and queries.visible_to(seat).filter(pk=answer.pk).exists():
        return redirect("answer:review", answer.pk)
    messages.info(request, _("Đơn vị chủ trì soạn trả lời cho vấn đề này."))
    return redirect("assignment:matter", matter.code)


def _editor(
    request: SeatedRequest, matter: Matter, form: AnswerForm, *, version: int, status: int = 200
) -> HttpResponse:
    """Show the editor. `version` is what the writer saw, not what stands: a save by somebody else must stay a conflict."""
    answer = queries.current_of(matter)
    context = {
        "matter": matter,
        "answer": answer,
        "form": form,
        "version": version,
        "findings": services.check(answer, today=clock.today()) if answer else [],
        "reasons": services.REASONS,
        "raisings": list(triage.raisings_of(matter)),
        "hints": RESULT_HINTS,
        "shown": earlier.shows(request.seat, matter),
    }
    return render(request, "answer/edit.html", context, status=status)


def _save(request: SeatedRequest, matter: Matter) -> HttpResponse:
    form, version = AnswerForm(request.POST), version_in(request)
    seat, now = request.seat, clock.now()
    if not form.is_valid():
        return _editor(request, matter, form, version=version, status=422)
    try:
        answer = services.draft(matter, form.cleaned_data, by=seat, now=now, version=version)
        version = answer.version
        if request.POST.get("do") != "submit":
            messages.success(request, _("Đã lưu nháp."))
            return redirect("answer:edit", matter.code)
        services.submit(answer, by=seat, now=now)
    except Conflict as conflict:
        return _conflict(request, matter, conflict, form)
    except Refused as refused:
        refuse(form, refused)
        return _editor(request, matter, form, version=version, status=refused.status)
    messages.success(request, _("Đã trình duyệt."))
    return redirect("answer:review", answer.pk)


def _conflict(request: SeatedRequest, matter: Matter, conflict: Conflict, form: AnswerForm) -> HttpResponse:
    """Both texts side by side; saving again goes on top of the newer one, knowingly."""
    theirs = conflict.theirs
    assert isinstance(theirs, Answer)
    context = {
        "matter": matter,
        "theirs": theirs,
        "their_parts": services.parts_of(theirs),
        "form": form,
        "message": conflict.message,
        "hints": RESULT_HINTS,
    }
    return render(request, "answer/conflict.html", context, status=409)
