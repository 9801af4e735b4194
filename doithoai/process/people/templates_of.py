"""The usual bodies, posts and fields of a commune, ward, special zone or province, read from data/templates."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from doithoai.process.people.models import Level, Unit

FOLDER = Path(__file__).resolve().parent / "data" / "templates"
_FILES = ("commune", "ward", "special_zone", "province")
_CITY = "thành phố"


@dataclass(frozen=True)
class Body:
    """One usual body: `evidence` is the mark of domain.md; `bare` names take the place without its kind."""

    key: str
    name: str
    level: str
    evidence: str
    city: str = ""
    bare: bool = False


@dataclass(frozen=True)
class Post:
    """One usual account: in the place, in one body, or in `each` body of these levels."""

    role: str
    name: str
    title: str
    body: str = ""
    each: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """What a kind of place usually has; `fields` says by key which body leads which field."""

    id: str
    kinds: tuple[str, ...]
    basis: str
    bodies: tuple[Body, ...]
    posts: tuple[Post, ...]
    fields: dict[str, str]
    places: tuple[str, ...] = field(default=())

    def name_of(self, body: Body, unit: Unit) -> str:
        """Return the body's full name here: 'Phòng Kinh tế xã Bình Minh'."""
        kind, bare = kind_and_name(unit)
        plain = body.city if body.city and kind == _CITY else body.name
        return f"{plain} {bare}" if body.bare or not kind else f"{plain} {kind} {bare}"


def _read(name: str) -> Template:
    held: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return Template(
        id=name,
        kinds=tuple(held["kinds"]),
        basis=held["basis"],
        bodies=tuple(Body(**one) for one in held["bodies"]),
        posts=tuple(Post(**{**one, "each": tuple(one.get("each", ()))}) for one in held["seats"]),
        fields=held["fields"],
        places=tuple(held.get("places", ())),
    )


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """Return every template by its id."""
    return {name: _read(name) for name in _FILES}


def kind_and_name(unit: Unit) -> tuple[str, str]:
    """Return ('xã', 'Bình Minh') of 'Xã Bình Minh'; no kind where the name does not begin with one."""
    for template in templates().values():
        for kind in template.kinds:
            if unit.name.lower().startswith(f"{kind} "):
                return kind, unit.name[len(kind) + 1 :]
    return "", unit.name


def template_for(unit: Unit) -> Template | None:
    """Return the template of a place: by its name, else by its level; None for what has no bodies of its own."""
    if unit.level not in (Level.PROVINCE, Level.COMMUNE):
        return None
    kind, _name = kind_and_name(unit)
    level = [one for one in templates().values() if (one.id == "province") == (unit.level == Level.PROVINCE)]
    named = [one for one in level if unit.name in one.places]
    return next(iter(named + [one for one in level if kind in one.kinds] + level))
