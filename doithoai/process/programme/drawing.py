"""Draw people by lot so that anyone can draw again: a seed, the villages with their sizes, the number of seats.

Method sha256-v1 (docs/lot.md). Whole numbers and SHA-256 only; `sha256sum` and a sorted list are enough to recheck.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from heapq import nsmallest

METHOD = "sha256-v1"
MOST_PEOPLE = 200_000


class CannotDraw(ValueError):
    """These villages or seats cannot be drawn; `reason` names what is wrong."""

    def __init__(self, reason: str, village: str = ""):
        super().__init__(f"{reason} {village}".strip())
        self.reason = reason
        self.village = village


def ticket(*parts: str | int) -> str:
    """Return the hash that ranks a village or a person: `printf '%s' 'SEED|VILLAGE|NUMBER' | sha256sum`."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()


def draw(seed: str, places: Iterable[tuple[str, int]], seats: int) -> list[tuple[str, list[int]]]:
    """Return the drawn numbers of each village, villages by name, numbers ascending. The order given does not matter.

    Every village with people has one seat when there are enough seats; the rest goes by size.
    """
    sizes = _checked(places, seats)
    given = seats_of(seed, sizes, seats)
    return [(village, sorted(_drawn(seed, village, sizes[village], given[village]))) for village in sorted(sizes)]


def seats_of(seed: str, sizes: Mapping[str, int], seats: int) -> dict[str, int]:
    """Return how many seats each village has: one each, the rest by size with the largest remainders.

    With fewer seats than villages the villages themselves are drawn. A village never has more seats than people.
    """
    villages = [village for village in sorted(sizes) if sizes[village]]
    given = dict.fromkeys(sizes, 0)
    for village in (
        nsmallest(seats, villages, key=lambda v: (ticket(seed, v), v)) if seats < len(villages) else villages
    ):
        given[village] = 1
    left = seats - sum(given.values())
    while left:
        roomy = [village for village in villages if given[village] < sizes[village]]
        for village, more in _by_size(roomy, sizes, left).items():
            added = min(more, sizes[village] - given[village])
            given[village] += added
            left -= added
    return given


def _by_size(villages: list[str], sizes: Mapping[str, int], seats: int) -> dict[str, int]:
    """Share seats by size: whole parts first, then one more to the largest remainders (of equals: the first by name)."""
    total = sum(sizes[village] for village in villages)
    whole = {village: seats * sizes[village] // total for village in villages}
    left = seats - sum(whole.values())
    for village in nsmallest(left, villages, key=lambda v: (-(seats * sizes[v] % total), v)):
        whole[village] += 1
    return whole


def _drawn(seed: str, village: str, size: int, count: int) -> list[int]:
    return nsmallest(count, range(1, size + 1), key=lambda n: (ticket(seed, village, n), n))


def _checked(places: Iterable[tuple[str, int]], seats: int) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name, size in places:
        village = unicodedata.normalize("NFC", name).strip()
        if not village or "|" in village:
            raise CannotDraw("name", village)
        if village in sizes:
            raise CannotDraw("twice", village)
        if size < 0:
            raise CannotDraw("size", village)
        sizes[village] = size
    people = sum(sizes.values())
    if not 1 <= seats <= people:
        raise CannotDraw("seats")
    if people > MOST_PEOPLE:
        raise CannotDraw("people")
    return sizes
