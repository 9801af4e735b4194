"""Words of a text as they are compared: folded syllables, abbreviations written out, stop words known, terms for an index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from doithoai.ground.language.abbrev import expand
from doithoai.ground.language.fold import canon, fold, nfc

# What is read of one text, in characters; and how long one word may be before it is cut.
CUT = 20_000
LONGEST = 24

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_NOT_A_TERM = re.compile(r"[^a-z0-9]+")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
# What parts two words: nothing but a space (0), a comma or a dash (1), the end of a sentence, a bracket, a line (2).
_SPACE, _COMMA, _END = range(3)
_ENDS = frozenset('.!?;:\n()[]{}"“”«»•…*')
# Spelling of the telephone: "hoj", "fai", "wa" stand for hoi, phai, qua.
_PHONE_SPELLING = (("j", "i"), ("f", "ph"), ("z", "d"))
_W = re.compile(r"w(?=[aeiouy])")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the folded words that carry no matter: grammar, politeness, what every petition says."""
    return frozenset(files(__package__).joinpath("data/stopwords.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Token:
    """One word: folded, in one spelling with its marks (as folded, when written out of an abbreviation), as it stood."""

    word: str
    marked: str
    raw: str
    gap: int

    @property
    def starts(self) -> bool:
        """Say whether a sentence, a bracket or a line begins with it."""
        return self.gap == _END

    @property
    def follows(self) -> bool:
        """Say whether nothing but a space stands before it."""
        return self.gap == _SPACE


@lru_cache(maxsize=60_000)
def _faces(raw: str) -> tuple[str, str]:
    word = _NOT_A_TERM.sub("", fold(raw))[:LONGEST]
    if word.isalpha():
        word = _DRAWN_OUT.sub(r"\1", word)
        if not raw.isupper():
            for odd, plain in _PHONE_SPELLING:
                word = word.replace(odd, plain)
            word = _W.sub("qu", word)
    return word, canon(raw)


def _gap(between: str) -> int:
    if not between or between.isspace():
        return _END if "\n" in between else _SPACE
    return _END if not _ENDS.isdisjoint(between) else _COMMA


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order, abbreviations written out. Linear; reads the first 20,000 characters."""
    text = nfc(text[:CUT])
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        raw = match.group()
        word, marked = _faces(raw[:LONGEST])
        if word:
            found.append(Token(word, marked, raw, _gap(text[last : match.start()]) if found else _END))
            last = match.end()
    return _written_out(found)


def _written_out(found: list[Token]) -> list[Token]:
    """Expand abbreviations, and keep of each word how it stood; the words of an expansion are no names."""
    words = [token.word for token in found]
    out = expand(words)
    if out == words:
        return found
    result: list[Token] = []
    at = 0
    for number, word in enumerate(out):
        if at < len(found) and found[at].word == word:
            result.append(found[at])
            at += 1
            continue
        gap = found[at].gap if at < len(found) and (not result or result[-1].raw) else _SPACE
        result.append(Token(word, word, "", gap))
        # Step over what was written out when what comes next in both is the same again.
        for step in (1, 2, 3):
            if at + step > len(found):
                break
            if out[number + 1 : number + 2] == words[at + step : at + step + 1]:
                at += step
                break
    return result


def content(words: Sequence[str]) -> list[str]:
    """Return the distinct words that carry meaning, in the order they first stand."""
    stop = stop_words()
    return [word for word in dict.fromkeys(words) if word not in stop and (len(word) > 1 or word.isdigit())]


def bigrams(words: Sequence[str]) -> Iterator[str]:
    """Give the pairs of neighbouring words of which at least one carries meaning: `nam_cao`."""
    stop = stop_words()
    for first, second in pairwise(words):
        if first not in stop or second not in stop:
            yield f"{first}_{second}"
