"""Pages of senders' objections: "my matter is another". The coordinator decides; the Front reads what was refused twice."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.paging import page
from doithoai.ground.look.fields import refuse
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.triage import objecting, queries
from doithoai.process.triage.flow import OBJECTION
from doithoai.process.triage.forms import KeepForm


@require_GET
@seated(Role.COORDINATOR, Role.SUPERVISOR)
def objections(request: SeatedRequest) -> HttpResponse:
    """What waits for the coordinator, oldest first; for the Front what the desk refused twice."""
    seat = request.seat
    watches = seat.role == Role.SUPERVISOR
    found = queries.objections_refused_twice(seat) if watches else queries.objections_open(seat)
    shown = page(found.order_by(), field="made_at", cursor=request.GET.get("sau", ""), newest=watches)
    return render(request, "triage/objections.html", {"page": shown, "watches": watches})


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.COORDINATOR, Role.SUPERVISOR)
def objection(request: SeatedRequest, pk: int) -> HttpResponse:
    """The sender's words beside the matter; separate, or answer why the matters stay together."""
    seat = request.seat
    found = get_object_or_404(queries.objections_for(seat), pk=pk)
    moves = {move.verb for move in OBJECTION.open_to(seat, found)}
    form, status = KeepForm(request.POST if request.POST.get("do") == "keep" else None), 200
    if request.method == "POST":
        if seat.role != Role.COORDINATOR:
            raise Http404
        status = 422
        try:
            if request.POST.get("do") == "separate":
                own = objecting.separate(found, by=seat, now=clock.now())
                messages.success(
                    request, _("Đã tách thành vấn đề riêng %(code)s. Người gửi được báo.") % {"code": own.code}
                )
                return redirect("assignment:matter", own.code)
            if form.is_valid():
                objecting.keep(found, reason=form.cleaned_data["reason"], by=seat, now=clock.now())
                messages.success(request, _("Đã trả lời người gửi vì sao giữ chung."))
                return redirect("triage:objections")
        except Refused as refused:
            form.is_valid()
            refuse(form, refused)
            status = refused.status
            found = get_object_or_404(queries.objections_for(seat), pk=pk)
            moves = {move.verb for move in OBJECTION.open_to(seat, found)}
    head = found.raising.matter.head if found.raising else found.matter
    context = {
        "objection": found,
        "head": head,
        "raisings": list(queries.raisings_of(head)[:20]) if head else [],
        "moves": moves,
        "form": form,
    }
    return render(request, "triage/objection.html", context, status=status)
