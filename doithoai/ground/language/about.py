"""What a text is about, as shares of concepts: a word says something of every concept whose phrases or examples hold it.

Two people who raise one matter may share no phrase; the words of both then still lean to the same concepts. The table
`data/about.tsv` is made by `scripts/learn_likeness.py` from the lexicon and the examples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt
from operator import itemgetter

from doithoai.ground.language import terms
from doithoai.ground.language.reading import Reading

# How many concepts are kept of one text, and how much a concept counts whose very phrase was found.
KEPT = 24
FOUND = 400.0
Shares = Mapping[str, float]


def words_of(reading: Reading, besides: frozenset[str]) -> set[str]:
    """Return what tells a subject: words, senses and pairs of neighbours, but not the syllables of names."""
    stop = terms.stop_words()
    found = {word for word in reading.gist if word not in besides and not word.startswith("h_")}
    said = [word if word not in stop and word not in besides else "" for word in reading.words]
    found.update(word for word in said if word)
    found.update(f"{first}_{second}" for first, second in pairwise(said) if first and second)
    return found


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    lines = files(__package__).joinpath("data/about.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


@lru_cache(maxsize=1 << 15)
def _leans(word: str) -> tuple[tuple[str, int], ...]:
    """Return the concepts a word leans to, with weights."""
    listed = _table().get(word)
    if not listed:
        return ()
    pairs = (entry.split("=") for entry in listed.split(" "))
    return tuple((code, int(weight)) for code, weight in pairs)


def leaning(words: Iterable[str], concepts: Iterable[str] = ()) -> dict[str, float]:
    """Return how much words and found concepts lean to each concept, all of them and as much as they say."""
    total: dict[str, float] = defaultdict(float)
    for word in words:
        for code, weight in _leans(word):
            total[code] += weight
    for code in concepts:
        total[code] += FOUND
    return total


def shares(total: Shares) -> dict[str, float]:
    """Return the concepts a text leans to (`leaning`), the strongest 24, as a vector of length 1."""
    # Of equal ones those that come first by name: the same text leans the same way in every process.
    kept = sorted(sorted(total.items()), key=itemgetter(1), reverse=True)[:KEPT]
    length = sqrt(sum(value * value for _code, value in kept)) or 1.0
    return {code: value / length for code, value in kept}


def elsewhere(a: Shares, b: Shares, shared: Shares) -> float:
    """Return how far apart two texts lean without what both say, 0 to 1; 0 where one says nothing more.

    Who raises another trouble of the same thing shares the words for the thing, and what is left speaks of other
    subjects. `a`, `b` and `shared` are the `leaning` of the two and of the words both say.
    """
    # What is left is a - shared and b - shared, multiplied out: the shared words are few.
    twice = _dot(shared, shared)
    mine, theirs = _dot(shared, a), _dot(shared, b)
    lengths = (_dot(a, a) - 2 * mine + twice) * (_dot(b, b) - 2 * theirs + twice)
    if lengths < 1.0:
        return 0.0
    return min(1.0, max(0.0, 1.0 - (_dot(a, b) - mine - theirs + twice) / sqrt(lengths)))


def _dot(a: Shares, b: Shares) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum(value * b[code] for code, value in a.items() if code in b)


def alike(a: Shares, b: Shares) -> float:
    """Return how much two texts lean to the same concepts, 0 to 1."""
    return _dot(a, b)
