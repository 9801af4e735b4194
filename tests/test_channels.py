"""Many channels, one register: a voice through each real door, and its channel in the report (issue 3, Must show 4)."""

import json
import re
import uuid
from collections import Counter
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.test import Client

from doithoai.doors.cli import main
from doithoai.process.intake import jobs, keys
from doithoai.process.intake.models import Opinion
from doithoai.process.intake.tests.imap_server import Mailbox, serving
from doithoai.process.people.models import Unit
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting
from tests.client import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
TODAY = date(2026, 11, 21)
WORDS = "Đường thôn Đông ngập nước mỗi khi mưa, xin khơi cống. Kênh: "


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False):
        yield


def announced(commune, now, kind: str, on: date = TODAY) -> Meeting:
    meeting = programme.plan(commune.unit, kind=kind, title="Cuộc họp", held_on=on, by=commune.coordinator, now=now)
    where = {"where": "Bảng tin", "published_on": min(on - timedelta(days=8), TODAY)}
    programme.announce(meeting, by=commune.coordinator, now=now, **where)
    return meeting


def live(commune, now, kind: str) -> Meeting:
    meeting = announced(commune, now, kind)
    for step in (programme.collect, programme.make_ready, programme.start):
        step(meeting, by=commune.coordinator, now=now)
    return meeting


def web() -> None:
    """Send from the public page, screen by screen, as a browser without JavaScript does."""
    client = Client()
    facts = {"text": f"{WORDS}web", "mode": "anonymous", "unit": str(Unit.objects.get(is_home=True).pk)}
    for step in ("who", "check", "send"):
        page = client.post("/gui", facts | {"step": step}).content.decode()
        hidden = re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
        facts |= {name: value for name, value in hidden if name not in {"csrfmiddlewaretoken", "step"}}


def entered(client: Client, channel: str, **more: str) -> None:
    facts = {"text": WORDS + channel, "mode": "confidential", "channel": channel, "name": "Lê Văn Bình"} | more
    assert client.post("/lam-viec/nhap", facts).status_code == 302


def gathered(client: Client, kind: str, **more: str) -> None:
    facts = {"kind": kind, "held_on": "20/11/2026", "key": str(uuid.uuid4())} | more
    there = client.post("/lam-viec/dot/moi", facts)["Location"]
    facts = {"dot": there.split("dot=")[1], "text": WORDS + kind, "mode": "confidential"}
    assert client.post("/lam-viec/nhap", facts).status_code == 302


def mailed(settings, now) -> None:
    box, message = Mailbox(), EmailMessage()
    message["From"], message["Subject"] = "Anh <a@b.vn>", "Đường ngập"
    message.set_content(f"{WORDS}email")
    box.put(message.as_bytes())
    with serving(box) as url:
        settings.IMAP_URL, settings.IMAP_UNIT = url, ""
        assert jobs.poll_mailbox(now) == 1


def called(commune, now, channel: str) -> None:
    _key, secret = keys.issue(commune.unit, name="1022", channel=channel, by=commune.administrator, now=now)
    headers = {"authorization": f"Bearer {secret}", "idempotency-key": "1"}
    body = json.dumps({"text": WORDS + channel})
    assert Client().post("/api/v1/opinions", body, "application/json", headers=headers).status_code == 201


def spoken(client: Client, meeting: Meeting) -> None:
    facts = {"key": str(uuid.uuid4()), "words": WORDS + meeting.kind, "speaker": "Lê Văn Bình", "village": ""}
    assert client.post(f"/lam-viec/cuoc/{meeting.code}/bien-ban/y-kien", facts).status_code == 302


def turned(client: Client, meeting: Meeting, persons: int, words: str = "") -> None:
    facts = {"key": str(uuid.uuid4()), "persons": str(persons), "received_by": "Chủ tịch", "words_1": words}
    assert client.post(f"/lam-viec/tiep-cong-dan/{meeting.code}/luot", facts).status_code == 302


def reported(capsys, unit: str) -> dict:
    capsys.readouterr()
    assert (
        main(["report", "summary", "--unit", unit, "--from", "2026-01-01", "--to", "2026-12-31", "--format", "json"])
        == 0
    )
    return json.loads(capsys.readouterr().out)


def test_a_voice_from_every_channel_stands_in_one_register_and_in_the_report(commune, now, settings, capsys):
    clerk, lead = signed_in(commune.clerk), signed_in(commune.coordinator)
    web()
    entered(clerk, "counter")
    entered(clerk, "phone")
    entered(clerk, "letter")
    gathered(clerk, "mailbox", witnesses="Bà Lan")
    gathered(signed_in(commune.collector), "village_meeting", attendance="40")
    mailed(settings, now)
    called(commune, now, "hotline")
    called(commune, now, "portal")
    for kind in ("voter_contact", "roundtable", "periodic"):
        spoken(clerk, live(commune, now, kind))
    reception = announced(commune, now, "reception")
    assert lead.post(f"/lam-viec/tiep-cong-dan/{reception.code}/bat-dau").status_code == 302
    turned(clerk, reception, 3, f"{WORDS}reception")
    came = {
        "web", "counter", "phone", "letter", "mailbox", "village", "email", "hotline", "portal", "voter_contact",
        "roundtable", "hall", "reception",
    }  # fmt: skip
    assert Counter(Opinion.objects.values_list("channel", flat=True)) == Counter(came)
    report = reported(capsys, "Xã Bình Minh")
    cases = {o.channel: [o.pk] for o in Opinion.objects.all()}
    for channel, told in report["channels"].items():
        assert told == {"value": int(channel in came), "cases": cases.get(channel, [])}
    assert report["figures"]["opinions"]["value"] == len(came) == sum(c["value"] for c in report["channels"].values())
    register = lead.get("/lam-viec/y-kien").content.decode()
    page = lead.get("/lam-viec/bao-cao").content.decode()
    for label in ("Trang điện tử", "Thư điện tử", "Đường dây nóng", "Tiếp công dân", "Tiếp xúc cử tri", "Tọa đàm"):
        assert label in register and label in page
    behind = lead.get("/lam-viec/bao-cao/truong-hop/channel_email?tu_ngay=01/01/2026").content.decode()
    assert re.findall(r"YK-2026-\d+", behind) and "Kênh: web" not in behind


def test_the_reception_figures_of_ham_yen_come_out_of_entered_receptions(commune, now, capsys):
    """24 sessions, 126 turns, 312 persons, each turn written down on the page; whoever was refused counts in none."""
    clerk, lead = signed_in(commune.clerk), signed_in(commune.coordinator)
    turns_left, persons_left = 126, 312
    for session in range(24):
        reception = announced(commune, now, "reception", date(2026, 1 + session // 3, 5 + 7 * (session % 3)))
        here = f"/lam-viec/tiep-cong-dan/{reception.code}"
        lead.post(f"{here}/bat-dau")
        for _turn in range(turns_left // (24 - session)):
            size = persons_left // turns_left
            turned(clerk, reception, size)
            turns_left, persons_left = turns_left - 1, persons_left - size
        if session == 0:
            refusal = {
                "key": str(uuid.uuid4()),
                "persons": "2",
                "refusal": "unfit",
                "reason": "Say",
                "received_by": "A",
            }
            assert clerk.post(f"{here}/tu-choi", refusal).status_code == 302
        assert lead.post(f"{here}/ket-thuc").status_code == 302
    assert (turns_left, persons_left) == (0, 0)
    figures = reported(capsys, "Xã Bình Minh")["figures"]
    values = [figures[f"reception_{name}"]["value"] for name in ("sessions", "turns", "persons")]
    assert values == [24, 126, 312]
    assert len(figures["reception_turns"]["cases"]) == 126
