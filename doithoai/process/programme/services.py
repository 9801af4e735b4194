"""The verbs of a meeting."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.language.fold import nfc
from doithoai.process.people.models import Seat, Unit
from doithoai.process.programme import rules
from doithoai.process.programme.flow import MEETING
from doithoai.process.programme.models import Announcement, Audience, ChairModel, Meeting


@transaction.atomic
def plan(
    unit: Unit,
    *,
    kind: str,
    title: str,
    held_on: date,
    by: Actor,
    now: datetime,
    audience: str = Audience.PEOPLE,
    chair_model: str = ChairModel.BOTH,
    topic: str = "",
    place: str = "",
    starts_at: time | None = None,
    collect_until: date | None = None,
    basis: str = "",
) -> Meeting:
    """Put a meeting on the programme of a place."""
    meeting = Meeting(unit=unit, kind=kind, held_on=held_on, planned_at=now)
    if not rules.runs(by, meeting):
        raise NotAllowed(_("Vị trí của ông/bà không được lập kế hoạch cho đơn vị này."))
    if not unit.exists_on(held_on):
        raise Refused(_("%(unit)s không còn (hoặc chưa có) vào ngày này.") % {"unit": unit.name})
    if collect_until and collect_until > held_on:
        raise Refused(_("Ngày khóa lấy ý kiến phải trước hoặc đúng ngày họp."))
    meeting.title, meeting.topic, meeting.place = nfc(title), nfc(topic), nfc(place)
    meeting.audience, meeting.chair_model, meeting.basis = audience, chair_model, nfc(basis)
    meeting.starts_at, meeting.collect_until = starts_at, collect_until
    meeting.save()
    events.record(meeting, "plan", by=by, now=now, to_state=meeting.state)
    return meeting


@transaction.atomic
def announce(
    meeting: Meeting, *, where: str, published_on: date, by: Seat, now: datetime, text: str = "", reference: str = ""
) -> Announcement:
    """Record that the meeting was made public, where and when, and open the way to collecting."""
    if not where.strip():
        raise Refused(_("Cần ghi nơi đã công khai (đài truyền thanh, bảng tin, trang điện tử…)."))
    if published_on > clock.day_of(now):
        raise Refused(_("Ngày công khai không thể ở tương lai: chỉ ghi khi đã làm."))
    MEETING.move(meeting, "announce", by=by, now=now, data={"published_on": published_on.isoformat()})
    return Announcement.objects.create(
        meeting=meeting,
        where=nfc(where),
        published_on=published_on,
        text=nfc(text),
        reference=nfc(reference),
        by_seat=by,
        recorded_at=now,
    )


@transaction.atomic
def collect(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Open the gathering of opinions."""
    MEETING.move(meeting, "collect", by=by, now=now)


@transaction.atomic
def make_ready(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Say that preparation is done."""
    MEETING.move(meeting, "make_ready", by=by, now=now)


@transaction.atomic
def start(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Open the meeting in the hall."""
    MEETING.move(meeting, "start", by=by, now=now)


@transaction.atomic
def conclude(meeting: Meeting, *, waiting: list[str], by: Actor, now: datetime, attendance: int | None = None) -> None:
    """Conclude the meeting. `waiting`: codes of opinions not yet triaged, found by a later stage; must be empty."""
    if waiting:
        raise Refused(_("Chưa kết luận được: còn %(n)d ý kiến chưa phân loại.") % {"n": len(waiting)}, details=waiting)
    MEETING.move(meeting, "conclude", by=by, now=now)
    if attendance is not None:
        meeting.attendance = attendance
        meeting.save(update_fields=["attendance"])


@transaction.atomic
def close(meeting: Meeting, *, owed: list[str], by: Actor, now: datetime) -> None:
    """Close the meeting. `owed`: codes of opinions still owed an answer, found by a later stage; must be empty."""
    if owed:
        raise Refused(_("Chưa khép lại được: còn nợ trả lời %(n)d ý kiến.") % {"n": len(owed)}, details=owed)
    MEETING.move(meeting, "close", by=by, now=now)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: Actor, now: datetime) -> None:
    """Cancel the meeting; the reason is published."""
    MEETING.move(meeting, "cancel", by=by, now=now, note=nfc(reason))
