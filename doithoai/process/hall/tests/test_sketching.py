"""A gathering becomes topics: counted by village, old and new, answered before; and the clock does it, not the page."""

from datetime import date, timedelta

import pytest

from doithoai.ground.core.errors import Conflict, NotAllowed, Refused
from doithoai.ground.core.models import Event
from doithoai.process.assignment.models import Promise
from doithoai.process.hall import gathering, jobs, sketching
from doithoai.process.hall.agenda import choose
from doithoai.process.hall.models import AgendaDraft, TopicSketch
from doithoai.process.hall.sketching import Pick
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting, Topic
from doithoai.process.triage import joining
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter
from doithoai.process.triage.services import Part

pytestmark = pytest.mark.django_db

ROADS = ["Đường liên thôn bị hỏng nặng, ổ gà khắp nơi.", "Mặt đường liên thôn hỏng, xe đi rất nguy hiểm."]
MARKET = "Chợ xã không có chỗ gửi xe, đề nghị bố trí bãi xe."


@pytest.fixture
def coming(commune, now):
    """A dialogue that is being prepared, four weeks ahead."""
    return _collecting(commune, now, "Đối thoại", date(2026, 12, 28))


def _collecting(commune, now, title, held_on):
    meeting = programme.plan(
        commune.unit, kind="periodic", title=title, held_on=held_on, by=commune.coordinator, now=now
    )
    Meeting.objects.filter(pk=meeting.pk).update(state="collecting")
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture
def told(commune, now, coming):
    """Return a function that takes a voice of a village, for the coming dialogue unless it says otherwise."""

    def tell(text, village=None, *, days_ago=0, meeting=coming, field=""):
        at = now - timedelta(days=days_ago)
        home = village or commune.village
        where = intake.Where(village=home.name, village_unit=home)
        opinion = intake.receive(
            commune.unit, text, channel="counter", by=commune.clerk, now=at, meeting=meeting, where=where
        )
        if field:
            triage.triage(opinion, [Part(opinion.text, field=field)], by=commune.coordinator, now=at)
        return opinion

    return tell


def key_of(data, voice):
    return next(topic for topic in data["topics"] if voice.pk in topic["voices"])


def test_voices_of_two_villages_about_one_thing_are_one_topic(commune, told, coming, now):
    here, there = told(ROADS[0]), told(ROADS[1], commune.other_village)
    other = told(MARKET, field="industry_trade")
    sketch = sketching.make(commune.unit, coming, now=now)
    road = key_of(sketch.data, here)
    assert there.pk in road["voices"]
    assert other.pk not in road["voices"]
    assert road["field"] == "transport"
    assert sketch.opinions == 3
    assert sketch.data["homes"] == {
        f"u{commune.village.pk}": [here.pk, other.pk],
        f"u{commune.other_village.pk}": [there.pk],
    }
    assert ROADS[0] not in str(sketch.data), "ids and figures, never words"


def test_it_knows_what_was_raised_answered_and_promised_before(commune, told, coming, now):
    before = _collecting(commune, now, "Trước", date(2026, 10, 1))
    told(MARKET, days_ago=60, meeting=before, field="industry_trade")
    Meeting.objects.filter(pk=before.pk).update(state="closed")
    (old,) = Matter.objects.all()
    Matter.objects.filter(pk=old.pk).update(published_at=now - timedelta(days=50), state="answered", result="resolving")
    again, new = told(MARKET), told("Trạm y tế thiếu thuốc cho người già.")
    Promise.objects.create(
        matter=old, unit=commune.agency, made_by="x", text="x", due=date(2026, 11, 1), first_due=date(2026, 11, 1), made_at=now
    )  # fmt: skip
    data = sketching.make(commune.unit, coming, now=now).data
    market, health = key_of(data, again), key_of(data, new)
    assert (market["old"], market["answered"], market["broken"], market["past"]) == (1, 1, [old.pk], [old.pk])
    assert (health["old"], health["answered"], health["broken"]) == (0, 0, [])
    Promise.objects.update(state="confirmed")
    assert key_of(sketching.make(commune.unit, coming, now=now).data, again)["broken"] == []


def test_what_is_not_spoken_about_is_not_gathered(commune, stranger, told, coming, now):
    kept = told(ROADS[0])
    told(ROADS[0], meeting=None, days_ago=400)
    Opinion.objects.filter(pk=told(ROADS[1]).pk).update(state="withdrawn")
    secret = told("Tôi tố cáo ông X.")
    triage.hand_over(secret, kind="denunciation", to="Thanh tra", by=commune.coordinator, now=now)
    intake.receive(stranger.unit, ROADS[0], channel="counter", by=stranger.clerk, now=now)
    data = sketching.make(commune.unit, coming, now=now).data
    # Without an earlier dialogue the loose voice of before counts: nobody has listened to it yet.
    assert sorted(voice for voices in data["homes"].values() for voice in voices) == [kept.pk, kept.pk + 1]
    month = gathering.period_of(commune.unit, None, date(2026, 11, 21))
    assert list(month.opinions().values_list("pk", flat=True)) == [kept.pk]


def test_the_desk_s_own_sorting_is_kept(commune, told, coming, now):
    """Two matters that read alike and that the desk keeps apart are two; one it joined is one."""
    first, second = told(ROADS[0], field="transport"), told(ROADS[0] + " Xin sửa.", field="transport")
    a, b = Matter.objects.order_by("pk")
    data = sketching.make(commune.unit, coming, now=now).data
    assert data["groups"] == 2
    joining.join(b, a, by=commune.coordinator, now=now)
    data = sketching.make(commune.unit, coming, now=now).data
    assert data["groups"] == 1
    assert key_of(data, first)["matters"] == [a.pk]
    assert key_of(data, second)["key"] == key_of(data, first)["key"]


def test_sentences_point_to_their_source_and_carry_no_personal_data(commune, told, coming, now):
    told("Đường liên thôn hỏng nặng lắm rồi. Gọi tôi số 0912345678 khi sửa đường nhé.")
    told("Đường liên thôn hỏng, học sinh đi học rất nguy hiểm.")
    topic = sketching.make(commune.unit, coming, now=now).data["topics"][0]
    words = []
    for voice, raising, start, end in topic["said"]:
        assert raising == 0
        words.append(Opinion.objects.get(pk=voice).text[start:end])
    assert words
    assert not any("0912345678" in one for one in words)
    assert all(one.endswith(".") for one in words)


def test_the_clock_makes_what_was_asked_for_and_what_is_stale(commune, told, coming, now):
    told(ROADS[0])
    assert jobs.sketch_topics(now) == {"sketches": 1}
    assert jobs.sketch_topics(now) == {"sketches": 0}
    later = now + timedelta(hours=5)
    assert jobs.sketch_topics(later) == {"sketches": 0}, "no voice came since"
    intake.receive(commune.unit, MARKET, channel="counter", by=commune.clerk, now=later, meeting=coming)
    assert jobs.sketch_topics(later + timedelta(minutes=1)) == {"sketches": 1}
    TopicSketch.objects.update(asked_at=later)
    assert jobs.sketch_topics(later + timedelta(minutes=2)) == {"sketches": 1}
    assert TopicSketch.objects.get().asked_at is None
    Meeting.objects.update(state="cancelled")
    assert jobs.sketch_topics(later + timedelta(days=9)) == {"sketches": 0}


def test_a_large_gathering_waits_for_the_clock(commune, told, coming, now, monkeypatch):
    told(ROADS[0])
    told(MARKET)
    monkeypatch.setattr(sketching, "AT_ONCE", 1)
    assert sketching.ask(coming, by=commune.chair, now=now) is False
    assert gathering.of_meeting(coming) is None
    jobs.sketch_topics(now)
    assert gathering.of_meeting(coming).opinions == 2
    for role in ("clerk", "supervisor", "leader"):
        with pytest.raises(NotAllowed):
            sketching.ask(coming, by=commune.seats[role], now=now)


def test_the_chair_overrules_and_it_stays(commune, told, coming, now):
    road, market = told(ROADS[0]), told(MARKET, field="industry_trade")
    told(ROADS[1], commune.other_village)
    here = {"by": commune.chair, "now": now}
    with pytest.raises(Refused):
        sketching.arrange(coming, length=1, **here)
    data = sketching.make(commune.unit, coming, now=now).data
    key, other = key_of(data, road)["key"], key_of(data, market)["key"]
    sketching.arrange(coming, length=1, leave_out=key, **here)
    draft = gathering.draft_of(coming)
    agenda = choose(gathering.gathering_of(data, draft.floor, 1), 1, put_in=draft.put_in, left_out=draft.left_out)
    assert key not in agenda.keys
    sketching.arrange(coming, put_in=key, **here)
    draft = gathering.draft_of(coming)
    assert (draft.put_in, draft.left_out) == ([key], [])
    with pytest.raises(Refused):
        sketching.arrange(coming, put_in=other, **here)
    assert gathering.draft_of(coming).put_in == [key], "what was refused left nothing"
    sketching.arrange(coming, free=key, floor="first", length=3, **here)
    draft = gathering.draft_of(coming)
    assert (draft.put_in, draft.left_out, draft.floor, draft.length) == ([], [], "first", 3)
    for bad in ({"length": 0}, {"length": 99}, {"floor": "x"}, {"put_in": "c:none"}):
        with pytest.raises(Refused):
            sketching.arrange(coming, **bad, **here)
    with pytest.raises(NotAllowed):
        sketching.arrange(coming, length=3, by=commune.supervisor, now=now)
    assert Event.objects.filter(verb="arrange_agenda").count() == 3


def test_the_proposal_is_taken_over_whole_or_not_at_all(commune, told, coming, now):
    road, market = told(ROADS[0]), told(MARKET, field="industry_trade")
    sketch = sketching.make(commune.unit, coming, now=now)
    keys = [key_of(sketch.data, voice)["key"] for voice in (road, market)]
    picks = [Pick(keys[0], "Đường làng", "Nhiều người nêu"), Pick(keys[1], "Chợ", "Đã hứa")]
    with pytest.raises(NotAllowed):
        sketching.adopt(coming, picks, seen=sketch.made_at, by=commune.chair, now=now)
    with pytest.raises(Refused):
        sketching.adopt(
            coming, [picks[0], Pick(keys[1], "Chợ", " ")], seen=sketch.made_at, by=commune.coordinator, now=now
        )
    with pytest.raises(Conflict):
        sketching.adopt(coming, picks, seen=now - timedelta(days=1), by=commune.coordinator, now=now)
    assert not Topic.objects.exists()
    assert not AgendaDraft.objects.exists()
    sketching.adopt(coming, picks, seen=sketch.made_at, by=commune.coordinator, now=now)
    first = Topic.objects.get(number=1)
    assert first.title == "Đường làng"
    assert (first.evidence["opinions"], first.evidence["villages"], first.evidence["unanswered"]) == (1, 1, 0)
    assert Topic.objects.get(number=2).evidence["unanswered"] == 1


def test_gathering_asks_the_tables_as_often_for_many_as_for_one(
    commune, told, coming, now, django_assert_max_num_queries
):
    told(ROADS[0])
    with django_assert_max_num_queries(9):
        period = gathering.period_of(commune.unit, coming, date(2026, 11, 21))
        gathering.sketch(period, date(2026, 11, 21))
    for number in range(12):
        told(f"{MARKET} Lần {number}", field="industry_trade")
    with django_assert_max_num_queries(9):
        gathering.sketch(period, date(2026, 11, 21))
