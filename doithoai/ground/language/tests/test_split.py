"""Several matters in one statement; and numbers that are no marks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doithoai.ground.language.split import split_matters

A, B, C = "Đường thôn hỏng nặng", "Thiếu nước sạch mùa khô", "Chợ xã quá bẩn"
SEVERAL = [
    f"1. {A}.\n2. {B}.\n3. {C}.",
    f"1) {A}\n2) {B}\n3) {C}",
    f"1/ {A}\n2/ {B}\n3/ {C}",
    f"1.{A}. 2.{B}. 3.{C}.",
    f"1. {A} 2. {B} 3. {C}",
    f"1- {A}\n2- {B}\n3- {C}",
    f"(1) {A}; (2) {B}; (3) {C}",
    f"a) {A}; b) {B}; c) {C}",
    f"- {A}\n- {B}\n- {C}",
    f"+ {A}\n+ {B}\n+ {C}",
    f"• {A}\n• {B}\n• {C}",
    f"* {A}\n* {B}\n* {C}",
    f"Thứ nhất, {A}. Thứ hai, {B}. Thứ ba, {C}.",
    f"Thứ nhất là {A}; thứ hai là {B}; thứ ba là {C}",
    f"Một là {A}; hai là {B}; ba là {C}.",
    f"Một là: {A}.\nHai là: {B}.\nBa là: {C}.",
    f"Ý kiến 1: {A}. Ý kiến 2: {B}. Ý kiến 3: {C}",
    f"I. {A}\nII. {B}\nIII. {C}",
    f"Tôi có mấy ý kiến sau:\n1. {A}\n2. {B}\n3. {C}",
    f"Đề nghị 3 việc: 1. {A}. 2. {B}. 3. {C}",
    f"1. {A}:\n- đoạn đầu\n- đoạn cuối\n2. {B}\n3. {C}",
]
SINGLE = [
    A,
    "Giá 1.500 đồng, sau lên 2.500 đồng một khối.",
    "Sửa quốc lộ 1. Đề nghị làm cả quốc lộ 2. Xin cảm ơn.",
    "Theo điểm a khoản 2 Điều 1. Khoản 2. cũng nêu rõ.",
    "Từ ngày 1.2.2023 đến 2.3.2023 mất điện.",
    "Sáng thứ hai và sáng thứ ba đều mất nước.",
    "Đo đạc sai; đất rừng chưa đo, xin đo sớm.",
    "1. Chỉ có một việc này thôi.",
    "- Chỉ một gạch đầu dòng",
    "Năm 2009 mở đường nối quốc lộ 49 với tỉnh lộ 16, xin đền bù.",
    "Lớp 1. Lớp 2. Lớp 3. đều thiếu.",
    "Từ 1/2023 đến 2/2023, giá tăng 1,5 lần.",
    "Nhà số 1 - 2 - 3 đường Trần Phú bị ngập.",
    "Cháu học lớp 1) rồi lớp 2",
]


@pytest.mark.parametrize("text", SEVERAL)
def test_several(text: str) -> None:
    matters = split_matters(text)
    assert len(matters) == 3
    assert all(matter.startswith(start) for matter, start in zip(matters, (A, B, C), strict=True))


@pytest.mark.parametrize("text", SINGLE)
def test_single(text: str) -> None:
    assert split_matters(text) == [text]


def test_clauses_split_only_where_each_asks() -> None:
    asks = ["Đề nghị sửa đường thôn Đông", "xin cấp điện cho xóm Mới", "kiến nghị hạ giá nước sạch"]
    assert split_matters("; ".join(asks)) == asks
    assert split_matters(".\n".join(asks)) == [f"{asks[0]}.", f"{asks[1]}.", asks[2]]


def test_what_stands_before_the_marks_and_asks_is_kept() -> None:
    assert split_matters(f"Đề nghị làm cầu. Đường xấu.\n1. {A}\n2. {B}") == ["Đề nghị làm cầu. Đường xấu.", A, B]


PIECES = st.sampled_from(
    [
        "1. ",
        "2. ",
        "3) ",
        "a) ",
        "b) ",
        "- ",
        "\n",
        "; ",
        ". ",
        ": ",
        "Thứ nhất ",
        "Thứ hai ",
        "đề nghị ",
        "sửa đường ",
        "quốc lộ 1",
        "xin cấp nước ",
        "(1) ",
        "(2) ",
        "Một là ",
        "hai là ",
        "12/4/2023 ",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=25).map("".join))
def test_no_word_is_lost(text: str) -> None:
    """What is not in a matter is a mark, or an introduction before the first of them."""
    matters = split_matters(text)
    rest = text
    left = []
    for matter in matters:
        before, found, rest = rest.partition(matter)
        assert found == matter
        left.append(before)
    # Several marks in a row where the matters between them are empty.
    mark = re.compile(r"[\s;]*(?:(?:\(?(?:\d{1,2}|[a-h])[.)]|-|thứ (?:nhất|hai)|một là|hai là)[\s;]*)*", re.IGNORECASE)
    assert all(mark.fullmatch(piece) for piece in left[1:])
    # Marks after the last matter that no word follows.
    assert mark.fullmatch(rest)
