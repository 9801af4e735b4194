"""The calendar of a seat: a page with its secret address, and the file calendar programs fetch.

Calendar programs can show no password, so the address itself is the key (and the only secret of ours that stands in an
address): read-only, without case text or any citizen's data, dead as soon as the person changes the password or the
seat ends. Our own logs never hold addresses (core.logs; the server's own access log is off).
"""

import hmac
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from doithoai.ground.core import clock, codes
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment.models import Assignment
from doithoai.process.people.guards import SeatedRequest, public, seated
from doithoai.process.people.models import Seat
from doithoai.process.programme import feeds
from doithoai.process.programme import queries as programme
from doithoai.process.programme.models import Task

BACK, MOST = timedelta(days=31), 300


def token_of(seat: Seat) -> str:
    """Return the secret part of a seat's calendar address; another password makes another one."""
    mac = codes.keyed_hash("seat-calendar", f"{seat.pk}:{seat.person.get_session_auth_hash()}")
    return f"{seat.pk}-{mac[:40]}"


def _seat_of(token: str) -> Seat | None:
    """Return the seat a token opens today, or None."""
    number = token.partition("-")[0]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    seat = Seat.objects.select_related("person", "unit", "unit__territory").filter(pk=int(number)).first()
    if seat is None or not seat.held_on(clock.today()) or not seat.person.is_active:
        return None
    right = hmac.compare_digest(token_of(seat), token)
    return seat if right and not seat.person.must_change_password else None


def _given(seat: Seat, assignment: Assignment, door: str) -> feeds.Entry:
    """The day an answer is due: the matter's code and nothing of its words."""
    code = assignment.matter.code
    url = door + reverse("assignment:matter", args=[code])
    title = _("Hạn trả lời %(code)s") % {"code": code}
    uid = feeds.uid_of("assignment", assignment.pk)
    return feeds.Entry(uid, title, assignment.due, assignment.given_at, url=url, busy=False)


@public
@require_safe
@conditional_page
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Meetings, tasks and due days of a seat; a wrong, old or ended address is a page that does not exist."""
    # A character outside ASCII is no token, and could not be compared in constant time.
    seat = _seat_of(token) if token.isascii() else None
    if seat is None:
        raise Http404
    door, since = request.build_absolute_uri("/").rstrip("/"), clock.today() - BACK
    meetings = feeds.with_changes(programme.visible_to(seat).filter(held_on__gte=since)).order_by("held_on", "id")
    rows = [feeds.of_meeting(m, url=door + reverse("programme:meeting", args=[m.code])) for m in meetings[:MOST]]
    tasks = Task.objects.filter(unit_id=seat.unit_id, state=Task.State.OPEN).select_related("meeting")
    rows += [
        feeds.of_task(task, url=door + reverse("programme:task", args=[task.pk]))
        for task in tasks.order_by("due", "id")[:MOST]
    ]
    rows += [_given(seat, given, door) for given in assignments.queue_of(seat)[:MOST]]
    response = HttpResponse(feeds.calendar_of(seat.label, rows), content_type=feeds.CONTENT_TYPE)
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="doi-thoai.ics"'
    # The address must not travel on to wherever a link in the file leads.
    response["Referrer-Policy"] = "no-referrer"
    return response


@seated()
@require_safe
def calendar(request: SeatedRequest) -> HttpResponse:
    """How to put the seat's meetings and due days into a calendar program."""
    address = request.build_absolute_uri(reverse("seat_calendar", args=[token_of(request.seat)]))
    return render(request, "desk/calendar.html", {"seat": request.seat, "address": address})
