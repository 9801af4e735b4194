"""Rules as data: read the dated profiles, say what each limit means in words. No tables, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from doithoai.ground.language.fold import fold

DATA = Path(__file__).parent / "data" / "profiles"
# The parser in C where the library has it: ten times faster, and every process reads all profiles.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The marks of domain.md; `local` is a setting of the unit, of which no law says a number.
EVIDENCE = ("V", "T", "S", "P", "D", "M", "N", "local")
LEVELS = ("province", "district", "commune", "village")
OPS = ("at_least", "at_most", "exactly", "between")
UNITS = (
    "calendar_day",
    "working_day",
    "working_hour",
    "minute",
    "month",
    "year",
    "per_year",
    "per_month",
    "per_week",
    "percent",
    "persons",
    "times",
    "month_day",
    "day_of_month",
)
CHECKS = (
    "yearly_dialogue",
    "requested_dialogue",
    "cochair_and_front",
    "notice_period",
    "results_published",
    "village_notice",
    "party_reception",
    "reception_days_public",
    "state_reception",
    "moved_day",
    "voter_meeting_programme",
    "plan_issued",
    "plan_to_meeting",
    "collection_closes",
    "conclusion_notice",
)


class BadProfile(ValueError):
    """A profile file says something that is no rule; the message names file, rule and field."""


@dataclass(frozen=True)
class Limit:
    """A number with its unit and sense. `upper` only for `between`; `month_day` counts as MMDD (131 = 31 January).

    `when` says from or before what the number counts ('trước ngày họp').
    """

    value: int
    unit: str
    op: str = "at_least"
    upper: int | None = None
    when: str = ""

    def day_in(self, year: int) -> date:
        """Return the day of a year that a `month_day` limit names; 29 February falls on the 28th in a common year."""
        month, day = divmod(self.value, 100)
        try:
            return date(year, month, day)
        except ValueError:
            return date(year, month, 28)

    def stricter(self, other: "Limit") -> bool:
        """Say whether this limit asks at least as much as the other of the same unit and sense.

        A share of voters that obliges to hold a meeting asks more the smaller it is.
        """
        if self.unit == "percent":
            return self.value <= other.value
        if self.op == "at_least":
            return self.value >= other.value
        if self.op == "at_most":
            return self.value <= other.value
        if self.op == "between":
            return self.value >= other.value and (self.upper or 0) <= (other.upper or 0)
        return self.value == other.value


@dataclass(frozen=True)
class Rule:
    """One row of a profile: who must do what, by when, on which legal basis, and how well that basis is known.

    `check` names what the program can judge; rules without it are shown, not judged. `otherwise` is the second limit
    of a rule that has one (a complex case, another party involved). `guidance`: shown for orientation only.
    """

    id: str
    level: tuple[str, ...]
    actor: str
    trigger: str
    must: str
    limit: Limit | None
    basis: str
    evidence: str
    valid_from: date | None
    valid_to: date | None
    check: str
    title: str
    profile: str
    note: str = ""
    otherwise: Limit | None = None
    otherwise_when: str = ""
    guidance: bool = False
    source: str = ""

    @property
    def established(self) -> bool:
        """Whether the text of a legal document was read that says this. Practice and memory are no legal basis."""
        return self.evidence == "V"

    @property
    def local(self) -> bool:
        """A setting of the unit, not law."""
        return self.evidence == "local"

    @property
    def practice(self) -> bool:
        """Seen as practice or in a local document or headline; not read in a legal text."""
        return self.evidence in {"P", "S", "T"}

    @property
    def binding(self) -> bool:
        """Established law that the program applies: a place may only make it stricter."""
        return self.established and not self.guidance

    @property
    def group(self) -> str:
        """The subject: the letters before the number."""
        return self.id.split("-")[0]

    def valid_on(self, day: date) -> bool:
        """Say whether the rule was in force on a day (both days included; an unknown end is open)."""
        return self.valid_during(day, day)

    def valid_during(self, start: date, end: date) -> bool:
        """Say whether the rule was in force on some day from `start` to `end`."""
        return (self.valid_from is None or self.valid_from <= end) and (self.valid_to is None or start <= self.valid_to)


@dataclass(frozen=True)
class Profile:
    """A set of rules and the places it holds for; `central` holds everywhere."""

    id: str
    title: str
    central: bool
    codes: frozenset[str]
    names: frozenset[str]
    rules: tuple[Rule, ...] = field(repr=False)
    source: str = ""
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, *, codes: Iterable[str], names: Iterable[str]) -> bool:
        """Say whether the profile holds for a place that goes by these codes and these (folded) names."""
        return self.central or not self.codes.isdisjoint(codes) or not self.names.isdisjoint(names)


def _limit(raw: dict[str, Any] | None, where: str) -> Limit | None:
    if raw is None:
        return None
    known = {"value", "unit", "op", "upper", "when"}
    if set(raw) - known or raw.get("unit") not in UNITS or raw.get("op", "at_least") not in OPS:
        raise BadProfile(f"{where}: limit {raw}")
    if not isinstance(raw.get("value"), int) or (raw.get("op") == "between") != ("upper" in raw):
        raise BadProfile(f"{where}: limit {raw}")
    return Limit(raw["value"], raw["unit"], raw.get("op", "at_least"), raw.get("upper"), raw.get("when", ""))


def _day(raw: Any, where: str) -> date | None:
    if raw is not None and not isinstance(raw, date):
        raise BadProfile(f"{where}: {raw!r} is no date")
    return raw


_FIELDS = {
    "id",
    "level",
    "actor",
    "trigger",
    "title",
    "must",
    "limit",
    "otherwise",
    "otherwise_when",
    "basis",
    "evidence",
    "from",
    "to",
    "check",
    "note",
    "guidance",
    "source",
}


def _rule(raw: dict[str, Any], profile: dict[str, Any]) -> Rule:
    where = f"{profile['profile']} {raw.get('id')}"
    if set(raw) - _FIELDS:
        raise BadProfile(f"{where}: unknown {sorted(set(raw) - _FIELDS)}")
    level = tuple(raw["level"])
    check = raw.get("check", "")
    if set(level) - set(LEVELS) or raw["evidence"] not in EVIDENCE or (check and check not in CHECKS):
        raise BadProfile(f"{where}: level {level}, evidence {raw['evidence']}, check {check!r}")
    start, end = _day(raw.get("from", profile.get("from")), where), _day(raw.get("to", profile.get("to")), where)
    if start and end and end < start:
        raise BadProfile(f"{where}: ends before it begins")
    return Rule(
        id=raw["id"],
        level=level,
        actor=raw["actor"],
        trigger=raw.get("trigger", ""),
        must=raw["must"],
        limit=_limit(raw.get("limit"), where),
        basis=raw["basis"],
        evidence=raw["evidence"],
        valid_from=start,
        valid_to=end,
        check=check,
        title=raw["title"],
        profile=profile["profile"],
        note=raw.get("note", ""),
        otherwise=_limit(raw.get("otherwise"), where),
        otherwise_when=raw.get("otherwise_when", ""),
        guidance=bool(raw.get("guidance", profile.get("guidance", False))),
        source=raw.get("source", profile.get("source", "")),
    )


def read(text: str) -> Profile:
    """Read one profile from YAML. Raises BadProfile, with the place, when it is none."""
    raw = yaml.load(text, Loader=_LOADER)  # noqa: S506
    try:
        applies = raw.get("applies_to") or {}
        return Profile(
            id=raw["profile"],
            title=raw["title"],
            central=bool(raw.get("central", False)),
            codes=frozenset(str(code) for code in applies.get("codes", ())),
            names=frozenset(fold(name) for name in applies.get("names", ())),
            rules=tuple(_rule(rule, raw) for rule in raw["rules"]),
            source=raw.get("source", ""),
            note=raw.get("note", ""),
            valid_from=raw.get("from"),
            valid_to=raw.get("to"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadProfile(f"{error!r}") from error


@cache
def load() -> tuple[Profile, ...]:
    """Return the shipped profiles, the central ones first. Read once a process: they change with the program only."""
    found = [read(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda profile: (not profile.central, profile.id)))


@cache
def rule(rule_id: str) -> Rule | None:
    """Return the shipped rule of this id, in force or not; None when there is none."""
    return next((rule for profile in load() for rule in profile.rules if rule.id == rule_id), None)
