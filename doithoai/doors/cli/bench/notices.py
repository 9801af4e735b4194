"""Submitting with a notice to each sender while the message gateway hangs, alternating with submitting without one.

Afterwards the gateway is mended and every notice must arrive once.
"""

import argparse
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from doithoai.doors.cli.bench.figures import spread
from doithoai.doors.cli.bench.scratch import scratch
from doithoai.doors.cli.bench.server import serving
from doithoai.doors.cli.bench.submit import load, post_forms
from doithoai.ground.core import clock
from doithoai.ground.notices import outbox
from doithoai.ground.notices.models import Notice

TURNS = 5
SECRET = "bench-only-k7QwzP2vN9xR4tB8mJ1sL6hD3fG5cY0aE"  # noqa: S105 - signs nothing outside this measurement


class _Gateway:
    """A gateway that lets everybody wait until it is mended, and then takes what comes."""

    def __init__(self) -> None:
        self.mended = threading.Event()
        self.seen: Counter[str] = Counter()


@contextmanager
def _gateway() -> Iterator[tuple[_Gateway, int]]:
    state = _Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if not state.mended.is_set():
                state.mended.wait()
                return
            self.rfile.read(int(self.headers["Content-Length"]))
            state.seen[self.headers["Idempotency-Key"]] += 1
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield state, server.server_address[1]
        finally:
            state.mended.set()
            server.shutdown()


@contextmanager
def _set_up(port: int) -> Iterator[None]:
    """Name the gateway to the server to come (by its environment) and to this process."""
    given = {"DOITHOAI_WEBHOOK_URL": f"http://127.0.0.1:{port}/", "DOITHOAI_WEBHOOK_SECRET": SECRET}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    settings.WEBHOOK_URL, settings.WEBHOOK_SECRET, settings.WEBHOOK_LOOPBACK = (
        given["DOITHOAI_WEBHOOK_URL"],
        SECRET,
        True,
    )
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def run(args: argparse.Namespace) -> dict:
    """Let people send in turns of a few seconds, one turn with a notice each, one without; then mend the gateway."""
    told: list[float] = []
    untold: list[float] = []
    with tempfile.TemporaryDirectory(prefix="doithoai-bench-") as folder, _gateway() as (gateway, port), _set_up(port):
        home, each = Path(folder), args.seconds / TURNS / 2
        with scratch(home) as url, serving(home, url, home / "server.log") as web:
            load(post_forms, web, 2, args.clients)
            for turn in range(TURNS):
                # The order changes each turn, so that neither always follows the other's caches and checkpoints.
                for asks in (True, False) if turn % 2 else (False, True):
                    work = partial(post_forms, more={"notify": "on"}) if asks else post_forms
                    (told if asks else untold).extend(s for _key, s in load(work, web, each, args.clients))
        with scratch(home, url=url):
            waiting = Notice.objects.filter(state=Notice.State.WAITING).count()
            gateway.mended.set()
            Notice.objects.update(leased_until=None)
            outbox.try_again(clock.now())
            while outbox.deliver(now=clock.now(), batch=100_000).sent:
                pass
            put, left = Notice.objects.count(), Notice.objects.exclude(state=Notice.State.SENT).count()
    return {
        "name": "notices",
        "database": connection.vendor,
        "figures": {
            "with_a_notice_ms": spread(told),
            "p95_ratio": round(spread(told)["p95"] / spread(untold)["p95"], 3),
            "p50_ratio": round(spread(told)["p50"] / spread(untold)["p50"], 3),
            "submissions_with_a_notice": len(told),
            "notices": put,
            "waiting_while_the_gateway_hung": waiting,
            "left_after_it_was_mended": left,
            "arrived": len(gateway.seen),
            "arrived_twice": sum(times > 1 for times in gateway.seen.values()),
            "clients": args.clients,
        },
        "floor": {"without_a_notice_ms": spread(untold), "submissions_without": len(untold)},
    }
