"""How well a text fits a query: which words, side by side, written the same, in the same place. Explained."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from doithoai.ground.index.entries import place_terms
from doithoai.ground.index.query import Query
from doithoai.ground.language import terms
from doithoai.ground.language.abbrev import expand
from doithoai.ground.language.fold import canon, fold, nfc
from doithoai.ground.language.names import parts_of

# What a reason says; pages put it into words.
WORDS, PHRASE, PLACE, CORRECTED, MARKS, CODE = "words", "phrase", "place", "corrected", "marks", "code"
# A text that has less than this part of what the words tell is no hit.
ENOUGH = 0.34
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_MARKED = re.compile(r"[^\W\d_]+")
WINDOW = 42

__all__ = ["Fit", "Why", "fit", "has_phrases", "parts_of", "same_marks", "snippet"]


@dataclass(frozen=True)
class Why:
    """One reason for a hit: a code and the words it is about."""

    code: str
    words: str = ""


@dataclass(frozen=True)
class Fit:
    """How well one entry fits: from 0 to about 1, and why."""

    score: float
    coverage: float
    why: tuple[Why, ...]
    matched: frozenset[str]


def fit(query: Query, words: Sequence[str], concepts: frozenset[str], place: str) -> Fit:
    """Judge a reading's words and the typed place against a query."""
    here = {*words, *(f"{a}_{b}" for a, b in pairwise(words))}
    there = set(place_terms(place))
    matched: set[str] = set()
    in_place: list[str] = []
    corrected: list[str] = []
    got = 0.0
    for part in query.parts:
        term = next((term for term in part.terms if term in here or term in there), None)
        if term is None:
            continue
        matched.update(term.split("_"))
        got += part.weight * (1.0 if term == part.word else 0.9)
        if term not in here:
            in_place.append(term)
        if term != part.word:
            corrected.append(f"{part.word} → {term.replace('_', ' ')}")
    coverage = got / query.weight
    all_pairs = sum(weight for _term, weight, _share in query.pairs)
    pairs = sum(weight for term, weight, _share in query.pairs if term in here or term in there)
    beside = pairs / all_pairs if all_pairs else coverage
    issue = bool(query.reading.concepts & concepts)
    phrase = _phrase(query, words)
    score = 0.62 * coverage + 0.26 * beside + 0.04 * issue + 0.03 * phrase + 0.05 / (1 + len(words) / 60)
    why = [Why(WORDS, " ".join(part.word for part in query.parts if set(part.terms) & (here | there)))]
    why += [Why(PHRASE)] if phrase else []
    why += [Why(PLACE, " ".join(in_place))] if in_place else []
    why += [Why(CORRECTED, ", ".join(corrected))] if corrected else []
    return Fit(score, coverage, tuple(why), frozenset(matched))


def _phrase(query: Query, words: Sequence[str]) -> bool:
    """Say whether all words of the query stand in the text side by side."""
    return len(query.words) > 1 and f" {' '.join(query.words)} " in f" {' '.join(words)} "


def has_phrases(query: Query, words: Sequence[str], place: str) -> bool:
    """Say whether every quoted phrase stands in the text or in its place, word beside word."""
    line, where = f" {' '.join(words)} ", f" {fold(place).replace(',', ' ')} "
    return all(f" {' '.join(phrase)} " in line or f" {' '.join(phrase)} " in where for phrase in query.phrases)


def same_marks(query: Query, text: str) -> float:
    """Return which part of the words typed with marks stands in the text with the same marks (0 when typed without)."""
    if not query.marked:
        return 0.0
    there = set(_MARKED.findall(canon(text[:20_000])))
    return len(query.marked & there) / len(query.marked)


def snippet(text: str, matched: frozenset[str], width: int = WINDOW) -> tuple[tuple[str, bool], ...]:
    """Return the stretch of a text that holds most of the matched words, in pieces: (words, whether matched)."""
    text = " ".join(nfc(text[:20_000]).split())
    spans = [(found.start(), found.end(), _hits(found.group(), matched)) for found in _WORD.finditer(text)]
    if not spans:
        return ((text[:300], False),)
    first, last = _window([hit for _start, _end, hit in spans], width)
    start, end = spans[first][0], spans[last - 1][1]
    if first == 0:
        start = 0
    if last == len(spans):
        end = len(text)
    # One "word" can be a line of 20,000 letters.
    end = min(end, start + 400)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start > 0 else []
    at = start
    for begin, stop, hit in spans[first:last]:
        if hit and stop <= end:
            if begin > at:
                pieces.append((text[at:begin], False))
            pieces.append((text[begin:stop], True))
            at = stop
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _hits(raw: str, matched: frozenset[str]) -> bool:
    word = fold(raw[:30])
    return word in matched or (
        len(word) > 1 and any(w in matched for w in expand((word,)) if w not in terms.stop_words())
    )


def _window(hits: Sequence[bool], width: int) -> tuple[int, int]:
    """Return the window of so many words with most hits, the first of equals, begun a little before its first hit."""
    if len(hits) <= width:
        return 0, len(hits)
    inside = sum(hits[:width])
    best, at = inside, 0
    for start in range(1, len(hits) - width + 1):
        inside += hits[start + width - 1] - hits[start - 1]
        if inside > best:
            best, at = inside, start
    at = max(0, min(at + next((n for n, hit in enumerate(hits[at:]) if hit), 0) - 5, len(hits) - width))
    return at, at + width
