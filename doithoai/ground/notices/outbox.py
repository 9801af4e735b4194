"""Put a notice into the verb's own transaction; send it afterwards, each once, however the other side behaves."""

import logging
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F

from doithoai.ground.core import codes, vault
from doithoai.ground.notices.line import Unsent
from doithoai.ground.notices.mail import MailServer
from doithoai.ground.notices.models import Notice
from doithoai.ground.notices.texts import SENTENCES, Parcel, parcel
from doithoai.ground.notices.webhook import Gateway

log = logging.getLogger("doithoai.notices")

# Whoever claims notices must be done with them before the lease ends: SPENDS and one last send are far below it.
LEASE = timedelta(minutes=3)
SPENDS = 60.0
CLAIMED_AT_ONCE = 20
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
STALE = timedelta(days=3)
TRIES_IN_A_ROW = 3
ADDRESS_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Draft:
    """A notice to be put: `key` says what happened to what, so that asking twice makes one."""

    key: str
    channel: str
    kind: str
    about: str
    address: str
    language: str = "vi"


@dataclass
class Delivered:
    """What one round of sending did."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0


class Peer(Protocol):
    """A way out."""

    def send(self, parcel: Parcel) -> None:
        """Hand one message over; raises Unsent."""


def ways_out() -> set[str]:
    """Return the channels that are set up. Nothing is put for the others: it could never leave."""
    found = {str(Notice.Channel.EMAIL): settings.SMTP_URL, str(Notice.Channel.WEBHOOK): settings.WEBHOOK_URL}
    return {channel for channel, address in found.items() if address}


def put_all(drafts: Iterable[Draft], *, now: datetime) -> None:
    """Write notices in the caller's transaction, those asked for before left out. No network, one statement a hundred."""
    rows = []
    for draft in drafts:
        if draft.kind not in SENTENCES:
            raise ValueError(draft.kind)
        key = codes.keyed_hash("notice", f"{draft.channel}\x1f{draft.key}")
        rows.append(
            Notice(
                key=key,
                channel=draft.channel,
                kind=draft.kind,
                about=draft.about,
                sealed_address=vault.seal(draft.address.encode(), about=f"notice:{key}"),
                language=draft.language,
                created_at=now,
                next_at=now,
            )
        )
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=100)


def put(key: str, *, channel: str, kind: str, about: str, address: str, now: datetime, language: str = "vi") -> None:
    """Write one notice in the caller's transaction. `about`: the public number it speaks of."""
    put_all([Draft(key, channel, kind, about, address, language)], now=now)


def call_off(about: str) -> int:
    """Send no more about this number and forget the addresses. Returns how many had not left."""
    mine = Notice.objects.filter(about=about)
    waiting = mine.filter(state=Notice.State.WAITING).update(state=Notice.State.CALLED_OFF, leased_until=None)
    mine.update(sealed_address=None)
    return waiting


def forget_addresses(now: datetime) -> int:
    """Erase the addresses of what was given up a week ago. What left or was called off keeps none from the start."""
    old = Notice.objects.filter(state=Notice.State.GIVEN_UP, next_at__lte=now - ADDRESS_KEPT)
    return old.exclude(sealed_address=None).update(sealed_address=None)


def try_again(now: datetime, *, given_up: bool = False) -> int:
    """Make everything that waits due at once, for when a peer was mended; also, on demand, what was given up."""
    count = Notice.objects.filter(state=Notice.State.WAITING, leased_until=None, next_at__gt=now).update(next_at=now)
    if given_up:
        lost = Notice.objects.filter(state=Notice.State.GIVEN_UP).exclude(sealed_address=None)
        count += lost.update(state=Notice.State.WAITING, attempts=0, next_at=now, leased_until=None)
    return count


def deliver(*, now: datetime, batch: int = 500) -> Delivered:
    """Send what is due, each channel for itself, so that a hanging peer holds up no other."""
    done = Delivered()
    _by(Notice.Channel.EMAIL, MailServer(), now=now, batch=batch, done=done)
    _by(Notice.Channel.WEBHOOK, Gateway(), now=now, batch=batch, done=done)
    return done


def _by(channel: str, way: AbstractContextManager[Peer], *, now: datetime, batch: int, done: Delivered) -> None:
    began, in_a_row = time.monotonic(), 0
    with way as peer:
        while batch > 0 and (claimed := _claim(channel, now=now, most=min(batch, CLAIMED_AT_ONCE))):
            batch -= len(claimed)
            for number, key in enumerate(claimed):
                spent = time.monotonic() - began
                if in_a_row >= TRIES_IN_A_ROW or spent > SPENDS:
                    _release(claimed[number:], now=now)
                    return
                in_a_row = _one(key, peer, now=now, in_a_row=in_a_row, done=done)


def _claim(channel: str, *, now: datetime, most: int) -> list[int]:
    """Take some due notices for LEASE. Of two who ask, each gets others; whoever dies gives them back by time."""
    until = now + LEASE
    with transaction.atomic():
        due = Notice.objects.filter(state=Notice.State.WAITING, next_at__lte=now, channel=channel)
        # SQLite knows no row locks: there the transaction itself admits one writer.
        locked = due.select_for_update(skip_locked=True).order_by("next_at", "id")
        ids = list(locked.values_list("pk", flat=True)[:most])
        Notice.objects.filter(pk__in=ids).update(next_at=until, leased_until=until)
    return ids


def _mine(pk: int, now: datetime):
    return Notice.objects.filter(pk=pk, state=Notice.State.WAITING, leased_until=now + LEASE)


def _release(ids: list[int], *, now: datetime) -> None:
    """Give back what was not tried, for a minute later; that counts as no attempt."""
    mine = Notice.objects.filter(pk__in=ids, state=Notice.State.WAITING, leased_until=now + LEASE)
    mine.update(next_at=now + WAITS[0], leased_until=None)


def _one(pk: int, peer: Peer, *, now: datetime, in_a_row: int, done: Delivered) -> int:
    """Send one claimed notice outside any transaction and mark it. Returns the new count of the peer's failures in a row."""
    # The attempt is counted before: what brings the whole program down is not tried for ever either.
    if not _mine(pk, now).update(attempts=F("attempts") + 1):
        return in_a_row
    notice = Notice.objects.get(pk=pk)
    began = time.monotonic()
    try:
        peer.send(_parcel(notice))
    except (Unsent, vault.CannotOpen, ValueError, LookupError) as error:
        reason = error if isinstance(error, Unsent) else Unsent(type(error).__name__, peer=False)
        _put_off(notice, str(reason), now=now, done=done)
        if not reason.peer:
            return 0
        # Who lets us wait once would let us wait for each.
        return TRIES_IN_A_ROW if time.monotonic() - began > 5 else in_a_row + 1
    Notice.objects.filter(pk=pk).update(
        state=Notice.State.SENT, sent_at=now, leased_until=None, sealed_address=None, trouble=""
    )
    done.sent += 1
    return 0


def _parcel(notice: Notice) -> Parcel:
    address = vault.open_sealed(notice.sealed_address or b"", about=f"notice:{notice.key}").decode()
    return parcel(
        key=notice.key,
        kind=notice.kind,
        about=notice.about,
        address=address,
        language=notice.language,
        at=notice.created_at,
    )


def _put_off(notice: Notice, trouble: str, *, now: datetime, done: Delivered) -> None:
    """Try again later, each time after a longer wait; after the last, or twice after three days, give it up visibly."""
    if notice.attempts > len(WAITS) or (notice.attempts > 1 and notice.created_at <= now - STALE):
        change = {"state": Notice.State.GIVEN_UP, "next_at": now}
        done.given_up += 1
        log.warning("a notice was given up")
    else:
        change = {"next_at": now + WAITS[notice.attempts - 1]}
        done.put_off += 1
    _mine(notice.pk, now).update(**change, leased_until=None, trouble=trouble[:200])
