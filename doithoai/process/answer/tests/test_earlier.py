"""Beside a new matter stand the published answers to similar ones: shown by a click, never put in by themselves."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doithoai.ground.index import bulk, following
from doithoai.process.answer import services as answers
from doithoai.process.answer.earlier import earlier_for
from doithoai.process.answer.models import Answer
from doithoai.process.assignment import services as work
from doithoai.process.assignment.models import Promise
from doithoai.process.intake import services as intake
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.client import signed_in

pytestmark = pytest.mark.django_db

ROAD = "Đường Nam Cao đoạn qua thôn Đông xuống cấp, nhiều ổ gà, đề nghị sửa."
AGAIN = "Đường Nam Cao ở thôn Đông đầy ổ gà, bao giờ sửa?"
REPLY = "Đơn vị đã khảo sát, sẽ rải nhựa toàn tuyến đường Nam Cao."
TODAY = date(2026, 11, 21)


@pytest.fixture
def matter_of(commune, now):
    """Return a function that makes a matter from words, given to the agency."""

    def make(words, days_ago=0):
        at = now - timedelta(days=days_ago)
        opinion = intake.receive(commune.unit, words, channel="counter", by=commune.clerk, now=at)
        (matter,) = triage.triage(opinion, [Part(words, field="transport")], by=commune.coordinator, now=at)
        work.assign(matter, lead=commune.agency, due=date(2026, 12, 6), basis="Giao", by=commune.coordinator, now=at)
        return matter

    return make


@pytest.fixture
def answered(commune, now, matter_of):
    """An answered matter of the autumn with a promise; the index knows it."""
    matter, at = matter_of(ROAD, 60), now - timedelta(days=50)
    parts = {
        "result": "resolving", "reply": REPLY, "basis": "Kế hoạch 12", "action": "Rải nhựa", "action_by": "Phòng Kinh tế",
        "action_due": date(2026, 11, 1),
    }  # fmt: skip
    answer = answers.draft(matter, parts, by=commune.officer, now=at)
    answers.submit(answer, by=commune.officer, now=at)
    answer.refresh_from_db()
    answers.approve(answer, version=answer.version, by=commune.approver, now=at, override_reason="Đủ")
    answers.publish(answer, by=commune.approver, now=at)
    return matter


def index(now):
    following.catch_up(now=now)


def test_it_shows_who_answered_when_and_whether_it_was_kept(commune, answered, matter_of, now):
    new = matter_of(AGAIN)
    index(now)
    (found,) = earlier_for(new, TODAY)
    assert found.matter == answered
    assert (found.answer.reply, found.answer.unit) == (REPLY, commune.agency)
    assert found.kept == (("Lỡ hẹn từ 01/11/2026", "bad"),)
    promise = Promise.objects.get()
    for change, said in (
        ({"due": date(2026, 12, 1)}, ("Hẹn xong 01/12/2026", "info")),
        ({"state": "done", "done_at": now}, ("Đã làm đúng hẹn", "good")),
        ({"due": date(2026, 11, 1)}, ("Làm xong, trễ hẹn", "warn")),
        ({"state": "disputed"}, ("Mặt trận không đồng ý là đã xong", "bad")),
    ):
        Promise.objects.filter(pk=promise.pk).update(**change)
        assert earlier_for(new, TODAY)[0].kept == (said,)


def test_only_what_was_published_and_never_the_matter_itself(commune, answered, matter_of, now):
    new = matter_of(AGAIN)
    index(now)
    assert earlier_for(answered, TODAY) == []
    assert [one.matter for one in earlier_for(new, TODAY)] == [answered]
    type(answered).objects.filter(pk=answered.pk).update(published_at=None)
    assert earlier_for(new, TODAY) == []


def test_one_click_shows_it_on_the_case_and_in_the_editor_and_nothing_is_filled_in(commune, answered, matter_of, now):
    new = matter_of(AGAIN)
    with time_machine.travel(now, tick=False):
        officer = signed_in(commune.officer)
        assert "Việc tương tự đã trả lời" not in officer.get(f"/lam-viec/van-de/{new.code}").content.decode()
        index(now)
        case = officer.get(f"/lam-viec/van-de/{new.code}").content.decode()
        editor = officer.get(f"/lam-viec/van-de/{new.code}/tra-loi").content.decode()
    for page in (case, editor):
        assert "Việc tương tự đã trả lời" in page
        assert page.index("<summary>Xem lời trả lời") < page.index(REPLY)
        assert "Lỡ hẹn từ 01/11/2026" in page
        assert f"/van-de/{answered.code}" in page
    assert "Rải nhựa</textarea>" not in editor
    assert not Answer.objects.filter(matter=new).exists()


def test_many_earlier_answers_cost_no_more_queries(commune, answered, matter_of, now):
    new = matter_of(AGAIN)
    index(now)

    def own_queries(expected):
        with CaptureQueriesContext(connection) as made:
            assert len(earlier_for(new, TODAY)) == expected
        return len([one for one in made.captured_queries if "index_" not in one["sql"]])

    own_queries(1)
    few = own_queries(1)
    for number in range(3):
        other = matter_of(f"{ROAD} Lần {number}.", 40)
        type(other).objects.filter(pk=other.pk).update(published_at=now, state="answered")
        Answer.objects.create(
            matter=other, round=1, unit=commune.agency, state="published", reply="x", author=commune.officer,
            created_at=now, published_at=now,
        )  # fmt: skip
    bulk.rebuild(now=now)
    assert own_queries(4) == few
