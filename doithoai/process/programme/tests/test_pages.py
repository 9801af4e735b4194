"""The programme's pages: list, plan, announce, advance, cancel."""

from datetime import date, timedelta

import pytest
import time_machine

from doithoai.process.people.models import Role
from doithoai.process.programme import services
from doithoai.process.programme.models import Kind, Meeting
from tests.client import signed_in

PLAN = {
    "kind": "periodic",
    "audience": "people",
    "chair_model": "both",
    "title": "Đối thoại ƯỠNG ẪM ỆCH ỘT",
    "held_on": "28/11/2026",
    "starts_at": "08:00",
    "collect_until": "25/11/2026",
    "place": "Nhà văn hóa xã",
    "form": "in_person",
}


@pytest.fixture
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


def _meeting(commune, now, **more) -> Meeting:
    facts = {"kind": Kind.PERIODIC, "title": "Đối thoại quý IV", "held_on": date(2026, 11, 28), **more}
    return services.plan(commune.unit, by=commune.coordinator, now=now, **facts)


def test_a_meeting_goes_its_road_up_to_the_hall(commune, at):
    client = signed_in(commune.coordinator)
    there = client.post("/lam-viec/cuoc/moi", PLAN)["Location"]
    page = client.get(there).content.decode()
    assert "Đối thoại ƯỠNG ẪM ỆCH ỘT" in page
    assert "Còn 7 ngày đến ngày họp." in page
    assert "Điều 43 khoản 2" in page
    facts = {"where": "Đài truyền thanh xã", "published_on": "20/11/2026", "media": ["mass_media"]}
    assert client.post(f"{there}/thong-bao", facts).status_code == 302
    assert "Công khai trước ngày họp 8 ngày." in client.get(there).content.decode()
    for verb, state in (("collect", "collecting"), ("make_ready", "ready"), ("start", "live")):
        assert f'value="{verb}"' in client.get(there).content.decode()
        assert client.post(f"{there}/buoc-tiep", {"verb": verb}).status_code == 302
        assert Meeting.objects.get().state == state
    assert "Mở biên bản" in client.get(there).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 301),
        ("title", "a\x00b"),
        ("held_on", "31/02/2026"),
        ("held_on", "28/11/99999"),
        ("held_on", "0001-01-01"),
        ("starts_at", "25:00"),
        ("kind", "party"),
        ("collect_until", "29/11/2026"),
        ("topic", "x" * 2001),
    ],
)
def test_a_wrong_plan_comes_back_with_everything_typed(commune, at, field, value):
    page = signed_in(commune.coordinator).post("/lam-viec/cuoc/moi", {**PLAN, "place": "Nhà văn hóa", field: value})
    assert page.status_code == 422
    assert "Có chỗ cần sửa" in page.content.decode()
    assert "Nhà văn hóa" in page.content.decode()
    assert not Meeting.objects.exists()


def test_an_announcement_of_tomorrow_is_refused_in_its_field(commune, at):
    meeting = _meeting(commune, at)
    page = signed_in(commune.coordinator).post(
        f"/lam-viec/cuoc/{meeting.code}/thong-bao",
        {"where": "Bảng tin", "media": ["headquarters"], "published_on": "22/11/2026"},
    )
    assert page.status_code == 422
    assert "không thể ở tương lai" in page.content.decode()
    assert 'value="Bảng tin"' in page.content.decode()


def test_what_was_announced_early_in_the_morning_is_of_today(commune, now):
    with time_machine.travel(now - timedelta(hours=8), tick=False):
        meeting = _meeting(commune, now)
        page = signed_in(commune.coordinator).post(
            f"/lam-viec/cuoc/{meeting.code}/thong-bao",
            {"where": "Bảng tin", "media": ["headquarters"], "published_on": "21/11/2026"},
        )
        assert page.status_code == 302


def test_cancelling_needs_its_reason(commune, at):
    client, meeting = signed_in(commune.coordinator), _meeting(commune, at)
    there = f"/lam-viec/cuoc/{meeting.code}"
    assert client.post(f"{there}/huy", {"reason": " "}).status_code == 422
    assert client.post(f"{there}/huy", {"reason": "Bão số 9"}).status_code == 302
    assert "Bão số 9" in client.get(there).content.decode()
    assert client.post(f"{there}/huy", {"reason": "Lần nữa"}).status_code == 422


def test_a_move_nobody_knows_or_too_early_is_a_clear_page(commune, at):
    client, meeting = signed_in(commune.coordinator), _meeting(commune, at)
    for verb, status in (("conclude", 422), ("", 422), ("start", 409)):
        answer = client.post(f"/lam-viec/cuoc/{meeting.code}/buoc-tiep", {"verb": verb})
        assert answer.status_code == status
    assert Meeting.objects.get().state == "planned"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_each_role_sees_the_own_place_s_meetings_and_no_stranger_s(commune, stranger, at, role):
    meeting = _meeting(commune, at)
    own, other = signed_in(commune.seats[role]), signed_in(stranger.seats[role])
    assert own.get(f"/lam-viec/cuoc/{meeting.code}").status_code == 200
    assert meeting.title in own.get("/lam-viec/cuoc").content.decode()
    assert other.get(f"/lam-viec/cuoc/{meeting.code}").status_code == 404
    assert meeting.title not in other.get("/lam-viec/cuoc").content.decode()
    if role != Role.COORDINATOR:
        assert own.post(f"/lam-viec/cuoc/{meeting.code}/huy", {"reason": "x"}).status_code == 404
        assert "Hủy cuộc này" not in own.get(f"/lam-viec/cuoc/{meeting.code}").content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_takes_three_queries_whatever_its_length(commune, at, django_assert_num_queries, many):
    for _ in range(many):
        _meeting(commune, at)
    client = signed_in(commune.coordinator)
    with django_assert_num_queries(3):
        page = client.get("/lam-viec/cuoc")
    assert page.content.decode().count("Đối thoại quý IV") == min(many, 25)
    if many > 25:
        further = page.content.decode().split('class="btn btn-secondary pager-next" href="')[1].split('"')[0]
        assert client.get(further.replace("&amp;", "&")).content.decode().count("Đối thoại quý IV") == 5
