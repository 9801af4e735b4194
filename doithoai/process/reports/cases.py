"""What a case behind a number is called, and where it can be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doithoai.ground.core.dates import fmt_date
from doithoai.process.assignment import queries as assignment
from doithoai.process.assignment.models import Promise
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Opinion, ReceptionTurn
from doithoai.process.programme import queries as programme
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Matter


@dataclass(frozen=True)
class Described:
    """One case: its id, the code people say, its words, its day, and the page (name and code) that shows it."""

    pk: int
    code: str
    words: str
    day: str
    page: tuple[str, str]


# The day by which the cases of a kind are listed, newest first.
DAY = {
    Meeting: "held_on",
    Opinion: "received_at",
    Matter: "opened_at",
    Promise: "made_at",
    ReceptionTurn: "recorded_at",
}


def seen_by(cases: QuerySet[Any], seat: Any) -> QuerySet[Any]:
    """Keep the cases this seat may read: a number may be known where its cases may not."""
    if cases.model is Opinion:
        return cases.filter(pk__in=intake.visible_to(seat).order_by().values("pk"))
    if cases.model is Matter:
        return cases.filter(pk__in=assignment.visible_to(seat).order_by().values("pk"))
    if cases.model is Promise:
        return cases.filter(matter__in=assignment.visible_to(seat).order_by().values("pk"))
    meetings = programme.visible_to(seat).order_by().values("pk")
    return cases.filter(**{"pk__in" if cases.model is Meeting else "meeting__in": meetings})


def ready(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Fetch with the cases what their description needs, and no personal data."""
    if cases.model is Opinion:
        return cases.only("id", "received_at", "excerpt", "handed")
    if cases.model is Matter:
        return cases.only("id", "opened_at", "title")
    return cases.select_related({Promise: "matter", ReceptionTurn: "meeting"}.get(cases.model, "unit"))


def described(cases: QuerySet[Any]) -> Iterator[Described]:
    """Describe cases one after another, without holding them all."""
    for case in ready(cases).iterator(chunk_size=1000):
        yield describe(case)


def describe(case: Any) -> Described:
    """Describe one case. A sealed denunciation has no words."""
    if isinstance(case, Meeting):
        words = f"{case.title} ({case.unit.name})"
        return Described(case.pk, case.code, words, fmt_date(case.held_on), ("programme:meeting", case.code))
    if isinstance(case, Opinion):
        words = case.excerpt or _("(nội dung được niêm phong)")
        return Described(case.pk, case.code, words, fmt_date(case.received_at), ("intake:opinion", case.code))
    if isinstance(case, Matter):
        return Described(case.pk, case.code, case.title, fmt_date(case.opened_at), ("assignment:matter", case.code))
    if isinstance(case, Promise):
        page = ("assignment:matter", case.matter.code)
        return Described(case.pk, case.matter.code, case.text, fmt_date(case.due), page)
    words = _("Lượt %(number)d: %(persons)d người") % {"number": case.number, "persons": case.persons}
    page = ("programme:meeting", case.meeting.code)
    return Described(case.pk, case.meeting.code, words, fmt_date(case.meeting.held_on), page)
