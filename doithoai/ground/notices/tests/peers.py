"""Mail servers and message gateways for tests: real conversations on loopback, well and badly behaved."""

import asyncio
import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer

from aiosmtpd.controller import Controller

SECRET = "k7Qw-zP2vN9xR4tB8mJ1sL6hD3fG5cY0aE_uTiO-pWqX"
SENDER = "doithoai@binhminh.gov.vn"


class Mailbox:
    """What an SMTP server took. `answers` are given to DATA first, one each; then everything is taken."""

    def __init__(self, answers=(), slow: float = 0):
        self.answers, self.slow = list(answers), slow
        self.letters: list = []
        self.to: list[str] = []
        self.port = 0

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.slow)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "drop":
            server.transport.abort()
            return "421 gone"
        if answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            self.to += envelope.rcpt_tos
        return answer

    @property
    def seen(self) -> Counter:
        return Counter(letter["Message-ID"] for letter in self.letters)


class _Controller(Controller):
    """Takes whichever port is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(box: Mailbox):
    """Run an SMTP server until the block ends."""
    controller = _Controller(box, hostname="127.0.0.1", port=0, ready_timeout=10)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


class Hook:
    """What a gateway took. `answers`: a status each, "drop" or "hang"; then 200."""

    def __init__(self, answers=(), slow: float = 0):
        self.answers, self.slow = list(answers), slow
        self.bodies: list[dict] = []
        self.headers: list[dict] = []
        self.asked = 0
        self.port = 0

    @property
    def seen(self) -> Counter:
        return Counter(body["id"] for body in self.bodies)


@contextmanager
def gateway(hook: Hook):
    """Run a message gateway until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            hook.asked += 1
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(hook.slow)
            answer = hook.answers.pop(0) if hook.answers else 200
            if answer == "drop":
                self.connection.close()
                return
            said = f"sha256={hmac.new(SECRET.encode(), self.headers['X-Doithoai-Timestamp'].encode() + b'.' + body, hashlib.sha256).hexdigest()}"
            assert hmac.compare_digest(said, self.headers["X-Doithoai-Signature"])
            if answer == 200:
                hook.bodies.append(json.loads(body))
                hook.headers.append(dict(self.headers))
            self.send_response(answer)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self):
            raise AssertionError("a redirect was followed")

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield hook
        finally:
            server.shutdown()


@contextmanager
def dripping(greeting: bytes = b"2", every: float = 0.2):
    """A server that sends a byte now and then and never gets anywhere."""
    over = threading.Event()

    class Handler(BaseRequestHandler):
        def handle(self):
            while not over.wait(every):
                try:
                    self.request.sendall(greeting)
                except OSError:
                    return

    class Server(ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            over.set()
            server.shutdown()
