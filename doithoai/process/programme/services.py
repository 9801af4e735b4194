"""The verbs of the year's programme and of a meeting."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import NotAllowed, NoteNeeded, Refused, WrongState
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.people.models import Seat, Unit
from doithoai.process.programme import rules
from doithoai.process.programme.flow import MEETING, PROGRAMME
from doithoai.process.programme.models import (
    Announcement,
    Audience,
    ChairModel,
    Form,
    Kind,
    Medium,
    Meeting,
    Programme,
)
from doithoai.process.programme.periods import Pattern
from doithoai.process.regulation.queries import calendar_for

YEARS = (2000, 2100)
# Before the hall opens a meeting can still move to another day.
MOVABLE = (Meeting.State.PLANNED, Meeting.State.ANNOUNCED, Meeting.State.COLLECTING, Meeting.State.READY)
OVER = (Meeting.State.CONCLUDED, Meeting.State.CLOSED)


@transaction.atomic
def draft_programme(unit: Unit, year: int, *, by: Actor, now: datetime, title: str = "", basis: str = "") -> Programme:
    """Open the programme of a place for a year; its meetings are those of that year."""
    if not rules.plans_for(by, unit.pk):
        raise NotAllowed(_("Vị trí của ông/bà không được lập kế hoạch cho đơn vị này."))
    if not YEARS[0] <= year <= YEARS[1]:
        raise Refused(_("Năm phải từ %(first)d đến %(last)d.") % {"first": YEARS[0], "last": YEARS[1]})
    named = nfc(title)[:300] or _("Chương trình tiếp xúc, đối thoại năm %(year)d") % {"year": year}
    programme, is_new = Programme.objects.get_or_create(
        unit=unit, year=year, defaults={"title": named, "basis": nfc(basis), "planned_at": now}
    )
    if not is_new:
        raise Refused(_("Chương trình năm %(year)d đã có. Hãy tải lại trang.") % {"year": year})
    events.record(programme, "draft", by=by, now=now, to_state=programme.state)
    return programme


@transaction.atomic
def issue(programme: Programme, *, number: str, issued_on: date, by: Actor, now: datetime) -> None:
    """Record that the programme was issued: its number and day. From then on the public sees it."""
    if not nfc(number):
        raise Refused(_("Cần ghi số, ký hiệu văn bản ban hành chương trình."))
    if issued_on > clock.day_of(now):
        raise Refused(_("Ngày ban hành không thể ở tương lai: chỉ ghi khi đã ban hành."))
    if not Meeting.objects.filter(unit=programme.unit, held_on__year=programme.year).exists():
        raise Refused(_("Chương trình chưa có cuộc nào. Hãy lên kế hoạch trước khi ban hành."))
    PROGRAMME.move(programme, "issue", by=by, now=now, data={"issued_on": issued_on.isoformat()})
    programme.number, programme.issued_on = nfc(number)[:100], issued_on
    programme.save(update_fields=["number", "issued_on"])


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
    form: str = Form.IN_PERSON,
    locality: Unit | None = None,
    locality_reason: str = "",
) -> Meeting:
    """Put a meeting on the programme of a place. A chosen locality lies in that place and has its reason."""
    meeting = Meeting(unit=unit, kind=kind, held_on=held_on, planned_at=now, form=form)
    if not rules.plans_for(by, unit.pk):
        raise NotAllowed(_("Vị trí của ông/bà không được lập kế hoạch cho đơn vị này."))
    if not unit.exists_on(held_on):
        raise Refused(_("%(unit)s không còn (hoặc chưa có) vào ngày này.") % {"unit": unit.name})
    if locality and not locality.path.startswith(unit.path):
        raise Refused(_("%(unit)s không thuộc địa bàn này.") % {"unit": locality.name})
    if locality and not nfc(locality_reason):
        raise Refused(_("Cần ghi vì sao chọn địa bàn này."))
    meeting.locality, meeting.locality_reason = locality, nfc(locality_reason)
    if collect_until and collect_until > held_on:
        raise Refused(_("Ngày khóa lấy ý kiến phải trước hoặc đúng ngày họp."))
    meeting.title, meeting.topic, meeting.place = nfc(title), nfc(topic), nfc(place)
    meeting.audience, meeting.chair_model, meeting.basis = audience, chair_model, nfc(basis)
    meeting.starts_at, meeting.collect_until = starts_at, collect_until
    meeting.save()
    events.record(meeting, "plan", by=by, now=now, to_state=meeting.state)
    return meeting


def reception_days(
    unit: Unit, year: int, pattern: Pattern, since: date | None = None, until: date | None = None
) -> list[tuple[date, date]]:
    """Return a year's fixed days, each with the day it is held on: itself, or the next that works (REC-17).

    Two that would be held on one day (the weeks of Tết) are one: the earlier keeps its place.
    """
    calendar = calendar_for(unit)
    days: dict[date, date] = {}
    for fixed in pattern.days_of(year, since=since, until=until):
        days.setdefault(calendar.next_or_same(fixed), fixed)
    return [(fixed, day) for day, fixed in days.items()]


@transaction.atomic
def plan_receptions(
    unit: Unit,
    year: int,
    *,
    pattern: Pattern,
    by: Actor,
    now: datetime,
    chair_model: str = ChairModel.STATE,
    starts_at: time | None = None,
    place: str = "",
    since: date | None = None,
    until: date | None = None,
) -> list[Meeting]:
    """Plan a year's reception days from `since` to `until`. A fixed day on a rest day moves to the next working day (REC-17).

    A day that already has a reception of this leader is left out, so a second run adds nothing.
    """
    if not rules.plans_for(by, unit.pk):
        raise NotAllowed(_("Vị trí của ông/bà không được lập kế hoạch cho đơn vị này."))
    lock(unit)
    known = Meeting.objects.filter(
        unit=unit, kind=Kind.RECEPTION, chair_model=chair_model, held_on__year__in=(year, year + 1)
    ).exclude(state=Meeting.State.CANCELLED)
    taken = {day for pair in known.values_list("held_on", "fixed_on") for day in pair if day}
    planned = []
    for fixed, day in reception_days(unit, year, pattern, since, until):
        if fixed in taken or day in taken or not unit.exists_on(day):
            continue
        taken |= {fixed, day}
        meeting = Meeting(unit=unit, kind=Kind.RECEPTION, chair_model=chair_model, held_on=day, planned_at=now)
        meeting.title = _("Tiếp công dân ngày %(day)s") % {"day": fmt_date(day)}
        meeting.place, meeting.starts_at = nfc(place)[:300], starts_at
        meeting.fixed_on = fixed if fixed != day else None
        meeting.save()
        events.record(meeting, "plan", by=by, now=now, to_state=meeting.state)
        planned.append(meeting)
    if not planned:
        raise Refused(_("Không có ngày tiếp nào để thêm: các ngày này đã có trong chương trình hoặc đã qua."))
    return planned


@transaction.atomic
def reschedule(
    meeting: Meeting,
    *,
    held_on: date,
    reason: str,
    by: Actor,
    now: datetime,
    starts_at: time | None = None,
    place: str = "",
    media: Iterable[str] = (),
    where: str = "",
    published_on: date | None = None,
    reference: str = "",
) -> None:
    """Move a meeting to another day, hour or place. What was announced changes only with a published reason."""
    lock(meeting)
    if not rules.plans_for(by, meeting.unit_id):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    _check_move(meeting, held_on=held_on, starts_at=starts_at, place=nfc(place), reason=reason, now=now)
    before = meeting.held_on
    if held_on != before:
        meeting.fixed_on = None if held_on == meeting.fixed_on else (meeting.fixed_on or before)
    meeting.held_on, meeting.starts_at, meeting.place = held_on, starts_at, nfc(place)[:300]
    if meeting.collect_until and meeting.collect_until > held_on:
        meeting.collect_until = held_on
    meeting.sequence += 1
    meeting.save(update_fields=["held_on", "starts_at", "place", "fixed_on", "collect_until", "sequence"])
    if meeting.state != Meeting.State.PLANNED:
        facts = {"where": where, "media": list(media), "published_on": published_on, "reference": reference}
        _publish(meeting, Announcement.Kind.CHANGE, text=reason, by=by, now=now, **_or_here(facts, now))
    days = {"from": before.isoformat(), "to": held_on.isoformat()}
    events.record(meeting, "reschedule", by=by, now=now, note=nfc(reason), data=days)


def _check_move(
    meeting: Meeting, *, held_on: date, starts_at: time | None, place: str, reason: str, now: datetime
) -> None:
    """Refuse a move that is too late, says nothing new, gives no reason, or leaves the year the code names."""
    if meeting.state not in MOVABLE:
        raise WrongState(_("Không đổi ngày được nữa: cuộc đang diễn ra, đã xong hoặc đã hủy. Hãy tải lại trang."))
    if not nfc(reason):
        raise NoteNeeded(_("Cần ghi rõ lý do."))
    if (held_on, starts_at, place) == (meeting.held_on, meeting.starts_at, meeting.place):
        raise Refused(_("Ngày, giờ và nơi họp không có gì khác trước."))
    if held_on != meeting.held_on and held_on < clock.day_of(now):
        raise Refused(_("Ngày mới đã qua. Hãy chọn từ hôm nay trở đi."))
    if held_on.year != meeting.held_on.year:
        raise Refused(_("Không chuyển sang năm khác: hãy hủy cuộc này và lên kế hoạch cuộc mới ở năm đó."))
    if not meeting.unit.exists_on(held_on):
        raise Refused(_("%(unit)s không còn (hoặc chưa có) vào ngày này.") % {"unit": meeting.unit.name})


def _or_here(facts: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What no other way is named for is public on this installation's own page at this moment."""
    if nfc(facts["where"]) and facts["published_on"]:
        return facts
    here = {"where": _("Trang đối thoại của đơn vị"), "published_on": clock.day_of(now)}
    return {**facts, **here, "media": [*facts["media"], Medium.PORTAL]}


def _publish(
    meeting: Meeting,
    kind: str,
    *,
    where: str,
    published_on: date,
    by: Actor,
    now: datetime,
    media: Iterable[str] = (),
    text: str = "",
    reference: str = "",
) -> Announcement:
    """Keep one proof that something was made public: where, when, by which ways."""
    if not nfc(where):
        raise Refused(_("Cần ghi nơi đã công khai (đài truyền thanh, bảng tin, trang điện tử…)."))
    if published_on > clock.day_of(now):
        raise Refused(_("Ngày công khai không thể ở tương lai: chỉ ghi khi đã làm."))
    used = set(media)
    if not used <= set(Medium.values):
        raise Refused(_("Không có cách công khai này. Hãy chọn lại."))
    return Announcement.objects.create(
        meeting=meeting,
        kind=kind,
        media=[str(way) for way in Medium.values if way in used],
        where=nfc(where)[:300],
        published_on=published_on,
        text=nfc(text),
        reference=nfc(reference)[:200],
        by_seat_id=by.actor_seat,
        recorded_at=now,
    )


@transaction.atomic
def announce(
    meeting: Meeting,
    *,
    where: str,
    published_on: date,
    by: Seat,
    now: datetime,
    text: str = "",
    reference: str = "",
    media: Iterable[str] = (),
) -> Announcement:
    """Record that the meeting was made public, where, when and by which ways, and open the way to collecting."""
    MEETING.move(meeting, "announce", by=by, now=now, data={"published_on": published_on.isoformat()})
    return _publish(
        meeting,
        Announcement.Kind.NOTICE,
        where=where,
        media=media,
        published_on=published_on,
        text=text,
        reference=reference,
        by=by,
        now=now,
    )


@transaction.atomic
def add_notice(
    meeting: Meeting, *, where: str, media: Iterable[str], published_on: date, by: Seat, now: datetime, **more: str
) -> Announcement:
    """Record one more way by which an announced meeting was made public. `more`: text, reference."""
    lock(meeting)
    if not rules.runs(by, meeting):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if meeting.state in {Meeting.State.PLANNED, Meeting.State.CANCELLED}:
        raise WrongState(_("Cuộc này chưa được thông báo hoặc đã hủy. Hãy tải lại trang."))
    kept = _publish(
        meeting, Announcement.Kind.NOTICE, where=where, media=media, published_on=published_on, by=by, now=now, **more
    )
    events.record(meeting, "add_notice", by=by, now=now, data={"published_on": published_on.isoformat()})
    return kept


@transaction.atomic
def publish_results(
    meeting: Meeting,
    *,
    by: Seat,
    now: datetime,
    where: str = "",
    media: Iterable[str] = (),
    published_on: date | None = None,
    **more: Any,
) -> Announcement:
    """Record where, when and how the results were made public (Điều 43 khoản 3); without a place: here, today."""
    lock(meeting)
    if not rules.keeps_register(by, meeting):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    if meeting.state not in OVER:
        raise WrongState(_("Hãy kết luận cuộc này trước khi công khai kết quả."))
    facts = _or_here({"where": where, "media": list(media), "published_on": published_on}, now)
    # Some meetings are opened before their day.
    if facts["published_on"] < min(meeting.held_on, clock.day_of(now)):
        raise Refused(_("Kết quả không thể công khai trước ngày họp."))
    kept = _publish(meeting, Announcement.Kind.RESULTS, by=by, now=now, **facts, **more)
    events.record(meeting, "publish_results", by=by, now=now, data={"published_on": kept.published_on.isoformat()})
    return kept


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
def cancel(
    meeting: Meeting,
    *,
    reason: str,
    by: Actor,
    now: datetime,
    media: Iterable[str] = (),
    where: str = "",
    published_on: date | None = None,
) -> None:
    """Cancel the meeting; the reason is published, and its proof kept where the meeting had been announced."""
    MEETING.move(meeting, "cancel", by=by, now=now, note=nfc(reason))
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    if meeting.announcements.exists():
        facts = _or_here({"where": where, "media": list(media), "published_on": published_on}, now)
        _publish(meeting, Announcement.Kind.CANCELLATION, text=reason, by=by, now=now, **facts)
