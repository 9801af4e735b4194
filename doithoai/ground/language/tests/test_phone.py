"""One number in all its writings."""

import pytest

from doithoai.ground.language.phone import normal

SAME = [
    "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "(0912) 345678", "+84912345678", "+84 912 345 678",
    "84912345678", "0084 912345678", "+84 (0) 912 345 678", "912345678", " 0912345678 / 0987654321",
    "0912345678, gọi buổi tối", "ĐT: 0912 345 678", "\u0660912345678", "０９１２ ３４５ ６７８",
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_every_writing_is_one_number(text):
    assert normal(text) == "0912345678"


@pytest.mark.parametrize("text", ["", "không có", "113", "001099012345", "9" * 500, "0", "++", "\x00"])
def test_what_is_no_number_is_nothing(text):
    assert normal(text) == ""


def test_landlines_and_neighbours_stay_apart():
    assert normal("024 3825 1234") == "02438251234"
    assert normal("0912345679") != normal("0912345678")
