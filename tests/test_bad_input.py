"""Bad input at every door: a clear answer, never a 5xx, nothing half done (design.md section 11, issue 2 point 9)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from doithoai.process.intake.models import Opinion
from tests.client import signed_in
from tests.test_access import PAGES, PUBLIC, address_of
from tests.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

FIELDS = (
    "text", "reason", "note", "title", "due", "lead", "to", "kind", "handed", "field", "version", "score", "solved",
    "step", "key", "mode", "name", "phone", "code", "ma", "unit", "meeting", "cuoc", "said_on", "held_on", "persons",
    "attendance", "published_on", "words", "speaker", "reply", "result", "action_due", "rows", "parts", "matter",
    "excerpt-0", "field-0", "form-TOTAL_FORMS", "verb", "move", "supporting", "basis", "from", "to", "as_of", "next",
)  # fmt: skip
HOSTILE = {
    "empty": "",
    "nul": "a\x00b",
    "huge number": "9" * 400,
    "negative": "-1",
    "not a number": "mười",
    "impossible date": "31/02/2026",
    "far date": "01/01/99999",
    "markup": "<script>alert(1)</script>'\"--;{{7*7}}",
    "long": "Ệ" * 30_000,
    "surrogate": "\ud800",
    "zero width": "a\u200b\u202e\ufeffb",
    "deep json": "[" * 100_000,
}


# Confirming a previewed file is a button without fields: any post by the right person is that button.
BARE_BUTTONS = {"intake:file"}


def answered_well(response, where) -> None:
    """No 5xx, and an error page that a person can read."""
    assert response.status_code < 500, (where, response.status_code)
    body = response.content.decode(errors="replace")
    assert "Traceback" not in body and "<script>alert" not in body, where
    if response.status_code in {400, 409, 413, 422, 429}:
        assert re.search(r"[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", body), where


@pytest.fixture
def world(commune, now):
    return make_world(commune, now)


def doors(world, commune):
    """Every address with a client that may open it."""
    for name, (what, allowed) in PAGES.items():
        yield name, signed_in(commune.seats[sorted(allowed)[0]]), address_of(name, what, world)
    for name, what in PUBLIC.items():
        yield name, Client(), address_of(name, what, world)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_fields_everywhere(kind, world, commune):
    value = HOSTILE[kind].encode("utf-8", "surrogatepass")
    body = b"&".join(name.encode() + b"=" + _quoted(value) for name in FIELDS)
    query = body[:6000].decode("latin-1") if kind in {"huge number", "nul", "markup"} else ""
    for name, client, url in doors(world, commune):
        before = Opinion.objects.count()
        response = client.post(url, body, content_type="application/x-www-form-urlencoded")
        answered_well(response, (name, kind))
        assert Opinion.objects.count() == before or name in BARE_BUTTONS, (name, kind)
        if query:
            answered_well(client.get(f"{url}?{query}"), (name, kind, "query"))


def _quoted(value: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in value[:60_000])


RAW = {
    "broken utf-8": (b"text=%FF%FE%C3%28&step=send&reply=%80", "application/x-www-form-urlencoded"),
    "raw bytes": (b"text=\xff\xfe\xc3\x28&\xff=\x00", "application/x-www-form-urlencoded"),
    "10 MB": (b"text=" + b"a" * 10_000_000, "application/x-www-form-urlencoded"),
    "9,000 fields": (b"&".join(b"a%d=1" % n for n in range(9_000)), "application/x-www-form-urlencoded"),
    "json": (b'{"a":' * 100_000, "application/json"),
    "multipart cut short": (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    "multipart without boundary": (b"abc", "multipart/form-data"),
    "unknown charset": (b"text=abc", "application/x-www-form-urlencoded; charset=klingon"),
    "unknown type": (b"\x00" * 1000, "application/octet-stream"),
}


@pytest.mark.parametrize("kind", RAW)
def test_hostile_bodies_everywhere(kind, world, commune):
    body, content_type = RAW[kind]
    for name, client, url in doors(world, commune):
        before = Opinion.objects.count()
        response = client.generic("POST", url, body, content_type=content_type)
        answered_well(response, (name, kind))
        assert Opinion.objects.count() == before or name in BARE_BUTTONS, (name, kind)


def test_odd_addresses():
    client = Client()
    for path in (
        "/doi-thoai/" + "9" * 300, "/van-de/VD-2026-" + "9" * 30, "/doi-thoai/DT-99999-1", "/van-de/%00", "/%ff%fe",
        "/van-de/VD-2026-99999999999999999999", "/lam-viec/tep/99999999999999999999999", "/doi-thoai?sau=%00",
        "/doi-thoai?sau=" + "x" * 5000, "/tra-cuu?" + "a=1&" * 3000, "/gui?cuoc=%F0%28", "/en/gui", "/en/khong-co",
        "//evil.test/", "/cach-hien-thi?next=//evil.test&mode=x&size=y", "/lam-viec/dang-nhap?next=https://evil.test/",
    ):  # fmt: skip
        answered_well(client.get(path), path)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"):
        answered_well(client.generic(method, "/gui", b"x"), method)
        answered_well(client.generic(method, reverse("desk:sign_in"), b"x"), method)
