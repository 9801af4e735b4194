"""Proper names in a text: what they are called and what kind of thing bears them ("duong:nam cao")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from doithoai.ground.language import terms
from doithoai.ground.language.fold import fold
from doithoai.ground.language.terms import Token

# Units of the state, from wide to small; the first word of each family stands for it.
UNITS = {"tinh", "huyen", "xa"}

# What a kind of thing is called, folded -> the kind under which it is compared.
HEADS = {
    "tinh": "tinh",
    "thanh pho": "huyen",
    "huyen": "huyen",
    "quan": "huyen",
    "thi xa": "huyen",
    "xa": "xa",
    "phuong": "xa",
    "thi tran": "xa",
    "dac khu": "xa",
    "thon": "thon",
    "ban": "thon",
    "ap": "thon",
    "khom": "thon",
    "khu pho": "thon",
    "to dan pho": "thon",
    "to": "thon",
    "xom": "thon",
    "buon": "thon",
    "lang": "thon",
    "khu": "khu",
    "duong": "duong",
    "pho": "duong",
    "quoc lo": "duong",
    "tinh lo": "duong",
    "duong tinh": "duong",
    "huyen lo": "duong",
    "hem": "hem",
    "ngo": "hem",
    "kiet": "hem",
    "cau": "cau",
    "cho": "cho",
    "truong": "truong",
    "tram": "tram",
    "kenh": "nuoc",
    "rach": "nuoc",
    "song": "nuoc",
    "suoi": "nuoc",
    "ho": "nuoc",
    "du an": "duan",
    "cong vien": "congvien",
    "nga ba": "nga",
    "nga tu": "nga",
}
_PART = re.compile(r"[,;–]| - | và ")


def is_clean(tokens: Sequence[Token]) -> bool:
    """Say whether the text is written with marks and capitals, so that a name can be told by its capitals."""
    marked = any(not token.raw.isascii() for token in tokens)
    capital = any(token.raw[:1].isupper() and token.raw[1:].islower() for token in tokens)
    shouted = sum(token.raw.isupper() and len(token.raw) > 1 for token in tokens) * 2 > len(tokens)
    return marked and capital and not shouted


def _head_before(words: Sequence[str], at: int) -> str:
    for length in (3, 2, 1):
        if at >= length and (kind := HEADS.get(" ".join(words[at - length : at]))):
            return kind
    return ""


def find(tokens: Sequence[Token], *, clean: bool) -> frozenset[str]:
    """Return the names, with their kind where the word before tells it."""
    found: set[str] = set()
    words = [token.word for token in tokens]
    capital = [token.raw[:1].isupper() and not (len(token.raw) > 2 and token.raw.isupper()) for token in tokens]
    at = 0
    while at < len(tokens):
        kind = _head_before(words, at)
        if kind and words[at][:1].isdigit():
            found.add(f"{kind}:{words[at]}")
            at += 1
            continue
        end = at
        while clean and end < len(tokens) and capital[end] and not (end > at and tokens[end].starts) and end < at + 6:
            end += 1
        while at < end and _is_head_word(words, at, end):
            at += 1
        kind = _head_before(words, at)
        length = end - at
        if length >= 2 or (length == 1 and kind and words[at] not in terms.STOP):
            name = " ".join(words[at:end])
            found.add(f"{kind}:{name}" if kind else name)
        at = max(end, at + 1)
    return frozenset(found)


def _is_head_word(words: Sequence[str], at: int, end: int) -> bool:
    return end - at > 1 and (words[at] in HEADS or " ".join(words[at : at + 2]) in HEADS)


def parts_of(place: str) -> tuple[str, ...]:
    """Return the typed parts of a place written out with commas, from small to wide: ("xa:thuy van", "huyen:hue", …)."""
    parts: list[str] = []
    for piece in _PART.split(place):
        words = fold(piece).split()
        for length in (2, 1):
            kind = HEADS.get(" ".join(words[:length]))
            if kind and len(words) > length:
                parts.append(f"{kind}:{' '.join(words[length:])}")
                break
        else:
            if words:
                parts.append(f"{parts[-1].partition(':')[0] if parts else 'tinh'}:{' '.join(words)}")
    return tuple(reversed(parts))
