"""The page of hot things: what, why, and the voices behind; for a leader every place on one line."""

from datetime import timedelta

import pytest
import time_machine

from doithoai.ground.core.actors import SYSTEM
from doithoai.process.intake import services as intake
from doithoai.process.people import services as people
from doithoai.process.people.models import Unit
from doithoai.process.reports import hot_pages, warming
from doithoai.process.reports.rising import Trend, weigh
from doithoai.process.triage.models import Matter, Raising
from tests.client import signed_in
from tests.people import seat

pytestmark = pytest.mark.django_db

THERE = "/lam-viec/diem-nong"
ROAD = "Đường liên thôn ƯỠNG ẪM bị hỏng nặng, ổ gà khắp nơi."


@pytest.fixture
def heard(commune, now):
    """Three months of a road voice now and then, and six this week."""

    def hear(place=commune):
        voices = [
            intake.receive(
                place.unit, f"{ROAD} {at}-{n}", channel="counter", by=place.clerk, now=now - timedelta(days=at)
            )
            for n, at in enumerate([80, 60, 40, 20, 1, 1, 2, 2, 3, 4])
        ]
        warming.count(place.unit, now=now)
        return voices

    return hear


def test_a_hot_thing_says_why_and_leads_to_its_voices(commune, heard, now):
    voices = heard()
    with time_machine.travel(now, tick=False):
        client = signed_in(commune.chair)
        page = client.get(THERE).content.decode()
        assert "Nóng" in page
        assert "10 tuần trước cộng lại chỉ 3 ý kiến." in page
        assert "Chưa từng cao như vậy trong 10 tuần đã có số liệu: tuần cao nhất chỉ 1." in page
        assert "Nếu vẫn như thường, chừng ấy" not in page
        listed = client.get(f"{THERE}/y-kien/f:transport").content.decode()
    assert "6 ý kiến trong 7 ngày. 10 tuần trước: 3 ý kiến, mỗi tuần 0,3, dao động 0,4, nhiều nhất 1." in listed
    assert "chỉ gặp một lần trong" in listed
    assert listed.count(">YK-2026-") == 6
    assert voices[-1].code in listed
    assert "ƯỠNG ẪM" in listed


def test_a_new_place_is_told_that_there_is_nothing_to_compare_with(commune, now):
    client = signed_in(commune.coordinator)
    with time_machine.travel(now, tick=False):
        assert "Máy chưa đếm xong" in client.get(THERE).content.decode()
        assert client.post(f"{THERE}/dem-lai").url == THERE
        assert "Chưa có ý kiến nào" in client.get(THERE).content.decode()
        intake.receive(commune.unit, ROAD, channel="counter", by=commune.clerk, now=now)
        client.post(f"{THERE}/dem-lai")
        page = client.get(THERE).content.decode()
    assert "Chưa đủ tuần để so" in page
    assert "cần 4 tuần để so" in page


def test_a_leader_sees_every_place_of_the_territory_and_nobody_else_s(commune, stranger, heard, now):
    province = people.found_unit("Tỉnh Lớn", "province", by=SYSTEM, now=now)
    Unit.objects.filter(pk=commune.unit.pk).update(parent=province, path=f"{province.path}{commune.unit.pk}/")
    commune.unit.refresh_from_db()
    heard()
    heard(stranger)
    warming.count(province, now=now)
    leader = signed_in(seat("lanhdao", province, "leader", now=now))
    with time_machine.travel(now, tick=False):
        page = leader.get(THERE).content.decode()
        assert "Theo địa bàn" in page
        assert "Xã Bình Minh" in page
        assert "Xã Lạ" not in page
        one = leader.get(f"{THERE}?don_vi={commune.unit.pk}").content.decode()
        assert "10 tuần trước cộng lại chỉ 3 ý kiến." in one
        assert leader.get(f"{THERE}?don_vi={stranger.unit.pk}").status_code == 404
        for bad in ("x", "²", "9" * 30, "-1"):
            assert leader.get(f"{THERE}?don_vi={bad}").status_code == 404
        assert leader.get(f"{THERE}/y-kien/f:transport?don_vi={commune.unit.pk}").content.decode().count(">YK-") == 6
    assert signed_in(commune.chair).get(f"{THERE}?don_vi={stranger.unit.pk}").status_code == 404
    assert leader.get(f"{THERE}/y-kien/f:none").status_code == 404
    assert leader.get(f"{THERE}/y-kien/m:1").status_code == 404


def test_a_hot_matter_leads_to_its_case(commune, heard, now):
    voices = heard()
    matter = Matter.objects.create(
        unit=commune.unit, title="Đường hỏng ẶNG", text="x", field="transport", opened_at=now
    )
    for voice in voices[-5:]:
        Raising.objects.create(opinion=voice, matter=matter, excerpt="x")
    warming.count(commune.unit, now=now)
    with time_machine.travel(now, tick=False):
        page = signed_in(commune.chair).get(THERE).content.decode()
    assert "Đường hỏng ẶNG" in page
    assert f"/lam-viec/van-de/{matter.code}" in page


def test_the_page_costs_the_same_for_one_place_and_for_many(commune, heard, now, django_assert_max_num_queries):
    heard()
    client = signed_in(commune.leader)
    client.get(THERE)
    with django_assert_max_num_queries(8):
        client.get(THERE)


@pytest.mark.parametrize(
    ("week", "before", "said"),
    [
        (3, [0] * 11, "Cả 11 tuần trước không có ý kiến nào về điều này."),
        (
            5,
            [1, *[0] * 10],
            "11 tuần trước cộng lại chỉ 1 ý kiến. Chưa từng cao như vậy trong 11 tuần đã có số liệu: tuần cao nhất chỉ 1.",
        ),
        (
            60,
            [2] * 12,
            "Gấp 30 lần tuần thường. Chưa từng cao như vậy trong 12 tuần đã có số liệu: tuần cao nhất chỉ 2.",
        ),
        (31, [10] * 25 + [40], "Gấp 2,8 lần tuần thường. Tuần cao nhất trước đó: 40."),
    ],
)
def test_a_leader_reads_it_in_plain_words(week, before, said):
    weighed = weigh(week, before)
    row = {"week": week, "weeks": len(before), "before": sum(before), "most": max(before)}
    assert hot_pages.explained(row | {"trend": Trend.HOT, "mean": weighed.mean_tenths}) == said


def test_hardly_any_is_not_the_same_as_none():
    assert hot_pages.usual({"before": 1, "mean": 0}) == "dưới 0,1"
    assert hot_pages.usual({"before": 0, "mean": 0}) == "0,0"
