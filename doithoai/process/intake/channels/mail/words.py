"""Which part of a mail's text its sender wrote: quoted letters and the signature are somebody else's, or vault matter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from doithoai.ground.language.fold import fold, nfc

# A line that begins what an e-mail program repeats of the letter answered. A forwarded letter is content and stays.
_QUOTE_BEGINS = (
    # With the hour or the address that programs write there: a person's own "Hôm ấy tôi viết:" is no quotation.
    re.compile(r"(?:on|vào|le)\b(?=.*(?:\d{1,2}:\d{2}|@)).{4,300}\b(?:wrote|viết|a écrit)\s*:", re.I | re.S),
    re.compile(r"-{3,}\s*(?:original message|thư gốc|tin nhắn gốc)\s*-{3,}", re.I),
    re.compile(r"_{10,}"),
)
_OUTLOOK = re.compile(r"(?:from|từ)\s*:.*\n(?:sent|date|ngày|đã gửi|gửi)\s*:", re.I)
_REPLY = re.compile(r"\s*(?:re|fw|fwd|tr|aw|trả lời|chuyển tiếp)\s*(?:\[\d+\])?\s*:\s*", re.I)
# Subjects that name the letter and not its matter.
_SAYS_NOTHING = {
    "",
    "khong co chu de",
    "khong tieu de",
    "no subject",
    "(no subject)",
    "y kien",
    "gop y",
    "thu",
    "hello",
}


@dataclass(frozen=True)
class Parts:
    """A text taken apart: own words, the signature below them, and whether something was left out."""

    own: str
    signature: str
    cut: bool


def take_apart(text: str) -> Parts:
    """Separate own words from a quoted letter and a signature. Never leaves nothing where words were."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    end = _where_the_quote_begins(lines)
    kept = lines[:end]
    if not _says(kept):
        # Answered below the quotation: everything that is not quoted counts.
        kept = lines
    kept = [line for line in kept if not line.startswith(">")] if _says(_unquoted(kept)) else kept
    signature: list[str] = []
    for number, line in enumerate(kept):
        # RFC 3676 4.3: two dashes and a space, alone on a line, begin the signature.
        if line in {"-- ", "--"} and _says(kept[:number]) and len(kept) - number <= 12:
            kept, signature = kept[:number], kept[number + 1 :]
            break
    own = "\n".join(kept).strip("\n")
    return Parts(own, "\n".join(signature).strip(), cut=len(kept) != len(lines))


def _unquoted(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith(">")]


def _says(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)


def _where_the_quote_begins(lines: list[str]) -> int:
    for number, line in enumerate(lines):
        if not line or line[0] not in "OoVvLl-_FfTtÐĐ":
            continue
        # Such a line is often broken in two.
        two = line if number + 1 == len(lines) else f"{line}\n{lines[number + 1]}"
        if len(two) > 400:
            continue
        if any(begin.fullmatch(line.strip()) or begin.fullmatch(two.strip()) for begin in _QUOTE_BEGINS):
            return number
        if _OUTLOOK.match(two):
            return number
    return len(lines)


def with_subject(subject: str, own: str) -> str:
    """Put the subject before the words as their first line, where it says something that they do not."""
    said = nfc(" ".join(subject.split()))
    while match := _REPLY.match(said):
        said = said[match.end() :]
    bare = fold(said).strip(" .!:-")
    if bare in _SAYS_NOTHING or (own and fold(own).startswith(bare)):
        return own
    return f"{said}\n{own}" if own else said
