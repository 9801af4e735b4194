"""Vietnamese from before Unicode: which table a file was typed with is judged by its words.

The name of a file and the computer it came from say nothing; the right decoding yields Vietnamese
syllables and a wrong one does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import islice

from doithoai.ground.language.fold import nfc
from doithoai.ground.language.legacy_tables import (
    TCVN3,
    VISCII,
    VNI_PAIRS,
    VNI_SINGLES,
    WINDOWS_PUNCTUATION,
)
from doithoai.ground.language.syllable import plausibility

_SAMPLE = 60_000
# How far a table must lead: for a vote in its column, for a column, for a cell left alone with it.
_SURE, _COLUMN, _ALONE = 4, 6, 6
_ENOUGH = 500
# A letter such as Đ or ư exists in Windows-1258 but is far likelier to be plain Unicode.
_UNLIKELY = 12
_VNI_PAIR = re.compile("[aeouyôöAEOUYÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]")
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_UNICODE = re.compile(r"[\u1e00-\u1eff\u0302\u0306\u031b]")
_FONT_CAPITALS = re.compile(r".[A-Z]")


def decode(data: bytes) -> tuple[str, str]:
    """The text of a plain-text file and the name of the encoding it was found to be in."""
    marked = _by_mark(data)
    if marked is not None:
        return marked
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    sample = data[:_SAMPLE]
    # max() keeps the first of equals, so a tie falls to the commoner encoding.
    name = max(_FILE_TABLES, key=lambda n: plausibility(nfc(_FILE_TABLES[n](sample))))
    return _FILE_TABLES[name](data), name


def guess(texts: Iterable[str]) -> str | None:
    """The legacy table that a column of cells was typed with, or None where it is clean.

    One short cell is often Vietnamese in two tables at once; a column hardly ever is.
    """
    votes: dict[str, int] = {}
    clean = 0
    for text in islice((t for t in texts if not t.isascii()), _ENOUGH):
        name, lead = _best(text)
        if name is not None:
            votes[name] = votes.get(name, 0) + lead
        elif not _could_be(text) and plausibility(unicodedata.normalize("NFC", text)) > 0:
            clean += _SURE
    if not votes:
        return None
    winner = max(votes, key=lambda name: votes[name])
    return winner if votes[winner] >= max(_COLUMN, clean) else None


def repair(text: str, encoding: str | None = None) -> str:
    """A cell of a workbook whose letters are TCVN3, VNI or twice-encoded UTF-8, made readable.

    Clean Vietnamese and ASCII come back as they are. `encoding` is the verdict of `guess` over
    the column, which settles the cells that could be read both ways.
    """
    if text.isascii():
        return text
    name, lead = _best(text)
    if name is not None and (encoding == name or (encoding is None and lead >= _ALONE)):
        return _read(text, name) or text
    if encoding is not None:
        other = _read(text, encoding)
        unlikely = any(c.isalpha() and ord(c) > 255 for c in text)
        if other is not None and plausibility(other) >= plausibility(text) + _SURE * unlikely:
            return other
    return text


def from_tcvn3(data: bytes) -> str:
    """TCVN3 (ABC). What a .VnTimeH font drew as capitals are small letters in the file."""
    text = data.decode("latin-1").translate(TCVN3)
    return _WORD.sub(lambda word: _capitals(word.group()), text)


def from_vni(data: bytes) -> str:
    """VNI Windows: a letter, then a letter that stands for its marks."""
    text = data.decode("latin-1")
    out, at = [], 0
    for pair in _VNI_PAIR.finditer(text):
        out += [text[at : pair.start()].translate(VNI_SINGLES)]
        two = pair.group()
        out += [VNI_PAIRS.get(two) or two.translate(VNI_SINGLES)]
        at = pair.end()
    return "".join(out) + text[at:].translate(VNI_SINGLES)


def from_viscii(data: bytes) -> str:
    """VISCII 1.1, found in mail and files of the nineties."""
    return data.decode("latin-1").translate(VISCII)


def from_cp1258(data: bytes) -> str:
    """Windows-1258: letters followed by combining marks, composed here."""
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


def _by_mark(data: bytes) -> tuple[str, str] | None:
    """Unicode that names itself by a mark, or UTF-16 that shows by its zero bytes."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace"), "UTF-8"
    if data.startswith(b"\xff\xfe"):
        return data[2:].decode("utf-16-le", "replace"), "UTF-16LE"
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace"), "UTF-16BE"
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = max(even, odd)
    if most > len(sample) // 8 and most > 3 * min(even, odd):
        little = odd > even
        text = data.decode("utf-16-le" if little else "utf-16-be", "replace")
        return text, "UTF-16LE" if little else "UTF-16BE"
    return None


def _capitals(word: str) -> str:
    """`HéI` typed with a capital font reads `HộI`: its other letters tell the true case."""
    plain = [c for c in word if c.isascii()]
    if len(plain) < len(word) and _FONT_CAPITALS.search(word) and all(c.isupper() for c in plain):
        return word.upper()
    return word


def _best(text: str) -> tuple[str | None, int]:
    """The table that clearly reads better than the text as it stands, and by how much."""
    raw = _bytes(text)
    if raw is None:
        return None, 0
    now = plausibility(unicodedata.normalize("NFC", text))
    leads = {name: plausibility(read) - now for name in _CELL_TABLES if (read := _read(text, name))}
    if not leads:
        return None, 0
    name = max(leads, key=lambda n: leads[n])
    needed = _UNLIKELY if any(c.isalpha() and ord(c) > 255 for c in text) else _SURE
    sure = leads[name] >= needed and leads[name] + now > 0
    return (name, leads[name]) if sure else (None, 0)


def _read(text: str, name: str) -> str | None:
    raw = _bytes(text)
    try:
        return None if raw is None else _CELL_TABLES[name](raw)
    except UnicodeDecodeError:
        return None


def _could_be(text: str) -> bool:
    return _bytes(text) is not None


def _bytes(text: str) -> bytes | None:
    """The bytes whose careless reading gave this text; None where no such bytes exist."""
    if _ONLY_UNICODE.search(text):
        return None
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        pass
    out = [c if ord(c) < 256 else _UNREAD.get(c) for c in text]
    return None if None in out else "".join(c for c in out if c).encode("latin-1")


def _utf8(data: bytes) -> str:
    return data.decode("utf-8")


def _utf8_damaged(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# Windows reads the bytes by code page 1252, Vietnamese Windows by 1258.
_UNREAD = (
    {bytes([code]).decode("cp1258"): chr(code) for code in range(0xA0, 0x100) if code != 0xD2}
    | {"\u0309": "\xd2"}
    | {letter: chr(code) for code, letter in WINDOWS_PUNCTUATION.items()}
)

_FILE_TABLES: dict[str, Callable[[bytes], str]] = {
    "Windows-1258": from_cp1258,
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    "VISCII": from_viscii,
    "UTF-8": _utf8_damaged,
}
_CELL_TABLES: dict[str, Callable[[bytes], str]] = {
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    "UTF-8": _utf8,
}
