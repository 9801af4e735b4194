"""The outbox: one row a notice, sent once, whatever the other side does; nothing inside that should not leave."""

import time
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import F

from doithoai.ground.core import vault
from doithoai.ground.notices import line, outbox, webhook
from doithoai.ground.notices.models import Notice
from doithoai.ground.notices.tests.peers import SECRET, SENDER, Hook, Mailbox, dripping, gateway, mail_server

pytestmark = pytest.mark.django_db
EMAIL, WEBHOOK = Notice.Channel.EMAIL, Notice.Channel.WEBHOOK
ADDRESS, PHONE = "ba.ba@example.vn", "+84912345678"


@pytest.fixture
def mail(settings):
    def to(port: int) -> None:
        settings.SMTP_URL, settings.MAIL_FROM = f"smtp://127.0.0.1:{port}", SENDER

    return to


@pytest.fixture
def hook(settings):
    def to(port: int) -> None:
        settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = f"http://127.0.0.1:{port}/gui?x=1", SECRET

    return to


def put(number: int, now, *, channel=EMAIL, kind="answered", **more) -> None:
    address = ADDRESS if channel == EMAIL else PHONE
    about = f"YK-2026-{number:06d}"
    outbox.put(f"{kind}:{about}", channel=channel, kind=kind, about=about, address=address, now=now, **more)


def states() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def test_a_letter_is_plain_says_no_content_and_forgets_its_address(mail, now):
    put(123, now)
    put(123, now)
    assert ADDRESS.encode() not in bytes(Notice.objects.get().sealed_address)
    with mail_server(Mailbox()) as box:
        mail(box.port)
        assert outbox.deliver(now=now) == outbox.Delivered(sent=1)
        assert outbox.deliver(now=now) == outbox.Delivered()
    (letter,) = box.letters
    assert (letter["To"], letter["From"].addresses[0].addr_spec) == (ADDRESS, SENDER)
    assert letter["Subject"] == "Ý kiến YK-2026-000123 đã có trả lời"
    text = letter.get_body().get_content().strip()
    assert text == ("Ý kiến YK-2026-000123 đã có trả lời. Xem tại http://localhost/tra-cuu bằng mã tra cứu của ông/bà.")
    assert (letter["Auto-Submitted"], letter.get_content_type()) == ("auto-generated", "text/plain")
    notice = Notice.objects.get()
    assert (notice.state, notice.sealed_address, notice.sent_at) == ("sent", None, now)


def test_english_for_who_asked_in_english(mail, now):
    put(7, now, language="en")
    with mail_server(Mailbox()) as box:
        mail(box.port)
        outbox.deliver(now=now)
    assert "http://localhost/en/tra-cuu" in box.letters[0].get_body().get_content()


def test_a_post_is_signed_and_carries_its_own_id(hook, now):
    put(5, now, channel=WEBHOOK)
    with gateway(Hook()) as got:
        hook(got.port)
        assert outbox.deliver(now=now).sent == 1
    (body,) = got.bodies
    assert set(body) == {"id", "kind", "to", "text", "language", "at"}
    assert (body["to"], body["kind"], got.headers[0]["Idempotency-Key"]) == (PHONE, "answered", body["id"])
    assert body["id"] == Notice.objects.get().key


def test_a_verb_that_fails_leaves_no_notice(now):
    with pytest.raises(RuntimeError), transaction.atomic():
        put(1, now)
        raise RuntimeError
    assert Notice.objects.count() == 0


def test_called_off_is_not_sent_and_forgets_the_address(mail, now):
    put(1, now)
    put(2, now)
    assert outbox.call_off("YK-2026-000001") == 1
    with mail_server(Mailbox()) as box:
        mail(box.port)
        assert outbox.deliver(now=now).sent == 1
    assert Notice.objects.get(about="YK-2026-000001").sealed_address is None
    assert states() == ["called_off", "sent"]


def test_called_off_after_it_was_claimed_is_not_sent(now):
    put(1, now)
    (claimed,) = outbox._claim(EMAIL, now=now, most=9)
    outbox.call_off("YK-2026-000001")
    done = outbox.Delivered()
    outbox._one(claimed, None, now=now, in_a_row=0, done=done)
    assert done == outbox.Delivered() and states() == ["called_off"]


@pytest.mark.parametrize("answer", ["451 later", "550 no", "552 too much", "drop"])
def test_a_refusing_mail_server_gets_it_again_later_with_the_same_id(mail, now, answer):
    put(1, now)
    with mail_server(Mailbox([answer])) as box:
        mail(box.port)
        assert outbox.deliver(now=now) == outbox.Delivered(put_off=1)
        assert outbox.deliver(now=now + timedelta(seconds=59)) == outbox.Delivered()
        assert outbox.deliver(now=now + timedelta(seconds=60)) == outbox.Delivered(sent=1)
        assert outbox.deliver(now=now + timedelta(days=9)) == outbox.Delivered()
    assert list(box.seen.values()) == [1]
    assert f"<{Notice.objects.get().key}@binhminh.gov.vn>" in box.seen


@pytest.mark.parametrize("answer", [301, 400, 401, 404, 429, 500, 503, "drop"])
def test_a_refusing_gateway_gets_it_again_later(hook, now, answer):
    put(1, now, channel=WEBHOOK)
    with gateway(Hook([answer])) as got:
        hook(got.port)
        assert outbox.deliver(now=now) == outbox.Delivered(put_off=1)
        trouble = Notice.objects.get().trouble
        assert trouble and PHONE[3:] not in trouble
        assert outbox.deliver(now=now + timedelta(minutes=1)) == outbox.Delivered(sent=1)
    assert list(got.seen.values()) == [1]


def test_waits_grow_and_end_visibly(hook, now):
    put(1, now, channel=WEBHOOK)
    moments, at = [], now
    with gateway(Hook([500] * 99)) as got:
        hook(got.port)
        while Notice.objects.get().state == "waiting":
            outbox.deliver(now=at)
            moments.append(at - now)
            at = Notice.objects.get().next_at
    waits = [int((b - a).total_seconds() // 60) for a, b in pairwise(moments)]
    assert waits == [1, 5, 30, 120, 360, 720, 1440]
    notice = Notice.objects.get()
    assert (notice.state, notice.trouble, got.asked) == ("given_up", "HTTP 500", 8)
    outbox.forget_addresses(at + timedelta(days=6))
    assert outbox.try_again(at, given_up=True) == 1
    Notice.objects.update(state="given_up")
    assert outbox.forget_addresses(at + timedelta(days=7)) == 1
    assert outbox.try_again(at, given_up=True) == 0, "nobody knows the address any more"


@pytest.mark.parametrize("kind", ["silent", "dripping"])
def test_a_hanging_peer_costs_one_timeout_and_holds_up_no_other(mail, hook, now, kind, monkeypatch):
    for module in ("line", "mail", "webhook"):
        monkeypatch.setattr(f"doithoai.ground.notices.{module}.SECONDS", 1)
    within = line.Line.within
    monkeypatch.setattr(line.Line, "within", lambda self, seconds=1: within(self, seconds))
    monkeypatch.setattr(outbox, "TRIES_IN_A_ROW", 1)
    for number in range(5):
        put(number, now)
        put(number, now, channel=WEBHOOK)
    with dripping(every=60 if kind == "silent" else 0.3) as port, gateway(Hook()) as got:
        mail(port)
        hook(got.port)
        began = time.monotonic()
        assert outbox.deliver(now=now) == outbox.Delivered(sent=5, put_off=1)
        # That it was one timeout and not five, "put_off=1" says. Cut off it was: the peer would hang for a minute.
        assert time.monotonic() - began < 30
    with mail_server(Mailbox()) as box:
        mail(box.port)
        assert outbox.deliver(now=now + timedelta(minutes=1)).sent == 5
    assert sorted(box.seen.values()) == [1] * 5 and sorted(got.seen.values()) == [1] * 5


def test_a_broken_record_stops_no_other(mail, now):
    for number in range(3):
        put(number, now)
    Notice.objects.filter(about="YK-2026-000000").update(sealed_address=vault.seal(b"x@y.vn", about="another"))
    Notice.objects.filter(about="YK-2026-000001").update(language="xx")
    with mail_server(Mailbox()) as box:
        mail(box.port)
        assert outbox.deliver(now=now) == outbox.Delivered(sent=2, put_off=1)
    assert Notice.objects.get(about="YK-2026-000000").trouble == "CannotOpen"


@pytest.mark.parametrize("address", ["a@b.vn\r\nBcc: c@d.vn", "not an address", "ô@b.vn", ""])
def test_an_impossible_address_is_put_off_alone(mail, now, address):
    outbox.put("x", channel=EMAIL, kind="answered", about="YK-2026-000009", address=address, now=now)
    put(1, now)
    with mail_server(Mailbox()) as box:
        mail(box.port)
        assert outbox.deliver(now=now) == outbox.Delivered(sent=1, put_off=1)
    assert box.to == [ADDRESS]


def test_a_claim_is_taken_once_and_given_back_by_time(now):
    for number in range(3):
        put(number, now)
    first = outbox._claim(EMAIL, now=now, most=2)
    second = outbox._claim(EMAIL, now=now, most=9)
    assert len(first) == 2 and len(second) == 1 and not set(first) & set(second)
    assert outbox._claim(EMAIL, now=now + outbox.LEASE - timedelta(seconds=1), most=9) == []
    assert len(outbox._claim(EMAIL, now=now + outbox.LEASE, most=9)) == 3


def test_not_set_up_waits_and_says_why(settings, now):
    settings.SMTP_URL = ""
    put(1, now)
    assert outbox.deliver(now=now) == outbox.Delivered(put_off=1)
    assert "chưa cài đặt" in Notice.objects.get().trouble
    assert outbox.ways_out() == set()


def test_a_thousand_notices_are_few_statements(now, django_assert_max_num_queries):
    drafts = [outbox.Draft(f"answered:{n}", EMAIL, "answered", f"YK-2026-{n:06d}", ADDRESS) for n in range(1000)]
    with django_assert_max_num_queries(14):
        outbox.put_all(drafts, now=now)
    assert Notice.objects.count() == 1000


INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::9", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2002:a00:1::", "::127.0.0.1", "fec0::1", "198.18.0.1",
    "192.0.2.1", "2001:db8::1", "240.0.0.1", "fe80::1%lo", "192.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_is_not_public(address):
    assert not line.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.162.4.1", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_what_lies_outside_is_public(address):
    assert line.is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "localhost", "0177.0.0.1"])
def test_no_gateway_inside_unless_allowed(settings, hook, now, host):
    put(1, now, channel=WEBHOOK)
    settings.WEBHOOK_LOOPBACK = False
    with gateway(Hook()) as got:
        hook(got.port)
        settings.WEBHOOK_URL = f"http://{host}:{got.port}/"
        assert outbox.deliver(now=now).put_off == 1
        assert (got.asked, Notice.objects.get().trouble) == (0, "Webhook: địa chỉ nội bộ")
        settings.WEBHOOK_PRIVATE = True
        assert outbox.deliver(now=now + timedelta(minutes=1)).sent == 1


def test_a_name_with_one_address_inside_is_refused_whole(settings, hook, now, monkeypatch):
    settings.WEBHOOK_LOOPBACK = False
    monkeypatch.setattr(webhook, "resolve", lambda host, port: ["203.162.4.1", "10.0.0.1"])
    put(1, now, channel=WEBHOOK)
    hook(1)
    assert outbox.deliver(now=now).put_off == 1
    assert Notice.objects.get().trouble == "Webhook: địa chỉ nội bộ"


def test_the_key_alone_decides_not_the_attempts(now):
    put(1, now)
    Notice.objects.update(attempts=F("attempts") + 3, state="sent")
    put(1, now)
    assert Notice.objects.count() == 1
