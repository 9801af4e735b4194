"""Keys with which other systems bring opinions into the register of one place: issue, end, use, measure."""

import json
import math
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, codes, events
from doithoai.ground.core.actors import Actor, machine
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.intake.models import ApiCall, ApiKey, ApiUse, Channel, Opinion
from doithoai.process.intake.services import Sender, Where, receive
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import villages_of
from doithoai.process.people.rules import administers, works_for

# What a machine may be the way of. A key never speaks for a counter or a hall.
CHANNELS = (Channel.HOTLINE, Channel.PORTAL, Channel.PHONE)
# Window in seconds, and how many calls of one key it holds.
PER_MINUTE, PER_DAY = 120, 20_000
LIMITS = ((60, PER_MINUTE), (86_400, PER_DAY))


class OtherBody(Refused):
    """The same Idempotency-Key came with another content."""


@dataclass(frozen=True)
class Rate:
    """How a key stands against the window that is fullest: calls left, seconds until it empties, whether it is full."""

    window: int
    most: int
    left: int
    wait: int
    full: bool


def keys_of(seat: Any) -> QuerySet[ApiKey]:
    """Return the keys of an administrator's own place."""
    return ApiKey.objects.filter(unit_id=seat.territory_id).select_related("unit")


def _check(by: Any, unit_id: int) -> None:
    if not (administers(by) and works_for(by, unit_id)):
        raise NotAllowed(_("Chỉ quản trị của đơn vị cấp và ngừng khóa."))


@transaction.atomic
def issue(unit: Unit, *, name: str, channel: str, by: Actor, now: datetime) -> tuple[ApiKey, str]:
    """Make a key. The secret is returned here and nowhere else: the database keeps its keyed hash."""
    _check(by, unit.pk)
    if channel not in CHANNELS:
        raise Refused(_("Xin chọn kênh trong danh sách."))
    if not nfc(name).strip():
        raise Refused(_("Xin ghi tên hệ thống dùng khóa."))
    secret = f"dt_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        unit=unit,
        name=nfc(name).strip()[:120],
        channel=channel,
        key_index=codes.keyed_hash("api-key", secret),
        valid_from=clock.day_of(now),
        created_by_id=by.actor_seat,
        created_at=now,
    )
    events.record(key, "issue", by=by, now=now, data={"channel": channel})
    return key, secret


@transaction.atomic
def end(key: ApiKey, *, by: Actor, now: datetime) -> None:
    """End a key at once: the next call with it is refused."""
    _check(by, key.unit_id)
    lock(key)
    if key.valid_to is not None:
        raise Refused(_("Khóa này đã ngừng."))
    key.valid_to = clock.day_of(now) - timedelta(days=1)
    key.save(update_fields=["valid_to"])
    events.record(key, "end", by=by, now=now)


def find(secret: str, *, today: date) -> ApiKey | None:
    """Return the key that this secret is, on a day on which it holds."""
    if not secret.isascii() or len(secret) > 200:
        return None
    key = ApiKey.objects.filter(key_index=codes.keyed_hash("api-key", secret)).select_related("unit").first()
    if key is None or key.valid_from > today or (key.valid_to is not None and key.valid_to < today):
        return None
    return key


@transaction.atomic
def count_use(key: ApiKey, *, now: datetime) -> Rate:
    """Count one call and say how the key stands. A call that finds a window full is not counted further."""
    uses = []
    for seconds, most in LIMITS:
        use, _new = ApiUse.objects.select_for_update().get_or_create(
            api_key=key, seconds=seconds, defaults={"begins_at": now}
        )
        if now - use.begins_at >= timedelta(seconds=seconds):
            use.begins_at, use.times = now, 0
        uses.append((use, most, use.times >= most))
    full = any(one_full for _use, _most, one_full in uses)
    for use, _most, _full in uses:
        if not full:
            use.times += 1
            use.save(update_fields=["begins_at", "times"])
    if key.last_used_on != clock.day_of(now):
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=clock.day_of(now))
    rates = [_rate(use, most, one_full, now=now) for use, most, one_full in uses]
    # Of two full windows the one that stays full longer; of two open ones the one that fills first.
    closed = [rate for rate in rates if rate.full]
    return max(closed, key=lambda rate: rate.wait) if closed else min(rates, key=lambda rate: rate.left)


def _rate(use: ApiUse, most: int, full: bool, *, now: datetime) -> Rate:
    ends = use.begins_at + timedelta(seconds=use.seconds)
    return Rate(use.seconds, most, max(most - use.times, 0), max(1, math.ceil((ends - now).total_seconds())), full)


@dataclass(frozen=True)
class Call:
    """What one call of a key brings. `number` is its Idempotency-Key."""

    number: str
    text: str
    mode: str
    village: str = ""
    place: str = ""
    said_on: date | None = None
    external_id: str = ""
    sender: Sender = field(default_factory=Sender)

    def body(self) -> str:
        """Return a keyed hash of everything but the number."""
        parts = {**self.__dict__, "number": "", "said_on": str(self.said_on), "sender": self.sender.__dict__}
        return codes.keyed_hash("api-body", json.dumps(parts, sort_keys=True, ensure_ascii=False))


def _known(call: str, body: str) -> ApiCall | None:
    known = ApiCall.objects.filter(call=call).select_related("opinion__unit").first()
    if known is not None and known.body != body:
        raise OtherBody(_("Idempotency-Key này đã dùng cho nội dung khác."))
    return known


def bring(key: ApiKey, given: Call, *, now: datetime) -> tuple[ApiCall, bool]:
    """Take what a call brings into the register of the key's place; the same call again adds nothing (False)."""
    call, body = codes.keyed_hash("api-call", f"{key.pk}\x1f{given.number}"), given.body()
    known = _known(call, body)
    if known is not None:
        return known, False
    if given.said_on and given.said_on > clock.day_of(now):
        raise Refused(_("Ngày nêu không thể ở tương lai."))
    try:
        with transaction.atomic():
            opinion = _receive(key, given, call, now=now)
            return ApiCall.objects.create(
                api_key=key, call=call, body=body, external_id=given.external_id, opinion=opinion, at=now
            ), True
    except IntegrityError:
        known = _known(call, body)
        if known is None:
            raise
        return known, False


def _receive(key: ApiKey, given: Call, call: str, *, now: datetime) -> Opinion:
    folded = fold(given.village)
    village = next((v for v in villages_of(key.unit) if v.name_fold == folded), None) if folded else None
    return receive(
        key.unit,
        given.text,
        channel=key.channel,
        by=machine(_("Hệ thống qua khóa: %(name)s") % {"name": key.name}, key.unit_id),
        now=now,
        key=codes.keyed_hash("api-opinion", call),
        mode=given.mode,
        where=Where(village=village.name if village else given.village, village_unit=village, place=given.place),
        sender=given.sender,
        said_on=given.said_on,
    )


def calls_of(key: ApiKey) -> QuerySet[ApiCall]:
    """Return what a key brought in, without its words."""
    return (
        ApiCall.objects.filter(api_key=key)
        .select_related("opinion")
        .defer("opinion__raw", "opinion__text", "opinion__sealed", "opinion__excerpt", "opinion__public_reason")
    )
