"""The sender's rights by code alone: everything held is seen, nothing stays that was erased, nobody else gets in."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from doithoai.doors.portal.tests.making import WORDS, answered, matter_of, send
from doithoai.ground.core.models import Event
from doithoai.ground.notices.models import Notice
from doithoai.process.assignment import relay
from doithoai.process.hall import balance
from doithoai.process.intake import opening
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Contact, DataRequest, Guided, Message, Opinion
from doithoai.process.triage import rights
from doithoai.process.triage import services as triage

pytestmark = pytest.mark.django_db
NAME, PHONE = "Bà Ba Bí Mật", "0912345678"
WHO = {"village": "Thôn Đông", "name": NAME, "phone": PHONE, "address": "Số 7 ngõ 9"}


def mine(code, do="", client=None, **more):
    return (client or Client(enforce_csrf_checks=True)).post("/tra-cuu/quyen", {"code": code, "do": do, **more})


def html_of(response) -> str:
    return response.content.decode()


def dump() -> bytes:
    """Every value of every table, as bytes."""
    found = []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if connection.vendor == "sqlite":
            # What a virtual table holds stands in its own tables, which are read; it cannot be read itself.
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
            tables -= {name for (name,) in cursor.fetchall()}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    return b"\x00".join(found)


def test_the_page_shows_what_is_held_and_opens_the_contact_by_an_act(commune, now):
    digits = send(**WHO)
    closed = mine(digits)
    assert closed.status_code == 200 and closed["Cache-Control"] == "private, no-store"
    assert WORDS in html_of(closed) and NAME not in html_of(closed) and "Có, đang khóa" in html_of(closed)
    opened = html_of(mine(digits, "contact"))
    assert NAME in opened and PHONE in opened
    mine(digits, "contact")
    kinds = DataRequest.objects.values_list("kind", "state")
    assert list(kinds) == [("access", "done")], "once a day is enough"


def test_no_code_no_page_and_guessing_is_slowed_down_as_elsewhere(commune):
    digits = send(**WHO)
    assert Client().get(f"/tra-cuu/quyen?code={digits}").status_code == 200
    assert WORDS not in html_of(Client().get(f"/tra-cuu/quyen?code={digits}"))
    client = Client(REMOTE_ADDR="203.0.113.9")
    for _n in range(10):
        assert mine("1111222233334444", "erase_now", client).status_code == 422
    assert mine(digits, client=client).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").post("/tra-cuu", {"code": digits}).status_code == 429


@pytest.mark.parametrize("do", ["", "x" * 5000, "\x00", "save_contact", "ask", "withdraw_now", "erase_now", "download"])
def test_any_button_is_answered(commune, now, do):
    digits = send(**WHO)
    matter_of(Opinion.objects.get(), commune, now)
    assert mine(digits, do, kind="\x00", text="\x00", name="\x00", email="no").status_code in {200, 422}


def test_the_file_holds_all_of_it(commune, now):
    digits = send(**WHO)
    opinion = Opinion.objects.get()
    answered(matter_of(opinion, commune, now), commune, now)
    file = mine(digits, "download")
    assert file["Content-Disposition"] == f'attachment; filename="{opinion.code}.zip"'
    assert file["Cache-Control"] == "private, no-store"
    archive = zipfile.ZipFile(io.BytesIO(file.content))
    data, plain = json.loads(archive.read("du-lieu.json")), archive.read("doc-truoc.txt").decode("utf-8-sig")
    assert data["opinion"]["words"] == WORDS and data["contact"]["phone"] == PHONE
    for words in (WORDS, NAME, PHONE, "vá xong toàn bộ", "Phòng Kinh tế", "Tiếp nhận ý kiến"):
        assert words in plain, words
    assert commune.officer.person.full_name not in plain and digits not in plain + json.dumps(data)


def test_a_contact_is_corrected_and_found_under_its_new_number(commune):
    digits = send(mode="public", **WHO)
    wrong = mine(digits, "save_contact", name="", phone="abc", email="x")
    assert wrong.status_code == 422 and "error-summary" in html_of(wrong)
    done = mine(digits, "save_contact", name="Bà Tư", phone="0987 654 321", address="", email="tu@vi-du.vn")
    assert done.status_code == 200
    opinion = Opinion.objects.get()
    assert intake.own_contact(opinion)["phone"] == "0987 654 321" and opinion.public_name == "Bà Tư"
    assert Contact.objects.get().phone_index == intake.phone_index("+84987654321")
    assert NAME.encode() not in dump()


def test_what_was_sent_without_a_name_takes_none_later(commune):
    digits = send(mode="anonymous")
    refused = mine(digits, "save_contact", name="Bà Tư")
    assert refused.status_code == 422 and Contact.objects.count() == 0


def test_withdrawing_before_anybody_sorted_it_is_done_at_once(commune, now):
    digits = send(**WHO)
    confirm = html_of(mine(digits, "withdraw"))
    assert "rút ngay" in confirm and "còn trong sổ" in confirm and Opinion.objects.get().state == "received"
    assert "Đã rút" in html_of(mine(digits, "withdraw_now"))
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.text) == ("withdrawn", WORDS)
    assert mine(digits, "withdraw_now").status_code == 422
    assert DataRequest.objects.filter(kind="withdraw", state="done").count() == 1
    assert "Ông/bà đã rút ý kiến này" in html_of(Client().post("/tra-cuu", {"code": digits}))


def test_withdrawing_later_is_a_request_with_its_clocks(commune, now):
    digits = send(**WHO)
    opinion = Opinion.objects.get()
    (matter,) = triage.triage(opinion, [triage.Part(WORDS, field="transport")], by=commune.coordinator, now=now)
    assert mine(digits, "withdraw_now").status_code == 422
    for _twice in range(2):
        assert mine(digits, "withdraw_now", text="Tôi đổi ý").status_code == 200
    asked = DataRequest.objects.get(kind="withdraw")
    assert asked.state == "open" and (asked.finish_by - asked.received_at.date()).days in {14, 15}
    triage.undo_triage(opinion, by=commune.coordinator, now=now)
    rights.finish(asked, reply="Đã rút theo yêu cầu.", by=commune.coordinator, now=now)
    opinion.refresh_from_db()
    assert opinion.state == "withdrawn" and opinion.text == WORDS
    withdrawn = Event.objects.get(verb="withdraw")
    assert withdrawn.seat_id is None and withdrawn.data == {"request": asked.pk}
    assert "Đã rút theo yêu cầu." in html_of(mine(digits))


def test_an_erased_identity_is_nowhere_in_the_database(commune, now):
    digits = send(mode="public", **WHO)
    opinion = Opinion.objects.get()
    Notice.objects.create(
        key="k", channel="email", kind="received", about=opinion.code, sealed_address=b"x", created_at=now, next_at=now
    )
    assert NAME.encode() in dump(), "the public name stands in the open: the canary sings"
    confirm = html_of(mine(digits, "erase"))
    assert "Không lấy lại được" in confirm and "Vẫn còn" in confirm and Contact.objects.exists()
    assert "Đã xóa danh tính" in html_of(mine(digits, "erase_now"))
    remains = dump()
    for canary in (NAME, PHONE, "Số 7 ngõ 9"):
        assert canary.encode() not in remains, canary
    opinion.refresh_from_db()
    assert (opinion.public_name, opinion.mode, opinion.text) == ("", "anonymous", WORDS)
    assert not Contact.objects.exists() and Notice.objects.get().state == "called_off"
    assert Notice.objects.get().sealed_address is None
    assert WORDS in html_of(Client().post("/tra-cuu", {"code": digits})), "the code still follows it"
    assert "Không còn thông tin" in html_of(mine(digits, "erase_now"))
    assert Event.objects.filter(verb="erase_identity").count() == 1


def test_erasing_keeps_every_table_that_held_something_else(commune, now):
    """No other sender loses anything."""
    digits = send(**WHO)
    send(key="f" * 32, text="Xin thêm đèn đường ở ngõ ba của thôn Đoài.", name="Ông Năm", phone="0987000111")
    counts = {m: m.objects.count() for m in apps.get_models() if m is not Contact and hasattr(m, "objects")}
    mine(digits, "erase_now")
    assert intake.own_contact(Opinion.objects.latest("id"))["name"] == "Ông Năm"
    less = [m for m, n in counts.items() if m.objects.count() < n]
    assert less == []


def test_handed_over_is_not_erased_by_code_alone(commune, now):
    digits = send(mode="public", **WHO)
    triage.hand_over(Opinion.objects.get(), kind="denunciation", to="Thanh tra", by=commune.coordinator, now=now)
    assert mine(digits, "erase_now").status_code == 422 and Contact.objects.exists()
    for do in ("", "contact", "download"):
        page = mine(digits, do).content
        assert NAME.encode() not in page and "ổ gà".encode() not in page


def test_a_request_is_put_with_the_days_of_the_law(commune, now):
    digits = send(**WHO)
    done = mine(digits, "ask", kind="restrict", text="Đừng dùng số của tôi")
    assert "Đã nhận yêu cầu" in html_of(done) and "trả lời trước hết ngày" in html_of(done)
    assert mine(digits, "ask", kind="nothing", text="x").status_code == 422
    assert mine(digits, "ask", kind="access", text="x" * 2001).status_code == 422
    for n in range(6):
        last = mine(digits, "ask", kind="access", text=f"Ai xem? {n}")
    assert last.status_code == 422 and DataRequest.objects.filter(state="open").count() == 5


def test_the_sender_reads_that_the_identity_was_opened(commune, now):
    digits = send(**WHO)
    asked = opening.ask_contact(Opinion.objects.get(), reason="Cần báo tin gấp", by=commune.coordinator, now=now)
    assert "Cần báo tin gấp" not in html_of(Client().post("/tra-cuu", {"code": digits}))
    opening.open_contact(asked, by=commune.clerk, now=now)
    page = html_of(Client().post("/tra-cuu", {"code": digits}))
    assert "Danh tính của ông/bà đã được mở" in page and "Cần báo tin gấp" in page and "21/11/2026" in page
    history = html_of(mine(digits))
    assert "Mở danh tính của ông/bà" in history and commune.clerk.person.full_name not in history


def test_the_relay_covers_what_would_betray_the_sender(commune, now):
    digits = send(**WHO)
    opinion = Opinion.objects.get()
    matter = matter_of(opinion, commune, now)
    follow = Client()
    assert follow.post("/tra-cuu", {"code": digits, "reply": "Chưa ai hỏi"}).status_code == 422
    relay.ask(matter, opinion, "Hố ở đoạn nào?", by=commune.officer, now=now)
    page = html_of(follow.post("/tra-cuu", {"code": digits}))
    assert "Hố ở đoạn nào?" in page and "Phòng Kinh tế" in page and commune.officer.person.full_name not in page
    assert Message.objects.get().seen_at is not None
    warned = follow.post("/tra-cuu", {"code": digits, "reply": "Gọi 0912 345 678 nhé"})
    assert warned.status_code == 422 and "[số điện thoại đã che]" in html_of(warned)
    assert Message.objects.filter(from_sender=True).count() == 0
    for _twice in range(2):
        sent = follow.post("/tra-cuu", {"code": digits, "reply": "Gọi 0912 345 678 nhé", "covered": "yes"})
    assert sent.status_code == 200
    assert Message.objects.get(from_sender=True).text == "Gọi [số điện thoại đã che] nhé"
    assert b"0912 345 678" not in dump()


def test_a_day_takes_twenty_messages(commune, now):
    digits = send()
    opinion = Opinion.objects.get()
    relay.ask(matter_of(opinion, commune, now), opinion, "Hố ở đoạn nào?", by=commune.coordinator, now=now)
    answers = [Client().post("/tra-cuu", {"code": digits, "reply": f"Đoạn {n}"}).status_code for n in range(21)]
    assert answers == [200] * 20 + [422]
    assert Client().post("/tra-cuu", {"code": digits, "reply": "x" * 2001}).status_code == 422


def test_who_is_led_to_another_door_is_a_figure_and_no_more(commune, django_assert_num_queries):
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.9")
    for door in ("khieu-nai", "to-cao", "khieu-nai"):
        answer = client.post("/huong-dan", {"door": door, "text": "Tôi tố cáo ông X"})
        assert answer.status_code == 302 and answer["Location"] == f"/huong-dan?cua={door}#{door}"
    assert client.post("/huong-dan", {"door": "\x00"}).status_code == 302
    assert dict(Guided.objects.values_list("door", "times")) == {"complaint": 2, "denunciation": 1}
    assert not client.cookies and b"203.0.113" not in dump() and "ông X".encode() not in dump()
    page = html_of(client.get("/quyen-rieng-tu"))
    assert "người được chỉ cửa khiếu nại" in page and "12 tháng" in page
    with django_assert_num_queries(0):
        client.get("/quyen-rieng-tu")


def test_a_withdrawn_voice_stays_on_the_sheet(commune, now):
    from doithoai.doors.portal.tests.making import opened

    meeting = opened(commune, now)
    digits = send(meeting=meeting.code)
    mine(digits, "withdraw_now")
    sheet = balance.sheet_of(meeting)
    assert sheet.balanced and sheet.received == 1 and sheet.outcomes["withdrawn"] == 1
