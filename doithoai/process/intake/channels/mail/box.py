"""One conversation with an IMAP mailbox: what waits, its bytes, and that it was taken. Nothing is ever deleted there."""

from __future__ import annotations

import base64
import contextlib
import imaplib
import re
import socket
import ssl
import threading
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import unquote, urlsplit

TIMEOUT = 20
# A server that answers a byte at a time keeps within every timeout: the whole conversation has an end too.
LONGEST = 300
# A keyword of ours: a letter that a person opened in the mail program is still fetched, one taken is not fetched again.
TAKEN = "DoiThoaiTaken"
FOLDER = "Đã nhận"


class BoxTrouble(Exception):
    """The mailbox did not do as asked; the text names no password, address or content."""


@dataclass(frozen=True)
class Waiting:
    """A letter in the box: its number there and its size in bytes."""

    uid: str
    size: int


def in_utf7(name: str) -> str:
    """Return a folder's name as IMAP writes it (RFC 3501, 5.1.3)."""
    out, held = "", ""
    for letter in name + "\0":
        if " " <= letter <= "~" or letter == "\0":
            if held:
                packed = base64.b64encode(held.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
                out, held = f"{out}&{packed}-", ""
            out += {"&": "&-", "\0": ""}.get(letter, letter)
        else:
            held += letter
    return out


class Box:
    """An open mailbox. Use as a context: `with Box(url) as box`."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        self.folder = unquote(self.parts.path.lstrip("/")) or "INBOX"
        self.keywords = False
        self.can_move = False
        self.moves_to: str | None = None
        self.timer = threading.Timer(LONGEST, self._cut)

    def __enter__(self) -> Box:
        self.timer.daemon = True
        self.timer.start()
        try:
            self._open()
        except (imaplib.IMAP4.error, OSError, UnicodeError) as trouble:
            self.timer.cancel()
            raise BoxTrouble(f"open: {type(trouble).__name__}") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.timer.cancel()
        try:
            self.link.logout()
        except (imaplib.IMAP4.error, OSError):
            return

    def _cut(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self.link.sock.shutdown(socket.SHUT_RDWR)

    def _open(self) -> None:
        host, secure = self.parts.hostname or "", self.parts.scheme == "imaps"
        port = self.parts.port or (993 if secure else 143)
        if secure:
            self.link: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
            )
        else:
            self.link = imaplib.IMAP4(host, port, timeout=TIMEOUT)
        self.link.login(_quoted(unquote(self.parts.username or "")), unquote(self.parts.password or ""))
        # Asked anew: what a server can do it often says only to whoever has signed in.
        able = self._ok(*self.link.capability())
        self.can_move = any(b"MOVE" in line.upper().split() for line in able if line)
        self._ok(*self.link.select(_quoted(in_utf7(self.folder))))
        allowed = self.link.untagged_responses.get("PERMANENTFLAGS") or []
        self.keywords = any(b"\\*" in flags or TAKEN.encode() in flags for flags in allowed if flags)
        separator = "/"
        _kind, listed = self.link.list('""', '""')
        if listed and isinstance(listed[0], bytes) and (found := re.search(rb'\)\s+"(.)"', listed[0])):
            separator = found[1].decode()
        # Below the box itself where a server keeps all folders there; beside it elsewhere.
        for name in (FOLDER, f"{self.folder}{separator}{FOLDER}"):
            self.link.create(_quoted(in_utf7(name)))
            if self.link.status(_quoted(in_utf7(name)), "(MESSAGES)")[0] == "OK":
                self.moves_to = _quoted(in_utf7(name))
                break

    def waiting(self, most: int) -> list[Waiting]:
        """Return the letters that were not taken yet, oldest first, at most so many."""
        wanted = ("NOT", "KEYWORD", TAKEN) if self.keywords else ("UNSEEN",)
        answer = self._call("SEARCH", *wanted, "UNDELETED")
        uids = b" ".join(part for part in answer if part).split()[:most]
        if not uids:
            return []
        found = self._call("FETCH", b",".join(uids).decode(), "(UID RFC822.SIZE)")
        sizes = {}
        for line in found:
            text = line if isinstance(line, bytes) else b""
            uid, size = re.search(rb"UID (\d+)", text), re.search(rb"RFC822\.SIZE (\d+)", text)
            if uid and size:
                sizes[uid[1]] = int(size[1])
        return [Waiting(uid.decode(), sizes[uid]) for uid in uids if uid in sizes]

    def fetch(self, uid: str, *, head_only: bool = False) -> bytes:
        """Return a letter's bytes and leave its marks as they are. Empty when somebody took it away meanwhile."""
        part = "BODY.PEEK[HEADER]" if head_only else "BODY.PEEK[]"
        for piece in self._call("FETCH", uid, f"({part})"):
            if isinstance(piece, tuple) and len(piece) > 1 and isinstance(piece[1], bytes):
                return piece[1]
        return b""

    def done(self, uid: str) -> None:
        """Mark a letter as taken and put it into the folder of those taken, where there is one."""
        marks = f"(\\Seen {TAKEN})" if self.keywords else "(\\Seen)"
        self._call("STORE", uid, "+FLAGS.SILENT", marks)
        if self.moves_to and self.can_move:
            self._call("MOVE", uid, self.moves_to)

    def _call(self, *args: str) -> list:
        try:
            return self._ok(*self.link.uid(*args))
        except (imaplib.IMAP4.error, OSError) as trouble:
            raise BoxTrouble(f"{args[0].lower()}: {type(trouble).__name__}") from None

    def _ok(self, kind: str, data: list) -> list:
        if kind != "OK":
            raise BoxTrouble(f"answered {kind}")
        return data


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
