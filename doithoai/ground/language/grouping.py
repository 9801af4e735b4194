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
# In a large gathering groups of few are begun more strictly: what is said of them all together joins them afterwards.
JOIN_TAUGHT = 0.65
# Below this likeness to one of them it does not join, however like it is to the others.
EACH = 0.2
# What names a thing and what names none are put together from here on, or where no other group is nearly as like.
SURE = 0.85
RIVAL = 0.25
# What an opinion says must point at least so far the same way as the group (cosine), where so many texts teach it.
POINTING = 0.25
TAUGHT = 1_000
# So like that no better group is looked for.
CERTAIN = 0.93
MOST_CANDIDATES = 8
# Of what shares less than this part of what the best candidate shares nothing is expected.
NEAR_BEST = 0.3
EXEMPLARS = 3
# A term in more groups than this points to none of them.
COMMON = 400
RAREST_KEPT = 8


@dataclass(slots=True)
class _Group:
    members: list[int]
    exemplars: list[int] = field(default_factory=list)


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
        # Where what the members of each group say points, summed up.
        self.middles = np.zeros_like(pointing) if pointing is not None else np.zeros((0, 0), dtype=np.float32)
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
        if not votes:
            return []
        least = NEAR_BEST * max(votes.values())
        near = sorted((-vote, number) for number, vote in votes.items() if vote >= least)
        return self._pointing_there(at, [number for _vote, number in near[:MOST_CANDIDATES]])

    def likeness(self, at: int, group: _Group) -> tuple[float, bool]:
        """Return the mean likeness to those that stand for the group, and whether one of both names no thing.

        The likeness is 0 when one of them is too unlike.
        """
        total = 0.0
        lacking = 0
        for exemplar in group.exemplars:
            here, names = likeness.with_names(self.readings[at], self.readings[exemplar], self.weights, self.model)
            if here < EACH:
                return 0.0, False
            total += here
            lacking += names.lacks_thing
        return total / len(group.exemplars), lacking * 2 > len(group.exemplars)

    def _pointing_there(self, at: int, numbers: list[int]) -> list[int]:
        """Return the groups of which what an opinion says does not point elsewhere than what they say."""
        if self.pointing is None or not self.pointing[at].any():
            return numbers
        middles = self.middles[numbers]
        along = middles @ self.pointing[at]
        least = POINTING * np.sqrt(np.einsum("ij,ij->i", middles, middles))
        return [number for number, far, limit in zip(numbers, along, least, strict=True) if far >= limit]

    def best(self, at: int, candidates: Iterable[int]) -> tuple[float, int]:
        """Return the group an opinion is most like, and how like."""
        best, second, where, lacking = 0.0, 0.0, -1, False
        for number in candidates:
            here, lacks = self.likeness(at, self.groups[number])
            if here <= best:
                second = max(second, here)
                continue
            best, second, where, lacking = here, best, number, lacks
            if best >= CERTAIN:
                break
        # Who names no thing may mean this one or any other of its kind: only what is alone in being like may join.
        if lacking and best < SURE and second > best - RIVAL:
            return 0.0, -1
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
            self.middles[where] += self.pointing[at]
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
    threshold: float | None = None,
) -> list[list[int]]:
    """Return groups of positions, the largest first; each position stands in exactly one. About 2 ms for an opinion."""
    weights = weights or _own_weights(readings)
    pointing = latent.directions([likeness.issue_words(reading, weights) for reading in readings])
    taught = pointing if len(readings) >= TAUGHT else None
    if threshold is None:
        threshold = JOIN if taught is None else JOIN_TAUGHT
    grouping = _Grouping(readings, weights, model, threshold, taught)
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
