"""The word lists of the grammar, read once."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that goes wrong: its field, what it happens to (`heads`), how people say it, what they ask for.

    Slots: {T} the thing, {A} what is asked; in heads {N} a proper name, {V} the village, {C} the commune, {R} a number.
    """

    code: str
    field: str
    heads: tuple[str, ...]
    statements: tuple[str, ...]
    asks: tuple[str, ...]


def _lines(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line]


@lru_cache(maxsize=1)
def issues() -> tuple[Issue, ...]:
    """Return every issue of the grammar."""
    return tuple(
        Issue(code, field, *(tuple(part.split("|")) for part in parts)) for code, field, *parts in _lines("issues.tsv")
    )


@lru_cache(maxsize=2)
def words(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of 'words.tsv' or 'syllables.tsv' by their names."""
    return {key: tuple(values.split("|")) for key, values in _lines(name)}
