"""How well a text fits a query: which words, side by side, written the same, in the same place. Explained."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from doithoai.ground.index.entries import place_terms
from doithoai.ground.index.query import EMPTY_WORD, Query
from doithoai.ground.language import terms
from doithoai.ground.language.abbrev import expand
from doithoai.ground.language.fold import canon, fold, nfc

# What a reason says; pages put it into words.
WORDS, PHRASE, PLACE, ISSUE, CORRECTED, CODE = "words", "phrase", "place", "issue", "corrected", "code"
MEANT = "meant"
# A word that stands in the place alone counts so much of one in the text.
IN_PLACE = 0.8
# Side by side in a proper name, or in the place, two words tell more.
NAMED = 1.4
# A text that has less than this part of what the words tell is no hit.
ENOUGH = 0.3
LEAST = 0.25
SURE_GUESS = 0.6
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_MARKED = re.compile(r"[^\W\d_]+")
WINDOW = 42
# A word that stands in the text with other marks than typed tells nearly nothing.
OTHER_MARKS = 0.85
# A word that a text says in other words tells so much.
OTHERWISE_SAID = 0.4


@dataclass(frozen=True)
class Why:
    """One reason for a hit: a code and the words it is about; `pairs`: what was typed and what was meant."""

    code: str
    words: str = ""
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fit:
    """How well one entry fits: from 0 to about 1, and why."""

    score: float
    why: tuple[Why, ...]
    matched: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """What is judged of an entry: its words as one line, issues and senses, the words of its place."""

    words: str
    meant: frozenset[str]
    place: frozenset[str]
    named: frozenset[str]

    @classmethod
    def of(cls, stored: str, place: str) -> "Line":
        """Read it from a stored reading (language/reading.py), without the parts that are not judged."""
        words, names, _places, concepts, _numbers, gist, _rest = stored.split("|", 6)
        meant = {*(f"c:{code}" for code in concepts.split(";")), *(f"s:{code}" for code in gist.split())}
        named = {pair for name in names.split(";") if " " in name for pair in _pairs_of(name)}
        return cls(f" {words} ", frozenset(meant), frozenset(place_terms(place)), frozenset(named))


@lru_cache(maxsize=20_000)
def _pairs_of(name: str) -> tuple[str, ...]:
    words = name.rpartition(":")[2].split()
    return tuple(f"{a}_{b}" for a, b in pairwise(words))


def score_of(query: Query, line: Line) -> float:
    """Return which part of what the query tells a text has: words, pairs side by side, issues."""
    got = guessed = otherwise = 0.0
    words, place = line.words, line.place
    for part in query.parts:
        for term, said in zip(part.terms, part.said, strict=True):
            there = 1.0 if said in words else IN_PLACE if term in place else 0.0
            if there and term == part.word:
                got += part.weight * there
                break
            if there:
                guessed += part.weight * part.trust * there
                break
        else:
            if not line.meant.isdisjoint(part.meant):
                otherwise += part.weight * OTHERWISE_SAID
    exact, got = got, got + guessed
    for pair in query.pairs:
        named = pair.term in line.named
        if pair.said in words:
            got += pair.weight * (NAMED if named or pair.term in place else 1.0)
        elif pair.term in place:
            # The place named as a whole is as good as in the text: what its single words lacked comes back.
            got += pair.weight * NAMED + (1 - IN_PLACE) * pair.single
        elif pair.meant and not line.meant.isdisjoint(pair.meant):
            otherwise += pair.weight * OTHERWISE_SAID
    for issue in query.issues:
        if issue.term in line.meant:
            got += issue.weight
    if got / query.weight < LEAST:
        # Other words for the same make a text fit better; alone they make it no hit.
        return 0.0
    share = min(1.2, (got + otherwise) / query.weight)
    if guessed > exact and share < SURE_GUESS:
        # Other words than the typed ones alone: that is a hit only when nearly all of it fits.
        return 0.0
    if query.phrase and query.phrase in words:
        share += 0.03
    return share + 0.02 / (1 + len(words) / 300)


def as_typed(query: Query, line: Line, score: float, text: str) -> float:
    """Judge once more with the whole text: what has other marks than typed counts less."""
    if not query.marked:
        return score
    score *= 0.94 + 0.06 * same_marks(query, text)
    return max(0.0, score - OTHER_MARKS * _otherwise_marked(query, line, text) / query.weight)


def _otherwise_marked(query: Query, line: Line, text: str) -> float:
    """Return the weight of words and pairs that stand in a text written with marks, but with others than typed."""
    read = _MARKED.findall(canon(text[:20_000]))
    marked = set(read)
    if sum(not word.isascii() for word in read) * 4 < len(read):
        return 0.0
    bare = {_bare(word) for word in marked}
    other = {folded for word, folded in query.marked.items() if word not in marked and folded in bare}
    other -= {folded for word, folded in query.marked.items() if word in marked}
    lost = sum(part.weight for part in query.parts if part.word in other and part.said[0] in line.words)
    return lost + sum(
        pair.weight for pair in query.pairs if pair.said in line.words and not other.isdisjoint(pair.term.split("_"))
    )


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    return fold(word)


def explain(query: Query, line: Line, score: float, halves: Collection[str] = ()) -> Fit:
    """Say why a text fits, and which of its words are to be marked. `halves`: words that counted for next to nothing."""
    found: list[str] = []
    in_place: list[str] = []
    meant: list[str] = []
    corrected: list[tuple[str, str]] = []
    matched: set[str] = set()
    for part in query.parts:
        both = zip(part.terms, part.said, strict=True)
        term, said = next(((t, s) for t, s in both if s in line.words or t in line.place), ("", ""))
        if not term:
            if part.weight > EMPTY_WORD and not line.meant.isdisjoint(part.meant):
                meant.append(part.word)
            continue
        if term in halves:
            continue
        matched.update(term.split("_"))
        if term != part.word:
            corrected.append((part.word, term.replace("_", " ")))
        (found if said in line.words else in_place).append(term.replace("_", " "))
    for pair in query.pairs:
        if pair.said in line.words:
            matched.update(pair.term.split("_"))
    why = [Why(WORDS, " ".join(found))] if found else []
    why += [Why(PHRASE)] if query.phrase and query.phrase in line.words else []
    why += [Why(PLACE, " ".join(in_place))] if in_place else []
    why += [Why(MEANT, " ".join(meant))] if meant else []
    if any(issue.term in line.meant and issue.term.startswith("c:") for issue in query.issues):
        why.append(Why(ISSUE))
    if corrected:
        why.append(Why(CORRECTED, ", ".join(f"{typed} → {meant}" for typed, meant in corrected), tuple(corrected)))
    return Fit(score, tuple(why), frozenset(matched))


def has_phrases(query: Query, words: str, place: str) -> bool:
    """Say whether every quoted phrase stands in the text or in its place, word beside word."""
    where = f" {fold(place).replace(',', ' ')} "
    return all(phrase in words or phrase in where for phrase in query.phrases)


def same_marks(query: Query, text: str) -> float:
    """Return which part of the words typed with marks stands in the text with the same marks (0 when typed without)."""
    if not query.marked:
        return 0.0
    there = set(_MARKED.findall(canon(text[:20_000])))
    return len(query.marked.keys() & there) / len(query.marked)


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
