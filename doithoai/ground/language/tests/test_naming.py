"""Names side by side, where texts are typed badly or speak of another place than the one they were given for."""

from doithoai.ground.language import likeness, naming
from doithoai.ground.language.reading import read
from doithoai.ground.language.weights import Weights

WEIGHTS = Weights.default()


def met(a: str, b: str, a_place: str = "", b_place: str = "") -> naming.Met:
    return naming.met(read(a, a_place), read(b, b_place), WEIGHTS)


def score(a: str, b: str, a_place: str = "", b_place: str = "") -> float:
    return likeness.score(read(a, a_place), read(b, b_place), WEIGHTS)


def test_a_long_name_meets_its_two_pieces_in_another_order():
    found = met("Trên đường Nguyễn Huệ Bến Lức thanh niên đua xe.", "ben luc duong nguyen hue toi nao cung dua xe")
    assert found.things
    assert not found.strangers and not found.lacking
    assert not met("Trên đường Nguyễn Huệ Bến Lức thanh niên đua xe.", "ben tre duong nguyen hue dua xe").things


def test_of_a_text_without_marks_no_guessed_name_speaks_against_one_that_met():
    found = met("Làng Ea Súp Hạ chưa có sóng điện thoại.", "lang ea sup ha krong bong ko co song dt, xin lap tram")
    assert (found.hamlets_against, found.lacking) == (0, 0)
    assert found.hamlets or found.things


def test_the_place_given_with_one_text_meets_the_other_that_only_says_it():
    with_place = met("Loa phường kêu từ 5 giờ sáng.", "loa yen phu keu tu 5h sang", "Hà Nội, phường Yên Phụ")
    assert with_place.same_places == ["xa:yen phu"]
    assert not met("Loa phường kêu từ 5 giờ sáng.", "loa yen phu keu tu 5h sang", "Hà Nội, phường Bồ Đề").wide


def test_the_place_a_text_names_itself_counts_before_the_one_it_was_given_for():
    said = "Đường Trần Phú ở phường Máy Chai hư nặng, xin sửa."
    other = "Đường Trần Phú hư nặng quá, sửa giùm dân."
    here = "Cần Thơ, quận Ninh Kiều, phường Cái Khế"
    assert met(said, other, here, here).places_against
    assert score(said, other, here, here) < likeness.THRESHOLD <= score(other, other.lower(), here, here)


def test_a_number_is_no_name_of_another_place():
    late = met("Người của xã 10 giờ mới tới.", "Cán bộ xã 10h mới thấy mặt.", "Tiền Giang, xã Mỹ Thành", "xã Mỹ Thành")
    assert not late.places_against
