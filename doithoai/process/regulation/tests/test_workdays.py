"""Working days against an oracle that walks day by day, and against an independent source of the holidays."""

import random
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doithoai.process.regulation import workdays
from doithoai.process.regulation.workdays import Calendar

DAY = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
SHIPPED = workdays.calendar_of()
SPECIAL = {special.day: special for special in workdays.shipped()}
TET = {2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6)}


def walks(day: date) -> bool:
    """Whether people work on a day, read from the file alone."""
    special = SPECIAL.get(day)
    return special.works if special else day.weekday() < 5


def walk_add(day: date, n: int) -> date:
    step = DAY if n > 0 else -DAY
    left = abs(n)
    while left:
        day += step
        left -= walks(day)
    return day


def walk_between(start: date, end: date) -> int:
    if end < start:
        return -walk_between(end, start)
    return sum(walks(start + DAY * i) for i in range(1, (end - start).days + 1))


def spans(count: int):
    """Random spans of the four years, the same each run; one in ten runs over several years' ends."""
    dice = random.Random(20240208)
    length = (LAST - FIRST).days
    for _ in range(count):
        yield FIRST + DAY * dice.randint(0, length), dice.randint(-600 if dice.random() < 0.1 else -60, 60)


def test_ten_thousand_spans_equal_the_walk_day_by_day():
    wrong = []
    for day, n in spans(10_000):
        end = day + DAY * n
        got = (SHIPPED.add(day, n), SHIPPED.between(day, end), SHIPPED.works(day))
        if got != (walk_add(day, n), walk_between(day, end), walks(day)):
            wrong.append((day, n, got))
    assert wrong == []


EDGES = sorted(
    {date(y, 12, 31) for y in range(2015, 2029)}
    | {date(y, 1, 1) for y in range(2016, 2029)}
    | {date(2016, 2, 29), date(2020, 2, 29), date(2024, 2, 29)}
    | {tet - DAY for tet in TET.values()}
    | {s.day + DAY * d for s in workdays.shipped() if s.day.year >= 2024 for d in (-1, 0, 1)}
)


@pytest.mark.parametrize("day", EDGES, ids=str)
def test_the_days_where_arithmetic_goes_wrong(day):
    for n in (-25, -10, -5, -2, -1, 0, 1, 2, 5, 10, 25):
        assert SHIPPED.add(day, n) == walk_add(day, n), n
    assert SHIPPED.next_or_same(day) == (day if walks(day) else walk_add(day, 1))
    assert SHIPPED.previous_or_same(day) == (day if walks(day) else walk_add(day, -1))


def test_known_answers():
    # Tết 2026: nine days from 14 to 22 February. Seven working days after the Friday before end on 3 March.
    assert SHIPPED.add(date(2026, 2, 13), 1) == date(2026, 2, 23)
    assert SHIPPED.add(date(2026, 2, 13), 7) == date(2026, 3, 3)
    # 29 April 2024 was exchanged with Saturday 4 May.
    assert not SHIPPED.works(date(2024, 4, 29)) and SHIPPED.works(date(2024, 5, 4))
    assert SHIPPED.add(date(2024, 4, 26), 3) == date(2024, 5, 4)
    assert SHIPPED.between(date(2026, 11, 23), date(2026, 11, 25)) == 1
    assert SHIPPED.next_or_same(date(2026, 4, 30)) == date(2026, 5, 4)


days = st.dates(date(2023, 12, 1), date(2028, 1, 31))
exceptions = st.frozensets(days, max_size=40)


@given(days, st.integers(-400, 400), exceptions, exceptions)
def test_adding_and_counting_undo_each_other_in_any_calendar(day, n, rest, work):
    calendar = Calendar(rest, work)
    end = calendar.add(day, n)
    assert n == 0 or calendar.works(end)
    if n > 0:
        assert calendar.between(day, end) == n and calendar.add(end, -n) <= day
    if calendar.works(day):
        assert calendar.between(day, end) == n
    assert calendar.between(day, end) == -calendar.between(end, day)
    assert calendar.add(day, 1) == next(d for d in (day + DAY * i for i in range(1, 99)) if calendar.works(d))


def test_a_day_that_does_not_exist_is_refused_not_invented():
    for day, n in ((date.max, 5), (date.min, -5)):
        with pytest.raises(ValueError, match="no such day"):
            SHIPPED.add(day, n)


# Where our file and the independent source differ, and why ours stands.
OURS = {date(2026, 1, 2): "Công văn 12729/VPCP-KGVX: exchanged with Saturday 10 January 2026"}


@pytest.mark.parametrize("year", sorted(workdays.known_years()))
def test_the_days_off_are_those_of_an_independent_source(year):
    theirs = {day for day in holidays.VN(years=year) if day.weekday() < 5}
    mine = {special.day for special in workdays.shipped() if special.day.year == year and not special.works}
    assert mine - theirs == {day for day in OURS if day.year == year}
    assert theirs - mine == set()


def test_a_swapped_day_names_its_partner_and_the_partner_names_it():
    swaps = {s.day: s for s in workdays.shipped() if s.swap}
    assert len(swaps) == 12
    for special in swaps.values():
        partner = swaps[special.swap]
        assert partner.swap == special.day and partner.works != special.works
    assert all(s.swap for s in workdays.shipped() if s.works), "nobody works on a weekend for nothing"


def test_every_day_says_what_it_is_and_where_that_comes_from():
    days = workdays.shipped()
    assert len({s.day for s in days}) == len(days)
    assert all(s.name and s.source and s.evidence in {"V", "M"} for s in days)
    assert all((s.day.weekday() >= 5) == s.works for s in days), "a weekend day off says nothing new"
    assert set(range(2016, 2028)) == set(workdays.known_years())
    assert {year for year, mark in workdays.known_years().items() if mark == "V"} == {2024, 2025, 2026}
