"""Matters as the index takes and shows them, and under which matter a voice stands."""

from collections.abc import Collection, Iterator

from doithoai.ground.index.registry import Document, Shown
from doithoai.process.triage.models import Matter, Raising

STATES = dict(Matter.State.choices)


def documents(refs: Collection[int]) -> Iterator[Document]:
    """Give the matters with these ids as they stand now: title and text."""
    for matter in Matter.objects.filter(pk__in=refs).select_related("unit"):
        yield Document(
            kind="matter",
            ref=matter.pk,
            text=text_of(matter),
            place=matter.place,
            unit=matter.unit_id,
            path=matter.unit.path,
            at=matter.opened_at,
            field=matter.field,
            state=matter.state,
            result=matter.result,
            area=matter.unit.name,
            public=matter.published_at is not None and matter.joined_into_id is None,
        )


def text_of(matter: Matter) -> str:
    """Return what is searched of a matter: its title, and its text where that says more."""
    return matter.text if matter.text.startswith(matter.title) else f"{matter.title}\n{matter.text}"


def shown(refs: Collection[int]) -> dict[int, Shown]:
    """Return how these matters are shown."""
    return {
        matter.pk: Shown(
            matter.code,
            matter.text,
            "assignment:matter",
            title=matter.title,
            place=matter.place,
            note=str(STATES[matter.state]),
            at=matter.opened_at,
        )
        for matter in Matter.objects.filter(pk__in=refs)
    }


def heads_of_opinions(refs: Collection[int]) -> dict[int, tuple[str, int]]:
    """Return for each opinion the matter under which it stands: of several the first it raised."""
    rows = Raising.objects.filter(opinion__in=refs).order_by("-number").values_list("opinion", "matter")
    return {opinion: ("matter", matter) for opinion, matter in rows}


def heads_of_matters(refs: Collection[int]) -> dict[int, tuple[str, int]]:
    """Return for each joined matter the one it is joined into."""
    rows = Matter.objects.filter(pk__in=refs, joined_into__isnull=False).values_list("pk", "joined_into")
    return {matter: ("matter", head) for matter, head in rows if head is not None}
