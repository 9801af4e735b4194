"""The pages of inviting: the list, one guest, the letters on paper, who came."""

from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.paging import page
from doithoai.ground.look.fields import is_key, refuse
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role, Unit
from doithoai.process.programme import attending, guests, rules
from doithoai.process.programme.inviting_forms import InviteForm, ReasonForm
from doithoai.process.programme.models import Attendee, Meeting
from doithoai.process.programme.tasks import find, localities

# The list without names is for whoever follows the meeting; names and letters are for those who write them.
READS = (Role.CLERK, Role.COORDINATOR, Role.CHAIR, Role.LEADER, Role.SUPERVISOR)
INVITES = (Role.CLERK, Role.COORDINATOR)
A_PAGE, A_PRINT = 50, 200


def _own(request: SeatedRequest, code: str) -> Meeting:
    """Return the meeting of the seat's own place, for those who read names."""
    meeting = find(request, code)
    if not rules.reads_names(request.seat, meeting):
        raise Http404
    return meeting


def _page(request: SeatedRequest, meeting: Meeting, form: InviteForm | None = None, status: int = 200) -> HttpResponse:
    seat, chosen = request.seat, request.GET.get("tra-loi", "")
    rows = guests.attendees_of(meeting)
    chosen = chosen if chosen in Attendee.Reply.values else ""
    shown = page(
        rows.filter(reply=chosen) if chosen else rows,
        field="invited_at",
        cursor=request.GET.get("sau", ""),
        size=A_PAGE,
        newest=False,
    )
    here = reverse("programme:guests", args=[meeting.code])
    query = {"tra-loi": chosen} if chosen else {}
    reads = rules.reads_names(seat, meeting)
    context = {
        "seat": seat,
        "meeting": meeting,
        "guests": shown.rows,
        "names": guests.names_for(seat, meeting, shown.rows),
        "counts": guests.counts_of(meeting),
        "reads_names": reads,
        "invites": reads and meeting.state in attending.INVITING,
        "counting": reads and _counting(meeting),
        "form": form or InviteForm(),
        "chosen": chosen,
        "tabs": [
            {"label": label, "href": f"{here}?tra-loi={value}" if value else here, "current": value == chosen}
            for value, label in [("", _("Tất cả")), *Attendee.Reply.choices]
        ],
        "next_url": f"{here}?{urlencode({**query, 'sau': shown.next})}" if shown.next else None,
        "first_url": f"{here}?{urlencode(query)}" if request.GET.get("sau") else None,
    }
    return render(request, "programme/guests.html", context, status=status)


def _counting(meeting: Meeting) -> bool:
    """Say whether the time has come to record who came."""
    over = meeting.state in attending.COUNTING
    return over or (meeting.state != Meeting.State.CANCELLED and clock.today() >= meeting.held_on)


@seated(*READS)
def guest_list(request: SeatedRequest, code: str) -> HttpResponse:
    """Who is invited and what they said; a clerk or coordinator of the place invites further ones."""
    meeting = find(request, code)
    if request.method != "POST":
        return _page(request, meeting)
    form = InviteForm(request.POST, villages=localities(meeting))
    if form.is_valid():
        try:
            invited = attending.invite(
                meeting, form.guests(), kind=form.cleaned_data["kind"], by=request.seat, now=clock.now()
            )
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            n = len(invited)
            messages.success(request, _("Đã mời %(n)d người.") % {"n": n})
            return redirect("programme:guests", meeting.code)
    return _page(request, meeting, form, 422)


@seated(*INVITES)
def guest(request: SeatedRequest, code: str, number: int) -> HttpResponse:
    """One guest, with the way to take the invitation back."""
    meeting = _own(request, code)
    found = guests.attendees_of(meeting).filter(number=number).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            attending.uninvite(found, reason=form.cleaned_data["reason"], by=request.seat, now=clock.now())
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã rút lời mời. Mã trên giấy mời đó không dùng được nữa."))
            return redirect("programme:guests", meeting.code)
    context = {
        "meeting": meeting,
        "guest": found,
        "name": guests.name_of(found),
        "form": form,
        "removable": found.kind != Attendee.Kind.LOT and meeting.state in guests.ANSWERABLE,
    }
    return render(request, "programme/guest.html", context, status=422 if form.errors else 200)


def invitation_qr(door: str, attendee: Attendee) -> SafeString:
    """Draw the way to the answer page. The code stands behind '#', which browsers never send on."""
    drawing = segno.make_qr(f"{door}#{guests.code_of(attendee)}", error="m", mask=4).svg_inline(
        border=2, omitsize=True, light="#fff", svgclass=None, lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 - drawn by segno from our own address and digits


def _slice(request: SeatedRequest, meeting: Meeting) -> tuple[list[Attendee], int, int]:
    """Return the rows of one printing, the number before it, and the last number of all."""
    asked = request.GET.get("tu", "1")
    after = int(asked) - 1 if is_key(asked) and 1 <= int(asked) <= attending.MOST_GUESTS * 2 else 0
    rows = list(guests.attendees_of(meeting).filter(number__gt=after)[: A_PRINT + 1])
    return rows[:A_PRINT], after, rows[A_PRINT].number if len(rows) > A_PRINT else 0


@seated(*INVITES)
@require_safe
def letters(request: SeatedRequest, code: str) -> HttpResponse:
    """Every invitation on paper, one a page of A5, each with its own code."""
    meeting = _own(request, code)
    rows, _after, following = _slice(request, meeting)
    door = request.build_absolute_uri(reverse("invitation"))
    context = {
        "meeting": meeting,
        "letters": [
            {
                "guest": row,
                "name": guests.name_of(row),
                "code": guests.code_of(row),
                "qr": invitation_qr(door, row),
            }
            for row in rows
        ],
        "door": door.partition("://")[2],
        "topics": guests.topics_of(meeting),
        "following": following,
    }
    return render(request, "programme/letters.html", context)


@seated(*INVITES)
@require_safe
def printed(request: SeatedRequest, code: str) -> HttpResponse:
    """The list on A4, to sign at the door."""
    meeting = _own(request, code)
    rows, _after, following = _slice(request, meeting)
    context = {
        "meeting": meeting,
        "guests": rows,
        "names": guests.names_for(request.seat, meeting, rows),
        "counts": guests.counts_of(meeting),
        "following": following,
        "now": clock.now(),
    }
    return render(request, "programme/guests_print.html", context)


@seated(*INVITES)
def attendance(request: SeatedRequest, code: str) -> HttpResponse:
    """Tick who came, fifty at a time; only what was changed on this page is written."""
    meeting = _own(request, code)
    if request.method == "POST":
        changed = attending.tick(meeting, _ticked(request), by=request.seat, now=clock.now())
        messages.success(request, _("Đã điểm danh: %(n)d dòng thay đổi.") % {"n": changed})
        following = request.POST.get("tiep", "")
        here = reverse("programme:attendance", args=[meeting.code])
        return redirect(f"{here}?{urlencode({'sau': following})}" if following else here)
    shown = page(
        guests.attendees_of(meeting), field="invited_at", cursor=request.GET.get("sau", ""), size=A_PAGE, newest=False
    )
    here = reverse("programme:attendance", args=[meeting.code])
    context = {
        "meeting": meeting,
        "guests": shown.rows,
        "names": guests.names_for(request.seat, meeting, shown.rows),
        "counts": guests.counts_of(meeting),
        "counting": _counting(meeting),
        "next": shown.next,
        "next_url": f"{here}?{urlencode({'sau': shown.next})}" if shown.next else None,
        "first_url": here if request.GET.get("sau") else None,
    }
    return render(request, "programme/attendance.html", context)


def _ticked(request: SeatedRequest) -> dict[int, tuple[bool | None, bool]]:
    """Return for each row of the page what it showed ('' not recorded yet, 0, 1) and whether it is ticked now."""
    shown = {"": None, "0": False, "1": True}
    came = set(request.POST.getlist("came"))
    rows: dict[int, tuple[bool | None, bool]] = {}
    for entry in request.POST.getlist("row")[: A_PAGE * 2]:
        key, _dot, was = entry.partition(".")
        if is_key(key) and was in shown:
            rows[int(key)] = (shown[was], key in came)
    return rows


def villages_of(meeting: Meeting) -> list[Unit]:
    """Return the villages of a place for a lot."""
    return list(localities(meeting)[:300])
