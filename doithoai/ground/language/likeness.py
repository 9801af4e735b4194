"""Same matter or not: how likely two texts speak of the same issue in the same place, and why."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from doithoai.ground.language import terms
from doithoai.ground.language.reading import Reading
from doithoai.ground.language.weights import Weights


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against: a code and the words the page shows."""

    code: str
    words: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two texts are the same matter (0 to 1), and why."""

    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: one weight for each feature, and where it starts."""

    start: float
    weights: tuple[float, ...]


# By hand until the pairs are learned from.
DEFAULT_MODEL = Model(-2.0, (1.6, -2.2, 5.0, 3.0, 1.2, -1.0))
THRESHOLD = 0.6


def features(a: Reading, b: Reading, weights: Weights) -> tuple[float, ...]:
    """Return what is alike and what is not: names met, names against, words, word pairs, concepts met, concepts against."""
    met, against = _names(a, b)
    return (
        min(3.0, float(met)),
        min(2.0, float(against)),
        _overlap(set(terms.content(a.words)), set(terms.content(b.words)), weights),
        _overlap(set(terms.bigrams(a.words)), set(terms.bigrams(b.words)), weights),
        float(bool(a.concepts & b.concepts)),
        float(bool(a.concepts and b.concepts and not a.concepts & b.concepts)),
    )


def _overlap(a: set[str], b: set[str], weights: Weights) -> float:
    if not a or not b:
        return 0.0
    shared = sum(weights.idf(term) for term in a & b)
    return shared / min(sum(weights.idf(term) for term in a) or 1.0, sum(weights.idf(term) for term in b) or 1.0)


def _names(a: Reading, b: Reading) -> tuple[int, int]:
    met = against = 0
    in_a, in_b = f" {' '.join(a.words)} ", f" {' '.join(b.words)} "
    lone_a = [name for name in a.names if f" {name.rpartition(':')[2]} " not in in_b]
    lone_b = [name for name in b.names if f" {name.rpartition(':')[2]} " not in in_a and not _given(name, a)]
    met = len(a.names) + len(b.names) - len(lone_a) - len(lone_b)
    against = min(len(lone_a), len(lone_b))
    return met, against


def _given(name: str, reading: Reading) -> bool:
    bare = name.rpartition(":")[2]
    return any(part.endswith(f":{bare}") for part in reading.at)


def compare(a: Reading, b: Reading, weights: Weights, model: Model = DEFAULT_MODEL) -> Likeness:
    """Return how likely two readings are the same matter, and why."""
    found = features(a, b, weights)
    total = model.start + sum(w * f for w, f in zip(model.weights, found, strict=True))
    score = 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))
    reasons = []
    shared = a.names & b.names
    reasons += [Reason("same_name", name) for name in sorted(shared)]
    common = set(terms.content(a.words)) & set(terms.content(b.words))
    rare = [term for term in common if weights.idf(term) > 3]
    if rare:
        reasons.append(Reason("shared_terms", " ".join(sorted(rare)), len(rare)))
    return Likeness(score, tuple(reasons))
