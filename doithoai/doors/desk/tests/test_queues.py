"""Each role's desk: empty it teaches, full it names the next action; its cost does not grow."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from doithoai.doors.desk import blocks, queues
from doithoai.doors.desk.nav import PLACES
from doithoai.process.answer import services as answers
from doithoai.process.answer import verdicts
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as work
from doithoai.process.intake import services as intake
from doithoai.process.intake.services import Sender, Where
from doithoai.process.people.models import Role
from doithoai.process.programme import services as programme
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.client import signed_in

LATER = timedelta(days=20)
GOOD = {
    "result": "resolved",
    "reply": "Đoạn đường đã được vá xong toàn bộ ổ gà trong tháng 10.",
    "basis": "Biên bản kiểm tra hiện trường ngày 20/11/2026",
    "evidence": "Biên bản nghiệm thu số 12",
}


def _voice(commune, now, words="Đường liên thôn nhiều ổ gà, xin sửa."):
    return intake.receive(
        commune.unit,
        words,
        channel="village",
        by=commune.clerk,
        now=now,
        where=Where(village="Thôn Đông", village_unit=commune.village),
        sender=Sender(name="Nguyễn Thị Giấu", phone="0912345678"),
    )


def _matter(commune, now, words):
    voice = _voice(commune, now, words)
    (matter,) = triage.triage(voice, [Part(words, field="transport")], by=commune.coordinator, now=now)
    return voice, matter


def _given(commune, now, words):
    voice, matter = _matter(commune, now, words)
    facts = {"lead": commune.agency, "due": date(2026, 12, 6), "basis": "Kết luận", "by": commune.coordinator}
    work.assign(matter, now=now, **facts)
    return voice, matter


def _submitted(commune, now, words, by=None):
    voice, matter = _given(commune, now, words)
    draft = answers.draft(matter, GOOD, by=by or commune.officer, now=now)
    answers.submit(draft, by=by or commune.officer, now=now)
    return voice, matter, draft


def fill(commune, now) -> None:
    """Put one thing into every queue of the place."""
    _voice(commune, now, "Ý kiến chờ phân loại.")
    _matter(commune, now, "Vấn đề chờ giao việc.")
    _given(commune, now, "Việc mới giao cho đơn vị.")
    _, accepted = _given(commune, now, "Việc đã nhận, chờ soạn.")
    work.accept(assignments.current(accepted), by=commune.officer, now=now)
    _, _, returned = _submitted(commune, now, "Dự thảo bị trả lại.")
    answers.return_to_author(returned, reason="Thiếu ngày xong", by=commune.approver, now=now)
    _submitted(commune, now, "Dự thảo chờ duyệt.")
    _submitted(commune, now, "Dự thảo do người duyệt soạn.", by=commune.approver)
    for words, publish in (("Trả lời chờ công khai.", False), ("Trả lời bị chê.", True)):
        voice, matter, draft = _submitted(commune, now, words)
        answers.approve(draft, version=draft.version, by=commune.approver, now=now, override_reason="Đủ")
        if publish:
            answers.publish(draft, by=commune.approver, now=now)
            matter.refresh_from_db()
            verdicts.rate(voice, matter, score=1, solved=False, comment="Chưa", now=now)
    _, disputed = _matter(commune, now, "Không đơn vị nào nhận.")
    for _ in range(3):
        facts = {"lead": commune.agency, "due": date(2026, 12, 6), "basis": "Kết luận", "by": commune.coordinator}
        given = work.assign(disputed, now=now, **facts)
        work.give_back(given, reason="Không thuộc", proposed_owner="Phòng khác", by=commune.officer, now=now)
        disputed.refresh_from_db()
    programme.plan(
        commune.unit,
        kind="periodic",
        title="Đối thoại quý IV",
        held_on=date(2026, 12, 20),
        by=commune.coordinator,
        now=now,
    )


SEEN = {
    Role.COLLECTOR: ["Không đơn vị nào nhận."],
    Role.CLERK: ["Không đơn vị nào nhận.", "Đối thoại quý IV"],
    Role.COORDINATOR: [
        "Ý kiến chờ phân loại.",
        "Vấn đề chờ giao việc.",
        "Trả lời bị chê.",
        "Việc mới giao cho đơn vị.",
        "Việc tiếp theo: Thông báo",
    ],
    Role.OFFICER: ["Lý do trả lại: Thiếu ngày xong", "Mới giao: nhận việc hoặc trả lại", "Đã nhận: soạn trả lời"],
    Role.APPROVER: ["Dự thảo chờ duyệt.", "Ông/bà có soạn dự thảo này", "Trả lời chờ công khai."],
    Role.CHAIR: ["Không đơn vị nào nhận.", "Đối thoại quý IV", "Trả lời bị chê.", "Việc mới giao cho đơn vị."],
    Role.SUPERVISOR: ["Trả lời bị chê.", "1 trên 5 sao", "Việc mới giao cho đơn vị."],
    Role.LEADER: ["Việc mới giao cho đơn vị.", "Trả lời bị chê.", "Ý kiến chờ phân loại."],
    Role.ADMINISTRATOR: ["Người clerk", "Phòng Kinh tế"],
}


@pytest.mark.walk
@pytest.mark.parametrize("role", Role.values)
def test_a_full_desk_shows_the_role_s_work_and_nobody_s_name(commune, stranger, now, role):
    with time_machine.travel(now + LATER, tick=False):
        fill(commune, now)
        page = signed_in(commune.seats[role]).get("/lam-viec/").content.decode()
        for words in SEEN[role]:
            assert words in page
        assert "Giấu" not in page
        assert "0912345678" not in page
        if role not in {Role.ADMINISTRATOR, Role.LEADER, Role.COLLECTOR, Role.CLERK}:
            assert "Việc tiếp theo" in page
        other = signed_in(stranger.seats[role]).get("/lam-viec/").content.decode()
        for words in SEEN[role][:1]:
            assert role == Role.ADMINISTRATOR or words not in other


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_an_empty_desk_says_so_in_every_block(commune, now, role):
    page = signed_in(commune.seats[role]).get("/lam-viec/")
    assert page.status_code == 200
    for block in queues.of(commune.seats[role], now.date()):
        assert not block.items
        assert block.empty in page.content.decode()


@pytest.mark.walk
@pytest.mark.parametrize("role", Role.values)
def test_a_desk_costs_the_same_empty_and_full(commune, now, django_assert_max_num_queries, role):
    with time_machine.travel(now + LATER, tick=False):
        for _ in range(2):
            client = signed_in(commune.seats[role])
            with django_assert_max_num_queries(11):
                client.get("/lam-viec/")
            fill(commune, now)


def test_counting_stops_where_nobody_cares_further(commune, now):
    for number in range(blocks.COUNTED + 5):
        _voice(commune, now, f"Ý kiến số {number} chờ phân loại.")
    block = queues.of(commune.coordinator, now.date())[0]
    assert (block.count, len(block.items)) == ("25+", blocks.SHOWN)
    assert block.items[0].text == "Ý kiến số 0 chờ phân loại."


@pytest.mark.walk
@pytest.mark.parametrize("role", Role.values)
def test_the_navigation_marks_one_place_and_each_opens(commune, role):
    client = signed_in(commune.seats[role])
    page = client.get("/lam-viec/").content.decode()
    side = page.split('<nav class="side"')[1].split("</nav>")[0]
    assert side.count('aria-current="page"') == 1
    addresses = re.findall(r'href="([^"]+)"', side)
    assert len(addresses) == sum(len(places) for places in PLACES[role].values())
    assert side.count("side-head") == len(PLACES[role]) - 1
    for address in addresses:
        assert client.get(address).status_code == 200, address
