"""The vault: each opening leaves a line, two persons break the glass, a number finds its own sender alone."""

import pytest
from django.db import connection

from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.models import Event
from doithoai.process.intake import importing, opening, queries, services
from doithoai.process.intake.models import Contact, ContactOpening
from doithoai.process.intake.services import Sender
from doithoai.process.triage import services as triage
from tests.client import signed_in

pytestmark = pytest.mark.django_db
WORDS = "Đường thôn Đông ngập nước mỗi khi mưa."
ANH = Sender(name="Nguyễn Thị Ánh", phone="0912 345 678", address="Số 7 ngõ 9", email="anh@vi-du.vn")
FIND = "/lam-viec/tim-nguoi-gui"


def hear(commune, now, **more):
    facts = {"channel": "counter", "by": commune.clerk, "now": now, "sender": ANH, **more}
    return services.receive(more.pop("unit", commune.unit), facts.pop("text", WORDS), **facts)


def at(opinion, page=""):
    return f"/lam-viec/tiep-nhan/{opinion.code}{page}"


def test_a_clerk_opens_by_an_act_that_is_written_down(commune, now):
    opinion, client = hear(commune, now), signed_in(commune.clerk)
    closed = client.get(at(opinion)).content.decode()
    assert "0912 345 678" not in closed and "Đang giữ kín" in closed
    assert not Event.objects.filter(verb="read_contact").exists()
    opened = client.post(at(opinion, "/nguoi-gui"))
    assert "0912 345 678" in opened.content.decode() and opened["Cache-Control"] == "no-store"
    event = Event.objects.get(verb="read_contact")
    assert (event.subject_id, event.seat_id, event.note, event.data) == (opinion.pk, commune.clerk.pk, "", {})
    assert "0912 345 678" not in client.get(at(opinion)).content.decode()
    assert client.get(at(opinion, "/nguoi-gui")).status_code == 405


def test_nothing_left_is_said_and_not_written_down(commune, now):
    opinion = hear(commune, now, sender=Sender())
    page = signed_in(commune.clerk).post(at(opinion, "/nguoi-gui"))
    assert "không để lại thông tin" in page.content.decode()
    assert not Event.objects.filter(verb="read_contact").exists()


def test_a_number_in_any_writing_finds_its_sender_in_the_own_place_alone(commune, stranger, now):
    mine, other = (
        hear(commune, now),
        hear(commune, now, text="Xin thêm đèn đường ở ngõ ba.", sender=Sender(phone="0987 000 111")),
    )
    services.receive(stranger.unit, WORDS, channel="counter", by=stranger.clerk, now=now, sender=ANH)
    client = signed_in(commune.clerk)
    for typed in ("0912345678", "+84 912 345 678", "0912.345.678"):
        page = client.post(FIND, {"phone": typed})
        html = page.content.decode()
        assert page.status_code == 200 and page["Cache-Control"] == "no-store"
        assert mine.code in html and other.code not in html and "Nguyễn Thị Ánh" not in html
    looked = Event.objects.filter(verb="find_by_phone")
    assert looked.count() == 3 and all(event.data == {"found": 1} for event in looked)
    assert "912" not in str(list(looked.values("note", "data", "actor")))
    assert "Không có ý kiến nào để lại số này" in client.post(FIND, {"phone": "0900000000"}).content.decode()


@pytest.mark.parametrize("typed", ["", "abc", "12", "9" * 5000, "\x00", "0912\x00345678"])
def test_what_is_no_number_gets_a_clear_answer(commune, now, typed):
    page = signed_in(commune.clerk).post(FIND, {"phone": typed})
    assert page.status_code == 422 and "error-summary" in page.content.decode()
    assert not Event.objects.filter(verb="find_by_phone").exists()


def test_a_sealed_denouncer_is_found_and_read_by_no_single_clerk(commune, now):
    opinion = hear(commune, now)
    triage.hand_over(opinion, kind="denunciation", to="Thanh tra", by=commune.coordinator, now=now)
    client = signed_in(commune.clerk)
    assert opinion.code not in client.post(FIND, {"phone": "0912345678"}).content.decode()
    assert client.post(at(opinion, "/nguoi-gui")).status_code == 403
    assert queries.contact_of(opinion, commune.clerk) is None
    with pytest.raises(NotAllowed):
        opening.ask_contact(opinion, reason="x", by=commune.chair, now=now)


def test_an_imported_row_has_its_number_indexed_and_the_table_says_nothing(commune, now):
    csv = "STT;Họ và tên;Số điện thoại;Nội dung ý kiến\n1;Nguyễn Thị Ánh;912345678;Xin nạo vét kênh mương trước mùa mưa.\n"
    file = importing.upload(csv.encode(), "thon.csv", unit=commune.unit, by=commune.clerk, now=now)
    importing.import_file(file, by=commune.clerk, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone_index, sealed FROM intake_contact")
        ((index, sealed),) = cursor.fetchall()
    assert (
        index == queries.phone_index("+84912345678") and len(index) == 64 and index != queries.phone_index("0912345679")
    )
    assert b"0912" not in bytes(sealed) and "Ánh".encode() not in bytes(sealed)


def test_two_persons_break_the_glass_once(commune, now):
    opinion = hear(commune, now)
    asker, second = signed_in(commune.coordinator), signed_in(commune.clerk)
    assert asker.post(at(opinion, "/xin-mo-danh-tinh"), {"reason": "  "}).status_code == 422
    assert (
        asker.post(at(opinion, "/xin-mo-danh-tinh"), {"reason": "Người gửi gặp nạn, cần báo gia đình"}).status_code
        == 302
    )
    asked = ContactOpening.objects.get()
    door = f"/lam-viec/mo-danh-tinh/{asked.pk}"
    assert "Người gửi gặp nạn" in second.get(door).content.decode()
    refused = asker.post(door)
    assert refused.status_code == 403 and "Ánh" not in refused.content.decode()
    opened = second.post(door)
    assert "Nguyễn Thị Ánh" in opened.content.decode() and opened["Cache-Control"] == "no-store"
    again = second.post(door)
    assert again.status_code == 422 and "Ánh" not in again.content.decode()
    assert "Ánh" not in second.get(door).content.decode()
    assert [event.verb for event in Event.objects.filter(subject="intake.opinion")] == [
        "receive",
        "ask_contact",
        "open_contact",
    ]


def test_one_person_in_two_seats_is_one_person(commune, now):
    opinion = hear(commune, now)
    asked = opening.ask_contact(opinion, reason="Cần gấp", by=commune.coordinator, now=now)
    commune.chair.person = commune.coordinator.person
    with pytest.raises(NotAllowed):
        opening.open_contact(asked, by=commune.chair, now=now)


def test_what_was_never_left_or_is_gone_cannot_be_opened(commune, now):
    with pytest.raises(Refused, match="không để lại"):
        opening.ask_contact(hear(commune, now, sender=Sender()), reason="x", by=commune.chair, now=now)
    opinion = hear(commune, now, text="Xin thêm đèn đường ở ngõ ba.")
    asked = opening.ask_contact(opinion, reason="x", by=commune.chair, now=now)
    Contact.objects.filter(opinion=opinion).delete()
    with pytest.raises(Refused, match="xóa danh tính"):
        opening.open_contact(asked, by=commune.clerk, now=now)
    assert ContactOpening.objects.get().opened_at is None


def test_the_stranger_sees_no_opening(commune, stranger, now):
    asked = opening.ask_contact(hear(commune, now), reason="x", by=commune.chair, now=now)
    assert signed_in(stranger.clerk).get(f"/lam-viec/mo-danh-tinh/{asked.pk}").status_code == 404
    assert signed_in(commune.officer).get(f"/lam-viec/mo-danh-tinh/{asked.pk}").status_code == 404
