"""Counts of syllables and of those that follow each other, and which marks they make likely. Numbers, never texts.

Made by `scripts/learn_language.py` from our own words and kept as plain arrays (`data/hints.model`), so that reading it
takes a moment and runs nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import exp, log
from typing import Self

import numpy as np
from numpy.typing import NDArray

from doithoai.ground.language.fold import fold, place_tone
from doithoai.ground.language.learning import Unreadable

START, NUMBER, BETWEEN = ".", "0", "|"
ENDS = frozenset(".;:!?\n")
LARGEST_BLOB = 2_000_000
# Of how many readings so far the way goes on; more change next to nothing (measured).
_BEAM = 12
# How much of each count is given to what was never seen (absolute discounting), and how much the plain frequency of a
# syllable weighs beside the number of different syllables it follows. Tuned on held-out lines.
_PAIRS_OFF, _TRIPLES_OFF, _FREQUENCY = 0.75, 0.9, 0.4
_LISTED, _LEAST = 0.1, 1e-12
_FULL = 65_535
_STEPS, _COUNTS = ("said", "listed", "pairs", "triples"), ("pair_counts", "triple_counts")

Ints = NDArray[np.int64]


class Marks:
    """What follows what: `words` by number, how often each was said and listed, pairs and triples with their counts."""

    def __init__(self, words: Sequence[str], tables: dict[str, Ints], made_from: str = "") -> None:
        self.words, self.tables, self.made_from = tuple(words), tables, made_from
        size = self._size = len(self.words)
        pairs, counts = tables["pairs"], tables["pair_counts"]
        second = pairs % size
        single = tables["said"] + _LISTED * tables["listed"]
        met = (np.bincount(second, minlength=size) + 0.1) / max(len(pairs), 1)
        self._alone = ((1 - _FREQUENCY) * met + _FREQUENCY * single / max(single.sum(), 1)).tolist()
        self._after = np.bincount(second, weights=counts, minlength=size).tolist()
        self._kinds_after = np.bincount(pairs // size, minlength=size).tolist()
        self._pairs = dict(zip(pairs.tolist(), counts.tolist(), strict=True))
        triples = tables["triples"]
        self._triples = dict(zip(triples.tolist(), tables["triple_counts"].tolist(), strict=True))
        kinds, numbers = np.unique(triples // size, return_counts=True)
        self._kinds_after_pair = dict(zip(kinds.tolist(), numbers.tolist(), strict=True))
        self._forms: dict[str, list[int]] = defaultdict(list)
        for at in np.flatnonzero(single > 0).tolist():
            self._forms[fold(self.words[at])].append(at)
        self._number = {word: at for at, word in enumerate(self.words)}

    @classmethod
    def of(cls, said: Sequence[str], listed: Sequence[str], made_from: str = "") -> Self:
        """Count streams of syllables: whole sentences said, and phrases listed that begin and end nowhere."""
        stream = [*said, BETWEEN, *listed]
        words = sorted({*stream, START, BETWEEN, NUMBER})
        number = {word: at for at, word in enumerate(words)}
        size = len(words)
        row = np.array([number[word] for word in stream], dtype=np.int64)
        pairs, pair_counts = np.unique(row[:-1] * size + row[1:], return_counts=True)
        triples, triple_counts = np.unique((row[:-2] * size + row[1:-1]) * size + row[2:], return_counts=True)
        cut = len(said)
        tables = {
            "said": np.bincount(row[:cut], minlength=size),
            "listed": np.bincount(row[cut + 1 :], minlength=size),
            "pairs": pairs,
            "pair_counts": pair_counts,
            "triples": triples,
            "triple_counts": triple_counts,
        }
        return cls(words, tables, made_from)

    def dump(self) -> bytes:
        """Return the counts as a zip of plain arrays; the same bytes for the same counts."""
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            parts = {"made_from.txt": self.made_from.encode(), "words.txt": "\n".join(self.words).encode()}
            # Keys are sorted: what lies between them is small and packs well.
            parts |= {name: np.diff(self.tables[name], prepend=0).astype("<i8").tobytes() for name in _STEPS}
            parts |= {name: np.minimum(self.tables[name], _FULL).astype("<u2").tobytes() for name in _COUNTS}
            for name, content in parts.items():
                file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return box.getvalue()

    @classmethod
    def load(cls, blob: bytes) -> Self:
        """Read what `dump` wrote. Raises Unreadable for anything else."""
        if len(blob) > LARGEST_BLOB:
            raise Unreadable("too large")
        try:
            with zipfile.ZipFile(io.BytesIO(blob)) as file:
                words = file.read("words.txt").decode().split("\n")
                tables = {name: np.cumsum(np.frombuffer(file.read(name), dtype="<i8")) for name in _STEPS}
                tables |= {name: np.frombuffer(file.read(name), dtype="<u2").astype(np.int64) for name in _COUNTS}
                return cls(words, tables, file.read("made_from.txt").decode())
        except (zipfile.BadZipFile, KeyError, ValueError, IndexError, EOFError, OSError) as error:
            raise Unreadable(type(error).__name__) from error

    def known(self, word: str) -> bool:
        """Say whether this form of a syllable was ever counted."""
        return word in self._number

    def read(self, bare: Sequence[str]) -> list[tuple[str, float]]:
        """Return for each word of one sentence (folded, or with its marks) its likeliest form and how sure that is."""
        # A word never met has a number of its own beyond all others: it is likely nowhere and stays as it is.
        asked = [self._forms.get(word) or [self._size + at] for at, word in enumerate(bare)]
        start = (self._number[BETWEEN], self._number[START])
        best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {start: (0.0, ())}
        for forms in asked:
            onward: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
            for (first, second), (score, path) in best.items():
                for form in forms:
                    sum_ = score + self._likely(first, second, form)
                    if (second, form) not in onward or sum_ > onward[second, form][0]:
                        onward[second, form] = (sum_, (*path, form))
            best = dict(sorted(onward.items(), key=lambda item: -item[1][0])[:_BEAM])
        path = max(best.values(), key=lambda item: item[0])[1]
        return [
            (self.words[form] if form < self._size else word, self._sureness(path, at, asked[at]))
            for at, (form, word) in enumerate(zip(path, bare, strict=True))
        ]

    def _likely(self, first: int, second: int, third: int) -> float:
        """The logarithm of how probable `third` is after the two before it."""
        size = self._size
        if third >= size:
            return log(_LEAST)
        chance = self._alone[third]
        if second < size and self._after[second]:
            own = max(self._pairs.get(second * size + third, 0) - _PAIRS_OFF, 0.0)
            chance = (own + _PAIRS_OFF * self._kinds_after[second] * chance) / self._after[second]
            pair = first * size + second
            seen = self._pairs.get(pair, 0) if first < size else 0
            if seen:
                own = max(self._triples.get(pair * size + third, 0) - _TRIPLES_OFF, 0.0)
                chance = (own + _TRIPLES_OFF * self._kinds_after_pair.get(pair, 0) * chance) / seen
        return log(chance + _LEAST)

    def _sureness(self, path: Sequence[int], at: int, forms: Sequence[int]) -> float:
        """How much of all forms of one word, its neighbours as read, the chosen one holds."""
        between, start = self._number[BETWEEN], self._number[START]
        around = [between, start, *path[max(at - 2, 0) : at + 3], start, between]
        here = 2 + min(at, 2)
        first, second, after, last = around[here - 2], around[here - 1], around[here + 1], around[here + 2]
        scores = [
            self._likely(first, second, form) + self._likely(second, form, after) + self._likely(form, after, last)
            for form in forms
        ]
        chosen = forms.index(path[at])
        return 1 / sum(exp(min(score - scores[chosen], 700.0)) for score in scores)


def stream(texts: Iterable[str], between: str, token: re.Pattern[str]) -> list[str]:
    """All syllables in one spelling of the tone, numbers as one sign, ends of sentences as one sign."""
    words: list[str] = token.findall(f"\n{between}\n".join(texts).lower())
    spelled = {
        word: between if word in ENDS or word in "|\t" else NUMBER if word.isdigit() else place_tone(word)
        for word in set(words)
    }
    return [spelled[word] for word in words]
