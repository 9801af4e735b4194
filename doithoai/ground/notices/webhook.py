"""Notices through a message gateway (SMS, Zalo): one signed POST each. The contract stands in docs/operate/notices.md."""

import hashlib
import hmac
import http.client
import json
import ssl
import time
from types import TracebackType
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from doithoai.ground.notices.line import SECONDS, Line, Unsent, is_loopback, is_public, resolve
from doithoai.ground.notices.texts import Parcel

LONGEST_ANSWER = 65_536


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what proves that a body came from here at that second: HMAC-SHA256 over timestamp, a dot and the body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def body_of(parcel: Parcel) -> bytes:
    """Return the JSON document of one notice."""
    content = {
        "id": parcel.id,
        "kind": parcel.kind,
        "to": parcel.address,
        "text": parcel.text,
        "language": parcel.language,
        "at": parcel.at.isoformat(timespec="seconds"),
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _allowed(address: str) -> bool:
    if settings.WEBHOOK_PRIVATE or is_public(address):
        return True
    return settings.WEBHOOK_LOOPBACK and is_loopback(address)


def port_of(where: SplitResult) -> int:
    """Return the port an address means."""
    return where.port or (443 if where.scheme == "https" else 80)


def standing_at(where: SplitResult) -> list[str]:
    """Return the addresses to connect to; raises Unsent when any of the host's addresses lies inside and may not."""
    found = resolve(str(where.hostname), port_of(where))
    if not found or not all(_allowed(address) for address in found):
        raise Unsent("Webhook: địa chỉ nội bộ", peer=True)
    return found


class _Request(http.client.HTTPConnection):
    """Connects to the address that was checked, not to whatever the name says a moment later; no proxy, no redirect."""

    def __init__(self, where: SplitResult, line: Line):
        # Said first: the Host header names the port only when it is not the scheme's own.
        self.default_port = 443 if where.scheme == "https" else 80
        super().__init__(str(where.hostname), port_of(where), timeout=SECONDS)
        self.where, self.line = where, line

    def connect(self) -> None:
        plain = self.line.connect(standing_at(self.where), self.port)
        plain.settimeout(SECONDS)
        secret = self.where.scheme == "https"
        self.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=str(self.where.hostname))
            if secret
            else plain
        )


class Gateway:
    """The message gateway. Each notice is a request of its own."""

    def __init__(self) -> None:
        self.line = Line()

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        self.line.let_go()

    def probe(self) -> None:
        """Connect and send nothing: whether it would work. Raises Unsent."""
        request = _Request(urlsplit(settings.WEBHOOK_URL), self.line)
        try:
            with self.line.within():
                request.connect()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unsent(f"HTTP: {type(error).__name__}", peer=True) from error
        finally:
            request.close()

    def send(self, parcel: Parcel) -> None:
        """Post one notice; raises Unsent unless the gateway answers 2xx. All of it takes at most SECONDS."""
        if not settings.WEBHOOK_URL:
            raise Unsent("Webhook: chưa cài đặt", peer=True)
        where = urlsplit(settings.WEBHOOK_URL)
        self.line.cut = False
        request = _Request(where, self.line)
        try:
            with self.line.within():
                status = _post(request, where, parcel)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unsent("HTTP: quá giờ" if self.line.cut else f"HTTP: {type(error).__name__}", peer=True) from error
        finally:
            request.close()
        if not 200 <= status < 300:
            # What it says of one notice (400, 404, 422…) says nothing about the next; the rest speaks of itself.
            raise Unsent(f"HTTP {status}", peer=status not in range(400, 500) or status in {401, 403, 429})


def _post(request: _Request, where: SplitResult, parcel: Parcel) -> int:
    body, timestamp = body_of(parcel), str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "doithoai",
        "Idempotency-Key": parcel.id,
        "X-Doithoai-Timestamp": timestamp,
        "X-Doithoai-Signature": f"sha256={signature(settings.WEBHOOK_SECRET, timestamp, body)}",
    }
    request.request("POST", (where.path or "/") + (f"?{where.query}" if where.query else ""), body, headers)
    answer = request.getresponse()
    answer.read(LONGEST_ANSWER)
    return answer.status
