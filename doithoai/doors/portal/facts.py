"""Three live figures for the home page, computed now and then, never on the reader's time twice."""

import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from doithoai.process.intake.models import Opinion
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Result

KEY, LOCK = "portal:figures", "portal:figures-lock"
FRESH = 60
# A count that took a second is repeated at most every 200 seconds, so that counting never fills the machine.
REST = 200


@dataclass(frozen=True)
class Figures:
    """Received opinions, answered matters, resolved matters."""

    received: int
    answered: int
    resolved: int


def _count() -> Figures:
    published = triage.public()
    return Figures(
        received=Opinion.objects.count(),
        answered=published.exclude(result="").count(),
        resolved=published.filter(result=Result.RESOLVED).count(),
    )


def figures() -> Figures:
    """Return the figures, at most a minute old (longer where counting is slow); one reader counts, others do not wait."""
    kept: tuple[Any, float] | None = cache.get(KEY)
    if kept and (kept[1] > time.time() or not cache.add(LOCK, 1, 30)):
        return kept[0]
    begun = time.monotonic()
    value = _count()
    cache.set(KEY, (value, time.time() + max(FRESH, REST * (time.monotonic() - begun))), None)
    cache.delete(LOCK)
    return value
