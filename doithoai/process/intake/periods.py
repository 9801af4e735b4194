"""How long what names a person is kept, as data: read once from data/retention.yaml, checked when read."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent / "data" / "retention.yaml"
FIELDS = {"id", "days", "from", "at_least", "basis", "evidence"}
EVIDENCE = {"V", "M", "local"}


@dataclass(frozen=True)
class Period:
    """One line: what (`id`), how many days after what, on which basis, how well that is known; `at_least` is its floor."""

    id: str
    days: int
    since: str
    at_least: int
    basis: str
    evidence: str

    @property
    def length(self) -> timedelta:
        """The days as a span of time."""
        return timedelta(days=self.days)


def read(raw: list[dict[str, Any]]) -> dict[str, Period]:
    """Return the periods by name; a line that is wrong in itself stops the program with its name."""
    found: dict[str, Period] = {}
    for line in raw:
        if set(line) != FIELDS or line["evidence"] not in EVIDENCE or line["id"] in found:
            raise ValueError(f"retention: {line}")
        if not isinstance(line["days"], int) or not 0 <= line["at_least"] <= line["days"] <= 36_500:
            raise ValueError(f"retention: {line['id']}: days")
        found[line["id"]] = Period(
            line["id"], line["days"], line["from"], line["at_least"], line["basis"], line["evidence"]
        )
    return found


@cache
def periods() -> dict[str, Period]:
    """Return the periods that ship with the program."""
    return read(yaml.safe_load(FILE.read_text(encoding="utf-8")))
