"""Say briefly what many people say, in their own words: whole sentences, chosen for standing in the middle and apart.

Nothing is written here, only chosen; every piece names its source and its span, so that a page can point at both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log, sqrt

from doithoai.ground.language import lexicon, personal, terms
from doithoai.ground.language.weights import Weights

# A piece shorter says nothing by itself, a longer one is no summary. In characters.
SHORTEST, LONGEST = 30, 280
# Of a topic of thousands this many pieces, evenly spread over it, stand for all.
MOST_PIECES = 600
# How much a piece loses for saying what a chosen one says already.
REPEATS = 1.0
# Alike to this degree it says nothing new at all.
SAME = 0.85

_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_FIRST = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one source: its characters from `start` to before `end`."""

    source: int
    start: int
    end: int
    text: str


def sentences(source: int, text: str) -> list[Piece]:
    """Return the sentences of a text with where they stand."""
    found, start = [], 0
    ends = [(match.start(), match.end()) for match in _END.finditer(text)]
    for end, after in [*ends, (len(text), len(text))]:
        words = text[start:end].strip()
        if words:
            at = start + text[start:end].index(words)
            found.append(Piece(source, at, at + len(words), words))
        start = after
    return found


def whole(source: int, text: str) -> list[Piece]:
    """Return a text as one piece; nothing for an empty one."""
    return [Piece(source, 0, len(text), text)] if _FIRST.search(text) else []


def fits(piece: Piece) -> bool:
    """Whether a piece may stand for others: neither a scrap nor a page, and nothing personal in it."""
    return SHORTEST <= len(piece.text) <= LONGEST and not personal.find(piece.text)


def telling(pieces: Iterable[Piece], count: int, concept: str = "") -> list[Piece]:
    """Return at most `count` pieces, each of another source: first the most central, then central ones that say more.

    `concept`: what the pieces are to tell; where some speak of it, only those are chosen from.
    """
    usable = [piece for piece in _spread(list(pieces), MOST_PIECES) if fits(piece)]
    tokens = [terms.tokens(piece.text) for piece in usable]
    speaks = [concept in lexicon.concepts().find(each) for each in tokens] if concept else []
    if any(speaks):
        usable = [piece for piece, says in zip(usable, speaks, strict=True) if says]
        tokens = [each for each, says in zip(tokens, speaks, strict=True) if says]
    vectors = _vectors([terms.content([token.word for token in each]) for each in tokens])
    middle = _middle(vectors)
    central = [_likeness(vector, middle) for vector in vectors]
    repeats = [0.0] * len(usable)
    chosen: list[int] = []
    while len(chosen) < count:
        taken = {usable[at].source for at in chosen}
        free = [at for at, piece in enumerate(usable) if piece.source not in taken and repeats[at] < SAME]
        if not free:
            break
        best = max(free, key=lambda at: (central[at] - REPEATS * repeats[at], -usable[at].source, -at))
        if chosen and central[best] < central[chosen[0]] / 2:
            break
        chosen.append(best)
        repeats = [max(old, _likeness(vector, vectors[best])) for old, vector in zip(repeats, vectors, strict=True)]
    return [usable[at] for at in chosen]


def _spread(pieces: list[Piece], most: int) -> list[Piece]:
    """Return at most this many, evenly taken from first to last."""
    return pieces if len(pieces) <= most else [pieces[at * len(pieces) // most] for at in range(most)]


def _vectors(words: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """Weigh each word by how rare it is in petitions at large, and a little by how rare it is here; lengths made one.

    "Cảm ơn lãnh đạo đã lắng nghe" stands in every topic and tells nothing of any.
    """
    held = Counter(word for each in words for word in set(each))
    total, weights = len(words), Weights.default()
    vectors = []
    for each in words:
        vector = {word: weights.idf(word) * (1.0 + log(total / held[word]) / 2) for word in sorted(set(each))}
        length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({word: weight / length for word, weight in vector.items()})
    return vectors


def _middle(vectors: Sequence[Mapping[str, float]]) -> dict[str, float]:
    whole: dict[str, float] = {}
    for vector in vectors:
        for word, weight in vector.items():
            whole[word] = whole.get(word, 0.0) + weight
    length = sqrt(sum(weight * weight for weight in whole.values())) or 1.0
    return {word: weight / length for word, weight in whole.items()}


def _likeness(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return sum(weight * many.get(word, 0.0) for word, weight in sorted(few.items()))


@lru_cache(maxsize=1)
def _concepts() -> dict[str, tuple[str, str]]:
    """Return of each concept what it is called (its first phrase that stands for it alone) and its field."""
    known: dict[str, tuple[str, str]] = {}
    for file in sorted(files(__package__).joinpath("data/concepts").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".tsv"):
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            code, _tab, listed = line.partition("\t")
            strong = [one.strip().lstrip("!") for one in listed.split("|") if not one.strip().startswith("~")]
            if code and strong and strong[0]:
                known[code] = strong[0][0].upper() + strong[0][1:], file.name.removesuffix(".tsv")
    return known


def title_of(concept: str) -> str:
    """Return what a concept of the lexicon is called in Vietnamese; its code when it is not known (any more)."""
    return _concepts().get(concept, (concept, ""))[0]


def field_of(concept: str) -> str:
    """Return the field a concept belongs to; '' when it is not known."""
    return _concepts().get(concept, ("", ""))[1]
