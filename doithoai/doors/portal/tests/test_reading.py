"""What anyone may read: complete, light, and without a contact or an officer's name."""

import gzip
import re
from datetime import date, timedelta

import pytest
from django.test import Client

from doithoai.doors.portal.tests.making import WORDS, answered, matter_of, opened, send
from doithoai.process.answer import services as answers
from doithoai.process.assignment import services as assignment
from doithoai.process.assignment.models import Promise
from doithoai.process.hall import services as hall
from doithoai.process.intake.models import Opinion
from doithoai.process.programme import services as programme
from doithoai.process.triage import joining
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter

pytestmark = pytest.mark.django_db
NAME, PHONE, ADDRESS = "Nguyễn Thị Bí Mật", "0987654321", "Ngõ 7 làng Kín"


def page(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status, path
    return response.content.decode()


@pytest.fixture
def full(commune, now, time_travel):
    """A dialogue with one answered public voice, one confidential, one spoken answer, a note and a conclusion."""
    meeting = opened(commune, now)
    send(meeting=meeting.code, mode="public", name="Ông Công Khai", phone=PHONE, address=ADDRESS)
    first = Opinion.objects.latest("id")
    digits = send(
        meeting=meeting.code,
        key="f" * 32,
        text="Xin thêm đèn đường ở ngõ ba thôn Đoài.",
        name=NAME,
        phone=PHONE,
        address=ADDRESS,
    )
    second = Opinion.objects.latest("id")
    matter, other = (
        matter_of(first, commune, now),
        triage.triage(
            second,
            [triage.Part(second.text, field="water_power", title="Đèn đường", text="Đề nghị lắp đèn.")],
            by=commune.coordinator,
            now=now,
        )[0],
    )
    programme.make_ready(meeting, by=commune.coordinator, now=now)
    programme.start(meeting, by=commune.chair, now=now)
    hall.record_note(meeting, speaker="Người Khai Mạc", said="Khai mạc hội nghị", by=commune.coordinator, now=now)
    hall.record_answer(
        meeting,
        other,
        {"result": "explained", "reply": "Đèn sẽ được lắp theo đợt, đã niêm yết lịch.", "basis": "Kế hoạch"},
        said_by="Chủ tịch xã",
        by=commune.coordinator,
        now=now,
    )
    answered(matter, commune, now)
    hall.conclude(meeting, by=commune.chair, now=now, attendance=80)
    hall.publish_conclusion(meeting, text="Giao các đơn vị làm ngay.", signed_by="Bí thư", by=commune.chair, now=now)
    meeting.refresh_from_db()
    return meeting, matter, other, digits


@pytest.fixture
def time_travel(monkeypatch, now):
    """The pages' clock stands at the tests' moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_meeting_page_tells_everything_public(full):
    meeting, matter, other, _digits = full
    html = page(f"/doi-thoai/{meeting.code}")
    for words in (
        meeting.title,
        "Mời bà con",
        "Giao các đơn vị làm ngay",
        "Đã nhận 2 ý kiến",
        "Khai mạc hội nghị",
        "Chủ tịch xã",
        matter.title,
        other.title,
        "Kiểm tra lại sau mùa mưa",
        "80 người dự",
        "Đã giải quyết xong",
    ):
        assert words in html, words
    assert "Người Khai Mạc" not in html


def test_matter_page_quotes_public_voices_only(full):
    _meeting, matter, other, _digits = full
    html = page(f"/van-de/{matter.code}")
    assert WORDS in html and "Ông Công Khai" in html and "1 người nêu" in html and "Phòng Kinh tế" in html
    quiet = page(f"/van-de/{other.code}")
    assert "ngõ ba thôn Đoài" not in quiet and "Đề nghị lắp đèn" in quiet and "trả lời tại chỗ" in quiet


def test_no_public_page_shows_a_contact_or_an_officer(full, commune):
    meeting, matter, other, _digits = full
    paths = [
        "/",
        "/gui",
        "/tra-cuu",
        "/doi-thoai",
        "/doi-thoai?muc=da-qua",
        "/cam-ket",
        "/huong-dan",
        f"/doi-thoai/{meeting.code}",
        f"/van-de/{matter.code}",
        f"/van-de/{other.code}",
    ]
    people = [seat.person.full_name for seat in commune.seats.values()]
    for path in [*paths, *(f"/en{path}" for path in paths)]:
        html = page(path)
        for secret in (NAME, PHONE, ADDRESS, *people):
            assert secret not in html, (path, secret)
        assert not re.search(r"<[^>]*\s(style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)", html)


def test_spoken_words_stay_private_unless_public_and_sorted(commune, now):
    meeting = opened(commune, now)
    programme.make_ready(meeting, by=commune.coordinator, now=now)
    programme.start(meeting, by=commune.chair, now=now)
    for mode in ("confidential", "public"):
        hall.record_speech(
            meeting,
            words=f"Tôi tố cáo {mode}",
            speaker="Bà Tám",
            village="",
            by=commune.coordinator,
            now=now,
            mode=mode,
        )
    assert "Tôi tố cáo" not in page(f"/doi-thoai/{meeting.code}")
    for voice in Opinion.objects.all():
        triage.triage(voice, [triage.Part(voice.text, field="other")], by=commune.coordinator, now=now)
    html = page(f"/doi-thoai/{meeting.code}")
    assert "Tôi tố cáo public" in html and "Tôi tố cáo confidential" not in html


def test_cancelled_meeting_says_why(commune, now):
    meeting = opened(commune, now)
    programme.cancel(meeting, reason="Bão số 9", by=commune.coordinator, now=now)
    assert "Bão số 9" in page(f"/doi-thoai/{meeting.code}")


def test_planned_meeting_and_unpublished_matter_do_not_exist(commune, now):
    send()
    matter = matter_of(Opinion.objects.get(), commune, now)
    planned = programme.plan(
        commune.unit, kind="periodic", title="Mật", held_on=date(2026, 12, 1), by=commune.coordinator, now=now
    )
    for path in (
        f"/van-de/{matter.code}",
        f"/doi-thoai/{planned.code}",
        "/van-de/VD-2026-999999",
        "/doi-thoai/DT-0000-1",
        "/van-de/" + "x" * 3000,
        "/van-de/VD-2026-" + "9" * 30,
        "/doi-thoai/DT" + " " * 3000,
        "/van-de/%00",
        "/khong-co",
    ):
        assert Client().get(path).status_code in {400, 404}, path


def test_joined_matter_leads_to_its_published_head(commune, now):
    send()
    head = matter_of(Opinion.objects.get(), commune, now)
    send(key="f" * 32, text="Đường vào thôn tôi hỏng nặng, xin sửa sớm.")
    (joined,) = triage.triage(
        Opinion.objects.latest("id"), [triage.Part("xin sửa sớm", field="transport")], by=commune.coordinator, now=now
    )
    joining.join(joined, head, by=commune.coordinator, now=now)
    page(f"/van-de/{joined.code}", 404)
    answered(head, commune, now)
    moved = Client().get(f"/van-de/{joined.code}")
    assert moved.status_code == 302 and moved["Location"] == f"/van-de/{head.code}"
    assert "2 người nêu" in page(f"/van-de/{head.code}")


def test_a_correction_keeps_the_earlier_answer_readable(commune, now):
    send()
    matter = answered(matter_of(Opinion.objects.get(), commune, now), commune, now)
    wrong = matter.answers.get()
    fixed = answers.start_correction(wrong, reason="Ghi nhầm tháng", by=commune.officer, now=now)
    fixed = answers.draft(
        matter,
        {**answers.parts_of(fixed), "reply": "Đã vá xong trong tháng 11, không phải tháng 10."},
        by=commune.officer,
        now=now,
    )
    answers.submit(fixed, by=commune.officer, now=now)
    answers.approve(fixed, version=fixed.version, by=commune.approver, now=now, override_reason="Đủ")
    answers.publish(fixed, by=commune.approver, now=now)
    html = page(f"/van-de/{matter.code}")
    assert "Ghi nhầm tháng" in html and "không phải tháng 10" in html and "Bản trước khi đính chính" in html


def test_moved_and_overdue_promises_are_marked(full, commune, now):
    promise = Promise.objects.get()
    assignment.move_promise(promise, new_due=date(2027, 4, 1), reason="Mưa kéo dài", by=commune.approver, now=now)
    html = page("/cam-ket")
    assert "Đã lùi ngày 1 lần" in html and "Mưa kéo dài" in html and "01/04/2027" in html and "Quá hạn" not in html
    Promise.objects.update(due=date(2026, 11, 1))
    assert "Quá hạn" in page("/cam-ket")


def test_first_page_shows_the_road_before_the_first_dialogue_and_figures_after(commune, now, time_travel):
    assert "Cách làm" in page("/")
    opened(commune, now)
    assert "Đối thoại định kỳ quý IV" in page("/") and "Cách làm" not in page("/")


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("path", "queries"), [("/", 2), ("/doi-thoai", 3), ("/cam-ket", 1)])
def test_lists_take_the_same_queries_whatever_the_rows(
    rows, path, queries, commune, now, time_travel, django_assert_num_queries
):
    for n in range(rows):
        meeting = opened(commune, now, title=f"Cuộc {n}")
        matter = Matter.objects.create(
            unit=commune.unit, meeting=meeting, title="V", text="V", field="health", opened_at=now, published_at=now
        )
        Promise.objects.create(
            matter=matter, unit=commune.agency, made_by="x", text="t", due=now.date(), first_due=now.date(), made_at=now
        )
    client = Client()
    client.get("/")
    with django_assert_num_queries(queries):
        client.get(path)


@pytest.mark.parametrize("rows", [1, 30])
def test_meeting_page_takes_the_same_queries(rows, commune, now, django_assert_num_queries):
    meeting = opened(commune, now)
    for n in range(rows):
        send(meeting=meeting.code, key=f"{n:032x}", text=f"{WORDS} {n}")
        matter = Matter.objects.create(
            unit=commune.unit,
            meeting=meeting,
            title="V",
            text="V",
            field="health",
            opened_at=now,
            published_at=now + timedelta(seconds=n),
        )
        Promise.objects.create(
            matter=matter, unit=commune.agency, made_by="x", text="t", due=now.date(), first_due=now.date(), made_at=now
        )
    with django_assert_num_queries(13):
        Client().get(f"/doi-thoai/{meeting.code}")


def test_pages_follow_each_other_without_gap_or_repeat(commune, now, time_travel):
    for n in range(30):
        opened(commune, now, title=f"Cuộc số {n:02d}.", held_on=date(2026, 11, 28) + timedelta(days=n % 3))
    first = page("/doi-thoai")
    following = re.search(r'href="(/doi-thoai\?sau=[^"]+)"', first)[1].replace("&amp;", "&")
    both = re.findall(r"Cuộc số \d\d", first) + re.findall(r"Cuộc số \d\d", page(following))
    assert len(both) == 30 and len(set(both)) == 30
    assert page("/doi-thoai?sau=" + "x" * 150) and page("/doi-thoai?sau=%ff")


def test_public_pages_may_be_kept_and_answer_304(full):
    meeting, matter, *_rest = full
    for path in ("/", "/doi-thoai", f"/doi-thoai/{meeting.code}", f"/van-de/{matter.code}", "/huong-dan"):
        response = Client().get(path)
        assert "public" in response["Cache-Control"] and "Cookie" in response["Vary"] and not response.cookies
        assert Client().get(path, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


def test_first_flight_stays_within_fourteen_kilobytes(full):
    meeting, matter, _other, digits = full
    pages = {
        path: Client().get(path).content
        for path in ("/", "/gui", "/tra-cuu", f"/doi-thoai/{meeting.code}", f"/van-de/{matter.code}")
    }
    pages["story"] = Client().post("/tra-cuu", {"code": digits}).content
    sizes = {path: len(gzip.compress(content, 6)) for path, content in pages.items()}
    assert max(sizes.values()) <= 14_000, sizes
