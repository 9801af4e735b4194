"""Months and weeks of a year, and days that come round: arithmetic only, no tables, no clock."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A month or a week, both days included; `name` is '2026-07' or '2026-W27' (ISO 8601)."""

    name: str
    start: date
    end: date


def months(year: int, since: date, until: date) -> Iterator[Span]:
    """Give the months of a year that lie wholly between two days."""
    for month in range(1, 13):
        start, end = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        if since <= start and end <= until:
            yield Span(f"{year}-{month:02d}", start, end)


def weeks(year: int, since: date, until: date) -> Iterator[Span]:
    """Give the weeks, Monday to Sunday, that lie wholly in a year and between two days.

    A week that runs over New Year, or in which a rule begins or ends, is nobody's whole week and is not given.
    """
    since, until = max(since, date(year, 1, 1)), min(until, date(year, 12, 31))
    monday = since + timedelta(days=-since.weekday() % 7)
    while monday + 6 * _DAY <= until:
        iso = monday.isocalendar()
        yield Span(f"{iso.year}-W{iso.week:02d}", monday, monday + 6 * _DAY)
        monday += 7 * _DAY


@dataclass(frozen=True)
class Pattern:
    """Days that come round: a weekday of every week (0 = Monday), or days of every month (31 = its last day)."""

    weekday: int | None = None
    month_days: tuple[int, ...] = ()

    def days_of(self, year: int, *, since: date | None = None, until: date | None = None) -> list[date]:
        """Return the pattern's days of a year from `since` to `until`, earliest first."""
        first, last = max(since or date.min, date(year, 1, 1)), min(until or date.max, date(year, 12, 31))
        days: set[date] = set()
        if self.weekday is not None:
            day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
            while day <= last:
                days.add(day)
                day += 7 * _DAY
        for month in range(1, 13):
            length = monthrange(year, month)[1]
            days |= {date(year, month, min(number, length)) for number in self.month_days}
        return sorted(day for day in days if first <= day <= last)
