"""The gazetteer made of the national catalogue: today's names, and where old ones lead."""

import pytest

from doithoai.ground.language.reading import read
from doithoai.process.people.gazetteer import gazetteer
from doithoai.process.people.territory import commune


@pytest.mark.parametrize(
    ("place", "communes"),
    [
        ("Thừa Thiên Huế, thành phố Huế, phường Thủy Vân", {"Phường Vỹ Dạ"}),
        ("Đồng Nai, huyện Trảng Bom, thị trấn Trảng Bom", {"Xã Trảng Bom"}),
        ("xã Sì Lở Lầu, huyện Phong Thổ, tỉnh Lai Châu", {"Xã Sì Lở Lầu"}),
        ("Thành phố Hồ Chí Minh, quận 8, phường 5", {"Phường Chánh Hưng", "Phường Bình Đông"}),
    ],
)
def test_an_old_place_means_the_communes_that_followed_it(place, communes):
    keys = gazetteer().keys_of(place)
    assert {commune(key).name for key in keys if len(key) == 5} == communes
    assert sum(len(key) == 2 for key in keys) == 1


def test_a_province_alone_is_its_code_and_an_unknown_place_is_nothing():
    assert gazetteer().keys_of("Long An") == {"80"}
    assert gazetteer().keys_of("Nơi nào đó") == frozenset()


def test_a_name_in_a_text_means_what_lies_in_the_given_place():
    keys = read("Chợ Phước Chỉ dột.", "Tây Ninh", gazetteer()).places
    assert {commune(key).province for key in keys if len(key) == 5} == {"80"}


def test_a_name_many_communes_bear_keeps_all_of_them_until_a_place_is_given():
    assert len(read("Xã Tân Hiệp chưa có chợ.", "", gazetteer()).places) > 5
    assert "25729" not in gazetteer().keys_of("Bình Phước, huyện Hớn Quản, xã Thanh An")


@pytest.mark.parametrize(
    ("place", "some"),
    [
        ("Huyện Vĩnh Bảo", {"Xã Vĩnh Bảo", "Xã Nguyễn Bỉnh Khiêm"}),
        ("Vĩnh Bảo, Hải Phòng", {"Xã Vĩnh Bảo", "Xã Nguyễn Bỉnh Khiêm"}),
        ("Bình Minh, Kiến Xương", {"Xã Kiến Xương"}),
        ("phường Thủy Vân", {"Phường Vỹ Dạ"}),
    ],
)
def test_who_asks_for_a_place_gets_its_communes_and_not_the_province_around_it(place, some):
    codes = gazetteer().asked(place)
    assert some <= {commune(code).name for code in codes}
    assert all(len(code) == 5 for code in codes)


def test_who_asks_for_a_province_gets_it():
    assert gazetteer().asked("Thái Bình") == {"33"}
    assert gazetteer().asked("Nơi nào đó") == frozenset()
