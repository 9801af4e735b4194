"""Who asked to be told is told, once, without contents; the verb only writes a row and speaks to nobody."""

import socket
from datetime import date, timedelta

import pytest
from django.db import transaction

from doithoai.ground.notices.models import Notice
from doithoai.ground.notices.tests.peers import SECRET, SENDER
from doithoai.process.answer import services as answers
from doithoai.process.answer import verdicts
from doithoai.process.answer.models import Reopening
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as work
from doithoai.process.intake import services, telling
from doithoai.process.intake.services import Sender
from doithoai.process.triage import joining
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part

pytestmark = pytest.mark.django_db
WORDS = "Đường liên thôn hỏng nặng, xin sửa trước mùa mưa."
ASKS = Sender(name="Bà Ba", email="ba.ba@example.vn", notify=True)
PARTS = {
    "result": "resolving",
    "reply": "Đơn vị đã kiểm tra và sẽ thay mới toàn bộ.",
    "basis": "Biên bản kiểm tra",
    "action": "Thay mới",
    "action_by": "Phòng Kinh tế",
}


@pytest.fixture(autouse=True)
def ways(settings):
    """Both ways are set up; whoever really speaks to them within a verb fails the test."""
    settings.SMTP_URL, settings.MAIL_FROM = "smtp://127.0.0.1:1", SENDER
    settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = "http://127.0.0.1:1/", SECRET


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a verb spoke to the network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def hear(commune, now, sender=ASKS, **more):
    return services.receive(commune.unit, WORDS, channel="counter", by=commune.clerk, now=now, sender=sender, **more)


def told(kind=None) -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("pk").values_list("kind", "about")
    return [row for row in rows if kind in {None, row[0]}]


def answered(commune, matter, now):
    due = date(2026, 12, 6)
    work.assign(matter, lead=commune.agency, due=due, basis="Chủ trì giao", by=commune.coordinator, now=now)
    answer = answers.draft(matter, PARTS | {"action_due": due + timedelta(days=20)}, by=commune.officer, now=now)
    answers.submit(answer, by=commune.officer, now=now)
    answers.approve(answer, version=answer.version, by=commune.approver, now=now, override_reason="Đủ")
    answers.publish(answer, by=commune.approver, now=now)
    return answer


def test_only_who_asked_and_can_be_reached_is_told(commune, now):
    asked = hear(commune, now)
    phone = hear(commune, now, Sender(phone="+84 912.345.678", notify=True, language="en"))
    hear(commune, now, Sender(email="x@y.vn"))
    hear(commune, now, Sender(phone="024 3825 1234", notify=True))
    hear(commune, now, Sender(phone="+1 900 555 0100", notify=True))
    hear(commune, now, ASKS, mode="anonymous")
    hear(commune, now, None)
    assert told() == [("received", asked.code), ("received", phone.code)]
    assert list(Notice.objects.order_by("pk").values_list("channel", "language")) == [
        ("email", "vi"),
        ("webhook", "en"),
    ]


def test_the_same_form_twice_is_one_notice(commune, now):
    for _n in range(3):
        hear(commune, now, key="k" * 32)
    assert len(told()) == 1


def test_a_verb_undone_tells_nobody(commune, now):
    with pytest.raises(RuntimeError), transaction.atomic():
        hear(commune, now)
        raise RuntimeError
    assert told() == []


def test_no_way_out_no_notice(commune, now, settings):
    settings.SMTP_URL = settings.WEBHOOK_URL = ""
    hear(commune, now)
    assert told() == []


def test_the_whole_road_is_told_to_everyone_behind_the_matter(commune, now):
    one, two, third = hear(commune, now), hear(commune, now), hear(commune, now, Sender(name="Ông Tư"))
    (matter,) = triage.triage(one, [Part(WORDS, field="transport")], by=commune.coordinator, now=now)
    (other,) = triage.triage(two, [Part(WORDS, field="transport")], by=commune.coordinator, now=now)
    triage.triage(third, [Part(WORDS, matter=matter)], by=commune.coordinator, now=now)
    joining.join(other, matter, by=commune.coordinator, now=now)
    both = [one.code, two.code]
    work.assign(matter, lead=commune.agency, due=date(2026, 12, 6), basis="Giao", by=commune.coordinator, now=now)
    given = assignments.current(matter)
    work.extend(given, new_due=date(2026, 12, 9), reason="Mưa lũ", by=commune.coordinator, now=now)
    assert told("extended") == [("extended", code) for code in both]
    answer = answers.draft(matter, PARTS | {"action_due": date(2027, 1, 5)}, by=commune.officer, now=now)
    answers.submit(answer, by=commune.officer, now=now)
    answers.approve(answer, version=answer.version, by=commune.approver, now=now, override_reason="Đủ")
    answers.publish(answer, by=commune.approver, now=now)
    assert told("answered") == [("answered", code) for code in both]
    verdicts.rate(one, matter, score=1, solved=False, comment="Chưa", now=now)
    asked = Reopening.objects.get()
    verdicts.decide_reopening(asked, reopen=True, reason="Đúng", by=commune.coordinator, now=now)
    assert told("reopened") == [("reopened", code) for code in both]


def test_a_refused_reopening_tells_the_one_who_asked(commune, now):
    one, two = hear(commune, now), hear(commune, now)
    (matter,) = triage.triage(one, [Part(WORDS, field="transport")], by=commune.coordinator, now=now)
    triage.triage(two, [Part(WORDS, matter=matter)], by=commune.coordinator, now=now)
    answered(commune, matter, now)
    verdicts.rate(two, matter, score=1, solved=False, comment="Chưa", now=now)
    verdicts.decide_reopening(Reopening.objects.get(), reopen=False, reason="Đủ", by=commune.coordinator, now=now)
    assert told("kept") == [("kept", two.code)]


def test_set_aside_is_told_a_denunciation_falls_silent(commune, now):
    one, two, three = hear(commune, now), hear(commune, now), hear(commune, now)
    triage.set_aside(one, reason="Trùng", by=commune.coordinator, now=now)
    triage.hand_over(two, kind="complaint", to="Thanh tra", by=commune.coordinator, now=now)
    triage.hand_over(three, kind="denunciation", to="Thanh tra", by=commune.coordinator, now=now)
    assert told("updated") == [("updated", one.code), ("updated", two.code)]
    silent = Notice.objects.get(about=three.code)
    assert (silent.state, silent.sealed_address) == ("called_off", None)
    telling.tell(three, "answered", now=now)
    assert told("answered") == []


def test_hundreds_behind_one_matter_cost_a_bounded_number_of_queries(commune, now, django_assert_max_num_queries):
    opinions = [hear(commune, now) for _n in range(300)]
    with django_assert_max_num_queries(6):
        telling.tell_all([opinion.pk for opinion in opinions], "answered", now=now, once="x")
    assert len(told("answered")) == 300
    telling.tell_all([opinion.pk for opinion in opinions], "answered", now=now, once="x")
    assert len(told("answered")) == 300


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912 345 678", "+84912345678"),
        ("84-912.345.678", "+84912345678"),
        ("0241234567", ""),
        ("", ""),
        ("x" * 999, ""),
    ],
)
def test_only_mobile_numbers_at_home(typed, number):
    assert telling.mobile(typed) == number
