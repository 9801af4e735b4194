"""Read who is invited: the list, the names for those who may, the figures for everybody."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from doithoai.ground.core import codes, vault
from doithoai.process.programme import rules
from doithoai.process.programme.models import Attendee, Lot, LotPlan, Meeting, Task, Topic

# An invitation can be answered until the meeting begins.
ANSWERABLE = (Meeting.State.PLANNED, Meeting.State.ANNOUNCED, Meeting.State.COLLECTING, Meeting.State.READY)


@dataclass(frozen=True)
class Counts:
    """How many were invited, what they said, how many of them came."""

    invited: int
    yes: int
    no: int
    came: int

    @property
    def waiting(self) -> int:
        """How many have not answered."""
        return self.invited - self.yes - self.no


def counts_of(meeting: Meeting) -> Counts:
    """Return the figures of a meeting's invitations."""
    reply, row = Attendee.Reply, Attendee.objects.filter(meeting=meeting)
    return Counts(
        **row.aggregate(
            invited=Count("id"),
            yes=Count("id", filter=Q(reply=reply.YES)),
            no=Count("id", filter=Q(reply=reply.NO)),
            came=Count("id", filter=Q(came=True)),
        )
    )


def attendees_of(meeting: Meeting) -> QuerySet[Attendee]:
    """Return the list of a meeting, without opening any name."""
    return Attendee.objects.filter(meeting=meeting).select_related("village").order_by("number")


def name_of(attendee: Attendee) -> str:
    """Open the sealed name ('' when the row has none). Ask `names_for` first: this asks nobody's right."""
    if attendee.sealed is None:
        return ""
    name: str = json.loads(vault.open_sealed(attendee.sealed, about=f"attendee:{attendee.key}"))["name"]
    return name


def names_for(seat: Any, meeting: Meeting, rows: list[Attendee]) -> dict[int, str]:
    """Return the names of these rows by id, for a coordinator or clerk of the place; nothing for anybody else."""
    return {row.pk: name_of(row) for row in rows if row.sealed} if rules.reads_names(seat, meeting) else {}


def code_of(attendee: Attendee) -> str:
    """Return the 16 digits of an invitation; derived from the row's key, stored nowhere."""
    return codes.secret_for(attendee.key, "invitation")


def index_of(code: str) -> str:
    """Return what is stored to find an invitation by its code."""
    return codes.keyed_hash("invitation", code)


def by_code(code: str) -> Attendee | None:
    """Return the guest whose letter has this code, or None."""
    return (
        Attendee.objects.select_related("meeting", "meeting__unit", "village")
        .filter(token_index=index_of(code))
        .first()
    )


def may_answer(meeting: Meeting, today: date) -> bool:
    """Say whether an invitation can still be answered: before the meeting began, and not after its day."""
    return meeting.state in ANSWERABLE and today <= meeting.held_on


def topics_of(meeting: Meeting) -> list[Topic]:
    """Return the topics of a meeting in their order."""
    return list(Topic.objects.filter(meeting=meeting).order_by("number"))


def plans_of(meeting: Meeting) -> list[LotPlan]:
    """Return what was announced about drawing by lot, oldest first."""
    return list(LotPlan.objects.filter(meeting=meeting).select_related("by_seat__unit").order_by("id"))


def lots_of(meeting: Meeting) -> list[Lot]:
    """Return every drawing of a meeting, oldest first: a second one stands beside the first."""
    return list(Lot.objects.filter(meeting=meeting).select_related("by_seat__unit", "plan").order_by("id"))


def open_plan(meeting: Meeting) -> LotPlan | None:
    """Return the announced lot that was not drawn yet, or None."""
    return LotPlan.objects.filter(meeting=meeting, lots=None).order_by("-id").first()


def preparation_of(meeting: Meeting, today: date) -> dict[str, Any]:
    """Return the figures of a meeting's preparation: tasks, topics, guests, drawings."""
    standing = Task.objects.filter(meeting=meeting).exclude(state=Task.State.DROPPED)
    tasks = standing.aggregate(
        tasks=Count("id"),
        done=Count("id", filter=Q(state=Task.State.DONE)),
        late=Count("id", filter=Q(state=Task.State.OPEN, due__lt=today)),
    )
    return {
        **tasks,
        "topics": Topic.objects.filter(meeting=meeting).count(),
        "guests": counts_of(meeting),
        "lots": Lot.objects.filter(meeting=meeting).count(),
    }
