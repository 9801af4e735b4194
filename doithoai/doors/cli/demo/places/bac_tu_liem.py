"""Bắc Từ Liêm 2017-2022: 76 periodic dialogues (5 of the district, 71 of its 13 wards), 137 ad hoc about compensation."""

from datetime import date, datetime, timedelta

from doithoai.doors.cli.demo import cast
from doithoai.doors.cli.demo.material import Case, case, chapter, scenario
from doithoai.doors.cli.demo.places import merger
from doithoai.doors.cli.demo.places.base import Outcome, hold, workday
from doithoai.doors.cli.demo.play import Crew, Sitting
from doithoai.process.people.models import Level, Unit

ID = "bac-tu-liem-2017-2022"
CODE = "021"
BASIS = "Quyết định 2200-QĐ/TU ngày 25/5/2017; Kế hoạch 85-KH/QU"
FIRST, LAST = date(2017, 7, 3), date(2022, 11, 25)
BODIES = {
    "gpmb": "Trung tâm Phát triển quỹ đất quận Bắc Từ Liêm",
    "qldt": "Phòng Quản lý đô thị quận Bắc Từ Liêm",
}
PROJECTS = (
    "dự án đường Tây Thăng Long",
    "dự án đường Hoàng Quốc Việt kéo dài",
    "dự án mở rộng đường Phạm Văn Đồng",
    "dự án đường Vành đai 3,5",
    "dự án đường Xuân Tảo - Cổ Nhuế",
    "dự án đấu giá quyền sử dụng đất tại Thượng Cát",
    "dự án đấu giá quyền sử dụng đất tại Đức Thắng",
)
PERIODIC_TEXT = (
    "Việc trong tầm của phường làm ngay, việc của quận có ngày trả lời; Mặt trận giám sát và báo lại tổ dân phố."
)
AD_HOC_TEXT = "Các hộ được trả lời từng trường hợp; phương án công khai tại phường, ai còn vướng được làm việc riêng với tổ công tác."


def act(now: datetime) -> Unit:
    """Play the five years in the order of the calendar."""
    district = cast.past_district(CODE, now=now)
    desks = cast.bodies(district, BODIES, now=now)
    head = cast.crew_of_then(
        district, "bactuliem", desks, now=now, since=date(2015, 1, 1), chair_name="Bí thư Quận ủy Bắc Từ Liêm"
    )
    old = Unit.objects.filter(parent=district, level=Level.COMMUNE).order_by("code")
    wards = [_ward(ward, number, head, now=now) for number, ward in enumerate(old, 1)]
    figures = scenario(ID)["figures"]
    acts = [
        *_of_the_district(head, figures["periodic_at_district"]),
        *_of_the_wards(wards, figures["periodic_at_ward"]),
        *_ad_hoc(head, wards, figures["ad_hoc"]),
        *_also(head),
    ]
    for crew, sitting, cases, outcome in sorted(acts, key=lambda planned: (planned[1].held_on, planned[0].unit.pk)):
        hold(crew, sitting, cases, outcome)
    heirs = [line.new for line in district.successors.select_related("new").order_by("new__code")]
    merger.play(head, heirs, now=now)
    return district


Planned = tuple[Crew, Sitting, list[Case], Outcome]


def _ward(ward: Unit, number: int, head: Crew, *, now: datetime) -> Crew:
    """Seat a ward of then; the district's bodies answer for it."""
    chair = f"Bí thư Đảng ủy phường {ward.name.removeprefix('Phường ')}"
    crew = cast.crew_of_then(ward, f"btl{number}", {}, now=now, since=date(2015, 1, 1), chair_name=chair)
    crew.desks = head.desks
    return crew


def _spoken(kind: str, number: int, **words: str) -> Case:
    """Return the voice that this meeting hears in the hall, answered by its chair."""
    told = chapter("places")[ID][kind]
    return case({"channel": "hall", "name": "Đại diện các hộ", "said_by": "chair", **told[number % len(told)]}, **words)


def _of_the_district(head: Crew, count: int) -> list[Planned]:
    """One dialogue of the district a year, from 2018 on."""
    planned = []
    for number in range(count):
        held_on = workday(date(2018 + number, 9, 12))
        sitting = Sitting(
            kind="periodic",
            title=f"Đối thoại định kỳ giữa Bí thư Quận ủy, Chủ tịch UBND quận Bắc Từ Liêm với Nhân dân năm {held_on.year}",
            held_on=held_on,
            place="Hội trường UBND quận Bắc Từ Liêm",
            basis=BASIS,
        )
        told = [_spoken("periodic", number + n, ward="các phường") for n in range(2)]
        planned.append((head, sitting, told, Outcome(260, PERIODIC_TEXT)))
    return planned


def _of_the_wards(wards: list[Crew], count: int) -> list[Planned]:
    """Each ward once a year; in 2017 only the first ones, until the count is reached."""
    planned = []
    first_year = count % len(wards)
    for number in range(count):
        year, place = (0, number) if number < first_year else divmod(number - first_year, len(wards))
        year = 2017 if number < first_year else 2018 + year
        crew = wards[place]
        held_on = workday(date(year, 10, 2) + timedelta(days=3 * place))
        sitting = Sitting(
            kind="periodic",
            title=f"Đối thoại định kỳ với Nhân dân {crew.unit.name} năm {year}",
            held_on=held_on,
            place=f"Hội trường UBND {crew.unit.name}",
            basis=BASIS,
        )
        told = [_spoken("periodic", number, ward=crew.unit.name)]
        planned.append((crew, sitting, told, Outcome(90 + 7 * place, PERIODIC_TEXT)))
    return planned


def _ad_hoc(head: Crew, wards: list[Crew], count: int) -> list[Planned]:
    """Dialogues about the compensation of named projects, spread evenly; every tenth one is called by the district."""
    planned = []
    step = (LAST - FIRST) / count
    written = chapter("places")[ID]["written"]
    for number in range(count):
        crew = head if number % 10 == 0 else wards[number % len(wards)]
        project = PROJECTS[number % len(PROJECTS)]
        sitting = Sitting(
            kind="ad_hoc",
            title=f"Đối thoại về bồi thường, hỗ trợ, tái định cư {project}, lần {1 + number // len(PROJECTS)}",
            held_on=workday(FIRST + step * number),
            topic=f"Bồi thường, hỗ trợ, tái định cư {project}",
            place=f"Trụ sở {crew.unit.name}",
            basis=BASIS,
            planned_before=14,
            announced_before=13,
        )
        told = [_spoken("ad_hoc", number, project=project)]
        if number % 6 == 0:
            entry = written[number // 6 % len(written)]
            told.append(case({"channel": "letter", "name": "Hộ dân", **entry}, project=project))
        planned.append((crew, sitting, told, Outcome(24 + number % 30, AD_HOC_TEXT)))
    return planned


def _also(head: Crew) -> list[Planned]:
    """Meetings that are no dialogues and are not counted as such: voters before and after a session, and the Front."""
    others = (
        ("voter_contact", "Tiếp xúc cử tri trước kỳ họp giữa năm 2019 của HĐND quận", date(2019, 6, 12)),
        ("voter_contact", "Tiếp xúc cử tri sau kỳ họp giữa năm 2019 của HĐND quận", date(2019, 7, 17)),
        ("roundtable", "Quận ủy làm việc với MTTQ, sơ kết 5 năm đối thoại, biểu dương tập thể, cá nhân", date(2022, 12, 9)),
    )  # fmt: skip
    return [
        (head, Sitting(kind=kind, title=title, held_on=held_on, basis=BASIS), [], Outcome(80, PERIODIC_TEXT))
        for kind, title, held_on in others
    ]
