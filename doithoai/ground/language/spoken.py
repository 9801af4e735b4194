"""Where in a text our lexicon's phrases stand, read closely: marks must agree, and a find inside a longer one is none.

An index wants every phrase that could be meant; a field wants the one that was. "Chợ" is not "cho", and "trạm y tế" says
nothing about "y tế thôn bản".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from doithoai.ground.language.lexicon import Lexicon, Phrase, concepts
from doithoai.ground.language.terms import Token

# A phrase this long tolerates words typed without their marks inside a text that has them.
SURE_LENGTH = 3
# From this share of marked words on, a text counts as typed with marks, and a bare "cho" in it is no "chợ".
MARKED = 0.25


@dataclass(frozen=True, slots=True)
class Find:
    """A phrase found: the words `start:end` of the text, and the list (field) its meaning belongs to."""

    phrase: Phrase
    field: str
    start: int
    end: int


class Spoken:
    """The phrases of a lexicon, ready to be found in one pass over a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.field_of = lexicon.list_of
        self.phrases = tuple(phrase for listed in lexicon.phrases.values() for phrase in listed)
        self._pairs: dict[tuple[str, ...], list[Phrase]] = {}
        self._alone: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            if len(phrase.words) == 1:
                self._alone.setdefault(phrase.words[0], []).append(phrase)
            else:
                self._pairs.setdefault(phrase.words[:2], []).append(phrase)
        # Pairs of words that are no name although they are written with capitals: "Y tế", "Tiểu học".
        self.pairs = frozenset(pair for phrase in self.phrases for pair in pairwise(phrase.words))

    @classmethod
    def default(cls) -> Spoken:
        """Return the shipped concepts, read once."""
        return _default()

    def find(self, said: Sequence[Token]) -> list[Find]:
        """Return what is found, leftmost first; a find inside a longer one does not count."""
        typed = marked(said)
        found = [find for at in range(len(said)) for find in self._at(said, at, typed)]
        found.sort(key=lambda find: (find.start, -find.end))
        kept: list[Find] = []
        reach: Find | None = None
        for find in found:
            if reach is not None and find.end <= reach.end and find.end - find.start < reach.end - reach.start:
                continue
            kept.append(find)
            if reach is None or find.end > reach.end:
                reach = find
        return kept

    def _at(self, said: Sequence[Token], at: int, typed: bool) -> Iterator[Find]:
        word = said[at].word
        candidates = self._alone.get(word, [])
        if at + 1 < len(said):
            candidates = candidates + self._pairs.get((word, said[at + 1].word), [])
        for phrase in candidates:
            end = at + len(phrase.words)
            if end > len(said) or any(said[at + i].word != phrase.words[i] for i in range(2, len(phrase.words))):
                continue
            if _agrees(phrase, said[at:end], typed):
                yield Find(phrase, self.field_of[phrase.code], at, end)


def marked(said: Sequence[Token]) -> bool:
    """Say whether a text is typed with its marks."""
    return sum(not token.raw.isascii() for token in said) >= MARKED * len(said)


def _agrees(phrase: Phrase, said: Sequence[Token], typed: bool) -> bool:
    """Say whether the marks of the text do not speak against the phrase."""
    left_out = 0
    for token, wanted in zip(said, phrase.marked, strict=True):
        if wanted.isascii() or not token.raw:
            # Nothing to compare: the phrase has no mark here, or the word was written out of an abbreviation.
            continue
        if token.raw.isascii():
            left_out += 1
        elif token.marked != wanted:
            return False
    if typed:
        return not left_out or len(phrase.words) >= SURE_LENGTH
    # One short bare syllable can be too many words to mean one of them.
    return len(phrase.words) > 1 or not left_out or (len(phrase.words[0]) > 4 and not phrase.marks_needed)


def concepts_of(finds: Iterable[Find]) -> dict[str, float]:
    """Return the concepts found: 1 for a phrase or two different hints, 0.5 for one hint."""
    strong: set[str] = set()
    hints: dict[str, set[tuple[str, ...]]] = {}
    for find in finds:
        if find.phrase.weak:
            hints.setdefault(find.phrase.code, set()).add(find.phrase.words)
        else:
            strong.add(find.phrase.code)
    found = {code: 1.0 if len(words) > 1 else 0.5 for code, words in hints.items()}
    return found | dict.fromkeys(strong, 1.0)


@lru_cache(maxsize=1)
def _default() -> Spoken:
    return Spoken(concepts())
