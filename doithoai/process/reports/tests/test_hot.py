"""What is hot is counted day by day by the clock; a page only reads what was counted."""

from datetime import date, timedelta

import pytest

from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.core.errors import NotAllowed
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.people import services as people
from doithoai.process.people.models import Unit
from doithoai.process.reports import hot, jobs, warming
from doithoai.process.reports.models import HotList
from doithoai.process.triage.models import Matter, Raising

pytestmark = pytest.mark.django_db

ROAD, MARKET = "Đường liên thôn bị hỏng nặng, ổ gà khắp nơi.", "Trạm y tế xã thiếu thuốc cho người già."
TODAY = date(2026, 11, 21)


@pytest.fixture
def heard(now):
    """Return a function that takes so many voices of a commune on each of some days ago."""
    opinions = []

    def hear(commune, text, *days):
        for days_ago in days:
            words, at = f"{text} Lần {len(opinions)}.", now - timedelta(days=days_ago)
            opinions.append(intake.receive(commune.unit, words, channel="counter", by=commune.clerk, now=at))
        return opinions

    return hear


def row(unit, key):
    return next((one for one in HotList.objects.get(unit=unit).rows if one["key"] == key), None)


def test_a_week_of_road_damage_stands_out_and_the_rest_does_not(commune, heard, now):
    heard(commune, ROAD, *range(14, 180, 14))
    heard(commune, MARKET, *range(1, 187, 7))
    heard(commune, ROAD, 0, 0, 1, 1, 2, 3, 4, 5)
    assert warming.count(commune.unit, now=now) is True
    road = row(commune.unit, "f:transport")
    assert (road["trend"], road["week"], road["weeks"]) == ("hot", 8, 25)
    assert road["once_in"] > 1000
    assert len(road["voices"]) == 8
    health = row(commune.unit, "f:health")
    assert (health["trend"], health["week"], health["before"]) == ("usual", 1, 25)
    assert HotList.objects.get().rows[0]["trend"] == "hot"
    assert ROAD not in str(HotList.objects.values_list("rows", "days")[0])


def test_each_voice_is_read_once_and_a_second_count_says_the_same(commune, heard, now, monkeypatch):
    heard(commune, ROAD, 40, 9, 3, 1)
    warming.count(commune.unit, now=now)
    before = HotList.objects.get().rows
    read, really = [], hot.read_day
    monkeypatch.setattr(hot, "read_day", lambda unit, day: read.append(day) or really(unit, day))
    heard(commune, ROAD, 0)
    warming.count(commune.unit, now=now)
    assert read == [TODAY]
    after = row(commune.unit, "f:transport")
    assert after["week"] == next(one["week"] for one in before if one["key"] == "f:transport") + 1
    read.clear()
    warming.count(commune.unit, now=now + timedelta(days=2))
    assert read == [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]


def test_what_does_not_fit_into_the_time_is_gone_on_with(commune, heard, now):
    heard(commune, ROAD, 100, 1)
    assert warming.count(commune.unit, now=now, seconds=-1) is False
    held = HotList.objects.get()
    assert (held.rows, held.read_to) == ([], hot.first_day(TODAY))
    assert jobs.count_hot(now) == {"places": 1}
    assert row(commune.unit, "f:transport")["week"] == 1
    assert jobs.count_hot(now) == {"places": 0}, "it is fresh"
    assert jobs.count_hot(now + timedelta(hours=3)) == {"places": 1}


def test_withdrawn_and_handed_over_voices_do_not_count(commune, stranger, heard, now):
    voices = heard(commune, ROAD, 0, 0, 0, 0)
    Opinion.objects.filter(pk=voices[0].pk).update(state="withdrawn")
    Opinion.objects.filter(pk=voices[1].pk).update(state="handed_over")
    heard(stranger, ROAD, 0)
    warming.count(commune.unit, now=now)
    assert row(commune.unit, "f:transport")["week"] == 2
    assert row(commune.unit, "*")["week"] == 2


def test_a_matter_many_raise_this_week_is_named(commune, heard, now):
    voices = heard(commune, MARKET, 0, 0, 1, 2, 3, 30, 190)
    matter, other = (
        Matter.objects.create(unit=commune.unit, title=title, text="x", field="health", opened_at=now)
        for title in ("Thiếu thuốc", "Thiếu thuốc nữa")
    )
    Matter.objects.filter(pk=other.pk).update(joined_into=matter)
    for number, voice in enumerate(voices):
        Raising.objects.create(opinion=voice, matter=matter if number % 2 else other, excerpt="x")
    warming.count(commune.unit, now=now)
    found = row(commune.unit, f"m:{matter.pk}")
    assert (found["trend"], found["week"], found["before"]) == ("hot", 5, 1)
    assert row(commune.unit, f"m:{other.pk}") is None


def test_a_province_hears_all_its_communes_and_lists_them(commune, stranger, heard, now, django_assert_num_queries):
    province = people.found_unit("Tỉnh Lớn", "province", by=SYSTEM, now=now)
    for one in (commune, stranger):
        Unit.objects.filter(pk=one.unit.pk).update(parent=province, path=f"{province.path}{one.unit.pk}/")
        heard(one, ROAD, 0, 1, 2)
        one.unit.refresh_from_db()
        warming.count(one.unit, now=now)
    warming.count(province, now=now)
    assert row(province, "f:transport")["week"] == 6
    with django_assert_num_queries(1):
        lists = hot.lists_below(province)
        assert [(one.unit.name, bool(one.rows)) for one in lists] == [("Xã Bình Minh", True), ("Xã Lạ", True)]


def test_counting_matters_asks_the_same_for_one_and_for_many(commune, heard, now, django_assert_num_queries):
    voices = heard(commune, MARKET, *[0] * 12)
    for at in range(2):
        matter = Matter.objects.create(unit=commune.unit, title="x", text="x", field="health", opened_at=now)
        for voice in voices[6 * at : 6 * at + 6]:
            Raising.objects.create(opinion=voice, matter=matter, excerpt="x")
        with django_assert_num_queries(2):
            assert len(hot.matters_of(commune.unit, TODAY, TODAY - timedelta(days=100))) == at + 1


def test_only_who_leads_may_ask_for_a_new_count(commune, stranger, heard, now):
    heard(commune, ROAD, 0)
    assert warming.recount(commune.unit, by=commune.chair, now=now) is True
    for seat in (commune.clerk, commune.supervisor, stranger.coordinator):
        with pytest.raises(NotAllowed):
            warming.recount(commune.unit, by=seat, now=now)
