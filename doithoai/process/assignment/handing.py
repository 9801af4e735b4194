"""The pages of a handover: what is still open, to whom it goes, and the record both sides sign."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.assignment import handover
from doithoai.process.assignment.models import Handover
from doithoai.process.assignment.views import HANDOVER_READERS
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role, Succession, Unit

# Beyond this the rest follows the general choice: a form of thousands of boxes helps nobody.
ASKED = 300
DATE_IN_ADDRESS = "%Y-%m-%d"


class HandoverForm(forms.Form):
    """Basis and minutes, one heir for each thing that no name tells, and one for whatever is left."""

    basis = forms.CharField(
        label=gettext_lazy("Căn cứ bàn giao"),
        max_length=300,
        help_text=gettext_lazy("Số, ngày của nghị quyết hoặc quyết định."),
        error_messages={"required": gettext_lazy("Cần ghi căn cứ bàn giao (nghị quyết, quyết định).")},
    )
    minutes = forms.CharField(
        label=gettext_lazy("Nội dung biên bản"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    rest = forms.ChoiceField(label=gettext_lazy("Việc chưa rõ nơi nhận giao cho"), required=False)

    def __init__(self, *args: Any, heirs: list[Unit], unclear: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.heirs, self.unclear = {str(heir.pk): heir for heir in heirs}, unclear[:ASKED]
        names = [(key, heir.name) for key, heir in self.heirs.items()]
        self.fields["rest"].choices = [("", gettext_lazy("Chọn từng việc")), *names]  # type: ignore[attr-defined]
        for thing in self.unclear:
            self.fields[thing.code] = forms.ChoiceField(
                choices=[("", gettext_lazy("Theo lựa chọn chung")), *names],
                required=False,
                label=getattr(thing, "title", "") or getattr(thing, "excerpt", ""),
            )

    def complete(self, plan: handover.Plan, business: handover.Business) -> handover.Plan:
        """Return the plan with what was chosen here; what nobody chose stays out and is refused by name."""
        chosen = dict(plan)
        for thing in business.things():
            key = self.cleaned_data.get(thing.code) or self.cleaned_data["rest"]
            if thing.code not in chosen and key:
                chosen[thing.code] = self.heirs[key]
        return chosen


def records_for(seat: Any) -> QuerySet[Handover]:
    """Return the records a seat may read: those its place gave or received; leaders and the Front also those below."""
    records = Handover.objects.select_related("old", "new").order_by("-on", "-id")
    if seat.role in {Role.LEADER, Role.SUPERVISOR}:
        path = seat.unit.territory.path
        return records.filter(Q(old__path__startswith=path) | Q(new__path__startswith=path))
    return records.filter(Q(old_id=seat.territory_id) | Q(new_id=seat.territory_id))


@seated(*HANDOVER_READERS)
@require_safe
def records(request: SeatedRequest) -> HttpResponse:
    """Every handover of this place, and the days on which it has one to do."""
    seat = request.seat
    days = (
        Succession.objects.filter(old_id=seat.territory_id, new__level__in=["commune", "province"])
        .values_list("on", flat=True)
        .distinct()
        .order_by("on")
    )
    context = {
        "records": [(record, len(record.items)) for record in records_for(seat)[:100]],
        "days": [(day, day.strftime(DATE_IN_ADDRESS)) for day in days] if seat.role == Role.COORDINATOR else [],
    }
    return render(request, "assignment/handovers.html", context)


@seated(*HANDOVER_READERS)
@require_safe
def record(request: SeatedRequest, pk: int) -> HttpResponse:
    """One record as it was made, for print and signature."""
    found = get_object_or_404(records_for(request.seat), pk=pk)
    counts = {kind: sum(item["kind"] == kind for item in found.items) for kind in ("matter", "opinion", "meeting")}
    rows = [{**item, "due": fmt_date(date.fromisoformat(item["due"])) if item["due"] else ""} for item in found.items]
    return render(request, "assignment/handover_print.html", {"record": found, "rows": rows, "counts": counts})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


@seated(Role.COORDINATOR)
def hand_over(request: SeatedRequest, on: str) -> HttpResponse:
    """Show what is open and where it would go; the button passes all of it at once."""
    old, day = request.seat.place, _day(on)
    heirs = handover.successors_on(old, day)
    if not heirs:
        raise Http404
    business = handover.open_business(old)
    plan = handover.propose(old, business, day)
    unclear = [thing for thing in business.things() if thing.code not in plan]
    form = HandoverForm(request.POST or None, heirs=heirs, unclear=unclear)
    if request.method == "POST" and form.is_valid():
        try:
            made = handover.hand_over(
                old,
                form.complete(plan, business),
                on=day,
                basis=form.cleaned_data["basis"],
                minutes=form.cleaned_data["minutes"],
                by=request.seat,
                now=clock.now(),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã bàn giao. Có %(n)d biên bản để in và ký.") % {"n": len(made)})
            return redirect("assignment:handovers")
    shares = [(heir, sum(unit.pk == heir.pk for unit in plan.values())) for heir in heirs]
    context = {"form": form, "old": old, "day": day, "business": business, "shares": shares, "unclear": form.unclear}
    return render(request, "assignment/handover.html", context, status=422 if form.is_bound else 200)
