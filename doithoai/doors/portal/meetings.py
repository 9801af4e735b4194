"""Dialogues: what comes, what was, and one of them with its sheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page

from doithoai.doors.portal import prepared, story
from doithoai.doors.portal.pages import SHORT, show, takes
from doithoai.ground.core import clock, events, paging
from doithoai.process.assignment.models import Promise
from doithoai.process.hall import balance
from doithoai.process.hall.models import Conclusion, RegisterEntry
from doithoai.process.hall.names import NAMES, ORDER, TONES
from doithoai.process.intake.models import Mode, Opinion
from doithoai.process.people.guards import public
from doithoai.process.programme import queries as programme
from doithoai.process.programme.models import Meeting
from doithoai.process.programme.services import YEARS
from doithoai.process.triage import queries as triage

MOST = 100


@public
@takes("GET", "HEAD")
@conditional_page
def meetings(request: HttpRequest) -> HttpResponse:
    """List dialogues: those to come, soonest first, or those that were, latest first."""
    past, today = request.GET.get("muc") == "da-qua", clock.today()
    found = programme.public_dialogues()
    found = found.filter(held_on__lt=today) if past else found.filter(held_on__gte=today)
    page = paging.page(found, field="held_on", cursor=request.GET.get("sau", ""), newest=past)
    asked = [] if past or request.GET.get("sau") else prepared.asked_by_voters()
    return show(request, "meetings", {"page": page, "past": past, "year": today.year, "asked": asked}, keep=SHORT)


@public
@takes("GET", "HEAD")
@conditional_page
def programme_of_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year's issued programmes: what was announced, and which dialogues are planned."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise Http404
    found = paging.page(
        programme.public_of_year(year), field="held_on", cursor=request.GET.get("sau", ""), newest=False
    )
    further = bool(request.GET.get("sau"))
    context = {
        "year": year,
        "page": found,
        "further": further,
        "programmes": list(programme.issued_programmes(year)[:MOST]),
    }
    return show(request, "programme", context, keep=SHORT)


def parts_of(sheet: balance.Sheet) -> list[dict[str, Any]]:
    """Return the sheet as named parts that add up to what was received."""
    counts = {**sheet.outcomes, balance.WAITING: sheet.waiting, balance.OWED: sheet.owed}
    return [
        {"label": NAMES[name], "value": counts[name], "tone": TONES.get(name, "neutral")}
        for name in ORDER
        if counts.get(name)
    ]


def register_of(meeting: Meeting) -> list[RegisterEntry]:
    """Return the public lines of the register: answers, notes, and words whose sender chose to be public.

    Words of a voice that was not sorted yet, was set aside or handed over stay out: a denunciation may be among them.
    """
    entries = (
        RegisterEntry.objects.filter(meeting=meeting)
        .select_related("opinion", "matter", "answer")
        .defer("opinion__raw", "opinion__sealed")
        .order_by("number")
    )
    return [
        entry
        for entry in entries[:MOST]
        if entry.opinion is None or (entry.opinion.mode == Mode.PUBLIC and entry.opinion.state == Opinion.State.TRIAGED)
    ]


@public
@takes("GET", "HEAD")
@conditional_page
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Show one dialogue: how to take part, or what was asked, answered and promised."""
    found = programme.by_code(programme.public(), code[:40])
    cancelled = found.state == Meeting.State.CANCELLED
    promises = list(
        Promise.objects.filter(matter__meeting=found).select_related("unit", "matter").order_by("due", "id")[:MOST]
    )
    sheet = balance.sheet_of(found)
    context = {
        "meeting": found,
        "announcements": list(found.announcements.order_by("published_on", "id")),
        "takes_opinions": found.state in programme.TAKES_OPINIONS,
        "reason": events.of(found).filter(verb="cancel").values_list("note", flat=True).last() if cancelled else "",
        "sheet": sheet,
        "parts": parts_of(sheet),
        "matters": paging.page(
            triage.public().filter(meeting=found), field="published_at", cursor=request.GET.get("sau", "")
        ),
        "register": register_of(found),
        "conclusion": Conclusion.objects.filter(meeting=found).first(),
        "promises": promises,
        "moves": story.moves_of(promises),
        "prepared": prepared.of(found),
    }
    return show(request, "meeting", context, keep=SHORT)
