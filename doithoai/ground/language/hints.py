"""What a text typed without marks probably says: "duong hong nang" is likely "đường hỏng nặng". For display only.

A guess is never stored and never searched: it stands beside the words as they came. It is made from pairs and triples of
neighbouring syllables counted in our own examples, concepts and phrases, and a syllable nobody is sure of stays as typed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import exp, log

from doithoai.ground.language.fold import fold, nfc, place_tone

READ = 1_000
# Below this a syllable stays as it was typed.
SURE = 0.5
# Of how many readings so far the way goes on; more change next to nothing (measured).
_BEAM = 12
_FEWEST_WORDS, _MARKED_SHARE = 4, 0.05
# How much of each count is given to what was never seen (absolute discounting), and how much the plain frequency of a
# syllable weighs beside the number of different syllables it follows. Tuned on held-out lines.
_PAIRS_OFF, _TRIPLES_OFF, _FREQUENCY = 0.75, 0.9, 0.4
_LISTED, _LEAST = 0.1, 1e-12
_TOKEN = re.compile(r"[^\W\d_]+|[.;:!?\n|\t]|\d+")
_WORD = re.compile(r"[^\W\d_]+|[.;:!?\n]|\d+")
_ENDS = frozenset(".;:!?\n")
_START, _NUMBER = ".", "0"


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


class Model:
    """Counts of syllables, pairs and triples; `texts` are whole sentences, `lists` phrases that begin and end nowhere."""

    def __init__(self, texts: Iterable[str], lists: Iterable[str] = ()) -> None:
        told, listed = _stream(texts, _START), _stream(lists, "|")
        stream = [*told, "|", *listed]
        self._single: dict[str, float] = defaultdict(float, Counter(told))
        for word, count in Counter(listed).items():
            self._single[word] += _LISTED * count
        pairs = list(pairwise(stream))
        self._pairs = Counter(pairs)
        self._triples = Counter(zip(pairs, stream[2:], strict=False))
        self._total = sum(self._single.values())
        self._after, self._kinds_after, self._kinds_before = Counter(stream), Counter[str](), Counter[str]()
        for first, second in self._pairs:
            self._kinds_after[first] += 1
            self._kinds_before[second] += 1
        self._kinds_after_pair = Counter(pair for pair, _third in self._triples)
        self._forms: dict[str, list[str]] = defaultdict(list)
        for word in self._single:
            self._forms[fold(word)].append(word)
        self._alone = {word: self._frequency(word) for word in self._single}

    def _frequency(self, word: str) -> float:
        met = (self._kinds_before[word] + 0.1) / len(self._pairs)
        return (1 - _FREQUENCY) * met + _FREQUENCY * self._single[word] / self._total

    def _likely(self, first: str, second: str, third: str) -> float:
        """The logarithm of how probable `third` is after the two before it."""
        chance = self._alone.get(third, _LEAST)
        seen = self._after[second]
        if seen:
            own = max(self._pairs[second, third] - _PAIRS_OFF, 0.0)
            chance = (own + _PAIRS_OFF * self._kinds_after[second] * chance) / seen
        seen = self._pairs[first, second]
        if seen:
            own = max(self._triples[(first, second), third] - _TRIPLES_OFF, 0.0)
            chance = (own + _TRIPLES_OFF * self._kinds_after_pair[first, second] * chance) / seen
        return log(chance + _LEAST)

    def read(self, bare: Sequence[str]) -> list[tuple[str, float]]:
        """Return for each word of one sentence (folded, or with its marks) its likeliest form and how sure that is."""
        best: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {("|", _START): (0.0, ())}
        for word in bare:
            onward: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}
            for (first, second), (score, path) in best.items():
                for form in self._forms.get(word, (word,)):
                    sum_ = score + self._likely(first, second, form)
                    if (second, form) not in onward or sum_ > onward[second, form][0]:
                        onward[second, form] = (sum_, (*path, form))
            kept = sorted(onward.items(), key=lambda item: -item[1][0])[:_BEAM]
            best = dict(kept)
        path = max(best.values(), key=lambda item: item[0])[1]
        return [(form, self._sureness(path, at, word)) for at, (form, word) in enumerate(zip(path, bare, strict=True))]

    def _sureness(self, path: Sequence[str], at: int, word: str) -> float:
        """How much of all forms of one word, its neighbours as read, the chosen one holds."""
        around = ["|", _START, *path, _START, "|"]
        first, second, after, last = around[at], around[at + 1], around[at + 3], around[at + 4]
        scores = [
            self._likely(first, second, form) + self._likely(second, form, after) + self._likely(form, after, last)
            for form in self._forms.get(word, (word,))
        ]
        chosen = self._forms.get(word, [word]).index(path[at])
        return 1 / sum(exp(min(score - scores[chosen], 700.0)) for score in scores)


def _stream(texts: Iterable[str], between: str) -> list[str]:
    """All syllables in one spelling of the tone, numbers as one sign, ends of sentences as one sign."""
    words = _TOKEN.findall(f"\n{between}\n".join(texts).lower())
    spelled = {
        word: between if word in _ENDS or word in "|\t" else _NUMBER if word.isdigit() else place_tone(word)
        for word in set(words)
    }
    return [spelled[word] for word in words]


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
    lines = [line for file in lists for line in file.read_text(encoding="utf-8").splitlines()]
    abbreviations = data.joinpath("abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    return [line.rpartition("\t")[2].replace("~", "") for line in lines] + [
        line.split("\t")[1] for line in abbreviations
    ]


@lru_cache(maxsize=1)
def _model() -> Model:
    return Model(examples(), listed())


def bare(text: str) -> bool:
    """Whether a text is Vietnamese typed without marks: some words, hardly one of them marked."""
    words = re.findall(r"[^\W\d_]+", text[:READ])
    marked = sum(not word.isascii() for word in words)
    return len(words) >= _FEWEST_WORDS and marked <= _MARKED_SHARE * len(words)


def restore(text: str, model: Model | None = None) -> Hint:
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
        return _NUMBER
    return fold(word) if word.isascii() else place_tone(word.lower())


def _sentences(text: str) -> Iterator[list[re.Match[str]]]:
    sentence: list[re.Match[str]] = []
    for hit in _WORD.finditer(text):
        if hit.group() not in _ENDS:
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
