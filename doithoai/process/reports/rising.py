"""Is a week out of the usual? Answered with whole numbers and fractions, so that the page can say exactly why.

Two questions, both must be answered with yes. By chance: had this week been like the weeks before, each of all the voices
together had fallen into it with the same chance as into any other week; how rarely do that many fall into one
(binomial, exact)? By habit: is it above what this place's own weeks swing (a village meeting brings forty voices in one day)?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb, isqrt

# What a week is compared with; with fewer whole weeks than LEAST nothing is said.
WEEKS, LEAST = 26, 4
# A week is hot when chance brings as many at most once in this many weeks, rising at most once in that many.
HOT_ONCE_IN, RISING_ONCE_IN, FALLING_ONCE_IN = 1000, 50, 50
# And when it lies this many times the usual swing above the mean.
HOT_SWINGS, RISING_SWINGS = 3, 2
# Fewer voices than this are no sign, however quiet it was before.
FEWEST = 3
# Above so many voices in all, the exact chance would have thousands of digits and says nothing the swing does not say.
MOST_EXACT = 2000


class Trend(StrEnum):
    """What a week is against the usual."""

    HOT = "hot"
    RISING = "rising"
    USUAL = "usual"
    FALLING = "falling"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Weighed:
    """A week against those before it. `once_in`: chance alone brings it once in that many weeks (0: not computed)."""

    trend: Trend
    week: int
    before: int
    weeks: int
    most: int
    once_in: int = 0

    @property
    def mean(self) -> Fraction:
        """Voices in a usual week."""
        return Fraction(self.before, self.weeks) if self.weeks else Fraction(0)

    @property
    def mean_tenths(self) -> int:
        """The mean in tenths, rounded half up: what a page prints as 3,1."""
        return int(self.mean * 10 + Fraction(1, 2))


def weigh(week: int, before: Sequence[int]) -> Weighed:
    """Weigh the last seven days against the whole weeks before them (newest first or last, at most 26)."""
    weeks, total, most = len(before), sum(before), max(before, default=0)
    if weeks < LEAST:
        return Weighed(Trend.UNKNOWN, week, total, weeks, most)
    tail, all_ways = chance(week, total, weeks)
    above = week * weeks > total
    once_in = all_ways // tail if above and tail else 0
    exact = total + week <= MOST_EXACT
    trend = Trend.USUAL
    if above and week >= FEWEST:
        if (not exact or tail * HOT_ONCE_IN <= all_ways) and beyond(week, before, HOT_SWINGS):
            trend = Trend.HOT
        elif (not exact or tail * RISING_ONCE_IN <= all_ways) and beyond(week, before, RISING_SWINGS):
            trend = Trend.RISING
    elif not above and total >= FEWEST * weeks and _falls(week, before, total, weeks):
        trend = Trend.FALLING
    return Weighed(trend, week, total, weeks, most, once_in if exact else 0)


def chance(week: int, total: int, weeks: int) -> tuple[int, int]:
    """Return in how many of how many ways at least `week` of all voices fall into one of `weeks` + 1 equal weeks.

    Exact for at most MOST_EXACT voices; beyond that (0, 1), which means: not computed.
    """
    voices = total + week
    if voices > MOST_EXACT:
        return 0, 1
    tail = sum(comb(voices, here) * weeks ** (voices - here) for here in range(week, voices + 1))
    return tail, (weeks + 1) ** voices


def beyond(week: int, before: Sequence[int], swings: int) -> bool:
    """Say whether a week lies at least so many standard deviations of the weeks before it above their mean. No roots."""
    weeks, total = len(before), sum(before)
    # weeks * (weeks - 1) * variance, and the distance times weeks: whole numbers on both sides.
    spread = weeks * sum(one * one for one in before) - total * total
    distance = weeks * week - total
    return distance > 0 and distance * distance * (weeks - 1) >= swings * swings * spread * weeks


def swing_tenths(before: Sequence[int]) -> int:
    """Return the standard deviation of the weeks in tenths, rounded down; 0 for fewer than two."""
    weeks, total = len(before), sum(before)
    if weeks < 2:
        return 0
    spread = weeks * sum(one * one for one in before) - total * total
    return isqrt(100 * spread // (weeks * (weeks - 1)))


def _falls(week: int, before: Sequence[int], total: int, weeks: int) -> bool:
    """Whether so few come by chance at most once in FALLING_ONCE_IN weeks, and below the usual swing."""
    spread = weeks * sum(one * one for one in before) - total * total
    distance = total - weeks * week
    if distance * distance * (weeks - 1) < RISING_SWINGS * RISING_SWINGS * spread * weeks:
        return False
    voices = total + week
    if voices > MOST_EXACT:
        return True
    few = sum(comb(voices, here) * weeks ** (voices - here) for here in range(week + 1))
    return few * FALLING_ONCE_IN <= (weeks + 1) ** voices
