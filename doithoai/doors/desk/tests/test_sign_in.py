"""Sign in, be locked out, choose a seat, sign out."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from doithoai.ground.core.actors import SYSTEM
from doithoai.process.people import services as people
from doithoai.process.people.models import Person, Role, Seat
from tests.client import signed_in
from tests.people import FROM

PASSWORD = "mat-khau-thu-nghiem"
DOOR = "/lam-viec/dang-nhap"


@pytest.fixture
def anna(commune, now) -> Person:
    person = people.hire("anna", "Trần Thị Ánh", PASSWORD, by=SYSTEM, now=now)
    people.seat(person, commune.unit, Role.CLERK, by=SYSTEM, now=now, valid_from=FROM)
    return person


def _knock(client: Client, password: str = PASSWORD, username: str = "anna", **more):
    return client.post(DOOR, {"username": username, "password": password, **more})


def test_the_right_password_opens_the_only_seat(anna):
    client = Client()
    answer = _knock(client, username=" Anna ")
    assert (answer.status_code, answer["Location"]) == (302, "/lam-viec/")
    page = client.get("/lam-viec/")
    assert page.status_code == 200
    assert "Cán bộ tiếp nhận" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_wrong_password_and_an_unknown_name_answer_alike(anna):
    wrong, unknown = _knock(Client(), "sai-mat-khau"), _knock(Client(), username="khong-co-ai")
    assert wrong.status_code == unknown.status_code == 422
    for page in (wrong, unknown):
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in page.content.decode()
    assert 'value="anna"' in wrong.content.decode()
    assert "sai-mat-khau" not in wrong.content.decode()


def test_many_wrong_passwords_lock_the_door_whatever_the_case_of_the_name(anna):
    client = Client()
    answers = [_knock(client, "sai", username=name) for name in ("anna", "ANNA") * 4]
    assert answers[-1].status_code == 429
    assert "15 phút" in answers[-1].content.decode()
    assert _knock(client).status_code == 429


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/x",
        "https://evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "\t//evil.example",
        "x" * 600,
    ],
)
def test_next_never_leads_off_the_site(anna, wanted):
    assert _knock(Client(), next=wanted)["Location"] == "/lam-viec/"


def test_next_leads_to_the_page_that_was_asked_for(anna):
    client = Client()
    sent = client.get("/lam-viec/vi-tri")
    assert sent["Location"] == DOOR
    assert client.get("/lam-viec/")["Location"] == f"{DOOR}?next=/lam-viec/"
    assert _knock(client, next="/lam-viec/y-kien")["Location"] == "/lam-viec/y-kien"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"username": "anna"},
        {"username": "a\x00nna", "password": "x"},
        {"username": "a" * 5000, "password": "b" * 100_000},
        {"username": ["x", "y"], "password": "\x00"},
    ],
)
def test_nonsense_is_refused_in_words(anna, data):
    page = Client().post(DOOR, data)
    assert page.status_code == 422
    assert "Có chỗ cần sửa" in page.content.decode()


def test_two_seats_ask_which_and_refuse_a_stranger_s(anna, commune, stranger, now):
    mine = people.seat(anna, commune.agency, Role.OFFICER, by=SYSTEM, now=now, valid_from=FROM)
    client = Client()
    assert _knock(client, next="/lam-viec/y-kien")["Location"] == "/lam-viec/vi-tri?next=%2Flam-viec%2Fy-kien"
    assert client.get("/lam-viec/").status_code == 302
    page = client.get("/lam-viec/vi-tri").content.decode()
    assert "Cán bộ xử lý, Phòng Kinh tế" in page
    for wrong in (stranger.clerk.pk, "abc", "", 2**80):
        assert client.post("/lam-viec/vi-tri", {"seat": wrong}).status_code == 422
    chosen = client.post("/lam-viec/vi-tri", {"seat": mine.pk, "next": "//evil.example"})
    assert chosen["Location"] == "/lam-viec/"
    assert "Cán bộ xử lý" in client.get("/lam-viec/").content.decode()


def test_a_seat_ends_with_its_day_even_in_an_open_session(anna, commune, now):
    client = Client()
    with time_machine.travel(now, tick=False):
        assert _knock(client).status_code == 302
        assert client.get("/lam-viec/").status_code == 200
        Seat.objects.filter(person=anna).update(valid_to=now.date())
        assert client.get("/lam-viec/").status_code == 200
    with time_machine.travel(now + timedelta(days=1), tick=False):
        client.cookies["sessionid"]["max-age"] = ""
        answer = client.get("/lam-viec/")
        assert answer.status_code == 302
        assert _knock(Client()).status_code == 422


def test_a_person_who_left_is_out_at_once(anna):
    client = Client()
    _knock(client)
    Person.objects.filter(pk=anna.pk).update(is_active=False)
    assert client.get("/lam-viec/").status_code == 302
    assert _knock(Client()).status_code == 422


def test_signing_out_needs_a_post_and_ends_the_session(commune):
    client = signed_in(commune.clerk)
    assert client.get("/lam-viec/dang-xuat").status_code == 405
    assert client.post("/lam-viec/dang-xuat")["Location"] == DOOR
    assert client.get("/lam-viec/").status_code == 302
