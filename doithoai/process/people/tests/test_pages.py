"""The administrator's pages through a browser's eyes, and the way of a one-time password."""

import re

import pytest
import time_machine
from django.test import Client

from doithoai.ground.core import events
from doithoai.ground.core.actors import SYSTEM
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Person, Role, Seat, Unit
from tests.client import signed_in

DOOR, OWN = "/lam-viec/dang-nhap", "/lam-viec/mat-khau"
GIVEN = re.compile(r'id="one-time">([a-z0-9-]{19})<')
MINE = "bốn con mèo mướp"


@pytest.fixture
def boss(commune, now):
    with time_machine.travel(now, tick=False):
        yield signed_in(commune.administrator)


def text(response) -> str:
    return response.content.decode()


def new_person(commune, boss, **change) -> dict:
    return {
        "full_name": "Ưỡng Ẩm Ệch",
        "username": "Uong.Am",
        "unit": commune.unit.pk,
        "role": "clerk",
        "valid_from": "21/11/2026",
    } | change


def test_a_unit_is_entered_closed_and_followed(commune, boss):
    page = text(boss.get("/lam-viec/don-vi"))
    assert "Phòng Kinh tế" in page and "Xã Bình Minh" in page
    told = boss.post(
        f"/lam-viec/don-vi/{commune.unit.pk}/them",
        {"name": "Thôn Mới", "level": "village", "code": "TM", "valid_from": "01/07/2025"},
        follow=True,
    )
    assert "Đã thêm Thôn Mới." in text(told)
    made = Unit.objects.get(name="Thôn Mới")
    ended = boss.post(
        f"/lam-viec/don-vi/{made.pk}/ket-thuc",
        {"on": "30/11/2026", "successors": [commune.village.pk], "basis": "Nghị quyết số 5"},
        follow=True,
    )
    assert "Sắp kết thúc" in text(ended) and "Nghị quyết số 5" in text(ended)
    boss.post(f"/lam-viec/don-vi/{made.pk}/ke-thua", {"successors": [commune.other_village.pk]})
    assert set(made.successors.values_list("new", flat=True)) == {commune.village.pk, commune.other_village.pk}
    assert "Thôn Mới" in text(boss.get(f"/lam-viec/don-vi/{commune.village.pk}")), "and back again"


def test_a_refused_unit_comes_back_with_everything_typed(commune, boss):
    answer = boss.post(
        f"/lam-viec/don-vi/{commune.unit.pk}/them", {"name": "Thôn Đông", "level": "village", "code": "ABC"}
    )
    assert answer.status_code == 422
    assert "đã có “Thôn Đông”" in text(answer) and 'value="ABC"' in text(answer)
    held = boss.post(f"/lam-viec/don-vi/{commune.village.pk}/ket-thuc", {"on": "21/11/2026", "basis": "QĐ 7"})
    assert held.status_code == 422
    assert "vẫn còn người giữ vị trí" in text(held) and 'value="QĐ 7"' in text(held)


def test_a_closed_unit_takes_no_one_and_an_open_one_has_no_heirs(commune, boss, now):
    bare = f"/lam-viec/don-vi/{commune.other_village.pk}"
    assert boss.post(f"{bare}/ke-thua", {"successors": [commune.village.pk]}).status_code == 422
    boss.post(f"{bare}/ket-thuc", {"on": "20/11/2026"})
    page = boss.get("/lam-viec/can-bo/moi")
    assert "Thôn Đông (" in text(page) and "Thôn Đoài (" not in text(page)
    assert boss.post(f"{bare}/ket-thuc", {"on": "22/11/2026"}).status_code == 422


def sign_in(password: str, username="uong.am") -> tuple[Client, object]:
    client = Client()
    return client, client.post(DOOR, {"username": username, "password": password}, follow=True)


def test_the_way_of_a_one_time_password(commune, boss):
    told = boss.post("/lam-viec/can-bo/moi", new_person(commune, boss))
    password = GIVEN.search(text(told))[1]
    assert told["Cache-Control"] == "no-store"
    person = Person.objects.get(username="uong.am")
    assert password not in text(boss.get(f"/lam-viec/can-bo/{person.pk}")), "shown once"
    client, page = sign_in(password)
    assert page.redirect_chain[-1][0] == OWN
    assert "Đặt mật khẩu riêng" in text(page)
    for closed in ("/lam-viec/", "/lam-viec/y-kien", "/lam-viec/vi-tri", "/lam-viec/cuoc"):
        assert client.get(closed)["Location"] == OWN
    assert client.post("/lam-viec/y-kien/moi", {"text": "x"}).status_code in {302, 404}
    wrong = client.post(OWN, {"current": "khong-phai", "new": MINE, "again": MINE})
    assert (wrong.status_code, "không đúng" in text(wrong)) == (422, True)
    uneven = client.post(OWN, {"current": password, "new": MINE, "again": MINE + "x"})
    assert "không giống nhau" in text(uneven) and MINE not in text(uneven)
    same = client.post(OWN, {"current": password, "new": password, "again": password})
    assert "phải khác" in text(same)
    short = client.post(OWN, {"current": password, "new": "ngan", "again": "ngan"})
    assert "ít nhất 10 ký tự" in text(short)
    done = client.post(OWN, {"current": password, "new": MINE, "again": MINE}, follow=True)
    assert done.redirect_chain[-1][0] == "/lam-viec/" and done.status_code == 200
    assert sign_in(password)[1].status_code == 422
    assert sign_in(MINE)[1].redirect_chain[-1][0] == "/lam-viec/"
    assert [event.verb for event in events.of(person)] == ["hire", "change_password"]


def test_two_seats_do_not_open_a_side_door(commune, boss):
    boss.post("/lam-viec/can-bo/moi", form := new_person(commune, boss))
    person = Person.objects.get(username="uong.am")
    given = boss.post(f"/lam-viec/can-bo/{person.pk}/vi-tri", form | {"role": "coordinator"}, follow=True)
    assert "Đã giao vị trí: Điều phối viên" in text(given)
    password = GIVEN.search(text(boss.post(f"/lam-viec/can-bo/{person.pk}/mat-khau-moi")))[1]
    client, page = sign_in(password)
    assert page.redirect_chain[-1][0] == OWN
    assert client.post("/lam-viec/vi-tri", {"seat": person.seats.first().pk})["Location"] == OWN
    done = client.post(OWN, {"current": password, "new": MINE, "again": MINE}, follow=True)
    assert done.redirect_chain[-1][0] == "/lam-viec/vi-tri"


def test_changing_the_own_password_ends_the_other_sessions(commune, now):
    person = people.hire("anna", "Trần Thị Ánh", "mat-khau-thu-nghiem", by=SYSTEM, now=now)
    people.seat(person, commune.unit, Role.CLERK, by=SYSTEM, now=now)
    here, _page = sign_in("mat-khau-thu-nghiem", "anna")
    there, _page = sign_in("mat-khau-thu-nghiem", "anna")
    here.post(OWN, {"current": "mat-khau-thu-nghiem", "new": MINE, "again": MINE})
    assert here.get("/lam-viec/").status_code == 200
    assert there.get("/lam-viec/").status_code == 302
    answers = [here.post(OWN, {"current": "doan", "new": MINE, "again": MINE}).status_code for _n in range(8)]
    assert answers[-1] == 429, "guessing is counted as at the door"


def test_an_ended_seat_and_a_locked_person_are_out_at_once(commune, boss):
    clerk, officer = signed_in(commune.clerk), signed_in(commune.officer)
    assert clerk.get("/lam-viec/").status_code == officer.get("/lam-viec/").status_code == 200
    ended = boss.post(f"/lam-viec/vi-tri/{commune.clerk.pk}/thoi-giu", {"on": "21/11/2026"}, follow=True)
    assert "Đã ghi thôi giữ vị trí" in text(ended)
    assert clerk.get("/lam-viec/").status_code == 302
    boss.post(f"/lam-viec/can-bo/{commune.officer.person_id}/khoa")
    assert officer.get("/lam-viec/").status_code == 302
    assert Seat.objects.filter(pk=commune.clerk.pk).exists(), "nothing is deleted"
    page = text(boss.get(f"/lam-viec/can-bo/{commune.officer.person_id}"))
    assert "Đã khóa" in page and "Mở lại tài khoản" in page
    assert GIVEN.search(text(boss.post(f"/lam-viec/can-bo/{commune.officer.person_id}/mo-lai")))


def test_a_reset_ends_the_sessions(commune, boss):
    clerk = signed_in(commune.clerk)
    boss.post(f"/lam-viec/can-bo/{commune.clerk.person_id}/mat-khau-moi")
    assert clerk.get("/lam-viec/").status_code == 302


def test_the_last_administrator_is_told_why(commune, boss):
    kept = boss.post(f"/lam-viec/vi-tri/{commune.administrator.pk}/thoi-giu", {"on": "21/11/2026"})
    assert kept.status_code == 422
    assert "quản trị cuối cùng" in text(kept) and 'value="21/11/2026"' in text(kept)


def test_each_page_marks_its_place_once(commune, boss):
    person, unit = commune.clerk.person_id, commune.unit.pk
    for where, word in (
        (f"can-bo/{person}", "Cán bộ"),
        ("can-bo/moi", "Cán bộ"),
        (f"don-vi/{unit}", "Đơn vị"),
        (f"don-vi/{unit}/them", "Đơn vị"),
    ):
        side = text(boss.get(f"/lam-viec/{where}")).split('<nav class="side"')[1].split("</nav>")[0]
        (marked,) = re.findall(r'aria-current="page">.*?<span>(.*?)</span>', side)
        assert marked == word, where


def test_who_ends_the_own_seat_is_led_out(commune, boss):
    boss.post("/lam-viec/can-bo/moi", new_person(commune, boss, role="administrator"))
    left = boss.post(f"/lam-viec/vi-tri/{commune.administrator.pk}/thoi-giu", {"on": "21/11/2026"})
    assert left["Location"] == "/lam-viec/vi-tri"


WRONG = [
    ({"username": "có dấu"}, "chữ không dấu"),
    ({"username": "a\x00bc"}, ""),
    ({"full_name": ""}, "Xin ghi họ và tên."),
    ({"full_name": "Ệ" * 5000}, ""),
    ({"unit": "9" * 40}, "Xin chọn đơn vị trong danh sách."),
    ({"role": "king"}, "Xin chọn vị trí trong danh sách."),
    ({"valid_from": "31/02/2026"}, "Ngày phải theo dạng"),
    ({"role": "collector"}, "“Người thu thập ý kiến” chỉ ở"),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_wrong_person_comes_back(commune, boss, change, words):
    answer = boss.post("/lam-viec/can-bo/moi", new_person(commune, boss, **change))
    assert answer.status_code == 422
    assert words in text(answer)
    assert Person.objects.filter(full_name="Ưỡng Ẩm Ệch").count() == 0


def test_a_unit_of_another_place_cannot_be_chosen(commune, stranger, boss):
    there = stranger.unit.pk
    assert boss.post("/lam-viec/can-bo/moi", new_person(commune, boss, unit=there)).status_code == 422
    assert "Xã Lạ" not in text(boss.get(f"/lam-viec/can-bo/moi?don-vi={there}"))
    close = {"on": "21/11/2026", "successors": [stranger.village.pk]}
    assert boss.post(f"/lam-viec/don-vi/{commune.other_village.pk}/ket-thuc", close).status_code == 422


def test_a_search_finds_by_name_and_shows_only_the_own(commune, stranger, boss):
    page = text(boss.get("/lam-viec/can-bo?tim=officer"))
    assert f"officer-{commune.unit.pk}" in page
    assert f"officer-{stranger.unit.pk}<" not in page and "Người clerk" not in page
    assert "Không tìm thấy ai" in text(boss.get("/lam-viec/can-bo?tim=khongcoai"))


@pytest.mark.walk
@pytest.mark.parametrize("rows", [0, 30])
def test_lists_cost_the_same_and_page(commune, boss, now, django_assert_num_queries, rows):
    for n in range(rows):
        unit = people.found_unit(f"Thôn {n:02d}", Level.VILLAGE, parent=commune.unit, by=commune.administrator, now=now)
        people.take_on(f"a{n:02d}", f"Người {n:02d}", unit, Role.COLLECTOR, by=commune.administrator, now=now)
    with django_assert_num_queries(3):
        units = boss.get("/lam-viec/don-vi")
    with django_assert_num_queries(4):
        persons = boss.get("/lam-viec/can-bo")
    for page in (units, persons):
        assert ("Trang sau" in text(page)) == bool(rows)
    seen, url = set(), "/lam-viec/can-bo"
    while url:
        page = text(boss.get(url))
        seen |= set(re.findall(r"/lam-viec/can-bo/(\d+)", page))
        found = re.search(r'href="([^"]+)" rel="next"', page)
        url = found and found[1].replace("&amp;", "&")
    assert len(seen) == 11 + rows


def test_a_province_walks_down_its_tree(commune, now):
    above = people.found_unit("Tỉnh Trên", Level.PROVINCE, by=SYSTEM, now=now)
    middle = people.found_unit("Xã Giữa", Level.COMMUNE, parent=above, by=SYSTEM, now=now)
    low = people.found_unit("Thôn Dưới", Level.VILLAGE, parent=middle, by=SYSTEM, now=now)
    chief, _password = people.take_on("cap.tren", "Cấp Trên", above, Role.ADMINISTRATOR, by=SYSTEM, now=now)
    Person.objects.update(must_change_password=False)
    chief = Seat.objects.get(pk=chief.pk)
    with time_machine.travel(now, tick=False):
        client = signed_in(chief)
        assert "1 đơn vị trực thuộc" in text(client.get("/lam-viec/don-vi"))
        page = text(client.get(f"/lam-viec/don-vi/{low.pk}"))
        assert "Tỉnh Trên" in page and "Xã Giữa" in page
        assert "Thôn Dưới" in text(client.get(f"/lam-viec/can-bo/moi?don-vi={low.pk}"))
        assert client.get(f"/lam-viec/don-vi/{commune.unit.pk}").status_code == 404
        assert text(client.get(f"/lam-viec/don-vi/{low.pk}/them")).count("không có cấp dưới") == 1
