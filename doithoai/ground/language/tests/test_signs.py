"""What looks like a complaint or a denunciation is pointed out; what only speaks of such things is left alone."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doithoai.ground.language import signs
from doithoai.ground.language.tests import kept

ROWS = kept.lines("signs.tsv")


def shares(half: int) -> tuple[float, float]:
    """The share of signs found as what they are, and the share of other texts left alone."""
    rows = kept.half(ROWS, half)
    right = {True: [0, 0], False: [0, 0]}
    for kind, text in rows:
        got = signs.door(signs.find(text)) or "none"
        right[kind != "none"][0] += got == kind
        right[kind != "none"][1] += 1
    return right[True][0] / right[True][1], right[False][0] / right[False][1]


def test_there_is_enough() -> None:
    assert len({text for _kind, text in ROWS}) == len(ROWS) >= 200


@pytest.mark.parametrize(("half", "found", "left"), [(kept.OPEN, 0.97, 0.97), (kept.KEPT, 0.95, 0.95)])
def test_signs_are_found_and_petitions_stay_petitions(half: int, found: float, left: float) -> None:
    got = shares(half)
    assert got[0] >= found, got
    assert got[1] >= left, got


def test_nobody_is_accused_by_mistake() -> None:
    """What is no denunciation is taken for one in at most two of a hundred of all our sentences."""
    wrong = [text for kind, text in ROWS if kind != "denunciation" and signs.door(signs.find(text)) == "denunciation"]
    assert len(wrong) <= 0.02 * len(ROWS), wrong


def test_each_sign_says_where_and_why() -> None:
    text = "Đường hỏng. Kế toán thôn ăn chặn tiền hỗ trợ. Tôi khiếu nại quyết định số 5."
    found = signs.find(text)
    assert [(one.kind, one.text, one.reason) for one in found] == [
        (signs.DENUNCIATION, "Kế toán thôn ăn chặn", "official_and_wrong"),
        (signs.COMPLAINT, "khiếu nại", "says_so"),
    ]
    assert signs.door(found) == signs.DENUNCIATION, "the writer of a denunciation must be protected first"
    assert signs.door([]) == ""


def test_the_pieces_are_the_text() -> None:
    text = "Đường hỏng. Kế toán thôn ăn chặn tiền."
    cut = signs.pieces(text, signs.find(text))
    assert [(piece, sign is not None) for piece, sign in cut] == [
        ("Đường hỏng. ", False),
        ("Kế toán thôn ăn chặn", True),
        (" tiền.", False),
    ]


WORDS = [
    "tố cáo ",
    "cán bộ ",
    "nhận tiền ",
    "khiếu nại ",
    "quyết định ",
    "của tôi ",
    "sai ",
    "chống ",
    "tham nhũng",
    ". ",
]


@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_spans_are_true_and_never_overlap(text: str) -> None:
    found = signs.find(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
