"""Pages of the approver: the queue, one answer with what changed, approve, return, publish, correct."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_POST

from doithoai.ground.core import clock, dates, paging
from doithoai.ground.core.errors import Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.answer import queries, rules, services
from doithoai.process.answer.changes import changes
from doithoai.process.answer.flow import ANSWER
from doithoai.process.answer.forms import ApproveForm, CorrectForm, ReturnForm
from doithoai.process.answer.models import Answer
from doithoai.process.answer.views import both, version_in
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.people.rules import role_in, sits_in
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Result

READERS = (Role.OFFICER, Role.APPROVER, Role.COORDINATOR, Role.CHAIR, Role.CLERK, Role.LEADER, Role.SUPERVISOR)
PUBLISHERS = (Role.APPROVER, Role.COORDINATOR)
TITLES = {
    "result": later("Kết quả"),
    "reply": later("Trả lời trực tiếp câu hỏi"),
    "basis": later("Căn cứ, điều đã kiểm tra"),
    "action": later("Việc sẽ làm"),
    "action_by": later("Ai làm"),
    "action_due": later("Ngày xong"),
    "evidence": later("Bằng chứng"),
    "document": later("Số, ngày văn bản"),
}


@require_GET
@seated(*PUBLISHERS)
def reviews(request: SeatedRequest) -> HttpResponse:
    """What waits for the approver, oldest first; and what is approved but not yet public."""
    seat = request.seat
    approves = seat.role == Role.APPROVER
    tab = "duyet" if approves and request.GET.get("muc") != "cong-khai" else "cong-khai"
    listed = queries.review_queue(seat) if tab == "duyet" else queries.to_publish(seat)
    shown = paging.page(listed, field="submitted_at", cursor=request.GET.get("sau", ""), newest=False)
    return render(request, "answer/reviews.html", {"page": shown, "tab": tab, "approves": approves})


def _fetch(request: SeatedRequest, pk: int) -> Answer:
    return get_object_or_404(queries.visible_to(request.seat), pk=pk)


@require_GET
@seated(*READERS)
def review(request: SeatedRequest, pk: int) -> HttpResponse:
    """One answer: what changed since the approver last saw it, what the checker says, and what may be done."""
    return _show(request, _fetch(request, pk))


def _say(name: str, value: Any) -> str:
    """Return a part as people read it, from the row or from a kept version."""
    if name == "result":
        return str(Result(value).label) if value else ""
    if name == "action_due":
        return dates.fmt_date(dates.parse_date(value) if isinstance(value, str) else value)
    return value or ""


def _parts(answer: Answer) -> list[dict[str, Any]]:
    """Return the parts to show: with the changes since the version before, or whole when this is the first."""
    before = queries.version_before(answer) if answer.state == Answer.State.IN_REVIEW else None
    shown = []
    for name, value in services.parts_of(answer).items():
        new = _say(name, value)
        old = _say(name, before.parts.get(name)) if before else new
        shown.append({"title": TITLES[name], "text": new, "diff": changes(old, new) if old != new else None})
    return shown


def _show(
    request: SeatedRequest, answer: Answer, form: django_forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    seat = request.seat
    may = {move.verb for move in ANSWER.open_to(seat, answer)}
    of_unit = role_in(seat, Role.APPROVER) and sits_in(seat, answer.unit_id)
    previous, following = queries.neighbours(seat, answer)
    context = {
        "answer": answer,
        "matter": answer.matter,
        "raisings": list(triage.raisings_of(answer.matter)),
        "parts": _parts(answer),
        "changed": queries.version_before(answer) is not None and answer.state == Answer.State.IN_REVIEW,
        "findings": services.check(answer, today=clock.today()) if answer.state != Answer.State.PUBLISHED else [],
        "reasons": services.REASONS,
        "may": may,
        "own_draft": of_unit and answer.state == Answer.State.IN_REVIEW and "approve" not in may,
        "corrects": _corrects(seat, answer),
        "approve_form": form if isinstance(form, ApproveForm) else ApproveForm(auto_id="approve_%s"),
        "return_form": form if isinstance(form, ReturnForm) else ReturnForm(auto_id="return_%s"),
        "form": form,
        "previous": previous,
        "following": following,
    }
    return render(request, "answer/review.html", context, status=status)


def _corrects(seat: Any, answer: Answer) -> bool:
    """Say whether this seat may begin a correction now: each published answer has one at most."""
    published = answer.state == Answer.State.PUBLISHED and not hasattr(answer, "correction")
    return published and rules.drafts(seat, answer)


def _onward(request: SeatedRequest, following: Answer | None) -> HttpResponse:
    return redirect("answer:review", following.pk) if following else redirect("answer:reviews")


@require_POST
@seated(Role.APPROVER)
def approve(request: SeatedRequest, pk: int) -> HttpResponse:
    """Approve the version that was read, and publish it at once when asked to."""
    seat, now = request.seat, clock.now()
    answer = _fetch(request, pk)
    following = queries.neighbours(seat, answer)[1]
    form = ApproveForm(request.POST, auto_id="approve_%s")
    at_once = request.POST.get("do") == "publish"
    if not form.is_valid():
        return _show(request, answer, form, status=422)
    try:
        services.approve(answer, version=version_in(request), by=seat, now=now, **form.cleaned_data)
        if at_once:
            services.publish(answer, by=seat, now=now)
    except Refused as refused:
        refuse(form, refused)
        return _show(request, _fetch(request, pk), form, status=refused.status)
    if at_once:
        messages.success(request, _("Đã duyệt và công khai trả lời %(code)s.") % {"code": answer.matter.code})
        return _onward(request, following)
    messages.success(request, _("Đã duyệt. Trả lời chưa công khai."))
    return redirect("answer:review", answer.pk)


@require_POST
@seated(Role.APPROVER)
def give_back(request: SeatedRequest, pk: int) -> HttpResponse:
    """Return the draft to its author with the reason."""
    seat = request.seat
    answer = _fetch(request, pk)
    following = queries.neighbours(seat, answer)[1]
    form = ReturnForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return _show(request, answer, form, status=422)
    try:
        services.return_to_author(answer, reason=form.cleaned_data["reason"], by=seat, now=clock.now())
    except Refused as refused:
        refuse(form, refused)
        return _show(request, _fetch(request, pk), form, status=refused.status)
    messages.success(request, _("Đã trả lại %(code)s kèm lý do.") % {"code": answer.matter.code})
    return _onward(request, following)


@require_POST
@seated(*PUBLISHERS)
def publish(request: SeatedRequest, pk: int) -> HttpResponse:
    """Make an approved answer public."""
    answer = _fetch(request, pk)
    services.publish(answer, by=request.seat, now=clock.now())
    messages.success(request, _("Đã công khai trả lời %(code)s.") % {"code": answer.matter.code})
    return redirect("assignment:matter", answer.matter.code)


@both
@seated(Role.OFFICER, Role.APPROVER)
def correct(request: SeatedRequest, pk: int) -> HttpResponse:
    """Begin a correction: a new draft that goes the same way; the published text stays readable."""
    answer = _fetch(request, pk)
    if request.method != "POST" and not _corrects(request.seat, answer):
        return redirect("answer:review", answer.pk)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    status = 422
    if request.method == "POST" and form.is_valid():
        try:
            services.start_correction(
                answer,
                reason=form.cleaned_data["reason"],
                by=request.seat,
                now=clock.now(),
            )
        except Refused as refused:
            refuse(form, refused)
            status = refused.status
        else:
            messages.success(request, _("Đã mở bản đính chính. Bản đã công khai vẫn đọc được."))
            return redirect("answer:edit", answer.matter.code)
    context = {"answer": answer, "matter": answer.matter, "form": form, "parts": _parts(answer)}
    return render(request, "answer/correct.html", context, status=status if form.errors else 200)
