"""The verbs of the hall: the register, concluding, closing."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.answer import services as answers
from doithoai.process.answer.rules import records_for
from doithoai.process.hall import balance
from doithoai.process.hall.models import Conclusion, RegisterEntry
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Mode
from doithoai.process.intake.services import Sender, Where
from doithoai.process.people.models import Seat
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Matter

OPEN_REGISTER = (Meeting.State.LIVE, Meeting.State.CONCLUDED)


def _check(meeting: Meeting, by: Seat) -> None:
    lock(meeting)
    if not records_for(by, meeting.unit_id):
        raise NotAllowed(_("Vị trí của ông/bà không ghi biên bản của cuộc này."))
    if meeting.state not in OPEN_REGISTER:
        raise Refused(_("Chỉ ghi biên bản khi cuộc đang diễn ra hoặc vừa kết luận."))


def _enter(meeting: Meeting, *, by: Seat, now: datetime, **facts: Any) -> RegisterEntry:
    last = RegisterEntry.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    entry = RegisterEntry.objects.create(meeting=meeting, number=last + 1, recorded_by=by, at=now, **facts)
    events.record(entry, "enter", by=by, now=now)
    return entry


@transaction.atomic
def record_speech(
    meeting: Meeting,
    *,
    words: str,
    speaker: str,
    village: str,
    by: Seat,
    now: datetime,
    key: str = "",
    mode: str = Mode.CONFIDENTIAL,
) -> RegisterEntry:
    """Write down what somebody said in the hall: an opinion like any other, and a line of the register."""
    _check(meeting, by)
    if meeting.state != Meeting.State.LIVE:
        raise Refused(_("Cuộc này đã kết luận: ý kiến mới xin nhập ở phần tiếp nhận."))
    opinion = intake.receive(
        meeting.unit,
        words,
        channel=intake.channel_of(meeting),
        by=by,
        now=now,
        key=key,
        mode=mode,
        meeting=meeting,
        where=Where(village=village),
        sender=Sender(name=speaker),
    )
    known = RegisterEntry.objects.filter(meeting=meeting, opinion=opinion).first()
    # Who spoke in public stands with the opinion alone, so that sealing it or erasing the identity clears it here too.
    return known or _enter(meeting, by=by, now=now, opinion=opinion)


@transaction.atomic
def record_answer(
    meeting: Meeting, matter: Matter, parts: dict, *, said_by: str, by: Seat, now: datetime
) -> RegisterEntry:
    """Write down an answer given on the spot: it is published with this and its promise, if any, is booked."""
    _check(meeting, by)
    if matter.meeting_id != meeting.pk:
        raise Refused(_("Vấn đề này không thuộc cuộc đối thoại này."))
    answer = answers.answer_on_the_spot(matter, parts, said_by=said_by, by=by, now=now)
    return _enter(meeting, by=by, now=now, matter=matter, answer=answer, said=answer.reply, speaker=answer.said_by)


@transaction.atomic
def record_note(meeting: Meeting, *, speaker: str, said: str, by: Seat, now: datetime) -> RegisterEntry:
    """Write down anything else that belongs in the minutes (opening, report, correction)."""
    _check(meeting, by)
    if not nfc(said):
        raise Refused(_("Chưa có nội dung."))
    return _enter(meeting, by=by, now=now, speaker=nfc(speaker)[:200], said=nfc(said))


@transaction.atomic
def conclude(meeting: Meeting, *, by: Seat, now: datetime, attendance: int | None = None) -> None:
    """Conclude a live meeting; refused with the list while an opinion waits untriaged."""
    lock(meeting)
    waiting = balance.codes_of(meeting, balance.WAITING)
    programme.conclude(meeting, waiting=waiting, by=by, now=now, attendance=attendance)


@transaction.atomic
def publish_conclusion(
    meeting: Meeting,
    *,
    text: str,
    signed_by: str,
    by: Seat,
    now: datetime,
    document: str = "",
    where: str = "",
    media: Iterable[str] = (),
    published_on: date | None = None,
) -> Conclusion:
    """Publish what the chair concluded, and keep where, when and how the results were made public (Điều 43 khoản 3).

    Without a place named it is public on this installation's own page, today.
    """
    _check(meeting, by)
    if meeting.state != Meeting.State.CONCLUDED:
        raise Refused(_("Hãy kết luận cuộc đối thoại trước."))
    if not nfc(text) or not nfc(signed_by):
        raise Refused(_("Cần nội dung kết luận và người ký."))
    if Conclusion.objects.filter(meeting=meeting).exists():
        raise Refused(_("Kết luận đã được công bố."))
    conclusion = Conclusion.objects.create(
        meeting=meeting,
        text=nfc(text),
        signed_by=nfc(signed_by)[:200],
        document=nfc(document)[:200],
        published_at=now,
        by_seat=by,
    )
    events.record(meeting, "publish_conclusion", by=by, now=now)
    programme.publish_results(
        meeting, where=where, media=media, published_on=published_on, reference=document, by=by, now=now
    )
    return conclusion


@transaction.atomic
def close(meeting: Meeting, *, by: Seat, now: datetime) -> None:
    """Close a meeting; refused with the list while an answer is owed or the conclusions are not published."""
    lock(meeting)
    owed = balance.codes_of(meeting, balance.WAITING) + balance.codes_of(meeting, balance.OWED)
    if not owed and not Conclusion.objects.filter(meeting=meeting).exists():
        raise Refused(_("Chưa khép lại được: kết luận chưa được công bố."))
    programme.close(meeting, owed=owed, by=by, now=now)
