"""A connection that ends when its time is over, whatever the other side does: even a byte every nine seconds."""

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator

SECONDS = 10


class Unsent(Exception):
    """The other side did not take a notice. `peer`: it may take no other either. The text names no address."""

    def __init__(self, what: str, *, peer: bool):
        super().__init__(what)
        self.peer = peer


class Line:
    """Keeps a second handle on a connection, so that it can be cut from outside at any step, inside TLS too."""

    def __init__(self) -> None:
        self._handle: socket.socket | None = None
        self.cut = False

    def hold(self, connection: socket.socket) -> socket.socket:
        """Take hold of a fresh connection."""
        self.let_go()
        self._handle = connection.dup()
        return connection

    def connect(self, addresses: list[str], port: int) -> socket.socket:
        """Connect to the first of the addresses that answers; all of them together get SECONDS."""
        ends, last = time.monotonic() + SECONDS, OSError("no address")
        for number, address in enumerate(addresses):
            share = max(0.1, (ends - time.monotonic()) / (len(addresses) - number))
            try:
                return self.hold(socket.create_connection((address, port), share))
            except OSError as error:
                last = error
        raise last

    def let_go(self) -> None:
        """Close the second handle."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def _cut(self) -> None:
        self.cut = True
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def within(self, seconds: float = SECONDS) -> Iterator[None]:
        """Cut the connection when the block takes longer."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def is_public(address: str) -> bool:
    """Say whether an IP address lies outside: not private, loopback, link-local, shared, reserved, nor one in disguise."""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        # 64:ff9b::/96 carries an IPv4 address in its last 32 bits (RFC 6052); ::/96 did so once.
        if inner is None and (found.packed[:12] == bytes.fromhex("0064ff9b") + bytes(8) or not any(found.packed[:12])):
            inner = ipaddress.IPv4Address(found.packed[12:])
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        # 64:ff9b:1::/48 (RFC 8215) and fec0::/10 are for use inside; older Pythons call them global.
        if found.is_site_local or found.packed[:6] == bytes.fromhex("0064ff9b0001"):
            return False
    return found.is_global and not found.is_multicast


def is_loopback(address: str) -> bool:
    """Say whether an IP address is this very machine."""
    return ipaddress.ip_address(address.split("%")[0]).is_loopback


def resolve(host: str, port: int) -> list[str]:
    """Ask once where a host stands. What is answered here is what is connected to: a second answer changes nothing."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unsent("DNS", peer=True) from error
