"""Groups that turn out to be one: of the same thing or hamlet, and what their members say points the same way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from math import sqrt

import numpy as np

from doithoai.ground.language import likeness, naming
from doithoai.ground.language.latent import Floats, unit
from doithoai.ground.language.reading import Reading
from doithoai.ground.language.weights import Weights

# From this likeness of what is said on, groups that name the same thing are one; that speak of the same hamlet.
SAME_THING = 0.42
SAME_HAMLET = 0.42
# A name stands for a group when this share of its members says it.
COMMON_SHARE = 0.3
# A name borne by more groups than this tells nothing.
MOST_GROUPS = 600


def joined(groups: list[list[int]], readings: Sequence[Reading], pointing: Floats, weights: Weights) -> list[list[int]]:
    """Return the groups, those that are one put together. No chain: a joined group is compared as a whole."""
    buckets: dict[str, list[int]] = defaultdict(list)
    for number, members in enumerate(groups):
        for anchor in _anchors(members, readings):
            buckets[anchor].append(number)
    middle = unit(np.array([pointing[members].sum(axis=0) for members in groups], dtype=np.float32))
    leaning = [_leaning(members, readings, weights) for members in groups]
    root = list(range(len(groups)))
    for anchor in sorted(buckets):
        here = sorted({_root(root, number) for number in buckets[anchor]})
        if 1 < len(here) <= MOST_GROUPS:
            _join_here(here, anchor, groups, middle, leaning, root)
    together: dict[int, list[int]] = defaultdict(list)
    for number, members in enumerate(groups):
        together[_root(root, number)] += members
    return [sorted(members) for members in together.values()]


def _root(root: list[int], number: int) -> int:
    while root[number] != number:
        number = root[number]
    return number


def _anchors(members: list[int], readings: Sequence[Reading]) -> list[str]:
    """Return the things a group names; the hamlet it is given for, when it names none."""
    things: Counter[str] = Counter()
    hamlets: Counter[str] = Counter()
    for at in members:
        sheet = naming.sheet(readings[at])
        things.update({f"{name.kind}:{name.bare}" for name in sheet.names if naming.is_thing(name)})
        hamlets.update(f"{kind}:{bare}" for kind in ("thon", "to", "xa") for bare in sheet.levels.get(kind, ())[:1])
    named = [f"n:{name}" for name, count in things.items() if count >= COMMON_SHARE * len(members)]
    if named or not hamlets:
        return named
    hamlet = next((name for name, _count in hamlets.most_common() if not name.startswith("xa:")), "")
    return [f"at:{hamlet}"] if hamlet else []


def _leaning(members: list[int], readings: Sequence[Reading], weights: Weights) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for at in members:
        for code, share in likeness.leanings(readings[at], weights).items():
            total[code] += share
    length = sqrt(sum(value * value for value in total.values())) or 1.0
    return {code: value / length for code, value in total.items()}


def _join_here(
    here: list[int],
    anchor: str,
    groups: list[list[int]],
    middle: Floats,
    leaning: list[dict[str, float]],
    root: list[int],
) -> None:
    """Join the two most alike under one anchor, look again, until none are alike enough."""
    size = [float(len(groups[number])) for number in here]
    thing = anchor.startswith("n:")
    alike = middle[here] @ middle[here].T
    if not thing:
        for i, j in combinations(range(len(here)), 2):
            if alike[i, j] > 2 * SAME_HAMLET - 1:
                both = leaning[here[i]], leaning[here[j]]
                alike[i, j] = alike[j, i] = (alike[i, j] + likeness.leaning_alike(*both)) / 2
    least = SAME_THING if thing else SAME_HAMLET
    np.fill_diagonal(alike, -1.0)
    while True:
        i, j = divmod(int(alike.argmax()), len(here))
        if alike[i, j] < least:
            return
        i, j = min(i, j), max(i, j)
        root[here[j]] = here[i]
        # The joined group stands in the middle of what the two said, by their sizes.
        alike[i] = alike[:, i] = (alike[i] * size[i] + alike[j] * size[j]) / (size[i] + size[j])
        size[i] += size[j]
        alike[j] = alike[:, j] = -1.0
        alike[i, i] = -1.0
