"""Search: what people type, in whatever spelling, over what they may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

OPERATOR = "operator"


@dataclass(frozen=True)
class Hit:
    """One thing found, with why."""

    kind: str
    ref: int
    score: float
    why: tuple[str, ...] = ()
    snippet: tuple[tuple[str, bool], ...] = ()
    proposed: bool = False
    voices: int = 1


@dataclass(frozen=True)
class Found:
    """What a search found. `corrected`: the query as it was understood, when that differs."""

    hits: list[Hit]
    total: int = 0
    capped: bool = False
    corrected: str = ""


def search(
    text: str,
    *,
    seat: Any,
    kinds: Collection[str] = (),
    place: str = "",
    field: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    unit: int | None = None,
    state: str = "",
    result: str = "",
    limit: int = 20,
) -> Found:
    """Find what a seat may see; best first."""
    return Found([])
