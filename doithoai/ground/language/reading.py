"""What one text says, ready to be compared with others: words, names, places, concepts, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from doithoai.ground.language import concepts, names, terms

if TYPE_CHECKING:
    from doithoai.ground.language.places import Gazetteer

MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says, ready to be compared: folded syllables in order and what was understood in them.

    `names` are folded proper names, with the kind of thing before a colon where the text says it ("nam cao",
    "duong:nam cao"); `places` are keys of the gazetteer, or typed names where it knows none; `at` is the place given
    with the text, from small to wide ("phuong:thuy van"); `clean` says that the text is written with marks and capitals.
    """

    words: tuple[str, ...]
    names: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    at: tuple[str, ...] = ()
    clean: bool = True

    def terms(self) -> list[str]:
        """Return the distinct terms under which the text is indexed, `[a-z0-9_:]+` each."""
        found = dict.fromkeys(terms.content(self.words))
        found.update(dict.fromkeys(terms.bigrams(self.words)))
        found.update(dict.fromkeys(f"c:{code}" for code in sorted(self.concepts)))
        found.update(dict.fromkeys("n:" + name.replace(" ", "_").replace(":", "_") for name in sorted(self.names)))
        found.update(dict.fromkeys(sorted(self.numbers)))
        return list(found)

    def stored(self) -> str:
        """Return the reading as one compact line, for an index."""
        sets = (self.names, self.places, self.concepts, self.numbers)
        parts = [
            " ".join(self.words),
            *(";".join(sorted(s)) for s in sets),
            ";".join(self.at),
            "1" if self.clean else "",
        ]
        return "|".join(parts)

    @classmethod
    def of_stored(cls, text: str) -> Reading:
        """Return the reading that `stored` wrote."""
        parts = text.split("|")
        parts += [""] * (7 - len(parts))
        sets = (frozenset(part.split(";")) if part else frozenset() for part in parts[1:5])
        at = tuple(parts[5].split(";")) if parts[5] else ()
        return cls(tuple(parts[0].split()), *sets, at=at, clean=bool(parts[6]))


def read(text: str, place: str = "", gazetteer: Gazetteer | None = None) -> Reading:
    """Read a text given for a place ("Thừa Thiên Huế, thành phố Huế, phường Thủy Vân"). Linear, under 1 ms for 300 letters."""
    found = terms.tokens(text)
    clean = names.is_clean(found)
    words = tuple(token.word for token in found)
    named = names.find(found, clean=clean)
    at = _given(place)
    keys = frozenset(at) | {name for name in named if name.partition(":")[0] in names.UNITS}
    if gazetteer is not None:
        keys |= gazetteer.keys(named, place)
    return Reading(
        words[:MOST_WORDS],
        named,
        keys,
        concepts.lexicon().find(words),
        frozenset(word for word in words if word[:1].isdigit() or word[-1:].isdigit()),
        at,
        clean,
    )


@lru_cache(maxsize=4_000)
def _given(place: str) -> tuple[str, ...]:
    """Return the typed parts of a given place, from small to wide."""
    return names.parts_of(place)
