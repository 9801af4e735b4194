"""The verbs of inviting: who is invited and why, what they answered, who came."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, codes, events, vault
from doithoai.ground.core.actors import GUEST, Actor
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.people.models import Unit
from doithoai.process.programme import guests, rules
from doithoai.process.programme.models import Attendee, Lot, Meeting

MOST_GUESTS = 1000
# The hall may still be joined by somebody invited at the door.
INVITING = (*guests.ANSWERABLE, Meeting.State.LIVE)
COUNTING = (Meeting.State.LIVE, Meeting.State.CONCLUDED, Meeting.State.CLOSED)


@dataclass(frozen=True)
class Guest:
    """One to be invited. `label` is what any list may show; `name` (of a private person) is sealed."""

    label: str
    name: str = ""
    village: Unit | None = None


@transaction.atomic
def invite(meeting: Meeting, people: Iterable[Guest], *, kind: str, by: Actor, now: datetime) -> list[Attendee]:
    """Invite by role, by organisation or by name. Whoever is on the list already is left out."""
    _hold(meeting, by)
    if meeting.state not in INVITING:
        raise WrongState(_("Cuộc này đã xong hoặc đã hủy: không mời thêm được nữa."))
    if kind not in {Attendee.Kind.ROLE, Attendee.Kind.ORGANISATION, Attendee.Kind.PERSON}:
        raise Refused(_("Không có cách mời này. Hãy chọn lại."))
    known, fresh = _known(meeting), []
    for guest in people:
        mark = _mark(guest)
        if mark not in known:
            known.add(mark)
            fresh.append(guest)
    if not fresh:
        raise Refused(_("Không có ai mới để mời: danh sách trống hoặc mọi người đã được mời."))
    invited = add(meeting, fresh, kind=kind, now=now)
    events.record(meeting, "invite", by=by, now=now, data={"kind": str(kind), "guests": len(invited)})
    return invited


def add(meeting: Meeting, people: list[Guest], *, kind: str, now: datetime, lot: Lot | None = None) -> list[Attendee]:
    """Write the rows of new guests, each with its own secret. Inside a verb that holds the meeting."""
    last = meeting.attendees.aggregate(last=Max("number"))["last"] or 0
    if meeting.attendees.count() + len(people) > MOST_GUESTS:
        raise Refused(_("Một cuộc mời tối đa %(n)d người.") % {"n": MOST_GUESTS})
    rows = []
    for number, guest in enumerate(people, last + 1):
        key = secrets.token_hex(16)
        row = Attendee(
            meeting=meeting, number=number, kind=kind, label=nfc(guest.label).strip()[:200], lot=lot, key=key
        )
        row.token_index = guests.index_of(guests.code_of(row))
        row.village, row.invited_at = guest.village, now
        row.sealed = sealed_name(key, guest.name) if guest.name else None
        rows.append(row)
    return Attendee.objects.bulk_create(rows)


def sealed_name(key: str, name: str) -> bytes:
    """Encrypt a private person's name for the row with this key."""
    return vault.seal(json.dumps({"name": nfc(name).strip()[:200]}).encode(), about=f"attendee:{key}")


@transaction.atomic
def uninvite(attendee: Attendee, *, reason: str, by: Actor, now: datetime) -> None:
    """Take a guest off the list before the meeting; whoever was drawn by lot stays. The letter's code then opens nothing."""
    meeting = attendee.meeting
    _hold(meeting, by)
    if meeting.state not in guests.ANSWERABLE:
        raise WrongState(_("Cuộc này đang diễn ra, đã xong hoặc đã hủy. Hãy tải lại trang."))
    if attendee.kind == Attendee.Kind.LOT:
        raise Refused(_("Người trúng bốc thăm không rút khỏi danh sách được."))
    if not nfc(reason):
        raise Refused(_("Cần ghi rõ lý do."))
    gone, _rows = Attendee.objects.filter(pk=attendee.pk).delete()
    if not gone:
        raise WrongState(_("Người này vừa được rút khỏi danh sách."))
    events.record(meeting, "uninvite", by=by, now=now, note=nfc(reason), data={"number": attendee.number})


@transaction.atomic
def reply(attendee: Attendee, answer: str, *, now: datetime) -> None:
    """Keep the invited person's own answer; it may be changed until the day of the meeting is over."""
    if answer not in {Attendee.Reply.YES, Attendee.Reply.NO}:
        raise Refused(_("Xin chọn một trong hai."))
    lock(attendee)
    meeting = attendee.meeting
    if not guests.may_answer(meeting, clock.day_of(now)):
        raise WrongState(_("Cuộc này đã họp hoặc đã hủy nên không đổi câu trả lời được nữa."))
    if attendee.reply == answer:
        return
    before, attendee.reply, attendee.replied_at = attendee.reply, answer, now
    attendee.save(update_fields=["reply", "replied_at"])
    events.record(attendee, "reply", by=GUEST, now=now, from_state=before, to_state=answer)


@transaction.atomic
def tick(meeting: Meeting, seen: Mapping[int, tuple[bool | None, bool]], *, by: Actor, now: datetime) -> int:
    """Record who came. `seen`: for each attendee's id what the page showed and what was ticked; returns how many changed.

    Only what differs from what was shown is written: two people ticking at two doors do not undo each other.
    """
    _hold(meeting, by)
    if meeting.state not in COUNTING and clock.day_of(now) < meeting.held_on:
        raise WrongState(_("Chưa đến ngày họp nên chưa điểm danh được."))
    if meeting.state == Meeting.State.CANCELLED:
        raise WrongState(_("Cuộc này đã hủy."))
    changed = [pk for pk, (shown, ticked) in seen.items() if (shown or False) != ticked or shown is None]
    rows = list(meeting.attendees.filter(pk__in=changed).order_by("id"))
    for row in rows:
        row.came = seen[row.pk][1]
    Attendee.objects.bulk_update(rows, ["came"])
    came = meeting.attendees.filter(came=True).count()
    events.record(meeting, "tick_guests", by=by, now=now, data={"changed": len(rows), "came": came})
    return len(rows)


def _hold(meeting: Meeting, by: Actor) -> None:
    lock(meeting)
    if not rules.reads_names(by, meeting):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))


def _mark(guest: Guest) -> tuple[str, str]:
    return fold(guest.label), fold(guest.name)


def _known(meeting: Meeting) -> set[tuple[str, str]]:
    return {(fold(row.label), fold(guests.name_of(row))) for row in meeting.attendees.all()}


def code_on_paper(attendee: Attendee) -> str:
    """Return the code as it stands in the letter: 1234 5678 9012 3456."""
    return codes.in_fours(guests.code_of(attendee))
