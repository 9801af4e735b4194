"""Statements of our own, with the matters a person would make of them: structured, run-on, and not to be split."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doithoai.ground.language.split import split_matters
from doithoai.ground.language.tests import kept

ROWS = kept.lines("splits.tsv")


def wanted(row: list[str]) -> list[str]:
    return row[2].split(" ‖ ") if len(row) > 2 and row[2] else [row[1]]


def share(rows: list[list[str]]) -> float:
    return sum(split_matters(row[1]) == wanted(row) for row in rows) / len(rows)


def test_there_is_enough_of_each() -> None:
    kinds = [row[0] for row in ROWS]
    assert len({row[1] for row in ROWS}) == len(ROWS) >= 60
    assert kinds.count("single") >= 20
    assert kinds.count("runon") >= 15
    assert min(len(kept.half(ROWS, kept.OPEN)), len(kept.half(ROWS, kept.KEPT))) >= 30


@pytest.mark.parametrize(("half", "floor"), [(kept.OPEN, 0.97), (kept.KEPT, 0.9)])
def test_exact_matters(half: int, floor: float) -> None:
    assert share(kept.half(ROWS, half)) >= floor


@pytest.mark.parametrize("half", [kept.OPEN, kept.KEPT])
def test_one_matter_is_hardly_ever_cut(half: int) -> None:
    single = [row for row in kept.half(ROWS, half) if len(wanted(row)) == 1]
    assert sum(len(split_matters(row[1])) > 1 for row in single) <= len(single) // 20


CLAUSES = st.sampled_from(
    [
        "đề nghị sửa đường",
        "Ngoài ra, xin cấp thẻ bảo hiểm y tế",
        "còn chuyện rác thì bẩn",
        "mong kéo điện",
        "Về trường học, thiếu lớp",
        "vì dân khổ",
        "và đề nghị dẹp chợ",
        "1) nước sạch",
        "2) lớp 3",
        "Thứ hai là đất",
        "- ",
        "+ ",
    ]
)
BETWEEN = st.sampled_from([". ", ", ", "; ", "\n", "  ", "? ", "…", ".\n\n", "\t", " , . ", ""])


@settings(deadline=None)
@given(st.lists(st.tuples(CLAUSES, BETWEEN), min_size=1, max_size=14).map(lambda both: "".join(a + b for a, b in both)))
def test_each_matter_stands_in_the_text_one_after_another(text: str) -> None:
    """The triage page refuses an excerpt that is not in the words of the sender."""
    rest = re.sub(r"\s+", " ", text)
    for matter in split_matters(text):
        before, found, rest = rest.partition(re.sub(r"\s+", " ", matter))
        assert found == re.sub(r"\s+", " ", matter), before


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert split_matters(text)
