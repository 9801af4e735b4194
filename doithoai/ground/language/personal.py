"""Find personal data in what people write: identity numbers, telephones, e-mail, number plates, house numbers and such.

Each find says where it stands and which pattern led to it. A human decides; nothing here changes a text.
Names of persons are another room (`persons`): they are never certain.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Between two digits of one number people put at most three of these.
_GAP = r"[ .\-_]{0,3}"


def _each(count: int) -> str:
    return _GAP.join([r"\d"] * count)


# The first three digits of an identity number are the province of birth registration (001 to 096), the fourth tells
# century and sex (0-3 for births since 1900). Source: Thông tư 59/2021/TT-BCA, Nghị định 137/2015/NĐ-CP Điều 13.
_CCCD = rf"0{_GAP}\d{_GAP}\d{_GAP}[0-3]{_GAP}{_each(8)}"
_CCCD_NAMED = (
    rf"(?:cccd|can cuoc(?: cong dan)?|dinh danh(?: ca nhan)?)(?: cua \w+)?(?: so)?\s{{0,3}}:?\s{{0,3}}{_each(12)}"
)
# Mobile prefixes 03 05 07 08 09 with nine further digits' place, before 2018 also 01 with eleven digits in all;
# landlines 02 with ten or eleven. A slash may stand between the groups, a letter o for the first zero.
_IN = r"[ .\-_/]{0,3}"
_PHONE = (
    rf"\(?(?:\(?\+?(?:00)?84\)?{_GAP}(?:\(0\))?|[0o]{_GAP})(?:[35789]{_IN}\d{_IN}\d\)?{_IN}\d\)?{_IN}{_IN.join([r'[0-9]'] * 5)}"
    rf"|2{_GAP}\d{_GAP}\d?\)?{_GAP}{_each(7)}|1{_GAP}[2689]{_GAP}{_each(8)})"
)
_PHONE_WORD = r"(?:sdt|dt|dien thoai|zalo|viber|so may|may ban|hotline|goi(?: so)?)"
_PHONE_NAMED = rf"{_PHONE_WORD}\s{{0,2}}:?\s{{0,2}}(?!1[89]00){_each(7)}(?:{_GAP}\d){{0,4}}"
_SAID = r"(?:khong|mot|hai|ba|bon|nam|sau|bay|tam|chin|tu|lam|le|linh)"
_PHONE_SAID = rf"khong[ ,.\-]{{1,2}}(?:{_SAID}[ ,.\-]{{1,2}}){{8,10}}{_SAID}"
_EMAIL = r"[a-z0-9._%+\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}"
_AT = r"(?: {0,2}@ {0,2}| {0,2}[\[(](?:at|a cong|a moc)[\])] {0,2}| (?:a cong|a moc|at) )"
_DOT = r"(?: {0,2}\. {0,2}| (?:cham|dot) | {0,2}[\[(](?:cham|dot)[\])] {0,2})"
_EMAIL_SAID = (
    rf"(?<![a-z0-9])[a-z0-9_\-]{{1,40}}(?:(?:\.| cham )[a-z0-9_\-]{{1,40}}){{0,3}}{_AT}"
    rf"(?:gmail|yahoo|outlook|hotmail|icloud|[a-z0-9\-]{{2,40}}(?={_DOT}(?:com|vn|net|org)))"
    rf"(?:{_DOT}[a-z]{{2,6}}){{0,3}}(?![a-z0-9])"
)
# 29A-123.45, 29-H1 123.45, 88LD-012.34: two digits of the province, one or two letters, four or five digits.
_PLATE = r"[1-9]\d ?-? ?[A-ZĐ]{1,2}\d? ?[\- .]? ?(?:\d{3}\.\d{2}|\d{5})|[1-9]\d-?[A-ZĐ]{1,2}\d?-\d{4}"
_PLATE_NAMED = r"(?:bien (?:so|kiem soat)(?: xe)?|bks|bsx|xe)\s{0,2}:?\s{0,2}[1-9]\d ?-? ?[a-z]{1,2}\d? ?[\- .]? ?\d{3}[. ]?\d{1,2}"
_NUMBER = r"\d{1,5}[a-z]?(?:/\d{1,4}[a-z]?){0,4}"
_HOUSE = (
    rf"(?:so nha|nha so|can ho(?: so)?|phong so|s\.n\.?)\s{{0,3}}:?\s{{0,3}}[a-z]?{_NUMBER}"
    rf"|sn\s{{0,2}}:?\s{{0,2}}(?!(?:19|20)\d\d(?!\d)){_NUMBER}"
    rf"|so\s{{0,3}}{_NUMBER}\s{{0,2}},?\s{{0,2}}(?=(?:ngo|ngach|hem|kiet|duong|pho)\b)"
    r"|\d{1,4}[a-z]?/\d{1,3}(?:/\d{1,3}){0,3}(?=\s{1,2}(?:duong|pho|hem|kiet|ngo)\b)"
)
_BANK = (
    r"(?:so (?:tai khoan|tk)|stk|tai khoan(?: ngan hang)?(?: so)?|tk(?: ngan hang| so)?"
    r"|vietcombank|vietinbank|agribank|bidv|techcombank|mbbank|sacombank|acb|vpbank|tpbank)"
    r"\s{0,3}:?\s{0,3}\d[\d .\-]{6,22}\d"
)
_CMND = (
    r"(?:cmnd|cmtnd|cmt|so cm|chung minh(?: nhan dan| thu)?)(?: cu)?(?: cua \w+)?(?: so)?(?: cu)?"
    rf"\s{{0,3}}:?\s{{0,3}}{_each(9)}"
)
_DATE = r"(?:ngay )?\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:19|20)?\d\d|ngay \d{1,2} thang \d{1,2} nam \d{4}"
_BIRTH = rf"(?:ngay sinh|nam sinh|sinh(?: ngay| nam)?|sn|s\.)\s{{0,2}}:?\s{{0,2}}(?:{_DATE}|(?:19|20)\d\d)"
# Health insurance card: two letters, the share 1-5, two digits of the province, ten digits. Source: Quyết định
# 1351/QĐ-BHXH năm 2015; since 2021 the ten digits alone, the same as the social insurance number (1666/QĐ-BHXH).
_CARD = rf"[a-z]{{2}}{_GAP}[1-5]{_GAP}\d{_GAP}\d{_GAP}{_each(10)}"
_CARD_NAMED = (
    r"(?:so|ma|the|ma so|so so|ma the|so the)(?: the| so)? (?:bhxh|bhyt|bao hiem(?: xa hoi| y te)?)(?: so)?(?: cua \w+)?"
    rf"\s{{0,3}}:?\s{{0,3}}{_each(10)}"
)
_TAX = rf"(?:ma so thue|ma thue|mst)(?: ca nhan)?(?: cua \w+)?(?: so)?\s{{0,3}}:?\s{{0,3}}{_each(10)}(?:-\d{{3}})?"
_PASSPORT = r"(?:ho chieu|passport)(?: cua \w+)?(?: so)?\s{0,3}:?\s{0,3}[a-z]\d{7,8}"


@dataclass(frozen=True)
class Found:
    """One find: `kind` (cccd, phone, name…), the span [start, end) and its words; not `certain`: only a suggestion."""

    kind: str
    start: int
    end: int
    text: str
    certain: bool = True


def _pattern(expression: str, *, digits: bool = True) -> re.Pattern[str]:
    edge = (r"(?<![\da-z])", r"(?!\d)") if digits else (r"(?<![a-z0-9._%+\-])", r"(?![a-z0-9\-])")
    return re.compile(f"{edge[0]}(?:{expression}){edge[1]}")


# In order of trust: what an earlier line took, a later one does not take again.
_PATTERNS = (
    ("email", _pattern(_EMAIL, digits=False)),
    ("email", re.compile(_EMAIL_SAID)),
    ("bank", _pattern(_BANK)),
    ("tax", _pattern(_TAX)),
    ("insurance", _pattern(_CARD)),
    ("insurance", _pattern(_CARD_NAMED)),
    ("passport", _pattern(_PASSPORT)),
    ("cmnd", _pattern(_CMND)),
    ("cccd", _pattern(_CCCD)),
    ("cccd", _pattern(_CCCD_NAMED)),
    ("birth", _pattern(_BIRTH)),
    ("phone", _pattern(_PHONE)),
    ("phone", _pattern(_PHONE_NAMED)),
    ("phone", re.compile(rf"\b{_PHONE_SAID}\b")),
    ("house", _pattern(_HOUSE)),
)
_PLATE_ANNOUNCED = _pattern(_PLATE_NAMED)
_PLATE_AS_SHOWN = re.compile(rf"(?<![\dA-Za-zĐđ.,/])(?:{_PLATE})(?![\d])")
_SOMETHING = re.compile(r"[\d@]|\bkhong[ ,.\-]+(?:mot|hai|ba|bon|nam|sau|bay|tam|chin)\b|\ba (?:cong|moc)\b|\bat\b")


@lru_cache(maxsize=1)
def _plain_letters() -> dict[int, str]:
    """Return the table that takes marks and case off, one character for one, so that positions stay.

    Digits of other scripts become ours, hard and zero-width spaces plain ones, dashes the one on the keyboard.
    """
    table = {}
    for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if base.isalpha() and len(base) == 1:
            table[code] = base
    table |= {ord("đ"): "d", ord("Đ"): "d", ord("ð"): "d", ord("Ð"): "d"}
    for first in (0x660, 0x6F0, 0x966, 0xFF10, *range(0x1D7CE, 0x1D800, 10)):
        table |= {first + value: str(value) for value in range(10)}
    table |= {ord(full): ascii_sign for full, ascii_sign in zip("＠．＋（）", "@.+()", strict=True)}
    table |= {ord(mark): " " for mark in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0\u2007\u2009\u202f\u3000"}
    return table | {ord(dash): "-" for dash in "‐‑‒–—―−"}


def plain_letters(text: str) -> str:
    """Return the text lower-case and without marks, each character in its place."""
    return text.translate(_plain_letters())


def _blank(plain: str, found: list[Found]) -> str:
    """Put letters that no pattern knows where something was found, so that no later pattern takes it again."""
    pieces, last = [], 0
    for one in found:
        pieces += [plain[last : one.start], "\x00" * (one.end - one.start)]
        last = one.end
    return "".join([*pieces, plain[last:]])


def _plates(text: str, plain: str) -> list[Found]:
    """Plates written in capitals; in small letters they are taken only after a word that announces them."""
    shown = "".join(p if p.isdigit() or p in " -.\x00" else c for p, c in zip(plain, text, strict=True))
    taken = _finds("plate", _PLATE_AS_SHOWN, shown, text)
    return [*taken, *_finds("plate", _PLATE_ANNOUNCED, _blank(plain, taken), text)]


def _finds(kind: str, pattern: re.Pattern[str], plain: str, text: str) -> list[Found]:
    return [Found(kind, *match.span(), text[slice(*match.span())]) for match in pattern.finditer(plain)]


def find(text: str) -> list[Found]:
    """Return the personal data found in an NFC text, in the order they stand, none overlapping. Linear in its length."""
    plain = plain_letters(text)
    # Without a digit, an @ or a number spelled out there is nothing to look for: most opinions end here.
    if not _SOMETHING.search(plain):
        return []
    taken: list[Found] = []
    for kind, pattern in _PATTERNS:
        here = _finds(kind, pattern, plain, text)
        taken += here
        plain = _blank(plain, here) if here else plain
    return sorted([*taken, *_plates(text, plain)], key=lambda found: found.start)
