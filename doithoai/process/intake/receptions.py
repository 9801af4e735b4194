"""A day of citizen reception: begin, turn after turn with what was said, a refusal with its ground, the end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from doithoai.ground.core import codes
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, NoteNeeded, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.intake import rules
from doithoai.process.intake.models import Channel, Opinion, ReceptionTurn
from doithoai.process.intake.services import Sender, receive, record_turn
from doithoai.process.programme import queries as programme_queries
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Kind, Meeting

S = Meeting.State
RECEIVED, TURNED_AWAY = Q(refusal=ReceptionTurn.Refusal.NONE), ~Q(refusal=ReceptionTurn.Refusal.NONE)


@dataclass(frozen=True)
class Voice:
    """What one person of a turn said, and who it is (REC-12: whoever is received says who they are)."""

    words: str
    sender: Sender


@dataclass(frozen=True)
class Figures:
    """Two figures and never one: 126 turns are not 300 persons. Refused turns apart."""

    turns: int
    persons: int
    refused: int


def receptions_of(seat: Any) -> QuerySet[Meeting]:
    """Return the receptions a seat may see."""
    return programme_queries.visible_to(seat).filter(kind=Kind.RECEPTION)


def figures_of(meeting: Meeting) -> Figures:
    """Count a reception's turns and persons. One query."""
    counted = ReceptionTurn.objects.filter(meeting=meeting).aggregate(
        turns=Count("pk", filter=RECEIVED),
        people=Sum("persons", filter=RECEIVED, default=0),
        refused=Count("pk", filter=TURNED_AWAY),
    )
    return Figures(counted["turns"], counted["people"], counted["refused"])


def figures_by_meeting(meetings: list[Meeting]) -> dict[int, Figures]:
    """Count the turns and persons of several receptions. One query."""
    rows = ReceptionTurn.objects.filter(meeting__in=[m.pk for m in meetings]).order_by().values("meeting")
    counted = rows.annotate(
        n=Count("pk", filter=RECEIVED),
        people=Sum("persons", filter=RECEIVED, default=0),
        away=Count("pk", filter=TURNED_AWAY),
    )
    return {row["meeting"]: Figures(row["n"], row["people"], row["away"]) for row in counted}


@transaction.atomic
def begin(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Open a reception: the steps that a dialogue takes one by one, in one. Its schedule must have been made public."""
    lock(meeting)
    if meeting.kind != Kind.RECEPTION:
        raise Refused(_("Đây không phải buổi tiếp công dân."))
    if meeting.state == S.PLANNED:
        raise Refused(_("Hãy ghi nhận nơi đã công khai lịch tiếp công dân trước."))
    for state, step in ((S.ANNOUNCED, programme.collect), (S.COLLECTING, programme.make_ready)):
        if meeting.state == state:
            step(meeting, by=by, now=now)
    programme.start(meeting, by=by, now=now)


def _lock_for(meeting: Meeting, by: Actor, key: str) -> ReceptionTurn | None:
    lock(meeting)
    if not rules.brings_in(by, meeting.unit_id):
        raise NotAllowed(_("Vị trí của ông/bà không ghi sổ tiếp công dân của đơn vị này."))
    return ReceptionTurn.objects.filter(meeting=meeting, key=key).first() if key else None


@transaction.atomic
def hear(
    meeting: Meeting,
    *,
    persons: int,
    received_by: str,
    voices: list[Voice],
    by: Actor,
    now: datetime,
    key: str = "",
) -> ReceptionTurn:
    """Write down one turn with what was said in it: all of it or nothing. The same `key` again adds nothing."""
    known = _lock_for(meeting, by, key)
    if known is not None:
        return known
    if len(voices) > persons:
        raise Refused(_("Số ý kiến không thể nhiều hơn số người của lượt."))
    turn = record_turn(meeting, persons=persons, received_by=received_by, key=key or None, by=by, now=now)
    heard = [_receive(meeting, voice, number, key=key, by=by, now=now) for number, voice in enumerate(voices, start=1)]
    turn.opinions.set(heard)
    return turn


def _receive(meeting: Meeting, voice: Voice, number: int, *, key: str, by: Actor, now: datetime) -> Opinion:
    return receive(
        meeting.unit,
        voice.words,
        channel=Channel.RECEPTION,
        by=by,
        now=now,
        key=codes.keyed_hash("turn", f"{meeting.pk}\x1f{key}\x1f{number}") if key else "",
        meeting=meeting,
        sender=voice.sender,
        said_on=meeting.held_on,
    )


@transaction.atomic
def refuse(
    meeting: Meeting,
    *,
    persons: int,
    received_by: str,
    refusal: str,
    reason: str,
    by: Actor,
    now: datetime,
    key: str = "",
) -> ReceptionTurn:
    """Write down that somebody was not received, on which ground of the law and why (REC-13, REC-14)."""
    known = _lock_for(meeting, by, key)
    if known is not None:
        return known
    if refusal not in ReceptionTurn.Refusal.values or not refusal:
        raise Refused(_("Xin chọn căn cứ từ chối."))
    if not nfc(reason).strip():
        raise NoteNeeded(_("Cần ghi rõ lý do."))
    return record_turn(
        meeting,
        persons=persons,
        received_by=received_by,
        refusal=refusal,
        reason=reason,
        key=key or None,
        by=by,
        now=now,
    )


def untriaged(meeting: Meeting) -> list[str]:
    """Return the numbers of a reception's opinions that nobody has triaged yet."""
    waiting = Opinion.objects.filter(meeting=meeting, state=Opinion.State.RECEIVED).only("pk", "received_at")
    return [opinion.code for opinion in waiting.order_by("pk")]


@transaction.atomic
def end(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """End a reception: its attendance is the persons of its turns. Refused while an opinion waits untriaged."""
    lock(meeting)
    persons = figures_of(meeting).persons
    programme.conclude(meeting, waiting=untriaged(meeting), by=by, now=now, attendance=persons)
