"""The pages of the lot: announce how, draw with the number that came out, name the drawn, print."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.programme import guests, lots, rules
from doithoai.process.programme.inviting import READS, villages_of
from doithoai.process.programme.inviting_forms import LotForm, NamesForm, NumberForm
from doithoai.process.programme.models import Lot, Meeting
from doithoai.process.programme.tasks import find


def _lots(meeting: Meeting) -> QuerySet[Lot]:
    return Lot.objects.filter(meeting=meeting).select_related("by_seat__unit", "plan", "meeting__unit")


def _page(
    request: SeatedRequest, meeting: Meeting, *, lot_form: LotForm | None = None, number_form: NumberForm | None = None
) -> HttpResponse:
    plan, wrong = guests.open_plan(meeting), lot_form or number_form
    runs = rules.runs(request.seat, meeting) and meeting.state in guests.ANSWERABLE
    drawn = guests.lots_of(meeting)
    context = {
        "meeting": meeting,
        "plan": plan,
        "lots": drawn,
        "runs": runs,
        "number_out": plan is not None and clock.today() >= plan.number_on,
        "lot_form": lot_form or (LotForm(villages=villages_of(meeting)) if runs and plan is None else None),
        "number_form": number_form or NumberForm(),
        "wrong": wrong,
    }
    return render(request, "programme/lottery.html", context, status=422 if wrong else 200)


@seated(*READS)
def lottery(request: SeatedRequest, code: str) -> HttpResponse:
    """How guests are drawn, and what was drawn; the coordinator announces the way, later types the number."""
    meeting, verb = find(request, code), request.POST.get("verb", "")
    if request.method != "POST":
        return _page(request, meeting)
    form: Form
    if verb == "announce":
        form = lot_form = LotForm(request.POST, villages=villages_of(meeting))
        if form.is_valid() and _done(request, form, lambda: _announce(request, meeting, lot_form)):
            messages.success(request, _("Đã công bố cách bốc thăm. Từ nay không đổi được nữa."))
            return redirect("programme:lot", meeting.code)
        return _page(request, meeting, lot_form=form)
    if verb == "draw":
        form = NumberForm(request.POST)
        number = form.data.get("number", "")
        if form.is_valid() and _done(
            request, form, lambda: lots.draw(meeting, number=number, by=request.seat, now=clock.now())
        ):
            messages.success(request, _("Đã bốc thăm. Kết quả đã công khai."))
            return redirect("programme:lot", meeting.code)
        return _page(request, meeting, number_form=form)
    raise Refused(_("Không có bước này. Hãy tải lại trang."))


def _announce(request: SeatedRequest, meeting: Meeting, form: LotForm) -> None:
    data = form.cleaned_data
    facts = {name: data[name] for name in ("places", "seats", "source", "number_on", "reason")}
    lots.announce_lot(meeting, by=request.seat, now=clock.now(), **facts)


def _done(request: SeatedRequest, form: Form, act: Any) -> bool:
    """Do it, or put the verb's refusal into the form."""
    try:
        act()
    except NotAllowed:
        raise
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


@seated(*READS)
@require_safe
def printed(request: SeatedRequest, code: str, pk: int) -> HttpResponse:
    """One drawing on A4: the seed, every village with its size and numbers, and how to draw it again."""
    meeting = find(request, code)
    lot = get_object_or_404(_lots(meeting), pk=pk)
    return render(request, "programme/lot_print.html", {"meeting": meeting, "lot": lot, "now": clock.now()})


@seated(Role.COORDINATOR)
def names(request: SeatedRequest, code: str, pk: int) -> HttpResponse:
    """Paste each village's numbered list once more: the names of the drawn numbers are sealed, the rest is forgotten."""
    meeting = find(request, code)
    lot = get_object_or_404(_lots(meeting), pk=pk)
    wrong = None
    if request.method == "POST":
        wrong = NamesForm(request.POST)
        if wrong.is_valid():
            data = wrong.cleaned_data
            if _done(request, wrong, lambda: lots.name_drawn(lot, by=request.seat, now=clock.now(), **data)):
                messages.success(request, _("Đã ghi tên người trúng của %(village)s.") % {"village": data["village"]})
                return redirect("programme:lot_names", meeting.code, lot.pk)
    sealed = {place["village"]: place["list"] for place in lot.plan.places} if lot.plan else {}
    named = set(lot.attendees.exclude(sealed=None).values_list("label", flat=True))
    rows = [
        {
            **place,
            "sealed": sealed.get(place["village"], ""),
            "named": any(label.startswith(lots.drawn_label(place["village"])) for label in named),
            "form": wrong
            if wrong is not None and wrong.data.get("village") == place["village"]
            else NamesForm(initial={"village": place["village"]}, auto_id=f"v{number}_%s"),
        }
        for number, place in enumerate(lot.drawn)
        if place["drawn"]
    ]
    context = {"meeting": meeting, "lot": lot, "rows": rows, "wrong": wrong}
    return render(request, "programme/lot_names.html", context, status=422 if wrong is not None else 200)
