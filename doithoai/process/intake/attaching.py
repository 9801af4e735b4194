"""What comes with an opinion: pictures drawn anew for whoever may read the words, documents for intake alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import events, vault
from doithoai.ground.core.actors import CITIZEN, Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.process.intake import rules, services
from doithoai.process.intake.channels.picture.redraw import MAX_BYTES, MOST, Picture, PictureRefused, redraw
from doithoai.process.intake.models import Attachment, Opinion
from doithoai.process.people.models import Unit

__all__ = ["MAX_BYTES", "MOST"]
ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


def clean_pictures(files: Sequence[bytes]) -> list[Picture]:
    """Return the pictures drawn anew, without their notes. Raises Refused naming the first that cannot be taken."""
    if len(files) > MOST:
        raise Refused(_("Tối đa %(n)d ảnh cho một ý kiến.") % {"n": MOST})
    clean = []
    for number, data in enumerate(files, start=1):
        try:
            clean.append(redraw(data))
        except PictureRefused as refusal:
            raise Refused(_("Ảnh %(n)d: %(why)s") % {"n": number, "why": _(refusal.message)}) from refusal
    return clean


def about(opinion: Opinion, number: int) -> str:
    """Return the name under which an attachment is sealed."""
    return f"attachment:{opinion.key}:{number}"


def receive_with(
    unit: Unit, text: str, pictures: Sequence[Picture], *, by: Actor, now: datetime, **facts: Any
) -> Opinion:
    """Take one voice with its pictures: both are in the register or neither. The same key again adds nothing."""
    if not pictures:
        return services.receive(unit, text, by=by, now=now, **facts)
    with transaction.atomic():
        opinion = services.receive(unit, text, by=by, now=now, **facts)
        if not Attachment.objects.filter(opinion=opinion).exists():
            attach_pictures(opinion, pictures, by=by, now=now)
    return opinion


@transaction.atomic
def attach_pictures(opinion: Opinion, pictures: Sequence[Picture], *, by: Actor, now: datetime) -> None:
    """Seal clean pictures beside an opinion."""
    if by is not CITIZEN and not rules.brings_in(by, opinion.unit_id):
        raise NotAllowed(_("Vị trí của ông/bà không nhập ý kiến cho đơn vị này."))
    Opinion.objects.select_for_update().only("pk").get(pk=opinion.pk)
    there = Attachment.objects.filter(opinion=opinion).count()
    for number, picture in enumerate(pictures, start=there + 1):
        Attachment.objects.create(
            opinion=opinion,
            number=number,
            kind=Attachment.Kind.PICTURE,
            media_type="image/jpeg",
            size=len(picture.content),
            width=picture.width,
            height=picture.height,
            sealed=vault.seal(picture.content, about=about(opinion, number)),
            received_at=now,
        )
    events.record(opinion, "attach", by=by, now=now, data={"pictures": len(pictures)})


def name_of(attachment: Attachment) -> str:
    """Return the name under which an attachment is handed out: the number of its opinion, nothing of the sender's."""
    return f"{attachment.opinion.code}-{attachment.number}.{ENDINGS.get(attachment.media_type, 'bin')}"


def content_of(attachment: Attachment) -> bytes:
    """Open one attachment. Who may is asked by the query that fetched it."""
    return vault.open_sealed(attachment.sealed, about=about(attachment.opinion, attachment.number))
