"""What stages bring to the index: where a kind of text comes from, who may see it, how a hit is shown."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from doithoai.ground.language.likeness import Model
from doithoai.ground.language.places import Gazetteer


@dataclass(frozen=True)
class Document:
    """One text as the index takes it. `path` is the line of unit ids from the top down to where it belongs ('/1/7/').

    `place` is what the text itself was given for, `area` the name of the unit whose register it stands in; `also`
    names further units whose seats may see it.
    """

    kind: str
    ref: int
    text: str
    place: str
    unit: int
    path: str
    at: datetime
    field: str = ""
    state: str = ""
    result: str = ""
    area: str = ""
    also: tuple[int, ...] = ()
    public: bool = False


@dataclass(frozen=True)
class Shown:
    """How a hit is shown: the code people say, the full stored text, its title, place and address (reversed with `code`)."""

    code: str
    text: str
    url_name: str = ""
    title: str = ""
    place: str = ""
    note: str = ""
    at: datetime | None = None


# What a change of another subject means for this kind: its ids -> the refs to read again.
Follows = Callable[[Collection[int]], Collection[int]]


@dataclass(frozen=True)
class Source:
    """One kind of text. `visible(seat)` decides who finds it; `scope(seat)` only makes that quick (a unit in its path)."""

    kind: str
    subject: str
    prefix: str
    documents: Callable[[Collection[int]], Iterable[Document]]
    visible: Callable[[Any], QuerySet[Any]]
    shown: Callable[[Collection[int]], dict[int, Shown]]
    scope: Callable[[Any], int | None]
    everything: Callable[[], QuerySet[Any]]
    public: Callable[[], QuerySet[Any]] | None = None
    follows: Mapping[str, Follows] = field(default_factory=dict)


SOURCES: dict[str, Source] = {}
# Under which matter a voice stands: kind -> (refs -> {ref: (kind, ref of the head)}). Later stages know more than earlier.
HEADS: dict[str, Callable[[Collection[int]], dict[int, tuple[str, int]]]] = {}
# What is known of places and their names before and after mergers: people hangs its catalogue here.
GAZETTEER: list[Callable[[], Gazetteer]] = []
# Which likeness this office taught by its decisions, or None while the shipped one serves: triage hangs its model here.
LIKENESS: list[Callable[[], Model | None]] = []


def register(source: Source) -> None:
    """Take a kind of text into the index. Called when the stage's app is ready."""
    SOURCES[source.kind] = source
