"""The home commune's dialogue that is over: every voice answered, the sheet balanced, the meeting closed."""

from datetime import date, timedelta

from doithoai.doors.cli.demo import play
from doithoai.doors.cli.demo.material import Case, case, chapter
from doithoai.doors.cli.demo.play import Crew, Sitting, after
from doithoai.process.answer import verdicts
from doithoai.process.assignment import services as work
from doithoai.process.intake.models import Opinion
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import joining
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter

AGO, CLOSED_AGO = 77, 20
FOLLOW_KEY = "doithoai-demo-follow"
BASIS = "Kế hoạch đối thoại số 15-KH/ĐU; Điều 43 Luật Tổ chức chính quyền địa phương 2025"
CONCLUSION = (
    "Hội nghị nhận 23 lượt ý kiến. Những việc làm được ngay đã giao đơn vị, có ngày xong. "
    "Đường Nam Cao, đèn đường thôn Yên Trung và sổ đỏ cấp trùng làm trước. "
    "Ủy ban MTTQ xã giám sát từng việc và báo kết quả tại các thôn."
)
ROUNDS = (("Thôn Đông", 62), ("Thôn Hương", 48), ("Thôn Đoài", 71), ("Thôn Phú Lễ", 55), ("Thôn Yên Trung", 39))


def play_it(crew: Crew, *, today: date) -> None:
    """Play the year's first dialogue from its plan to its closing."""
    held = today - timedelta(days=AGO)
    sitting = Sitting(
        kind="periodic",
        title=f"Hội nghị đối thoại với Nhân dân xã Bình Minh, đợt 1 năm {held.year}",
        held_on=held,
        topic="Đường, điện, nước, môi trường, chế độ chính sách và những việc người dân quan tâm",
        place="Hội trường UBND xã Bình Minh",
        basis=BASIS,
    )
    meeting = play.prepare(crew, sitting)
    heard = _voices(crew, meeting)
    _aside(crew, meeting)
    given = [(opinion, matter, told) for opinion, matter, told in heard]
    several = _several(crew, meeting)
    _same(crew, meeting, into=given[1][1])
    referred = _refer(crew, meeting)
    play.begin(crew, meeting)
    spoken = _spoken(crew, meeting)
    play.conclude(
        crew, meeting, attendance=186, text=CONCLUSION, signed_by=crew.chair_name, document="Thông báo số 41/TB-UBND"
    )
    _answers(crew, meeting, given)
    _answers_of_several(crew, meeting, several)
    work.confirm_receipt(
        referred,
        received_on=held + timedelta(days=8),
        receipt="Giấy tiếp nhận số 512/TN-SXD",
        by=crew.coordinator,
        now=after(held, 8, 15),
    )
    _promises(crew, held, given, spoken)
    _verdicts(crew, held, given)
    play.close(crew, meeting, on=today - timedelta(days=CLOSED_AGO))
    _end(crew, today, given)


def _end(crew: Crew, today: date, given: list[tuple[Opinion, Matter, Case]]) -> None:
    """End the matters whose senders were content."""
    for _opinion, matter, told in given:
        if told.rating and told.rating[1]:
            triage.close(matter, by=crew.coordinator, now=after(today, 2 - CLOSED_AGO, 9))


def _voices(crew: Crew, meeting: Meeting) -> list[tuple[Opinion, Matter, Case]]:
    """Hold a meeting in each village and sort what was said there."""
    rounds = {
        village: play.collect_in(
            crew,
            village,
            held_on=meeting.held_on - timedelta(days=16 - number),
            attendance=attendance,
            meeting=meeting,
        )
        for number, (village, attendance) in enumerate(ROUNDS)
    }
    heard = []
    for number, entry in enumerate(chapter("home")["closed_written"]):
        told = case(entry)
        opinion = play.hear(
            crew,
            told,
            now=after(meeting.held_on, -10, 8, number),
            meeting=meeting,
            collected=rounds.get(told.village),
            key=FOLLOW_KEY if number == 1 else "",
        )
        matter = play.sort(crew, opinion, told, now=after(meeting.held_on, -8, 9, number))
        heard.append((opinion, matter, told))
    return heard


def _aside(crew: Crew, meeting: Meeting) -> None:
    """Set one voice aside with its public reason, guide a complaint, seal a denunciation."""
    home, held = chapter("home"), meeting.held_on
    advert = play.hear(crew, case(home["closed_set_aside"]), now=after(held, -9, 8), meeting=meeting)
    triage.set_aside(
        advert,
        reason="Tờ quảng cáo bán đất, không phải ý kiến, kiến nghị",
        by=crew.coordinator,
        now=after(held, -8, 10),
    )
    complaint = play.hear(crew, case(home["closed_complaint"]), now=after(held, -9, 9), meeting=meeting)
    triage.hand_over(
        complaint,
        kind="complaint",
        to="Chủ tịch UBND xã (giải quyết khiếu nại lần đầu)",
        by=crew.coordinator,
        now=after(held, -8, 11),
    )
    denunciation = play.hear(crew, case(home["closed_denunciation"]), now=after(held, -9, 10), meeting=meeting)
    triage.hand_over(
        denunciation, kind="denunciation", to="Thanh tra tỉnh Hưng Yên", by=crew.coordinator, now=after(held, -9, 11)
    )


def _several(crew: Crew, meeting: Meeting) -> list[tuple[Matter, Case]]:
    """Split one letter into its two matters."""
    entry = chapter("home")["closed_several"]
    parts = [case(part) for part in entry["parts"]]
    letter = case({"field": "other", **{name: value for name, value in entry.items() if name != "parts"}})
    opinion = play.hear(crew, letter, now=after(meeting.held_on, -9, 14), meeting=meeting)
    matters = triage.triage(
        opinion, [play.part_of(part) for part in parts], by=crew.coordinator, now=after(meeting.held_on, -8, 14)
    )
    return list(zip(matters, parts, strict=True))


def _same(crew: Crew, meeting: Meeting, *, into: Matter) -> None:
    """Join two voices about the same road to the first: one is joined, one raises the standing matter."""
    road, bump = (case(entry) for entry in chapter("home")["closed_same"])
    held = meeting.held_on
    first = play.hear(crew, road, now=after(held, -7, 8), meeting=meeting)
    same = play.sort(crew, first, road, now=after(held, -7, 9))
    joining.join(same, into, by=crew.coordinator, now=after(held, -7, 9, 5))
    second = play.hear(crew, bump, now=after(held, -6, 8), meeting=meeting)
    part = triage.Part(excerpt=bump.text, matter=into)
    triage.triage(second, [part], by=crew.coordinator, now=after(held, -6, 9))


def _refer(crew: Crew, meeting: Meeting) -> work.Referral:
    """Send what the commune may not decide to the province."""
    told = case(chapter("home")["closed_referred"])
    opinion = play.hear(crew, told, now=after(meeting.held_on, -10, 15), meeting=meeting)
    matter = play.sort(crew, opinion, told, now=after(meeting.held_on, -8, 15))
    return work.refer(
        matter,
        body="Sở Xây dựng tỉnh Hưng Yên",
        reason="Quốc lộ do cơ quan cấp trên quản lý, không thuộc thẩm quyền của xã",
        document="Công văn số 208/UBND-KT",
        by=crew.coordinator,
        now=after(meeting.held_on, -5, 9),
    )


def _spoken(crew: Crew, meeting: Meeting) -> list[tuple[Matter, Case]]:
    """Ask and answer in the hall."""
    spoken = []
    for number, entry in enumerate(chapter("home")["closed_spoken"]):
        told = case(entry)
        _entry, matter = play.speak(crew, meeting, told, minute=30 + 20 * number)
        play.reply_spoken(crew, meeting, matter, told, minute=36 + 20 * number)
        spoken.append((matter, told))
    return spoken


def _answers(crew: Crew, meeting: Meeting, given: list[tuple[Opinion, Matter, Case]]) -> None:
    """Give each matter out the day after and answer it in writing within two to four weeks."""
    for number, (_opinion, matter, told) in enumerate(given):
        due = meeting.held_on + timedelta(days=22)
        play.give(crew, matter, told, now=after(meeting.held_on, 1, 8, number), due=due)
        # Two answers come after their date, so that the figures have something late to show.
        play.reply_written(crew, matter, told, now=after(meeting.held_on, 26 if number in {5, 9} else 8 + number, 9))


def _answers_of_several(crew: Crew, meeting: Meeting, several: list[tuple[Matter, Case]]) -> None:
    for number, (matter, told) in enumerate(several):
        play.give(
            crew, matter, told, now=after(meeting.held_on, 1, 14, number), due=meeting.held_on + timedelta(days=22)
        )
        play.reply_written(crew, matter, told, now=after(meeting.held_on, 12 + number, 9))


def _promises(
    crew: Crew, held: date, given: list[tuple[Opinion, Matter, Case]], spoken: list[tuple[Matter, Case]]
) -> None:
    """Report what was kept; the promise on the deeds moved once and is still open, the lamps are late."""
    for matter, told in [(matter, told) for _opinion, matter, told in given] + spoken:
        if told.kept:
            play.keep_promise(crew, matter, told, now=after(held, 18 if matter in [m for m, _ in spoken] else 48, 15))
    deeds = work.queries.promises_of(spoken[2][0]).get()
    work.move_promise(
        deeds,
        new_due=deeds.due + timedelta(days=60),
        reason="Hai chủ hộ giáp ranh đi làm xa, chưa ký được biên bản đo đạc",
        by=crew.coordinator,
        now=after(held, 44, 15),
    )


def _verdicts(crew: Crew, held: date, given: list[tuple[Opinion, Matter, Case]]) -> None:
    """Let the senders judge; one 'not solved' leads to a second round, another still waits for a decision."""
    for number, (opinion, matter, told) in enumerate(given[1:]):
        play.rate(opinion, matter, told, now=after(held, 50, 8, number))
    opinion, matter, told = given[0]
    verdicts.rate(
        opinion, matter, score=2, solved=False, comment="Tấm đan vừa lắp đã vỡ một góc.", now=after(held, 34, 9)
    )
    asked = matter.reopenings.get()
    verdicts.decide_reopening(
        asked, reopen=True, reason="Đã xem tại chỗ: tấm đan vỡ góc thật", by=crew.coordinator, now=after(held, 35, 9)
    )
    play.give(crew, matter, told, now=after(held, 35, 10), due=held + timedelta(days=50))
    again = case(
        {
            **chapter("home")["closed_written"][0],
            "reply": "Tấm đan vỡ góc đã được thay bằng tấm chịu tải 5 tấn; đã thử xe và bàn giao cho thôn.",
            "evidence": "Ảnh tấm đan mới; biên bản bàn giao cho thôn Đông",
            "rating": [5, True, "Lần này chắc chắn rồi."],
        }
    )
    play.reply_written(crew, matter, again, now=after(held, 41, 9))
    play.rate(opinion, matter, again, now=after(held, 52, 9))
