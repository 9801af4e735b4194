"""Durable submissions per second through the real form, beside the bare database and an empty page."""

import argparse
import http.client
import re
import sqlite3
import tempfile
import time
import uuid
from multiprocessing import Process, SimpleQueue
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.db import connection

from doithoai.doors.cli.bench.figures import spread
from doithoai.doors.cli.bench.scratch import scratch
from doithoai.doors.cli.bench.server import serving
from doithoai.ground.core import codes
from doithoai.process.intake.models import Opinion

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_WORDS = "Đường liên thôn xuống cấp nặng từ mùa lũ, xe không vào được, đề nghị sửa sớm. Mẫu số "


def run(args: argparse.Namespace) -> dict:
    """Let `clients` people send as fast as they can for `seconds`, then look every receipt up again."""
    with tempfile.TemporaryDirectory(prefix="doithoai-bench-") as folder:
        home = Path(folder)
        bare = _bare_database(home, args.seconds / 2, args.clients)
        with scratch(home) as url, serving(home, url, home / "server.log") as port:
            empty = load(_get_empty, port, args.seconds / 2, args.clients)
            sent = load(post_forms, port, args.seconds, args.clients)
            _get_front(port)
        with scratch(home, url=url):
            found = sum(_is_there(key) for key, _seconds in sent)
            stored = Opinion.objects.count()
    times = [seconds for _key, seconds in sent]
    return {
        "name": "submit",
        "database": connection.vendor,
        "figures": {
            "submissions_per_second": round(len(sent) / args.seconds, 1),
            "latency_ms": spread(times),
            "acknowledged": len(sent),
            "found_again": found,
            "stored": stored,
            "clients": args.clients,
        },
        "floor": {
            "bare_database_inserts_per_second": round(bare / (args.seconds / 2), 1),
            "empty_page_per_second": round(len(empty) / (args.seconds / 2), 1),
            "empty_page_ms": spread([seconds for _key, seconds in empty]),
        },
    }


def _is_there(key: str) -> bool:
    return Opinion.objects.filter(secret_index=codes.secret_index(codes.secret_for(f"form:{key}"))).exists()


def load(work, port: int, seconds: float, clients: int) -> list[tuple[str, float]]:
    """Run `work` in `clients` processes for `seconds`; return what they counted."""
    box: SimpleQueue = SimpleQueue()
    people = [Process(target=work, args=(port, time.time() + seconds, box)) for _ in range(clients)]
    for person in people:
        person.start()
    done: list[tuple[str, float]] = []
    for _ in people:
        done += box.get()
    for person in people:
        person.join()
    return done


def _get_front(port: int) -> None:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", "/healthz")
    link.getresponse().read()
    link.close()


def _get_empty(port: int, until: float, box: SimpleQueue) -> None:
    link, done = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    while time.time() < until:
        began = time.perf_counter()
        link.request("GET", "/healthz")
        link.getresponse().read()
        done.append(("", time.perf_counter() - began))
    box.put(done)


def post_forms(port: int, until: float, box: SimpleQueue, more: dict[str, str] | None = None) -> None:
    """Post the last screen of the form again and again, each time with a new key and new words; `more` fields if given."""
    link, done = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "keep-alive"}
    link.request("POST", "/gui", urlencode({"step": "check", "text": _WORDS * 2, "mode": "anonymous"}), headers)
    answer = link.getresponse()
    headers["Cookie"] = (answer.getheader("Set-Cookie") or "").split(";")[0]
    token = _TOKEN.search(answer.read())
    while token and time.time() < until:
        key = uuid.uuid4().hex
        body = {"step": "send", "key": key, "text": f"{_WORDS}{key}.", "mode": "confidential", "name": "Bà Ba"}
        body |= {"phone": "0912345678", "csrfmiddlewaretoken": token[1].decode()} | (more or {})
        began = time.perf_counter()
        link.request("POST", "/gui", urlencode(body), headers)
        answer = link.getresponse()
        page = answer.read()
        if answer.status == 200 and b"YK-" in page:
            done.append((key, time.perf_counter() - began))
    box.put(done)


def _bare_database(home: Path, seconds: float, clients: int) -> int:
    """Count durable single-row inserts by the database alone, as many writers at once."""
    target = str(home / "bare.sqlite3")
    if connection.vendor == "postgresql":
        target = settings.ENV.database_url
        with psycopg.connect(target, autocommit=True) as link:
            link.execute("CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, words text)")
    else:
        with sqlite3.connect(target) as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("CREATE TABLE bench_floor (id integer PRIMARY KEY, words text)")
    box: SimpleQueue = SimpleQueue()
    writers = [
        Process(target=_insert, args=(connection.vendor, target, time.time() + seconds, box)) for _ in range(clients)
    ]
    for writer in writers:
        writer.start()
    counted = sum(box.get() for _ in writers)
    for writer in writers:
        writer.join()
    if connection.vendor == "postgresql":
        with psycopg.connect(target, autocommit=True) as link:
            link.execute("DROP TABLE bench_floor")
    return counted


def _insert(vendor: str, target: str, until: float, box: SimpleQueue) -> None:
    count = 0
    if vendor == "postgresql":
        link = psycopg.connect(target, autocommit=True)
        while time.time() < until:
            link.execute("INSERT INTO bench_floor (words) VALUES (%s)", (_WORDS,))
            count += 1
    else:
        file = sqlite3.connect(target, timeout=30, isolation_level=None)
        file.execute("PRAGMA synchronous=FULL")
        while time.time() < until:
            file.execute("BEGIN IMMEDIATE")
            file.execute("INSERT INTO bench_floor (words) VALUES (?)", (_WORDS,))
            file.execute("COMMIT")
            count += 1
    box.put(count)
