"""What the sender says of the answer, and what follows."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.actors import CITIZEN
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.answer import rules
from doithoai.process.answer.models import Rating, Reopening
from doithoai.process.intake import telling
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Seat
from doithoai.process.triage import queries as triage
from doithoai.process.triage.flow import MATTER
from doithoai.process.triage.models import Matter, Raising


@transaction.atomic
def rate(opinion: Opinion, matter: Matter, *, score: int, solved: bool, comment: str, now: datetime) -> Rating:
    """Take the verdict of a sender on the answer to a matter the own opinion raised. The last verdict counts."""
    lock(matter)
    if not Raising.objects.filter(opinion=opinion, matter__in=[matter, *matter.joined.all()]).exists():
        raise NotAllowed(_("Ý kiến này không nêu vấn đề đó."))
    if matter.state not in {Matter.State.ANSWERED, Matter.State.CLOSED}:
        raise Refused(_("Vấn đề này chưa có trả lời để đánh giá."))
    if not 1 <= score <= 5:
        raise Refused(_("Chọn từ 1 đến 5 sao."))
    rating, _made = Rating.objects.update_or_create(
        opinion=opinion,
        matter=matter,
        round=matter.round,
        defaults={"score": score, "solved": solved, "comment": nfc(comment)[:2000], "at": now},
    )
    events.record(matter, "rate", by=CITIZEN, now=now, data={"score": score, "solved": solved})
    if not solved:
        Reopening.objects.get_or_create(
            opinion=opinion,
            matter=matter,
            round=matter.round,
            defaults={"reason": nfc(comment)[:2000], "asked_at": now},
        )
    return rating


@transaction.atomic
def decide_reopening(asked: Reopening, *, reopen: bool, reason: str, by: Seat, now: datetime) -> None:
    """Reopen a matter for a new round, or say publicly why the answer stands."""
    lock(asked)
    matter = asked.matter
    lock(matter)
    if not rules.reopens(by, matter):
        raise NotAllowed(_("Vị trí của ông/bà không quyết định việc này."))
    if asked.decided_at is not None:
        raise Refused(_("Việc này đã được quyết định."))
    if not nfc(reason):
        raise Refused(_("Cần ghi rõ lý do."))
    asked.decided_at, asked.reopened, asked.decision = now, reopen, nfc(reason)
    asked.save(update_fields=["decided_at", "reopened", "decision"])
    events.record(matter, "decide_reopening", by=by, now=now, note=nfc(reason), data={"reopened": reopen})
    if reopen:
        reopen_matter(matter, reason=reason, by=by, now=now)
    elif asked.opinion is not None:
        telling.tell(asked.opinion, "kept", now=now, once=f"reopening:{asked.pk}")


@transaction.atomic
def reopen_matter(matter: Matter, *, reason: str, by: Seat, now: datetime) -> None:
    """Start a new round: an answer is owed again, with a new clock."""
    MATTER.move(matter, "reopen", by=by, now=now, note=nfc(reason))
    matter.round, matter.result, matter.due, matter.answered_at = matter.round + 1, "", None, None
    matter.save(update_fields=["round", "result", "due", "answered_at"])
    telling.tell_all(triage.raised_by(matter), "reopened", now=now, once=f"round:{matter.pk}:{matter.round}")
    Reopening.objects.filter(matter=matter, decided_at=None).update(decided_at=now, reopened=True, decision=nfc(reason))
