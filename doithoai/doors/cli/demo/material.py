"""What the demonstration is made of: the cases in data/, read once."""

import dataclasses
import json
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Case:
    """One voice and what came of it. Days are counted from the day the matter was given or answered."""

    text: str
    field: str
    title: str = ""
    kind: str = "petition"
    village: str = ""
    channel: str = "village"
    name: str = ""
    mode: str = "confidential"
    lead: str = ""
    result: str = "explained"
    reply: str = ""
    basis: str = ""
    action: str = ""
    action_by: str = ""
    within: int = 0
    evidence: str = ""
    document: str = ""
    said_by: str = ""
    kept: str = ""
    rating: list[Any] = dataclasses.field(default_factory=list)

    def parts(self, answered_on: date) -> dict[str, Any]:
        """Return the answer in its parts, promised work dated from the day of the answer."""
        return {
            "result": self.result,
            "reply": self.reply,
            "basis": self.basis,
            "action": self.action,
            "action_by": self.action_by,
            "action_due": answered_on + timedelta(days=self.within) if self.action else None,
            "evidence": self.evidence,
            "document": self.document,
        }


_NAMES = {one.name for one in fields(Case)}


@cache
def collected() -> dict[str, dict[str, Any]]:
    """Return the opinions collected from the provinces, by their id (shared/data/README.md)."""
    lines = (DATA / "opinions.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["id"]: entry for entry in map(json.loads, lines)}


def case(entry: dict[str, Any], **words: str) -> Case:
    """Make a case of an entry; `from` names a collected opinion whose words and field it takes; `words` fill {gaps}."""
    facts = dict(entry)
    if "from" in facts:
        source = collected()[facts.pop("from")]
        facts = {"text": source["text"], "field": source["field_code"]} | facts
    unknown = set(facts) - _NAMES
    if unknown:
        raise ValueError(f"demo data: unknown names {sorted(unknown)}")
    return Case(**{name: _fill(value, words) for name, value in facts.items()})


def _fill(value: Any, words: dict[str, str]) -> Any:
    return value.format(**words) if words and isinstance(value, str) else value


@cache
def chapter(name: str) -> Any:
    """Return one data file (without its .json)."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def scenario(identity: str) -> dict[str, Any]:
    """Return the facts of one of the five places."""
    return next(entry for entry in chapter("scenarios") if entry["id"] == identity)
