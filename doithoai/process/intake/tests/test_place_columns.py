"""Where a file says a matter is: it reaches the opinion's place; where somebody lives stays in the vault."""

import pytest

from doithoai.ground.core.actors import OPERATOR
from doithoai.process.intake.importing import area_of, read, take
from doithoai.process.intake.models import Opinion


def rows_of(content: str):
    return read(content.encode(), "y-kien.csv").rows


@pytest.mark.parametrize(
    ("heading", "cells", "place"),
    [
        ("Xã,Huyện", "Tân Hiệp,Hớn Quản", "huyện Hớn Quản, xã Tân Hiệp"),
        ("Xã,Huyện", "Xã Tân Hiệp,Huyện Hớn Quản", "Huyện Hớn Quản, Xã Tân Hiệp"),
        ("Địa điểm", "ngã tư bưu điện", "ngã tư bưu điện"),
        ("Phường/Xã", "Phường Tứ Hạ", "Phường Tứ Hạ"),
    ],
)
def test_a_place_column_is_the_place(heading, cells, place):
    (row,) = rows_of(f"STT,Nội dung ý kiến,{heading}\n1,Đường hỏng nhiều ổ gà đề nghị sửa,{cells}\n")
    assert row.place == place


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("Thừa Thiên Huế, thành phố Huế, phường Thủy Vân", "Thừa Thiên Huế, thành phố Huế, phường Thủy Vân"),
        ("Số 12 Nguyễn Huệ, ấp 10, xã Tân Hiệp, Bình Phước", "ấp 10, xã Tân Hiệp, Bình Phước"),
        ("12/5 hẻm 3 đường Lê Lợi", ""),
        ("nhà ông Ba, thôn Đông", "thôn Đông"),
    ],
)
def test_of_an_address_only_the_units_are_the_place(address, place):
    assert area_of(address) == place


@pytest.mark.django_db
def test_the_place_is_stored_and_the_house_is_not(commune, now):
    text = (
        'STT,Nội dung ý kiến,Họ và tên,Địa chỉ\n1,Đường hỏng nhiều ổ gà đề nghị sửa,Lê A,"Số 12 Lê Lợi, xã Tân Hiệp"\n'
    )
    reading = read(text.encode(), "y-kien.csv")
    assert take(reading, unit=commune.unit, meeting=None, village="", by=OPERATOR, now=now) == 1
    opinion = Opinion.objects.get()
    assert opinion.place == "xã Tân Hiệp"
    assert "12" not in opinion.place + opinion.village + opinion.text
