"""Deadlines as pure arithmetic on days. The clock and the settings are passed in."""

from dataclasses import dataclass
from datetime import date, timedelta

# No national limit for answering a petition made at a dialogue was found (domain.md 1.2 and 11):
# these are this installation's own setting and must be shown as such, never as law.
DEFAULT_DAYS = 15
DEFAULT_BASIS = "Quy định của đơn vị: 15 ngày kể từ ngày giao (không phải thời hạn luật định)"
SOON_DAYS = 2


@dataclass(frozen=True)
class Due:
    """A date and what it rests on."""

    on: date
    basis: str


def default_due(given_on: date) -> Due:
    """Return the date a matter is due when nobody sets another: DEFAULT_DAYS calendar days after it was given."""
    return Due(given_on + timedelta(days=DEFAULT_DAYS), DEFAULT_BASIS)
