"""One commune with one thing of every kind, made through the verbs, for tests that walk addresses."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from doithoai.doors.desk.calendars import token_of
from doithoai.ground.core.actors import CITIZEN, SYSTEM
from doithoai.process.answer import services as answers
from doithoai.process.answer import verdicts
from doithoai.process.answer.models import Answer, Reopening
from doithoai.process.assignment import services as work
from doithoai.process.assignment.models import Handover, Promise
from doithoai.process.hall import services as hall
from doithoai.process.hall import sketching
from doithoai.process.intake import attaching, importing, keys, mail, receptions, rights
from doithoai.process.intake import opening as vault
from doithoai.process.intake import services as intake
from doithoai.process.intake.channels.picture.redraw import Picture
from doithoai.process.intake.models import (
    Attachment,
    CollectionRound,
    ContactOpening,
    DataRequest,
    ImportedFile,
    Letter,
    Opinion,
)
from doithoai.process.people import delegating
from doithoai.process.people import services as people
from doithoai.process.people.models import Person, Seat, Unit
from doithoai.process.programme import attending, lots, preparing, requesting
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Lot, Meeting, Task, VoterRequest
from doithoai.process.regulation import services as regulation
from doithoai.process.regulation.models import CalendarDay, Override
from doithoai.process.triage import grouping, jobs, objecting
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Grouping, Matter, Objection, Raising, SealOpening
from doithoai.process.triage.services import Part
from tests.people import Commune

MERGER = date(2027, 1, 1)
CANARY_NAME, CANARY_PHONE = "Nguyễn Thị Canary", "0987612345"
SENDER = intake.Sender(name=CANARY_NAME, phone=CANARY_PHONE, address="Số 7 ngõ Canary")


@dataclass
class World:
    """What a commune has."""

    waiting: Opinion
    triaged: Opinion
    sealed: Opinion
    opening: SealOpening
    contact_opening: ContactOpening
    data_request: DataRequest
    meeting: Meeting
    matter: Matter
    raising: Raising
    published: Matter
    answer: Answer
    promise: Promise
    reopening: Reopening
    file: ImportedFile
    unit: Unit
    body: Unit
    seat: Seat
    lent: Seat
    person: Person
    handover: Handover
    merger_day: SimpleNamespace
    attachment: SimpleNamespace
    picture: Attachment
    task: Task
    guest: SimpleNamespace
    lot: Lot
    topic: SimpleNamespace
    gathered: SimpleNamespace
    voter_request: VoterRequest
    seat_calendar: SimpleNamespace
    rule: SimpleNamespace
    override: Override
    calendar_day: CalendarDay
    round: SimpleNamespace
    reception: Meeting
    letter: SimpleNamespace
    key: SimpleNamespace
    grouping: Grouping
    group: SimpleNamespace
    objection: Objection


def make_world(commune: Commune, now: datetime) -> World:
    """Make one of everything; the matter's answer is in review, another matter is published and called unsolved."""
    meeting = _meeting(commune, now)

    def hear(text: str, by=None, channel: str = "counter") -> Opinion:
        return intake.receive(
            commune.unit, text, channel=channel, by=by or commune.clerk, now=now, meeting=meeting, sender=SENDER,
            where=intake.Where(village=commune.village.name, village_unit=commune.village),
        )  # fmt: skip

    waiting, triaged, told = hear("Chưa ai xem ý kiến này."), hear("Đường làng hỏng nặng."), hear("Đèn đường tắt.")
    sealed = hear("Tôi tố cáo ông X.", channel="mailbox")
    triage.hand_over(sealed, kind="denunciation", to="Thanh tra tỉnh", by=commune.coordinator, now=now)
    for shown in (waiting, triaged):
        attaching.attach_pictures(shown, [Picture(b"pixels", 4, 3)], by=commune.clerk, now=now)
    opening = triage.ask_to_open(sealed, reason="In phiếu", by=commune.coordinator, now=now)
    (matter,) = triage.triage(triaged, [Part(triaged.text, field="transport")], by=commune.coordinator, now=now)
    answer = _draft(commune, matter, now)
    (published,) = triage.triage(told, [Part(told.text, field="water_power")], by=commune.coordinator, now=now)
    shown = _draft(commune, published, now)
    answers.approve(shown, version=shown.version, by=commune.approver, now=now, override_reason="Đủ")
    answers.publish(shown, by=commune.approver, now=now)
    verdicts.rate(told, published, score=1, solved=False, comment="Đèn vẫn tắt", now=now)
    intake.receive(
        commune.unit, "Gửi từ trang điện tử, xin trả lời.", channel="web", by=CITIZEN, now=now, sender=SENDER
    )
    csv = "STT;Họ và tên;Nội dung ý kiến\n1;" + CANARY_NAME + ";Xin nạo vét kênh mương trước mùa mưa.\n"
    return World(
        waiting=waiting,
        triaged=triaged,
        sealed=sealed,
        opening=opening,
        data_request=rights.ask(triaged, "restrict", "Đừng dùng số của tôi", by=CITIZEN, now=now),
        contact_opening=vault.ask_contact(waiting, reason="Gặp nạn", by=commune.coordinator, now=now),
        meeting=meeting,
        matter=matter,
        raising=Raising.objects.get(matter=matter),
        published=published,
        answer=answer,
        promise=Promise.objects.get(matter=published),
        reopening=Reopening.objects.get(matter=published),
        file=importing.upload(csv.encode(), "thon.csv", unit=commune.unit, by=commune.clerk, now=now, meeting=meeting),
        unit=commune.unit,
        body=commune.other_village,
        round=SimpleNamespace(pk=_round(commune, now).pk),
        reception=_reception(commune, now),
        letter=SimpleNamespace(pk=_letter(commune, now).pk),
        key=SimpleNamespace(pk=_key(commune, now)),
        grouping=_grouping(commune, meeting, now),
        group=SimpleNamespace(pk=1),
        objection=_objection(commune, meeting, now),
        seat=commune.second_clerk,
        lent=delegating.delegate(
            commune.chair,
            commune.leader.person,
            start=date(2026, 11, 21),
            end=date(2026, 12, 21),
            reason="Đi công tác",
            by=commune.chair,
            now=now,
        ),
        person=commune.second_clerk.person,
        handover=_handover(commune, now),
        attachment=SimpleNamespace(pk=1),
        picture=Attachment.objects.get(opinion=triaged),
        task=Task.objects.get(meeting=meeting),
        guest=SimpleNamespace(pk=1),
        lot=Lot.objects.get(meeting=meeting),
        topic=SimpleNamespace(pk=1),
        gathered=SimpleNamespace(pk=_gathered(commune, meeting, now)),
        voter_request=requesting.open_request(
            commune.unit, subject="Xin họp về đường", received_on=date(2026, 11, 20), by=commune.clerk, now=now
        ),
        seat_calendar=SimpleNamespace(code=token_of(commune.officer)),
        merger_day=SimpleNamespace(code=MERGER.isoformat()),
        rule=SimpleNamespace(code="DLG-06"),
        override=regulation.override(
            commune.unit, "DLG-06", value=10, basis="Quy chế", valid_from=MERGER, by=commune.coordinator, now=now
        ),
        calendar_day=regulation.set_day(
            commune.unit,
            date(2026, 12, 25),
            works=False,
            name="Hội làng",
            basis="Giấy tờ",
            by=commune.coordinator,
            now=now,
        ),
    )


def _gathered(commune: Commune, meeting: Meeting, now: datetime) -> str:
    """The meeting's voices gathered into topics; the key of one."""
    return sketching.make(commune.unit, meeting, now=now).data["topics"][0]["key"]


def _handover(commune: Commune, now: datetime) -> Handover:
    """A successor from next year on, and a record of what passed to it."""
    heir = people.found_unit("Xã Kế Thừa", "commune", by=SYSTEM, now=now)
    people.succeed(commune.unit, heir, on=MERGER, basis="Nghị quyết", by=SYSTEM, now=now)
    return Handover.objects.create(old=commune.unit, new=heir, on=MERGER, basis="Nghị quyết", recorded_at=now)


def _grouping(commune: Commune, meeting: Meeting, now: datetime) -> Grouping:
    """The waiting voices of the meeting, grouped by the clock."""
    made = grouping.begin(commune.unit, meeting=meeting, by=commune.coordinator, now=now)
    jobs.group_gatherings(now)
    made.refresh_from_db()
    return made


def _objection(commune: Commune, meeting: Meeting, now: datetime) -> Objection:
    """Two voices in one matter; one of their senders says that the own matter is another."""
    facts = {"channel": "counter", "by": commune.clerk, "now": now, "meeting": meeting, "sender": SENDER}
    one, other = (intake.receive(commune.unit, text, **facts) for text in ("Cống tắc.", "Cống nhà tôi cũng tắc."))
    by = {"by": commune.coordinator, "now": now}
    (matter,) = triage.triage(one, [Part(one.text, field="environment")], **by)
    triage.triage(other, [Part(other.text, matter=matter)], **by)
    return objecting.object_to(other, other.raisings.get(), "Cống nhà tôi ở chỗ khác.", now=now)


def _round(commune: Commune, now: datetime) -> CollectionRound:
    facts = {"village": commune.village.name, "village_unit": commune.village, "held_on": date(2026, 11, 20)}
    return intake.open_round(commune.unit, by=commune.clerk, now=now, attendance=40, **facts)


def _reception(commune: Commune, now: datetime) -> Meeting:
    held_on = date(2026, 11, 21)
    found = programme.plan(
        commune.unit, kind="reception", title="Gặp dân", held_on=held_on, by=commune.coordinator, now=now
    )
    programme.announce(found, where="Bảng tin", published_on=date(2026, 11, 13), by=commune.coordinator, now=now)
    receptions.begin(found, by=commune.coordinator, now=now)
    voice = receptions.Voice("Xin trả lời việc cấp nước.", SENDER)
    receptions.hear(found, persons=3, received_by="Chủ tịch", voices=[voice], by=commune.clerk, now=now)
    return found


def _letter(commune: Commune, now: datetime) -> Letter:
    content = f"From: {CANARY_NAME} <canary@example.vn>\nSubject:\n\n--\n".encode()
    return mail.take(content, unit=commune.unit, now=now)


def _key(commune: Commune, now: datetime) -> int:
    return keys.issue(commune.unit, name="Tổng đài", channel="hotline", by=commune.administrator, now=now)[0].pk


def _meeting(commune: Commune, now: datetime) -> Meeting:
    meeting = programme.plan(
        commune.unit, kind="periodic", title="Đối thoại", held_on=date(2026, 11, 28), by=commune.coordinator, now=now
    )
    programme.announce(meeting, where="Loa", published_on=date(2026, 11, 20), by=commune.coordinator, now=now)
    _prepare(commune, meeting, now)
    for step in (programme.collect, programme.make_ready, programme.start):
        step(meeting, by=commune.coordinator, now=now)
    hall.record_note(meeting, speaker="Chủ tọa", said="Khai mạc", by=commune.coordinator, now=now)
    return meeting


def _prepare(commune: Commune, meeting: Meeting, now: datetime) -> None:
    """A task, a topic, a guest by name, and a lot drawn four days later."""
    here = {"by": commune.coordinator, "now": now}
    preparing.add_task(meeting, unit=commune.agency, what="Dự thảo trả lời", due=meeting.held_on, **here)
    preparing.choose_topic(meeting, title="Đường làng", reason="Nhiều người nêu", evidence={}, **here)
    attending.invite(meeting, [attending.Guest("Khách mời đích danh", CANARY_NAME)], kind="person", **here)
    places = [{"village": commune.village.name, "size": 9, "list": ""}]
    facts = {"places": places, "seats": 1, "source": "Xổ số", "number_on": date(2026, 11, 25)}
    lots.announce_lot(meeting, **facts, **here)
    lots.draw(meeting, number="12345", by=commune.coordinator, now=now + timedelta(days=4))


def _draft(commune: Commune, matter: Matter, now: datetime) -> Answer:
    due = date(2026, 12, 6)
    work.assign(matter, lead=commune.agency, due=due, basis="Chủ trì giao", by=commune.coordinator, now=now)
    parts = {
        "result": "resolving",
        "reply": "Đơn vị đã kiểm tra và sẽ thay mới toàn bộ.",
        "basis": "Biên bản kiểm tra",
        "action": "Thay mới",
        "action_by": "Phòng Kinh tế",
        "action_due": due + timedelta(days=20),
    }
    answer = answers.draft(matter, parts, by=commune.officer, now=now)
    answers.submit(answer, by=commune.officer, now=now)
    return answer
