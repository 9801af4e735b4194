"""The pages of the year: drafted, filled, issued, tried before it is chosen, read by others."""

from datetime import date

import pytest
import time_machine

from doithoai.process.people.models import Role
from doithoai.process.programme.models import Announcement, Meeting
from doithoai.process.programme.tests.making_year import announced, many, planned
from tests.client import signed_in

pytestmark = pytest.mark.django_db
YEAR = "/lam-viec/chuong-trinh/2026"


@pytest.fixture
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


def test_the_year_is_drafted_filled_and_issued_in_the_browser(commune, at):
    client = signed_in(commune.coordinator)
    assert "Soạn chương trình" in client.get(YEAR).content.decode()
    assert client.post(f"{YEAR}/soan", {"title": "", "basis": ""}).status_code == 302
    assert client.post(f"{YEAR}/soan", {}).status_code == 422
    days = {
        "chair_model": "both",
        "weekday": "3",
        "month_days": "",
        "since": "01/12/2026",
        "until": "",
        "starts_at": "08:00",
    }
    tried = client.post(f"{YEAR}/tiep-cong-dan", {**days, "xem-thu": "1"})
    assert (tried.status_code, "5 ngày tiếp" in tried.content.decode(), Meeting.objects.count()) == (200, True, 0)
    assert client.post(f"{YEAR}/tiep-cong-dan", days).status_code == 302
    assert Meeting.objects.count() == 5
    assert client.post(f"{YEAR}/ban-hanh", {"number": "", "issued_on": "20/11/2026"}).status_code == 422
    assert client.post(f"{YEAR}/ban-hanh", {"number": "5", "issued_on": "20/11/2026"}).status_code == 302
    page = client.get(YEAR).content.decode()
    assert "Đã ban hành: 5, 20/11/2026" in page
    assert "Chủ tịch UBND tiếp công dân" in page and "REC-01" in page
    assert client.post(f"{YEAR}/ban-hanh", {"number": "6", "issued_on": "20/11/2026"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekday": "", "month_days": ""},
        {"month_days": "0"},
        {"month_days": "32"},
        {"month_days": "9" * 30},
        {"month_days": "mười"},
        {"weekday": "9"},
        {"since": "31/02/2026"},
        {"chair_model": "x"},
        {"place": "a\x00b"},
    ],
)
def test_wrong_reception_days_come_back_with_everything_typed(commune, at, wrong):
    days = {"chair_model": "state", "weekday": "3", "month_days": "", "since": "01/12/2026", "place": "Phòng tiếp dân"}
    page = signed_in(commune.coordinator).post(f"{YEAR}/tiep-cong-dan", {**days, "starts_at": "07:30", **wrong})
    assert (page.status_code, 'value="07:30"' in page.content.decode(), Meeting.objects.count()) == (422, True, 0)


@pytest.mark.parametrize("year", ["1999", "2101", "99999999999999999999"])
def test_a_year_no_programme_has_is_not_there(commune, at, year):
    assert signed_in(commune.coordinator).get(f"/lam-viec/chuong-trinh/{year}").status_code == 404


def test_a_date_is_tried_before_it_is_chosen(commune, at):
    client = signed_in(commune.coordinator)
    plan = {"kind": "periodic", "audience": "people", "chair_model": "both", "title": "Đối thoại", "form": "in_person"}
    page = client.post("/lam-viec/cuoc/moi", {**plan, "held_on": "26/11/2026", "xem-thu": "1"})
    told = page.content.decode()
    assert (page.status_code, Meeting.objects.count()) == (200, 0)
    assert "chỉ còn 5 ngày để thông báo, quy định cần ít nhất 7 ngày" in told
    assert "Điều 43 khoản 2" in told and 'value="26/11/2026"' in told
    reception = client.post(
        "/lam-viec/cuoc/moi", {**plan, "kind": "reception", "held_on": "29/11/2026", "xem-thu": "1"}
    )
    assert "là ngày nghỉ" in reception.content.decode() and "30/11/2026" in reception.content.decode()


def test_a_notice_is_tried_before_it_is_recorded(commune, at):
    meeting = planned(commune, at, held_on=date(2026, 11, 26))
    facts = {"where": "Loa", "media": ["mass_media"], "published_on": "21/11/2026", "xem-thu": "1"}
    page = signed_in(commune.coordinator).post(f"/lam-viec/cuoc/{meeting.code}/thong-bao", facts)
    assert (page.status_code, Announcement.objects.count()) == (200, 0)
    assert "chỉ trước ngày họp 5 ngày: thiếu 2 ngày so với 7 ngày" in page.content.decode()


def test_a_move_is_tried_then_made_in_the_browser(commune, at):
    client, meeting = signed_in(commune.coordinator), announced(commune, at)
    there = f"/lam-viec/cuoc/{meeting.code}/doi-ngay"
    facts = {"held_on": "24/11/2026", "starts_at": "09:00", "place": "Sân đình", "reason": "Bão"}
    tried = client.post(there, {**facts, "xem-thu": "1"})
    assert (tried.status_code, "chỉ còn 3 ngày" in tried.content.decode()) == (200, True)
    for wrong in ({"reason": ""}, {"media": ["portal"]}, {"held_on": "20/11/2026"}, {"published_on": "30/11/2026"}):
        back = client.post(there, facts | wrong)
        assert (back.status_code, 'value="Sân đình"' in back.content.decode()) == (422, True)
    assert client.post(there, facts).status_code == 302
    page = client.get(f"/lam-viec/cuoc/{meeting.code}").content.decode()
    assert "Bão" in page and "24/11/2026, 09:00" in page and "Sân đình" in page


def test_further_ways_of_publishing_are_kept_one_by_one(commune, at):
    client, meeting = signed_in(commune.coordinator), announced(commune, at)
    there = f"/lam-viec/cuoc/{meeting.code}/cong-khai"
    facts = {"kind": "notice", "media": ["village_heads"], "where": "Họp giao ban", "published_on": "21/11/2026"}
    assert client.post(there, {**facts, "kind": "results"}).status_code == 422
    assert client.post(there, {**facts, "media": []}).status_code == 422
    assert client.post(there, facts).status_code == 302
    assert [a.media for a in meeting.announcements.order_by("id")] == [["mass_media"], ["village_heads"]]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEADER, Role.CHAIR, Role.CLERK])
def test_others_read_the_year_and_change_nothing(commune, at, role):
    planned(commune, at)
    page = signed_in(commune.seats[role]).get(YEAR)
    assert page.status_code == 200
    assert "Soạn chương trình</span>" not in page.content.decode()
    assert "Các điều phải làm trong năm" in page.content.decode()


@pytest.mark.parametrize("number", [3, 120])
def test_the_year_page_takes_the_same_queries_whatever_its_length(commune, at, django_assert_max_num_queries, number):
    many(commune, at, number)
    client = signed_in(commune.coordinator)
    with django_assert_max_num_queries(18):
        assert client.get(YEAR).status_code == 200
