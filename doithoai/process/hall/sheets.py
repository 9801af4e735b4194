"""The pages of the balance sheet: on screen with its cases, and on paper."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.paging import page
from doithoai.process.hall import balance
from doithoai.process.hall.names import NAMES, ORDER, TONES
from doithoai.process.hall.queries import READERS
from doithoai.process.hall.views import find
from doithoai.process.intake.queries import visible_to
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role

# Everyone who may see the meeting may see its numbers; the cases behind them only who may read opinions.
COUNTS = tuple(role for role in Role if role != Role.ADMINISTRATOR)


def _parts(sheet: balance.Sheet, here: str = "") -> list[dict[str, Any]]:
    """Return the lines of the sheet: outcomes that occur, and always what is still to do."""
    counts = {**sheet.outcomes, balance.WAITING: sheet.waiting, balance.OWED: sheet.owed}
    return [
        {
            "label": str(NAMES[name]),
            "value": counts[name],
            "tone": TONES.get(name),
            "href": f"{here}?muc={name}#truong-hop" if here and counts[name] else None,
        }
        for name in ORDER
        if name in counts
    ]


@seated(*COUNTS)
@require_safe
def sheet(request: SeatedRequest, code: str) -> HttpResponse:
    """The balance sheet of a meeting: received = outcomes + waiting + owed, each number with its cases."""
    seat, meeting = request.seat, find(request, code)
    found, here = balance.sheet_of(meeting), reverse("hall:balance", args=[meeting.code])
    reads = seat.role in (*READERS, Role.COLLECTOR)
    chosen = request.GET.get("muc", "")
    shown = None
    if reads and chosen in NAMES:
        cases = visible_to(seat).filter(pk__in=found.cases.get(chosen, []))
        shown = page(cases, field="received_at", cursor=request.GET.get("sau", ""), newest=False)
    context = {
        "meeting": meeting,
        "sheet": found,
        "parts": _parts(found, here if reads else ""),
        "settled": sum(found.outcomes.values()),
        "chosen": NAMES[chosen] if shown else "",
        "cases": shown.rows if shown else [],
        "page_of_case": "triage:opinion" if seat.role == Role.COORDINATOR else "intake:opinion",
        "next_url": f"{here}?{urlencode({'muc': chosen, 'sau': shown.next})}" if shown and shown.next else None,
        "first_url": f"{here}?muc={chosen}" if shown and request.GET.get("sau") else None,
        "reads_register": seat.role in READERS,
    }
    return render(request, "hall/balance.html", context)


@seated(*COUNTS)
@require_safe
def printed(request: SeatedRequest, code: str) -> HttpResponse:
    """The balance sheet on A4."""
    meeting = find(request, code)
    found = balance.sheet_of(meeting)
    context = {
        "meeting": meeting,
        "sheet": found,
        "parts": _parts(found),
        "settled": sum(found.outcomes.values()),
        "now": clock.now(),
    }
    return render(request, "hall/balance_print.html", context)
