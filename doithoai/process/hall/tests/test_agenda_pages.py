"""The chair puts the agenda together with plain buttons; every change says its price; the sheet fits one page."""

import re
from datetime import date

import pytest
import time_machine

from doithoai.process.hall import gathering, sketching
from doithoai.process.hall.models import AgendaDraft
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting, Topic
from tests.client import signed_in

pytestmark = pytest.mark.django_db

ROAD, MARKET = "Đường liên thôn bị hỏng nặng, ổ gà khắp nơi.", "Trạm y tế xã thiếu thuốc cho người già."
SCHOOL = "Trường mầm non ƯỠNG ẪM thiếu phòng học, các cháu học ghép."


@pytest.fixture
def coming(commune, now):
    """A dialogue with eight voices: five about roads, two about the health station, one of another village about a school."""
    meeting = programme.plan(
        commune.unit, kind="periodic", title="Đối thoại", held_on=date(2026, 12, 28), by=commune.coordinator, now=now
    )
    Meeting.objects.filter(pk=meeting.pk).update(state="collecting")
    meeting.refresh_from_db()
    said = [(f"{ROAD} Lần {n}.", commune.village) for n in range(5)]
    said += [(MARKET, commune.village), (f"{MARKET} Xin xem.", commune.village), (SCHOOL, commune.other_village)]
    for text, village in said:
        where = intake.Where(village=village.name, village_unit=village)
        intake.receive(commune.unit, text, channel="counter", by=commune.clerk, now=now, meeting=meeting, where=where)
    return meeting


@pytest.fixture
def there(coming):
    return f"/lam-viec/cuoc/{coming.code}/chuong-trinh"


def keys(coming):
    data = gathering.of_meeting(coming).data
    voices = list(Opinion.objects.order_by("pk").values_list("pk", flat=True))
    return [next(t["key"] for t in data["topics"] if voices[at] in t["voices"]) for at in (0, 5, 7)]


def test_from_voices_to_topics_without_javascript(commune, coming, there, now):
    office = signed_in(commune.coordinator)
    with time_machine.travel(now, tick=False):
        assert "Chưa gom ý kiến thành chủ đề" in office.get(there).content.decode()
        assert office.post(f"{there}/tinh").url == there
        page = office.get(there).content.decode()
        road, health, school = keys(coming)
        assert "100 %" in page
        assert "Lần 0" in page or "Đường liên thôn bị hỏng nặng" in page
        office.post(there, {"length": "1", "floor": "none"})
        page = office.get(there).content.decode()
        assert "3 ý kiến, 38 %, chưa có chủ đề nào nói tới." in page
        assert "Thôn Đoài" in page
        picked = re.search(r'name="seen" value="([^"]+)"', page).group(1)
        facts = {"key": [road], "seen": picked, f"title-{road}": "Đường làng", f"reason-{road}": "Nhiều thôn nêu"}
        answer = office.post(f"{there}/chon", facts)
    assert answer.status_code == 302
    topic = Topic.objects.get()
    assert (topic.title, topic.evidence["opinions"], topic.evidence["key"]) == ("Đường làng", 5, road)
    page = office.get(there).content.decode()
    assert "Đã có trong chương trình" in page
    assert "5 ý kiến của 1 thôn, tổ" in office.get(f"/lam-viec/cuoc/{coming.code}/chu-de").content.decode()
    assert health != school


def test_the_chair_overrules_and_reads_the_price(commune, coming, there, now):
    chair = signed_in(commune.chair)
    chair.post(f"{there}/tinh")
    road, _health, school = keys(coming)
    chair.post(there, {"length": "1", "floor": "none"})
    page = chair.get(there).content.decode()
    assert "5 ý kiến của 1 thôn, tổ không được nói tới nữa. Thêm được 2 ý kiến khác." in page
    chair.post(there, {"leave_out": road})
    page = chair.get(there).content.decode()
    assert re.search("Đã bỏ “[^”]+”. Các chủ đề khác được chọn lại dưới đây.", page)
    assert "Đã bỏ theo ý chủ trì" in page
    chair.post(there, {"put_in": school})
    page = signed_in(commune.coordinator).get(there).content.decode()
    assert "Chủ trì đưa vào" in page
    assert AgendaDraft.objects.get().put_in == [school]
    assert chair.post(there, {"put_in": road}).status_code == 422
    assert chair.post(f"{there}/chon", {}).status_code == 404, "who chairs does not run the meeting"


@pytest.mark.parametrize(
    "bad", [{"put_in": "c:none"}, {"put_in": "x\x00" * 90}, {"length": "99"}, {"length": "0"}, {"floor": "x"}]
)
def test_what_cannot_be_is_refused_with_a_sentence(commune, coming, there, now, bad):
    office = signed_in(commune.coordinator)
    assert office.post(there, {"length": "3"}).status_code == 422, "nothing was gathered yet"
    sketching.make(commune.unit, coming, now=now)
    answer = office.post(there, bad)
    assert answer.status_code == 422
    assert "Có chỗ cần sửa" in answer.content.decode()
    assert office.post(there, {"length": "²"}).status_code == 302


def test_a_newer_sketch_is_looked_at_before_it_is_taken_over(commune, coming, there, now):
    office = signed_in(commune.coordinator)
    sketching.make(commune.unit, coming, now=now)
    road, _health, _school = keys(coming)
    for seen in ("", "x", "2020-01-01T00:00:00+00:00", "9999-99-99T00:00"):
        facts = {"key": [road], "seen": seen, f"title-{road}": "ƯỠNG ẪM", f"reason-{road}": "Vì"}
        answer = office.post(f"{there}/chon", facts)
        assert answer.status_code == 409
        assert "ƯỠNG ẪM" in answer.content.decode(), "what was typed is still there"
    nothing = office.post(f"{there}/chon", {"seen": gathering.of_meeting(coming).made_at.isoformat()})
    assert nothing.status_code == 422
    assert not Topic.objects.exists()


def test_one_topic_shows_villages_and_words_and_leads_to_every_voice(commune, coming, there, now):
    sketching.make(commune.unit, coming, now=now)
    road, _health, _school = keys(coming)
    client = signed_in(commune.supervisor)
    page = client.get(f"{there}/chu-de/{road}").content.decode()
    assert "Thôn Đông" in page
    assert "100 %" in page, "all of it is new"
    first = Opinion.objects.order_by("pk").first()
    assert client.get(f"{there}/y-kien?chu_de={road}").content.decode().count(">YK-2026-") == 5
    assert first.code in client.get(f"{there}/y-kien?chu_de={road}").content.decode()
    assert client.get(f"{there}/chu-de/c:none").status_code == 404
    assert client.get(f"{there}/y-kien?chu_de=c:none&sau=²").status_code == 200


def test_what_no_topic_speaks_for_can_be_read_page_by_page(commune, coming, there, now, monkeypatch):
    sketching.make(commune.unit, coming, now=now)
    AgendaDraft.objects.create(meeting=coming, length=1, floor="none", changed_at=now)
    client = signed_in(commune.chair)
    monkeypatch.setattr("doithoai.process.hall.agenda_pages.A_PAGE", 2)
    page = client.get(f"{there}/y-kien").content.decode()
    assert "3 ý kiến trên 8 (38 %)" in page
    assert page.count(">YK-2026-") == 2
    after = re.search(r"y-kien\?sau=(\d+)", page).group(1)
    page = client.get(f"{there}/y-kien?sau={after}").content.decode()
    assert page.count(">YK-2026-") == 1
    assert "ƯỠNG ẪM" in page


def test_a_withdrawn_voice_is_not_quoted_though_the_sketch_is_older(commune, coming, there, now):
    sketching.make(commune.unit, coming, now=now)
    *_rest, school = keys(coming)
    client = signed_in(commune.chair)
    assert "ƯỠNG ẪM" in client.get(f"{there}/chu-de/{school}").content.decode()
    Opinion.objects.filter(text=SCHOOL).update(state="withdrawn")
    assert "phòng học, các cháu" not in client.get(f"{there}/chu-de/{school}").content.decode()


def test_the_sheet_and_the_empty_pages(commune, coming, there, now):
    client = signed_in(commune.leader)
    assert "Chưa có đề xuất" in client.get(f"{there}/in").content.decode()
    assert "Không có ý kiến nào" in client.get(f"{there}/y-kien").content.decode()
    sketching.make(commune.unit, coming, now=now)
    assert "8 trên 8 ý kiến" in client.get(f"{there}/in").content.decode()
    Opinion.objects.update(state="withdrawn")
    sketching.make(commune.unit, coming, now=now)
    assert "Chưa có ý kiến nào cho cuộc này" in client.get(there).content.decode()


def test_the_page_asks_the_tables_as_often_for_many_topics_as_for_few(
    commune, coming, there, now, django_assert_max_num_queries
):
    sketching.make(commune.unit, coming, now=now)
    AgendaDraft.objects.create(meeting=coming, length=1, changed_at=now)
    client = signed_in(commune.chair)
    with django_assert_max_num_queries(25) as few:
        client.get(there)
    AgendaDraft.objects.update(length=9)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(there)
