"""Clean, comparable, one spelling: each must stay what it is when done twice."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doithoai.ground.language.fold import canon, fold, nfc

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
