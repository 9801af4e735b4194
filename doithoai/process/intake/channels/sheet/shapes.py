"""What a reading of an untidy file consists of.

Messages are plain Vietnamese strings: the child process has no gettext, so whoever shows them
translates by using the message itself as msgid.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

EXCERPT = 60


class SheetRefused(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place, in words the sender of the file understands."""

    sheet: str
    row: int
    column: str
    reason: str
    value: str = ""


@dataclass(frozen=True)
class Row:
    """One opinion. `raw` is what was typed, `text` the clean copy, `matters` what it asks."""

    sheet: str
    row: int
    text: str
    raw: str
    village: str = ""
    sender: str = ""
    phone: str = ""
    address: str = ""
    place: str = ""
    field: str = ""
    said_on: date | None = None
    note: str = ""
    matters: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SheetReading:
    """Everything found in one file; `rows_read` counts also refused rows and "không có ý kiến"."""

    rows_read: int
    rows: list[Row]
    refused: list[Problem]
    warnings: list[Problem]
    attendance: int | None = None
    held_on: date | None = None
    encoding: str | None = None
    sheets: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """A form that JSON can carry; `from_dict` is its inverse."""
        # Not dataclasses.asdict: its deep copies cost a second for a large file.
        found = dict(vars(self))
        found["rows"] = [
            vars(row) | {"said_on": _iso(row.said_on), "warnings": [vars(p) for p in row.warnings]} for row in self.rows
        ]
        found["refused"] = [vars(p) for p in self.refused]
        found["warnings"] = [vars(p) for p in self.warnings]
        found["held_on"] = _iso(self.held_on)
        return found

    @classmethod
    def from_dict(cls, found: dict[str, Any]) -> SheetReading:
        """The reading that `to_dict` described."""
        rows = [
            Row(
                **{
                    **row,
                    "said_on": _day(row["said_on"]),
                    "matters": tuple(row["matters"]),
                    "warnings": tuple(Problem(**p) for p in row["warnings"]),
                }
            )
            for row in found["rows"]
        ]
        return cls(
            **{
                **found,
                "rows": rows,
                "refused": [Problem(**p) for p in found["refused"]],
                "warnings": [Problem(**p) for p in found["warnings"]],
                "held_on": _day(found["held_on"]),
            }
        )


def excerpt(text: str) -> str:
    """The beginning of a value, for a message."""
    text = " ".join(text[: 4 * EXCERPT].split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
