"""Groups that turn out to be one: what all their members say together is laid side by side, not one member with another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any

import numpy as np

from doithoai.ground.language import likeness, naming
from doithoai.ground.language.latent import Floats
from doithoai.ground.language.reading import Reading
from doithoai.ground.language.weights import Weights

# A name stands for a group when this share of its members says it.
COMMON_SHARE = 0.3
# A name borne by more groups than this tells nothing.
MOST_GROUPS = 600
# What one voice names it may have named by a slip: as if half a voice more had named nothing.
UNSURE = 0.5
_HAMLETS = ("thon", "to")

# How much each measure (see `measures`) speaks for one matter, as the logarithm of the chance; fitted on generated
# gatherings whose truth is known, groups of many voices weighing more.
WEIGHTS = np.array(
    (
        -9.9,  # where it starts
        8.2,  # names meet
        -7.5,  # each names something else
        -2.8,  # one names something, the other nothing
        4.6,  # of one hamlet, where no name tells
        3.4,  # what is said leans to the same concepts
        7.6,  # what is said points the same way
    ),
    dtype=np.float32,
)
# From here on two groups are one in a gathering of so many voices. The more voices, the more pairs of groups lie side by
# side and the more of them are alike by chance: each join must be so much surer for every e-fold.
LEAST = 1.2
VOICES = 4_000
SURER = 0.45


@dataclass(slots=True)
class _Faces:
    """What groups say, a row each, summed over their members: of the rows of one bucket, or of all groups."""

    size: Floats
    names: Floats
    hamlets: Floats
    leaning: Floats
    pointing: Floats

    def parts(self) -> tuple[Floats, ...]:
        """Return what is summed up when two groups become one."""
        return self.size, self.names, self.hamlets, self.leaning, self.pointing


def joined(groups: list[list[int]], readings: Sequence[Reading], pointing: Floats, weights: Weights) -> list[list[int]]:
    """Return the groups, those that are one put together. No chain: a joined group is compared as a whole."""
    said = [_Said.of(members, readings, weights) for members in groups]
    middle = np.array([pointing[members].sum(axis=0) for members in groups], dtype=np.float32)
    buckets: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(said):
        for anchor in one.anchors():
            buckets[anchor].append(number)
    root = list(range(len(groups)))
    least = LEAST + SURER * log(max(1_000, len(readings)) / VOICES)
    # What a group names says more than the hamlet it comes from: names first ("n:" after "h:").
    for anchor in sorted(buckets, reverse=True):
        here = sorted({_root(root, number) for number in buckets[anchor]})
        if 1 < len(here) <= MOST_GROUPS:
            for kept, gone in merged(_faces([said[n] for n in here], middle[here]), least):
                into, other = here[kept], here[gone]
                root[other] = into
                said[into].add(said[other])
                middle[into] += middle[other]
    together: dict[int, list[int]] = defaultdict(list)
    for number, members in enumerate(groups):
        together[_root(root, number)] += members
    return [sorted(members) for members in together.values()]


def _root(root: list[int], number: int) -> int:
    while root[number] != number:
        number = root[number]
    return number


@dataclass(slots=True)
class _Said:
    """What the members of one group name and lean to, counted."""

    size: int
    names: Counter[str]
    hamlets: Counter[str]
    leaning: dict[str, float]

    @classmethod
    def of(cls, members: list[int], readings: Sequence[Reading], weights: Weights) -> _Said:
        names: Counter[str] = Counter()
        hamlets: Counter[str] = Counter()
        leaning: dict[str, float] = defaultdict(float)
        for at in members:
            sheet = naming.sheet(readings[at])
            names.update(_named(sheet))
            hamlets.update({f"{kind}:{bare}" for kind in _HAMLETS for bare in sheet.levels.get(kind, ())})
            for code, share in likeness.leanings(readings[at], weights).items():
                leaning[code] += share
        return cls(len(members), names, hamlets, leaning)

    def add(self, other: _Said) -> None:
        self.size += other.size
        self.names.update(other.names)
        self.hamlets.update(other.hamlets)
        for code, share in other.leaning.items():
            self.leaning[code] = self.leaning.get(code, 0.0) + share

    def anchors(self) -> Iterator[str]:
        """Yield under what a group is laid beside others: each name and each hamlet that stands for it."""
        least = COMMON_SHARE * self.size
        yield from (f"n:{name}" for name, count in self.names.items() if count >= least)
        yield from (f"h:{name}" for name, count in self.hamlets.items() if count >= least)


def _named(sheet: naming.Sheet) -> set[str]:
    """Return what a text names besides the place it is given for, in pairs: a name may be read with a word too many."""
    found: set[str] = set()
    for name in sheet.names:
        if name.bare in sheet.at or name.kind in ("xa", "huyen", "tinh"):
            continue
        words = name.bare.split()
        found.update(f"{a}_{b}" for a, b in pairwise(words)) if len(words) > 1 else found.add(
            f"{name.kind}:{name.bare}"
        )
    return found


def _faces(said: Sequence[_Said], middle: Floats) -> _Faces:
    return _Faces(
        np.array([one.size for one in said], dtype=np.float32),
        _table([one.names for one in said]),
        _table([one.hamlets for one in said]),
        _table([one.leaning for one in said]),
        middle.copy(),
    )


def _table(rows: Sequence[Mapping[str, Any]]) -> Floats:
    column = {word: at for at, word in enumerate(sorted({word for row in rows for word in row}))}
    table = np.zeros((len(rows), max(1, len(column))), dtype=np.float32)
    for number, row in enumerate(rows):
        for word, amount in row.items():
            table[number, column[word]] = amount
    return table


def measures(faces: _Faces, at: int) -> Floats:
    """Return how one group lies beside each of a bucket: a row of measures for each, in the order of the weights above."""
    told = np.minimum(1.0, faces.names.max(axis=1) / (faces.size + UNSURE))
    same = _cosine(faces.names, at)
    both = np.minimum(told, told[at])
    met = same * both
    one_only = (1.0 - both) * np.maximum(told, told[at])
    hamlet = _cosine(faces.hamlets, at) * (1.0 - met)
    return np.stack(
        [
            np.ones(len(met), dtype=np.float32),
            met,
            (1.0 - same) * both,
            one_only,
            hamlet,
            _cosine(faces.leaning, at),
            _cosine(faces.pointing, at),
        ],
        axis=1,
    )


def _cosine(rows: Floats, at: int) -> Floats:
    lengths = np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), 1e-9)
    return np.asarray((rows @ rows[at]) / (lengths * lengths[at]), dtype=np.float32)


def merged(faces: _Faces, least: float) -> Iterator[tuple[int, int]]:
    """Yield which row takes which, the most alike first, each joined row laid beside all others anew."""
    alike = np.stack([measures(faces, at) @ WEIGHTS for at in range(len(faces.size))])
    np.fill_diagonal(alike, -np.inf)
    while True:
        i, j = sorted(divmod(int(alike.argmax()), len(alike)))
        if not alike[i, j] >= least:
            return
        for part in faces.parts():
            part[i] += part[j]
        gone = np.isneginf(alike[i])
        row = measures(faces, i) @ WEIGHTS
        row[gone] = -np.inf
        alike[i] = alike[:, i] = row
        alike[j] = alike[:, j] = -np.inf
        yield i, j
