"""The page where a coordinator or chair decides on 'not solved'."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.answer import queries, verdicts
from doithoai.process.answer.forms import ReopeningForm
from doithoai.process.answer.views import both
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role


@both
@seated(Role.COORDINATOR, Role.CHAIR)
def decide(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what the sender says and the answer given; open again, or say why the answer stands."""
    seat = request.seat
    asked = get_object_or_404(queries.reopenings_open(seat), pk=pk)
    form = ReopeningForm(request.POST if request.method == "POST" else None)
    status = 422
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            verdicts.decide_reopening(
                asked, reopen=given["reopen"] == "yes", reason=given["reason"], by=seat, now=clock.now()
            )
        except Refused as refused:
            refuse(form, refused)
            status = refused.status
        else:
            messages.success(request, _("Đã ghi quyết định."))
            return redirect("assignment:matter", asked.matter.code)
    context = {"asked": asked, "matter": asked.matter, "form": form, "published": queries.published_of(asked.matter)}
    return render(request, "answer/reopening.html", context, status=status if form.errors else 200)
