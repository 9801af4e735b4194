"""Rounds with their voices, the book of a reception, letters that wait, keys: through the pages, as people use them."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from doithoai.ground.core.errors import NotAllowed
from doithoai.process.intake import keys, mail, queries, receptions, services
from doithoai.process.intake.models import ApiKey, CollectionRound, Contact, Letter, Opinion, ReceptionTurn
from doithoai.process.intake.services import Where
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting
from doithoai.process.reports import figures
from doithoai.process.reports.scope import Scope
from tests.client import signed_in

ROUND = {"kind": "village_meeting", "held_on": "20/11/2026", "village": "thon dong", "attendance": "40"}
WORDS = "Đường thôn Đông ngập nước mỗi khi mưa."
KEY = "6f1c2c1e-1111-4222-8333-{:012d}"


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


def planned(commune, now, kind="reception", **more) -> Meeting:
    meeting = programme.plan(
        commune.unit, kind=kind, title="Cuộc họp", held_on=date(2026, 11, 21), by=commune.coordinator, now=now, **more
    )
    programme.announce(meeting, where="Bảng tin", published_on=date(2026, 11, 13), by=commune.coordinator, now=now)
    return meeting


@pytest.fixture
def reception(commune, now) -> Meeting:
    return planned(commune, now)


def test_a_round_is_noted_once_and_carries_its_facts_to_every_voice(commune):
    client = signed_in(commune.clerk)
    for _press in range(2):
        there = client.post("/lam-viec/dot/moi", {**ROUND, "key": KEY.format(1)})["Location"]
    noted = CollectionRound.objects.get()
    assert (noted.village, noted.village_unit, noted.attendance) == ("Thôn Đông", commune.village, 40)
    page = client.get(there).content.decode()
    assert "20/11/2026" in page and 'name="channel"' not in page
    for n in range(3):
        there = client.post("/lam-viec/nhap", {"dot": noted.pk, "text": f"{WORDS} {n}", "mode": "confidential"})[
            "Location"
        ]
    assert f"dot={noted.pk}" in there
    for opinion in Opinion.objects.all():
        assert (opinion.round, opinion.channel, opinion.village_unit) == (noted, "village", commune.village)
        assert opinion.said_on == date(2026, 11, 20)
    assert ">3<" in re.sub(r"\s", "", client.get("/lam-viec/dot").content.decode())
    assert client.get(f"/lam-viec/dot/{noted.pk}").content.decode().count("Đường thôn Đông") == 3


def test_a_box_is_opened_before_witnesses(commune):
    client = signed_in(commune.clerk)
    box = {"kind": "mailbox", "held_on": "20/11/2026", "letters": "7", "key": KEY.format(2)}
    assert "người chứng kiến" in client.post("/lam-viec/dot/moi", box).content.decode()
    there = client.post("/lam-viec/dot/moi", box | {"witnesses": "Bà Lan, Mặt trận; ông Hòa, công an"})["Location"]
    noted = CollectionRound.objects.get()
    assert (noted.letters, noted.witnesses) == (7, "Bà Lan, Mặt trận; ông Hòa, công an")
    client.post("/lam-viec/nhap", {"dot": noted.pk, "text": WORDS, "mode": "anonymous", "village": "Thôn Đoài"})
    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.village_unit) == ("mailbox", commune.other_village)
    assert 'name="village"' in client.get(there).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"held_on": "22/11/2026"}, {"held_on": ""}, {"village": ""}, {"kind": "party"}, {"attendance": "-1"}, {"attendance": "9" * 30}, {"witnesses": "x" * 301}, {"key": "x"}],
)  # fmt: skip
def test_a_round_that_cannot_be_comes_back(commune, wrong):
    answer = signed_in(commune.clerk).post("/lam-viec/dot/moi", {**ROUND, "key": KEY.format(1), **wrong})
    assert answer.status_code == 422
    assert not CollectionRound.objects.exists()


def test_a_collector_sees_and_fills_the_own_village_alone(commune, stranger, now):
    mine, theirs = signed_in(commune.collector), signed_in(commune.clerk)
    mine.post("/lam-viec/dot/moi", {**ROUND, "village": "Thôn Đoài", "key": KEY.format(1)})
    assert CollectionRound.objects.get().village_unit == commune.village
    theirs.post("/lam-viec/dot/moi", {**ROUND, "village": "Thôn Đoài", "key": KEY.format(2)})
    other = CollectionRound.objects.latest("pk")
    assert mine.get(f"/lam-viec/dot/{other.pk}").status_code == 404
    for client in (mine, signed_in(stranger.clerk)):
        answer = client.post("/lam-viec/nhap", {"dot": other.pk, "text": WORDS, "mode": "confidential"})
        assert answer.status_code == 404
    assert "Thôn Đoài" not in mine.get("/lam-viec/dot").content.decode()
    with pytest.raises(NotAllowed):
        services.receive(
            commune.unit, WORDS, channel="village", by=commune.collector, now=now,
            where=Where(village="Thôn Đoài", village_unit=commune.other_village),
        )  # fmt: skip


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_of_rounds_takes_the_same_queries(commune, now, django_assert_num_queries, many):
    for n in range(many):
        opened = services.open_round(commune.unit, village=f"Thôn {n}", by=commune.clerk, now=now)
        services.receive(commune.unit, WORDS, channel="village", by=commune.clerk, now=now, where=Where(round=opened))
    client = signed_in(commune.clerk)
    # session, seat, rounds, counts.
    with django_assert_num_queries(4):
        client.get("/lam-viec/dot")


def turn(number=1, **more):
    return {"key": KEY.format(number), "persons": "3", "received_by": "Chủ tịch UBND xã", "words_1": WORDS, "name_1": "Nguyễn Thị Ánh", "phone_1": "0912 345 678"} | more  # fmt: skip


def test_a_reception_day_from_the_first_press_to_the_last(commune, reception, now):
    desk, lead = signed_in(commune.clerk), signed_in(commune.coordinator)
    here = f"/lam-viec/tiep-cong-dan/{reception.code}"
    assert desk.post(f"{here}/luot", turn()).status_code == 422
    assert lead.post(f"{here}/bat-dau").status_code == 302
    for _press in range(2):
        there = desk.post(f"{here}/luot", turn())["Location"]
    assert "Ch%E1%BB%A7" in there and "Ánh" not in there
    desk.post(f"{here}/luot", turn(2, persons="1", words_1="", name_1=""))
    desk.post(f"{here}/luot", turn(3, persons="2", words_2="Đèn đường thôn Đoài tắt đã lâu.", name_2="Lê Văn Bình"))
    desk.post(f"{here}/tu-choi", {"key": KEY.format(4), "persons": "1", "refusal": "disorder", "reason": "Chửi bới, đã nhắc ba lần", "received_by": "Bà Lan"})  # fmt: skip
    page = desk.get(there).content.decode()
    shown = re.findall(r'figure-value">(\d+)', page)
    assert shown == ["3", "6", "1"] and "Nguyễn Thị Ánh" not in page
    assert 'value="Chủ tịch UBND xã"' in page
    assert Opinion.objects.count() == 3 and Contact.objects.count() == 3
    assert {(o.channel, o.meeting_id, o.said_on) for o in Opinion.objects.all()} == {
        ("reception", reception.pk, date(2026, 11, 21))
    }
    first = ReceptionTurn.objects.get(number=1)
    assert queries.contact_of(first.opinions.get(), commune.clerk)["name"] == "Nguyễn Thị Ánh"
    paper = lead.get(f"{here}/so").content.decode()
    assert "Chửi bới" in paper and "Vi phạm nội quy" not in paper and "Ánh" not in paper
    answer = lead.post(f"{here}/ket-thuc")
    assert answer.status_code == 422 and Opinion.objects.first().code in answer.content.decode()
    Opinion.objects.update(state="triaged")
    assert lead.post(f"{here}/ket-thuc").status_code == 302
    reception.refresh_from_db()
    assert (reception.state, reception.attendance) == ("concluded", 6)
    assert desk.post(f"{here}/luot", turn(5)).status_code == 422
    numbers = figures.values(
        Scope(commune.unit, date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31), date(2026, 11, 21))
    )
    assert [numbers[f"reception_{name}"] for name in ("sessions", "turns", "persons")] == [1, 3, 6]


def test_two_at_the_desk_number_their_turns_apart(commune, reception, now):
    receptions.begin(reception, by=commune.coordinator, now=now)
    for n, seat in enumerate((commune.clerk, commune.second_clerk, commune.clerk), start=1):
        receptions.hear(reception, persons=1, received_by="A", voices=[], by=seat, now=now, key=f"k{n}")
    assert [t.number for t in ReceptionTurn.objects.order_by("number")] == [1, 2, 3]


@pytest.mark.parametrize(
    "wrong",
    [{"persons": "0"}, {"persons": "1001"}, {"persons": ""}, {"persons": "ba"}, {"received_by": ""}, {"words_1": "x"}, {"words_1": "x" * 20_001}, {"persons": "1", "words_2": WORDS}, {"key": "x"}, {"key": ""}],
)  # fmt: skip
def test_a_turn_that_cannot_be_leaves_nothing_and_keeps_what_was_typed(commune, reception, now, wrong):
    receptions.begin(reception, by=commune.coordinator, now=now)
    answer = signed_in(commune.clerk).post(
        f"/lam-viec/tiep-cong-dan/{reception.code}/luot", turn(**({"address_1": "Ngõ ƯỠNG"} | wrong))
    )
    assert answer.status_code == 422 and "Ngõ ƯỠNG" in answer.content.decode()
    assert not ReceptionTurn.objects.exists() and not Opinion.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"refusal": ""}, {"refusal": "dislike"}, {"reason": ""}, {"reason": "x" * 501}, {"persons": "-1"}]
)
def test_a_refusal_needs_a_ground_of_the_law_and_a_reason(commune, reception, now, wrong):
    receptions.begin(reception, by=commune.coordinator, now=now)
    facts = {"key": KEY.format(1), "persons": "1", "refusal": "unfit", "reason": "Say rượu", "received_by": "A"} | wrong
    assert signed_in(commune.clerk).post(f"/lam-viec/tiep-cong-dan/{reception.code}/tu-choi", facts).status_code == 422
    assert not ReceptionTurn.objects.exists()


def test_a_reception_whose_days_were_not_made_public_does_not_begin(commune, now):
    meeting = programme.plan(
        commune.unit, kind="reception", title="T", held_on=date(2026, 11, 21), by=commune.coordinator, now=now
    )
    here = f"/lam-viec/tiep-cong-dan/{meeting.code}"
    assert "công khai lịch" in signed_in(commune.coordinator).post(f"{here}/bat-dau").content.decode()
    dialogue = planned(commune, now, "periodic")
    assert signed_in(commune.coordinator).get(f"/lam-viec/tiep-cong-dan/{dialogue.code}").status_code == 404


@pytest.mark.parametrize(("kind", "channel"), [("voter_contact", "voter_contact"), ("roundtable", "roundtable"), ("periodic", "hall"), ("reception", "reception")])  # fmt: skip
def test_words_of_a_meeting_are_entered_from_its_minutes_when_it_is_over(commune, now, kind, channel):
    meeting = planned(commune, now, kind)
    for step in (programme.collect, programme.make_ready, programme.start):
        step(meeting, by=commune.coordinator, now=now)
    programme.conclude(meeting, waiting=[], by=commune.coordinator, now=now)
    client = signed_in(commune.clerk)
    facts = {"text": WORDS, "mode": "confidential", "meeting": meeting.code}
    for other in ("counter", "mailbox"):
        assert "đã kết luận" in client.post("/lam-viec/nhap", facts | {"channel": other}).content.decode()
    assert client.post("/lam-viec/nhap", facts | {"channel": channel, "meeting": ""}).status_code == 422
    assert client.post("/lam-viec/nhap", facts | {"channel": channel}).status_code == 302
    saved = Opinion.objects.get()
    assert (saved.channel, saved.meeting) == (channel, meeting)
    Meeting.objects.update(state="closed")
    assert client.post("/lam-viec/nhap", facts | {"channel": channel}).status_code == 422


def test_a_letter_that_waits_is_read_and_decided_by_a_clerk(commune, stranger, now):
    short = b"From: =?utf-8?B?TmfGsOG7nWkgZ+G7rWk=?= <canary@x.vn>\r\nSubject:\r\nMessage-ID: <1>\r\n\r\nabc\r\n"
    kept = mail.take(short, unit=commune.unit, now=now)
    here, client = f"/lam-viec/thu/{kept.pk}", signed_in(commune.clerk)
    assert "quá ngắn" in client.get("/lam-viec/thu").content.decode()
    page = client.get(here).content.decode()
    assert "canary@x.vn" in page and "abc" in page
    original = client.get(f"{here}/goc")
    assert original.content == short and original["Content-Disposition"].startswith("attachment")
    assert signed_in(stranger.clerk).get(here).status_code == 404
    assert client.post(here, {"key": KEY.format(1), "words": ""}).status_code == 422
    assert client.post(f"{here}/bo-qua", {"reason": ""}).status_code == 422
    assert client.post(here, {"key": KEY.format(1), "words": WORDS}).status_code == 302
    assert client.post(here, {"key": KEY.format(1), "words": WORDS}).status_code == 422
    opinion = Opinion.objects.get()
    assert opinion.channel == "email" and queries.contact_of(opinion, commune.clerk)["email"] == "canary@x.vn"
    assert client.get(f"{here}/goc").status_code == 404


def test_a_letter_set_aside_may_still_be_taken(commune, now):
    kept = mail.take(b"From: a@b.vn\r\nAuto-Submitted: auto-replied\r\n\r\nVang mat.\r\n", unit=commune.unit, now=now)
    client = signed_in(commune.clerk)
    assert "tự động" in client.get("/lam-viec/thu?loai=ignored").content.decode()
    assert client.post(f"/lam-viec/thu/{kept.pk}/bo-qua", {"reason": "Thư báo vắng mặt"}).status_code == 302
    assert Letter.objects.get().reason == "Thư báo vắng mặt"
    assert client.post(f"/lam-viec/thu/{kept.pk}", {"key": KEY.format(1), "words": WORDS}).status_code == 302


def test_a_letter_whose_words_were_sealed_is_opened_by_no_single_person(commune, now):
    text = f"From: a@b.vn\r\nSubject: x y z\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\n-- \nAnh\r\n"
    kept = mail.take(text.encode(), unit=commune.unit, now=now)
    client = signed_in(commune.clerk)
    assert "Cả thư" in client.get(f"/lam-viec/thu/{kept.pk}").content.decode()
    Opinion.objects.update(handed="denunciation", state="handed_over")
    assert client.get(f"/lam-viec/thu/{kept.pk}").status_code == 404


def test_a_key_is_shown_once_named_and_ended(commune, now, at):
    client = signed_in(commune.administrator)
    answer = client.post("/lam-viec/khoa", {"name": "Tổng đài 1022", "channel": "hotline"})
    secret = re.search(r"dt_[\w\-]{43}", answer.content.decode()).group()
    assert answer["Cache-Control"] == "no-store" and keys.find(secret, today=date(2026, 11, 21))
    page = client.get("/lam-viec/khoa").content.decode()
    assert secret not in page and "Tổng đài 1022" in page and "chưa dùng" in page
    for wrong in ({"name": ""}, {"channel": "web"}, {"channel": "counter"}, {"name": "x" * 121}):
        assert client.post("/lam-viec/khoa", {"name": "A", "channel": "portal"} | wrong).status_code == 422
    key = ApiKey.objects.get()
    assert client.post(f"/lam-viec/khoa/{key.pk}/ngung").status_code == 302
    assert client.post(f"/lam-viec/khoa/{key.pk}/ngung").status_code == 422
    assert keys.find(secret, today=date(2026, 11, 21)) is None
    at.shift(timedelta(days=400))
    assert keys.find(secret, today=date(2027, 12, 26)) is None
