"""Meetings and due days as iCalendar (RFC 5545): stable ids, the hour of Viet Nam, what changed counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from doithoai.ground.core import codes
from doithoai.ground.core import events as book
from doithoai.ground.core.models import Event as Line
from doithoai.process.programme.models import Meeting, Task

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One line of a calendar. `starts_at` None: the whole day. `changed_at`: when it last changed, so that feeds repeat."""

    uid: str
    title: str
    day: date
    changed_at: datetime
    starts_at: time | None = None
    sequence: int = 0
    status: str = "CONFIRMED"
    place: str = ""
    about: str = ""
    url: str = ""
    # A day on which something is due takes nobody's time.
    busy: bool = True


def _site() -> str:
    """Return what makes this installation's ids its own, whatever name it is reached by."""
    return codes.keyed_hash("calendar", "site")[:16]


def uid_of(kind: str, key: int) -> str:
    """Return an id that stays for the life of the thing."""
    return f"{kind}-{key}@{_site()}.doithoai"


def with_changes(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Add `changed_at`: when the last line about each meeting was written."""
    lines = Line.objects.filter(subject=book.subject_of(Meeting()), subject_id=OuterRef("pk")).order_by("-id")
    return meetings.annotate(changed_at=Subquery(lines.values("at")[:1]))


def of_meeting(meeting: Meeting, *, url: str = "") -> Entry:
    """Return a meeting as a line: cancelled ones as cancelled, planned ones as tentative."""
    statuses = {Meeting.State.CANCELLED: "CANCELLED", Meeting.State.PLANNED: "TENTATIVE"}
    changed: datetime | None = getattr(meeting, "changed_at", None)
    return Entry(
        uid_of("meeting", meeting.pk),
        meeting.title,
        meeting.held_on,
        changed or meeting.planned_at,
        starts_at=meeting.starts_at,
        sequence=meeting.sequence,
        status=statuses.get(Meeting.State(meeting.state), "CONFIRMED"),
        place=meeting.place,
        about=f"{meeting.code} · {meeting.unit.name}",
        url=url,
    )


def of_task(task: Task, *, url: str = "") -> Entry:
    """Return a task's last day as a line."""
    return Entry(
        uid_of("task", task.pk), task.what, task.due, task.created_at, about=task.meeting.code, url=url, busy=False
    )


def _zone() -> Timezone:
    """Return the rules of the hour here: +07:00 all year since 13 June 1975."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE.key)
    standard.add("dtstart", datetime(1975, 6, 13))
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("status", entry.status)
    start = datetime.combine(entry.day, entry.starts_at, tzinfo=ZONE) if entry.starts_at else entry.day
    event.add("dtstart", start)
    if entry.starts_at is None:
        event.add("dtend", entry.day + timedelta(days=1))
    if not entry.busy:
        event.add("transp", "TRANSPARENT")
    for name, value in (("location", entry.place), ("description", entry.about), ("url", entry.url)):
        if value:
            event.add(name, value)
    return event


def calendar_of(name: str, entries: Iterable[Entry]) -> bytes:
    """Return a calendar; the same entries give the same bytes, so that a reader's ETag holds."""
    calendar = Calendar()
    calendar.add("prodid", "-//Doi Thoai//doithoai//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE.key)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()
