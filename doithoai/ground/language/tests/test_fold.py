"""Clean, comparable, one spelling: each must stay what it is when done twice."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doithoai.ground.language.fold import _ALIKE, canon, fold, nfc

VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằếềểễệốồộớờợứừựìíỉĩị ĐÂÊÔƠƯẠẾỘỰ.,;:\n\t1234", max_size=80)
ANY = st.one_of(VIETNAMESE, st.text(max_size=80))


@settings(deadline=None)
@given(ANY)
def test_doing_it_twice_changes_nothing(text: str) -> None:
    for face in (nfc, fold, canon):
        assert face(face(text)) == face(text)


@settings(deadline=None)
@given(ANY)
def test_clean_text_is_composed_and_visible(text: str) -> None:
    clean = nfc(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in clean if c not in "\n\t")


@settings(deadline=None)
@given(VIETNAMESE)
def test_decomposed_and_composed_are_the_same(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert (nfc(apart), fold(apart), canon(apart)) == (nfc(text), fold(text), canon(text))


def test_what_is_removed() -> None:
    assert nfc("a\u200bb\x00c\ufeff\u00ad  \r\nd\x0be\u00a0f \n") == "abc\nd\ne f"
    assert fold("  Đường  HOÀ\u00a0Bình\n") == "duong hoa binh"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("hòan", "hoàn"),
        ("Qúy", "quý"),
        ("giừơng", "giường"),
        ("Hoá đơn", "hóa ĐƠN"),
        ("uỷ ban", "ủy ban"),
        ("toà", "tòa"),
        ("loà xoà", "lòa xòa"),
    ],
)
def test_two_tone_placements_are_one(one: str, other: str) -> None:
    assert canon(one) == canon(other)


@pytest.mark.parametrize(
    "word", ["già", "giếng", "quả", "của", "mía", "ngoài", "khuỷu", "thuở", "café", "krông", "nghĩa", "yếu"]
)
def test_right_spelling_stays(word: str) -> None:
    assert canon(word) == word


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("đuờng hỏng", "duong hong"),
        ("Ðường tỉnh", "duong tinh"),
        ("ｄ\uff55\uff4fng ６２", "duong 62"),
        ("𝐝𝐮𝐨𝐧𝐠 𝕙𝕠𝕟𝕘", "duong hong"),
        ("tr\u0430m y t\u0435", "tram y te"),
        ("\u0421hợ xã", "cho xa"),
        ("b\u03bfn \u03b1n", "bon an"),
        ("m² đất", "m2 dat"),
        ("Ⓣỉnh ①", "tinh 1"),
        ("d\u0489u\u20ddong", "duong"),
        ("\u202eđường\u202c", "duong"),
        ("đ\u200bư\u200dờ\ufeffng", "duong"),
        ("rác 🗑️ bẩn", "rac 🗑 ban"),
    ],
)
def test_what_is_drawn_like_our_letters_is_compared_as_them(odd: str, plain: str) -> None:
    assert fold(odd) == plain


def test_the_table_of_alike_letters_gives_plain_letters() -> None:
    assert all(chr(there).isascii() for there in _ALIKE.values())


def test_heaped_marks_are_cut_and_true_marks_stay() -> None:
    heap = "a" + "\u0301\u0323" * 500
    assert len(nfc(heap)) <= 33
    assert fold(heap + "b") == "ab"
    two = "ệ" * 50 + "\u0323\u0301" * 10
    assert nfc(two) == unicodedata.normalize("NFC", two)
    # A zero-width sign between the marks does not save the heap.
    assert len(nfc("a" + "\u0301\u200b\u0323\u200b" * 500)) <= 33
