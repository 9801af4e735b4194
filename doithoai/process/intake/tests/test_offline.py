"""Entry without network: what a device may know, what it sends, and that nothing comes in twice or by halves."""

import json
import random
import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError

from doithoai.ground.core.actors import CITIZEN
from doithoai.process.intake import batches, rules, services
from doithoai.process.intake.models import Channel, CollectionRound, Contact, Opinion
from doithoai.process.programme import services as programme
from tests.client import signed_in

PAGE, ME, SEND = "/lam-viec/ngoai-tuyen", "/lam-viec/ngoai-tuyen/toi", "/lam-viec/ngoai-tuyen/gui"
WORKER, MANIFEST = "/lam-viec/ngoai-tuyen/sw.js", "/lam-viec/ngoai-tuyen/ung-dung.webmanifest"
WORDS = "Đường ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG ngập mỗi khi mưa."


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


def line(text: str = WORDS, **more) -> dict:
    return {
        "uuid": str(uuid.uuid4()),
        "text": text,
        "said_on": "2026-11-20",
        "typed_at": "2026-11-20T12:00:00Z",
        **more,
    }


def meeting_round(**more) -> dict:
    return {"uuid": str(uuid.uuid4()), "kind": "village_meeting", "held_on": "2026-11-20", "attendance": 52, **more}


def post(client, rows, *, mark: str | None = None, body: bytes | None = None):
    mark = mark if mark is not None else client.get(ME).json()["seat"]
    body = json.dumps({"for": mark, "rows": rows}).encode() if body is None else body
    return client.post(SEND, body, content_type="application/json")


def test_a_row_comes_in_with_collector_village_round_and_both_times(commune, now):
    (one,) = post(
        signed_in(commune.collector), [line(round=meeting_round(), name="Lò Thị Ánh", phone="0912345678")]
    ).json()["rows"]
    opinion = Opinion.objects.get()
    assert (one["result"], one["number"]) == ("taken", opinion.code)
    assert "secret" not in one and opinion.secret not in json.dumps(one)
    assert (opinion.collector, opinion.village_unit, opinion.village) == (
        commune.collector,
        commune.village,
        "Thôn Đông",
    )
    assert (opinion.received_at, opinion.typed_at) == (now, now.replace(day=20, hour=12))
    assert (opinion.channel, opinion.said_on, opinion.text) == (Channel.VILLAGE, date(2026, 11, 20), WORDS)
    held = opinion.round
    assert (held.attendance, held.held_on, held.collector, held.village_unit) == (
        52,
        date(2026, 11, 20),
        commune.collector,
        commune.village,
    )
    assert b"0912345678" not in bytes(Contact.objects.get().sealed)


def test_sent_ten_times_shuffled_it_is_there_once(commune):
    client, rows = (
        signed_in(commune.collector),
        [line(f"{WORDS} {n}", round=meeting_round(uuid="0b6f7d5e-3d0c-4b5e-9a53-0f3b6a1f6f10")) for n in range(12)],
    )
    first = {one["uuid"]: one["number"] for one in post(client, rows).json()["rows"]}
    dice = random.Random(7)
    for _again in range(10):
        dice.shuffle(rows)
        assert {one["uuid"]: one["number"] for one in post(client, rows).json()["rows"]} == first
    assert (Opinion.objects.count(), CollectionRound.objects.count()) == (12, 1)


def test_cut_anywhere_nothing_is_taken(commune):
    client, rows = signed_in(commune.collector), [line(f"{WORDS} {n}") for n in range(5)]
    mark = client.get(ME).json()["seat"]
    whole = json.dumps({"for": mark, "rows": rows}, ensure_ascii=False).encode()
    for at in {*range(0, len(whole), 41), len(whole) - 1}:
        cut = post(client, [], body=whole[:at])
        assert cut.status_code == 400 and "Chưa có gì được lưu" in cut.json()["detail"], at
    assert Opinion.objects.count() == 0
    assert post(client, [], body=whole).status_code == 200
    assert Opinion.objects.count() == 5


@pytest.mark.parametrize("body", [
    b"", b"null", b"[]", b"7", b'"x"', b"{}", b'{"rows":{}}', b'{"for":7,"rows":[]}', b"\xff\xfe{", b"[" * 100_000, b'{"for":"x","rows":null}',
    json.dumps({"for": "x", "rows": []}).encode("utf-16"), b"1" * 9000,
])  # fmt: skip
def test_a_garbled_body_is_refused_in_words(commune, body):
    answer = post(signed_in(commune.clerk), [], body=body)
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"
    assert "Chưa có gì được lưu" in answer.content.decode()


def test_too_much_at_once_is_refused_before_it_is_read(commune):
    client = signed_in(commune.clerk)
    assert post(client, [line() for _ in range(rules.ROWS_IN_A_BATCH + 1)]).status_code == 413
    assert post(client, [], body=b'{"for":"' + b"x" * 2_200_000 + b'"}').status_code == 413
    assert client.post(SEND, {"rows": "x"}).status_code == 400
    assert Opinion.objects.count() == 0


BAD_ROWS = [
    None, [], "x", {}, {"uuid": "1"}, {"uuid": 7, "text": WORDS}, line(text=7), line(text=""), line(text="abc"), line(text="x" * 20_001),
    line(text="a\x00bcdef"), line(text="\ud800 nửa chữ"), line(text="mất \ufffd chữ"), line(said_on="2026-11-22"), line(said_on="20/11/2026"),
    line(said_on=20261120), line(said_on="0001-01-01"), line(said_on="2026-02-30"), line(mode="secret"), line(mode=["public"]), line(mode="public"),
    line(name={"a": 1}), line(name="x" * 121), line(phone="1" * 31), line(village="x" * 201), line(round="x"), line(round={"uuid": "x"}),
    line(round=meeting_round(attendance=-1)), line(round=meeting_round(attendance=True)), line(round=meeting_round(attendance=10**30)),
    line(round=meeting_round(attendance="52")), line(round=meeting_round(kind="x")), line(round=meeting_round(meeting="DT-2026-9999")),
    line(round=meeting_round(held_on="2030-01-01")), line(uuid="{0b6f7d5e-3d0c-4b5e-9a53-0f3b6a1f6f10}"), line(uuid="0B6F7D5E-3D0C-4B5E-9A53-0F3B6A1F6F10"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_row_is_named_and_the_good_ones_beside_it_come_in(commune, bad):
    good, more = line("Dòng tốt ở trên."), line("Dòng tốt ở dưới.")
    first, wrong, last = post(signed_in(commune.clerk), [good, bad, more]).json()["rows"]
    assert (first["result"], wrong["result"], last["result"]) == ("taken", "refused", "taken")
    assert re.search(r"[ạảãàáâậầấẩẫăêếệềơờớợộồốđư]", wrong["reason"]) and not wrong["number"]
    assert (Opinion.objects.count(), CollectionRound.objects.count(), Contact.objects.count()) == (2, 0, 0)


def test_other_words_under_a_known_number_are_a_conflict_and_change_nothing(commune):
    client, row = signed_in(commune.collector), line()
    (first,) = post(client, [row]).json()["rows"]
    (second,) = post(client, [{**row, "text": "Lời khác hẳn, gõ lại."}]).json()["rows"]
    assert (second["result"], second["number"]) == ("conflict", first["number"])
    assert [opinion.text for opinion in Opinion.objects.all()] == [WORDS]


def test_what_was_sealed_since_is_still_known(commune, now):
    from doithoai.process.triage import services as triage

    client, row = signed_in(commune.collector), line("Tôi tố cáo cán bộ X nhận tiền.")
    (first,) = post(client, [row]).json()["rows"]
    triage.hand_over(Opinion.objects.get(), kind="denunciation", to="Thanh tra tỉnh", by=commune.coordinator, now=now)
    assert Opinion.objects.get().text == ""
    assert post(client, [row]).json()["rows"] == [first]


def test_other_facts_under_a_known_round_are_refused(commune):
    client, held = signed_in(commune.collector), meeting_round()
    post(client, [line(round=held)])
    (other,) = post(client, [line("Ý kiến thứ hai.", round={**held, "attendance": 99})]).json()["rows"]
    assert other["result"] == "refused" and "thông tin khác" in other["reason"]
    assert (Opinion.objects.count(), CollectionRound.objects.get().attendance) == (1, 52)


def test_two_seats_cannot_meet_in_one_number(commune):
    row = line()
    for seat in (commune.clerk, commune.second_clerk):
        assert post(signed_in(seat), [row]).json()["rows"][0]["result"] == "taken"
    assert Opinion.objects.count() == 2


def test_a_collector_brings_in_for_the_own_village_only(commune, stranger):
    client = signed_in(commune.collector)
    told = client.get(ME).json()
    assert (told["village"], told["villages"], told["unit"]) == ("Thôn Đông", [], "Xã Bình Minh")
    rows = post(
        client, [line("Của thôn mình.", village="thon dong"), line("Của thôn khác.", village="Thôn Đoài")]
    ).json()["rows"]
    assert [one["result"] for one in rows] == ["taken", "refused"]
    assert Opinion.objects.get().village_unit == commune.village
    other = post(signed_in(stranger.collector), [line(unit=commune.unit.pk, collector=commune.collector.pk)])
    assert other.status_code == 200
    assert Opinion.objects.latest("id").collector == stranger.collector


def test_rows_of_another_seat_are_not_taken_in_its_stead(commune):
    mark = signed_in(commune.collector).get(ME).json()["seat"]
    assert post(signed_in(commune.clerk), [line()], mark=mark).status_code == 409
    assert Opinion.objects.count() == 0


def test_a_clerk_knows_the_villages_and_the_open_meetings(commune, now):
    meeting = programme.plan(
        commune.unit, kind="periodic", title="Đối thoại", held_on=date(2026, 12, 1), by=commune.coordinator, now=now
    )
    client = signed_in(commune.clerk)
    assert client.get(ME).json()["meetings"] == []
    programme.announce(meeting, where="Loa", published_on=date(2026, 11, 20), by=commune.coordinator, now=now)
    told = client.get(ME).json()
    assert told["villages"] == ["Thôn Đoài", "Thôn Đông"] or set(told["villages"]) == {"Thôn Đoài", "Thôn Đông"}
    assert [one["code"] for one in told["meetings"]] == [meeting.code]
    row = line(village="thon doai", round=meeting_round(kind="mailbox", meeting=meeting.code))
    assert post(client, [row]).json()["rows"][0]["result"] == "taken"
    opinion = Opinion.objects.get()
    assert (opinion.meeting, opinion.village_unit, opinion.channel, opinion.round.kind) == (
        meeting,
        commune.other_village,
        "mailbox",
        "mailbox",
    )


@pytest.mark.parametrize(("told", "kept"), [
    ("2026-11-20T19:00:00+07:00", timedelta(hours=-14)), ("2031-01-01T00:00:00Z", timedelta(0)), ("1970-01-01T00:00:00Z", None),
    ("2026-11-20T12:00:00", None), ("hôm qua", None), (7, None), (None, None), ("9999-12-31T23:59:59-23:59", None), ("0001-01-01T00:00:00+14:00", None),
])  # fmt: skip
def test_when_it_was_typed_is_told_but_never_believed_blindly(commune, now, told, kept):
    assert post(signed_in(commune.clerk), [line(typed_at=told)]).json()["rows"][0]["result"] == "taken"
    opinion = Opinion.objects.get()
    assert opinion.received_at == now
    assert opinion.typed_at == (None if kept is None else now + kept)


def test_an_anonymous_row_leaves_no_contact(commune):
    post(signed_in(commune.clerk), [line(mode="anonymous", name="Lò Thị Ánh", phone="0912345678")])
    assert (Opinion.objects.get().mode, Contact.objects.count()) == ("anonymous", 0)


def test_two_at_once_open_one_round(commune, now, monkeypatch):
    """The other tab's round comes between our look and our write."""
    held, opened = meeting_round(), services.open_round

    def late(*args, **kwargs):
        opened(*args, **kwargs)
        raise IntegrityError("one_round_a_key")

    with monkeypatch.context() as patched:
        patched.setattr(services, "open_round", late)
        (one,) = batches.take([line(round=held)], by=commune.collector, now=now)
    assert one.result == "taken"
    assert Opinion.objects.get().round == CollectionRound.objects.get()


def test_what_the_device_keeps_names_nobody(commune, now):
    services.receive(commune.unit, "Lời của người khác.", channel="web", by=CITIZEN, now=now)
    pages = {role: signed_in(commune.seats[role]).get(PAGE) for role in ("collector", "clerk", "coordinator")}
    texts = {page.content for page in pages.values()}
    assert len(texts) == 1, "one shell for every seat"
    text = texts.pop().decode()
    for personal in ("csrf", "Thôn Đông", "Bình Minh", commune.collector.person.full_name, "Lời của người khác"):
        assert personal not in text
    assert "<noscript>" in text and "/lam-viec/nhap" in text


def test_the_worker_keeps_the_page_and_its_files_only(commune, client):
    answer = client.get(WORKER)
    assert answer["Content-Type"].startswith("text/javascript") and answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == PAGE
    shell = json.loads(re.search(r"SHELL = (\[.*?\])", answer.content.decode())[1])
    assert shell[0] == PAGE
    page = signed_in(commune.clerk).get(PAGE).content.decode()
    asked = set(re.findall(r'<(?:link rel="(?:stylesheet|icon)"[^>]*href|script src)="([^"]+)"', page))
    assert set(shell[1:]) == asked and all(name.startswith("/static/") for name in asked)


def test_the_manifest_leads_to_the_page(client):
    answer = client.get(MANIFEST)
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["display"]) == (PAGE, PAGE, "standalone")
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512"]


def test_an_ended_session_is_led_to_the_door_and_a_missing_token_is_refused(commune, client):
    for path in (PAGE, ME):
        assert client.get(path).status_code == 302
    assert client.post(SEND, b"{}", content_type="application/json").status_code == 302
    strict = signed_in(commune.clerk)
    strict.handler.enforce_csrf_checks = True
    told = strict.get(ME).json()
    body = json.dumps({"for": told["seat"], "rows": [line()]})
    assert strict.post(SEND, body, content_type="application/json").status_code == 403
    taken = strict.post(SEND, body, content_type="application/json", headers={"X-CSRFToken": told["token"]})
    assert taken.status_code == 200 and Opinion.objects.count() == 1


def test_a_late_row_says_so_on_its_page(commune):
    post(signed_in(commune.collector), [line()])
    page = signed_in(commune.clerk).get(f"/lam-viec/tiep-nhan/{Opinion.objects.get().code}").content.decode()
    assert "nhập sau" in page and "20/11/2026 19:00" in page


def test_a_batch_asks_little_for_each_row(commune, django_assert_max_num_queries, now):
    held, rows = meeting_round(), []
    rows = [line(f"Ý kiến số {n} của bà con.", round=held) for n in range(20)]
    batches.take(rows[:1], by=commune.collector, now=now)
    with django_assert_max_num_queries(2 + 19 * 12):
        batches.take(rows, by=commune.collector, now=now)
