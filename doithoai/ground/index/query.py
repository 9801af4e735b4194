"""What somebody typed, understood: its words, what each may mean, its pairs, its quoted phrases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from string import ascii_lowercase

from doithoai.ground.index.engine import engine, well_formed
from doithoai.ground.index.vocabulary import Counts
from doithoai.ground.language import terms
from doithoai.ground.language.fold import canon, nfc
from doithoai.ground.language.reading import Reading, read
from doithoai.ground.language.syllable import is_syllable

# What is read of a query, in characters; and how many of its words are looked for.
LONGEST = 1_000
MOST_WORDS = 24
MEANINGS = 5
# A word met so seldom is looked at again: another one letter away may be meant. As a share of all entries.
DOUBTFUL = 1 / 5_000
_QUOTED = re.compile(r'["“”«]([^"“”«»]{2,200})["”“»]')
_MARKED = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Part:
    """One word of the query: as typed (folded), and the terms that may be meant, the likeliest first."""

    word: str
    terms: tuple[str, ...]
    weight: float
    share: float

    @property
    def corrected(self) -> bool:
        """Whether something else than what was typed is meant."""
        return self.terms[0] != self.word


@dataclass(frozen=True)
class Query:
    """A query as it was understood."""

    text: str
    words: tuple[str, ...]
    parts: tuple[Part, ...]
    pairs: tuple[tuple[str, float, float], ...]
    phrases: tuple[tuple[str, ...], ...]
    marked: frozenset[str]
    reading: Reading
    extra: tuple[tuple[str, float, float], ...] = field(default=())

    @property
    def weight(self) -> float:
        """What all words weigh together."""
        return sum(part.weight for part in self.parts) or 1.0


def understand(text: str, counts: Counts, *, again: bool = False) -> Query:
    """Read a query. `again`: what was found fits badly, so words that do exist are doubted too."""
    text = nfc(text[:LONGEST])
    bare = text.replace('"', " ").replace("“", " ").replace("”", " ")
    reading = read(bare)
    words = list(reading.words)
    wanted = terms.content(words) or list(dict.fromkeys(words))
    wanted = well_formed(sorted(wanted, key=counts.share)[:MOST_WORDS])
    meant = {word: _meanings(word, words, counts, again=again) for word in wanted}
    said = tuple(meant[word][0] if word in meant and "_" not in meant[word][0] else word for word in words)
    parts = [_part(word, meant[word], counts) for word in dict.fromkeys(words) if word in meant]
    if said != reading.words:
        reading = read(" ".join(said))
    pairs = [_weighed(pair, counts) for pair in well_formed(terms.bigrams(said))][: 2 * MOST_WORDS]
    extra = [f"c:{code}" for code in reading.concepts]
    return Query(
        text,
        said,
        tuple(parts),
        tuple(pairs),
        tuple(_phrases(text)),
        frozenset(word for word in _MARKED.findall(canon(bare)) if not word.isascii()),
        reading,
        tuple(_weighed(term, counts) for term in extra),
    )


def _weighed(term: str, counts: Counts) -> tuple[str, float, float]:
    return term, counts.weights.idf(term), counts.share(term)


def _part(word: str, meant: list[str], counts: Counts) -> Part:
    share = min(1.0, sum(counts.share(term) for term in meant))
    weight = counts.weights.idf(meant[0]) if len(meant[0]) > 1 else 0.5
    return Part(word, tuple(meant), weight, share)


def _phrases(text: str) -> Iterator[tuple[str, ...]]:
    for quoted in _QUOTED.findall(text):
        words = tuple(token.word for token in terms.tokens(quoted))
        if words:
            yield words


def _meanings(word: str, words: list[str], counts: Counts, *, again: bool) -> list[str]:
    """Return what a word can mean: itself, and where it is unknown or doubtful the known ones one edit away."""
    if word[:1].isdigit() or len(word) < 2:
        return [word]
    share, known = counts.share(word), word in counts.df
    if known and not again and (share > DOUBTFUL or is_syllable(word)):
        return [word]
    found = _likeliest(word, words, counts, more_than=0.0 if not known or again else 20 * share)
    if not known:
        found += _apart(word, counts)
        found = found if found and not engine().has([word]) else [word, *found]
        return found[:MEANINGS] or [word]
    if again:
        # Doubted without need: only what stands beside its neighbours too.
        return [word, *(other for other in found if _stands(other, word, words, counts))][:MEANINGS]
    return [*found[: MEANINGS - 1], word] if found and not is_syllable(word) else [word, *found[: MEANINGS - 1]]


def _likeliest(word: str, words: list[str], counts: Counts, *, more_than: float) -> list[str]:
    """Return known words one edit away: such as stand beside the neighbours first, then the commoner ones."""
    near = [other for other in set(edits(word)) if other != word and counts.df.get(other, 0) / counts.total > more_than]
    ranked = [(_stands(other, word, words, counts), counts.df[other], other) for other in near]
    return [other for _stands_there, _df, other in sorted(ranked, reverse=True)][:MEANINGS]


def _stands(other: str, word: str, words: list[str], counts: Counts) -> int:
    """Count the neighbours of a word beside which another one is known to stand."""
    beside = 0
    for first, second in pairwise(words):
        if first == word:
            beside += f"{other}_{second}" in counts.df
        if second == word:
            beside += f"{first}_{other}" in counts.df
    return beside


def _apart(word: str, counts: Counts) -> list[str]:
    """Return the pairs into which a word without its space falls."""
    return [
        f"{word[:at]}_{word[at:]}"
        for at in range(2, len(word) - 1)
        if f"{word[:at]}_{word[at:]}" in counts.df and word[:at] in counts.df and word[at:] in counts.df
    ]


def edits(word: str) -> Iterator[str]:
    """Give every spelling one edit away: a letter swapped with the next, missing, doubled or another one."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
