"""Hàm Yên 2017: the people heard by every way that Decision 218 names; 24 receptions, one dialogue with enterprises."""

from datetime import date, datetime

from doithoai.doors.cli.demo import cast
from doithoai.doors.cli.demo import play as acts
from doithoai.doors.cli.demo.material import Case, case, scenario
from doithoai.doors.cli.demo.places.base import Outcome, entries, hold, workday
from doithoai.doors.cli.demo.play import Crew, Sitting, after
from doithoai.process.people.models import Unit

ID = "ham-yen-2017"
BASIS = "Quyết định 218-QĐ/TW ngày 12/12/2013"
CODE = "074"
BODIES = {
    "kt": "Phòng Kinh tế và Hạ tầng huyện Hàm Yên",
    "nn": "Phòng Nông nghiệp và PTNT huyện Hàm Yên",
    "tnmt": "Phòng Tài nguyên và Môi trường huyện Hàm Yên",
    "nv": "Phòng Nội vụ huyện Hàm Yên",
    "ld": "Phòng Lao động - Thương binh và Xã hội huyện Hàm Yên",
    "gd": "Phòng Giáo dục và Đào tạo huyện Hàm Yên",
    "btc": "Ban Tổ chức Huyện ủy Hàm Yên",
}
PERSONS = 312
MEETINGS = {
    "hall": (
        "thematic",
        "Đối thoại trực tiếp giữa lãnh đạo huyện Hàm Yên với doanh nghiệp",
        date(2017, 10, 12),
        "enterprises",
        64,
    ),
    "roundtable": ("roundtable", "Tọa đàm với hợp tác xã và hộ trồng cam", date(2017, 4, 20), "people", 40),
    "voter_contact": ("voter_contact", "Tiếp xúc cử tri trước kỳ họp giữa năm", date(2017, 6, 15), "people", 110),
}
CONCLUSION = "Các ý kiến đã có cơ quan nhận việc và ngày trả lời; Mặt trận và các đoàn thể theo dõi kết quả."


def act(now: datetime) -> Unit:
    """Play the year 2017."""
    district = cast.past_district(CODE, now=now)
    desks = cast.bodies(district, BODIES, now=now)
    crew = cast.crew_of_then(
        district, "hamyen", desks, now=now, since=date(2015, 8, 1), chair_name="Chủ tịch UBND huyện Hàm Yên"
    )
    cases = [case(entry) for entry in entries(ID)]
    for channel, (kind, title, held_on, audience, attendance) in MEETINGS.items():
        told = [one for one in cases if one.channel == channel]
        sitting = Sitting(
            kind=kind, title=title, held_on=held_on, audience=audience, place="Huyện Hàm Yên", basis=BASIS
        )
        hold(crew, sitting, told, Outcome(attendance, CONCLUSION))
    _receptions(crew, [one for one in cases if one.channel == "reception"])
    apart = {*MEETINGS, "reception"}
    for number, one in enumerate(one for one in cases if one.channel not in apart):
        _outside_meetings(crew, one, day=workday(date(2017, 2 + number, 6)))
    return district


def _receptions(crew: Crew, told: list[Case]) -> None:
    """Two receptions a month: 126 turns, 312 persons, the petitions of two of them entered as opinions."""
    figures = scenario(ID)["figures"]
    sessions, turns = figures["reception_sessions"], figures["receptions"]
    persons_left, turns_left = PERSONS, turns
    for number in range(sessions):
        here = turns_left // (sessions - number)
        sizes = []
        for _turn in range(here):
            size = persons_left // turns_left
            sizes.append(size)
            persons_left, turns_left = persons_left - size, turns_left - 1
        held_on = workday(date(2017, 1 + number // 2, 9 if number % 2 == 0 else 23))
        sitting = Sitting(
            kind="reception",
            title=f"Tiếp công dân định kỳ tháng {held_on.month}/2017, kỳ {1 + number % 2}",
            held_on=held_on,
            place="Trụ sở tiếp công dân huyện Hàm Yên",
            chair_model="state",
            basis="Luật Tiếp công dân 2013",
            planned_before=8,
            announced_before=7,
        )
        heard = [told[number // 12]] if number % 12 == 5 else []
        hold(crew, sitting, heard, Outcome(sum(sizes), CONCLUSION, turns=sizes))


def _outside_meetings(crew: Crew, told: Case, *, day: date) -> None:
    """Answer what came directly, by mailbox, on a draft, or in the yearly comments."""
    opinion = acts.hear(crew, told, now=acts.at(day, 9))
    matter = acts.sort(crew, opinion, told, now=after(day, 2, 9))
    acts.give(
        crew, matter, told, now=after(day, 3, 9), due=after(day, 18).date(), basis="Quy chế làm việc của UBND huyện"
    )
    acts.reply_written(crew, matter, told, now=after(day, 10, 9))
    if told.kept:
        acts.keep_promise(crew, matter, told, now=after(day, told.within * 4 // 5, 9))
