"""Sentences of our own with what is personal marked in them: how much is found, how little else is taken."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doithoai.ground.language import personal, persons
from doithoai.ground.language.tests import kept

ROWS = kept.lines("personal.tsv")
MARK = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")
# A find counts when it covers nine tenths of what was marked; a name may take one word too many, not more.
COVERED, WIDER = 0.9, 1.5


@dataclass
class Score:
    wanted: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)

    def recall(self, *, names: bool) -> float:
        kinds = [kind for kind in self.wanted if (kind == "name") is names]
        return 1 - sum(self.missed[kind] for kind in kinds) / sum(self.wanted[kind] for kind in kinds)


def unmarked(text: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The sentence as a person writes it, and the spans of what is personal in it."""
    pieces, spans, last, at = [], [], 0, 0
    for hit in MARK.finditer(text):
        pieces += [text[last : hit.start()], hit[2]]
        at += hit.start() - last
        spans.append((hit[1], at, at + len(hit[2])))
        at, last = at + len(hit[2]), hit.end()
    return "".join([*pieces, text[last:]]), spans


def score(rows: list[list[str]]) -> Score:
    total = Score()
    for _frame, marked in rows:
        text, spans = unmarked(marked)
        found = [*personal.find(text), *persons.suggest(text)]
        for kind, start, end in spans:
            total.wanted[kind] += 1
            total.missed[kind] += not any(_meets(one, kind, start, end) for one in found)
        for one in found:
            total.false[one.kind] += not any(k == one.kind and one.start < e and s < one.end for k, s, e in spans)
    return total


def _meets(one: personal.Found, kind: str, start: int, end: int) -> bool:
    covered = min(one.end, end) - max(one.start, start) >= COVERED * (end - start)
    narrow = kind != "name" or one.end - one.start <= WIDER * (end - start) + 1
    return one.kind == kind and covered and narrow


def test_there_is_enough_and_the_halves_share_no_frame() -> None:
    assert len({row[1] for row in ROWS}) == len(ROWS) >= 500
    assert sum("⟦" not in row[1] for row in ROWS) >= 100
    frames = [{row[0] for row in kept.half(ROWS, half, column=0)} for half in (kept.OPEN, kept.KEPT)]
    assert not frames[0] & frames[1]


@pytest.mark.parametrize(("half", "structured", "names"), [(kept.OPEN, 0.99, 0.97), (kept.KEPT, 0.99, 0.9)])
def test_what_is_found(half: int, structured: float, names: float) -> None:
    got = score(kept.half(ROWS, half, column=0))
    assert got.recall(names=False) >= structured, got.missed
    assert got.recall(names=True) >= names, got.missed


@pytest.mark.parametrize("half", [kept.OPEN, kept.KEPT])
def test_what_is_not_personal_is_left(half: int) -> None:
    rows = kept.half(ROWS, half, column=0)
    false = score(rows).false
    assert sum(n for kind, n in false.items() if kind != "name") <= len(rows) // 200, false
    assert false["name"] <= len(rows) // 50, false


def test_names_are_never_certain_and_the_rest_is() -> None:
    text = "Tôi là Nguyễn Văn Bình, số 0912345678"
    assert [(one.text, one.certain) for one in persons.suggest(text)] == [("Nguyễn Văn Bình", False)]
    assert all(one.certain for one in personal.find(text))


@given(
    st.lists(st.sampled_from(["Ông ", "Nguyễn ", "Văn ", "An", "\n", ", ", "ở ", "đường ", "0912", " - "])).map("".join)
)
def test_spans_are_true_and_never_overlap(text: str) -> None:
    found = persons.suggest(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
