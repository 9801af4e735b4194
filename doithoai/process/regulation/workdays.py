"""Working days as arithmetic: weeks by division, exceptions by bisection. No tables, no clock, never day by day.

A working day is Monday to Friday unless it rests (a holiday, a swapped day), or a Saturday or Sunday that works for it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data" / "holidays.yaml"
_ONE = timedelta(days=1)


def _weekdays_until(ordinal: int) -> int:
    """Count Mondays to Fridays from day 1 (a Monday) to this one."""
    weeks, days = divmod(ordinal, 7)
    return weeks * 5 + min(days, 5)


def _nth_weekday(count: int) -> int:
    """Return the ordinal of the count-th Monday-to-Friday."""
    weeks, days = divmod(count - 1, 5)
    return weeks * 7 + days + 1


class Calendar:
    """Which days work. `rest`: days off besides Saturday and Sunday; `work`: days that work all the same (they win)."""

    def __init__(self, rest: Iterable[date] = (), work: Iterable[date] = ()) -> None:
        self.work = frozenset(work)
        self.rest = frozenset(rest) - self.work
        # Only what changes the count of weekdays counts as an exception.
        self._rest = sorted(day.toordinal() for day in self.rest if day.weekday() < 5)
        self._work = sorted(day.toordinal() for day in self.work if day.weekday() >= 5)

    def works(self, day: date) -> bool:
        """Say whether people work on this day."""
        return day in self.work or (day.weekday() < 5 and day not in self.rest)

    def _count(self, ordinal: int) -> int:
        """Count the working days up to and including this ordinal."""
        return _weekdays_until(ordinal) - bisect_right(self._rest, ordinal) + bisect_right(self._work, ordinal)

    def _nth(self, count: int) -> date:
        """Return the count-th working day: the least ordinal whose count reaches it, found between two certain bounds."""
        low, high = _nth_weekday(count - len(self._work)), _nth_weekday(count + len(self._rest))
        span = range(low, high + 1)
        return date.fromordinal(low + bisect_left(span, count, key=self._count))

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after `day` (before it when n is negative); `day` itself when n is 0.

        `day` is never counted, as limits run from the day after. Raises ValueError beyond the years 1 to 9999.
        """
        if n == 0:
            return day
        ordinal = day.toordinal()
        try:
            return self._nth(self._count(ordinal) + n if n > 0 else self._count(ordinal - 1) + n + 1)
        except (ValueError, OverflowError) as error:
            raise ValueError("no such day") from error

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative, the same way, when end is earlier."""
        return self._count(end.toordinal()) - self._count(start.toordinal())

    def next_or_same(self, day: date) -> date:
        """Return the day if it works, else the next one that does."""
        return self.add(day - _ONE, 1)

    def previous_or_same(self, day: date) -> date:
        """Return the day if it works, else the last one before it that did."""
        return self.add(day + _ONE, -1)


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not what its weekday says, and what it rests on. `swap`: the day it was exchanged with, if any."""

    day: date
    works: bool
    name: str
    source: str
    evidence: str
    swap: date | None = None


def _special(raw: dict[str, Any], year: dict[str, Any]) -> SpecialDay:
    return SpecialDay(
        raw["day"],
        bool(raw.get("works", False)),
        raw["name"],
        raw.get("source", year["source"]),
        raw.get("evidence", year["evidence"]),
        raw.get("swap"),
    )


@cache
def shipped() -> tuple[SpecialDay, ...]:
    """Return the holidays and swapped days the program ships, by day. Read once a process."""
    years = yaml.safe_load(DATA.read_text(encoding="utf-8"))["years"]
    days = [_special(raw, year) for year in years.values() for raw in year["days"]]
    return tuple(sorted(days, key=lambda special: special.day))


@cache
def known_years() -> dict[int, str]:
    """Return the years the shipped calendar covers, each with the evidence mark of its official notice."""
    years = yaml.safe_load(DATA.read_text(encoding="utf-8"))["years"]
    return {year: content["evidence"] for year, content in years.items()}


@lru_cache(maxsize=256)
def calendar_of(settings: tuple[tuple[date, bool], ...] = ()) -> Calendar:
    """Return the shipped calendar with (day, works) settings on top; the same settings give the same object."""
    days = {special.day: special.works for special in shipped()} | dict(settings)
    return Calendar((day for day, works in days.items() if not works), (day for day, works in days.items() if works))
