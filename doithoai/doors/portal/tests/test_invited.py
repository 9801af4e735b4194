"""An invitation is answered with the letter's code: in a form's body, never in an address, slowed down like guessing."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from icalendar import Calendar

from doithoai.process.programme import attending, guests, lots, preparing, requesting, services
from doithoai.process.programme.attending import Guest
from doithoai.process.programme.models import Attendee, Meeting
from tests.client import signed_in

pytestmark = pytest.mark.django_db
NAME = "Trần Thị ỬNG"


@pytest.fixture
def meeting(commune, now):
    held = services.plan(
        commune.unit,
        kind="periodic",
        title="Đối thoại quý IV ƯỠNG",
        held_on=date(2026, 12, 28),
        place="Nhà văn hóa, số 1; cạnh chợ",
        by=commune.coordinator,
        now=now,
    )
    services.announce(held, where="Loa", published_on=date(2026, 11, 20), by=commune.coordinator, now=now)
    return held


@pytest.fixture
def guest(meeting, commune, now):
    (row,) = attending.invite(
        meeting, [Guest("Khách mời đích danh, Thôn Đông", NAME)], kind="person", by=commune.clerk, now=now
    )
    return row


@pytest.fixture(autouse=True)
def _at(now):
    with time_machine.travel(now, tick=False):
        yield


def test_the_letter_opens_is_answered_and_changed(client, guest):
    code = attending.code_on_paper(guest)
    page = client.post("/moi", {"code": code}).content.decode()
    assert "Đối thoại quý IV ƯỠNG" in page
    assert "Tôi sẽ dự" in page
    assert NAME not in page
    assert "sẽ dự" in client.post("/moi", {"code": code, "answer": "yes"}).content.decode()
    assert client.post("/moi", {"code": code.replace(" ", ""), "answer": "no"}).status_code == 200
    assert Attendee.objects.get().reply == "no"
    assert client.post("/moi", {"code": code, "answer": "perhaps"}).status_code == 422


def test_the_code_is_in_no_address_and_the_answer_is_not_kept_by_anybody(client, guest):
    code = guests.code_of(guest)
    answer = client.post("/moi", {"code": code, "answer": "yes"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert code not in str(answer.headers)
    # In an address it opens nothing, so nobody gets used to writing it there.
    assert "Đối thoại quý IV" not in client.get(f"/moi?code={code}").content.decode()


def test_guessing_is_slowed_down(client, guest):
    for n in range(10):
        assert client.post("/moi", {"code": f"{n:016d}"}).status_code == 422
    assert client.post("/moi", {"code": guests.code_of(guest)}).status_code == 429


def test_after_the_day_and_after_a_cancellation_nothing_is_changed(client, guest, meeting, now):
    with time_machine.travel(now + timedelta(days=38), tick=False):
        assert client.post("/moi", {"code": guests.code_of(guest), "answer": "yes"}).status_code == 409
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    page = client.post("/moi", {"code": guests.code_of(guest), "answer": "yes"})
    assert page.status_code == 409
    assert "Cuộc này đã hủy" in page.content.decode()
    assert Attendee.objects.get().reply == "none"


@pytest.mark.parametrize("code", ["", "x" * 5000, "1234", "\x00" * 16, "１２３４" * 4])
def test_what_is_no_code_is_told_so(client, guest, code):
    assert client.post("/moi", {"code": code}).status_code == 422


def test_the_public_page_shows_topics_locality_guests_and_every_drawing(client, guest, meeting, commune, now):
    lead = {"by": commune.coordinator, "now": now}
    preparing.choose_topic(
        meeting,
        title="Đường làng",
        reason="Nêu nhiều nhất",
        evidence={"field": "transport", "opinions": 1200, "unanswered": 3, "late_promises": 1, "earlier_meetings": 2},
        **lead,
    )
    preparing.choose_locality(meeting, locality=commune.village, reason="Chưa đối thoại lần nào", **lead)
    places = [{"village": "Thôn Đông", "size": 40, "list": ""}]
    facts = {"places": places, "seats": 2, "source": "Xổ số miền Bắc", "number_on": date(2026, 11, 22)}
    lots.announce_lot(meeting, **facts, **lead)
    page = client.get(f"/doi-thoai/{meeting.code}").content.decode()
    assert "Xổ số miền Bắc" in page
    lot = lots.draw(meeting, number="12345", by=commune.coordinator, now=now + timedelta(days=1))
    page = client.get(f"/doi-thoai/{meeting.code}").content.decode()
    for words in ("Nêu nhiều nhất", "1.200 ý kiến", "Chưa đối thoại lần nào", "Đã mời 3 người", lot.seed):
        assert words in page, words
    assert ", ".join(map(str, lot.drawn[0]["drawn"])) in page
    assert NAME not in page


def _events(answer):
    assert answer.status_code == 200, answer.status_code
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_one_meeting_is_read_back_from_its_calendar(client, meeting):
    (event,) = _events(client.get(f"/doi-thoai/{meeting.code}.ics")).values()
    assert str(event["SUMMARY"]) == "Đối thoại quý IV ƯỠNG"
    assert str(event["LOCATION"]) == "Nhà văn hóa, số 1; cạnh chợ"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 12, 28), date(2026, 12, 29))
    assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")
    assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)


def test_a_moved_and_a_cancelled_meeting_keep_their_id(client, meeting, commune, now):
    from datetime import time

    (uid,) = _events(client.get("/lich.ics"))
    lead = {"by": commune.coordinator, "now": now}
    services.reschedule(meeting, held_on=date(2026, 12, 29), starts_at=time(8, 30), reason="Bão", **lead)
    moved = _events(client.get("/lich.ics"))[uid]
    assert moved["SEQUENCE"] == 1
    assert moved["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert moved.decoded("DTSTART").isoformat() == "2026-12-29T08:30:00+07:00"
    services.cancel(meeting, reason="Dịch", **lead)
    gone = _events(client.get("/lich.ics"))[uid]
    assert (str(gone["STATUS"]), gone["SEQUENCE"]) == ("CANCELLED", 2)


def test_the_zone_stands_in_the_file_and_the_same_calendar_has_the_same_tag(client, meeting, commune, now):
    first = client.get("/lich.ics")
    zone = Calendar.from_ical(first.content).walk("VTIMEZONE")[0]
    assert str(zone["TZID"]) == "Asia/Ho_Chi_Minh"
    assert client.get("/lich.ics", headers={"if-none-match": first["ETag"]}).status_code == 304
    services.cancel(meeting, reason="Dịch", by=commune.coordinator, now=now)
    assert client.get("/lich.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_public_calendar_is_of_one_place_and_of_what_was_announced(client, meeting, commune, stranger, now):
    services.plan(
        commune.unit, kind="periodic", title="Chưa báo", held_on=date(2026, 12, 30), by=commune.coordinator, now=now
    )
    assert len(_events(client.get("/lich.ics"))) == 1
    assert _events(client.get("/lich.ics", {"don-vi": stranger.unit.pk})) == {}
    for nobody in ("x", "9" * 40, "-1"):
        assert client.get("/lich.ics", {"don-vi": nobody}).status_code == 404


def test_a_seats_calendar_holds_what_is_due_and_no_words_of_a_case(client, meeting, commune, now):
    from doithoai.process.assignment import services as work
    from doithoai.process.intake import services as intake
    from doithoai.process.triage import services as triage
    from doithoai.process.triage.services import Part

    told = intake.receive(commune.unit, "Đèn đường BÍ MẬT tắt đã lâu.", channel="counter", by=commune.clerk, now=now)
    (matter,) = triage.triage(told, [Part(told.text, field="water_power")], by=commune.coordinator, now=now)
    work.assign(matter, lead=commune.agency, due=date(2026, 12, 6), basis="Chủ trì", by=commune.coordinator, now=now)
    preparing.add_task(
        meeting, unit=commune.agency, what="Dự thảo", due=date(2026, 12, 20), by=commune.coordinator, now=now
    )
    page = signed_in(commune.officer).get("/lam-viec/lich").content.decode()
    address = page.split("/lich/")[1].split(".ics")[0]
    answer = client.get(f"/lich/{address}.ics")
    said = {str(event["SUMMARY"]): event.decoded("DTSTART") for event in _events(answer).values()}
    assert said == {
        "Đối thoại quý IV ƯỠNG": date(2026, 12, 28),
        "Dự thảo": date(2026, 12, 20),
        f"Hạn trả lời {matter.code}": date(2026, 12, 6),
    }
    assert "BÍ MẬT" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-cache"
    assert client.get(f"/lich/{address}.ics", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_another_password_an_ended_seat_and_a_changed_address_open_nothing(client, meeting, commune, now):
    from doithoai.doors.desk.calendars import token_of

    token = token_of(commune.officer)
    assert client.get(f"/lich/{token}.ics").status_code == 200
    other = token.replace(f"{commune.officer.pk}-", f"{commune.coordinator.pk}-")
    for wrong in (other, token[:-1], token + "0", "x", "1-", "ư-ư", "9" * 30 + "-a"):
        assert client.get(f"/lich/{wrong}.ics").status_code == 404, wrong
    with time_machine.travel(now, tick=False):
        seat = commune.officer
        seat.valid_to = date(2026, 11, 20)
        seat.save()
        assert client.get(f"/lich/{token}.ics").status_code == 404
        seat.valid_to = None
        seat.save()
        assert client.get(f"/lich/{token}.ics").status_code == 200
    commune.officer.person.set_password("mot-mat-khau-khac-2026")
    commune.officer.person.save()
    assert client.get(f"/lich/{token}.ics").status_code == 404


def test_the_public_sees_who_asks_for_a_meeting_and_why_none_is_held(client, commune, now):
    here = {"by": commune.clerk, "now": now}
    requesting.record_electorate(commune.unit, voters=8500, on=date(2026, 3, 15), source="Danh sách", **here)
    asked = requesting.open_request(commune.unit, subject="Bãi rác ƯỠNG", received_on=date(2026, 11, 2), **here)
    requesting.add_sheet(asked, voters=849, received_on=date(2026, 11, 3), **here)
    page = client.get("/doi-thoai").content.decode()
    assert "849 / 8.500 cử tri = 9,9 %: còn thiếu 1 cử tri" in page
    requesting.decline(asked, reason="Đã xử lý xong ngày 10/11", by=commune.coordinator, now=now)
    cache.clear()
    assert "Đã xử lý xong ngày 10/11" in client.get("/doi-thoai").content.decode()
