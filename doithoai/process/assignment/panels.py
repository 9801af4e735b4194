"""Parts of the case page that later stages add. Stages to the right register here, so this one need not know them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from doithoai.process.triage.models import Matter


@dataclass(frozen=True)
class Panel:
    """A template, what it shows to a seat, whose events join the timeline, and the words for them."""

    template: str
    shows: Callable[[Any, Matter], dict[str, Any]]
    things: Callable[[Matter], Iterable[Model]]
    labels: dict[tuple[str, str], str] = field(default_factory=dict)


PANELS: list[Panel] = []
