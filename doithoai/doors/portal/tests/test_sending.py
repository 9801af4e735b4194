"""Sending: three screens, nothing lost, nothing doubled, nothing broken by bad input."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doithoai.doors.portal.tests.making import KEY, WORDS, digits_in, letter, opened, send
from doithoai.ground.core import codes
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Contact, Opinion
from doithoai.process.programme import services as programme

pytestmark = pytest.mark.django_db


def post(data, client=None, **more):
    return (client or Client()).post("/gui", data, **more)


def hidden_in(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def test_three_screens_carry_everything_and_lead_to_a_receipt(commune):
    opened_page = Client().get("/gui").content.decode()
    key = hidden_in(opened_page)["key"]
    assert re.fullmatch("[0-9a-f]{32}", key) and "/huong-dan" in opened_page and "tel:113" in opened_page
    who = post({"step": "who", "key": key, "text": WORDS, "village": "Thôn Đông"})
    carried = hidden_in(who.content.decode())
    assert who.status_code == 200 and carried["text"] == WORDS and carried["key"] == key
    check = post(
        {**carried, "step": "check", "mode": "confidential", "name": "Bà Ba", "phone": "0912 345 678", "address": ""}
    )
    carried = hidden_in(check.content.decode())
    assert check.status_code == 200 and carried["name"] == "Bà Ba" and carried["village"] == "Thôn Đông"
    receipt = post({**carried, "step": "send"})
    opinion = Opinion.objects.get()
    html = receipt.content.decode()
    assert receipt.status_code == 200 and receipt["Cache-Control"] == "private, no-store"
    assert opinion.code in html and digits_in(html) == opinion.secret and 'data-draft-clear="gui"' in html
    assert (opinion.text, bytes(opinion.raw), opinion.village) == (WORDS, WORDS.encode(), "Thôn Đông")
    assert intake.contact_of(opinion, commune.clerk)["phone"] == "0912 345 678"
    assert "Quy định riêng của đơn vị, không phải luật" in html and "Quy định 11-QĐi/TW" in html and "Bà Ba" not in html


def test_going_back_loses_nothing(commune):
    data = letter(village="Thôn Đoài", mode="public", name="Ông Tư", phone="0912345678")
    write = post({**data, "step": "write"}).content.decode()
    assert WORDS in write and "Thôn Đoài" in write and hidden_in(write)["name"] == "Ông Tư"
    who = post({**data, "step": "who"}).content.decode()
    assert 'value="Ông Tư"' in who and re.search(r'value="public"[^>]*checked', who)


def test_the_home_box_starts_without_scolding(commune):
    page = post({"text": "Ngắn"})
    assert page.status_code == 200 and "Ngắn" in page.content.decode() and "error-summary" not in page.content.decode()


def test_same_form_same_words_is_one_row_and_one_receipt(commune):
    assert send() == send()
    assert Opinion.objects.count() == 1


def test_same_form_other_words_is_refused_and_keeps_the_words(commune):
    send()
    again = post(letter(text="Một ý kiến hoàn toàn khác với ý kiến trước."))
    html = again.content.decode()
    assert again.status_code == 422 and "đã được dùng" in html and "hoàn toàn khác" in html
    assert hidden_in(html)["key"] != KEY and Opinion.objects.count() == 1


def test_receipt_of_a_sent_form_stays_after_the_dialogue_ended(commune, now):
    meeting = opened(commune, now)
    digits = send(meeting=meeting.code)
    programme.cancel(meeting, reason="Bão", by=commune.coordinator, now=now)
    assert send(meeting=meeting.code) == digits


def test_a_dialogue_that_closed_meanwhile_is_told_before_sending(commune, now):
    meeting = opened(commune, now)
    assert meeting.title in Client().get(f"/gui?cuoc={meeting.code}").content.decode()
    programme.cancel(meeting, reason="Bão", by=commune.coordinator, now=now)
    told = post(letter(meeting=meeting.code))
    carried = hidden_in(told.content.decode())
    assert told.status_code == 422 and "không còn nhận ý kiến" in told.content.decode() and carried["meeting"] == ""
    assert post({**carried, "step": "send"}).status_code == 200
    assert Opinion.objects.get().meeting is None


def test_anonymous_keeps_no_contact_and_public_needs_a_name(commune):
    send(mode="anonymous", name="Bà Ba", phone="0912345678")
    assert Contact.objects.count() == 0
    missing = post(letter(mode="public"))
    assert missing.status_code == 422 and "Xin ghi họ và tên" in missing.content.decode()


def test_only_one_place_asks_nothing_several_ask(commune):
    assert "<select" not in Client().get("/gui").content.decode()


def test_another_place_can_be_chosen(commune, stranger):
    assert "<select" in Client().get("/gui").content.decode()
    send(unit=str(stranger.unit.pk))
    assert Opinion.objects.get().unit_id == stranger.unit.pk


BAD = {
    "empty": {"text": ""},
    "short": {"text": "ngắn quá"},
    "blanks": {"text": " " * 40},
    "long": {"text": "ơ" * 5001},
    "nul": {"text": WORDS + "\x00"},
    "nul in village": {"village": "a\x00b"},
    "broken utf-8": {"text": WORDS + "\ufffd"},
    "long village": {"village": "x" * 500},
    "foreign unit": {"unit": "999999"},
    "absurd unit": {"unit": "x' OR 1=1"},
    "huge unit": {"unit": "9" * 400},
    "village as unit": {"unit": "VILLAGE"},
    "absurd mode": {"mode": "everyone"},
    "absurd phone": {"phone": "call me"},
    "nul in name": {"name": "a\x00"},
    "long name": {"name": "n" * 5000},
    "no key": {"key": ""},
    "absurd key": {"key": "../../etc"},
    "key of blanks": {"key": " " * 100_000},
    "absurd meeting": {"meeting": "DT-0000-1"},
    "huge meeting": {"meeting": "DT-2026-" + "9" * 4000},
    "meeting of blanks": {"meeting": "DT" + " " * 200_000},
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_brings_the_form_back_with_a_message(name, commune):
    fields = {key: str(commune.village.pk) if value == "VILLAGE" else value for key, value in BAD[name].items()}
    response = post(letter(**fields))
    html = response.content.decode()
    assert response.status_code == 422, html
    assert "error-summary" in html or "Xin đọc trước khi gửi" in html
    assert Opinion.objects.count() == 0
    assert "text" in fields or WORDS in html


@pytest.mark.parametrize("step", ["", "who", "check", "send", "x" * 5000, "\x00"])
def test_nothing_at_all_never_breaks(step, commune):
    assert post({"step": step}).status_code in {200, 422}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"step=send&text=" + b"\xff\xfe\xc3\x28" * 20, "application/x-www-form-urlencoded"),
        (b"step=send&text=%C3%28%ff%fe%ff%fe%ff%fe%ff%fe%ff%fe%ff%fe%ff%fe%ff%fe", "application/x-www-form-urlencoded"),
        (b"[" * 100_000, "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"step=send", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"", "text/plain"),
    ],
)
def test_broken_bodies_get_a_clear_page(body, kind, commune):
    response = Client().generic("POST", "/gui", body, content_type=kind)
    assert response.status_code in {200, 400, 422} and b"<h1" in response.content


def test_ten_megabytes_are_told_so(commune):
    response = post(letter(text="ơ" * 5_000_000))
    assert response.status_code == 413 and "Nội dung quá lớn" in response.content.decode()


def test_five_thousand_fields_are_told_so(commune):
    assert post({f"f{n}": "1" for n in range(5000)}).status_code == 413


def test_an_old_form_comes_back_with_the_words_and_a_fresh_token(commune):
    client = Client(enforce_csrf_checks=True)
    html = client.post("/gui", letter(name="Bà Ba")).content.decode()
    carried = hidden_in(html)
    assert "đã mở quá lâu" in html and carried["text"] == WORDS and carried["name"] == "Bà Ba"
    assert client.post("/gui", {**carried, "step": "send"}).status_code == 200
    assert Opinion.objects.count() == 1


def test_decomposed_letters_stay_as_typed_beside_the_clean_copy(commune):
    typed = "\r\n  Đề nghị sửa đường: e\u0302\u0323 a\u030a cho bà con thôn tôi.\r\nXin cảm ơn.\r\n"
    send(text=typed)
    opinion = Opinion.objects.get()
    assert bytes(opinion.raw) == typed.encode() and "ệ" in opinion.text and "\r" not in opinion.text


@pytest.mark.parametrize("with_meeting", [False, True])
def test_sending_takes_at_most_eight_queries(with_meeting, commune, now):
    meeting = opened(commune, now) if with_meeting else None
    # Who receives and which limits hold are remembered from the one who sent before.
    send(key="b" * 32)
    with CaptureQueriesContext(connection) as asked:
        send(name="Bà Ba", meeting=meeting.code if meeting else "")
    # Begin, opinion, contact, event, commit (here a savepoint and its release); a dialogue is asked for once more.
    assert len(asked) == (6 if with_meeting else 5), [q["sql"][:90] for q in asked]


def test_the_code_never_stands_in_an_address(commune):
    html = post(letter()).content.decode()
    digits = Opinion.objects.get().secret
    assert html.count(digits) == 1 and f'<input type="hidden" name="code" value="{digits}">' in html
    assert codes.in_fours(digits)[:4] in html
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", html)
