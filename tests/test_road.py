"""The whole road by its verbs: from a voice to a rated answer, the sheet balancing at every step."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.models import Event
from doithoai.process.answer import services as answers
from doithoai.process.answer import verdicts
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as assignment
from doithoai.process.hall import balance
from doithoai.process.hall import services as hall
from doithoai.process.intake import queries as intake_queries
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.people import services as people
from doithoai.process.people.queries import find_unit
from doithoai.process.programme import services as programme
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part

pytestmark = pytest.mark.django_db
GOOD = {
    "result": "resolved",
    "reply": "Đoạn đường đã được vá xong toàn bộ ổ gà trong tháng 10.",
    "basis": "Biên bản kiểm tra hiện trường ngày 20/11/2026",
    "evidence": "Biên bản nghiệm thu số 12",
}


def live_meeting(commune, now):
    meeting = programme.plan(
        commune.unit,
        kind="periodic",
        title="Đối thoại định kỳ",
        held_on=date(2026, 11, 28),
        by=commune.coordinator,
        now=now,
    )
    programme.announce(
        meeting, where="Loa truyền thanh", published_on=date(2026, 11, 20), by=commune.coordinator, now=now
    )
    programme.collect(meeting, by=commune.coordinator, now=now)
    return meeting


def test_from_a_voice_to_a_rating(commune, now):
    meeting = live_meeting(commune, now)
    voice = intake.receive(
        commune.unit,
        "Đường liên thôn nhiều ổ gà, bao giờ sửa? Trạm y tế thiếu thuốc.",
        channel="counter",
        by=commune.clerk,
        now=now,
        meeting=meeting,
        sender=intake.Sender(name="Bà Ba", phone="0912345678"),
    )
    assert intake_queries.contact_of(voice, commune.clerk) == {
        "name": "Bà Ba",
        "phone": "0912345678",
        "address": "",
        "email": "",
        "notify": False,
        "language": "vi",
    }
    assert intake_queries.contact_of(voice, commune.coordinator) is None
    assert balance.sheet_of(meeting).waiting == 1
    road, health = triage.triage(
        voice,
        [
            Part("Đường liên thôn nhiều ổ gà, bao giờ sửa?", field="transport"),
            Part("Trạm y tế thiếu thuốc.", field="health", kind="report"),
        ],
        by=commune.coordinator,
        now=now,
    )
    programme.make_ready(meeting, by=commune.coordinator, now=now)
    programme.start(meeting, by=commune.chair, now=now)
    hall.record_answer(
        meeting,
        health,
        {"result": "explained", "reply": "Thuốc đã có từ hôm qua, bà con đến nhận.", "basis": "Sổ kho"},
        said_by="Trạm trưởng",
        by=commune.coordinator,
        now=now,
    )
    hall.conclude(meeting, by=commune.chair, now=now, attendance=80)
    with pytest.raises(Refused) as refusal:
        hall.close(meeting, by=commune.coordinator, now=now)
    assert refusal.value.details == [voice.code]
    assignment.assign(
        road, lead=commune.agency, due=date(2026, 12, 6), basis="Kết luận của chủ trì", by=commune.coordinator, now=now
    )
    given = assignments.current(road)
    assignment.accept(given, by=commune.officer, now=now)
    draft = answers.draft(road, GOOD, by=commune.officer, now=now)
    answers.submit(draft, by=commune.officer, now=now)
    answers.approve(draft, version=draft.version, by=commune.approver, now=now, override_reason="Đã đủ")
    answers.publish(draft, by=commune.approver, now=now)
    sheet = balance.sheet_of(meeting)
    assert (sheet.received, sheet.outcomes, sheet.owed, sheet.balanced) == (1, {"explained": 1}, 0, True)
    later = now + timedelta(days=3)
    found = intake_queries.by_secret(voice.secret)
    assert found == voice
    road.refresh_from_db()
    verdicts.rate(found, road, score=2, solved=False, comment="Vẫn còn hố", now=later)
    asked = road.reopenings.get()
    verdicts.decide_reopening(asked, reopen=True, reason="Kiểm tra lại", by=commune.coordinator, now=later)
    assert balance.sheet_of(meeting).owed == 1


def test_nobody_approves_the_own_draft(commune, now):
    voice = intake.receive(commune.unit, "Xin sửa đường làng.", channel="phone", by=commune.clerk, now=now)
    (matter,) = triage.triage(voice, [Part(voice.text, field="transport")], by=commune.coordinator, now=now)
    assignment.assign(
        matter, lead=commune.agency, due=date(2026, 12, 6), basis="Đơn vị", by=commune.coordinator, now=now
    )
    draft = answers.draft(matter, GOOD, by=commune.approver, now=now)
    answers.submit(draft, by=commune.approver, now=now)
    with pytest.raises(Refused):
        answers.approve(draft, version=draft.version, by=commune.approver, now=now)


def test_events_and_words_cannot_be_changed(commune, now):
    voice = intake.receive(commune.unit, "Xin sửa đường làng.", channel="phone", by=commune.clerk, now=now)
    for change in (
        lambda: Event.objects.update(note="khác"),
        lambda: Event.objects.filter(subject_id=voice.pk).delete(),
        lambda: Opinion.objects.update(text="khác"),
        lambda: Opinion.objects.filter(pk=voice.pk).delete(),
    ):
        with pytest.raises((DatabaseError, Exception)) as error, transaction.atomic():
            change()
        assert "never" in str(error.value) or "append-only" in str(error.value) or "protected" in str(error.value)


def test_a_denunciation_is_sealed_and_opened_by_two(commune, now):
    voice = intake.receive(commune.unit, "Tôi tố cáo ông X nhận tiền.", channel="mailbox", by=commune.clerk, now=now)
    triage.hand_over(voice, kind="denunciation", to="Thanh tra tỉnh", by=commune.coordinator, now=now)
    voice.refresh_from_db()
    assert (voice.text, voice.excerpt, bytes(voice.raw)) == ("", "", b"")
    asked = triage.ask_to_open(voice, reason="In phiếu chuyển", by=commune.coordinator, now=now)
    with pytest.raises(Refused):
        triage.open_seal(asked, by=commune.coordinator, now=now)
    words, _contact = triage.open_seal(asked, by=commune.clerk, now=now)
    assert words == "Tôi tố cáo ông X nhận tiền."


def test_an_excerpt_is_the_senders_own_words(commune, now):
    voice = intake.receive(
        commune.unit, "Xin sửa đường làng.\nTrạm y tế thiếu thuốc.", channel="phone", by=commune.clerk, now=now
    )
    with pytest.raises(Refused):
        triage.triage(voice, [Part("Dân rất hài lòng.", field="transport")], by=commune.coordinator, now=now)
    triage.triage(voice, [Part("sửa đường làng. Trạm y tế", field="transport")], by=commune.coordinator, now=now)


def test_of_two_places_of_one_name_the_one_of_that_day_is_meant(commune, now):
    old = people.found_unit("Phường Tây Tựu", "commune", by=SYSTEM, now=now, valid_to=date(2025, 6, 30))
    new = people.found_unit("Phường Tây Tựu", "commune", by=SYSTEM, now=now, valid_from=date(2025, 7, 1))
    assert find_unit("phuong tay tuu", date(2022, 12, 31)) == old
    assert find_unit("Phường Tây Tựu", date(2026, 1, 1)) == new
    with pytest.raises(Refused):
        find_unit("Phường Tây Tựu")
