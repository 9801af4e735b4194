"""Kill the server again and again while eight people send; count what was lost or doubled.

Run as a program (it forks after Django has woken, so a new server stands within milliseconds):
`python -m tests.faults.kill KILLS`. Prints one JSON line. Every client repeats a form whose answer it did not get,
as an impatient person does, and keeps each receipt it was shown.
"""

import http.client
import json
import os
import random
import re
import signal
import socket
import sys
import time
import uuid
from multiprocessing import Event, Process, SimpleQueue
from socketserver import ThreadingMixIn
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

CLIENTS = 8
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Server(ThreadingMixIn, WSGIServer):
    """A threaded server on a socket that outlives it."""

    daemon_threads = True

    def server_bind(self):
        self.setup_environ()


class Quiet(WSGIRequestHandler):
    """Writes no access log."""

    def log_message(self, *args):
        pass


def serve(listener: socket.socket) -> None:
    """Serve until killed."""
    from config.wsgi import application

    server = Server(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket = listener
    server.server_name, server.server_port = listener.getsockname()[:2]
    server.setup_environ()
    server.set_app(application)
    server.serve_forever()


def secret_in(page: str) -> str | None:
    """Return the 16 digits a receipt shows."""
    found = re.search(r'id="code16">(.*?)(?:<button|</p>)', page, re.S)
    digits = re.sub(r"\D", "", re.sub(r"<[^>]*>", "", found[1])) if found else ""
    return digits if len(digits) == 16 else None


def ask(port: int, method: str, body: str | None = None, cookie: str = "") -> tuple[int, bytes, str]:
    """One request on a connection of its own; raises OSError when the server died under it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    try:
        connection.request(method, "/gui", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("Set-Cookie", "")
    finally:
        connection.close()


def send_until(port: int, number: int, over, receipts: SimpleQueue) -> None:
    """Send one opinion after another until told to stop; report each receipt shown."""
    cookie = token = ""
    while not token:
        try:
            _status, page, cookies = ask(
                port, "POST", urlencode({"step": "check", "text": "x" * 30, "mode": "anonymous"})
            )
            token = _TOKEN.search(page)[1].decode()
            cookie = cookies.split(";")[0]
        except (OSError, http.client.HTTPException, TypeError):
            time.sleep(0.01)
    while not over.is_set():
        key = uuid.uuid4().hex
        words = f"Ý kiến {key} của người thứ {number}: xin sửa đường, ỆCH ỘT Ằ ĐẶNG."
        body = urlencode({"step": "send", "key": key, "text": words, "mode": "anonymous", "csrfmiddlewaretoken": token})
        while True:
            try:
                status, page, _cookies = ask(port, "POST", body, cookie)
            except (OSError, http.client.HTTPException):
                time.sleep(0.005)
                continue
            if status == 200 and (secret := secret_in(page.decode())):
                receipts.put((key, words, secret))
                break
            # A page cut short by the kill shows no receipt: the person sends the same form again.
            if status not in {200, 503}:
                receipts.put((key, words, f"unexpected {status}"))
                break
    receipts.put(None)


def ending(chance: random.Random, killed: int, kills: int, before: int):
    """Say how a server is to die: every third by the clock alone, the others some moments after one to three receipts.

    Counted in receipts and not only in seconds, so that on a slow machine as on a fast one it dies in the middle of work.
    """
    if killed >= kills:
        return lambda acknowledged: False
    wanted = before + (0 if killed % 3 == 0 else chance.randint(1, 3))
    # A server that acknowledges nothing for so long is dead already, and the counting at the end will tell.
    gives_up, still = time.monotonic() + 60, chance.uniform(0.04, 0.2) if killed % 3 == 0 else chance.uniform(0, 0.06)
    reached = []

    def ends(acknowledged: int) -> bool:
        if acknowledged >= wanted and not reached:
            reached.append(time.monotonic())
        return time.monotonic() > (reached[0] + still if reached else gives_up)

    return ends


def main(kills: int) -> dict:
    """Run the whole test against the database that DATABASE_URL names and return what was counted."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.test import Client

    from config.wsgi import application
    from doithoai.ground.core import clock
    from doithoai.process.intake.models import Opinion
    from doithoai.process.intake.queries import by_secret
    from tests.people import make_commune

    call_command("migrate", verbosity=0)
    make_commune("Xã Thử", now=clock.now(), is_home=True)
    # Everything is loaded and every template compiled before the first fork, so that each new server stands at once.
    form = {"text": "Xin sửa đường làng, hỏng nặng quá rồi.", "mode": "anonymous", "key": "0" * 32}
    for step in ("check", "send"):
        assert Client(SERVER_NAME="127.0.0.1").post("/gui", {"step": step, **form}).status_code == 200
    assert application
    connections.close_all()
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    port, chance = listener.getsockname()[1], random.Random(20261121)
    over, receipts = Event(), SimpleQueue()
    clients = [Process(target=send_until, args=(port, n, over, receipts)) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    acknowledged, finished, killed = [], 0, 0
    while finished < CLIENTS:
        child = Process(target=serve, args=(listener,))
        child.start()
        # After the last kill one server stays so that every client gets its last answer.
        if killed >= kills:
            over.set()
        ends = ending(chance, killed, kills, len(acknowledged))
        while not ends(len(acknowledged)) and finished < CLIENTS:
            while not receipts.empty():
                receipt = receipts.get()
                finished += receipt is None
                acknowledged += [receipt] if receipt else []
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        killed += 1
    listener.close()
    texts = list(Opinion.objects.values_list("text", flat=True))
    missing = [words for _key, words, secret in acknowledged if not (o := by_secret(secret)) or o.text != words]
    return {
        "kills": killed,
        "acknowledged": len(acknowledged),
        "stored": len(texts),
        "missing": len(missing),
        "twice": len(texts) - len(set(texts)),
        "examples": missing[:3],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1])), ensure_ascii=False) + "\n")
