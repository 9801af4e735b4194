"""A sender says "my matter is another": the desk separates it or answers why not; a second refusal is for the Front."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.actors import CITIZEN, Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.intake import telling
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Seat
from doithoai.process.triage import joining, rules
from doithoai.process.triage.flow import OBJECTION
from doithoai.process.triage.models import Matter, Objection, Raising

SHORTEST, LONGEST = 5, 2000


def _words(words: str) -> str:
    said = nfc(words)
    if not SHORTEST <= len(said) <= LONGEST:
        raise Refused(_("Xin viết từ %(low)d đến %(high)d ký tự.") % {"low": SHORTEST, "high": LONGEST})
    return said


@transaction.atomic
def object_to(opinion: Opinion, raising: Raising, words: str, *, now: datetime) -> Objection:
    """Take the sender's word that the own matter is another than the one it stands with. Once for each raising."""
    matter = Matter.objects.select_for_update().get(pk=raising.matter_id)
    stands = Raising.objects.select_for_update().filter(pk=raising.pk, opinion=opinion, matter=matter).first()
    if stands is None:
        raise NotAllowed(_("Ý kiến này không nêu vấn đề đó."))
    if not shared(stands):
        raise Refused(_("Việc của ông/bà đang đứng riêng, không gộp với ai."))
    if Objection.objects.filter(raising=stands).exists():
        raise Refused(_("Ông/bà đã báo việc này khác. Xin đợi trả lời."))
    objection = Objection.objects.create(
        raising=stands, opinion=opinion, matter=matter.head, words=_words(words), made_at=now
    )
    events.record(objection, "object", by=CITIZEN, now=now, to_state=objection.state, data={"matter": matter.pk})
    return objection


def shared(raising: Raising) -> bool:
    """Say whether other voices stand with this one, so that there is something to object to."""
    if raising.matter.joined_into_id:
        return True
    others = Raising.objects.filter(matter=raising.matter).exclude(opinion=raising.opinion_id)
    return others.exists() or raising.matter.joined.exists()


@transaction.atomic
def insist(objection: Objection, words: str, *, now: datetime) -> None:
    """Take the sender's answer to the desk's reason: the desk looks once more, and the Front reads a second refusal."""
    OBJECTION.move(objection, "insist", by=CITIZEN, now=now)
    objection.more, objection.insisted_at = _words(words), now
    objection.save(update_fields=["more", "insisted_at"])


@transaction.atomic
def separate(objection: Objection, *, by: Seat, now: datetime) -> Matter:
    """Follow the sender: the voice gets a matter of its own, or its own matter stands by itself again."""
    OBJECTION.move(objection, "separate", by=by, now=now)
    raising = objection.raising
    if raising is None:
        raise Refused(_("Ý kiến này đang chờ phân loại lại, không còn gộp với ai."))
    own = _apart(raising, by=by, now=now)
    _decided(objection, now)
    return own


def _apart(raising: Raising, *, by: Seat, now: datetime) -> Matter:
    matter = raising.matter
    others = Raising.objects.filter(matter=matter).exclude(pk=raising.pk)
    if others.exists():
        return joining.split_off(raising, by=by, now=now, answered=True)
    if matter.joined_into_id:
        joining.separate(matter, by=by, now=now)
        return matter
    # Its own matter leads: whoever was joined to it stands by itself again.
    for other in list(matter.joined.order_by("pk")):
        joining.separate(other, by=by, now=now)
    return matter


@transaction.atomic
def keep(objection: Objection, *, reason: str, by: Actor, now: datetime) -> None:
    """Answer the sender why the matters stay together; said twice, the Front sees it."""
    lock(objection)
    if not rules.triages(by, objection):
        raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
    again = objection.state == Objection.State.INSISTED
    OBJECTION.move(objection, "keep_again" if again else "keep", by=by, now=now, note=nfc(reason))
    if again:
        objection.last_reason = nfc(reason)[:LONGEST]
    else:
        objection.reason = nfc(reason)[:LONGEST]
    objection.save(update_fields=["reason", "last_reason"])
    _decided(objection, now)


def _decided(objection: Objection, now: datetime) -> None:
    objection.decided_at = now
    objection.save(update_fields=["decided_at"])
    telling.tell(objection.opinion, "updated", now=now, once=f"objection:{objection.pk}:{objection.state}")
