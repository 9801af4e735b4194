"""Count what is hot, day by day: each voice is read once; whoever opens the page finds it counted."""

import time
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Role, Unit
from doithoai.process.people.rules import role_in, works_for
from doithoai.process.reports import hot
from doithoai.process.reports.models import HotList

# So many voices are read while a page waits (under a second); more wait for the clock.
AT_ONCE = 500
MOST_ROWS = 400


def count(unit: Unit, *, now: datetime, seconds: float = 60.0) -> bool:
    """Read the days not yet read and keep the list. Returns False when there were too many for the time: go on later."""
    today = clock.day_of(now)
    begin = hot.first_day(today)
    held = HotList.objects.filter(unit=unit).first()
    # Until a place was read to the end its list counts as old as what it looks at.
    held = held or HotList(unit=unit, made_at=hot.begin_of(begin), days={"counts": {}, "ids": {}})
    counts = {stamp: day for stamp, day in held.days["counts"].items() if stamp >= begin.isoformat()}
    ids = held.days["ids"]
    day, done = max(begin, held.read_to or begin), True
    until = time.monotonic() + seconds
    while day < today + timedelta(days=1):
        if time.monotonic() > until:
            done = False
            break
        counts[day.isoformat()], ids[day.isoformat()] = hot.read_day(unit, day)
        day += timedelta(days=1)
    # Today is not over: it is read again.
    held.read_to = min(day, today)
    week = (today - timedelta(days=hot.WEEK - 1)).isoformat()
    held.days = {"counts": counts, "ids": {stamp: some for stamp, some in ids.items() if stamp >= week}}
    if done:
        held.rows, held.made_at = _rows(unit, held, today), now
    with transaction.atomic():
        HotList.objects.update_or_create(
            unit=unit,
            defaults={"rows": held.rows, "days": held.days, "read_to": held.read_to, "made_at": held.made_at},
        )
    return done


def _rows(unit: Unit, held: HotList, today: date) -> list[dict[str, Any]]:
    counts, ids = _whole(unit, held)
    first = _first(unit, counts, hot.first_day(today))
    rows = hot.ordered([*hot.rows_of(counts, ids, today, first), *hot.matters_of(unit, today, first)])
    return [row.as_data() for row in rows[:MOST_ROWS]]


def _whole(unit: Unit, held: HotList) -> tuple[dict[str, hot.Day], dict[str, dict[str, list[int]]]]:
    """Return the days of a place together with those of every place below it."""
    counts = {stamp: Counter(day) for stamp, day in held.days["counts"].items()}
    ids = {stamp: {key: list(some) for key, some in day.items()} for stamp, day in held.days["ids"].items()}
    for below in HotList.objects.filter(unit__path__startswith=unit.path).exclude(unit=unit).only("days").iterator():
        for stamp, day in below.days["counts"].items():
            counts.setdefault(stamp, Counter()).update(day)
        for stamp, voices in below.days["ids"].items():
            for key, some in voices.items():
                ids.setdefault(stamp, {}).setdefault(key, []).extend(some)
    return {stamp: dict(day) for stamp, day in counts.items()}, ids


def _first(unit: Unit, counts: dict[str, hot.Day], begin: date) -> date | None:
    """The first day a place worked with this program, as far back as the comparison looks."""
    older = Opinion.objects.filter(unit__path__startswith=unit.path, received_at__lt=hot.begin_of(begin)).exists()
    return begin if older else hot.first_of(counts)


def recount(unit: Unit, *, by: Actor, now: datetime) -> bool:
    """Count again because somebody asks. Returns False when there is so much to read that the clock does it."""
    if not (role_in(by, Role.COORDINATOR, Role.CHAIR, Role.LEADER) and works_for(by, unit.pk)):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    held = HotList.objects.filter(unit=unit).only("read_to").first()
    since = held.read_to if held and held.read_to else hot.first_day(clock.day_of(now))
    waiting = Opinion.objects.filter(unit=unit, received_at__gte=hot.begin_of(since)).order_by()[: AT_ONCE + 1].count()
    with transaction.atomic():
        events.record(unit, "recount_hot", by=by, now=now)
    return waiting <= AT_ONCE and count(unit, now=now, seconds=5)
