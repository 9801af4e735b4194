"""The merger played: what Bắc Từ Liêm had open passes to its five wards on 1 July 2025, and they go on with it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from doithoai.doors.cli.demo import cast
from doithoai.doors.cli.demo import play as acts
from doithoai.doors.cli.demo.material import case, chapter
from doithoai.doors.cli.demo.play import Crew, Sitting, after, at
from doithoai.process.assignment import handover
from doithoai.process.assignment.models import Promise
from doithoai.process.people.models import Unit
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter

BASIS = "Nghị quyết 1656/NQ-UBTVQH15 về sắp xếp đơn vị hành chính cấp xã của Thành phố Hà Nội"
MINUTES = "Hai bên đối chiếu từng việc; hồ sơ giao nguyên hiện trạng, thời hạn trả lời không thay đổi."
HEARD_FROM = date(2025, 6, 2)
BODIES = {"kt": "Phòng Kinh tế, Hạ tầng và Đô thị", "vh": "Phòng Văn hóa - Xã hội"}
# Old wards that were divided among several new ones: whose case goes where is decided case by case.
DECIDED = {
    "Phường Đức Thắng": "Phường Đông Ngạc",
    "Phường Cổ Nhuế 2": "Phường Đông Ngạc",
    "Phường Thụy Phương": "Phường Đông Ngạc",
    "Phường Minh Khai": "Phường Tây Tựu",
    "Phường Tây Tựu": "Phường Tây Tựu",
    "Phường Xuân Tảo": "Phường Xuân Đỉnh",
    "Phường Liên Mạc": "Phường Thượng Cát",
    "Phường Thượng Cát": "Phường Thượng Cát",
}


def play(head: Crew, heirs: list[Unit], *, now: datetime) -> None:
    """Let the district hear, give out and plan until its last day, hand over, and let the wards answer."""
    _close_what_is_settled(head)
    voices, waiting = _before(head)
    coming = acts.plan(
        head,
        Sitting(
            kind="periodic",
            title="Đối thoại định kỳ năm 2025 tại Phú Diễn",
            held_on=date(2025, 6, 24),
            place="Hội trường Phú Diễn",
            basis="Chương trình đối thoại năm 2025",
            planned_before=145,
        ),
    )
    crews = {unit.name: _staff(unit, number, now=now) for number, unit in enumerate(heirs, start=1)}
    by_name = {unit.name: unit for unit in heirs}
    plan = handover.propose(head.unit, handover.open_business(head.unit), cast.REFORM)
    for told, thing in [*voices, *waiting]:
        plan.setdefault(thing.code, by_name[DECIDED[told.village]])
    plan.setdefault(coming.code, by_name["Phường Phú Diễn"])
    handover.hand_over(
        head.unit,
        plan,
        on=cast.REFORM,
        basis=BASIS,
        minutes=MINUTES,
        by=head.coordinator,
        now=at(cast.REFORM, 9),
    )
    for number, (told, matter) in enumerate(voices):
        matter.refresh_from_db()
        crew = crews[matter.unit.name]
        acts.reply_written(crew, matter, replace(told, lead=""), now=after(cast.REFORM, 8 + number, 9))


def _close_what_is_settled(head: Crew) -> None:
    """End what was answered in earlier years and has no promise open, so that only open files are handed over."""
    promised = Promise.objects.filter(state=Promise.State.OPEN).values("matter")
    settled = Matter.objects.filter(unit=head.unit, state=Matter.State.ANSWERED, joined_into=None)
    for matter in settled.exclude(pk__in=promised):
        triage.close(matter, by=head.coordinator, now=at(HEARD_FROM, 8))


def _before(head: Crew) -> tuple[list[tuple[Any, Matter]], list[tuple[Any, Any]]]:
    """Take in the voices of June; six are given out with dates in July, two wait when the district ends."""
    given, waiting = [], []
    for number, entry in enumerate(chapter("merger")):
        facts = dict(entry)
        due_in = facts.pop("due_in", 0)
        told = case({**facts, "lead": "qldt"})
        heard_on = HEARD_FROM + timedelta(days=3 * number)
        opinion = acts.hear(head, told, now=at(heard_on, 9))
        if not told.title:
            waiting.append((told, opinion))
            continue
        matter = acts.sort(head, opinion, told, now=after(heard_on, 1, 9))
        due = cast.REFORM + timedelta(days=due_in)
        acts.give(head, matter, told, now=after(heard_on, 2, 9), due=due, basis="Quy chế làm việc của UBND quận")
        given.append((told, matter))
    return given, waiting


def _staff(unit: Unit, number: int, *, now: datetime) -> Crew:
    """Seat a new ward and its bodies on its first day."""
    desks = cast.bodies(unit, BODIES, now=now)
    return cast.crew_of_then(
        unit, f"phuong{number}", desks, now=now, since=cast.REFORM, chair_name=f"Chủ tịch UBND {unit.name}"
    )
