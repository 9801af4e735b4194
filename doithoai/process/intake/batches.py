"""Take in what a collector typed on a device without network: every row by itself, sent twice adds nothing."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, codes
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import Conflict, Refused
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.intake import queries, rules, services
from doithoai.process.intake.models import Channel, CollectionRound, Mode, Opinion, RoundKind
from doithoai.process.people.models import Role, Seat, Unit
from doithoai.process.people.queries import villages_of
from doithoai.process.programme.models import Meeting
from doithoai.process.programme.queries import TAKES_OPINIONS
from doithoai.process.programme.queries import visible_to as meetings_of

TAKEN, REFUSED, CONFLICT = "taken", "refused", "conflict"
CHANNEL_OF = {
    RoundKind.VILLAGE_MEETING: Channel.VILLAGE,
    RoundKind.MAILBOX: Channel.MAILBOX,
    RoundKind.HOUSEHOLDS: Channel.LETTER,
}
EARLIEST = date(1945, 1, 1)
LARGEST_ATTENDANCE = 100_000
# A device whose clock was never set tells 1970; such a moment says nothing.
OLDEST_TYPING = timedelta(days=400)


@dataclass(frozen=True)
class Outcome:
    """What became of one row: its number in the register, or why it did not get one. Never the secret code."""

    uuid: str
    result: str
    number: str = ""
    reason: str = ""


@dataclass(frozen=True)
class _Round:
    """A village meeting, a box opening, a walk from house to house, as noted on the device."""

    key: str
    kind: str
    village: str
    held_on: date | None
    attendance: int | None
    witnesses: str
    meeting: Meeting | None


class _Batch:
    """One post: who sends it, and what is asked of the database once for all its rows."""

    def __init__(self, seat: Seat, now: datetime) -> None:
        self.seat, self.now = seat, now
        self.unit = rules.unit_for(seat)
        self.own_village = seat.unit if seat.role == Role.COLLECTOR else None
        self.villages = {v.name_fold: v for v in ([seat.unit] if self.own_village else villages_of(self.unit))}
        self.meetings = {m.code: m for m in meetings_of(seat).filter(state__in=TAKES_OPINIONS)[:50]}

    def village(self, typed: str) -> tuple[str, Unit | None]:
        """Return the village a row names; a collector's rows come from the own village whatever they say."""
        if self.own_village is not None:
            if typed and fold(typed) != self.own_village.name_fold:
                raise Refused(_("Vị trí này chỉ nhập ý kiến của %(village)s.") % {"village": self.own_village.name})
            return self.own_village.name, self.own_village
        unit = self.villages.get(fold(typed))
        return (unit.name, unit) if unit else (typed, None)

    def key(self, number: str) -> str:
        """Return the key of what this seat numbered so: nobody else can meet it, and it never changes."""
        return codes.keyed_hash("offline", f"{self.seat.pk}\x1f{number}")


def take(rows: list[Any], *, by: Seat, now: datetime) -> list[Outcome]:
    """Take each row into the register in a transaction of its own; return what became of each, in their order.

    Unit and collector come from the seat. A row that was taken before gets the same number again.
    """
    batch, outcomes = _Batch(by, now), []
    for row in rows:
        number = row.get("uuid") if isinstance(row, Mapping) else None
        number = number if isinstance(number, str) and len(number) <= 36 else ""
        try:
            opinion = _take_one(batch, row)
        except Conflict as conflict:
            known = conflict.theirs.code if isinstance(conflict.theirs, Opinion) else ""
            outcomes.append(Outcome(number, CONFLICT, number=known, reason=conflict.message))
        except Refused as refused:
            outcomes.append(Outcome(number, REFUSED, reason=" ".join([refused.message, *refused.details])))
        else:
            outcomes.append(Outcome(number, TAKEN, number=opinion.code))
    return outcomes


def as_json(outcomes: list[Outcome]) -> list[dict[str, str]]:
    """Return the outcomes as the page reads them."""
    return [asdict(outcome) for outcome in outcomes]


def _take_one(batch: _Batch, row: Any) -> Opinion:
    if not isinstance(row, Mapping):
        raise Refused(_("Dòng này bị hỏng, máy chủ không đọc được."))
    number, text = _number(row), _words(row, "text", rules.LONGEST)
    key = batch.key(number)
    known = queries.by_key(key)
    if known is not None:
        # Not the text itself: that of a denunciation is sealed by now.
        if known.fingerprint != services.fingerprint_of(known.origin_id or known.unit_id, known.mode, text):
            raise Conflict(_("Dòng này đã vào sổ với lời khác."), theirs=known)
        return known
    mode = _one_of(row, "mode", Mode.values, Mode.CONFIDENTIAL)
    village, village_unit = batch.village(_line(row, "village", 200))
    sender = services.Sender(name=_line(row, "name", 120), phone=_line(row, "phone", 30))
    if mode == Mode.PUBLIC and not sender.name:
        raise Refused(_("Công khai tên thì cần ghi họ và tên."))
    noted = _round(batch, row.get("round"))
    with transaction.atomic():
        held = _open_once(batch, noted) if noted else None
        return services.receive(
            batch.unit,
            text,
            channel=CHANNEL_OF[RoundKind(noted.kind)] if noted else Channel.VILLAGE,
            by=batch.seat,
            now=batch.now,
            key=key,
            mode=mode,
            meeting=noted.meeting if noted else None,
            where=services.Where(village=village, village_unit=village_unit, round=held),
            sender=sender,
            said_on=_day(row, "said_on", batch.now),
            typed_at=_typed_at(row, batch.now),
        )


def _open_once(batch: _Batch, noted: _Round) -> CollectionRound:
    """Return the round of this key, opened when it is not there; other facts under its key are never written over."""
    village, village_unit = batch.village(noted.village)
    facts: dict[str, Any] = {
        "kind": noted.kind,
        "village": village,
        "village_unit": village_unit,
        "held_on": noted.held_on,
        "attendance": noted.attendance,
        "witnesses": noted.witnesses,
        "meeting": noted.meeting,
    }
    known = CollectionRound.objects.filter(key=noted.key).first()
    if known is None:
        try:
            return services.open_round(batch.unit, by=batch.seat, now=batch.now, key=noted.key, **facts)
        except IntegrityError:
            known = CollectionRound.objects.get(key=noted.key)
    del facts["village_unit"]
    if any(getattr(known, name) != value for name, value in facts.items()):
        raise Refused(_("Đợt lấy ý kiến này đã vào sổ với thông tin khác. Xin mở đợt mới."))
    return known


def _round(batch: _Batch, told: Any) -> _Round | None:
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise Refused(_("Dòng này bị hỏng, máy chủ không đọc được."))
    attendance, code = told.get("attendance"), _line(told, "meeting", 40)
    if attendance is not None and (
        isinstance(attendance, bool) or not isinstance(attendance, int) or not 0 <= attendance <= LARGEST_ATTENDANCE
    ):
        raise Refused(_("Số người dự phải từ 0 đến %(most)s.") % {"most": f"{LARGEST_ATTENDANCE:,}".replace(",", ".")})
    if code and code not in batch.meetings:
        raise Refused(_("Cuộc này không còn nhận ý kiến: xin chọn cuộc khác."))
    return _Round(
        key=batch.key(f"round:{_number(told)}"),
        kind=_one_of(told, "kind", RoundKind.values, RoundKind.VILLAGE_MEETING),
        village=_line(told, "village", 200),
        held_on=_day(told, "held_on", batch.now),
        attendance=attendance,
        witnesses=_line(told, "witnesses", 300),
        meeting=batch.meetings.get(code),
    )


def _number(told: Mapping[str, Any]) -> str:
    """Return the number a device gave, in its one usual writing."""
    number = told.get("uuid")
    try:
        # A UUID reads several writings (braces, urn:); only the usual one is a number here.
        usual = str(uuid.UUID(number)) if isinstance(number, str) else ""
    except ValueError:
        usual = ""
    if not usual or usual != number:
        raise Refused(_("Dòng này bị hỏng, máy chủ không đọc được."))
    return usual


def _words(told: Mapping[str, Any], name: str, longest: int) -> str:
    """Return readable words exactly as typed, or refuse."""
    words = told.get(name, "")
    words = "" if words is None else words
    if not isinstance(words, str):
        raise Refused(_("Dòng này bị hỏng, máy chủ không đọc được."))
    # Half of a surrogate pair cannot be written down; NUL and U+FFFD are what is left of words that were lost.
    if any("\ud800" <= letter <= "\udfff" or letter in "\x00\ufffd" for letter in words):
        raise Refused(_("Có ký tự không đọc được. Xin gõ lại chỗ đó."))
    if len(nfc(words)) > longest:
        raise Refused(_("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự.") % {"limit_value": longest})
    return words


def _line(told: Mapping[str, Any], name: str, longest: int) -> str:
    return " ".join(nfc(_words(told, name, longest)).split())


def _one_of(told: Mapping[str, Any], name: str, allowed: list[str], usual: str) -> str:
    value = told.get(name) or usual
    if value not in allowed:
        raise Refused(_("Dòng này bị hỏng, máy chủ không đọc được."))
    return str(value)


def _day(told: Mapping[str, Any], name: str, now: datetime) -> date | None:
    """Return a day written yyyy-mm-dd, none when it was left empty."""
    value = told.get(name)
    if value is None or value == "":
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or day < EARLIEST:
        raise Refused(_("Ngày phải theo dạng ngày/tháng/năm, ví dụ 21/11/2026."))
    if day > clock.day_of(now):
        raise Refused(_("Ngày %(day)s ở tương lai. Xin xem lại ngày và đồng hồ của máy.") % {"day": fmt_date(day)})
    return day


def _typed_at(told: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return when the device says it was typed: never after the receipt, none when its clock cannot be right."""
    value = told.get("typed_at")
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
        moment = moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment < now - OLDEST_TYPING:
        return None
    return min(moment, now)
