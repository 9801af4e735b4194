"""Days, telephone numbers and counts as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from doithoai.ground.language.fold import fold

_EPOCH = date(1899, 12, 30)
_ISO = re.compile(r"\b((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_DAY_FIRST = re.compile(r"(?<![\d/])(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*((?:19|20)\d{2}|\d{2})(?!\d)")
_WORDS = re.compile(r"(\d{1,2})\s*thang\s*(\d{1,2})\s*(?:nam|[,/-])?\s*((?:19|20)\d{2})")
# Possessive, because "tong so" can be read in two ways and a hostile line would try them all.
_FILL = r"(?:\s|[:.,;()\-–]|la|co|gom|khoang|tren|duoc|tong so|tong cong|tong|hoi nghi|cuoc hop|dai bieu|nguoi|cu tri|nhan dan|dai dien|ho dan|ho gia dinh|ho|so|luong|tham du|du hop|co mat|thuc te|tai)*+"
_COUNT = r"(\d{1,3}(?:\.\d{3})+|\d{1,5})"
_NOT_A_COUNT = r"(?!\s*(?:[hg:]\s*\d|gio|phut|thang|[/.-]\d{1,2}[/.-]|\d))"
_PRESENT = (
    re.compile(
        r"(?:so (?:nguoi|dai bieu|cu tri|ho)?\s*(?:du hop|du|tham du|tham gia|co mat)|co mat|hien dien|so luong tham du|tham du|den du|du hop)\b"
        + _FILL
        + _COUNT
        + _NOT_A_COUNT
    ),
    re.compile(
        _COUNT
        + r"(?:/\d+)?\s*(?:nguoi|dai bieu|cu tri|ho dan|ho|nhan dan|dai dien)\b[^.;\d]{0,40}?\b(?:du|tham du|co mat|tham gia|du hop)\b"
    ),
    re.compile(r"thanh phan\b.{0,60}?" + _COUNT + r"\s*(?:nguoi|dai bieu|cu tri|ho)\b"),
)
_LEGAL = re.compile(
    r"\b(?:luat|nghi dinh|nghi quyet|ke hoach|quyet dinh|thong tu|cong van|can cu|so \d+/|van ban|giay moi|thong bao)\b"
)
_PHONE_JUNK = re.compile(r"[\s.\-()]+")


def to_day(value: Any) -> date | None:
    """The day in a cell; None where there is none or it does not exist."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(float(value))
    return day_in(str(value))


def day_in(text: str) -> date | None:
    """The first day written in a text, day before month as in Viet Nam."""
    plain = fold(text)
    if found := _ISO.search(plain):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.search(plain) or _WORDS.search(plain):
        day, month, year = found.groups()
    elif re.fullmatch(r"\d{5}(?:\.\d+)?", plain):
        return _from_serial(float(plain))
    else:
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def held_on(lines: list[str]) -> date | None:
    """The day of the meeting from its head: a line about the time before any other line."""
    hint = re.compile(r"thoi gian|hom nay|vao hoi|vao luc|hoi .{0,12}gio|ngay hop|to chuc|khai mac|ngay \d")
    later = None
    for line in lines:
        day = None if _LEGAL.search(fold(line)) else day_in(line)
        if day and hint.search(fold(line)):
            return day
        later = later or day
    return later


def attendance(lines: list[str]) -> int | None:
    """How many people came, where the head says so."""
    for line in lines:
        for pattern in _PRESENT:
            if found := pattern.search(fold(line)):
                return int(found.group(1).replace(".", ""))
    return None


def to_phone(shown: str) -> str:
    """A telephone number; a spreadsheet that took it for a number has eaten its first zero."""
    digits = _PHONE_JUNK.sub("", shown)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    if not digits.isdigit():
        return shown
    if len(digits) == 11 and digits.startswith("84"):
        digits = digits[2:]
    return "0" + digits if len(digits) == 9 and digits[0] != "0" else digits


def _from_serial(number: float) -> date | None:
    """Days since 1899-12-30, for the years in which anybody can have spoken."""
    return _EPOCH + timedelta(days=int(number)) if 20_000 <= number <= 60_000 else None
