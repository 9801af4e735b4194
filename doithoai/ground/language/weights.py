"""How much a term tells: the fewer texts hold it, the more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from math import log

# As if so many texts had been read at least, so that few texts do not make every word rare.
LEAST_TEXTS = 1_000
MOST_KNOWN = 200_000
RAREST = 10.0


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
            known = log((self.total + 1) / (self.counts.get(term, 0) + 0.5))
            known = max(0.0, min(RAREST, known))
            if len(self._known) < MOST_KNOWN:
                self._known[term] = known
        return known

    @classmethod
    def of(cls, counts: Mapping[str, int], total: int) -> Weights:
        """Return the shipped weights blended with an archive's own counts: as if both had been read together."""
        shipped = cls.default()
        both = {term: counts.get(term, 0) + shipped.counts.get(term, 0) for term in {*counts, *shipped.counts}}
        return cls(both, total + shipped.total)

    @classmethod
    def default(cls) -> Weights:
        """Return the weights learned from the shipped examples."""
        return _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Weights:
    """Read `data/weights.tsv`: the number of texts, then a term and the number of texts it stands in on each line."""
    lines = files(__package__).joinpath("data/weights.tsv").read_text(encoding="utf-8").splitlines()
    counts: dict[str, int] = {}
    for line in lines[1:]:
        term, _tab, count = line.partition("\t")
        counts[term] = int(count)
    return Weights(counts, max(int(lines[0]), LEAST_TEXTS))


@lru_cache(maxsize=1)
def common_pairs() -> frozenset[str]:
    """Return pairs of words that ordinary speech knows (`xuong_cap`): they are no names, even after "đường"."""
    return frozenset(files(__package__).joinpath("data/pairs.txt").read_text(encoding="utf-8").split())
