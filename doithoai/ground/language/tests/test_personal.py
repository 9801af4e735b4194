"""Personal data is found in the ways people write it, and what only looks like it is left alone."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doithoai.ground.language.personal import find
from tests.pace import slowness

WRITTEN = [
    ("CCCD của tôi 001085012345 đã nộp", "cccd", "001085012345"),
    ("số 001 085 012 345 nhé", "cccd", "001 085 012 345"),
    ("CMND 123456789 cấp năm 2010", "cmnd", "CMND 123456789"),
    ("gọi 0912.345.678 gặp tôi", "phone", "0912.345.678"),
    ("gọi +84 912 345 678.", "phone", "+84 912 345 678"),
    ("đt 0912-345-678", "phone", "0912-345-678"),
    ("máy bàn 024 3825 1234", "phone", "024 3825 1234"),
    ("số ０９１２３４５６７８ ạ", "phone", "０９１２３４５６７８"),
    ("số 0912\u200b345\u200b678 ạ", "phone", "0912\u200b345\u200b678"),
    ("thư lan.nguyen+xa@gmail.com.vn nhé", "email", "lan.nguyen+xa@gmail.com.vn"),
    ("xe 29A-123.45 đỗ", "plate", "29A-123.45"),
    ("xe máy 29-H1 123.45 chạy", "plate", "29-H1 123.45"),
    ("ô tô 15C12345 chở đất", "plate", "15C12345"),
    ("tôi ở số nhà 12/3 ngõ 5", "house", "số nhà 12/3"),
    ("nhà tôi số 15 ngõ 7 phố Huế", "house", "số 15 "),
    ("ở 123/45/6 đường Lê Lợi", "house", "123/45/6"),
    ("chuyển vào stk 0123456789012 giúp", "bank", "stk 0123456789012"),
]
HARMLESS = [
    "Đường dài 1.200 m, rộng 3,5 m, kinh phí 1.200.000.000 đồng.",
    "Ngày 24/11/2025 và 5/10, Nghị định 30/2020/NĐ-CP, Quyết định số 2200-QĐ/TU.",
    "Quốc lộ 1A, tỉnh lộ 359, 90 hộ dân khu 5, thôn 12, tổ dân phố số 7.",
    "Từ năm 2019 đến 2024 có 312 lượt, 76 cuộc.",
    "Ruộng 10 sào, thửa 125, tờ bản đồ 34.",
    "",
]


@pytest.mark.parametrize(("text", "kind", "words"), WRITTEN, ids=[w for _t, _k, w in WRITTEN])
def test_found_as_people_write_it(text, kind, words):
    assert [(found.kind, found.text) for found in find(text)] == [(kind, words)]


@pytest.mark.parametrize("text", HARMLESS)
def test_figures_of_public_life_are_left_alone(text):
    assert find(text) == []


@given(st.text(alphabet="0123456789 .-+@abcĐA/số nhà", max_size=300))
def test_spans_are_true_and_never_overlap(text):
    found = find(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize("piece", ["0 ", "1", "0912345678 ", "a@", "a.", "số 1/", "29A-", "84", "1/", "số nhà "])
def test_no_hostile_text_is_slow(piece):
    text = (piece * 20_000)[:20_000]
    began = time.process_time()
    find(text)
    assert time.process_time() - began < 0.5 * slowness(), "20,000 characters are the longest text that is taken"
