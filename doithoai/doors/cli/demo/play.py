"""The moves of the play: each is a short run of the program's own verbs, by real seats, at stated moments."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from doithoai.doors.cli.demo.material import Case
from doithoai.ground.core import clock
from doithoai.ground.core.actors import CITIZEN
from doithoai.process.answer import services as answers
from doithoai.process.answer import verdicts
from doithoai.process.answer.models import Answer
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as work
from doithoai.process.assignment.models import Assignment
from doithoai.process.hall import services as hall
from doithoai.process.hall.models import RegisterEntry
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Channel, CollectionRound, Opinion
from doithoai.process.intake.services import Sender, Where
from doithoai.process.people.models import Seat, Unit
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Medium, Meeting
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter
from doithoai.process.triage.services import Part

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
# What Điều 43 khoản 3 asks for.
THREE_WAYS = (Medium.MASS_MEDIA, Medium.HEADQUARTERS, Medium.VILLAGE_HEADS)
GIVEN_BASIS = "Kết luận của người chủ trì"
STILL_APPROVED = "Đã đối chiếu hồ sơ; nội dung trả lời đúng điều người dân hỏi"


@dataclass(frozen=True)
class Desk:
    """A body that answers: who writes there and who approves."""

    unit: Unit
    officer: Seat
    approver: Seat


@dataclass
class Crew:
    """A place and the seats that act for it. `chair_name` is how its answers are quoted."""

    unit: Unit
    coordinator: Seat
    chair: Seat
    clerk: Seat
    desks: dict[str, Desk] = field(default_factory=dict)
    chair_name: str = "Người chủ trì"
    villages: dict[str, Unit] = field(default_factory=dict)
    collectors: dict[str, Seat] = field(default_factory=dict)
    voices: int = 0

    def desk(self, name: str) -> Desk:
        """Return the body with this short name, or the first one."""
        return self.desks.get(name) or next(iter(self.desks.values()))


@dataclass(frozen=True)
class Sitting:
    """The plan of one meeting; days are counted back from the day it is held."""

    kind: str
    title: str
    held_on: date
    topic: str = ""
    place: str = ""
    audience: str = "people"
    chair_model: str = "both"
    basis: str = ""
    announced_at: str = "Đài truyền thanh; niêm yết tại trụ sở và nhà văn hóa các thôn"
    planned_before: int = 45
    announced_before: int = 20


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of a day in Viet Nam, never one that is still to come."""
    return min(datetime.combine(day, time(hour), VIET_NAM) + timedelta(minutes=minute), clock.now())


def after(day: date, days: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment some days after (or before) a day."""
    return at(day + timedelta(days=days), hour, minute)


def plan(crew: Crew, sitting: Sitting) -> Meeting:
    """Put a meeting on the programme."""
    return programme.plan(
        crew.unit,
        kind=sitting.kind,
        title=sitting.title,
        held_on=sitting.held_on,
        audience=sitting.audience,
        chair_model=sitting.chair_model,
        topic=sitting.topic,
        place=sitting.place,
        starts_at=time(8, 0),
        collect_until=sitting.held_on - timedelta(days=10),
        basis=sitting.basis,
        by=crew.coordinator,
        now=after(sitting.held_on, -sitting.planned_before),
    )


def announce(crew: Crew, meeting: Meeting, sitting: Sitting) -> None:
    """Make the meeting public."""
    moment = after(sitting.held_on, -sitting.announced_before, 10)
    programme.announce(
        meeting,
        where=sitting.announced_at,
        media=THREE_WAYS,
        published_on=clock.day_of(moment),
        by=crew.coordinator,
        now=moment,
    )


def prepare(crew: Crew, sitting: Sitting) -> Meeting:
    """Plan, announce, open the gathering of opinions."""
    meeting = plan(crew, sitting)
    announce(crew, meeting, sitting)
    programme.collect(meeting, by=crew.coordinator, now=after(sitting.held_on, -sitting.announced_before, 11))
    return meeting


def begin(crew: Crew, meeting: Meeting) -> None:
    """Make ready the day before, open at eight."""
    programme.make_ready(meeting, by=crew.coordinator, now=after(meeting.held_on, -1, 16))
    programme.start(meeting, by=crew.chair, now=at(meeting.held_on, 8))


def conclude(crew: Crew, meeting: Meeting, *, attendance: int, text: str, signed_by: str, document: str = "") -> None:
    """Conclude at half past eleven and publish the conclusions five days later."""
    hall.conclude(meeting, by=crew.chair, now=at(meeting.held_on, 11, 30), attendance=attendance)
    hall.publish_conclusion(
        meeting,
        text=text,
        signed_by=signed_by,
        document=document,
        where="Đài truyền thanh; niêm yết tại trụ sở; gửi các trưởng thôn",
        media=THREE_WAYS,
        published_on=clock.day_of(after(meeting.held_on, 5, 15)),
        by=crew.coordinator,
        now=after(meeting.held_on, 5, 15),
    )


def close(crew: Crew, meeting: Meeting, *, on: date) -> None:
    """Close the meeting once every answer is given."""
    hall.close(meeting, by=crew.coordinator, now=at(on, 16))


def collect_in(
    crew: Crew,
    village: str,
    *,
    held_on: date,
    attendance: int,
    meeting: Meeting,
) -> CollectionRound:
    """Hold a village meeting that gathers opinions."""
    return intake.open_round(
        crew.unit,
        village=village,
        village_unit=crew.villages.get(village),
        meeting=meeting,
        held_on=held_on,
        attendance=attendance,
        by=crew.collectors.get(village, crew.clerk),
        now=at(held_on, 20),
    )


def _key(crew: Crew) -> str:
    """Return the next key: the same play gives the same keys, so a voice is never taken twice."""
    crew.voices += 1
    return uuid.uuid5(uuid.NAMESPACE_URL, f"doithoai:demo:{crew.unit.pk}:{crew.voices}").hex


def hear(
    crew: Crew,
    case: Case,
    *,
    now: datetime,
    meeting: Meeting | None = None,
    collected: CollectionRound | None = None,
    key: str = "",
) -> Opinion:
    """Take one voice in by its channel."""
    village = collected.village if collected else case.village
    return intake.receive(
        crew.unit,
        case.text,
        channel=case.channel,
        by=CITIZEN if case.channel == Channel.WEB else crew.clerk,
        now=now,
        key=key or _key(crew),
        mode=case.mode,
        meeting=meeting,
        where=Where(village=village, village_unit=crew.villages.get(village), round=collected),
        sender=Sender(name=case.name, phone=f"09{crew.unit.pk % 90 + 10:02d}{crew.voices:06d}" if case.name else ""),
        said_on=collected.held_on if collected else None,
    )


def part_of(case: Case, words: str = "") -> Part:
    """Return what a case raises as the coordinator writes it down."""
    return Part(excerpt=words or case.text, title=case.title, field=case.field, kind=case.kind)


def sort(crew: Crew, opinion: Opinion, case: Case, *, now: datetime) -> Matter:
    """Triage a voice that raises one matter."""
    return triage.triage(opinion, [part_of(case)], by=crew.coordinator, now=now)[0]


def speak(crew: Crew, meeting: Meeting, case: Case, *, minute: int) -> tuple[RegisterEntry, Matter]:
    """Let somebody speak in the hall: a line of the register, sorted at once."""
    now = at(meeting.held_on, 8 + minute // 60, minute % 60)
    entry = hall.record_speech(
        meeting,
        words=case.text,
        speaker=case.name,
        village=case.village,
        by=crew.clerk,
        now=now,
        key=_key(crew),
        mode=case.mode,
    )
    assert entry.opinion is not None
    return entry, sort(crew, entry.opinion, case, now=now)


def reply_spoken(crew: Crew, meeting: Meeting, matter: Matter, case: Case, *, minute: int) -> None:
    """Answer in the hall; the register keeps it."""
    hall.record_answer(
        meeting,
        matter,
        case.parts(meeting.held_on),
        said_by=case.said_by or crew.chair_name,
        by=crew.clerk,
        now=at(meeting.held_on, 8 + minute // 60, minute % 60),
    )


def give(
    crew: Crew, matter: Matter, case: Case, *, now: datetime, due: date, basis: str = GIVEN_BASIS, accepted: bool = True
) -> Assignment:
    """Give a matter to the body that the case names, and let it accept the next morning."""
    desk = crew.desk(case.lead)
    given = work.assign(matter, lead=desk.unit, due=due, basis=basis, by=crew.coordinator, now=now)
    if accepted:
        work.accept(given, by=desk.officer, now=min(now + timedelta(hours=20), clock.now()))
    return given


def draft(crew: Crew, matter: Matter, case: Case, *, now: datetime) -> Answer:
    """Write a draft in the four parts."""
    return answers.draft(matter, case.parts(clock.day_of(now)), by=crew.desk(case.lead).officer, now=now)


def submit(crew: Crew, matter: Matter, case: Case, *, now: datetime) -> Answer:
    """Write a draft and ask for approval in the afternoon."""
    written = draft(crew, matter, case, now=now)
    answers.submit(written, by=crew.desk(case.lead).officer, now=min(now + timedelta(hours=5), clock.now()))
    return written


def approve(crew: Crew, written: Answer, case: Case, *, now: datetime) -> None:
    """Approve by another person; what the checker still warns of gets a reason."""
    warned = answers.check(written, today=clock.day_of(now))
    answers.approve(
        written,
        version=written.version,
        override_reason=STILL_APPROVED if warned else "",
        by=crew.desk(case.lead).approver,
        now=now,
    )


def reply_written(crew: Crew, matter: Matter, case: Case, *, now: datetime) -> Answer:
    """Write, submit, approve the next day, publish."""
    written = submit(crew, matter, case, now=now)
    approve(crew, written, case, now=min(now + timedelta(days=1), clock.now()))
    answers.publish(written, by=crew.desk(case.lead).approver, now=min(now + timedelta(days=1, hours=1), clock.now()))
    return written


def keep_promise(crew: Crew, matter: Matter, case: Case, *, now: datetime) -> None:
    """Report the promised work done, with the evidence the case names."""
    for made in assignments.promises_of(matter):
        by = crew.coordinator if made.unit_id == crew.unit.pk else crew.desk(case.lead).officer
        work.report_done(made, evidence=case.kept, by=by, now=now)


def rate(opinion: Opinion, matter: Matter, case: Case, *, now: datetime) -> None:
    """Let the sender judge the answer."""
    if case.rating:
        score, solved, comment = case.rating
        verdicts.rate(opinion, matter, score=score, solved=solved, comment=comment, now=now)
