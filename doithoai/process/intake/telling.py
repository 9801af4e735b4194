"""Tell senders that something happened to their opinion: only who asked for it, by the way they left, without contents."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doithoai.ground.core import vault
from doithoai.ground.language.phone import normal
from doithoai.ground.notices import outbox
from doithoai.ground.notices.models import Notice
from doithoai.process.intake.models import Contact, Opinion

# Only numbers that can take a message at home: a gateway must not be made to send to costly numbers abroad.
_MOBILE = re.compile(r"0[35789][0-9]{8}")


def mobile(phone: str) -> str:
    """Return a Vietnamese mobile number as +84…; '' for anything else."""
    digits = normal(phone)
    return f"+84{digits[1:]}" if _MOBILE.fullmatch(digits) else ""


def way_to(left: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return channel and address for what a sender left: e-mail first, else the phone, as far as these are set up."""
    ways = outbox.ways_out()
    if left.get("email") and Notice.Channel.EMAIL in ways:
        return str(Notice.Channel.EMAIL), str(left["email"])
    number = mobile(str(left.get("phone") or ""))
    return (str(Notice.Channel.WEBHOOK), number) if number and Notice.Channel.WEBHOOK in ways else None


def trouble_with(left: Mapping[str, Any], *, anonymous: bool) -> str:
    """Return why a sender who asks to be told could not be, as a sentence for the form; '' when all is well."""
    if not left.get("notify"):
        return ""
    if anonymous:
        return _("Gửi ẩn danh thì không nhận được tin báo. Xin bỏ chọn ô này, hoặc chọn cách khác ở trên.")
    if way_to(left) is not None:
        return ""
    ways = outbox.ways_out()
    if ways == {Notice.Channel.EMAIL}:
        return _("Xin ghi thư điện tử để nhận tin.")
    if ways == {Notice.Channel.WEBHOOK}:
        return _("Xin ghi số di động để nhận tin.")
    return _("Xin ghi thư điện tử hoặc số di động để nhận tin.")


def _draft(opinion: Opinion, kind: str, once: str, left: Mapping[str, Any]) -> outbox.Draft | None:
    way = way_to(left) if left.get("notify") else None
    if way is None:
        return None
    channel, address = way
    key = f"{kind}:{opinion.pk}:{once}"
    return outbox.Draft(key, channel, kind, opinion.code, address, str(left.get("language") or "vi"))


def tell(opinion: Opinion, kind: str, *, now: datetime, once: str = "", left: Mapping[str, Any] | None = None) -> None:
    """Put the notice of one opinion into the caller's transaction. `once`: which time, so that asking twice is one.

    `left`: what the sender left, when it is at hand; otherwise the vault is opened for it.
    """
    if left is None:
        tell_all([opinion.pk], kind, now=now, once=once)
        return
    draft = _draft(opinion, kind, once, left)
    if draft is not None:
        outbox.put_all([draft], now=now)


def tell_all(opinions: QuerySet[Any] | Iterable[int], kind: str, *, now: datetime, once: str = "") -> None:
    """The same for many (their ids, or a query that gives them): one query reads, one statement a hundred writes.

    Anonymous senders left nothing; who withdrew and who denounced is told nothing.
    """
    if not outbox.ways_out():
        return
    contacts = (
        Contact.objects.filter(opinion__in=opinions)
        .exclude(opinion__state=Opinion.State.WITHDRAWN)
        .exclude(opinion__handed=Opinion.Handed.DENUNCIATION)
        .select_related("opinion")
        .only("sealed", "opinion__key", "opinion__received_at")
    )
    drafts = []
    for contact in contacts.iterator(500):
        left = json.loads(vault.open_sealed(contact.sealed, about=f"contact:{contact.opinion.key}"))
        drafts.append(_draft(contact.opinion, kind, once, left))
    outbox.put_all([draft for draft in drafts if draft is not None], now=now)


def stop(opinion: Opinion) -> None:
    """Send nothing more about this opinion, and forget to whom."""
    outbox.call_off(opinion.code)
