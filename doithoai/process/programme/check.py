"""The year's programme against the rules: each duty of a place with its state, clause and evidence mark.

Facts count as known on the day asked about: what was announced, issued or cancelled later does not yet count.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from doithoai.process.people.models import Unit
from doithoai.process.programme.duties import JUDGES, Desk, Finding, Status
from doithoai.process.programme.facts import Year, gather, taking_part
from doithoai.process.programme.facts import of_meeting as facts_of_meeting
from doithoai.process.programme.models import Meeting
from doithoai.process.regulation.queries import AppliedRule, calendar_for, calendars_of, rules_for, rules_of
from doithoai.process.regulation.workdays import Calendar

# Looked for and not found, remembered but not read, or only in a draft: nobody can break such a rule.
UNREAD = frozenset({"M", "N", "D"})
# The subjects of a year's programme; other unread rules are shown with the rules themselves.
SUBJECTS = frozenset({"DLG", "PTY", "REC"})
# What is judged without a number.
NUMBERLESS = frozenset({"cochair_and_front", "reception_days_public", "moved_day"})
# What can be said of a meeting without knowing the rest of the year.
OF_ONE_MEETING = frozenset(
    {
        "notice_period",
        "village_notice",
        "voter_meeting_programme",
        "results_published",
        "conclusion_notice",
        "moved_day",
        "plan_to_meeting",
        "collection_closes",
    }
)


@dataclass
class Judged:
    """What a check found: by the rules of the day asked about, and by those that had ended before it in that year."""

    unit: Unit
    year: int
    on: date
    units: list[Unit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    past: list[Finding] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many findings have each status; those by rules that ended are not counted."""
        tally = {status.value: 0 for status in Status}
        for finding in self.findings:
            tally[finding.status.value] += 1
        return tally


def judge(unit: Unit, year: int, on: date) -> Judged:
    """Judge a place's year, and below a province that of every commune that takes part, as known on a day.

    The rules are those in force on that day; for a year that is over (or not yet begun) those of its last (first) day.
    """
    found = Judged(unit, year, on, taking_part(unit, year, on))
    known = gather(found.units, year, on)
    first, last = date(year, 1, 1), date(year, 12, 31)
    reference = min(max(on, first), last)
    rules, calendars = rules_of(found.units, first, last), calendars_of(found.units)
    for place in found.units:
        calendar = calendars[place.pk]
        for rule in rules[place.pk]:
            if rule.since <= reference <= rule.until:
                found.findings += _judged(known[place.pk], year, on, calendar, rule)
            elif rule.until < reference:
                found.past += [one for one in _judged(known[place.pk], year, on, calendar, rule) if one.judged]
    return found


def of_meeting(meeting: Meeting, on: date) -> list[Finding]:
    """Return how each duty of one meeting stands by the rules of its own day. Nothing is owed for a cancelled one."""
    if meeting.state == Meeting.State.CANCELLED:
        return []
    known, calendar = facts_of_meeting(meeting, on), calendar_for(meeting.unit)
    rules = [rule for rule in rules_for(meeting.unit, meeting.held_on) if rule.check in OF_ONE_MEETING]
    return [one for rule in rules for one in _judged(known, meeting.held_on.year, on, calendar, rule)]


def findings(unit: Unit, year: int, on: date) -> list[Finding]:
    """Return how each duty of a place's year stands by the rules in force on a day."""
    return judge(unit, year, on).findings


def _judged(facts: Year, year: int, on: date, calendar: Calendar, rule: AppliedRule) -> Iterable[Finding]:
    if rule.off or rule.rule.guidance:
        return ()
    desk = Desk(facts, year, on, calendar, rule)
    if rule.evidence in UNREAD:
        return _unread(desk)
    if not rule.check or (rule.limit is None and rule.check not in NUMBERLESS):
        return ()
    return JUDGES[rule.check](desk)


def _unread(desk: Desk) -> Iterator[Finding]:
    """Show a rule that is not established, once and without a verdict."""
    if desk.rule.check or desk.rule.rule.group in SUBJECTS:
        yield desk.finding(
            Status.NOT_ESTABLISHED, _("Chưa đọc được văn bản quy định điều này nên không đánh giá: %(rule)s")
            % {"rule": desk.rule.rule.must},
        )  # fmt: skip
