"""What a place hears more of than usual: voices counted by day, by what they speak of; matters counted by their voices."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from doithoai.ground.core import clock
from doithoai.ground.language import gist
from doithoai.ground.language.reading import read
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Unit
from doithoai.process.reports.models import HotList
from doithoai.process.reports.rising import WEEKS, Trend, Weighed, swing_tenths, weigh
from doithoai.process.triage.models import Field, Raising

WEEK = 7
WINDOW = timedelta(days=WEEK * (WEEKS + 1))
# A new matter has no weeks before it: three voices would always be a sign. Nor is one looked at that nobody else raises.
FEWEST_OF_A_MATTER = 5
MOST_MATTERS, MOST_VOICES = 50, 100
ALL = "*"
SPOKEN = (Opinion.State.RECEIVED, Opinion.State.TRIAGED)
ORDER = {Trend.HOT: 0, Trend.RISING: 1, Trend.FALLING: 2, Trend.USUAL: 3, Trend.UNKNOWN: 4}

# One day: how many voices spoke of each key ("*" all, "f:transport", "c:road_damaged"), each voice once a key.
Day = dict[str, int]


@dataclass(frozen=True)
class Row:
    """One thing a place hears of: `kind` all, field, concept or matter; its week against the usual."""

    key: str
    weighed: Weighed
    swing_tenths: int
    voices: tuple[int, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return what is kept: keys and figures."""
        w = self.weighed
        return {
            "key": self.key, "trend": str(w.trend), "week": w.week, "before": w.before, "weeks": w.weeks,
            "most": w.most, "once_in": min(w.once_in, 10**9), "mean": w.mean_tenths, "swing": self.swing_tenths,
            "voices": list(self.voices),
        }  # fmt: skip


def begin_of(day: date) -> datetime:
    """Return the first moment of a Vietnamese day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def first_day(today: date) -> date:
    """Return the first day that a comparison of today looks at."""
    return today + timedelta(days=1) - WINDOW


def voices_of(unit: Unit, day: date) -> QuerySet[Opinion]:
    """Return the voices a place received on a day. What was handed over, set aside or withdrawn is not counted."""
    return Opinion.objects.filter(
        unit=unit, state__in=SPOKEN, received_at__gte=begin_of(day), received_at__lt=begin_of(day + timedelta(days=1))
    )


def keys_of(text: str) -> set[str]:
    """Return what a voice speaks of: things, and the fields these belong to. By its words, sorted or not."""
    things = read(text).concepts
    return {ALL} | {f"c:{code}" for code in things} | {f"f:{gist.field_of(code)}" for code in things}


def read_day(unit: Unit, day: date) -> tuple[Day, dict[str, list[int]]]:
    """Count the voices of one day, and return who they are, newest first."""
    counts: Counter[str] = Counter()
    voices: dict[str, list[int]] = {}
    for pk, text in voices_of(unit, day).order_by("-received_at", "-id").values_list("pk", "text").iterator():
        for key in keys_of(text):
            counts[key] += 1
            if counts[key] <= MOST_VOICES:
                voices.setdefault(key, []).append(pk)
    return dict(counts), voices


def by_week(counts: Mapping[str, Day], today: date, first: date | None) -> Iterator[tuple[str, int, list[int]]]:
    """Yield for each key its last seven days (today the last) and the whole weeks before them, the nearest first.

    `first`: the first day on which the place had anything; weeks before that are not its usual ones.
    """
    begin = today - timedelta(days=WEEK - 1)
    whole = min(WEEKS, max(0, (begin - first).days // WEEK)) if first else 0
    found: dict[str, list[int]] = {}
    for stamp, day in counts.items():
        back = (today - date.fromisoformat(stamp)).days // WEEK
        if 0 <= back <= whole:
            for key, times in day.items():
                found.setdefault(key, [0] * (whole + 1))[back] += times
    for key in sorted(found):
        yield key, found[key][0], found[key][1:]


def rows_of(
    counts: Mapping[str, Day], ids: Mapping[str, Mapping[str, list[int]]], today: date, first: date | None
) -> list[Row]:
    """Return every thing with its week, what is most out of the usual first."""
    rows = []
    for key, week, before in by_week(counts, today, first):
        recent = [pk for stamp in sorted(ids, reverse=True) for pk in ids[stamp].get(key, ())]
        rows.append(Row(key, weigh(week, before), swing_tenths(before), tuple(recent[:MOST_VOICES])))
    return ordered(rows)


def matters_of(unit: Unit, today: date, first: date | None) -> list[Row]:
    """Return the matters that several voices raised in the last seven days, each with its own weeks. Two queries."""
    begin = begin_of(today - timedelta(days=WEEK - 1))
    head = Coalesce("matter__joined_into_id", "matter_id")
    here = Raising.objects.filter(opinion__unit=unit, opinion__state__in=SPOKEN)
    now = (
        here.filter(opinion__received_at__gte=begin)
        .order_by()
        .values_list(head)
        .annotate(n=Count("opinion", distinct=True))
        .filter(n__gte=FEWEST_OF_A_MATTER)
        .order_by("-n")[:MOST_MATTERS]
    )
    heads = [pk for pk, _n in now]
    since = begin_of(first_day(today))
    said = here.annotate(head=head).filter(head__in=heads, opinion__received_at__gte=since)
    counts: dict[str, Day] = {}
    for matter, _voice, moment in said.values_list("head", "opinion", "opinion__received_at").distinct():
        day = counts.setdefault(clock.day_of(moment).isoformat(), {})
        day[f"m:{matter}"] = day.get(f"m:{matter}", 0) + 1
    return rows_of(counts, {}, today, first)


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Put the hottest first: by trend, then by how rare, then by how many."""
    return sorted(rows, key=lambda row: (ORDER[row.weighed.trend], -row.weighed.once_in, -row.weighed.week, row.key))


def first_of(counts: Mapping[str, Day]) -> date | None:
    """Return the first day that has a voice."""
    days = [stamp for stamp, day in counts.items() if day]
    return date.fromisoformat(min(days)) if days else None


def name_of(key: str) -> str:
    """Return what a key is called; '' for a matter, whose title stands in its table."""
    if key.startswith("c:"):
        return gist.title_of(key[2:])
    if key.startswith("f:") and key[2:] in Field.values:
        return str(Field(key[2:]).label)
    return ""


def list_of(unit_id: int) -> HotList | None:
    """Return what was counted for a place, without the days."""
    return HotList.objects.filter(unit_id=unit_id).select_related("unit").defer("days").first()


def lists_below(unit: Unit) -> list[HotList]:
    """Return what was counted for every place below (not the place itself), without the days. One query."""
    below = HotList.objects.filter(unit__path__startswith=unit.path).exclude(unit=unit)
    return list(below.select_related("unit").defer("days").order_by("unit__name_fold", "unit_id"))
