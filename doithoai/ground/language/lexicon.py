"""The things people talk about, and in which words: our own list of concepts, found in a text with the words that led there.

`data/concepts/<field>.tsv` holds a concept a line: its code, then phrases. Phrases are compared folded, at the borders
of words, abbreviations written out; where both sides carry marks, the marks must agree ("chợ" is not "cho").
A phrase marked `~` only hints: two hints make one find.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language.fold import place_tone
from doithoai.ground.language.terms import Token, tokens

# A phrase this long tolerates a word typed without its marks inside a text that has them.
SURE_LENGTH = 3
# From this share of marked words on, a text counts as typed with marks, and a bare "cho" in it is no "chợ".
MARKED = 0.25


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a concept: folded words, the same words with their marks, and what it says."""

    words: tuple[str, ...]
    marked: tuple[str, ...]
    concept: str
    field: str
    hint: bool


@dataclass(frozen=True, slots=True)
class Find:
    """A phrase found in a text: the words `start:end` of its tokens."""

    phrase: Phrase
    start: int
    end: int


@lru_cache(maxsize=60_000)
def spelled(raw: str) -> str:
    """One word in lower case with its tone on the traditional letter."""
    return place_tone(unicodedata.normalize("NFC", raw.lower()))


class Lexicon:
    """All phrases, ready to be found in one pass over a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self.fields = tuple(sorted({phrase.field for phrase in self.phrases}))
        starts: dict[tuple[str, str], list[Phrase]] = {}
        alone: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            if len(phrase.words) == 1:
                alone.setdefault(phrase.words[0], []).append(phrase)
            else:
                starts.setdefault(phrase.words[:2], []).append(phrase)  # type: ignore[arg-type]
        self._starts, self._alone = starts, alone
        # Pairs of words that are no name although they are written with capitals: "Y tế", "Tiểu học".
        self.pairs = frozenset(pair for one in self.phrases for pair in zip(one.words, one.words[1:], strict=False))

    @classmethod
    def of(cls, concepts: Iterable[tuple[str, str, str]]) -> Lexicon:
        """Build from (field, concept code, "phrase | phrase | ~hint") lines."""
        return cls(phrase for field, code, listed in concepts for phrase in _phrases(field, code, listed))

    @classmethod
    def default(cls) -> Lexicon:
        """Return the shipped lexicon, read once."""
        return _default()

    def find(self, said: Sequence[Token]) -> list[Find]:
        """Return what is found, leftmost first; a find inside a longer one of another concept does not count."""
        bare = not marked(said)
        found = [find for at in range(len(said)) for find in self._at(said, at, bare)]
        if len(found) < 2:
            return found
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

    def _at(self, said: Sequence[Token], at: int, bare: bool) -> Iterator[Find]:
        word = said[at].word
        for phrase in self._alone.get(word, ()):
            if _agrees(phrase, said, at, bare):
                yield Find(phrase, at, at + 1)
        if at + 1 >= len(said):
            return
        for phrase in self._starts.get((word, said[at + 1].word), ()):
            end = at + len(phrase.words)
            if end > len(said) or any(said[at + i].word != phrase.words[i] for i in range(2, len(phrase.words))):
                continue
            if _agrees(phrase, said, at, bare):
                yield Find(phrase, at, end)


def marked(said: Sequence[Token]) -> bool:
    """Say whether a text is typed with its marks."""
    return sum(not token.raw.isascii() for token in said) >= MARKED * len(said)


def _agrees(phrase: Phrase, said: Sequence[Token], at: int, bare: bool) -> bool:
    """Say whether the marks of the text do not speak against the phrase."""
    unmarked = 0
    for i, wanted in enumerate(phrase.marked):
        raw = said[at + i].raw
        if raw.isascii():
            unmarked += not wanted.isascii()
        elif spelled(raw) != wanted and said[at + i].word == phrase.words[i] and not wanted.isascii():
            return False
    # A single bare syllable can be too many words to mean one of them.
    if bare:
        return len(phrase.words) > 1 or len(phrase.words[0]) > 4 or not unmarked
    return not unmarked or len(phrase.words) >= SURE_LENGTH


def concepts_of(finds: Iterable[Find]) -> dict[str, float]:
    """Return the concepts found: 1 for a phrase or two different hints, 0.5 for one hint."""
    strong: set[str] = set()
    hints: dict[str, set[tuple[str, ...]]] = {}
    for find in finds:
        if find.phrase.hint:
            hints.setdefault(find.phrase.concept, set()).add(find.phrase.words)
        else:
            strong.add(find.phrase.concept)
    found = {code: 1.0 if len(words) > 1 else 0.5 for code, words in hints.items()}
    return found | dict.fromkeys(strong, 1.0)


def _phrases(field: str, code: str, listed: str) -> Iterator[Phrase]:
    for one in listed.split("|"):
        text = one.strip()
        hint = text.startswith("~")
        said = tokens(text.lstrip("~ "))
        if code and said:
            yield Phrase(
                tuple(token.word for token in said), tuple(spelled(token.raw) for token in said), code, field, hint
            )


def shipped_concepts() -> Iterator[tuple[str, str, str]]:
    """Give the lines of `data/concepts`: (field, concept code, phrases)."""
    folder = files(__package__).joinpath("data/concepts")
    for file in sorted((one for one in folder.iterdir() if one.name.endswith(".tsv")), key=lambda one: one.name):
        for line in file.read_text(encoding="utf-8").splitlines():
            code, tab, listed = line.partition("\t")
            if tab:
                yield file.name.removesuffix(".tsv"), code.strip(), listed


@lru_cache(maxsize=1)
def _default() -> Lexicon:
    return Lexicon.of(shipped_concepts())
