"""The matters in one statement. Splitting wrongly costs more than leaving two together."""

from __future__ import annotations

import re
from collections.abc import Callable

from doithoai.ground.language.fold import fold
from doithoai.ground.language.runon import each_tells_another, split_run_on

_CLAUSE = r"(?:^|(?<=[.;:!?,…])[ \t]*|(?<=\n)[ \t]*)"
_HEAD = r"(?:(?<=\n)|^)[ \t]*"
_NAMED = r"(?:(?:ý kiến|kiến nghị|câu hỏi|câu|vấn đề|nội dung|đề nghị|ý|việc)[ \t]+(?:thứ[ \t]+|số[ \t]+)?)"
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_COUNTED = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")

_NUMBER = re.compile(
    _CLAUSE + r"(?:(?P<n>\d{1,2})[ \t]*(?:[.)/](?!\d)|[ \t]*[-–:](?=[ \t]*[^\W\d]))[.)/]?[ \t]*)(?=\S)"
    r"|" + _HEAD + r"(?P<line>\d{1,2})(?:[ \t]*[.)/:,-][ \t]+(?=\S)|[ \t]+(?=[A-ZĐÀ-Ỹ]))"
    r"|(?<=\s)(?P<loose>\d{1,2})\.[ \t]+(?=[A-ZĐÀ-Ỹ])"
)
# What a number may belong to: "quốc lộ 2. Đề nghị" is no second matter.
_NUMBERED = frozenset(
    [
        "lo",
        "so",
        "duong",
        "khu",
        "thon",
        "to",
        "dieu",
        "khoan",
        "muc",
        "km",
        "lop",
        "thang",
        "ngay",
        "quy",
        "hem",
        "ngo",
        "ngach",
        "cap",
        "doi",
        "xom",
        "ap",
        "vu",
        "phuong",
        "quan",
        "khoi",
        "dot",
        "doan",
        "truong",
        "cau",
        "vong",
        "bac",
        "hang",
        "loai",
        "nhom",
        "tuyen",
        "cong",
        "ben",
        "kenh",
        "kinh",
        "lang",
        "ban",
        "nam",
        "tang",
        "toa",
        "nha",
        "kiot",
        "tram",
        "huyen",
        "phan",
        "chuong",
        "bai",
        "trang",
        "bieu",
        "phu",
        "tiet",
        "diem",
        "tu",
        "la",
        "den",
        "va",
        "hay",
        "con",
        "mon",
        "cay",
        "can",
        "ho",
        "nguoi",
        "sau",
        "buoi",
        "ky",
        "ca",
        "lan",
        "phut",
        "gio",
    ]
)
_BRACKETED = re.compile(
    r"(?:^|(?<=[\s.;:,!?]))\((?P<n>\d{1,2})\)[ \t]*(?=\S)|"
    r"(?:^|(?<=\s))(?P<line>\d{1,2})\)[ \t]*(?=\S)"
)
_LETTER = re.compile(_CLAUSE + r"\(?(?P<n>[a-hđ])[.)][ \t]*(?=\S)")
_CAPITAL = re.compile(_HEAD + r"(?P<n>[A-EĐ])[.)/][ \t]*(?=\S)")
_ROMAN = re.compile(_HEAD + r"(?P<n>I{1,3}|IV|VI{0,3}|IX|X)[.)][ \t]*(?=\S)")
_ORDINAL = re.compile(
    _CLAUSE
    + r"(?:một[ \t]+là\b|"
    + _NAMED
    + r"?thứ[ \t]+(?:nhất|1)(?:[ \t]+là\b)?)[ \t]*[,:.–-]?[ \t]*(?=\S)|"
    + _CLAUSE
    + r"(?:"
    + _NAMED
    + r"?thứ[ \t]+(?P<n>"
    + "|".join((*_ORDINALS, "bốn", r"\d"))
    + r")|(?P<line>"
    + "|".join(_COUNTED)
    + r")[ \t]+là\b)(?:[ \t]+là\b)?[ \t]*[,:.–-]?[ \t]*(?=\S)",
    re.IGNORECASE,
)
_IN_TURN = re.compile(
    _CLAUSE
    + r"(?:(?P<first>đầu tiên|trước tiên|trước hết)|(?P<next>tiếp theo|tiếp đến|kế đến|kế tiếp|sau nữa)"
    + r"|(?P<last>cuối cùng|sau cùng))(?:[ \t]+là[ \t]+|[ \t]*[,:]?[ \t]*(?=(?:tôi[ \t]+)?(?:đề nghị|kiến nghị|xin[ \t])))",
    re.IGNORECASE,
)
_TITLED = re.compile(_CLAUSE + _NAMED + r"(?P<n>\d{1,2})[ \t]*[.:)–-][ \t]*(?=\S)", re.IGNORECASE)
_BULLET = re.compile(
    _HEAD + r"(?P<n>[-–—+*•●▪■◦‣·o✓➢])[ \t]+(?=\S)|" + _HEAD + r"(?P<line>[-–—+*•●▪■◦‣·✓➢])(?=[^\W\d])"
)

_DASH_INSIDE = re.compile(r"(?<=[.;!?…])[ \t]*[-–—+][ \t]+(?=\S)")
_REQUEST = re.compile(
    r"\b(?:de nghi|kien nghi|de xuat|xin|mong|yeu cau|nho (?:cap tren|xa|huyen|tinh)|"
    r"bao gio|khi nao|vi sao|tai sao|phan anh)\b"
)
_LEAD = re.compile(
    r"(?:y kien|kien nghi|de nghi|noi dung|van de|cau hoi|phan anh|dieu|viec|de xuat|yeu cau)"
    r"(?: \S+){0,2}$|\b(?:nhu sau|sau day|sau)$"
)
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")

# How far a mark may be indented and still head its line.
_INDENT = 40

Mark = tuple[int, int, int]


def split_matters(text: str) -> list[str]:
    """The matters of one statement, without their numbers; a single matter comes back whole."""
    chains = [chain for find in _STYLES if len(chain := find(text)) > 1]
    if chains:
        # The style that begins first is the outer one; bullets inside "1." stay inside.
        return _cut(text, min(chains, key=lambda chain: chain[0][0]))
    return _lines(text) or _clauses(text) or split_run_on(text) or [text]


def _cut(text: str, chain: list[Mark]) -> list[str]:
    lead = text[: chain[0][0]].strip()
    ends = [start for start, _, _ in chain[1:]] + [len(text)]
    matters = [text[begin:end].strip(" \t\n;") for (_, begin, _), end in zip(chain, ends, strict=True)]
    matters = [matter for matter in matters if matter]
    if lead and not _is_lead(lead):
        matters = [lead, *matters]
    return matters if len(matters) > 1 else [text]


def _is_lead(lead: str) -> bool:
    """An introduction announces matters and holds none: it ends in a colon or says "sau"."""
    plain = fold(lead).rstrip(" .:,-")
    if lead.endswith((":", "：")):
        sentences = re.split(r"[.!?]\s", lead)
        return len(sentences) == 1 or not any(_REQUEST.search(fold(s)) for s in sentences[:-1])
    return len(plain) < 90 and ". " not in plain and bool(_LEAD.search(plain))


def _chain(pattern: re.Pattern[str], rank: Callable[[str], int], *first: str) -> Callable[[str], list[Mark]]:
    """Marks that count 1, 2, 3 in the order of the text; a lone number is never a mark.

    A text that holds none of the `first` marks is not searched, which spares most texts the search.
    """

    def find(text: str) -> list[Mark]:
        chain: list[Mark] = []
        if not any(mark in text for mark in first):
            return chain
        for hit in pattern.finditer(text):
            groups = hit.groupdict()
            loose = groups.get("loose")
            value = rank(groups.get("n") or groups.get("line") or loose or "")
            last = chain[-1][2] if chain else 0
            # At the head of a line a number may be skipped by mistake, inside a line never.
            skips = bool(chain) and value == last + 2 and _heads_line(text, hit.start())
            if not (value == last + 1 or skips) or (loose and not _free(text, hit.start(), last)):
                continue
            if hit.group().lstrip()[:1].isdigit() and hit.group().rstrip().endswith(")") and _named(text, hit.start()):
                continue
            chain.append((hit.start(), hit.end(), value))
        return chain

    return find


def _heads_line(text: str, at: int) -> bool:
    before = text[max(0, at - _INDENT) : at]
    line = before.rpartition("\n")[2]
    return not line.strip() and (line != before or at <= _INDENT)


def _free(text: str, at: int, last: int) -> bool:
    """Whether a number amid a sentence counts matters: not the first, and no name's number."""
    before = fold(text[max(0, at - 20) : at]).split()
    return last > 0 and bool(before) and before[-1] not in _NUMBERED


def _named(text: str, at: int) -> bool:
    """Whether a number belongs to the word before it: "lớp 1)"."""
    before = fold(text[max(0, at - 20) : at]).split()
    return bool(before) and before[-1] in _NUMBERED


def _bullets(text: str) -> list[Mark]:
    """Lines that begin with the same sign as the first such line."""
    hits = list(_BULLET.finditer(text))
    signs = [hit.group().strip() for hit in hits]
    if len(hits) == 1 and signs[0] in "-–—+" and not text[: hits[0].start()].strip():
        # A workbook that lost its line ends: "- … . - … . - …".
        hits += _DASH_INSIDE.finditer(text)
        signs = [signs[0]] * len(hits)
    return [(h.start(), h.end(), 0) for h, s in zip(hits, signs, strict=True) if s == signs[0]]


def _in_turn(text: str) -> list[Mark]:
    """First … next … last …, told as such; "at first" and "in the end" of a story are not followed by là."""
    chain: list[Mark] = []
    for hit in _IN_TURN.finditer(text):
        if bool(chain) == (hit["first"] is None):
            chain.append((hit.start(), hit.end(), len(chain) + 1))
        if chain and hit["last"]:
            break
    return chain


def _ordinal(word: str) -> int:
    word = word.lower()
    if not word or word.isdigit():
        return int(word or 1)
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    return _COUNTED.index(word) + 1


def _letter(word: str) -> int:
    return "abcdđegh".find(word) + 1


def _lines(text: str) -> list[str]:
    """Unnumbered lines are matters only where every line carries its own request, or tells of another thing."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return _each_asks(lines) or (lines if each_tells_another(lines) else [])


def _clauses(text: str) -> list[str]:
    return _each_asks([part.strip() for part in text.split(";") if part.strip()])


def _each_asks(parts: list[str]) -> list[str]:
    if len(parts) < 2:
        return []
    whole = all(len(part.split()) >= 4 and _REQUEST.search(fold(part)) for part in parts)
    return parts if whole else []


_STYLES = (
    _chain(_NUMBER, int, "2"),
    _chain(_BRACKETED, int, "2)"),
    _chain(_LETTER, _letter, "b)", "b."),
    _chain(_CAPITAL, lambda n: "ABCDE".find(n) + 1, "\nB"),
    _chain(_ROMAN, lambda n: _ROMANS.index(n) + 1, "\nII", " II"),
    _chain(_ORDINAL, _ordinal, "hai", "Hai", "HAI", "2"),
    _in_turn,
    _chain(_TITLED, int, "2"),
    _bullets,
)
