"""Which entries come into question: bounded lists from the engine, never a ranking over common words.

A rare term gives its whole list, a common one counts only together with others. What is here a candidate is judged
afterwards by its reading (ranking.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from doithoai.ground.index.engine import Asked, engine
from doithoai.ground.index.query import EMPTY_PAIR, EMPTY_WORD, Query
from doithoai.ground.index.vocabulary import Counts

# A term that more entries than this have gives no list of its own.
RARE = 1_000
# How many entries an AND of several terms brings, newest first.
TOGETHER = 200
SOME = 80
CANDIDATES = 240
MOST_LISTS = 14
# Of the rarest things asked for, so many bring their newest entries whatever else crowds in, and so many each.
RAREST, KEPT = 3, 20


@dataclass(frozen=True)
class Unit:
    """One thing looked for: terms of which any will do, what it tells, in which share of the entries it stands."""

    terms: tuple[str, ...]
    weight: float
    share: float


@dataclass(frozen=True)
class Scope:
    """What every hit must have: groups of terms, and the share of entries that have them."""

    groups: tuple[tuple[str, ...], ...] = ()
    share: float = 1.0


class Gathering:
    """Collects candidates: for each entry the weight of what it was found by."""

    def __init__(self, counts: Counts, scope: Scope):
        self.counts, self.scope = counts, scope
        self.found: dict[int, float] = defaultdict(float)
        self.lists: list[list[int]] = []
        self.engine = engine()

    def gather(self, wanted: Sequence[tuple[Sequence[Unit], int]]) -> list[int]:
        """Add for each of these the newest entries that have all its units, so many; each gains their weight.

        Returns how many each gave.
        """
        asked = [Asked(self._groups(units), limit, self._share(units)) for units, limit in wanted]
        lists = self.engine.newest(asked)
        for (units, _limit), ids in zip(wanted, lists, strict=True):
            gain = sum(unit.weight for unit in units)
            for pk in ids:
                self.found[pk] += gain
            if ids and len(units) == 1:
                self.lists.append(ids)
        return [len(ids) for ids in lists]

    def _groups(self, units: Sequence[Unit]) -> list[tuple[str, ...]]:
        return [*(unit.terms for unit in units), *self.scope.groups]

    def _share(self, units: Sequence[Unit]) -> float:
        return min([self.scope.share, *(unit.share for unit in units)])

    def best(self, most: int) -> list[int]:
        """Return the ids with most weight, of equal ones the newest; and the newest that have what is rarest."""
        ranked = sorted(self.found, key=lambda pk: (-self.found[pk], -pk))
        kept = {pk for ids in sorted(self.lists, key=len)[:RAREST] for pk in ids[:KEPT]}
        return [*ranked[:most], *(pk for pk in ranked[most:] if pk in kept)]


def is_rare(unit: Unit, counts: Counts, scope: Scope) -> bool:
    """Say whether a list of everything with this unit is short enough to be read whole."""
    return unit.share * scope.share * counts.total <= RARE


def for_query(query: Query, counts: Counts, scope: Scope) -> tuple[list[int], set[str]]:
    """Return the candidates of a query, and those of its pairs that stand nowhere."""
    gathering = Gathering(counts, scope)
    words = [Unit(part.terms, part.weight, part.share) for part in query.parts if part.weight > EMPTY_WORD]
    words = sorted(words or [Unit(part.terms, part.weight, part.share) for part in query.parts], key=_share)
    told = [*query.pairs, *query.issues]
    pairs = sorted((Unit((one.term,), one.weight, one.share) for one in told if one.weight != EMPTY_PAIR), key=_share)
    rare = [unit for unit in (*words, *pairs) if is_rare(unit, counts, scope)][:MOST_LISTS]
    common = [unit for unit in (*pairs, *words) if not is_rare(unit, counts, scope)]
    wanted: list[tuple[Sequence[Unit], int]] = [(words, TOGETHER), *(([unit], RARE) for unit in rare)]
    for left_out in range(min(len(words), 6) if len(words) > 2 else 0):
        wanted.append((words[:left_out] + words[left_out + 1 :], SOME))
    wanted += [(both, SOME) for both in combinations(common[:4], 2)]
    given = gathering.gather(wanted)[1:]
    # A pair that stands nowhere. Only the rare ones were asked for by themselves.
    unknown = {unit.terms[0] for unit, n in zip(rare, given, strict=False) if not n and "_" in unit.terms[0]}
    if len(gathering.found) < SOME:
        gathering.gather([([unit], SOME) for unit in common[:3]])
    return gathering.best(CANDIDATES), unknown


def _share(unit: Unit) -> float:
    return unit.share
