"""Abbreviations written out, so that "GPMB ở KCN" and "giải phóng mặt bằng ở khu công nghiệp" are the same words.

The long form is the canonical one, on both sides of every comparison. `data/abbreviations.tsv` holds a line for each:
the short form (folded), the long form, and where needed the neighbours under which it holds: `<so|phong` the word
before is one of these, `>#` a number follows, `!<#` no number stands before. The first line that fits counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language.fold import fold

_GLUED = re.compile(r"([a-z]{2,8}|[pq])(\d{1,5}[a-z]{0,2})")
_MEASURED = re.compile(r"(\d{1,6})(h|km|ha|kg|m|cm|tr|trieu|ty|kv|kw)(\d{0,2})")
_UNITS = {"h": "gio", "tr": "trieu", "kg": "ki lo gam"}
_LONGEST_WORD = 24
# "tl 16" becomes "tinh lo 16", and then "duong tinh lo 16" becomes it too: what one round made, the next may join.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the table: its words, what they stand for, and the neighbours it needs."""

    short: tuple[str, ...]
    long: tuple[str, ...]
    needs: tuple[tuple[bool, int, frozenset[str]], ...]

    def fits(self, words: Sequence[str], at: int) -> bool:
        length = len(self.short)
        end = at + length
        # The first word has led here; the second settles most of the rest before a slice is made.
        if length > 1 and (end > len(words) or words[at + 1] != self.short[1] or tuple(words[at:end]) != self.short):
            return False
        for wanted, side, allowed in self.needs:
            there = at - 1 if side < 0 else end
            neighbour = words[there] if 0 <= there < len(words) else ""
            met = neighbour in allowed or ("#" in allowed and neighbour[:1].isdigit())
            if met is not wanted:
                return False
        return True


def _needs(context: str) -> tuple[tuple[bool, int, frozenset[str]], ...]:
    found = []
    for need in context.split():
        bare = need.removeprefix("!")
        found.append((bare == need, -1 if bare[0] == "<" else 1, frozenset(bare[1:].split("|"))))
    return tuple(found)


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[_Entry, ...]]:
    """Return the lines by their first word, longer ones first, otherwise in the order of the file."""
    table: dict[str, list[_Entry]] = {}
    text = files(__package__).joinpath("data/abbreviations.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        short, long, context = (*line.split("\t"), "")[:3]
        entry = _Entry(tuple(short.split()), tuple(fold(long).split()), _needs(context))
        table.setdefault(entry.short[0], []).append(entry)
    return {first: tuple(sorted(entries, key=lambda e: -len(e.short))) for first, entries in table.items()}


def expand(words: Sequence[str]) -> list[str]:
    """Return folded words with every abbreviation written out; doing it twice changes nothing. Linear."""
    parts = _apart(words)
    for _round in range(_ROUNDS):
        longer = _once(parts)
        if longer == parts:
            break
        parts = longer
    return parts


def _once(words: Sequence[str]) -> list[str]:
    table, done, at = _table(), [], 0
    while at < len(words):
        entries = table.get(words[at])
        entry = next((e for e in entries if e.fits(words, at)), None) if entries else None
        if entry is None:
            done.append(words[at])
            at += 1
        else:
            done += entry.long
            at += len(entry.short)
    return done


def _apart(words: Sequence[str]) -> list[str]:
    """Take a number off the letters it is glued to: ql62 is ql 62, 22h30 is 22 gio 30; 22b and c7 stay."""
    done: list[str] = []
    for word in words:
        if word.isalpha() or word.isdigit() or len(word) > _LONGEST_WORD:
            done.append(word)
        elif glued := _GLUED.fullmatch(word):
            done += glued.groups()
        elif measured := _MEASURED.fullmatch(word):
            number, unit, rest = measured.groups()
            done += [number, *_UNITS.get(unit, unit).split(), *([rest] if rest else [])]
        else:
            done.append(word)
    return done
