"""Requests about data on the desk: the clocks of the law, one extension, one answerer, and the sheet that never loses one."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doithoai.ground.core.actors import CITIZEN
from doithoai.ground.core.errors import NotAllowed, NoteNeeded, Refused, WrongState
from doithoai.ground.core.models import Event
from doithoai.process.hall import balance
from doithoai.process.intake import rights as own
from doithoai.process.intake import services
from doithoai.process.intake.models import Contact, DataRequest, Opinion
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import rights
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.client import signed_in

pytestmark = pytest.mark.django_db
WORDS = "Đường thôn Đông ngập nước mỗi khi mưa."
SENDER = services.Sender(name="Bà Ba", phone="0912345678")


@pytest.fixture
def opinion(commune, now):
    return services.receive(commune.unit, WORDS, channel="counter", by=commune.clerk, now=now, sender=SENDER)


def ask(opinion, now, kind="restrict", text="Xin đừng dùng số của tôi"):
    return own.ask(opinion, kind, text, by=CITIZEN, now=now)


@pytest.mark.parametrize(
    ("kind", "day", "answer_by", "finish_by"),
    [
        # Saturday 21/11/2026: Monday works, Tuesday 24/11 is the Day of Vietnamese Culture, Wednesday works.
        ("restrict", date(2026, 11, 21), date(2026, 11, 25), date(2026, 12, 6)),
        ("withdraw", date(2026, 11, 21), date(2026, 11, 25), date(2026, 12, 6)),
        ("access", date(2026, 11, 21), date(2026, 11, 25), date(2026, 12, 1)),
        ("erase", date(2026, 11, 19), date(2026, 11, 23), date(2026, 11, 29)),
        # Before the law was in force the usual days are kept all the same.
        ("correct", date(2025, 11, 20), date(2025, 11, 24), date(2025, 11, 30)),
    ],
)
def test_the_days_are_those_of_the_decree(commune, kind, day, answer_by, finish_by):
    clocks = own.clocks_of(commune.unit, kind, day)
    assert (clocks.answer_by, clocks.finish_by) == (answer_by, finish_by)
    assert ("356/2025" in clocks.basis) == (day.year >= 2026)


def test_answered_then_done_and_all_that_was_said_stays(commune, opinion, now):
    asked = ask(opinion, now)
    rights.answer(asked, reply="Đã nhận, sẽ làm.", by=commune.clerk, now=now)
    rights.finish(asked, reply="Đã ngừng dùng số điện thoại.", by=commune.coordinator, now=now)
    asked.refresh_from_db()
    assert (asked.state, asked.closed_at) == ("done", now)
    assert "Đã nhận, sẽ làm." in asked.reply and "Đã ngừng dùng" in asked.reply
    with pytest.raises(WrongState):
        rights.refuse(asked, reason="x", by=commune.clerk, now=now)


def test_one_extension_before_the_end_with_a_reason(commune, opinion, now):
    asked = ask(opinion, now)
    with pytest.raises(Refused):
        rights.extend(asked, reason=" ", by=commune.clerk, now=now)
    rights.extend(asked, reason="Phải hỏi bưu điện", by=commune.clerk, now=now)
    asked.refresh_from_db()
    assert asked.finish_by == date(2026, 12, 21) and "Phải hỏi bưu điện" in asked.reply
    with pytest.raises(Refused, match="một lần"):
        rights.extend(asked, reason="Nữa", by=commune.clerk, now=now)
    late = ask(opinion, now, text="Khác")
    with pytest.raises(Refused, match="quá hạn"):
        rights.extend(late, reason="x", by=commune.clerk, now=now + timedelta(days=16))


def test_nobody_else_sees_to_it(commune, stranger, opinion, now):
    asked = ask(opinion, now)
    for seat in (commune.chair, commune.officer, commune.supervisor, stranger.clerk, stranger.coordinator, CITIZEN):
        for verb in (rights.answer, rights.finish):
            with pytest.raises(NotAllowed), transaction.atomic():
                verb(asked, reply="x", by=seat, now=now)
    assert DataRequest.objects.get().state == "open"
    with pytest.raises((NoteNeeded, Refused)):
        rights.refuse(asked, reason="", by=commune.clerk, now=now)
    with pytest.raises(NotAllowed):
        own.ask(opinion, "restrict", "x", by=commune.clerk, now=now)


def test_an_erasure_of_what_was_handed_over_is_done_by_the_office(commune, opinion, now):
    triage.hand_over(opinion, kind="complaint", to="Chủ tịch", by=commune.coordinator, now=now)
    asked = ask(opinion, now, kind="erase")
    rights.finish(asked, reply="Đã xóa.", by=commune.coordinator, now=now)
    assert not Contact.objects.exists() and Opinion.objects.get().text == WORDS


def test_the_queue_shows_what_is_due_first_and_the_page_does_the_work(commune, opinion, now):
    with time_machine.travel(now, tick=False):
        later, sooner = ask(opinion, now), ask(opinion, now, kind="access", text="Ai xem?")
        client = signed_in(commune.clerk)
        page = client.get("/lam-viec/quyen-du-lieu").content.decode()
        assert page.index(f"quyen-du-lieu/{sooner.pk}") < page.index(f"quyen-du-lieu/{later.pk}")
        assert "Quyền về dữ liệu của người gửi" in client.get("/lam-viec/").content.decode()
        door = f"/lam-viec/quyen-du-lieu/{later.pk}"
        for fields in ({}, {"do": "finish"}, {"do": "nothing", "words": "x"}, {"do": "finish", "words": "x" * 2001}):
            answer = client.post(door, fields)
            assert answer.status_code == 422 and "error-summary" in answer.content.decode()
        assert client.post(door, {"do": "finish", "words": "Đã làm xong"}).status_code == 302
        again = signed_in(commune.coordinator).post(door, {"do": "refuse", "words": "Không làm"})
        assert again.status_code == 409 and "Không làm" in again.content.decode()
        assert "Đã làm xong" in client.get("/lam-viec/quyen-du-lieu/" + str(later.pk)).content.decode()
        assert f"quyen-du-lieu/{later.pk}" in client.get("/lam-viec/quyen-du-lieu?muc=da-xong").content.decode()


@pytest.mark.parametrize("rows", [2, 12])
def test_the_queue_costs_the_same_for_few_and_for_many(commune, opinion, now, rows, django_assert_num_queries):
    DataRequest.objects.bulk_create(
        DataRequest(
            opinion=opinion, kind="access", text="x", received_at=now, answer_by=now.date(), finish_by=now.date()
        )
        for _n in range(rows)
    )
    client = signed_in(commune.clerk)
    client.get("/lam-viec/quyen-du-lieu")
    with django_assert_num_queries(3):
        client.get("/lam-viec/quyen-du-lieu")


ACTS = (
    "withdraw", "erase", "ask", "correct", "read", "triage", "undo", "set_aside", "take_back", "hand_over", "finish",
    "refuse", "extend",
)  # fmt: skip


def _act(name, opinion, commune, at):
    """Do one act; a refusal is a right answer."""
    office, sender = {"by": commune.coordinator, "now": at}, {"by": CITIZEN, "now": at}
    asked = DataRequest.objects.filter(opinion=opinion, state__in=["open", "answered"]).first()
    verbs = {
        "withdraw": lambda: rights.withdraw(opinion, text="Đổi ý", **sender),
        "erase": lambda: own.erase_identity(opinion, **sender),
        "ask": lambda: own.ask(opinion, "erase", f"Xin xóa {at}", **sender),
        "correct": lambda: own.correct_contact(opinion, services.Sender(name="Bà Tư"), **sender),
        "read": lambda: own.read_own(opinion, **sender),
        "triage": lambda: triage.triage(opinion, [Part(opinion.text, field="transport")], **office),
        "undo": lambda: triage.undo_triage(opinion, **office),
        "set_aside": lambda: triage.set_aside(opinion, reason="Trùng", **office),
        "take_back": lambda: triage.take_back(opinion, reason="Xem lại", **office),
        "hand_over": lambda: triage.hand_over(opinion, kind="complaint", to="Chủ tịch", **office),
        "finish": lambda: asked and rights.finish(asked, reply="Xong", **office),
        "refuse": lambda: asked and rights.refuse(asked, reason="Không", **office),
        "extend": lambda: asked and rights.extend(asked, reason="Chờ", **office),
    }
    before = Event.objects.count()
    try:
        with transaction.atomic():
            verbs[name]()
    except Refused:
        assert Event.objects.count() == before


@given(plan=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2)), max_size=25))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_sequence_of_rights_loses_the_balance_or_a_word(plan, commune):
    at = datetime(2026, 11, 21, 2, tzinfo=UTC)
    with transaction.atomic():
        sid = transaction.savepoint()
        meeting = Meeting.objects.create(
            unit=commune.unit,
            kind="periodic",
            title="Họp",
            held_on=date(2026, 12, 1),
            planned_at=at,
            state="collecting",
        )
        voices = [
            services.receive(
                commune.unit, f"{WORDS} {n}", channel="counter", by=commune.clerk, now=at, meeting=meeting,
                sender=SENDER, mode=mode,
            )
            for n, mode in enumerate(("confidential", "public", "anonymous"))
        ]  # fmt: skip
        for step, (name, n) in enumerate(plan):
            opinion = Opinion.objects.get(pk=voices[n].pk)
            _act(name, opinion, commune, at + timedelta(hours=step))
            sheet = balance.sheet_of(meeting)
            assert sheet.balanced and sheet.received == 3, (name, n)
        for n, voice in enumerate(voices):
            assert Opinion.objects.get(pk=voice.pk).text == f"{WORDS} {n}"
            erased = Event.objects.filter(verb="erase_identity", subject_id=voice.pk).exists()
            assert not (erased and Contact.objects.filter(opinion=voice).exists())
        transaction.savepoint_rollback(sid)
