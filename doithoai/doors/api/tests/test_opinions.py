"""The machine door: a key, one place, one channel; the same call again adds nothing; every error is a problem document."""

import json
import logging
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from doithoai.ground.core.models import Event
from doithoai.process.intake import keys, queries
from doithoai.process.intake.models import ApiKey, ApiUse, Contact, Opinion

DOOR = "/api/v1/opinions"
BODY = {"text": "Đường thôn Đông ngập nước mỗi khi mưa.", "village": "thon dong", "external_id": "1022/77"}
PERSON = {"name": "Nguyễn Thị Canary", "phone": "0987 612 345", "email": "", "address": "Số 7"}


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


def issue(commune, now, channel="hotline") -> str:
    return keys.issue(commune.unit, name="Tổng đài 1022", channel=channel, by=commune.administrator, now=now)[1]


@pytest.fixture
def key(commune, now) -> str:
    return issue(commune, now)


def call(key: str, body=BODY, number="a-1", method="post", url=DOOR, **more):
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    headers = {"authorization": f"Bearer {key}", "idempotency-key": number} | more.pop("headers", {})
    headers = {name: value for name, value in headers.items() if value is not None}
    client = Client(raise_request_exception=False)
    return client.generic(
        method.upper(), url, content, **{"content_type": "application/json", "headers": headers} | more
    )


def is_problem(response, status: int) -> dict:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json; charset=utf-8")
    body = response.json()
    assert body["status"] == status and body["title"] and body["type"] == "about:blank"
    return body


def test_a_call_brings_one_opinion_with_the_place_and_channel_of_its_key(key, commune):
    response = call(key, BODY | {"contact": PERSON})
    assert response.status_code == 201
    opinion, told = Opinion.objects.get(), response.json()
    assert (opinion.unit, opinion.channel, opinion.mode) == (commune.unit, "hotline", "confidential")
    assert (opinion.village, opinion.village_unit) == ("Thôn Đông", commune.village)
    assert told["number"] == opinion.code and told["follow_up_code"] == opinion.secret
    assert queries.by_secret(told["follow_up_code"]) == opinion
    assert told["due"] == "2026-12-06" and opinion.code in told["receipt"]
    assert queries.contact_of(opinion, commune.clerk)["name"] == PERSON["name"]
    assert "Canary" not in response.content.decode()


def test_the_same_call_gives_the_same_answer_and_another_body_is_refused(key, at):
    first = call(key)
    at.shift(timedelta(hours=3))
    again = call(key)
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    for change in ({"text": BODY["text"] + " Gấp."}, {"place": "Ngõ 3"}, {"contact": PERSON}, {"mode": "anonymous"}):
        assert "Idempotency-Key" in is_problem(call(key, BODY | change), 422)["detail"]
    assert Opinion.objects.count() == 1
    assert call(key, number="a-2").status_code == 201


def test_two_keys_may_use_one_number(key, commune, stranger, now):
    other = issue(stranger, now, "portal")
    assert [call(k).status_code for k in (key, other)] == [201, 201]
    assert {o.unit for o in Opinion.objects.all()} == {commune.unit, stranger.unit}


def test_a_key_sees_the_state_of_its_own_and_no_words(key, commune, now):
    code = call(key).json()["number"]
    told = call(key, b"", method="get", url=f"{DOOR}/{code}").json()
    assert told | {"received_at": ""} == {
        "number": code, "state": "received", "received_at": "", "external_id": "1022/77",
    }  # fmt: skip
    other = issue(commune, now)
    for url in (f"{DOOR}/{code}", f"{DOOR}/YK-2026-999999", f"{DOOR}/YK-2025-{code[-6:]}", f"{DOOR}/x", f"{DOOR}/%00"):
        assert call(other, b"", method="get", url=url).status_code in {400, 404}, url
    assert call(other, b"", method="get").json() == {"items": [], "next": None}


def test_lists_are_paged_by_cursor(key):
    for n in range(5):
        call(key, BODY | {"text": f"{BODY['text']} {n}"}, number=f"n{n}")
    seen, cursor = [], ""
    for _page in range(3):
        page = call(key, b"", method="get", url=f"{DOOR}?limit=2&cursor={cursor}").json()
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
    assert len(set(seen)) == 5 and cursor is None
    assert is_problem(call(key, b"", method="get", url=f"{DOOR}?limit=0"), 422)["errors"][0]["pointer"] == "/limit"
    assert call(key, b"", method="get", url=f"{DOOR}?cursor=xx:yy").status_code == 200


@pytest.mark.parametrize("field", ["received_at", "state", "unit", "channel", "is_staff", "meeting", "id", "collector", "key"])  # fmt: skip
def test_nobody_sets_what_is_ours(key, field):
    told = is_problem(call(key, BODY | {field: 1}), 422)
    assert told["errors"] == [{"pointer": f"/{field}", "detail": "Không có trường này."}]
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ([], 422),
        ("null", 422),
        ("1", 422),
        ('"x"', 422),
        ("{", 400),
        (" ", 400),
        ('{"text": "abcdef", "text": "ghijkl"}', 400),
        ('{"text": NaN}', 400),
        ("[" * 100_000, 400),
        (b'{"text": "\xff\xfe"}', 400),
        ('{"text": "abcde\\ud800"}', 422),
        ({"text": "a"}, 422),
        ({"text": "   \n  "}, 422),
        ({"text": 12345}, 422),
        ({"text": "x" * 20_001}, 422),
        ({"text": BODY["text"], "mode": "everybody"}, 422),
        ({"text": BODY["text"], "said_on": "2026-11-22"}, 422),
        ({"text": BODY["text"], "said_on": "22/11/2026"}, 422),
        ({"text": BODY["text"], "said_on": 10**30}, 422),
        ({"text": BODY["text"], "village": "x" * 201}, 422),
        ({"text": BODY["text"], "external_id": "có dấu"}, 422),
        ({"text": BODY["text"], "contact": {"cccd": "001"}}, 422),
        ({"text": BODY["text"], "contact": "Nguyễn Thị Canary"}, 422),
    ],
)
def test_nonsense_is_told_field_by_field_and_not_repeated(key, body, status):
    response = call(key, body)
    is_problem(response, status)
    assert "Canary" not in response.content.decode()
    assert not Opinion.objects.exists()


def test_a_nul_is_no_error_and_no_letter(key):
    assert call(key, '{"text": "ab\\u0000cdef", "place": "x\\u0000"}').status_code == 201
    assert Opinion.objects.get().text == "abcdef"


def test_every_way_in_without_a_right_key_is_401(key, commune, now):
    wrong = [
        None,
        "Bearer ",
        "Bearer x",
        f"Basic {key}",
        f"Bearer {key}x",
        f"bearer  {key}",
        "Bearer \xff",
        "Bearer " + "x" * 5000,
    ]
    for value in wrong:
        assert is_problem(call(key, headers={"authorization": value}), 401)
    assert call(key, b"", method="get", headers={"authorization": None}).status_code == 401
    keys.end(ApiKey.objects.get(), by=commune.administrator, now=now)
    assert is_problem(call(key), 401)
    assert not Opinion.objects.exists()


def test_no_other_method_type_size_or_address(key):
    for method in ("put", "delete", "patch", "options", "head", "trace"):
        response = call(key, method=method)
        assert response.status_code == 405 and "POST" in response["Allow"]
    is_problem(call(key, method="delete"), 405)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        is_problem(call(key, content_type=kind), 415)
    is_problem(call(key, b'{"text": "' + b"x" * 300_000 + b'"}'), 413)
    is_problem(call(key, b"x" * 3_000_000), 413)
    for number in (None, "", "a b", "x" * 201, "có dấu".encode().decode("latin-1")):
        is_problem(call(key, headers={"idempotency-key": number}), 400)
    for url in ("/api/v1/", "/api/v1/docs", "/api/v1/opinions/", "/api/v1/opinions/a/b", "/api/v1/khong-co"):
        is_problem(call(key, b"", method="get", url=url), 404)


def test_an_error_of_ours_is_a_problem_without_a_trace(key, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("Nguyễn Thị Canary")

    monkeypatch.setattr(keys, "bring", broken)
    assert "Canary" not in str(is_problem(call(key), 500))


def test_limits_by_key_are_told_and_kept(key, commune, now, at, monkeypatch):
    monkeypatch.setattr(keys, "LIMITS", ((60, 3), (86_400, 5)))
    other = issue(commune, now)
    assert call(key)["RateLimit"] == '"60s";r=2;t=60'
    assert call(key)["RateLimit-Policy"] == '"60s";q=3;w=60, "86400s";q=5;w=86400'
    at.shift(timedelta(seconds=20))
    call(key)
    response = call(key)
    is_problem(response, 429)
    assert response["Retry-After"] == "40" and response["RateLimit"] == '"60s";r=0;t=40'
    assert call(other, number="b").status_code == 201
    at.shift(timedelta(seconds=41))
    assert [call(key).status_code for _ in range(3)] == [200, 200, 429]
    # The day is full now too, and stays so longer.
    assert call(key)["Retry-After"] == str(86_400 - 61)
    assert ApiUse.objects.count() == 4


def test_a_key_stands_nowhere_in_clear(key, commune, caplog):
    caplog.set_level(logging.DEBUG)
    call(key)
    call(key + "x")
    held = f"{list(ApiKey.objects.values())}{list(Event.objects.values())}{caplog.text}"
    assert key not in held and key[:20] not in held
    assert Contact.objects.count() == 0
    assert str(ApiKey.objects.get().last_used_on) == "2026-11-21"


def test_the_description_names_what_is_there(client):
    told = client.get("/api/v1/openapi.json").json()
    assert set(told["paths"]) == {"/api/v1/opinions", "/api/v1/opinions/{code}"}
    assert told["components"]["schemas"]["OpinionIn"]["additionalProperties"] is False
    assert told["components"]["securitySchemes"]["Key"] == {"type": "http", "scheme": "bearer"}
