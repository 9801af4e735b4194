"""The threshold of voters who can demand a meeting (DLG-02), in whole numbers: nobody is rounded in or out."""

from fractions import Fraction

# Used only where no rule in force names another (Luật TCCQĐP 2025, Điều 43 khoản 1).
DEFAULT_PERCENT = 10


def needed(electorate: int, percent: int | Fraction = DEFAULT_PERCENT) -> int:
    """Return the least number of voters that is at least `percent` % of the electorate."""
    share = Fraction(percent) * electorate / 100
    return -(-share.numerator // share.denominator)


def reached(voters: int, electorate: int, percent: int | Fraction = DEFAULT_PERCENT) -> bool:
    """Say whether so many voters are at least `percent` % of the electorate. Of an unknown electorate (0): never."""
    return electorate > 0 and voters >= needed(electorate, percent)


def share(voters: int, electorate: int) -> str:
    """Return the share as people read it, cut after one decimal: '14,5'. Cut, not rounded: 9,96 % is not yet 10 %."""
    if electorate <= 0:
        return ""
    whole, tenth = divmod(voters * 1000 // electorate, 10)
    return f"{whole},{tenth}"
