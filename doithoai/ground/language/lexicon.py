"""Lists of phrases and what they mean, found in the words of a text whether or not it is written with its marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language import terms
from doithoai.ground.language.terms import Token

# Two hints of one meaning make a find.
HINTS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase: its folded words, the same with their marks, what it means, and whether it only hints at that."""

    words: tuple[str, ...]
    marked: tuple[str, ...]
    code: str
    weak: bool = False
    # Found only where it is written with its marks: "chợ" may be meant by "cho", but seldom is.
    marks_needed: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands: from the word `start`, `length` words long."""

    start: int
    length: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by all their words; by the first two (or the only one) how long phrases are that begin so, longest first;
    in which list (file) each meaning stands.
    """

    phrases: dict[tuple[str, ...], tuple[Phrase, ...]]
    lengths: dict[tuple[str, ...], tuple[int, ...]]
    list_of: dict[str, str]

    def hits(self, tokens: Sequence[Token], *, marked: bool) -> list[Hit]:
        """Return where phrases stand, longer ones first at each word; `marked`: the text is written with its marks."""
        words = tuple(token.word for token in tokens)
        found: list[Hit] = []
        for at in range(len(words)):
            # The last word begins nothing of two.
            for begins in (words[at : at + 2], words[at : at + 1])[at + 1 == len(words) :]:
                for length in self.lengths.get(begins, ()):
                    for phrase in self.phrases.get(words[at : at + length], ()):
                        if length > 2 or _agrees(tokens, at, phrase, marked=marked):
                            found.append(Hit(at, length, phrase))
        return found

    def find(
        self, tokens: Sequence[Token], *, marked: bool = True, besides: Container[int] = frozenset()
    ) -> frozenset[str]:
        """Return the meanings that the words speak of, but not by words `besides` alone; one hint alone is none."""
        found: set[str] = set()
        hints: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        reach = 0
        for hit in self.hits(tokens, marked=marked):
            end = hit.start + hit.length
            # What stands inside a longer phrase was not said by itself.
            if end < reach or all(at in besides for at in range(hit.start, end)):
                continue
            reach = max(reach, end)
            if hit.phrase.weak:
                hints[hit.phrase.code].add(hit.phrase.words)
            else:
                found.add(hit.phrase.code)
        found.update(code for code, seen in hints.items() if len(seen) >= HINTS_NEEDED)
        return frozenset(found)


def _agrees(tokens: Sequence[Token], at: int, phrase: Phrase, *, marked: bool) -> bool:
    """Say whether the marks do not speak against it: one wrong mark is forgiven in two words, any in three or more."""
    if not marked:
        return len(phrase.words) > 1 or not (phrase.marks_needed or not _may_mean(phrase))
    return any(tokens[at + n].marked == mark for n, mark in enumerate(phrase.marked))


def _may_mean(phrase: Phrase) -> bool:
    """Say whether a bare syllable mostly means this word: "hong" is hỏng, "mat" may be mặt, mất or mắt."""
    word = phrase.words[0]
    return word not in terms.stop_words() and _forms().get(word, phrase.marked[0]) == phrase.marked[0]


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    lines = files(__package__).joinpath("data/forms.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def parsed(lines: Iterable[tuple[str, str, str]]) -> Lexicon:
    """Read lines of (list, meaning, "phrase | phrase | ~hint")."""
    phrases: dict[tuple[str, ...], list[Phrase]] = defaultdict(list)
    lengths: dict[tuple[str, ...], set[int]] = defaultdict(set)
    list_of: dict[str, str] = {}
    for where, code, listed in lines:
        list_of[code] = where
        for piece in listed.split("|"):
            bare = piece.strip().lstrip("~!")
            found = terms.tokens(bare)
            if not found:
                continue
            words = tuple(token.word for token in found)
            marked = tuple(token.marked for token in found)
            weak, marks = "~" in piece, "!" in piece
            phrases[words].append(Phrase(words, marked, code, weak, marks))
            lengths[words[:2]].add(len(words))
    return Lexicon(
        {words: tuple(sorted(dict.fromkeys(said), key=lambda p: p.code)) for words, said in phrases.items()},
        {begins: tuple(sorted(known, reverse=True)) for begins, known in lengths.items()},
        list_of,
    )


@lru_cache(maxsize=1)
def concepts() -> Lexicon:
    """Return what people raise (`road_damaged`), from `data/concepts/<field>.tsv`; the list of a concept is its field."""
    folder = files(__package__).joinpath("data/concepts")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".tsv"))
    lines = [
        (name.removesuffix(".tsv"), line.partition("\t")[0], line.partition("\t")[2])
        for name in names
        for line in folder.joinpath(name).read_text(encoding="utf-8").splitlines()
        if "\t" in line
    ]
    return parsed(lines)


@lru_cache(maxsize=1)
def senses() -> Lexicon:
    """Return words of one meaning, north and south: things (`o_road`), what is wrong (`s_broken`), what is asked (`a_repair`)."""
    text = files(__package__).joinpath("data/senses.tsv").read_text(encoding="utf-8")
    lines = (line.partition("\t") for line in text.splitlines())
    return parsed([("senses", code, listed) for code, _tab, listed in lines])
