"""Matters with the bodies that work on them, and promises, as the index takes and shows them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doithoai.ground.core.dates import fmt_date
from doithoai.ground.index import registry
from doithoai.ground.index.registry import Document, Shown
from doithoai.process.assignment import queries
from doithoai.process.assignment.models import Assignment, Promise
from doithoai.process.people.models import Role
from doithoai.process.triage import queries as triage
from doithoai.process.triage import texts as triage_texts
from doithoai.process.triage.models import Matter


def scope(seat: Any) -> int:
    """Return the unit in whose line everything lies that a seat finds: an agency's own work, else the place's matters."""
    unit: int = seat.unit_id if seat.role in {Role.OFFICER, Role.APPROVER} else seat.territory_id
    return unit


def bodies_of(matters: Collection[int]) -> dict[int, set[int]]:
    """Return the bodies to which these matters were given, leading or helping."""
    bodies: dict[int, set[int]] = defaultdict(set)
    given = Assignment.objects.filter(matter__in=matters).exclude(state=Assignment.State.RETURNED)
    for matter, lead in given.values_list("matter", "lead"):
        bodies[matter].add(lead)
    for matter, helping in given.filter(supporting__isnull=False).values_list("matter", "supporting"):
        if helping is not None:
            bodies[matter].add(helping)
    return bodies


def matters(refs: Collection[int]) -> Iterator[Document]:
    """Give matters with the bodies that see them."""
    bodies = bodies_of(refs)
    for document in triage_texts.documents(refs):
        yield replace(document, also=tuple(sorted(bodies.get(document.ref, ()))))


def matters_of_assignments(refs: Collection[int]) -> set[int]:
    """Return the matters of these assignments."""
    return set(Assignment.objects.filter(pk__in=refs).values_list("matter", flat=True))


MATTERS = registry.Source(
    "matter",
    "triage.matter",
    "VD",
    matters,
    queries.visible_to,
    triage_texts.shown,
    scope,
    Matter.objects.all,
    public=triage.public,
    follows={"assignment.assignment": matters_of_assignments},
)


def promises(refs: Collection[int]) -> Iterator[Document]:
    """Give promises as they stand now, each with its matter's title and place."""
    rows = list(Promise.objects.filter(pk__in=refs).select_related("matter", "matter__unit"))
    bodies = bodies_of({promise.matter_id for promise in rows})
    for promise in rows:
        matter = promise.matter
        yield Document(
            kind="promise",
            ref=promise.pk,
            text=f"{promise.text}\n{matter.title}",
            place=matter.place,
            unit=matter.unit_id,
            path=matter.unit.path,
            at=promise.made_at,
            field=matter.field,
            state=promise.state,
            area=matter.unit.name,
            also=tuple(sorted(bodies.get(matter.pk, ()))),
        )


def promises_seen(seat: Any) -> QuerySet[Promise]:
    """Return the promises about matters a seat may see."""
    return Promise.objects.filter(matter__in=queries.visible_to(seat).order_by().values("pk"))


def promises_shown(refs: Collection[int]) -> dict[int, Shown]:
    """Return how these promises are shown: with their matter's code."""
    return {
        promise.pk: Shown(
            promise.matter.code,
            promise.text,
            "assignment:matter",
            title=_("Cam kết: %(title)s") % {"title": promise.matter.title},
            place=promise.matter.place,
            note=f"{promise.get_state_display()} · {fmt_date(promise.due)}",
            at=promise.made_at,
        )
        for promise in Promise.objects.filter(pk__in=refs).select_related("matter")
    }


def promises_of_matters(refs: Collection[int]) -> set[int]:
    """Return the promises about these matters."""
    return set(Promise.objects.filter(matter__in=refs).values_list("pk", flat=True))


PROMISES = registry.Source(
    "promise",
    "assignment.promise",
    "",
    promises,
    promises_seen,
    promises_shown,
    scope,
    Promise.objects.all,
    follows={"triage.matter": promises_of_matters},
)
