"""Where formulas stand in an old .xls workbook; calamine gives only their values.

Reads just enough of the two formats involved: the OLE container (a small file system in sectors)
and the record stream of BIFF8 inside it. Anything odd means "no formulas known", never an error.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_END = 0xFFFFFFF0
_FORMULA, _SHEET, _BEGIN = 0x0006, 0x0085, 0x0809
_STRINGS_ARE_WIDE = 1


def formulas(data: bytes) -> dict[str, set[tuple[int, int]]]:
    """Formula cells by sheet name."""
    try:
        stream = _stream(data)
        return {name: set(_places(stream, offset)) for name, offset in _sheets(stream)}
    except (struct.error, IndexError, ValueError):
        return {}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes, int]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size], at
        at += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body, _ in _records(stream, 0):
        if kind == 0x000A:
            return
        if kind == _SHEET:
            (offset,) = struct.unpack_from("<I", body)
            wide = body[7] & _STRINGS_ARE_WIDE
            name = body[8:].decode("utf-16-le" if wide else "latin-1", "replace")
            yield name[: body[6]], offset


def _places(stream: bytes, offset: int) -> Iterator[tuple[int, int]]:
    depth = 0
    for kind, body, _ in _records(stream, offset):
        if kind == _BEGIN:
            depth += 1
        elif kind == 0x000A:
            depth -= 1
            if depth <= 0:
                return
        elif kind == _FORMULA and depth == 1:
            row, column = struct.unpack_from("<HH", body)
            yield row, column


def _stream(data: bytes) -> bytes:
    """The bytes of the stream named Workbook (or Book) inside the OLE container."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    (first,) = struct.unpack_from("<I", data, 48)
    fat = _fat(data, size)
    directory = _chain(data, fat, first, size)
    for at in range(0, len(directory), 128):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, total = struct.unpack_from("<II", directory, at + 116)
            # A stream this short lies among the mini sectors and holds no sheet worth reading.
            return _chain(data, fat, start, size)[:total] if total >= 4096 else b""
    return b""


def _fat(data: bytes, size: int) -> list[int]:
    heads = list(struct.unpack_from("<109I", data, 76))
    (extra, count) = struct.unpack_from("<II", data, 68)
    per = size // 4
    for _ in range(min(count, 1000)):
        if extra >= _END:
            break
        block = struct.unpack_from(f"<{per}I", data, (extra + 1) * size)
        heads += block[:-1]
        extra = block[-1]
    fat: list[int] = []
    for head in heads:
        if head < _END:
            fat += struct.unpack_from(f"<{per}I", data, (head + 1) * size)
    return fat


def _chain(data: bytes, fat: list[int], sector: int, size: int) -> bytes:
    parts = []
    for _ in range(len(fat) + 1):
        if sector >= _END:
            break
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = fat[sector]
    return b"".join(parts)
