"""Let different things come before the same said again and again: who searches wants to see what there is."""

from collections.abc import Sequence
from typing import TypeVar

# Texts that share so much of the words around what was found, names apart, say the same.
SAME = 0.5
# Each text that says the same as one above it stands behind what fits so much worse, up to so much.
STEP, MOST = 0.05, 0.3

T = TypeVar("T")


def spread(ranked: Sequence[tuple[float, frozenset[str], T]]) -> list[T]:
    """Let what fits nearly as well come before a text that says the same as one above it. None is left out.

    `ranked`: (score, the words around what was found, the thing), best first.
    """
    groups: list[tuple[frozenset[str], int]] = []
    placed = []
    for score, said, thing in ranked:
        n = next((n for n, (one, _many) in enumerate(groups) if _alike(one, said)), len(groups))
        many = groups[n][1] if n < len(groups) else 0
        groups[n:] = [(groups[n][0] if many else said, many + 1), *groups[n + 1 :]]
        placed.append((score - min(MOST, STEP * many), thing))
    return [thing for _score, thing in sorted(placed, key=lambda one: -one[0])]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME * len(one | other)
