"""What is read of a text: words, names with their kinds, numbers, concepts, and the line an index keeps."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doithoai.ground.language import terms
from doithoai.ground.language.places import Gazetteer
from doithoai.ground.language.reading import Reading, as_written, read
from tests.pace import slowness

TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                "đường",
                "Nam",
                "Cao",
                "xã",
                "thôn",
                "10",
                "QL62",
                "hư,",
                ".",
                "(",
                "Phường",
                "cho",
                "ko",
                "22B",
                "hỏng",
                "UBND",
            ]
        ),
        max_size=60,
    ).map(" ".join),
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mặt đường Nam Cao toàn ổ gà.", {"duong:nam cao"}),
        ("Tôi đi làm qua Nam Cao mỗi ngày.", {"nam cao"}),
        ("Thôn Ba Trung, xã Quang Sơn có khói.", {"thon:ba trung", "xa:quang son"}),
        ("Quốc lộ 1A thủng lỗ chỗ.", {"duong:1"}),
        ("QL62 hẹp quá", {"duong:62"}),
        ("ĐT746 đoạn từ cầu Hố Dài", {"duong:746", "cau:ho dai"}),
        ("Dân tổ 6, 7 và 8 kêu nhiều.", {"to:6", "to:7", "to:8"}),
        ("Ba xã Phú Lương, Đông Lợi, Tú Thịnh cần trạm y tế.", {"xa:phu luong", "xa:dong loi", "xa:tu thinh"}),
        ("Cầu Công An chưa có lan can.", {"cau:cong an"}),
        ("Xã Đồi 61 nhiều nhà không phép.", {"xa:doi 61"}),
        ("Bản Nậm Là 75 hộ chưa có đường.", {"thon:nam la"}),
        ("Đề nghị Bộ Y tế và Nhà nước xem lại.", set()),
        ("Bà Lan và ông Nguyễn Văn Tám kêu ồn.", set()),
        ("duong nam giao toan o ga", {"duong:nam giao"}),
        ("ban bung chua co dien luoi", {"thon:bung"}),
        ("duong hu qua, sua dum", set()),
        ("đường xuống cấp nặng lắm", set()),
        ("Chợ Đồn mưa lớn, dân Chợ Đồn khổ.", {"cho don"}),
    ],
)
def test_names_are_found_with_their_kinds(text, names):
    assert read(text).names == names


def test_a_given_place_is_read_from_both_ends():
    wide_first = read("x", "Lai Châu, huyện Phong Thổ, xã Sì Lở Lầu và xã Ma Ly Chải").at
    assert wide_first == ("tinh:lai chau", "huyen:phong tho", "xa:si lo lau", "xa:ma ly chai")
    assert set(read("x", "xã Sì Lở Lầu, huyện Phong Thổ, tỉnh Lai Châu").at) == set(wide_first[:3])
    assert read("x", "Sóc Trăng").at == ("tinh:soc trang",)


def test_abbreviations_marks_and_telephone_spelling_give_the_same_words():
    assert read("UBND p. Huyền Tụng").words == read("ủy ban nhân dân phường Huyền Tụng").words
    assert read("Đường hoà bình").words == read("đường hòa bình").words
    assert terms.tokens("rùiiii nhé")[0].word == "rui"


def test_what_is_said_of_a_named_thing_is_found_around_its_name():
    assert "road_damaged" in read("Đường Hoàng Quốc Việt hư lâu rồi.").concepts
    assert {"s_broken", "h_road"} <= read("Đường Hoàng Quốc Việt hư lâu rồi.").gist
    assert "o_market" in read("Tân Hiệp chưa có chợ.").gist
    assert "o_market" not in read("Xin sửa cho bà con.").gist


def test_a_name_is_shown_as_it_was_written():
    assert as_written("Mặt đường Nam Cao hư.", "duong:nam cao") == "Nam Cao"
    assert as_written("Mặt đường hư.", "duong:nam cao") == ""


def test_places_are_narrowed_by_what_stands_above_them():
    places = Gazetteer(
        communes={"tan hiep": frozenset({"25729", "30850"}), "an binh": frozenset({"31135"})},
        districts={"hon quan": frozenset({"25729"})},
        provinces={"binh phuoc": "75", "can tho": "92"},
        province_of={"25729": "75", "30850": "91", "31135": "92"},
    )
    given = read("Trại heo hôi.", "Bình Phước, huyện Hớn Quản, xã Tân Hiệp", places)
    assert given.places == {"25729", "75"}
    assert read("Trại heo xã Tân Hiệp hôi.", "", places).places == {"25729", "30850"}
    assert read("Trại heo Tân Hiệp hôi.", "Bình Phước", places).places == {"25729", "75"}
    assert read("Trại heo hôi.", "Nơi nào đó", places).places == frozenset()


@settings(deadline=None)
@given(TEXTS, st.text(max_size=60))
def test_any_text_is_read_and_comes_back_from_the_index_as_it_was(text, place):
    reading = read(text, place)
    assert Reading.of_stored(reading.stored()) == reading
    assert all(re.fullmatch(r"[a-z0-9_:]+", term) for term in reading.terms())
    assert len(reading.terms()) == len(set(reading.terms()))


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 1_000_000,
        "Đường " * 170_000,
        "A " * 500_000,
        "1.1" * 330_000,
        "tổ 1, " * 170_000,
        "\u202e\u200b" * 500_000,
        "xã " + "Nam Cao, " * 110_000,
        "🙂(" * 250_000,
        "ẳ" * 1_000_000,
        "xã;" * 300_000,
    ],
)
def test_a_megabyte_of_anything_is_read_at_once(hostile):
    read("Đường Nam Cao")
    began = time.process_time()
    read(hostile, hostile)
    assert time.process_time() - began < 0.2 * slowness()
