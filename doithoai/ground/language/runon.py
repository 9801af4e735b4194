"""Matters that follow one another in plain sentences: "… đề nghị sửa. Ngoài ra, đề nghị cấp thẻ bảo hiểm y tế …".

Cut only where something is asked on both sides and both name things of different kinds (`data/topics.tsv`). A reason,
a consequence or a second wish about the same thing stays with its matter: wrong cuts cost more than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from doithoai.ground.language.fold import canon, fold

# Longer texts are minutes or letters; a person cuts them.
_LONGEST, _MOST_PIECES = 20_000, 400
_AHEAD = 3
_GAP = re.compile(r"\s+")
_AND = re.compile(r"(?:và|va|đồng thời|dong thoi)\s", re.IGNORECASE)

_ASK = r"(?:de nghi|kien nghi|de xuat|yeu cau|xin|mong|nho|cho (?:toi|em|chau) hoi)"
_WHO = r"(?:(?:toi|chung toi|em|ba con|nhan dan|nguoi dan|cu tri|gia dinh toi|dan) )?"
_ASKS = re.compile(
    rf"\b{_ASK}\b|\b(?:bao gio|khi nao|vi sao|tai sao|can phai|can duoc|nen lam|chung nao)\b"
    r"|\b(?:giup|gium|ngay di|gap)$|\?$"
)
_BEGINS_ASKING = re.compile(rf"^(?:(?:dong thoi|ngoai ra|va|ben canh do),? )?{_WHO}(?:cung )?(?:rat )?{_ASK}\b")
# Said of something else than what went before.
_NEW = re.compile(
    r"^(?:con (?:ve )?(?:chuyen|viec|van de|phan|khoan|vu)\b|(?:mot )?(?:viec|chuyen|van de|y|dieu) (?:nua|khac)\b"
    r"|nhan (?:day|tien)\b|(?:luon )?tien (?:day|the)\b|luon tien\b|(?:xin |cho \w+ )?hoi them\b"
    r"|ve (?!viec nay|van de nay|chuyen nay)|(?:van de|linh vuc|mang) (?!nay|do|tren))"
)
_ALSO = re.compile(
    rf"^(?:ngoai ra|ben canh do|dong thoi|them nua|them vao do|mat khac|hon nua|tiep theo|{_WHO}cung)\b,? ?"
)
# A reason, a condition, a time, a consequence: still the same matter.
_GOES_ON = re.compile(
    r"^(?:vi|do|boi|neu|hien|hien nay|de|nhat la|dac biet|vay|nhu vay|nen|vi vay|vi the|do do|do vay|khi|luc|mua|ma|rat"
    r"|nhu|trong khi|the|the ma|cho|tuy|nhung|ke ca|lam|gay|dan den|nay|gio|bay gio|den nay|toi nay|cu|ai|co|it|moi)\b"
)
# Without two wishes or a word that turns to something else there is nothing to part: most statements end here.
_WISH = re.compile(
    rf"\b(?:{_ASK}|bao gio|khi nao|vi sao|tai sao|can phai|can duoc|nen lam|chung nao|giup|gium|ngay di|gap)\b|\?"
)
_TURN = re.compile(
    r"\b(?:con (?:ve )?(?:chuyen|viec|van de|phan|khoan|vu)|(?:viec|chuyen|van de|y|dieu) (?:nua|khac)|nhan (?:day|tien)"
    r"|tien (?:day|the)|luon tien|hoi them|van de|linh vuc|mang|dong thoi)\b|(?:^|[.!?;…] )ve\b"
)
_SENTENCE_ENDS = frozenset(".!?…;")
_FIRST_WORDS = 12
# Of single syllables without marks only these are mostly what they seem: "cho" may be a market, a dog or "for".
_CLEAR_WITHOUT_MARKS = frozenset({"duong", "dien", "rac"})
_MOST_LINES, _LONG_LINE = 12, 60


@dataclass(slots=True)
class _Piece:
    """One sentence or clause: its span, its words folded, whether it asks, what it is about at once and in all."""

    start: int
    end: int
    sentence: bool
    plain: str
    asks: bool
    first: frozenset[str]
    about: frozenset[str]


@lru_cache(maxsize=1)
def _topics() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Return the patterns for text with and without marks, longest phrase first, and what each phrase is about."""
    meaning: dict[str, str] = {}
    text = files(__package__).joinpath("data/topics.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        topic, phrases = line.split("\t")
        for phrase in phrases.split(" | "):
            meaning[canon(phrase)] = topic
    marked = sorted(meaning, key=len, reverse=True)
    for phrase in marked:
        meaning.setdefault(fold(phrase), meaning[phrase])
    bare = sorted({p for p in map(fold, marked) if " " in p or p in _CLEAR_WITHOUT_MARKS}, key=len, reverse=True)
    patterns = (re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b") for words in (marked, bare))
    return (*patterns, meaning)  # type: ignore[return-value]


def _about(marked_text: bool) -> Callable[[str], frozenset[str]]:
    """Return the reader of topics for a text written with marks, or without."""
    with_marks, without, meaning = _topics()
    pattern, form = (with_marks, canon) if marked_text else (without, fold)
    return lambda words: frozenset(meaning[hit] for hit in pattern.findall(form(words)))


def _pieces(text: str) -> Iterator[_Piece]:
    about = _about(not text.isascii())
    start, sentence = 0, True
    for end, next_start, next_is_sentence in _cuts(text):
        words = text[start:end]
        plain = fold(words).rstrip(" .;:!,…")
        if plain:
            asks = bool(_ASKS.search(plain)) or words.rstrip().endswith("?")
            first = about(" ".join(words.split()[:_FIRST_WORDS]))
            yield _Piece(start, end, sentence, plain, asks, first, about(words))
        start, sentence = next_start, next_is_sentence


def _cuts(text: str) -> Iterator[tuple[int, int, bool]]:
    """Give each place where a new matter may begin: the end of sentences, and before a clause that asks."""
    for hit in _GAP.finditer(text):
        before = text[hit.start() - 1] if hit.start() else ""
        ends = before in _SENTENCE_ENDS or "\n" in hit.group()
        if not (ends or before == "," or _AND.match(text, hit.end())):
            continue
        after = fold(text[hit.end() : hit.end() + 60])
        if ends or _BEGINS_ASKING.match(after) or after.startswith("dong thoi "):
            yield hit.start(), hit.end(), ends
    yield len(text), len(text), True


def split_run_on(text: str) -> list[str]:
    """Return the matters of running text, each a piece of it as it stands; empty where there is but one. Linear."""
    if len(text) > _LONGEST:
        return []
    plain = fold(text)
    wishes = sum(1 for _wish in islice(_WISH.finditer(plain), 2))
    if wishes < 2 and not _TURN.search(plain) and "\nVề " not in text:
        return []
    pieces = list(islice(_pieces(text), _MOST_PIECES + 1))
    if len(pieces) > _MOST_PIECES:
        return []
    starts, asked, about = [0], False, frozenset[str]()
    for at, piece in enumerate(pieces):
        if at and _begins(pieces, at, asked=asked, about=about):
            starts.append(piece.start)
            asked, about = piece.asks, piece.about
        else:
            asked, about = asked or piece.asks, about | piece.about
    ends = [*starts[1:], len(text)]
    parts = [text[start:end].strip(" \t\n;,") for start, end in zip(starts, ends, strict=True)]
    return parts if len(parts) > 1 else []


def _begins(pieces: list[_Piece], at: int, *, asked: bool, about: frozenset[str]) -> bool:
    """Whether this piece opens another matter than the one told so far."""
    piece = pieces[at]
    if not about or not piece.first or piece.about & about:
        return False
    if piece.sentence and _NEW.match(piece.plain):
        return True
    if not asked:
        return False
    if _ALSO.match(piece.plain) or not piece.sentence:
        return piece.asks or piece.plain.startswith("dong thoi ") or _asked_soon(pieces, at, about)
    if _GOES_ON.match(piece.plain):
        return False
    return piece.asks or _asked_soon(pieces, at, about)


def _asked_soon(pieces: list[_Piece], at: int, about: frozenset[str]) -> bool:
    """Whether one of the next sentences asks for what this one tells, and for nothing that was told before."""
    own = pieces[at].about
    for piece in pieces[at + 1 : at + 1 + _AHEAD]:
        if piece.about & about:
            return False
        if piece.asks:
            return not piece.about or bool(piece.about & own)
        if piece.sentence:
            own = own | piece.about
    return False


def each_tells_another(lines: list[str]) -> bool:
    """Whether each of several lines is a sentence about things that no other line is about."""
    if not 2 <= len(lines) <= _MOST_LINES or any(not 4 <= len(line.split()) <= _LONG_LINE for line in lines):
        return False
    seen: set[str] = set()
    marked = any(not line.isascii() for line in lines)
    for topics in map(_about(marked), lines):
        if not topics or topics & seen:
            return False
        seen |= topics
    return True
