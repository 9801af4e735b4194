"""The desk's search page: for every seat, over what it may see, without JavaScript, whatever is typed."""

import pytest
from django.urls import reverse

from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import following, vocabulary
from doithoai.process.intake.models import Channel
from doithoai.process.intake.services import Where, receive
from doithoai.process.people.models import Role
from tests.client import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/lam-viec/tim"


@pytest.fixture
def road(commune, now):
    vocabulary.forget_counts()
    said = receive(
        commune.unit,
        "Đường <Nam Cao> toàn ổ gà & ổ voi, đề nghị sửa.",
        channel=Channel.WEB,
        by=OPERATOR,
        now=now,
        where=Where(place="phường Thủy Vân"),
    )
    following.catch_up(now=now)
    vocabulary.forget_counts()
    return said


def page(seat, **asked):
    return signed_in(seat).get(PAGE, asked)


def test_every_seat_has_the_page(commune, now):
    for role in Role.values:
        assert page(commune.seats[role]).status_code == 200


def test_a_hit_shows_its_marked_words_and_why(commune, road):
    html = page(commune.clerk, q="nam cao o ga").content.decode()
    assert road.code in html and reverse("intake:opinion", args=[road.code]) in html
    assert "&lt;<mark>Nam</mark> <mark>Cao</mark>&gt;" in html
    assert "có từ: nam cao o ga" in html


def test_nothing_is_said_of_what_a_seat_may_not_see(commune, stranger, road):
    for seat in (stranger.clerk, commune.officer, commune.administrator):
        shown, nothing = (page(seat, q=q).content.decode() for q in ("nam cao o ga", "khong he co chu nay"))
        assert road.code not in shown and "Không tìm thấy" in shown
        assert shown.replace("nam cao o ga", "").count("<li") == nothing.count("<li")


def test_filters_stand_as_they_were_set_and_can_be_taken_off(commune, road):
    html = page(commune.clerk, q="nam cao", linh_vuc="land", tu_ngay="01/01/2020").content.decode()
    assert "Không tìm thấy" in html and "Bỏ các bộ lọc" in html
    assert 'value="land" selected' in html and "01/01/2020" in html
    assert "<details open>" in html


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"q": ""}, 200),
        ({"q": "a" * 501}, 422),
        ({"q": "x", "tu_ngay": "31/02/2026"}, 422),
        ({"q": "x", "linh_vuc": "nonsense"}, 422),
        ({"q": "x", "don_vi": "999999"}, 422),
        ({"q": "\u202e\u200b", "so": "99999999999"}, 200),
        ({"q": "\x00"}, 400),
        ({"q": '"))) OR NEAR(', "so": "-1"}, 200),
        ({"linh_vuc": "land"}, 422),
    ],
)
def test_whatever_is_typed_there_is_a_page(commune, road, asked, status):
    assert page(commune.clerk, **asked).status_code == status


def test_a_search_costs_few_queries(commune, road, django_assert_max_num_queries):
    client = signed_in(commune.clerk)
    vocabulary.counts()
    with django_assert_max_num_queries(30):
        client.get(PAGE, {"q": "đường nam cao ổ gà"})


def test_an_old_place_is_understood_and_said(commune, road):
    old = page(commune.clerk, q="nam cao", noi="phường Thủy Vân, tỉnh Thừa Thiên Huế").content.decode()
    assert road.code in old
    assert "nay là: Phường Vỹ Dạ." in old
    assert "nay là" not in page(commune.clerk, q="nam cao", noi="Vỹ Dạ").content.decode()
    assert "nay là" not in page(commune.clerk, q="nam cao", noi="Nơi nào đó").content.decode()


def test_a_query_that_is_too_long_is_refused_in_words_of_ours(commune):
    answer = page(commune.clerk, q="đường " * 200)
    assert answer.status_code == 422
    assert "Lời tìm dài quá 500 ký tự" in answer.content.decode()


def test_found_words_stand_as_they_were_typed(commune, road):
    assert "có từ: Nam CAO ổ gà" in page(commune.clerk, q="Nam CAO ổ gà").content.decode()
