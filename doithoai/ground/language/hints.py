"""What a text typed without marks probably says: "duong hong nang" is likely "đường hỏng nặng". For display only.

A guess is never stored and never searched: it stands beside the words as they came. It is made from pairs and triples of
neighbouring syllables counted in our own examples, concepts, phrases, in what this program says and in the names of
places (`marks.py`), and a syllable nobody is sure of stays as typed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language.fold import fold, nfc, place_tone
from doithoai.ground.language.marks import BETWEEN, ENDS, NUMBER, START, Marks, stream

READ = 1_000
# Below this a syllable stays as it was typed: of those shown nineteen in twenty are right (measured).
SURE = 0.7
# Counts are made differently from here on: what was made before must be made again.
VERSION = 1
_FEWEST_WORDS, _MARKED_SHARE = 4, 0.05
_TOKEN = re.compile(r"[^\W\d_]+|[.;:!?\n|\t]|\d+")
_WORD = re.compile(r"[^\W\d_]+|[.;:!?\n]|\d+")


@dataclass(frozen=True, slots=True)
class Syllable:
    """One word as typed, what it probably is, and how probable that is (0..1)."""

    typed: str
    likely: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Hint:
    """The likely text, with what is not sure as it was typed, and its syllables."""

    text: str
    syllables: tuple[Syllable, ...]


def examples() -> list[str]:
    """Return our example sentences that are written with marks."""
    folder = files(__package__).joinpath("data/examples")
    lines = [
        line.partition("\t")[2]
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if not bare(line)]


def listed() -> list[str]:
    """Return what our lists of concepts, topics, abbreviations, names and phrases hold."""
    data = files(__package__).joinpath("data")
    lists = [*sorted(data.joinpath("concepts").iterdir(), key=lambda file: file.name)]
    lists += [data.joinpath(name) for name in ("topics.tsv", "senses.tsv", "people.tsv", "phrases.tsv")]
    lists.append(data.joinpath("place_names.txt"))
    lines = [line for file in lists for line in file.read_text(encoding="utf-8").splitlines()]
    abbreviations = data.joinpath("abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    return [line.rpartition("\t")[2].replace("~", "") for line in lines] + [
        line.split("\t")[1] for line in abbreviations
    ]


def program() -> list[str]:
    """Return what this program itself says to people (a copy made once: it need not follow every new sentence)."""
    return files(__package__).joinpath("data/said.txt").read_text(encoding="utf-8").splitlines()


def learn(texts: Sequence[str], lists: Sequence[str], made_from: str = "") -> Marks:
    """Count whole sentences and lists of phrases."""
    return Marks.of(stream(texts, START, _TOKEN), stream(lists, BETWEEN, _TOKEN), made_from)


def fingerprint(texts: Sequence[str], lists: Sequence[str]) -> str:
    """Return what counts are made from, in 16 characters: when it differs, they are stale."""
    return hashlib.sha256("\n".join([str(VERSION), *texts, "|", *lists]).encode()).hexdigest()[:16]


def shipped() -> bytes:
    """Return the stored form of the shipped counts."""
    return files(__package__).joinpath("data/hints.model").read_bytes()


@lru_cache(maxsize=1)
def _model() -> Marks:
    return Marks.load(shipped())


def bare(text: str) -> bool:
    """Whether a text is Vietnamese typed without marks: some words, hardly one of them marked."""
    words = re.findall(r"[^\W\d_]+", text[:READ])
    marked = sum(not word.isascii() for word in words)
    return len(words) >= _FEWEST_WORDS and marked <= _MARKED_SHARE * len(words)


def restore(text: str, model: Marks | None = None) -> Hint:
    """Return what a text typed without marks probably says. Reads 1,000 characters; words with marks stay."""
    text = nfc(text[:READ])
    model = model or _model()
    pieces, syllables, last = [], [], 0
    for sentence in _sentences(text):
        read = model.read([_asked(hit.group()) for hit in sentence])
        for hit, (form, sure) in zip(sentence, read, strict=True):
            typed = hit.group()
            if not typed.isalpha():
                continue
            likely = _as_typed(typed, form) if typed.isascii() else typed
            syllables.append(Syllable(typed, likely, round(sure, 3)))
            pieces += [text[last : hit.start()], likely if sure >= SURE else typed]
            last = hit.end()
    return Hint("".join([*pieces, text[last:]]), tuple(syllables))


def _asked(word: str) -> str:
    """What the counts are asked about a word: its bare letters, or itself where it already has marks."""
    if not word.isalpha():
        return NUMBER
    return fold(word) if word.isascii() else place_tone(word.lower())


def _sentences(text: str) -> Iterator[list[re.Match[str]]]:
    sentence: list[re.Match[str]] = []
    for hit in _WORD.finditer(text):
        if hit.group() not in ENDS:
            sentence.append(hit)
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _as_typed(typed: str, form: str) -> str:
    """The likely form with capitals where they were typed; an abbreviation in capitals stays one."""
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form.capitalize() if typed[0].isupper() else form
