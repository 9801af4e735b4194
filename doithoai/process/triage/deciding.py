"""Say that a voice and a matter are not the same. A refused proposal is a decision: kept, learned from, not made again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.errors import NotAllowed
from doithoai.ground.language.fold import nfc
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Seat
from doithoai.process.triage import rules
from doithoai.process.triage.models import Matter, MatterDecision

DIFFERENT = MatterDecision.Verdict.DIFFERENT


@transaction.atomic
def differ(
    opinion: Opinion, matter: Matter, *, by: Seat, now: datetime, excerpt: str = "", score: int | None = None
) -> MatterDecision:
    """Refuse the proposal that a waiting voice is about a matter. `score`: what the machine thought, in thousandths."""
    if not (rules.triages(by, opinion) and rules.triages(by, matter)):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    whole = nfc(excerpt) == nfc(opinion.text)
    decision = note_different(opinion, matter, excerpt="" if whole else nfc(excerpt), score=score, by=by, now=now)
    events.record(opinion, "differ", by=by, now=now, data={"matter": matter.pk})
    return decision


def note_different(
    opinion: Opinion,
    matter: Matter,
    *,
    by: Seat,
    now: datetime,
    excerpt: str = "",
    score: int | None = None,
) -> MatterDecision:
    """Keep that a voice is not about a matter, once; call inside the verb that says so."""
    decision, _made = MatterDecision.objects.update_or_create(
        opinion=opinion,
        matter=matter,
        defaults={"verdict": DIFFERENT, "excerpt": excerpt, "score": score, "by_seat": by, "at": now},
    )
    return decision


def note_apart(opinion: Opinion, other: Opinion, *, excerpt: str, score: int, by: Seat, now: datetime) -> None:
    """Keep that two voices are not about the same; call inside the verb that says so."""
    MatterDecision.objects.update_or_create(
        opinion=opinion,
        other=other,
        defaults={"verdict": DIFFERENT, "excerpt": excerpt, "score": score, "by_seat": by, "at": now},
    )


def forget_apart(opinions: list[int], other: Opinion) -> None:
    """Take back what `note_apart` kept: the refusal itself was undone."""
    MatterDecision.objects.filter(opinion__in=opinions, other=other, verdict=DIFFERENT).delete()
