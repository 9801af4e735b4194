"""Whose business a thing usually is, told by its words; a village road says nothing of the kind."""

from __future__ import annotations

import pytest

from doithoai.ground.language.levels import LEVELS, Beyond, beyond

SAID = [
    ("Quốc lộ 1 hư nặng, vá giùm", "province", "Quốc lộ"),
    ("quoc lo 1 hu nang", "province", "quoc lo"),
    ("Đoạn QL22B qua xã đầy ổ gà", "province", None),
    ("Sóng điện thoại yếu", "company", "Sóng điện thoại"),
    ("Bản án tuyên rồi mà thi hành án chậm", "court", "Bản án"),
    ("Đề nghị Quốc hội xem lại", "central", "Quốc hội"),
]


@pytest.mark.parametrize(("text", "level", "words"), SAID)
def test_words_tell_the_level(text, level, words):
    got = beyond(text)
    assert got is not None and got.level == level
    assert words is None or got.words == words


def test_what_stands_first_decides():
    assert beyond("Điện lưới quốc gia chưa về, quốc lộ thì hỏng") == Beyond("company", "Điện lưới quốc gia")


@pytest.mark.parametrize("text", ["Đường liên thôn đầy ổ gà", "Rác đổ đầy kênh", "", "🙂", "\x00", "x" * 1_000_000])
def test_what_is_a_commune_s_own_is_not_given_away(text):
    assert beyond(text) is None


def test_every_listed_level_is_known():
    assert {beyond(text).level for text, _level, _words in SAID} == set(LEVELS)
