"""`doithoai check programme`: the duties of a year with their legal basis, met, due, late or missing."""

import argparse
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doithoai.doors.cli import output
from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import Refused
from doithoai.process.people.queries import find_unit
from doithoai.process.programme import check
from doithoai.process.programme.duties import Finding, Status

WORDS = {
    Status.MET: gettext_noop("đạt"),
    Status.DUE: gettext_noop("chưa đến hạn"),
    Status.LATE: gettext_noop("chậm"),
    Status.MISSING: gettext_noop("thiếu"),
    Status.NOT_ESTABLISHED: gettext_noop("chưa xác lập"),
}
# What must be acted on stands first.
ORDER = (Status.MISSING, Status.LATE, Status.DUE, Status.NOT_ESTABLISHED, Status.MET)


def run(args: argparse.Namespace) -> int:
    """Print the findings; 1 when something is late or missing, 2 when no such place is known."""
    on = args.on or clock.today()
    try:
        # A place that ended or began in the year is meant as it was on the day, or at the end of a year that is over.
        unit = find_unit(args.unit, min(on, on.replace(year=args.year, month=12, day=31)))
    except Refused as refused:
        # Not 1, which says that a duty is late or missing.
        output.complain(refused.message, refused.details)
        return 2
    judged = check.judge(unit, args.year, on)
    if args.json:
        output.document(as_dict(judged))
    else:
        _print(judged)
    return 1 if any(finding.wrong for finding in judged.findings) else 0


def as_dict(judged: check.Judged) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "unit": judged.unit.name,
        "year": judged.year,
        "on": judged.on.isoformat(),
        "findings": [_line(finding) for finding in judged.findings],
        "past": [_line(finding) for finding in judged.past],
        "counts": judged.counts(),
    }


def _line(finding: Finding) -> dict[str, Any]:
    return {
        "unit": finding.unit,
        "rule": finding.rule,
        "title": finding.title,
        "clause": finding.clause,
        "evidence": finding.evidence,
        "established": finding.established,
        "local": finding.local,
        "status": finding.status.value,
        "due": finding.due.isoformat() if finding.due else None,
        "meeting": finding.meeting or None,
        "period": finding.period or None,
        "says": finding.says,
    }


def _print(judged: check.Judged) -> None:
    heading = _("%(unit)s, năm %(year)d, tính đến hết ngày %(on)s")
    output.say(output.bold(heading % {"unit": judged.unit.name, "year": judged.year, "on": fmt_date(judged.on)}))
    counts = judged.counts()
    output.say(", ".join(f"{_(WORDS[status])}: {counts[status.value]}" for status in ORDER))
    _lines(judged.findings)
    if judged.past:
        output.say()
        output.say(output.bold(_("Theo quy định đã hết hiệu lực")))
        _lines(judged.past)


def _lines(findings: list[Finding]) -> None:
    for status in ORDER:
        for finding in (one for one in findings if one.status == status):
            mark = _("quy định riêng") if finding.local else finding.evidence
            where = " · ".join(part for part in (finding.unit, finding.meeting or finding.period) if part)
            output.say(f"  [{_(WORDS[status])}] {finding.rule} {finding.title} · {where}")
            output.say(f"      {finding.says}")
            output.say(f"      {finding.clause} [{mark}]")
