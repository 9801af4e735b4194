"""Find personal data in what people write: identity numbers, telephones, e-mail, number plates, house numbers.

Each find says where it stands and which pattern led to it. A human decides; nothing here changes a text.
"""

import re
from dataclasses import dataclass

# Digits of other scripts that look like ours, one character for one, so that positions stay.
_PLAIN = {ord(full): plain for full, plain in zip("０１２３４５６７８９", "0123456789", strict=True)}
_PLAIN |= {ord(mark): " " for mark in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0\u2007\u202f"}
_PLAIN |= {ord(dash): "-" for dash in "‐‑‒–—―−"}

# Between two digits of one number people put at most two of these.
_GAP = r"[ .\-]{0,2}"


def _each(count: int) -> str:
    return _GAP.join([r"\d"] * count)


# The first three digits of an identity number are the province of birth registration (001 to 096), the fourth tells
# century and sex (0-3 for births since 1900). Source: Thông tư 59/2021/TT-BCA, Nghị định 137/2015/NĐ-CP Điều 13.
_CCCD = rf"0{_GAP}\d{_GAP}\d{_GAP}[0-3]{_GAP}{_each(8)}"
# Mobile prefixes 03 05 07 08 09 with nine further digits' place; landlines 02 with ten or eleven digits in all.
_PHONE = rf"(?:\+?84{_GAP}|0{_GAP})(?:[35789]{_GAP}{_each(8)}|2{_GAP}{_each(8)}(?:{_GAP}\d)?)"
_EMAIL = r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"
# 29A-123.45, 29-H1 123.45, 88LD-012.34: two digits of the province, one or two letters, four or five digits.
_PLATE = r"[1-9]\d ?-? ?[A-ZĐ]{1,2}\d? ?[\- .]? ?\d{3}\.?\d{1,2}"
_HOUSE = (
    r"(?:số nhà|nhà số|căn hộ(?: số)?|phòng số)\s{0,3}\d{1,5}[A-Za-zđĐ]?(?:/\d{1,4}[A-Za-z]?){0,4}"
    r"|số\s{0,3}\d{1,5}[A-Za-zđĐ]?(?:/\d{1,4}[A-Za-z]?){0,4}\s{0,2},?\s{0,2}(?=(?:ngõ|ngách|hẻm|kiệt|đường|phố)\b)"
    r"|\d{1,4}[A-Za-z]?/\d{1,3}(?:/\d{1,3}){0,3}(?=\s{1,2}(?:đường|phố|hẻm|kiệt|ngõ)\b)"
)
_BANK = r"(?:số tài khoản|stk|tài khoản(?: số)?)\s{0,3}:?\s{0,3}\d[\d .\-]{6,22}\d"
_CMND = rf"(?:cmnd|cmt|chứng minh(?: nhân dân| thư)?)(?: số)?\s{{0,3}}:?\s{{0,3}}{_each(9)}"


@dataclass(frozen=True)
class Found:
    """One find: `kind` (cccd, cmnd, phone, email, plate, house, bank), the span [start, end) and its words."""

    kind: str
    start: int
    end: int
    text: str


def _pattern(expression: str, *, digits: bool = True) -> re.Pattern[str]:
    edge = (r"(?<![\dA-Za-z])", r"(?!\d)") if digits else (r"(?<![A-Za-z0-9._%+\-])", r"(?![A-Za-z0-9\-])")
    return re.compile(f"{edge[0]}(?:{expression}){edge[1]}", re.IGNORECASE)


# In order of trust: what an earlier line took, a later one does not take again.
_PATTERNS = (
    ("email", _pattern(_EMAIL, digits=False)),
    ("bank", _pattern(_BANK)),
    ("cmnd", _pattern(_CMND)),
    ("cccd", _pattern(_CCCD)),
    ("phone", _pattern(_PHONE)),
    ("plate", re.compile(rf"(?<![\dA-Za-zĐđ.,/])(?:{_PLATE})(?![\d])")),
    ("house", _pattern(_HOUSE)),
)


def _blank(plain: str, found: list[Found]) -> str:
    """Put letters that no pattern knows where something was found, so that no later pattern takes it again."""
    pieces, last = [], 0
    for one in found:
        pieces += [plain[last : one.start], "_" * (one.end - one.start)]
        last = one.end
    return "".join([*pieces, plain[last:]])


def find(text: str) -> list[Found]:
    """Return the personal data found in an NFC text, in the order they stand, none overlapping. Linear in its length."""
    plain = text.translate(_PLAIN)
    # Without a digit or an @ there is nothing to look for: most opinions end here.
    if not re.search(r"[\d@]", plain):
        return []
    taken: list[Found] = []
    for kind, pattern in _PATTERNS:
        here = [Found(kind, *match.span(), text[slice(*match.span())]) for match in pattern.finditer(plain)]
        taken += here
        if here:
            plain = _blank(plain, here)
    return sorted(taken, key=lambda found: found.start)
