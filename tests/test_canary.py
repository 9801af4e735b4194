"""The canary run (trust.md T15, T18, T25): 200 identities planted through every channel, then everything is read.

Every page as every role, every export, log, message, cache, error page and the bytes of every table: an identity may
stand only where intake opens it on purpose, and in the database never in clear.
"""

import io
import json
import logging
import pickle
from email.message import EmailMessage

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from doithoai.ground.core.models import Event
from doithoai.ground.notices import texts
from doithoai.ground.notices.models import Notice
from doithoai.process.answer import services as answers
from doithoai.process.assignment import services as work
from doithoai.process.hall import services as hall
from doithoai.process.intake import batches, importing, keys, mail, queries
from doithoai.process.intake.models import Opinion
from doithoai.process.programme import services as programme
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.client import signed_in
from tests.test_access import PAGES, PUBLIC, address_of
from tests.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

IDENTITIES = 200
# Taken through to a published answer: twice each way.
ANSWERED = 26
WAYS = (
    "web", "counter", "phone", "letter", "mailbox", "village_file", "email", "api", "offline", "hall", "reception",
    "voter_contact", "roundtable",
)  # fmt: skip
WORDS = "Đường thôn ngập nước mỗi khi mưa, xin khơi cống số {n}."


def person(n: int) -> dict[str, str]:
    """One identity: nothing in it can be mistaken for anything else on a page."""
    return {
        "name": f"Kanarya Thị Ẫm {n:03d}",
        "phone": f"0981 77 {n:04d}",
        "email": f"kanarya{n:03d}@thu.example",
        "address": f"Nhà Kanarya {n:03d}",
    }


ALL_SIGNS = [b"anarya", b"0981 77", b"098177", b"+8498177", b"8498177", b"981 77", b"981.77"]


def leaks(content: bytes) -> list[bytes]:
    return [sign for sign in ALL_SIGNS if sign in content]


def meeting_of(commune, kind, now):
    made = programme.plan(
        commune.unit, kind=kind, title=f"Cuộc {kind}", held_on=now.date(), by=commune.coordinator, now=now
    )
    programme.announce(made, where="Loa", published_on=now.date(), by=commune.coordinator, now=now)
    for step in (programme.collect, programme.make_ready, programme.start):
        step(made, by=commune.coordinator, now=now)
    return made


class Planter:
    """Brings one identity in through one way; each is the way a real person or office uses."""

    def __init__(self, commune, now):
        self.commune, self.now = commune, now
        self.meetings = {
            k: meeting_of(commune, k, now) for k in ("periodic", "reception", "voter_contact", "roundtable")
        }
        self.key = keys.issue(commune.unit, name="1022", channel="hotline", by=commune.administrator, now=now)[1]
        self.clerk = signed_in(commune.clerk)

    def plant(self, way: str, n: int) -> None:
        getattr(self, way, self.by_hand)(n, way)

    def web(self, n, _way):
        who = person(n)
        post = {"text": WORDS.format(n=n), "mode": "confidential", "key": f"{n:032x}", "step": "send", "notify": "on"}
        response = Client().post("/gui", {**post, **who})
        assert response.status_code == 200, response.content

    def by_hand(self, n, way):
        who = person(n)
        post = {"text": WORDS.format(n=n), "mode": "confidential", "channel": way, "notify": "on", **who}
        assert self.clerk.post("/lam-viec/nhap", post).status_code == 302, way

    def village_file(self, n, _way):
        who = person(n)
        csv = f"STT;Họ và tên;Điện thoại;Nội dung ý kiến\n1;{who['name']};{who['phone']};{WORDS.format(n=n)}\n"
        kept = importing.upload(csv.encode(), "thon.csv", unit=self.commune.unit, by=self.commune.clerk, now=self.now)
        importing.import_file(kept, by=self.commune.clerk, now=self.now)

    def email(self, n, _way):
        who, message = person(n), EmailMessage()
        message["From"], message["Subject"] = f"{who['name']} <{who['email']}>", "Đường ngập"
        message["Message-ID"] = f"<{n}@thu.example>"
        message.set_content(WORDS.format(n=n) + f"\n\n-- \n{who['name']}\n{who['address']}\n{who['phone']}\n")
        mail.take(message.as_bytes(), unit=self.commune.unit, now=self.now)

    def api(self, n, _way):
        head = {"authorization": f"Bearer {self.key}", "idempotency-key": f"n{n}"}
        body = json.dumps({"text": WORDS.format(n=n), "contact": person(n)})
        response = Client().post("/api/v1/opinions", body, content_type="application/json", headers=head)
        assert response.status_code == 201, response.content

    def offline(self, n, _way):
        who = person(n)
        row = {"uuid": f"00000000-0000-4000-8000-{n:012d}", "text": WORDS.format(n=n), **who}
        outcome = batches.take([row], by=self.commune.collector, now=self.now)
        assert outcome[0].number, outcome

    def hall(self, n, way):
        kind = {"hall": "periodic"}.get(way, way)
        hall.record_speech(
            self.meetings[kind], words=WORDS.format(n=n), speaker=person(n)["name"], village="Thôn Đông",
            by=self.commune.clerk, now=self.now,
        )  # fmt: skip

    reception = voter_contact = roundtable = hall


@pytest.fixture
def logged():
    """Everything that is logged, formatted as the server writes it."""
    out, root = io.StringIO(), logging.getLogger()
    from doithoai.ground.core.logs import JsonFormatter

    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter())
    handler.setLevel(logging.DEBUG)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def planted(commune, now, logged, settings):
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    world = make_world(commune, now)
    planter = Planter(commune, now)
    for n in range(IDENTITIES):
        planter.plant(WAYS[n % len(WAYS)], n)
    ours = list(Opinion.objects.filter(text__contains="xin khơi cống số").order_by("id"))
    assert len(ours) == IDENTITIES
    for opinion in ours[:ANSWERED]:
        answer_it(commune, opinion, now)
    return world, ours


def answer_it(commune, opinion, now):
    """Take an opinion through to a published answer, so that pages about every stage exist."""
    (matter,) = triage.triage(opinion, [Part(opinion.text, field="transport")], by=commune.coordinator, now=now)
    work.assign(matter, lead=commune.agency, due=now.date(), basis="Giao", by=commune.coordinator, now=now)
    parts = {"result": "explained", "reply": "Đơn vị đã kiểm tra và khơi cống.", "basis": "Biên bản"}
    answer = answers.draft(matter, parts, by=commune.officer, now=now)
    answers.submit(answer, by=commune.officer, now=now)
    answers.approve(answer, version=answer.version, by=commune.approver, now=now, override_reason="Đủ")
    answers.publish(answer, by=commune.approver, now=now)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def check_pages(world, ours, commune):
    clients = {role: signed_in(seat) for role, seat in commune.seats.items()} | {"public": Client()}
    found = []
    for role, client in clients.items():
        for name, (what, _allowed) in PAGES.items():
            if name == "intake:file":
                continue
            found += [(role, name, sign) for sign in leaks(body_of(client.get(address_of(name, what, world))))]
        for name, what in PUBLIC.items():
            found += [(role, name, sign) for sign in leaks(body_of(client.get(address_of(name, what, world))))]
    assert found == []


def check_cases(world, ours, commune):
    clients = {role: signed_in(seat) for role, seat in commune.seats.items()}
    lists = ["intake:register", "triage:queue", "assignment:matters", "reports:json", "reports:xlsx", "reports:print"]
    found = []
    for opinion in ours[: len(WAYS)]:
        raising = opinion.raisings.select_related("matter").first()
        addresses = [reverse("intake:opinion", args=[opinion.code]), reverse("triage:opinion", args=[opinion.code])]
        if raising:
            addresses.append(reverse("assignment:matter", args=[raising.matter.code]))
            addresses.append(reverse("matter", args=[raising.matter.code]))
        for role, client in clients.items():
            for address in addresses:
                found += [(role, address, sign) for sign in leaks(body_of(client.get(address)))]
    for role, client in clients.items():
        found += [(role, name, sign) for name in lists for sign in leaks(body_of(client.get(reverse(name))))]
    assert found == []


def check_opened_by_intake(world, ours, commune):
    unopened = [
        o.channel for o in ours if "Kanarya" not in json.dumps(queries.contact_of(o, commune.clerk), ensure_ascii=False)
    ]
    assert unopened == [], "a test that plants nothing would find nothing"


def check_traces(logged):
    client = Client(raise_request_exception=False)
    for path in ("/khong-co", "/van-de/VD-2026-999999", "/tra-cuu", "/api/v1/nothing"):
        assert leaks(client.get(path).content) == []
    # What one person typed comes back to that person only; the same address opened by another shows nothing of it.
    client.post("/gui", {"text": "ngắn", "name": person(7)["name"], "phone": person(7)["phone"], "step": "who"})
    assert leaks(Client().get("/gui").content) == []
    assert leaks(logged.getvalue().encode()) == [], "logs"
    assert leaks(json.dumps(list(Event.objects.values()), default=str, ensure_ascii=False).encode()) == [], "events"
    kept = pickle.dumps(list(getattr(cache, "_cache", {}).values()))
    assert leaks(kept) == [], "cache"
    waiting = list(Notice.objects.all())
    assert len(waiting) > 50, "senders who left an e-mail and asked for it are told"
    for notice in waiting[:60]:
        parcel = texts.parcel(
            key=notice.key,
            kind=notice.kind,
            about=notice.about,
            address="x@y.example",
            language="vi",
            at=notice.created_at,
        )
        assert leaks(repr(parcel).encode()) == [], "messages"


def test_an_error_in_the_middle_names_nobody(commune, logged, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError(f"{kwargs} {args}")

    monkeypatch.setattr("doithoai.process.intake.services.prepare", broken)
    post = {"text": WORDS.format(n=1), "mode": "confidential", "key": "f" * 32, "step": "send", **person(3)}
    response = Client(raise_request_exception=False).post("/gui", post)
    assert response.status_code == 500
    assert leaks(response.content) == [] and leaks(logged.getvalue().encode()) == []


def check_dump():
    found = []
    for model in apps.get_models():
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    found += [(model._meta.label, name, sign) for sign in leaks(raw)]
    assert found == []


def test_the_canary_run(planted, commune, logged):
    """One run for all: planting 200 people through thirteen ways takes most of its time."""
    world, ours = planted
    check_opened_by_intake(world, ours, commune)
    check_pages(world, ours, commune)
    check_cases(world, ours, commune)
    check_traces(logged)
    check_dump()


def test_the_finder_finds():
    """A finder that finds nothing would pass everything."""
    assert leaks(f"Bà {person(5)['name']}".encode()) and leaks(person(5)["phone"].replace(" ", "").encode())
