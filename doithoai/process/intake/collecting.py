"""Pages of collection rounds: village meetings, questionnaires, openings of a box, each with its voices."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.paging import page
from doithoai.process.intake import queries, services
from doithoai.process.intake.forms import RoundForm
from doithoai.process.intake.views import BRINGS
from doithoai.process.people.guards import SeatedRequest, seated


@seated(*BRINGS)
@require_safe
def rounds(request: SeatedRequest) -> HttpResponse:
    """The rounds of the place (a collector's own village), latest first, each with the number of its voices."""
    shown = page(queries.rounds_of(request.seat), field="recorded_at", cursor=request.GET.get("sau", ""))
    here = reverse("intake:rounds")
    context = {
        "rounds": shown.rows,
        "counts": queries.counts_of(shown.rows),
        "next_url": f"{here}?{urlencode({'sau': shown.next})}" if shown.next else None,
        "first_url": here if request.GET.get("sau") else None,
    }
    return render(request, "intake/rounds.html", context)


@seated(*BRINGS)
def open_round(request: SeatedRequest) -> HttpResponse:
    """Note a meeting of a village or the opening of a box; its voices are entered next."""
    seat = request.seat
    form = RoundForm(request.POST if request.method == "POST" else None, seat=seat)
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.open_round(form.unit, by=seat, now=clock.now(), **form.facts())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect(f"{reverse('intake:entry')}?{urlencode({'dot': opened.pk})}")
    return render(request, "intake/open_round.html", {"form": form}, status=422 if form.errors else 200)


@seated(*BRINGS)
@require_safe
def round_(request: SeatedRequest, pk: int) -> HttpResponse:
    """One round and its voices."""
    seat = request.seat
    found = get_object_or_404(queries.rounds_of(seat), pk=pk)
    opinions = queries.visible_to(seat).filter(round=found).defer("raw", "sealed", "text", "public_reason")
    shown = page(opinions, field="received_at", cursor=request.GET.get("sau", ""))
    here = reverse("intake:round", args=[pk])
    context = {
        "round": found,
        "count": queries.counts_of([found]).get(found.pk, 0),
        "opinions": shown.rows,
        "next_url": f"{here}?{urlencode({'sau': shown.next})}" if shown.next else None,
        "first_url": here if request.GET.get("sau") else None,
    }
    return render(request, "intake/round.html", context)
