"""Slow down guessing of follow-up codes, by network; a right code is never counted."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from doithoai.ground.core import codes
from doithoai.ground.core.models import WrongGuess

MOST = 10
WINDOW = timedelta(minutes=10)


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address. X-Forwarded-For counts only as far as our own proxies wrote it."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    trusted = settings.TRUSTED_PROXIES
    if not trusted:
        return direct
    said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    # Each proxy appends whom it heard: the one at -trusted was written by our outermost proxy, all before by anyone.
    return said[-trusted] if len(said) >= trusted else direct


def network(request: HttpRequest) -> str:
    """Return the keyed hash of the visitor's network."""
    return codes.network_of(address_of(request)[:64])


def blocked_until(where: str, *, now: datetime) -> datetime | None:
    """Return when this network may guess again, or None when it may now."""
    guesses = WrongGuess.objects.filter(network=where, at__gt=now - WINDOW).order_by("-at")
    last = list(guesses.values_list("at", flat=True)[:MOST])
    return last[-1] + WINDOW if len(last) >= MOST else None


def count_wrong(where: str, *, now: datetime) -> None:
    """Remember one wrong guess and forget the old ones of this network."""
    WrongGuess.objects.filter(network=where, at__lte=now - WINDOW).delete()
    WrongGuess.objects.create(network=where, at=now)
