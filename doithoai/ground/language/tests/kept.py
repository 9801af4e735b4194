"""Test data in lines of our own, parted by hash into a half to work with and a half kept apart to judge by."""

from __future__ import annotations

import zlib
from pathlib import Path

DATA = Path(__file__).parent / "data"
OPEN, KEPT = 0, 1


def lines(name: str) -> list[list[str]]:
    """Return the columns of each line of a TSV; `\\n` written out stands for a line end."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [[column.replace("\\n", "\n") for column in line.split("\t")] for line in text.splitlines()]


def half(rows: list[list[str]], which: int, *, column: int = 1) -> list[list[str]]:
    """Return the rows of one half; where a row falls is decided by the hash of its words."""
    return [row for row in rows if zlib.crc32(row[column].encode()) % 2 == which]
