"""What a home page is made of: heaps of equal things, each with the page where it is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

SHOWN, COUNTED = 8, 25


@dataclass(frozen=True)
class Item:
    """One thing to do and the page where it is done."""

    text: str
    url: str
    code: str = ""
    about: str = ""
    due: date | None = None
    tone: str = ""


@dataclass(frozen=True)
class Block:
    """A heap of equal things. `count` is exact up to COUNTED, then '25+'."""

    title: str
    verb: str
    empty: str
    items: list[Item] = field(default_factory=list)
    count: str = "0"
    more: str = ""


def block(title: str, verb: str, empty: str, rows: Iterable[Any], draw: Callable[[Any], Item], more: str = "") -> Block:
    """Cut a queryset to what is shown, and count no further than a person cares."""
    found = list(rows[: COUNTED + 1])  # type: ignore[index]
    count = str(len(found)) if len(found) <= COUNTED else f"{COUNTED}+"
    return Block(title, verb, empty, [draw(row) for row in found[:SHOWN]], count, more)


def first_of(blocks: list[Block]) -> tuple[Block, Item] | None:
    """Return the next action: the first thing of the first heap that is not empty and leads somewhere."""
    for block in blocks:
        if block.verb and block.items and block.items[0].url:
            return block, block.items[0]
    return None
