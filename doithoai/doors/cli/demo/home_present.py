"""What the home commune works on today: every queue of every role has something in it."""

from datetime import date, timedelta

from doithoai.doors.cli.demo import play
from doithoai.doors.cli.demo.material import DATA, Case, case, chapter
from doithoai.doors.cli.demo.play import Crew, Sitting, after, at
from doithoai.ground.core import clock
from doithoai.ground.core.actors import CITIZEN
from doithoai.process.answer import services as answers
from doithoai.process.assignment import services as work
from doithoai.process.intake import importing
from doithoai.process.intake import services as intake
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting
from doithoai.process.regulation.queries import calendar_for
from doithoai.process.triage import joining, rights
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter
from doithoai.process.triage.services import Part

OWN_BASIS = "Quy chế làm việc của UBND xã"


def play_it(crew: Crew, *, today: date) -> None:
    """Play what is under way, from receptions to next year's plans."""
    _receptions(crew, today=today)
    _concluded(crew, today=today)
    _loose(crew, today=today)
    _collecting(crew, today=today)
    _ready(crew, today=today)
    _to_come(crew, today=today)


def _receptions(crew: Crew, *, today: date) -> None:
    """Two citizen receptions of this season, each with its turns."""
    calendar = calendar_for(crew.unit)
    for ago, turns in ((46, (1, 2, 1, 4)), (18, (1, 1, 3))):
        held = calendar.previous_or_same(today - timedelta(days=ago))
        sitting = Sitting(
            kind="reception",
            title=f"Chủ tịch UBND xã tiếp công dân ngày {held.day:02d}/{held.month:02d}",
            held_on=held,
            place="Phòng tiếp công dân xã Bình Minh",
            chair_model="state",
            basis="Luật Tiếp công dân",
            planned_before=30,
            announced_before=10,
        )
        meeting = play.prepare(crew, sitting)
        play.begin(crew, meeting)
        for number, persons in enumerate(turns):
            intake.record_turn(meeting, persons=persons, by=crew.clerk, now=at(held, 8, 10 + 12 * number))
        play.conclude(
            crew,
            meeting,
            attendance=sum(turns),
            text="Các lượt tiếp đã được hướng dẫn tại chỗ; không có việc phải giải quyết tiếp.",
            signed_by=crew.chair_name,
        )
        play.close(crew, meeting, on=held + timedelta(days=6))


def _concluded(crew: Crew, *, today: date) -> None:
    """A dialogue three weeks ago, its answers on their way: one in each state an assignment and an answer can have."""
    held = today - timedelta(days=21)
    sitting = Sitting(
        kind="thematic",
        title=f"Đối thoại chuyên đề về môi trường và nước sạch năm {held.year}",
        held_on=held,
        topic="Thu gom rác, nước thải chăn nuôi, nước sạch nông thôn",
        place="Nhà văn hóa thôn Đông",
        chair_model="state",
        basis="Kế hoạch số 52/KH-UBND",
    )
    meeting = play.prepare(crew, sitting)
    rounds = {
        village: play.collect_in(
            crew, village, held_on=held - timedelta(days=12), attendance=attendance, meeting=meeting
        )
        for village, attendance in (("Thôn Đông", 44), ("Thôn Hương", 37), ("Thôn Đoài", 52))
    }
    told = [case(entry) for entry in chapter("home")["concluded"]]
    matters, opinions = [], []
    for number, one in enumerate(told):
        opinion = play.hear(
            crew, one, now=after(held, -9, 8, number), meeting=meeting, collected=rounds.get(one.village)
        )
        opinions.append(opinion)
        matters.append(play.sort(crew, opinion, one, now=after(held, -7, 9, number)))
    play.begin(crew, meeting)
    for number, entry in enumerate(chapter("home")["concluded_spoken"]):
        spoken = case(entry)
        _entry, asked = play.speak(crew, meeting, spoken, minute=40 + 15 * number)
        play.reply_spoken(crew, meeting, asked, spoken, minute=45 + 15 * number)
    play.conclude(
        crew,
        meeting,
        attendance=124,
        text="Môi trường và nước sạch là việc làm ngay. Mỗi việc có đơn vị chịu trách nhiệm và ngày xong.",
        signed_by=crew.chair_name,
        document="Thông báo số 58/TB-UBND",
    )
    _in_every_state(crew, held, today, told, matters)
    play.rate(opinions[0], matters[0], told[0], now=after(today, -6, 9))


def _in_every_state(crew: Crew, held: date, today: date, told: list[Case], matters: list[Matter]) -> None:
    """Leave each matter where real work leaves it: answered, in review, overdue, due soon, extended, returned."""
    pairs = list(zip(matters, told, strict=True))
    for matter, one in pairs[0], pairs[7]:
        play.give(crew, matter, one, now=after(held, 1, 9), due=held + timedelta(days=15))
        play.reply_written(crew, matter, one, now=after(held, 9, 9))
    for matter, one in pairs[1], pairs[3], pairs[8]:
        play.give(crew, matter, one, now=after(held, 1, 10), due=today + timedelta(days=3))
        play.submit(crew, matter, one, now=after(today, -2, 9))
    approved, one = pairs[11]
    play.give(crew, approved, one, now=after(held, 1, 11), due=today + timedelta(days=4))
    written = play.submit(crew, approved, one, now=after(today, -3, 9))
    play.approve(crew, written, one, now=after(today, -1, 10))
    _drafts(crew, held, today, pairs)
    _late_and_near(crew, held, today, pairs)


def _drafts(crew: Crew, held: date, today: date, pairs: list[tuple[Matter, Case]]) -> None:
    """One draft half written, one sent back because it says nothing."""
    matter, one = pairs[4]
    play.give(crew, matter, one, now=after(held, 1, 13), due=today + timedelta(days=6))
    play.draft(crew, matter, one, now=after(today, -1, 14))
    matter, one = pairs[6]
    play.give(crew, matter, one, now=after(held, 1, 14), due=today + timedelta(days=2))
    empty = play.submit(crew, matter, one, now=after(today, -4, 9))
    answers.return_to_author(
        empty,
        reason="Chưa trả lời đề nghị có cách thu rơm; câu “tiếp tục quan tâm” không nói ai làm, ngày nào",
        by=crew.desk(one.lead).approver,
        now=after(today, -3, 16),
    )


def _late_and_near(crew: Crew, held: date, today: date, pairs: list[tuple[Matter, Case]]) -> None:
    """Overdue, due tomorrow, extended, not yet accepted, returned by a body that does not own it, still open."""
    matter, one = pairs[2]
    play.give(crew, matter, one, now=after(held, 1, 15), due=today - timedelta(days=4))
    matter, one = pairs[9]
    play.give(crew, matter, one, now=after(held, 1, 15, 10), due=today + timedelta(days=1))
    matter, one = pairs[5]
    given = play.give(crew, matter, one, now=after(held, 1, 15, 20), due=today - timedelta(days=2))
    work.extend(
        given,
        new_due=today + timedelta(days=12),
        reason="Đơn vị cấp nước đang lập dự toán kéo ống, hẹn gửi số liệu vào tuần sau",
        by=crew.coordinator,
        now=after(today, -5, 9),
    )
    matter, one = pairs[10]
    wrong = play.give(crew, matter, one, now=after(held, 2, 9), due=today + timedelta(days=5), accepted=False)
    work.give_back(
        wrong,
        reason="Trung tâm không quản lý lòng đường, vỉa hè",
        proposed_owner="Phòng Kinh tế",
        by=crew.desk(one.lead).officer,
        now=after(held, 3, 9),
    )
    matter, one = pairs[12]
    play.give(crew, matter, one, now=after(today, -1, 9), due=today + timedelta(days=9), accepted=False)


def _loose(crew: Crew, *, today: date) -> None:
    """Voices that came outside any meeting: two answered, two still waiting, one withdrawn by its sender."""
    withdrawn = play.hear(crew, case(chapter("home")["withdrawn"]), now=after(today, -4, 9))
    rights.withdraw(withdrawn, text="", by=CITIZEN, now=after(today, -4, 15))
    for number, entry in enumerate(chapter("home")["loose"]):
        one = case(entry)
        if not one.title:
            play.hear(crew, one, now=after(today, -1, 7 + number, 20))
            continue
        day = today - timedelta(days=30 - 6 * number)
        opinion = play.hear(crew, one, now=at(day, 8))
        matter = play.sort(crew, opinion, one, now=after(day, 1, 9))
        play.give(crew, matter, one, now=after(day, 1, 10), due=day + timedelta(days=15), basis=OWN_BASIS)
        play.reply_written(crew, matter, one, now=after(day, 6, 9))
        play.rate(opinion, matter, one, now=after(day, 12, 19))


def _collecting(crew: Crew, *, today: date) -> None:
    """The next periodic dialogue: village files came in, most voices wait, some are sorted and given out."""
    held = today + timedelta(days=12)
    sitting = Sitting(
        kind="periodic",
        title=f"Hội nghị đối thoại với Nhân dân xã Bình Minh, đợt 2 năm {held.year}",
        held_on=held,
        topic="Kết quả các cam kết đợt 1 và những việc người dân quan tâm",
        place="Hội trường UBND xã Bình Minh",
        basis="Kế hoạch đối thoại số 15-KH/ĐU; Điều 43 Luật Tổ chức chính quyền địa phương 2025",
        planned_before=50,
        announced_before=26,
    )
    meeting = play.prepare(crew, sitting)
    _files(crew, meeting, today=today)
    for number, entry in enumerate(chapter("home")["collecting"]):
        one = case(entry)
        opinion = play.hear(crew, one, now=after(today, -6 + number // 2, 8, 7 * number), meeting=meeting)
        if not one.title:
            continue
        matter = play.sort(crew, opinion, one, now=after(today, -2, 9, number))
        if number < 4:
            play.give(
                crew, matter, one, now=after(today, -2, 10, number), due=held - timedelta(days=3), basis=OWN_BASIS
            )


def _files(crew: Crew, meeting: Meeting, *, today: date) -> None:
    """Two village files are in the register, a third waits for somebody to look at its faulty rows."""
    sheets = DATA / "sheets"
    for name, seat, ago in (
        ("01-letterhead.xlsx", crew.collectors["Thôn Đông"], 5),
        ("02-nfd-merged.xlsx", crew.collectors["Thôn Hương"], 4),
        ("07-faulty-rows.xlsx", crew.clerk, 1),
    ):
        file = importing.upload(
            (sheets / name).read_bytes(),
            name,
            unit=crew.unit,
            meeting=meeting,
            village="" if ago > 1 else "Thôn Đoài",
            by=seat,
            now=after(today, -ago, 20),
        )
        if ago > 1:
            importing.import_file(file, by=seat, now=after(today, -ago, 20, 5))


def _ready(crew: Crew, *, today: date) -> None:
    """A dialogue at short notice that can be opened in the hall today."""
    sitting = Sitting(
        kind="ad_hoc",
        title="Đối thoại đột xuất với các hộ thôn Phú Lễ về đền bù làm đường nối",
        held_on=today,
        topic="Giá đền bù, hỗ trợ học nghề, di chuyển mồ mả",
        place="Nhà văn hóa thôn Phú Lễ",
        chair_model="state",
        basis="Đề nghị của 31 hộ thôn Phú Lễ",
        planned_before=9,
        announced_before=8,
    )
    meeting = play.prepare(crew, sitting)
    matters = []
    for number, entry in enumerate(chapter("home")["ready"]):
        one = case(entry)
        opinion = play.hear(crew, one, now=after(today, -5, 9, number), meeting=meeting)
        matters.append(play.sort(crew, opinion, one, now=after(today, -4, 9, number)))
    again = case(chapter("home")["ready"][0])
    late = play.hear(crew, again, now=after(today, -3, 9), meeting=meeting)
    (same,) = triage.triage(
        late,
        [Part(excerpt=again.text, title=again.title, field=again.field)],
        by=crew.coordinator,
        now=after(today, -3, 10),
    )
    joining.join(same, matters[0], by=crew.coordinator, now=after(today, -3, 10, 5))
    play.give(
        crew,
        matters[1],
        case(chapter("home")["ready"][1]),
        now=after(today, -3, 11),
        due=today + timedelta(days=14),
        basis=OWN_BASIS,
    )
    programme.make_ready(meeting, by=crew.coordinator, now=after(today, -1, 16))


def _to_come(crew: Crew, *, today: date) -> None:
    """One announced, one only planned, one cancelled with its reason."""
    youth = Sitting(
        kind="thematic",
        title="Đối thoại với thanh niên về việc làm và khởi nghiệp",
        held_on=today + timedelta(days=33),
        audience="youth",
        topic="Học nghề, vay vốn, chuyển đổi số",
        place="Hội trường UBND xã Bình Minh",
        planned_before=60,
        announced_before=36,
    )
    play.announce(crew, play.plan(crew, youth), youth)
    enterprises = Sitting(
        kind="thematic",
        title="Gặp gỡ, đối thoại với doanh nghiệp và hộ kinh doanh",
        held_on=today + timedelta(days=68),
        audience="enterprises",
        chair_model="state",
        planned_before=75,
    )
    play.plan(crew, enterprises)
    flooded = Sitting(
        kind="thematic",
        title="Đối thoại chuyên đề về thủy lợi nội đồng",
        held_on=today - timedelta(days=35),
        planned_before=40,
        announced_before=12,
    )
    meeting = play.plan(crew, flooded)
    play.announce(crew, meeting, flooded)
    programme.cancel(
        meeting,
        reason="Bão số 3 gây ngập, dồn sức chống úng; nội dung chuyển sang hội nghị định kỳ đợt 2",
        by=crew.coordinator,
        now=min(after(today, -37, 15), clock.now()),
    )
