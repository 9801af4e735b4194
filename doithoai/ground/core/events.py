"""Write and read the event book."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from doithoai.ground.core.actors import Actor
from doithoai.ground.core.models import Event


def subject_of(thing: Model) -> str:
    """Return the name under which a thing stands in the book, e.g. 'triage.matter'."""
    return thing._meta.label_lower


def record(
    thing: Model,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    from_state: str = "",
    to_state: str = "",
    note: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Append one line about `thing`. Call inside the verb's transaction; `data` holds ids and figures, no personal data."""
    made = line(thing, verb, by=by, now=now, from_state=from_state, to_state=to_state, note=note, data=data)
    made.save(force_insert=True)
    return made


def record_many(lines: Sequence[Event]) -> None:
    """Append many lines made by `line`, in their order. Call inside the verb's transaction."""
    Event.objects.bulk_create(lines, batch_size=500)


def line(
    thing: Model,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    from_state: str = "",
    to_state: str = "",
    note: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Return one line about `thing` without writing it: what `record` writes at once, and `record_many` together."""
    return Event(
        at=now,
        verb=verb,
        subject=subject_of(thing),
        subject_id=thing.pk,
        seat_id=by.actor_seat,
        actor=by.actor_label[:300],
        from_state=from_state,
        to_state=to_state,
        note=note,
        data=data or {},
    )


def of(thing: Model) -> QuerySet[Event]:
    """Return the lines about one thing, oldest first."""
    return Event.objects.filter(subject=subject_of(thing), subject_id=thing.pk).order_by("id")
