"""Dates as people read them here: 21/11/2026, 24-hour time, Vietnamese days."""

import re
from datetime import date, datetime

from django.utils import timezone

_DMY = re.compile(r"\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\s*")


def fmt_date(value: date | datetime | None) -> str:
    """Return dd/mm/yyyy of a day or of the Vietnamese day of a moment; '' for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def fmt_time(value: datetime | None) -> str:
    """Return HH:MM in Viet Nam; '' for None."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local.hour:02d}:{local.minute:02d}"


def fmt_datetime(value: datetime | None) -> str:
    """Return 'HH:MM ngày dd/mm/yyyy' order as 'dd/mm/yyyy HH:MM'; '' for None."""
    return f"{fmt_date(value)} {fmt_time(value)}" if value else ""


def parse_date(text: str) -> date | None:
    """Read dd/mm/yyyy (or - .) or ISO yyyy-mm-dd. Returns None when it is no date of the calendar."""
    match = _DMY.fullmatch(text)
    try:
        if match:
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day)
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
