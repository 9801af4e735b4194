"""What somebody typed, understood: its words, what each may mean, its pairs, its quoted phrases."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log
from string import ascii_lowercase

from doithoai.ground.index.engine import engine, well_formed
from doithoai.ground.index.vocabulary import Counts
from doithoai.ground.language import terms
from doithoai.ground.language.fold import canon, fold, nfc
from doithoai.ground.language.lexicon import concepts, senses
from doithoai.ground.language.reading import Reading, read
from doithoai.ground.language.syllable import may_be_syllable

# What is read of a query, in characters; and how many of its words are looked for.
LONGEST = 1_000
MOST_WORDS = 24
MEANINGS = 5
# A word met so seldom is looked at again: another one letter away may be meant. As a share of all entries.
DOUBTFUL = 1 / 5_000
_QUOTED = re.compile(r'["“”«]([^"“”«»]{2,200})["”“»]')
_QUOTES = re.compile(r'["“”«»]')
# A pair side by side tells so much of what its rarity says; a word, or a pair, that every petition has tells this.
BESIDE = 0.6
MEANT = 0.5
EMPTY_WORD = 0.3
EMPTY_PAIR = 1.0
# So much of what the rarer word of a pair tells is not told again by the pair: "khuyết" hardly stands without "tật".
TOLD_ALREADY = 0.8
# A known word as rare as this that stands beside neither neighbour anywhere may be a slip for a commoner one.
ODD = 1 / 500
COMMONER = 5
# One edit away, beside the same neighbour so many times as often, and in such a share of all texts: that may be meant.
LIKELIER, OFTEN = 20, 1 / 2_000
_MARKED = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One word of the query: as typed (folded), and the terms that may be meant, the likeliest first.

    `trust`: how much of its weight another word than the typed one is worth.
    """

    word: str
    terms: tuple[str, ...]
    weight: float
    share: float
    trust: float
    # The same terms as they stand in a line of words.
    said: tuple[str, ...]
    # What the word is said for here ("s:s_broken"): a text may say it in other words.
    meant: tuple[str, ...] = ()
    # Whether it is one half of a word of two syllables: "công" of "công nhân".
    half: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words side by side, or an issue: what it tells. `single`: what the two words tell each by itself.

    `said`: the pair as it stands in a line of words.
    """

    term: str
    weight: float
    share: float
    single: float = 0.0
    said: str = ""
    meant: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """A query as it was understood. `weight`: what everything in it tells together."""

    text: str
    typed: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    issues: tuple[Pair, ...]
    phrases: tuple[str, ...]
    phrase: str
    # Words typed with marks, in one spelling, each with its folded form.
    marked: dict[str, str]
    weight: float
    counts: Counts

    def without(self, unknown: Collection[str]) -> "Query":
        """Return the query without pairs that stand nowhere: they tell nothing about any text."""
        pairs = tuple(pair for pair in self.pairs if pair.term not in unknown)
        return replace(self, pairs=pairs, weight=_together(self.parts, pairs, self.issues))


def _together(parts: Sequence[Part], pairs: Sequence[Pair], issues: Sequence[Pair]) -> float:
    return sum(part.weight for part in parts) + sum(pair.weight for pair in (*pairs, *issues)) or 1.0


def understand(text: str, counts: Counts, *, again: bool = False) -> Query:
    """Read a query. `again`: what was found fits badly, so words that do exist are doubted too."""
    text = nfc(text[:LONGEST])
    bare = _QUOTES.sub(" ", text)
    reading = read(bare)
    words = list(reading.words)
    telling = set(terms.content(words))
    wanted = well_formed(sorted(dict.fromkeys(words), key=lambda word: (word not in telling, counts.share(word))))
    wanted = wanted[:MOST_WORDS]
    meant = {
        word: _meanings(word, words, counts, again=again) if word in telling or again else [word] for word in wanted
    }
    said = tuple(meant[word][0] if word in meant and "_" not in meant[word][0] else word for word in words)
    if said != reading.words:
        reading = read(" ".join(said))
    codes = _meant(" ".join(said) if said != tuple(words) else bare)
    parts = tuple(_parts(said, meant, counts, codes, telling, dict.fromkeys(words)))
    pairs = tuple(_pairs(said, counts, telling, codes))
    issues = tuple(_issues(reading, counts))
    return Query(
        text,
        tuple(words),
        said,
        parts,
        pairs,
        issues,
        tuple(_phrases(text)),
        f" {' '.join(said)} " if len(said) > 1 else "",
        {word: fold(word) for word in _MARKED.findall(canon(bare))} if not bare.isascii() else {},
        _together(parts, pairs, issues),
        counts,
    )


def _parts(
    said: Sequence[str],
    meant: Mapping[str, list[str]],
    counts: Counts,
    codes: Mapping[str, list[str]],
    telling: Collection[str],
    words: Collection[str],
) -> Iterator[Part]:
    """Give the words of a query with what each may mean."""
    halves = {half for pair in pairwise(said) if counts.binds(*pair) for half in pair}
    for word in words:
        if word in meant:
            part = _part(word, meant[word], counts, telling=word in telling)
            yield replace(part, meant=tuple(codes.get(word, ())), half=word in halves)


def _meant(text: str) -> dict[str, list[str]]:
    """Return for each folded word of a text what is meant by the phrases it stands in: senses and issues."""
    found = terms.tokens(text)
    marked = any(not token.marked.isascii() for token in found)
    meant: dict[str, list[str]] = {}
    for kind, lexicon in (("s", senses()), ("c", concepts())):
        for hit in lexicon.hits(found, marked=marked):
            if hit.phrase.weak:
                continue
            for token in found[hit.start : hit.start + hit.length]:
                meant.setdefault(token.word, []).append(f"{kind}:{hit.phrase.code}")
    return meant


def _pairs(
    said: Sequence[str], counts: Counts, telling: Collection[str], codes: Mapping[str, list[str]]
) -> Iterator[Pair]:
    """Give the neighbours in a query. Those of two words that tell nothing stand in no list but may be a word together."""
    for first, second in list(dict.fromkeys(pairwise(said)))[:MOST_WORDS]:
        term = f"{first}_{second}"
        if first in telling or second in telling or term in counts.df:
            idf = counts.weights.idf
            single = idf(first) * (first in telling) + idf(second) * (second in telling)
            told = TOLD_ALREADY * max(idf(first) * (first in telling), idf(second) * (second in telling))
            both = tuple(code for code in codes.get(first, ()) if code in codes.get(second, ()))
            yield Pair(term, BESIDE * (idf(term) - told), counts.share(term), single, f" {first} {second} ", both)
        else:
            yield Pair(term, EMPTY_PAIR, 1.0, 0.0, f" {first} {second} ")


def _issues(reading: Reading, counts: Counts) -> Iterator[Pair]:
    """Give what the query is about in other words too: issues ("c:"), and the senses of its words ("s:")."""
    for term in (
        *(f"c:{code}" for code in reading.concepts),
        *(f"s:{code}" for code in reading.gist if "_" in code),
    ):
        yield Pair(term, MEANT * counts.weights.idf(term), counts.share(term))


def _part(word: str, meant: list[str], counts: Counts, *, telling: bool) -> Part:
    share = min(1.0, sum(counts.share(term) for term in meant))
    weight = counts.weights.idf(meant[0] if "_" not in meant[0] else word) if telling else EMPTY_WORD
    said = tuple(f" {term.replace('_', ' ')} " for term in meant)
    return Part(word, tuple(meant), weight, share, 0.9 if word not in counts.df else 0.7, said)


def _phrases(text: str) -> Iterator[str]:
    for quoted in _QUOTED.findall(text):
        words = [token.word for token in terms.tokens(quoted)]
        if words:
            yield f" {' '.join(words)} "


def _meanings(word: str, words: list[str], counts: Counts, *, again: bool) -> list[str]:
    """Return what a word can mean: itself, and where it is unknown or doubtful the known ones one edit away."""
    if word[:1].isdigit() or len(word) < 3:
        return (_likelier(word, words, counts) if len(word) > 1 else []) or [word]
    share, known = counts.share(word), word in counts.df
    if known and not again:
        if likelier := _likelier(word, words, counts):
            return likelier
        if share > DOUBTFUL or may_be_syllable(word):
            return [word, *_slipped(word, words, counts)] if share < ODD else [word]
    if known and again and engine().has(_beside(word, words)):
        # Doubted without need: it stands beside its neighbours elsewhere too.
        return [word]
    found = _likeliest(
        word, words, counts, more_than=0.0 if not known or again else 20 * share, only_there=known and again
    )
    if not known:
        found += _apart(word, counts)
        found = found if found and not engine().has([word]) else [word, *found]
        return found[:MEANINGS] or [word]
    if again:
        return [*found[: MEANINGS - 1], word]
    return [*found[: MEANINGS - 1], word] if found and not may_be_syllable(word) else [word, *found[: MEANINGS - 1]]


def _likelier(word: str, words: list[str], counts: Counts) -> list[str]:
    """Return the word and such as are one edit away, when these are often met beside its neighbours and it hardly is.

    An archive has the slips of others too, so that a slip may be known; a word that is common is not doubted.
    """
    own = _beside(word, words)
    met = [counts.df.get(pair, 0) for pair in own]
    fits = may_be_syllable(word)
    if not own or not word.isalpha() or max(met) * LIKELIER > counts.total / 10:
        return []
    if fits and (counts.share(word) >= ODD or (not any(met) and engine().has(own))):
        return []
    least = max(LIKELIER, counts.total * OFTEN)
    found = []
    for other in set(edits(word)):
        if other not in counts.df or other == word:
            continue
        often = [counts.df.get(pair, 0) for pair in _beside(word, words, other)]
        if any(many >= max(least, LIKELIER * few) for many, few in zip(often, met, strict=True)):
            found.append((all(often) or not fits, sum(log(1 + many) for many in often), other))
    found.sort(reverse=True)
    sure = [other for fit, _often, other in found if fit]
    return [*sure, word, *(other for fit, _often, other in found if not fit)][:MEANINGS] if found else []


def _likeliest(word: str, words: list[str], counts: Counts, *, more_than: float, only_there: bool = False) -> list[str]:
    """Return known words one edit away: such as stand beside the neighbours (often) first, then the commoner ones."""
    near = [other for other in set(edits(word)) if other != word and counts.df.get(other, 0) / counts.total > more_than]
    beside = {other: _beside(word, words, other) for other in near}
    there = engine().has(pair for pairs in beside.values() for pair in pairs)
    often = {
        other: sum(log(2 + counts.df.get(pair, 0)) for pair in there.intersection(beside[other])) for other in near
    }
    ranked = [(often[other], counts.df[other], other) for other in near if often[other] or not only_there]
    return [other for _often, _df, other in sorted(ranked, reverse=True)][:MEANINGS]


def _slipped(word: str, words: list[str], counts: Counts) -> list[str]:
    """Return commoner words one edit away that stand beside a neighbour, when the known rare word itself does not."""
    own = _beside(word, words)
    if not own or any(pair in counts.df for pair in own) or engine().has(own):
        return []
    near = [other for other in set(edits(word)) if counts.df.get(other, 0) > COMMONER * counts.df[word]]
    beside = {other: _beside(word, words, other) for other in near}
    there = engine().has(pair for pairs in beside.values() for pair in pairs)
    near = [other for other in near if not there.isdisjoint(beside[other])]
    return sorted(near, key=lambda other: -counts.df[other])[: MEANINGS - 1]


def _beside(word: str, words: list[str], other: str = "") -> list[str]:
    """Return the pairs a word forms with its neighbours; `other`: those which another word in its stead would form."""
    put = other or word
    return [
        f"{put if first == word else first}_{put if second == word else second}"
        for first, second in pairwise(words)
        if word in (first, second)
    ]


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
