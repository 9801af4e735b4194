"""Read one message as its bytes came: who, about what, which words are the sender's own, what came with it."""

from __future__ import annotations

import binascii
import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from doithoai.ground.language import legacy
from doithoai.ground.language.fold import nfc
from doithoai.process.intake.channels.mail import files, page, words

MAX_BYTES = 25 * 1024 * 1024
MAX_PARTS = 200
# Deeper than any program packs, shallower than the parser's patience.
MAX_BOUNDARIES = 100
_ADDRESS = re.compile(r"[^\s@<>\"',;]{1,64}@[^\s@<>\"',;]{1,190}")
# Charsets whose name is a lie often enough to look at the letters: old Vietnamese programs wrote any of these.
_DOUBTFUL = {
    "",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "latin-1",
    "latin1",
    "windows-1252",
    "cp1252",
    "x-unknown",
    "unknown-8bit",
}


class Unreadable(Exception):
    """No letter can be made of this; `code` says why (intake.mail names it for the clerk)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class File:
    """A file that is kept."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One message. `text` are the sender's own words with what the subject says; `whole` the text part as it came."""

    identity: str
    name: str
    address: str
    text: str
    whole: str
    signature: str
    cut: bool
    automatic: str = ""
    files: tuple[File, ...] = field(default=(), repr=False)
    left_out: int = 0


def identity_of(content: bytes) -> str:
    """Return what makes a message this message: its own number and its body, not the way it travelled.

    The number alone will not do: programs exist that give the same to two letters.
    """
    head, _gap, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    number = re.search(rb"^message-id:\s*(\S+)", head, re.I | re.M)
    when = re.search(rb"^date:\s*(.+)$", head, re.I | re.M)
    own = number[1] if number else (when[1] if when else b"")
    return hashlib.sha256(own + b"\x1f" + body.rstrip(b"\n")).hexdigest()


def read(content: bytes) -> Mail:
    """Read a message. Raises Unreadable; whatever else is wrong with it is read around."""
    if len(content) > MAX_BYTES:
        raise Unreadable("too_big")
    if content.lower().count(b"boundary") > MAX_BOUNDARIES:
        raise Unreadable("nested")
    try:
        message = email.message_from_bytes(content)
        automatic = automatic_of(message)
        plain, html, kept, left_out = _sort(message)
    except (MessageError, RecursionError, LookupError, ValueError, TypeError, AttributeError) as trouble:
        # The standard library's parser raises any of these on letters made to break it.
        raise Unreadable("broken") from trouble
    cut = False
    if plain.strip():
        whole = plain
    else:
        whole, cut = page.words_of(html)
    parts = words.take_apart(whole)
    name, address = _sender(message)
    return Mail(
        identity=identity_of(content),
        name=name,
        address=address,
        text=words.with_subject(header(message, "Subject"), parts.own),
        whole=whole,
        signature=parts.signature,
        cut=cut or parts.cut,
        automatic=automatic,
        files=kept,
        left_out=left_out,
    )


def automatic_of(message: Message) -> str:
    """Say by which mark a machine sent this ('' when a person did): RFC 3834, RFC 3464, lists."""
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    if message.get_content_type() == "multipart/report" or str(message.get("Return-Path", "")).strip() == "<>":
        return "bounce"
    if submitted not in {"", "no"} or message.get("X-Autoreply") or message.get("X-Autorespond"):
        return "auto"
    if str(message.get("Precedence", "")).strip().lower() in {"bulk", "junk", "auto_reply"}:
        return "bulk"
    if message.get("List-Id") or message.get("List-Unsubscribe"):
        return "list"
    return "bounce" if _sender(message)[1].lower().startswith(("mailer-daemon@", "postmaster@")) else ""


def header(message: Message, name: str) -> str:
    """Return a header's words, decoded as far as they can be; on one line."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(str(value)) if not hasattr(value, "_chunks") else decode_header(value)
    except (HeaderParseError, binascii.Error, ValueError, LookupError):
        return nfc(" ".join(str(value).split()))[:500]
    text = "".join(piece if isinstance(piece, str) else _decode(piece, charset or "") for piece, charset in pieces)
    return nfc(" ".join(text.split()))[:500]


def _sender(message: Message) -> tuple[str, str]:
    raw = header(message, "From")
    name, address = parseaddr(raw)
    found = _ADDRESS.search(address) or _ADDRESS.search(raw)
    if found is None:
        return name.strip()[:120], ""
    return ("" if "@" in name else name.strip()[:120]), found.group()[:254]


def _leaves(message: Message) -> Iterator[Message]:
    """Go through the parts that hold something, without recursion; a message within counts as its parts."""
    waiting, seen = [message], 0
    while waiting:
        part, seen = waiting.pop(), seen + 1
        if seen > MAX_PARTS:
            raise Unreadable("nested")
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list):
            waiting.extend(reversed([one for one in inner if isinstance(one, Message)]))
        else:
            yield part


def _sort(message: Message) -> tuple[str, str, tuple[File, ...], int]:
    """Sort the parts into plain text, HTML, kept files, and how many files are not kept."""
    plain: list[str] = []
    html: list[str] = []
    kept: list[File] = []
    left_out, together = 0, 0
    for part in _leaves(message):
        kind, content = part.get_content_type(), _bytes_of(part)
        named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
        if kind in {"text/plain", "text/html"} and not named:
            (plain if kind == "text/plain" else html).append(_decode(content, _charset(part, content)))
            continue
        if not content or (part.get("Content-ID") and len(content) < 8192):
            # The little pictures of a signature.
            continue
        media = files.media_type_of(content)
        together += len(content)
        fits = len(content) <= files.MAX_FILE and len(kept) < files.MAX_FILES and together <= files.MAX_ALL
        if media and fits:
            kept.append(File(media, content))
        else:
            left_out += 1
    return "\n".join(plain), "\n".join(html), tuple(kept), left_out


def _bytes_of(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (binascii.Error, ValueError, LookupError):
        payload = None
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message, content: bytes) -> str:
    """Return the charset a part names; for HTML that names none, the one inside."""
    named = part.get_content_charset("") or ""
    inside = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w\-]{2,40})", content[:4000], re.I)
    return named or (inside[1].decode("ascii", "replace").lower() if inside else "")


def _decode(content: bytes, charset: str) -> str:
    """Decode by the charset named where its letters bear it out, else by what the letters are."""
    try:
        content.decode("ascii")
    except UnicodeDecodeError:
        pass
    else:
        if "iso-2022" not in charset and charset != "utf-7":
            return content.decode("ascii")
    if charset.lower() not in _DOUBTFUL:
        try:
            return legacy.repair(content.decode(charset))
        except (UnicodeDecodeError, LookupError, ValueError):
            pass
    return legacy.decode(content)[0]
