"""The year 2026 of a province: three communes' programmes, each good or faulty in its own way.

Bình Minh's reception falls on a holiday and moves; Hòa Vượng announces one conference five days before and publishes
nothing of another; Tân Nguyên receives citizens but plans no dialogue at all. Receptions are weekly until 30 June
(REC-02) and twice a month from 1 July (REC-01).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from doithoai.doors.cli.demo.cast import seat
from doithoai.doors.cli.demo.play import THREE_WAYS, Crew, at
from doithoai.ground.core import clock
from doithoai.ground.core.actors import OPERATOR
from doithoai.process.hall import services as hall
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Role, Seat, Unit
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import ChairModel, Meeting
from doithoai.process.programme.periods import Pattern

YEAR = 2026
SINCE = date(2025, 7, 1)
# Weekly until the law changed, twice a month since.
WEEKLY = (Pattern(weekday=3), date(YEAR, 1, 1), date(YEAR, 6, 30))
TWICE_A_MONTH = (Pattern(month_days=(10, 25)), date(YEAR, 7, 1), date(YEAR, 12, 31))


@dataclass(frozen=True)
class Conference:
    """A conference of 2026: when it was held and announced, and when its results were out (None: never)."""

    title: str
    kind: str
    held_on: date
    announced_on: date
    results_on: date | None


CONFERENCES = (
    Conference(
        "Hội nghị đối thoại với Nhân dân xã Hòa Vượng năm 2026",
        "periodic",
        date(YEAR, 4, 15),
        date(YEAR, 4, 1),
        date(YEAR, 4, 21),
    ),
    Conference(
        "Đối thoại chuyên đề về giải phóng mặt bằng",
        "thematic",
        date(YEAR, 9, 24),
        date(YEAR, 9, 19),
        date(YEAR, 9, 30),
    ),
    Conference(
        "Đối thoại chuyên đề về trường, lớp và bữa ăn bán trú",
        "thematic",
        date(YEAR, 10, 29),
        date(YEAR, 10, 15),
        None,
    ),
)


@dataclass(frozen=True)
class Neighbour:
    """A commune beside the home one: its name, the short name of its seat, its programme's number, its conferences."""

    name: str
    slug: str
    number: str
    conferences: tuple[Conference, ...] = ()


NEIGHBOURS = (
    Neighbour("Xã Hòa Vượng", "hoa-vuong", "08-CTr/ĐU", CONFERENCES),
    Neighbour("Xã Tân Nguyên", "tan-nguyen", "05-CTr/ĐU"),
)


def play_the_year(home: Crew, *, today: date, founded_at: datetime) -> None:
    """Issue the three programmes of 2026 and play what of them is over by today."""
    above = home.unit.parent
    assert above is not None, "the home commune stands below its province"
    for meeting in _year(home.unit, home.coordinator, "12-CTr/ĐU", date(YEAR, 1, 20), today=today):
        _receive(meeting, home.coordinator)
        _close(meeting, home)
    for place in NEIGHBOURS:
        unit = people.found_unit(place.name, Level.COMMUNE, by=OPERATOR, now=founded_at, parent=above, valid_from=SINCE)
        name = f"Điều phối viên {place.name}"
        keeper = seat(f"dieuphoi.{place.slug}", name, unit, Role.COORDINATOR, now=founded_at, valid_from=SINCE)
        for meeting in _year(unit, keeper, place.number, date(YEAR, 1, 26), today=today):
            _receive(meeting, keeper)
        for conference in place.conferences:
            _confer(unit, keeper, conference, today=today)
        # The seat has ended, so that nobody's opinion lands where nobody of the demonstration reads it.
        people.end_seat(keeper, on=today, by=OPERATOR, now=founded_at)


def _year(unit: Unit, by: Seat, number: str, issued_on: date, *, today: date) -> list[Meeting]:
    """Draft, fill and issue the programme; return the receptions that are over."""
    drafted = programme.draft_programme(
        unit,
        YEAR,
        title=f"Chương trình tiếp xúc, đối thoại năm {YEAR} của {unit.name}",
        basis="Quy định 11-QĐi/TW; Kết luận 215-KL/TW; Luật Tổ chức chính quyền địa phương 2025, Điều 43",
        by=by,
        now=at(issued_on - timedelta(days=10)),
    )
    receptions = []
    for pattern, since, until in (WEEKLY, TWICE_A_MONTH):
        receptions += programme.plan_receptions(
            unit,
            YEAR,
            pattern=pattern,
            since=since,
            until=until,
            chair_model=ChairModel.BOTH,
            starts_at=time(8, 0),
            place=f"Nơi tiếp công dân {unit.name.replace('Xã', 'xã')}",
            by=by,
            now=at(issued_on - timedelta(days=10), 10),
        )
    if issued_on <= today:
        programme.issue(drafted, number=number, issued_on=issued_on, by=by, now=at(issued_on))
    return [meeting for meeting in receptions if meeting.held_on < today]


def _receive(meeting: Meeting, by: Seat) -> None:
    """Announce the day the week before, receive, conclude."""
    told = meeting.held_on - timedelta(days=7)
    _announce(meeting, by, told)
    programme.make_ready(meeting, by=by, now=at(meeting.held_on, 7))
    programme.start(meeting, by=by, now=at(meeting.held_on, 8))
    programme.conclude(meeting, waiting=[], by=by, now=at(meeting.held_on, 11, 30))


def _announce(meeting: Meeting, by: Seat, day: date) -> None:
    programme.announce(
        meeting,
        where="Đài truyền thanh; niêm yết tại trụ sở và nhà văn hóa các thôn",
        media=THREE_WAYS,
        published_on=clock.day_of(at(day)),
        by=by,
        now=at(day),
    )
    programme.collect(meeting, by=by, now=at(day, 9, 30))


def _close(meeting: Meeting, home: Crew) -> None:
    hall.publish_conclusion(
        meeting,
        text="Các lượt tiếp đã được hướng dẫn tại chỗ; không có việc phải giải quyết tiếp.",
        signed_by=home.chair_name,
        by=home.coordinator,
        now=at(meeting.held_on, 16),
    )
    hall.close(meeting, by=home.coordinator, now=at(meeting.held_on, 16, 30))


def _confer(unit: Unit, by: Seat, told: Conference, *, today: date) -> None:
    """Plan a conference in spring, announce and hold it as far as its days are over."""
    meeting = programme.plan(
        unit,
        kind=told.kind,
        title=told.title,
        held_on=told.held_on,
        place=f"Hội trường UBND {unit.name.replace('Xã', 'xã')}",
        starts_at=time(8, 0),
        collect_until=told.held_on - timedelta(days=10),
        by=by,
        now=at(date(YEAR, 2, 10)),
    )
    if told.announced_on >= today:
        return
    _announce(meeting, by, told.announced_on)
    if told.held_on >= today:
        return
    programme.make_ready(meeting, by=by, now=at(told.held_on, 7))
    programme.start(meeting, by=by, now=at(told.held_on, 8))
    programme.conclude(meeting, waiting=[], by=by, now=at(told.held_on, 11), attendance=140)
    if told.results_on and told.results_on < today:
        hall.publish_conclusion(
            meeting,
            text="Các ý kiến được giao từng cơ quan trả lời; kết quả gửi trưởng thôn.",
            signed_by="Chủ tịch UBND xã",
            document="Thông báo kết luận",
            where="Đài truyền thanh; niêm yết tại trụ sở; gửi các trưởng thôn",
            media=THREE_WAYS,
            published_on=told.results_on,
            by=by,
            now=at(told.results_on, 15),
        )
