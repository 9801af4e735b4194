"""Entry by hand, the receipt, the register and who sees whom."""

from datetime import timedelta

import pytest
import time_machine

from doithoai.ground.core.models import Event
from doithoai.process.intake import services
from doithoai.process.intake.models import Contact, Opinion
from doithoai.process.intake.services import Sender, Where
from doithoai.process.people.models import Role
from tests.client import signed_in

DOOR = "/lam-viec/nhap"
WORDS = "Đường thôn Đông ngập nước mỗi khi mưa.\nĐề nghị khơi cống."
FACTS = {"text": WORDS, "channel": "counter", "mode": "confidential", "name": "Nguyễn Thị Ánh", "phone": "0912 345 678"}


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


def _opinion(commune, now, **more) -> Opinion:
    facts = {"channel": "counter", "by": commune.clerk, "now": now, "sender": Sender(name="Nguyễn Thị Ánh"), **more}
    return services.receive(commune.unit, WORDS, **facts)


def test_an_opinion_is_kept_as_said_and_the_page_stays_for_the_next(commune):
    client = signed_in(commune.clerk)
    there = client.post(DOOR, {**FACTS, "village": "thon dong", "said_on": "20/11/2026"})["Location"]
    saved = Opinion.objects.get()
    assert bytes(saved.raw).decode().replace("\r\n", "\n") == WORDS
    assert saved.village_unit == commune.village
    page = client.get(there).content.decode()
    for words in (saved.code, saved.secret[:4], 'value="Thôn Đông"', 'value="20/11/2026"'):
        assert words in page
    for hidden in (saved.secret, "Nguyễn", "0912"):
        assert hidden not in there
    assert "Nguyễn Thị Ánh" not in page


def test_pressing_twice_keeps_one_voice(commune):
    client = signed_in(commune.clerk)
    key = client.get(DOOR).content.decode().split('name="key" value="')[1][:36]
    for _ in range(2):
        assert client.post(DOOR, {**FACTS, "key": key}).status_code == 302
    assert Opinion.objects.count() == 1


def test_the_slip_is_for_who_entered_it_now_and_for_the_clerk_later(commune, stranger, now):
    mine = _opinion(commune, now, by=commune.coordinator)
    slip = f"/lam-viec/tiep-nhan/{mine.code}/bien-nhan"
    assert mine.secret[:4] in signed_in(commune.coordinator).get(slip).content.decode()
    for seat in (stranger.clerk, commune.collector, commune.officer, commune.leader):
        assert signed_in(seat).get(slip).status_code == 404
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        assert signed_in(commune.coordinator).get(slip).status_code == 404
        assert signed_in(commune.coordinator).post(slip).status_code == 404
        assert mine.secret[:4] not in signed_in(commune.clerk).get(slip).content.decode()


def test_printing_the_slip_again_is_a_deed_that_the_sender_sees(commune, now, client):
    mine = _opinion(commune, now)
    slip = f"/lam-viec/tiep-nhan/{mine.code}/bien-nhan"
    signed_in(commune.clerk).get(slip)
    assert not Event.objects.filter(verb="reprint_receipt").exists()
    with time_machine.travel(now + timedelta(days=3), tick=False):
        for seat in (commune.clerk, commune.second_clerk):
            asked = signed_in(seat).get(slip).content.decode()
            assert mine.secret[:4] not in asked and "In lại" in asked
        assert signed_in(commune.second_clerk).get(f"{slip}.pdf").status_code == 302
        assert not Event.objects.filter(verb="reprint_receipt").exists()
        assert mine.secret[:4] in signed_in(commune.second_clerk).post(slip).content.decode()
        assert signed_in(commune.second_clerk).post(f"{slip}.pdf").content.startswith(b"%PDF")
    assert [e.seat_id for e in Event.objects.filter(verb="reprint_receipt")] == [commune.second_clerk.pk] * 2
    page = client.post("/tra-cuu", {"code": mine.secret}).content.decode()
    assert page.count("Giấy biên nhận có mã đã được in lại") == 2 and "24/11/2026" in page


@pytest.mark.parametrize("role", Role.values)
def test_the_contact_is_opened_for_the_clerk_of_the_place_alone(commune, stranger, now, role):
    opinion = _opinion(commune, now, where=Where(village="Thôn Đông", village_unit=commune.village))
    there = f"/lam-viec/tiep-nhan/{opinion.code}"
    client = signed_in(commune.seats[role])
    answer = client.get(there)
    assert "Nguyễn Thị Ánh" not in answer.content.decode()
    opened = client.post(f"{there}/nguoi-gui")
    assert ("Nguyễn Thị Ánh" in opened.content.decode()) == (role == Role.CLERK)
    sees = role in {Role.CLERK, Role.COORDINATOR, Role.CHAIR, Role.COLLECTOR, Role.LEADER, Role.SUPERVISOR}
    assert answer.status_code == (200 if sees else 404)
    assert signed_in(stranger.seats[role]).get(there).status_code == 404


def test_a_collector_enters_for_the_own_village_only(commune):
    client = signed_in(commune.collector)
    assert client.post(DOOR, {**FACTS, "channel": "village", "village": "Thôn Đoài"}).status_code == 302
    assert Opinion.objects.get().village_unit == commune.village
    assert client.post(DOOR, {**FACTS, "channel": "phone"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "   \n "},
        {"text": "a\x00bcdef"},
        {"text": "x" * 20_001},
        {"channel": "web"},
        {"channel": ""},
        {"mode": "everybody"},
        {"said_on": "22/11/2026"},
        {"said_on": "31/02/2026"},
        {"meeting": "DT-2026-9999"},
        {"phone": "1" * 31},
        {"village": "x" * 201},
        {"key": "not-a-key"},
    ],
)
def test_nonsense_comes_back_with_everything_typed(commune, wrong):
    answer = signed_in(commune.clerk).post(DOOR, {**FACTS, "address": "Ngõ 3 ƯỠNG ẪM", **wrong})
    assert answer.status_code == 422
    assert "Ngõ 3 ƯỠNG ẪM" in answer.content.decode()
    assert not Opinion.objects.exists()


def test_an_anonymous_voice_leaves_no_contact(commune):
    assert signed_in(commune.clerk).post(DOOR, {**FACTS, "mode": "anonymous"}).status_code == 302
    assert not Contact.objects.exists()


@pytest.mark.parametrize("many", [1, 30])
def test_the_register_takes_three_queries_whatever_its_length(commune, now, django_assert_num_queries, many):
    for _ in range(many):
        _opinion(commune, now)
    client = signed_in(commune.clerk)
    with django_assert_num_queries(3):
        page = client.get("/lam-viec/y-kien").content.decode()
    assert page.count("Đường thôn Đông ngập nước") == min(many, 25)
    if many > 25:
        further = page.split('pager-next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert client.get(further).content.decode().count("Đường thôn Đông ngập nước") == 5


def test_the_register_filters_by_state_and_teaches_when_empty(commune, now):
    client = signed_in(commune.clerk)
    assert "Chưa có ý kiến nào" in client.get("/lam-viec/y-kien").content.decode()
    _opinion(commune, now)
    assert "YK-2026" in client.get("/lam-viec/y-kien?trang-thai=received").content.decode()
    assert "Không có ý kiến nào ở mục này" in client.get("/lam-viec/y-kien?trang-thai=triaged").content.decode()
    assert "YK-2026" in client.get("/lam-viec/y-kien?trang-thai=khong-co&sau=%27;--").content.decode()


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SUPERVISOR, Role.LEADER, Role.COORDINATOR, Role.COLLECTOR])
def test_each_reader_sees_the_own_place_s_register(commune, stranger, now, role):
    _opinion(commune, now, where=Where(village="Thôn Đông", village_unit=commune.village))
    assert "YK-2026" in signed_in(commune.seats[role]).get("/lam-viec/y-kien").content.decode()
    assert "YK-2026" not in signed_in(stranger.seats[role]).get("/lam-viec/y-kien").content.decode()
