"""Words of a text as they are compared: folded syllables, abbreviations written out, stop words known, terms for an index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from doithoai.ground.language.abbrev import expand
from doithoai.ground.language.fold import fold, nfc

# What is read of one text, in characters; and how long one word may be before it is cut.
CUT = 20_000
LONGEST = 24

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_NOT_A_TERM = re.compile(r"[^a-z0-9]+")

# Words that carry no matter: grammar, politeness, and what every petition says. Folded.
STOP = frozenset(
    """
    a ah anh ay ba bac ban bang bao bay bi biet bo boi bung ca cac cai can cang cau chac chang chau chi chinh cho chua
    chuc chung chut co con cua cu cung da dang dau day de deu di dieu do doi don du dung duoc em ghi gi gia giai gium
    giup ha hay het ho hoac hoi hon hong it kha khi kho khong kia kien kieu kinh la lai lam lan len luc luon ma mai
    mau may me mi minh moi mong mot muon nao nay nen neu nga ngay nghi nghe nguoi nhe nhieu nhieu nhin nhu nhung nhat
    nho noi nua o oi phai phan qua quy ra rang rat roi sao sau se so som su ta tai tap tat tay thanh the them thi thich
    thoi thua thuc thuong tien toi ton tra tren trong truoc tu tui tung tuy ve vi vao van vay viec voi vua va vo xem xin
    xong y ong ba co kinh quyet dinh nghi luc cap tham quyen giai
    """.split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: folded, as written, and whether a sentence (or a bracket, a line) begins with it."""

    word: str
    raw: str
    starts: bool


@lru_cache(maxsize=60_000)
def _folded(raw: str) -> str:
    return _NOT_A_TERM.sub("", fold(raw))[:LONGEST]


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order, abbreviations written out. Linear; reads the first 20,000 characters."""
    text = nfc(text[:CUT])
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        raw = match.group()
        starts = not found or not text[last : match.start()].isspace() and bool(_ENDS.search(text, last, match.start()))
        last = match.end()
        word = _folded(raw) if len(raw) <= LONGEST else _folded(raw[:LONGEST])
        if not word:
            continue
        found.append(Token(word, raw, starts))
    return _written_out(found)


_ENDS = re.compile(r"[.!?;:\n(\[\"“”•…–+*]")


def _written_out(found: list[Token]) -> list[Token]:
    """Expand abbreviations and keep what is known of each word; the words of an expansion are no names."""
    words = tuple(token.word for token in found)
    out = tuple(expand(words))
    if out == words:
        return found
    result: list[Token] = []
    at = 0
    for word in out:
        if at < len(found) and found[at].word == word:
            result.append(found[at])
            at += 1
            continue
        # A word of an expansion: step over the abbreviation once, when what follows it comes next.
        result.append(Token(word, word, False))
        if at < len(found) and (at + 1 >= len(found) or _next_is(out, len(result), found[at + 1].word)):
            at += 1
    return result


def _next_is(out: Sequence[str], at: int, word: str) -> bool:
    return at < len(out) and out[at] == word


def content(words: Sequence[str]) -> list[str]:
    """Return the distinct words that carry meaning, in the order they first stand."""
    return list(dict.fromkeys(word for word in words if word not in STOP and len(word) > 1))


def bigrams(words: Sequence[str]) -> Iterator[str]:
    """Give the pairs of neighbouring words of which at least one carries meaning: `nam_cao`."""
    for first, second in zip(words, words[1:], strict=False):
        if first not in STOP or second not in STOP:
            yield f"{first}_{second}"
