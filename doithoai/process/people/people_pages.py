"""Pages beside the lists of units and persons: delegation, the usual bodies of a place, a person's name."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doithoai.ground.core import clock
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.paging import page
from doithoai.ground.look.fields import refuse
from doithoai.process.people import delegating, forms, queries, rules, services, territories
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role


@seated()
def delegations(request: SeatedRequest) -> HttpResponse:
    """What was lent from this seat and to whom; the administrator sees that of the whole territory."""
    seat, today = request.seat, clock.today()
    requested = seat.role == Role.ADMINISTRATOR
    kind = forms.RequestedForm if requested else forms.DelegateForm
    form = kind(request.POST if request.method == "POST" else None, seat=seat, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            lent = delegating.delegate(by=seat, now=clock.now(), **{"seat": seat, **form.cleaned_data})
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ủy quyền: %(seat)s.") % {"seat": lent.label})
            return redirect("people:delegations")
    context = {"form": form, "today": today, "requested": requested, **_lent(request), "source": seat.delegated_from}
    return render(request, "people/delegations.html", context, status=422 if form.errors else 200)


def _lent(request: SeatedRequest) -> dict[str, Any]:
    seat = request.seat
    everything = seat.role == Role.ADMINISTRATOR
    rows = queries.delegations_below(seat.place) if everything else queries.delegations_of(seat)
    shown = page(rows, field="valid_from", cursor=request.GET.get("sau", ""), newest=True)
    return {
        "rows": shown.rows,
        "next_url": f"{request.path}?sau={shown.next}" if shown.next else None,
        "first_url": request.path if request.GET.get("sau") else None,
    }


@seated()
@require_POST
def end_delegation(request: SeatedRequest, pk: int) -> HttpResponse:
    """End a delegation today."""
    seat = request.seat
    mine = queries.lent_seats(seat) if not rules.administers(seat) else queries.delegations_below(seat.place)
    lent = get_object_or_404(mine, pk=pk)
    delegating.end_delegation(lent, by=seat, now=clock.now())
    messages.success(request, _("Đã kết thúc ủy quyền: %(seat)s.") % {"seat": lent.label})
    return redirect("desk:seats" if lent.pk == seat.pk else "people:delegations")


@seated(Role.ADMINISTRATOR)
@require_POST
def furnish(request: SeatedRequest, pk: int) -> HttpResponse:
    """Give a place the bodies it usually has."""
    unit = get_object_or_404(queries.units_of(request.seat), pk=pk)
    _bodies, new = territories.furnish(unit, by=request.seat, now=clock.now())
    messages.success(request, _("Đã thêm %(n)d cơ quan theo mẫu.") % {"n": new})
    return redirect("people:unit", unit.pk)


@seated(Role.ADMINISTRATOR)
@require_POST
def rename(request: SeatedRequest, pk: int) -> HttpResponse:
    """Write a person's name."""
    person = get_object_or_404(queries.persons_of(request.seat), pk=pk)
    form = forms.NameForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Xin ghi họ và tên, tối đa 120 ký tự."))
    services.rename(person, form.cleaned_data["full_name"], by=request.seat, now=clock.now())
    messages.success(request, _("Đã lưu họ tên."))
    return redirect("people:person", person.pk)
