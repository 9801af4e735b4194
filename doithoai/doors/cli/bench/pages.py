"""Latency of the staff list, the public list and the follow page, small archive against large, in one run."""

import argparse
import http.client
import re
import tempfile
import time
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from doithoai.doors.cli.bench import archive
from doithoai.doors.cli.bench.figures import spread
from doithoai.doors.cli.bench.scratch import drop, scratch
from doithoai.doors.cli.bench.server import serving
from doithoai.ground.core import clock
from doithoai.ground.core.actors import SYSTEM
from doithoai.process.intake.models import Opinion
from doithoai.process.people import services as people
from doithoai.process.people.middleware import SEAT_KEY
from doithoai.process.people.models import Role
from doithoai.process.people.queries import home_unit

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
ROUNDS = 60
_NEWEST = (
    "SELECT id, excerpt, received_at FROM intake_opinion WHERE unit_id = %s ORDER BY received_at DESC, id DESC LIMIT 25"
)


def run(args: argparse.Namespace) -> dict:
    """Fill one archive a size, then ask every page alternately at each size; growth is the ratio of the medians."""
    figures: dict[str, dict] = {}
    floor: dict[str, dict] = {}
    for rows in args.rows:
        with tempfile.TemporaryDirectory(prefix="doithoai-bench-") as folder:
            measured, bare = _measure(Path(folder), rows)
            figures[str(rows)], floor[str(rows)] = measured, bare
    small, large = str(args.rows[0]), str(args.rows[-1])
    growth = {
        page: round(figures[large][page]["p50"] / figures[small][page]["p50"], 2)
        for page in figures[small]
        if isinstance(figures[small][page], dict)
    }
    return {
        "name": "pages",
        "database": connection.vendor,
        "figures": {**figures, f"growth_{small}_to_{large}": growth},
        "floor": floor,
    }


def _measure(home: Path, rows: int) -> tuple[dict, dict]:
    with scratch(home, name=f"pages{rows}") as url:
        cookie = _sign_in()
        began = time.perf_counter()
        archive.load(rows, unit=home_unit(), now=clock.now())
        filled = round(time.perf_counter() - began, 1)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        secrets = [o.secret for o in Opinion.objects.order_by("pk")[rows // 2 : rows // 2 + ROUNDS]]
        place = home_unit().pk
        bare = spread([_bare_query(place) for _ in range(ROUNDS)])
    with serving(home, url, home / "server.log") as port:
        pages = {
            "staff_list": lambda n: _get(port, "/lam-viec/y-kien", cookie),
            "staff_queue": lambda n: _get(port, "/lam-viec/phan-loai", cookie),
            "home": lambda n: _get(port, "/", ""),
            "follow": _follower(port, secrets),
            "empty": lambda n: _get(port, "/healthz", ""),
        }
        times: dict[str, list[float]] = {page: [] for page in pages}
        for n in range(ROUNDS):
            for page, ask in pages.items():
                times[page].append(ask(n))
    drop(url)
    empty = spread(times.pop("empty"))
    # The first answers warm caches and connections and are not counted.
    figures = {page: spread(seconds[5:]) for page, seconds in times.items()}
    return {**figures, "filled_in_seconds": filled}, {"bare_query_ms": bare, "empty_page_ms": empty}


def _sign_in() -> str:
    """Seat a coordinator and return the cookie of a signed-in session."""
    now = clock.now()
    person = people.hire("do-thu", "Người đo thử", None, by=SYSTEM, now=now)
    seat = people.seat(person, home_unit(), Role.COORDINATOR, by=SYSTEM, now=now)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[SEAT_KEY] = seat.pk
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _bare_query(place: int) -> float:
    """Ask the database alone, by SQL, for the newest 25 rows of the place, as the list does."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [place])
        cursor.fetchall()
    return time.perf_counter() - began


def _get(port: int, path: str, cookie: str) -> float:
    began = time.perf_counter()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    link.request("GET", path, headers={"Cookie": cookie})
    answer = link.getresponse()
    answer.read()
    link.close()
    assert answer.status == 200, f"{path}: {answer.status}"
    return time.perf_counter() - began


def _follower(port: int, secrets: list[str]):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    link.request("GET", "/tra-cuu")
    answer = link.getresponse()
    cookie, token = (answer.getheader("Set-Cookie") or "").split(";")[0], _TOKEN.search(answer.read())
    link.close()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}

    def ask(n: int) -> float:
        body = urlencode({"code": secrets[n], "csrfmiddlewaretoken": token[1].decode() if token else ""})
        began = time.perf_counter()
        one = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        one.request("POST", "/tra-cuu", body, headers)
        reply = one.getresponse()
        page = reply.read()
        one.close()
        assert reply.status == 200 and b"YK-" in page, reply.status
        return time.perf_counter() - began

    return ask
