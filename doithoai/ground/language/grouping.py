"""The matters of a whole gathering: opinions that say the same are put together, each in exactly one group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from doithoai.ground.language import joining, latent, likeness, naming, terms
from doithoai.ground.language.likeness import DEFAULT_MODEL, Model
from doithoai.ground.language.reading import Reading
from doithoai.ground.language.weights import Weights

# An opinion joins a group when it is that like the members that stand for it; a group is never a chain.
JOIN = 0.5
# Below this likeness to one of them it does not join, however like it is to the others.
EACH = 0.2
# What names a thing and what names none are put together only from here on.
SURE = 0.85
# What an opinion says must point at least so far the same way as the group (cosine).
POINTING = 0.25
# So like that no better group is looked for.
CERTAIN = 0.93
MOST_CANDIDATES = 12
EXEMPLARS = 3
# A term in more groups than this points to none of them.
COMMON = 400
RAREST_KEPT = 8


@dataclass(slots=True)
class _Group:
    members: list[int]
    exemplars: list[int] = field(default_factory=list)
    # Where what its members say points, summed up; None when the collection is too small to tell.
    pointing: latent.Floats | None = None


class _Grouping:
    """The groups so far, and which terms lead to them."""

    def __init__(
        self,
        readings: Sequence[Reading],
        weights: Weights,
        model: Model,
        threshold: float,
        pointing: latent.Floats | None,
    ) -> None:
        self.readings, self.weights, self.model, self.threshold = readings, weights, model, threshold
        self.pointing = pointing
        self.groups: list[_Group] = []
        self.holders: dict[str, list[int]] = defaultdict(list)
        self.keys = [_keys(reading, weights) for reading in readings]

    def candidates(self, at: int) -> list[int]:
        """Return the groups that share most with an opinion, best first."""
        votes: dict[int, float] = defaultdict(float)
        for term, worth in self.keys[at]:
            held = self.holders.get(term)
            if held and len(held) <= COMMON:
                for number in held:
                    votes[number] += worth
        return sorted(votes, key=lambda number: (-votes[number], number))[:MOST_CANDIDATES]

    def likeness(self, at: int, group: _Group) -> float:
        """Return the mean likeness to those that stand for the group; 0 when one of them is too unlike."""
        if not self._points_there(at, group):
            return 0.0
        total = 0.0
        lacking = 0
        for exemplar in group.exemplars:
            here, names = likeness.with_names(self.readings[at], self.readings[exemplar], self.weights, self.model)
            if here < EACH:
                return 0.0
            total += here
            lacking += names.lacks_thing
        mean = total / len(group.exemplars)
        # Who names no thing may mean this one or any other of its kind: only what is most like may join.
        return mean if lacking * 2 <= len(group.exemplars) or mean >= SURE else 0.0

    def _points_there(self, at: int, group: _Group) -> bool:
        """Say whether what an opinion says does not point elsewhere than what the group says."""
        if self.pointing is None or group.pointing is None:
            return True
        here = self.pointing[at]
        length = float(np.sqrt(group.pointing @ group.pointing))
        return not here.any() or length == 0.0 or float(here @ group.pointing) >= POINTING * length

    def best(self, at: int, candidates: Iterable[int]) -> tuple[float, int]:
        """Return the group an opinion is most like, and how like."""
        best, where = 0.0, -1
        for number in candidates:
            here = self.likeness(at, self.groups[number])
            if here > best:
                best, where = here, number
                if best >= CERTAIN:
                    break
        return best, where

    def place(self, at: int) -> None:
        """Put one opinion where it belongs."""
        best, where = self.best(at, self.candidates(at))
        if best < self.threshold:
            where = len(self.groups)
            self.groups.append(_Group([]))
        group = self.groups[where]
        group.members.append(at)
        if self.pointing is not None:
            group.pointing = self.pointing[at] + (0 if group.pointing is None else group.pointing)
        if len(group.exemplars) < EXEMPLARS:
            group.exemplars.append(at)
            for term, _worth in self.keys[at]:
                held = self.holders[term]
                if not held or held[-1] != where:
                    held.append(where)


def _keys(reading: Reading, weights: Weights) -> list[tuple[str, float]]:
    """Return the terms by which groups are found, with their worth: names, numbers, concepts at a place, the rarest words."""
    found: dict[str, float] = {}
    words = [*reading.gist, *(pair for pair in terms.bigrams(reading.words))]
    for word in words:
        found[word] = weights.idf(f"s:{word}" if word[1:2] == "_" else word)
    rarest = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    kept = dict(rarest[:RAREST_KEPT])
    village = next((part for part in reversed(reading.at) if part.startswith(("thon:", "to:"))), "")
    for name in reading.names:
        kind, _colon, bare = name.rpartition(":")
        if kind in ("xa", "huyen", "tinh"):
            continue
        parts = bare.split()
        pairs = [f"{a}_{b}" for a, b in pairwise(parts)] or [f"{kind}:{bare}"]
        kept.update((pair, weights.idf(pair)) for pair in pairs)
    for code in reading.concepts:
        kept[f"{code}@{village}"] = weights.idf(f"c:{code}") + 2
    return list(kept.items())


def group(
    readings: Sequence[Reading],
    *,
    weights: Weights | None = None,
    model: Model = DEFAULT_MODEL,
    threshold: float = JOIN,
) -> list[list[int]]:
    """Return groups of positions, the largest first; each position stands in exactly one. About 2 ms for an opinion."""
    weights = weights or _own_weights(readings)
    pointing = latent.directions([likeness.issue_words(reading, weights) for reading in readings])
    grouping = _Grouping(readings, weights, model, threshold, pointing)
    # Who says most comes first: a group is founded by a full statement, and what is short then finds it.
    order = sorted(range(len(readings)), key=lambda at: (-_fullness(readings[at]), readings[at].words, at))
    for at in order:
        grouping.place(at)
    members = [sorted(one.members) for one in grouping.groups]
    if pointing is not None:
        members = joining.joined(members, readings, pointing, weights)
    return sorted(members, key=lambda one: (-len(one), one[0]))


def _fullness(reading: Reading) -> int:
    sure = len(naming.sheet(reading).names)
    return min(3, sure) * 4 + min(12, len(reading.gist)) + 6 * reading.clean


def _own_weights(readings: Sequence[Reading]) -> Weights:
    counts: Counter[str] = Counter()
    for reading in readings:
        counts.update(set(reading.terms()))
    return Weights.of(counts, len(readings))
