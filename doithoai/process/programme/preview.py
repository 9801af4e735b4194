"""What a date would mean while it is still being chosen: rest days, notice left, what follows after the meeting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doithoai.ground.core.dates import fmt_date
from doithoai.process.people.models import Unit
from doithoai.process.programme.duties import JUDGES, Desk, Finding, Status
from doithoai.process.programme.facts import Known, Proof, Year
from doithoai.process.programme.models import Announcement, Kind, Meeting
from doithoai.process.regulation.queries import calendar_for, rules_for
from doithoai.process.regulation.workdays import shipped

NOTICES = frozenset({"notice_period", "village_notice", "voter_meeting_programme"})
LATER = frozenset({"results_published", "plan_to_meeting", "collection_closes"})
TONES = {Status.MET: "good", Status.DUE: "info", Status.LATE: "bad", Status.MISSING: "bad"}


@dataclass(frozen=True)
class Hint:
    """One thing a date would mean: how grave, in one sentence, and by which clause."""

    tone: str
    says: str
    rule: str = ""
    clause: str = ""
    local: bool = False


def of_plan(unit: Unit, facts: dict[str, Any], on: date) -> list[Hint]:
    """Return what planning a meeting with these facts would mean."""
    known = Known(
        0, unit.pk, str(facts["kind"]), str(facts["audience"]), str(facts["chair_model"]),
        facts["held_on"], planned_on=on, collect_until=facts.get("collect_until"),
    )  # fmt: skip
    return _hints(unit, known, on, planning=True)


def of_notice(meeting: Meeting, media: list[str], published_on: date, on: date) -> list[Hint]:
    """Return what announcing a meeting in these ways on that day would mean."""
    known = _known(meeting)
    known.proofs = [Proof(Announcement.Kind.NOTICE, frozenset(media), published_on)]
    return _hints(meeting.unit, known, on)


def of_move(meeting: Meeting, held_on: date, media: list[str], published_on: date | None, on: date) -> list[Hint]:
    """Return what moving a meeting to another day would mean."""
    known = _known(meeting)
    known.fixed_on, known.held_on = meeting.fixed_on or meeting.held_on, held_on
    if published_on:
        known.proofs = [Proof(Announcement.Kind.CHANGE, frozenset(media), published_on)]
    return _hints(meeting.unit, known, on)


def _known(meeting: Meeting) -> Known:
    return Known(
        meeting.pk, meeting.unit_id, meeting.kind, meeting.audience, meeting.chair_model, meeting.held_on,
        collect_until=meeting.collect_until,
    )  # fmt: skip


def _hints(unit: Unit, known: Known, on: date, *, planning: bool = False) -> list[Hint]:
    calendar = calendar_for(unit)
    found = list(_rest_day(known, calendar.works(known.held_on), calendar.next_or_same(known.held_on)))
    if known.held_on < on:
        found.append(Hint("bad", _("Ngày %(day)s đã qua.") % {"day": fmt_date(known.held_on)}))
    for rule in rules_for(unit, known.held_on):
        if rule.off or rule.limit is None or rule.rule.guidance:
            continue
        desk = Desk(Year(unit, [known]), known.held_on.year, on, calendar, rule)
        if rule.check in NOTICES:
            found += [_of_notice(desk, known, finding) for finding in JUDGES[rule.check](desk)]
        elif planning and rule.check in LATER:
            found += [_hint(finding) for finding in JUDGES[rule.check](desk)]
    return found


def _rest_day(known: Known, works: bool, following: date) -> Iterator[Hint]:
    if works:
        return
    names = {special.day: special.name for special in shipped() if not special.works}
    told = {"day": fmt_date(known.held_on), "next": fmt_date(following)}
    told["name"] = names.get(known.held_on) or _("cuối tuần")
    if known.kind == Kind.RECEPTION:
        says = _("Ngày %(day)s là ngày nghỉ (%(name)s): ngày tiếp phải chuyển sang ngày làm việc kế tiếp, %(next)s.")
    else:
        says = _("Ngày %(day)s là ngày nghỉ (%(name)s). Ngày làm việc kế tiếp là %(next)s.")
    yield Hint("warn", says % told)


def _hint(finding: Finding) -> Hint:
    return Hint(TONES[finding.status], finding.says, finding.rule, finding.clause, finding.local)


def _of_notice(desk: Desk, known: Known, finding: Finding) -> Hint:
    """Say how many days are left for a notice that was not yet given; a given one is judged as it will be."""
    if known.proofs or finding.status == Status.DUE:
        return _hint(finding)
    told = {"n": desk.days(max(desk.between(desk.on, known.held_on), 0)), "need": desk.days(desk.limit.value)}
    says = _("Từ hôm nay đến ngày họp chỉ còn %(n)s để thông báo, quy định cần ít nhất %(need)s.") % told
    return Hint("bad", says, finding.rule, finding.clause, finding.local)
