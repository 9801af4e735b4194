"""The pages on which a chair puts the agenda together: the proposal, one topic, what no topic speaks for, the sheet."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.process.hall import gathering, proposal, sketching
from doithoai.process.hall.models import AgendaDraft
from doithoai.process.hall.queries import READERS
from doithoai.process.hall.sketching import Pick
from doithoai.process.hall.views import find
from doithoai.process.intake.queries import visible_to
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.programme import preparing, rules
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Matter

A_PAGE = 25
MOST_MATTERS = 50


def _page(
    request: SeatedRequest, meeting: Meeting, status: int = 200, trouble: str = "", typed: Any = None
) -> HttpResponse:
    """Show the proposal; `typed` keeps titles and reasons somebody wrote when the form comes back."""
    prepared = meeting.state in preparing.PREPARED
    context: dict[str, Any] = {
        "seat": request.seat,
        "meeting": meeting,
        "proposal": proposal.proposal_for(meeting, request.seat),
        "waiting": gathering.asked(meeting),
        "arranges": rules.runs_or_chairs(request.seat, meeting) and prepared,
        "adopts": rules.runs(request.seat, meeting) and prepared,
        "floors": AgendaDraft.Floor.choices,
        "lengths": range(sketching.SHORTEST, sketching.LONGEST + 1),
        "typed": typed or {},
        "trouble": [{"text": trouble}] if trouble else [],
        "many": proposal.many,
        "percent": proposal.percent,
    }
    return render(request, "hall/agenda.html", context, status=status)


@seated(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: SeatedRequest, code: str) -> HttpResponse:
    """The proposed agenda with the reason and the price of each topic; a button changes it, the rest is chosen again."""
    meeting = find(request, code)
    if request.method != "POST":
        return _page(request, meeting)
    length = request.POST.get("length", "")
    try:
        sketching.arrange(
            meeting,
            put_in=_key(request, "put_in"),
            leave_out=_key(request, "leave_out"),
            free=_key(request, "free"),
            length=int(length) if length.isascii() and length.isdigit() and len(length) < 4 else None,
            floor=request.POST.get("floor", ""),
            by=request.seat,
            now=clock.now(),
        )
    except NotAllowed:
        raise
    except Refused as refused:
        return _page(request, meeting, refused.status, refused.message)
    _say_what_changed(request, meeting)
    return redirect("hall:agenda", meeting.code)


def _say_what_changed(request: SeatedRequest, meeting: Meeting) -> None:
    """Name the topic that was kept or dropped: on a long page nobody sees otherwise that a button did something."""
    sketch = gathering.of_meeting(meeting)
    said = {
        "put_in": _("Đã giữ chắc “%(title)s”. Các chủ đề khác được chọn lại dưới đây."),
        "leave_out": _("Đã bỏ “%(title)s”. Các chủ đề khác được chọn lại dưới đây."),
        "free": _("“%(title)s” để máy chọn lại cùng các chủ đề khác."),
    }
    for name, sentence in said.items():
        named = [one for one in sketch.data["topics"] if one["key"] == _key(request, name)] if sketch else []
        for title in gathering.titles_of(named, visible_to(request.seat)).values():
            messages.success(request, sentence % {"title": title or _("Chủ đề chưa có tên")})


def _key(request: SeatedRequest, name: str) -> str:
    return request.POST.get(name, "")[:60].replace("\x00", "")


@seated(Role.COORDINATOR, Role.CHAIR)
@require_POST
def ask_sketch(request: SeatedRequest, code: str) -> HttpResponse:
    """Gather again: at once for a small gathering, else by the clock."""
    meeting = find(request, code)
    if sketching.ask(meeting, by=request.seat, now=clock.now()):
        messages.success(request, _("Đã tính lại."))
    else:
        messages.info(request, _("Nhiều ý kiến nên máy tính ở phía sau, thường dưới hai phút. Xin tải lại trang."))
    return redirect("hall:agenda", meeting.code)


@seated(Role.COORDINATOR)
@require_POST
def adopt(request: SeatedRequest, code: str) -> HttpResponse:
    """Put the ticked topics on the meeting with the titles and reasons as written."""
    meeting = find(request, code)
    keys = [key[:60].replace("\x00", "") for key in request.POST.getlist("key")][: sketching.LONGEST]
    picks = [
        Pick(key, _line(request, f"title-{key}", 300), _line(request, f"reason-{key}", 2000))
        for key in dict.fromkeys(keys)
    ]
    try:
        chosen = sketching.adopt(meeting, picks, seen=_seen(request), by=request.seat, now=clock.now())
    except NotAllowed:
        raise
    except Refused as refused:
        return _page(request, meeting, refused.status, refused.message, request.POST)
    messages.success(request, _("Đã đưa %(n)s chủ đề vào chương trình, kèm số liệu hôm nay.") % {"n": len(chosen)})
    return redirect("hall:topics", meeting.code)


def _line(request: SeatedRequest, name: str, most: int) -> str:
    return request.POST.get(name, "")[:most].replace("\x00", "").strip()


def _seen(request: SeatedRequest) -> datetime | None:
    try:
        return parse_datetime(request.POST.get("seen", "")[:40])
    except ValueError:
        return None


@seated(*READERS)
@require_safe
def printed(request: SeatedRequest, code: str) -> HttpResponse:
    """The agenda on one sheet for the chair."""
    meeting = find(request, code)
    context = {
        "meeting": meeting,
        "proposal": proposal.proposal_for(meeting, request.seat, priced=False),
        "now": clock.now(),
        "many": proposal.many,
        "percent": proposal.percent,
    }
    return render(request, "hall/agenda_print.html", context)


@seated(*READERS)
@require_safe
def one(request: SeatedRequest, code: str, key: str) -> HttpResponse:
    """One topic: its voices by village, old and new, what was answered before, in people's own words."""
    meeting, seat = find(request, code), request.seat
    sketch = gathering.of_meeting(meeting)
    topic = next((one for one in sketch.data["topics"] if one["key"] == key), None) if sketch else None
    if sketch is None or topic is None:
        raise Http404
    names = gathering.names_of(sketch.data["homes"])
    words = proposal.words_of([*topic["said"], *topic["shown"]], seat)
    matters = Matter.objects.filter(pk__in=[*topic["matters"], *topic["past"]][: 4 * MOST_MATTERS])
    shown = list(matters.select_related("joined_into").defer("text").order_by("-opened_at", "-id")[:MOST_MATTERS])
    context = {
        "meeting": meeting,
        "sketch": sketch,
        "topic": topic,
        "title": gathering.titles_of([topic], visible_to(seat))[key] or _("Chủ đề chưa có tên"),
        "field": proposal.field_name(topic["field"]),
        "villages": by_village(topic, sketch.data["homes"], names),
        "said": [words[tuple(piece)] for piece in topic["said"] if tuple(piece) in words],
        "shown": [words[tuple(piece)] for piece in topic["shown"] if tuple(piece) in words],
        "matters": [matter for matter in shown if matter.pk in topic["matters"]],
        "past": [matter for matter in shown if matter.pk in topic["past"]],
        "broken": set(topic["broken"]),
        "arranges": rules.runs_or_chairs(seat, meeting) and meeting.state in preparing.PREPARED,
        "voices_url": f"{reverse('hall:voices', args=[meeting.code])}?{urlencode({'chu_de': key})}",
        "many": proposal.many,
        "percent": proposal.percent,
    }
    return render(request, "hall/topic.html", context)


def by_village(topic: dict[str, Any], homes: dict[str, list[int]], names: dict[str, str]) -> list[tuple[str, int]]:
    """Return how many voices of a topic each village has, most first."""
    mine = set(topic["voices"])
    counted = [(names.get(home, ""), len(mine.intersection(voices))) for home, voices in homes.items()]
    return sorted(((name, n) for name, n in counted if n), key=lambda row: (-row[1], row[0]))


@seated(*READERS)
@require_safe
def voices(request: SeatedRequest, code: str) -> HttpResponse:
    """The voices of one topic, or (without one) those that no topic of the agenda speaks for; oldest first."""
    meeting, seat = find(request, code), request.seat
    sketch = gathering.of_meeting(meeting)
    key, after = request.GET.get("chu_de", "")[:60], request.GET.get("sau", "")
    ids: list[int] = []
    if sketch is not None and key:
        ids = sorted({pk for one in sketch.data["topics"] if one["key"] == key for pk in one["voices"]})
    elif sketch is not None:
        ids = sorted(proposal.agenda_of(meeting, sketch)[2].unheard)
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    here = [pk for pk in ids if pk > number]
    rows = visible_to(seat).filter(pk__in=here[:A_PAGE]).order_by("pk")
    more = {"sau": here[A_PAGE - 1], **({"chu_de": key} if key else {})} if len(here) > A_PAGE else None
    titles = (
        gathering.titles_of([one for one in sketch.data["topics"] if one["key"] == key], visible_to(seat))
        if sketch
        else {}
    )
    address = reverse("hall:voices", args=[meeting.code])
    context = {
        "meeting": meeting,
        "sketch": sketch,
        "key": key,
        "title": titles.get(key, ""),
        "count": len(ids),
        "all": sketch.opinions if sketch else 0,
        "rows": list(rows.defer("raw", "sealed", "text")),
        "page_of_case": "triage:opinion" if seat.role == Role.COORDINATOR else "intake:opinion",
        "next_url": f"{address}?{urlencode(more)}" if more else None,
        "first_url": f"{address}?{urlencode({'chu_de': key})}" if number else None,
        "many": proposal.many,
        "percent": proposal.percent,
    }
    return render(request, "hall/voices.html", context)
