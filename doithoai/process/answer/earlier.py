"""What was answered before to similar matters, to be read beside a new one: who, when, with what result, and was it kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.index.likely import similar
from doithoai.ground.index.searching import PUBLIC, Hit
from doithoai.ground.index.showing import reasons
from doithoai.process.answer.models import Answer
from doithoai.process.assignment.models import Promise
from doithoai.process.assignment.panels import Panel
from doithoai.process.triage.models import Matter
from doithoai.process.triage.queries import public

SHOWN, LOOKED_AT = 4, 16


@dataclass(frozen=True)
class Earlier:
    """A published answer to a similar matter. `why`: what is alike; `kept`: what became of its promises, with a tone."""

    matter: Matter
    answer: Answer
    why: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]


def earlier_for(matter: Matter, today: date) -> list[Earlier]:
    """Return the published answers to the most similar matters, best first. Published is public: every seat may read it."""
    text = f"{matter.title}\n{matter.text}"
    hits = similar(text, seat=PUBLIC, place=matter.place, kinds=("matter", "answer"), limit=LOOKED_AT)
    # An answer stands for its matter, a joined matter for the one that is answered; never the matter itself.
    answered = {
        answer.pk: answer.matter_id
        for answer in Answer.objects.filter(pk__in=[hit.ref for hit in hits if hit.kind == "answer"]).only("matter_id")
    }
    ranked: dict[int, Hit] = {}
    for hit in hits:
        ranked.setdefault(answered.get(hit.ref, 0) if hit.kind == "answer" else hit.ref, hit)
    ranked.pop(matter.pk, None)
    found = (
        public().filter(pk__in=list(ranked)).exclude(pk=matter.joined_into_id or 0).prefetch_related(*_with_answers())
    )
    by_pk: dict[int, Any] = {one.pk: one for one in found}
    shown = [_earlier(by_pk[pk], hit, today) for pk, hit in ranked.items() if pk in by_pk and by_pk[pk].published]
    return shown[:SHOWN]


def _with_answers() -> Iterable["Prefetch[Any]"]:
    answers = Answer.objects.filter(state=Answer.State.PUBLISHED).select_related("unit")
    return (
        Prefetch("answers", queryset=answers.order_by("-published_at", "-id"), to_attr="published"),
        Prefetch("promises", queryset=Promise.objects.order_by("due", "id"), to_attr="promised"),
    )


def _earlier(matter: Any, hit: Hit, today: date) -> Earlier:
    return Earlier(
        matter=matter,
        answer=matter.published[0],
        why=tuple(reasons(hit)[:3]),
        kept=tuple(_kept(promise, today) for promise in matter.promised),
    )


def _kept(promise: Promise, today: date) -> tuple[str, str]:
    """Return what became of a promise: words and tone. Done after its day is done late, whoever confirms it."""
    states = Promise.State
    if promise.state == states.DISPUTED:
        return _("Mặt trận không đồng ý là đã xong"), "bad"
    if promise.state == states.OPEN:
        if promise.due < today:
            return _("Lỡ hẹn từ %(day)s") % {"day": fmt_date(promise.due)}, "bad"
        return _("Hẹn xong %(day)s") % {"day": fmt_date(promise.due)}, "info"
    if promise.done_at is not None and clock.day_of(promise.done_at) > promise.due:
        return _("Làm xong, trễ hẹn"), "warn"
    return _("Đã làm đúng hẹn"), "good"


def shows(seat: Any, matter: Matter) -> dict[str, Any]:
    """Return what the panel shows on the case page."""
    return {"earlier": earlier_for(matter, clock.today())}


PANEL = Panel(template="answer/earlier.html", shows=shows, things=lambda matter: [])
