"""The matters of a whole gathering: opinions that say the same are put together, each in exactly one group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from doithoai.ground.language.likeness import THRESHOLD, compare
from doithoai.ground.language.reading import Reading
from doithoai.ground.language.weights import Weights

MOST_CANDIDATES = 30
COMMON = 200


def group(
    readings: Sequence[Reading], *, weights: Weights | None = None, threshold: float = THRESHOLD
) -> list[list[int]]:
    """Return groups of positions, the largest first; a position stands in exactly one."""
    weights = weights or Weights.default()
    groups: list[list[int]] = []
    holders: dict[str, list[int]] = defaultdict(list)
    for at, reading in enumerate(readings):
        found = reading.terms()
        votes: dict[int, float] = defaultdict(float)
        for term in found:
            for number in holders[term]:
                votes[number] += weights.idf(term)
        best = sorted(votes, key=lambda number: -votes[number])[:MOST_CANDIDATES]
        scored = [(compare(reading, readings[groups[number][0]], weights).score, number) for number in best]
        score, number = max(scored, default=(0.0, -1))
        if score >= threshold:
            groups[number].append(at)
            continue
        groups.append([at])
        for term in found:
            if len(holders[term]) < COMMON:
                holders[term].append(len(groups) - 1)
    return sorted(groups, key=lambda one: (-len(one), one[0]))
