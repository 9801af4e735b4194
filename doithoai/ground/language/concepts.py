"""The lexicon of what people raise: finds concepts (`road_damaged`, `livestock_smell`) in the words of a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language import terms

# Two hints of one concept make a find.
HINTS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their first word: the further words, the concept, and whether the phrase only hints at it."""

    phrases: dict[str, tuple[tuple[tuple[str, ...], str, bool], ...]]
    field_of: dict[str, str]

    def find(self, words: Sequence[str]) -> frozenset[str]:
        """Return the concepts that these folded words speak of."""
        found: set[str] = set()
        hints: dict[str, set[str]] = defaultdict(set)
        for at, word in enumerate(words):
            for rest, code, weak in self.phrases.get(word, ()):
                if tuple(words[at + 1 : at + 1 + len(rest)]) == rest:
                    if weak:
                        hints[code].add(f"{word} {' '.join(rest)}")
                    else:
                        found.add(code)
        found.update(code for code, seen in hints.items() if len(seen) >= HINTS_NEEDED)
        return frozenset(found)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the shipped lexicon, read once from `data/concepts/<field>.tsv`."""
    phrases: dict[str, list[tuple[tuple[str, ...], str, bool]]] = defaultdict(list)
    field_of: dict[str, str] = {}
    folder = files(__package__).joinpath("data/concepts")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".tsv"):
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            code, _tab, listed = line.partition("\t")
            field_of[code] = file.name.removesuffix(".tsv")
            for phrase in listed.split("|"):
                words = [token.word for token in terms.tokens(phrase.replace("~", " "))]
                if words:
                    phrases[words[0]].append((tuple(words[1:]), code, phrase.strip().startswith("~")))
    return Lexicon({first: tuple(dict.fromkeys(rest)) for first, rest in phrases.items()}, field_of)
