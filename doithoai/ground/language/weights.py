"""How much a term tells: the fewer texts hold it, the more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from math import log

from doithoai.ground.language import terms


@dataclass(frozen=True, slots=True)
class Weights:
    """Document frequencies of terms: in how many of `total` texts each stands."""

    counts: Mapping[str, int]
    total: int
    _known: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def idf(self, term: str) -> float:
        """Return how much a term tells, about 0 (in every text) to 10 (in none)."""
        known = self._known.get(term)
        if known is None:
            known = min(10.0, log((self.total + 1) / (self.counts.get(term, 0) + 0.5)))
            if len(self._known) < 200_000:
                self._known[term] = max(known, 0.0)
        return max(known, 0.0)

    @classmethod
    def of(cls, counts: Mapping[str, int], total: int) -> Weights:
        """Return the shipped weights blended with an archive's own counts: a term counts as in both together."""
        shipped = cls.default()
        both = {term: counts.get(term, 0) + shipped.counts.get(term, 0) for term in {*counts, *shipped.counts}}
        return cls(both, total + shipped.total)

    @classmethod
    def default(cls) -> Weights:
        """Return the weights learned from the shipped examples."""
        return _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Weights:
    counts: dict[str, int] = {}
    total = 0
    for file in files(__package__).joinpath("data/examples").iterdir():
        for line in file.read_text(encoding="utf-8").splitlines():
            words = [token.word for token in terms.tokens(line.partition("\t")[2])]
            total += 1
            for term in {*terms.content(words), *terms.bigrams(words)}:
                counts[term] = counts.get(term, 0) + 1
    return Weights(counts, max(total, 1_000))
