"""The hall's pages: typing while people speak, ending a meeting, the sheet with its cases."""

import re
from datetime import date

import pytest
from django.urls import reverse

from doithoai.process.hall import balance
from doithoai.process.hall import services as hall
from doithoai.process.hall.models import Conclusion, RegisterEntry
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Role
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.client import signed_in

pytestmark = pytest.mark.django_db
WORDS = "Đường liên thôn ƯỠNG ẪM ỆCH ỘT nhiều ổ gà, xin sửa."
SPOKEN = {
    "said_by": "Chủ tịch UBND xã",
    "reply": "Thuốc đã có từ hôm qua, bà con đến nhận.",
    "basis": "Sổ kho",
    "result": "explained",
}


@pytest.fixture
def live(commune, now):
    by = commune.coordinator
    meeting = programme.plan(
        commune.unit, kind="periodic", title="Đối thoại quý IV", held_on=date(2026, 11, 21), by=by, now=now
    )
    programme.announce(meeting, where="Loa", published_on=date(2026, 11, 10), by=by, now=now)
    programme.collect(meeting, by=by, now=now)
    programme.make_ready(meeting, by=by, now=now)
    programme.start(meeting, by=by, now=now)
    return meeting


def at(name, meeting):
    return reverse(f"hall:{name}", args=[meeting.code])


def speak(client, meeting, words=WORDS, **more):
    key = re.search(r'name="key" value="([^"]+)"', client.get(at("register", meeting)).content.decode())[1]
    data = {"key": key, "words": words, "speaker": "Bà Ba", "village": "Thôn Đông", **more}
    return client.post(at("speech", meeting), data), data


def sorted_matter(commune, meeting, now):
    opinion = Opinion.objects.filter(meeting=meeting, state="received").latest("id")
    (matter,) = triage.triage(opinion, [Part(opinion.text, field="transport")], by=commune.coordinator, now=now)
    return matter


def test_a_voice_is_written_once_and_its_name_is_not_shown(commune, live):
    client = signed_in(commune.clerk)
    answer, data = speak(client, live)
    assert (answer.status_code, "Bà Ba" in answer["Location"]) == (302, False)
    client.post(at("speech", live), data)
    entry = RegisterEntry.objects.get()
    assert (entry.number, entry.said, entry.words, entry.speaker) == (1, "", WORDS, "")
    page = client.get(answer["Location"]).content.decode()
    assert WORDS in page and "Bà Ba" not in page
    assert 'value="Thôn Đông"' in page, "the village is carried over to the next voice"


def test_a_public_speaker_is_named(commune, live):
    client = signed_in(commune.clerk)
    speak(client, live, public="on")
    assert RegisterEntry.objects.get().opinion.public_name == "Bà Ba"
    assert "Bà Ba" in client.get(at("register", live)).content.decode()


def test_a_sealed_denunciation_leaves_the_register(commune, live, now):
    speak(signed_in(commune.clerk), live, words="Tôi tố cáo ông X nhận tiền.")
    triage.hand_over(Opinion.objects.get(), kind="denunciation", to="Thanh tra", by=commune.coordinator, now=now)
    page = signed_in(commune.chair).get(at("register", live)).content.decode()
    assert "ông X" not in page and "niêm phong" in page


@pytest.mark.parametrize("words", ["", "   ", "a", "x" * 20_001, "có\x00NUL trong lời"])
def test_bad_words_come_back_as_typed(commune, live, words):
    answer, _data = speak(signed_in(commune.clerk), live, words=words)
    assert answer.status_code == 422
    assert "Thôn Đông" in answer.content.decode()
    assert not RegisterEntry.objects.exists()


def test_the_whole_hall_from_voice_to_closed(commune, live, now):
    client = signed_in(commune.coordinator)
    speak(client, live)
    refused = client.post(at("conclude", live), {"attendance": "80"})
    voice = Opinion.objects.get()
    assert refused.status_code == 422
    assert f'href="{reverse("triage:opinion", args=[voice.code])}"' in refused.content.decode()
    assert 'value="80"' in refused.content.decode()
    matter = sorted_matter(commune, live, now)
    assert client.post(at("conclude", live), {"attendance": "80"}).status_code == 302
    live.refresh_from_db()
    assert (live.state, live.attendance) == (Meeting.State.CONCLUDED, 80)
    owed = client.post(at("close", live))
    assert (owed.status_code, voice.code in owed.content.decode()) == (422, True)
    page = client.get(at("register", live) + f"?ghi=tra-loi&van-de={matter.code}").content.decode()
    assert f'value="{matter.pk}" selected' in page
    assert client.post(at("answer", live), {**SPOKEN, "matter": matter.pk}).status_code == 302
    assert client.post(at("close", live)).status_code == 422, "conclusions first"
    assert client.post(at("publish_conclusion", live), {"text": "", "signed_by": "x"}).status_code == 422
    text = {"text": "Giao Phòng Kinh tế sửa đường.", "signed_by": "Bí thư", "where": "Đài truyền thanh xã"}
    text |= {"media": ["mass_media", "village_heads"], "published_on": "21/11/2026"}
    for change in ({"media": []}, {"media": ["tin đồn"]}, {"where": ""}, {"published_on": "22/12/2026"}):
        back = client.post(at("publish_conclusion", live), text | change)
        assert back.status_code == 422
        assert "Giao Phòng Kinh tế sửa đường." in back.content.decode()
    assert client.post(at("publish_conclusion", live), text).status_code == 302
    assert Conclusion.objects.get().text == text["text"]
    proof = live.announcements.get(kind="results")
    assert (proof.media, proof.where) == (["mass_media", "village_heads"], "Đài truyền thanh xã")
    assert client.post(at("close", live)).status_code == 302
    live.refresh_from_db()
    assert live.state == Meeting.State.CLOSED
    assert client.get(at("register", live)).status_code == 200


def test_an_answer_with_a_gap_is_refused_and_kept(commune, live, now):
    client = signed_in(commune.clerk)
    speak(client, live)
    matter = sorted_matter(commune, live, now)
    for change in (
        {"result": "resolved"},
        {"result": "?"},
        {"action_due": "31/02/2026"},
        {"matter": "x"},
        {"reply": ""},
    ):
        answer = client.post(at("answer", live), {**SPOKEN, "matter": matter.pk, **change})
        assert answer.status_code == 422
        assert "Chủ tịch UBND xã" in answer.content.decode()
    matter.refresh_from_db()
    assert matter.result == ""


def test_words_typed_while_the_meeting_was_concluded_come_back(commune, live, now):
    client = signed_in(commune.clerk)
    speak(client, live)
    sorted_matter(commune, live, now)
    hall.conclude(live, by=commune.chair, now=now)
    late = {"key": "12345678123456781234567812345678", "words": "Lời nói muộn của bà con.", "village": ""}
    answer = client.post(at("speech", live), late)
    assert (answer.status_code, "Lời nói muộn của bà con." in answer.content.decode()) == (422, True)


def test_notes_and_roles(commune, live):
    assert signed_in(commune.chair).post(at("note", live), {"said": "Khai mạc", "speaker": "Bí thư"}).status_code == 302
    chair = signed_in(commune.chair).get(at("register", live) + "?ghi=ghi-chu").content.decode()
    assert at("speech", live) not in chair and at("note", live) in chair
    reader = signed_in(commune.supervisor).get(at("register", live)).content.decode()
    assert "Khai mạc" in reader and "<textarea" not in reader


@pytest.mark.parametrize("role", Role.values)
def test_others_see_nothing(commune, stranger, live, role):
    own, other = signed_in(commune.seats[role]), signed_in(stranger.seats[role])
    reads = role in {"clerk", "coordinator", "chair", "leader", "supervisor"}
    assert own.get(at("register", live)).status_code == (200 if reads else 404)
    assert own.get(at("balance", live)).status_code == (404 if role == "administrator" else 200)
    for name in ("register", "balance", "balance_print"):
        assert other.get(at(name, live)).status_code == 404
    for name in ("speech", "answer", "note", "conclude", "publish_conclusion", "close"):
        assert other.post(at(name, live), {"said": "Khai mạc"}).status_code == 404
        assert own.post(at(name, live), {}).status_code in (
            {404} if role not in {"clerk", "coordinator", "chair"} else {302, 422}
        )


def test_the_sheet_shows_every_number_with_its_cases(commune, stranger, live, now):
    client = signed_in(commune.coordinator)
    for words in (WORDS, "Trạm y tế thiếu thuốc.", "Xin điện cho xóm Đoài."):
        speak(client, live, words=words)
    one, two, _three = Opinion.objects.order_by("id")
    sorted_matter(commune, live, now)
    triage.set_aside(two, reason="Trùng hoàn toàn", by=commune.coordinator, now=now)
    page = client.get(at("balance", live)).content.decode()
    assert "3 = 1 + 1 + 1" in page
    waiting = client.get(at("balance", live) + "?muc=waiting").content.decode()
    assert one.code in waiting and two.code not in waiting
    officer = signed_in(commune.officer).get(at("balance", live) + "?muc=waiting").content.decode()
    assert one.code not in officer and WORDS not in officer
    assert client.get(at("balance", live) + "?muc=khong-co&sau=x").status_code == 200
    assert "Đối thoại quý IV" in client.get(at("balance_print", live)).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow(commune, live, now, rows, django_assert_num_queries):
    for n in range(rows):
        hall.record_speech(live, words=f"Xin sửa đường số {n}.", speaker="", village="", by=commune.clerk, now=now)
    client = signed_in(commune.supervisor)
    client.get(at("register", live))
    # session, seat; meeting; lines; how many wait; the conclusions.
    with django_assert_num_queries(6):
        client.get(at("register", live))
    # session, seat; meeting; three for the sheet; the cases.
    with django_assert_num_queries(7):
        client.get(at("balance", live) + "?muc=waiting")


def test_all_sheets_equal_each_sheet(commune, live, now, django_assert_num_queries):
    programme.plan(
        commune.unit, kind="ad_hoc", title="Khác", held_on=date(2026, 12, 1), by=commune.coordinator, now=now
    )
    for n in range(4):
        hall.record_speech(live, words=f"Xin sửa đường số {n}.", speaker="", village="", by=commune.clerk, now=now)
    intake.receive(commune.unit, "Không thuộc cuộc nào.", channel="phone", by=commune.clerk, now=now)
    with django_assert_num_queries(5):
        sheets = list(balance.all_sheets())
    assert [s.as_dict() for s in sheets] == [balance.sheet_of(m).as_dict() for m in Meeting.objects.order_by("pk")]
    assert [s.received for s in balance.all_sheets(size=1)] == [4, 0]
