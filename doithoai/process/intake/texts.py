"""Opinions as the index takes and shows them. Sealed and withdrawn words never come in."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet

from doithoai.ground.index import registry
from doithoai.ground.index.registry import Document, Shown
from doithoai.process.intake import queries
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Role

STATES = dict(Opinion.State.choices)


def findable() -> QuerySet[Opinion]:
    """Return the opinions whose words may be found by whoever may read them."""
    return Opinion.objects.exclude(handed=Opinion.Handed.DENUNCIATION).exclude(state=Opinion.State.WITHDRAWN)


def place_of(opinion: Opinion) -> str:
    """Return where an opinion comes from in one line: village, then the place it names."""
    return ", ".join(dict.fromkeys(part for part in (opinion.village, opinion.place) if part))


def documents(refs: Collection[int]) -> Iterator[Document]:
    """Give the opinions with these ids as they stand now."""
    rows = findable().filter(pk__in=refs).select_related("unit").defer("raw", "sealed")
    for opinion in rows:
        path = opinion.unit.path
        if opinion.village_unit_id:
            path += f"{opinion.village_unit_id}/"
        yield Document(
            kind="opinion",
            ref=opinion.pk,
            text=opinion.text,
            place=place_of(opinion),
            unit=opinion.unit_id,
            path=path,
            at=opinion.received_at,
            state=opinion.state,
            area=opinion.unit.name,
        )


def visible(seat: Any) -> QuerySet[Opinion]:
    """Return the opinions a seat may find: those it may read, the sealed and withdrawn ones apart."""
    seen = queries.visible_to(seat)
    return seen.exclude(handed=Opinion.Handed.DENUNCIATION).exclude(state=Opinion.State.WITHDRAWN)


def shown(refs: Collection[int]) -> dict[int, Shown]:
    """Return how these opinions are shown."""
    rows = findable().filter(pk__in=refs).only("text", "village", "place", "received_at", "state")
    return {
        opinion.pk: Shown(
            opinion.code,
            opinion.text,
            "intake:opinion",
            place=place_of(opinion),
            note=str(STATES[opinion.state]),
            at=opinion.received_at,
        )
        for opinion in rows
    }


def scope(seat: Any) -> int:
    """Return the unit in whose line everything lies that a seat finds: a collector's village, else the place."""
    unit: int = seat.unit_id if seat.role == Role.COLLECTOR else seat.territory_id
    return unit


SOURCE = registry.Source("opinion", "intake.opinion", "YK", documents, visible, shown, scope, findable)
