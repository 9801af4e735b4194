"""What a command prints: answers on stdout, everything about the work on stderr."""

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

_RED, _BOLD, _PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"


def _coloured() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def say(text: str = "") -> None:
    """Print one line of the answer."""
    sys.stdout.write(text + "\n")


def document(content: Any) -> None:
    """Print the answer as exactly one JSON document."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def note(text: str) -> None:
    """Say something about the work (never part of the answer)."""
    sys.stderr.write(text + "\n")


def progress(text: str) -> None:
    """Say how far the work is, where a person is watching."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def progress_done() -> None:
    """Clear the line of progress."""
    progress("")


def complain(message: str, details: list[str] | None = None) -> None:
    """Say why a command was refused, and the causes."""
    red, plain = (_RED, _PLAIN) if _coloured() else ("", "")
    sys.stderr.write(f"{red}doithoai:{plain} {message}\n")
    for detail in details or []:
        sys.stderr.write(f"  - {detail}\n")


def bold(text: str) -> str:
    """Make a heading stand out on a terminal."""
    lively = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return f"{_BOLD}{text}{_PLAIN}" if lively else text


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return lines whose cells stand under each other."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
