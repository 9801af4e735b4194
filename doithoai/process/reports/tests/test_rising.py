"""Out of the usual or not: exact, and careful with small numbers."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doithoai.process.reports import rising
from doithoai.process.reports.rising import Trend, weigh

QUIET = [0] * 26
weeks = st.lists(st.integers(0, 40), min_size=4, max_size=26)


@pytest.mark.parametrize(("week", "total", "over"), [(1, 2, 2), (3, 1, 3), (2, 3, 2), (0, 3, 4), (4, 0, 2)])
def test_the_chance_is_that_of_laying_each_voice_into_each_week(week, total, over):
    voices = total + week
    ways = list(product(range(over + 1), repeat=voices))
    tail = sum(way.count(0) >= week for way in ways)
    assert Fraction(*rising.chance(week, total, over)) == Fraction(tail, len(ways))


@pytest.mark.parametrize(
    ("week", "before", "trend"),
    [
        (2, QUIET, Trend.USUAL),
        (3, QUIET, Trend.HOT),
        (12, [3, 4, 2, 3, 3, 4, 2, 3, 3, 3] * 2 + [3] * 6, Trend.HOT),
        (6, [3, 4, 2, 3, 3, 4, 2, 3, 3, 3] * 2 + [3] * 6, Trend.USUAL),
        (9, [3, 4, 2, 3, 3, 4, 2, 3, 3, 3] * 2 + [3] * 6, Trend.RISING),
        # The same week where village meetings bring thirty at a time is nothing.
        (12, [0, 0, 0, 30, 0, 0, 0, 25, 0, 0, 0, 28, 0] * 2, Trend.USUAL),
        (0, [9, 10, 8, 9, 11, 9, 10, 8] * 3 + [9, 9], Trend.FALLING),
        (9, [9, 10, 8, 9, 11, 9, 10, 8] * 3 + [9, 9], Trend.USUAL),
        (30, [1, 2, 1], Trend.UNKNOWN),
        (0, QUIET, Trend.USUAL),
        (900, [200, 210, 190, 205] * 6 + [200, 200], Trend.HOT),
        (204, [200, 210, 190, 205] * 6 + [200, 200], Trend.USUAL),
        (40, [200, 210, 190, 205] * 6 + [200, 200], Trend.FALLING),
    ],
)
def test_weeks_by_hand(week, before, trend):
    assert weigh(week, before).trend == trend


def test_the_figures_a_page_prints():
    found = weigh(12, [3, 4, 2, 3, 3, 4, 2, 3, 3, 3] * 2 + [3] * 6)
    assert (found.week, found.before, found.weeks, found.most) == (12, 78, 26, 4)
    assert found.mean_tenths == 30
    tail, ways = rising.chance(12, 78, 26)
    assert found.once_in == ways // tail > rising.HOT_ONCE_IN
    assert rising.swing_tenths([2, 4]) == 14
    assert rising.swing_tenths([5]) == 0


@given(weeks, st.integers(0, 80))
def test_more_voices_are_never_less_out_of_the_usual(before, week):
    order = [Trend.FALLING, Trend.USUAL, Trend.RISING, Trend.HOT]
    assert order.index(weigh(week, before).trend) <= order.index(weigh(week + 1, before).trend)


@given(weeks, st.integers(0, 80))
def test_the_swing_is_the_standard_deviation(before, week):
    mean = Fraction(sum(before), len(before))
    variance = sum((one - mean) ** 2 for one in before) / (len(before) - 1)
    far = week > mean and (week - mean) ** 2 >= 9 * variance
    assert rising.beyond(week, before, 3) == far


@given(weeks, st.integers(0, 80))
def test_a_hot_week_is_as_rare_as_said(before, week):
    found = weigh(week, before)
    if found.trend == Trend.HOT:
        tail, ways = rising.chance(week, sum(before), len(before))
        assert Fraction(tail, ways) <= Fraction(1, 1000)
        assert week >= 3
