"""What the clock does for the hall: gathers what people said into topics, so that no page has to wait for it."""

import time
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from doithoai.ground.core import clock
from doithoai.process.hall import sketching
from doithoai.process.hall.models import TopicSketch
from doithoai.process.intake.models import Opinion
from doithoai.process.programme import preparing
from doithoai.process.programme.models import DIALOGUES, Meeting

# A sketch nobody asked for is made anew when it is this old and voices came since.
STALE = timedelta(hours=3)
MOST_SECONDS, MOST_AT_ONCE = 240, 20


def sketch_topics(now: datetime) -> dict[str, int]:
    """Make the sketches that were asked for, then those of coming dialogues that voices came for since. Returns how many."""
    begun, made = time.monotonic(), 0
    asked = TopicSketch.objects.filter(asked_at__isnull=False).select_related("unit", "meeting", "meeting__unit")
    for sketch in asked.order_by("asked_at", "id")[:MOST_AT_ONCE]:
        if time.monotonic() - begun > MOST_SECONDS:
            break
        sketching.make(sketch.unit, sketch.meeting, now=now)
        made += 1
    for meeting in _coming(now)[: MOST_AT_ONCE - made]:
        if time.monotonic() - begun > MOST_SECONDS:
            break
        sketching.make(meeting.unit, meeting, now=now)
        made += 1
    return {"sketches": made}


def _coming(now: datetime) -> list[Meeting]:
    """The dialogues still ahead that have voices newer than their sketch, and whose sketch is not fresh."""
    old = Q(sketch__isnull=True) | Q(sketch__made_at__isnull=True) | Q(sketch__made_at__lt=now - STALE)
    ahead = Meeting.objects.filter(
        old, kind__in=DIALOGUES, state__in=preparing.PREPARED, held_on__gte=clock.day_of(now)
    )
    voices = Opinion.objects.filter(meeting=OuterRef("pk"))
    since = voices.filter(received_at__gt=OuterRef("sketch__made_at"))
    never = Q(sketch__isnull=True) | Q(sketch__made_at__isnull=True)
    wanted = ahead.filter(Exists(since) | (never & Exists(voices)))
    return list(wanted.select_related("unit").order_by("held_on", "id")[:MOST_AT_ONCE])
