"""The threshold of voters, against exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doithoai.process.programme.threshold import needed, reached, share


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(1, 100))
def test_it_is_reached_exactly_when_the_share_is(voters, electorate, percent):
    assert reached(voters, electorate, percent) == (Fraction(voters, electorate) >= Fraction(percent, 100))
    assert reached(needed(electorate, percent), electorate, percent)
    assert not reached(needed(electorate, percent) - 1, electorate, percent)


@pytest.mark.parametrize(
    ("voters", "electorate", "shown", "enough"),
    [
        (1234, 8500, "14,5", True),
        (850, 8500, "10,0", True),
        (849, 8500, "9,9", False),
        # 10 % of 8 505 is 850,5: 850 are not enough, 851 are.
        (850, 8505, "9,9", False),
        (851, 8505, "10,0", True),
        (0, 8500, "0,0", False),
        (5, 0, "", False),
        (9_999_999, 100_000_000, "9,9", False),
    ],
)
def test_the_share_never_shows_ten_before_it_is(voters, electorate, shown, enough):
    assert (share(voters, electorate), reached(voters, electorate, 10)) == (shown, enough)


def test_a_percent_may_be_a_fraction():
    assert needed(1000, Fraction(25, 2)) == 125
