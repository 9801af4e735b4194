"""The verbs of intake: receive one voice, count a reception turn. Importing a file is in importing.py."""

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, codes, events, vault
from doithoai.ground.core.actors import CITIZEN, Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.language.fold import nfc
from doithoai.process.intake import queries, rules, telling
from doithoai.process.intake.models import (
    Channel,
    CollectionRound,
    Contact,
    Guided,
    Mode,
    Opinion,
    ReceptionTurn,
    RoundKind,
)
from doithoai.process.people.models import Unit
from doithoai.process.programme.models import Kind, Meeting
from doithoai.process.programme.queries import TAKES_OPINIONS


@dataclass(frozen=True)
class Sender:
    """What a sender chose to leave. Goes to the vault, never beside the words.

    `notify`: asked to be told when something happens, in `language`.
    """

    name: str = ""
    phone: str = ""
    address: str = ""
    email: str = ""
    notify: bool = False
    language: str = "vi"

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.address or self.email)


@dataclass(frozen=True)
class Where:
    """From where a voice comes: village (as said, and as a unit when known), free place, collection round."""

    village: str = ""
    village_unit: Unit | None = None
    place: str = ""
    round: CollectionRound | None = None


# By which channel the voices of a round came.
ROUND_CHANNELS = {
    RoundKind.VILLAGE_MEETING: Channel.VILLAGE,
    RoundKind.MAILBOX: Channel.MAILBOX,
    RoundKind.HOUSEHOLDS: Channel.LETTER,
}


def excerpt_of(text: str) -> str:
    """Return the first words of a text for lists (at most 160 characters, cut at a word)."""
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:160].rsplit(" ", 1)[0] + "…"


def fingerprint_of(unit_id: int, mode: str, text: str) -> str:
    """Return a keyed hash by which the same words are known again, also once they are sealed."""
    return codes.keyed_hash("words", f"{unit_id}\x1f{mode}\x1f{nfc(text)}")


def _takes(meeting: Meeting, channel: str) -> bool:
    """Say whether a meeting takes opinions by this channel: once concluded, only words its minutes hold."""
    if meeting.state in TAKES_OPINIONS:
        return True
    return meeting.state == Meeting.State.CONCLUDED and channel == channel_of(meeting)


def prepare(
    unit: Unit,
    text: str,
    *,
    channel: str,
    now: datetime,
    key: str,
    mode: str = Mode.CONFIDENTIAL,
    raw: bytes | None = None,
    meeting: Meeting | None = None,
    where: Where | None = None,
    sender: Sender | None = None,
    said_on: date | None = None,
    typed_at: datetime | None = None,
    collector: int | None = None,
) -> tuple[Opinion, Contact | None]:
    """Build, without saving, an opinion and its vault row. Raises Refused for a text that cannot be taken."""
    clean, where, sender = nfc(text), where or Where(), sender or Sender()
    if not rules.SHORTEST <= len(clean) <= rules.LONGEST:
        raise Refused(_("Ý kiến cần từ %(low)d đến %(high)d ký tự.") % {"low": rules.SHORTEST, "high": rules.LONGEST})
    if meeting is not None and (meeting.unit_id != unit.pk or not _takes(meeting, channel)):
        raise Refused(_("Cuộc đối thoại này không còn nhận ý kiến. Ý kiến vẫn gửi được tới đơn vị."))
    if mode == Mode.ANONYMOUS:
        sender = Sender()
    opinion = Opinion(
        unit=unit,
        meeting=meeting,
        round=where.round,
        channel=channel,
        mode=mode,
        raw=raw if raw is not None else text.encode(),
        text=clean,
        excerpt=excerpt_of(clean),
        village=nfc(where.village)[:200],
        village_unit=where.village_unit,
        place=nfc(where.place)[:300],
        public_name=nfc(sender.name)[:120] if mode == Mode.PUBLIC else "",
        said_on=said_on,
        typed_at=typed_at,
        received_at=now,
        collector_id=collector,
        key=key,
        fingerprint=fingerprint_of(unit.pk, mode, clean),
        secret_index=codes.secret_index(codes.secret_for(key)),
    )
    if not sender:
        return opinion, None
    sealed = vault.seal(json.dumps(asdict(sender), ensure_ascii=False).encode(), about=f"contact:{key}")
    return opinion, Contact(opinion=opinion, sealed=sealed, phone_index=queries.phone_index(sender.phone))


def receive(
    unit: Unit,
    text: str,
    *,
    channel: str,
    by: Actor,
    now: datetime,
    key: str = "",
    mode: str = Mode.CONFIDENTIAL,
    raw: bytes | None = None,
    meeting: Meeting | None = None,
    where: Where | None = None,
    sender: Sender | None = None,
    said_on: date | None = None,
    typed_at: datetime | None = None,
) -> Opinion:
    """Take one voice into the register; the receipt may be given once this returns.

    The same `key` with the same words returns the first opinion; with other words it is refused.
    `typed_at`: when it was typed on a device without network; `now` stays the moment of receipt.
    """
    if by is not CITIZEN and not rules.brings_in(by, unit.pk):
        raise NotAllowed(_("Vị trí của ông/bà không nhập ý kiến cho đơn vị này."))
    if not rules.brings_from(by, where.village_unit if where else None):
        raise NotAllowed(_("Ông/bà chỉ nhập ý kiến của thôn mình."))
    opinion, contact = prepare(
        unit,
        text,
        channel=channel,
        now=now,
        key=key or uuid.uuid4().hex,
        mode=mode,
        raw=raw,
        meeting=meeting,
        where=where,
        sender=sender,
        said_on=said_on,
        typed_at=typed_at,
        collector=by.actor_seat,
    )
    try:
        with transaction.atomic():
            opinion.save(force_insert=True)
            if contact:
                contact.save(force_insert=True)
                telling.tell(opinion, "received", now=now, left=asdict(sender or Sender()))
            events.record(opinion, "receive", by=by, now=now, to_state=opinion.state, data={"channel": channel})
        return opinion
    except IntegrityError:
        first = Opinion.objects.filter(key=opinion.key).first()
        if first is None:
            raise
    if first.fingerprint != opinion.fingerprint:
        raise Refused(_("Mẫu này đã được dùng để gửi một ý kiến khác. Hãy mở lại trang gửi ý kiến."))
    return first


@transaction.atomic
def reprint(opinion: Opinion, *, by: Actor, now: datetime) -> None:
    """Note that the slip with the secret code is printed once more: its sender reads on the follow page that it was."""
    if not rules.gives_receipt(by, opinion, now):
        raise NotAllowed(_("Vị trí của ông/bà không in lại giấy biên nhận này."))
    events.record(opinion, "reprint_receipt", by=by, now=now)


@transaction.atomic
def open_round(
    unit: Unit,
    *,
    village: str,
    by: Actor,
    now: datetime,
    village_unit: Unit | None = None,
    meeting: Meeting | None = None,
    held_on: date | None = None,
    attendance: int | None = None,
    kind: str = RoundKind.VILLAGE_MEETING,
    witnesses: str = "",
    letters: int | None = None,
    key: str | None = None,
) -> CollectionRound:
    """Record that voices were collected: a village meeting or a mailbox opening. The same `key` again adds nothing."""
    if not rules.brings_in(by, unit.pk) or not rules.brings_from(by, village_unit):
        raise NotAllowed(_("Vị trí của ông/bà không nhập ý kiến cho đơn vị này."))
    known = CollectionRound.objects.filter(key=key, unit=unit).first() if key else None
    if known is not None:
        return known
    collected = CollectionRound.objects.create(
        key=key,
        kind=kind,
        witnesses=nfc(witnesses)[:300],
        letters=letters,
        unit=unit,
        meeting=meeting,
        village=nfc(village)[:200],
        village_unit=village_unit,
        held_on=held_on,
        attendance=attendance,
        collector_id=by.actor_seat,
        recorded_at=now,
    )
    events.record(collected, "open_round", by=by, now=now)
    return collected


@transaction.atomic
def record_turn(
    meeting: Meeting,
    *,
    persons: int,
    by: Actor,
    now: datetime,
    received_by: str = "",
    refusal: str = "",
    reason: str = "",
    key: str | None = None,
) -> ReceptionTurn:
    """Count one turn of a citizen reception and the persons in it; `refusal` says on which ground it was refused."""
    if not rules.brings_in(by, meeting.unit_id):
        raise NotAllowed(_("Vị trí của ông/bà không ghi sổ tiếp công dân của đơn vị này."))
    if meeting.kind != Kind.RECEPTION or meeting.state != Meeting.State.LIVE:
        raise Refused(_("Chỉ ghi lượt khi buổi tiếp công dân đang diễn ra."))
    if not 1 <= persons <= 1000:
        raise Refused(_("Số người của một lượt phải từ 1 đến 1000."))
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    number = ReceptionTurn.objects.filter(meeting=meeting).count() + 1
    turn = ReceptionTurn.objects.create(
        meeting=meeting,
        number=number,
        persons=persons,
        received_by=nfc(received_by)[:200],
        refusal=refusal,
        reason=nfc(reason)[:500],
        key=key,
        recorded_at=now,
    )
    events.record(turn, "refuse_turn" if refusal else "record_turn", by=by, now=now)
    return turn


def channel_of(meeting: Meeting) -> str:
    """Return the channel of words spoken at a meeting of this kind."""
    return {
        Kind.RECEPTION: Channel.RECEPTION,
        Kind.VOTER_CONTACT: Channel.VOTER_CONTACT,
        Kind.ROUNDTABLE: Channel.ROUNDTABLE,
    }.get(Kind(meeting.kind), Channel.HALL)


def count_guided(door: str, *, now: datetime) -> None:
    """Count that somebody was led to the door for complaints or denunciations: a figure a day, nothing about whom."""
    if door not in Guided.Door.values:
        raise Refused(_("Xin chọn khiếu nại hoặc tố cáo."))
    today = Guided.objects.filter(on=clock.day_of(now), door=door)
    if today.update(times=F("times") + 1):
        return
    try:
        with transaction.atomic():
            Guided.objects.create(on=clock.day_of(now), door=door, times=1)
    except IntegrityError:
        # Somebody else was the first of the day at the same moment.
        today.update(times=F("times") + 1)
