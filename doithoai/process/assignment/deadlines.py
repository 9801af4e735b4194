"""Deadlines as pure arithmetic on days. The clock and the settings are passed in."""

from dataclasses import dataclass
from datetime import date, timedelta

# No national limit for answering a petition made at a dialogue was found (domain.md 1.2 and 11):
# these are this installation's own setting and must be shown as such, never as law.
DEFAULT_DAYS = 15
DEFAULT_BASIS = "Quy định của đơn vị"
NOT_LAW = "{basis}: {days} ngày kể từ ngày giao (không phải thời hạn luật định)"
SOON_DAYS = 2


@dataclass(frozen=True)
class Due:
    """A date and what it rests on."""

    on: date
    basis: str


def default_due(given_on: date, days: int = DEFAULT_DAYS, basis: str = DEFAULT_BASIS) -> Due:
    """Return the date a matter is due when nobody sets another: so many calendar days after it was given (LOC-ANSWER)."""
    return Due(given_on + timedelta(days=days), NOT_LAW.format(basis=basis, days=days))
