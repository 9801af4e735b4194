"""One file from its bytes to a reading. Runs inside the limited child process."""

from __future__ import annotations

import dataclasses
import re

from doithoai.ground.language.fold import canon, fold
from doithoai.process.intake.channels.sheet import cells, plain, words
from doithoai.process.intake.channels.sheet.book import read_book
from doithoai.process.intake.channels.sheet.grid import Grid, prepare
from doithoai.process.intake.channels.sheet.header import Header
from doithoai.process.intake.channels.sheet.objects import NO_TEXT, read_objects
from doithoai.process.intake.channels.sheet.prose import read_document
from doithoai.process.intake.channels.sheet.records import Found, build
from doithoai.process.intake.channels.sheet.shapes import (
    Problem,
    SheetReading,
    SheetRefused,
    excerpt,
)
from doithoai.process.intake.channels.sheet.table import Place, read_table

_GENERIC = re.compile(
    r"^(?:sheet|trang|trang tinh|bang|table|tong hop|th|du lieu|data|y kien|kien nghi|danh sach|mau|bieu|thang|nam|quy|"
    r"phu luc|ke hoach|bao cao|bia|nhap|to trinh|ds|dot|ky|ket qua|cu tri|nhan dan|noi dung)\b.*$|^[\d\W_]*$|^sheet.*$|^trang tinh.*$"
)

_HEADING = re.compile(r"\b(?:y kien|kien nghi|phan anh|noi dung|de nghi|gop y)\b")


def assemble(data: bytes, kind: str) -> SheetReading:
    """Everything that one file holds; refused where it holds no opinion at all."""
    if kind == "docx":
        reading = read_document(data)
    elif kind == "json":
        reading = read_objects(data)
    else:
        reading = _read_grids(*_open(data, kind))
    if not reading.rows_read or (kind == "csv" and _is_no_list(data, reading)):
        raise SheetRefused(NO_TEXT)
    return _name_twins(reading)


def _is_no_list(data: bytes, reading: SheetReading) -> bool:
    """Any text file can be cut into lines: one without a mark of Vietnamese and without a heading is no village's list."""
    if any(not row.text.isascii() for row in reading.rows):
        return False
    return not _HEADING.search(fold(plain.opening(data)))


def _open(data: bytes, kind: str) -> tuple[list[Grid], list[str], str | None]:
    """The tables, the hidden sheets, and the encoding where a text file has one."""
    if kind == "csv":
        grid, encoding = plain.read_csv(data)
        return [grid], [], encoding
    if kind == "html":
        grids, encoding = plain.read_html(data)
        return grids, [], encoding
    return *read_book(data, kind), None


def _read_grids(grids: list[Grid], hidden: list[str], encoding: str | None) -> SheetReading:
    legacy = prepare(grids)
    full = [grid for grid in grids if any(any(row) for row in grid.clean)]
    found, head = Found(), []
    header: Header | None = None
    for grid in full:
        place = Place(village=_village_of(grid.name, len(full)))
        part, header = read_table(grid, place, header)
        found.add(part)
        head += place.head
    found.warnings[:0] = [
        Problem(name, 0, "", "Trang bị ẩn nên không đọc. Nếu có ý kiến, hãy bỏ ẩn rồi gửi lại.") for name in hidden
    ]
    return build(found, cells.attendance(head), cells.held_on(head), legacy or encoding, [grid.name for grid in full])


def _village_of(name: str, sheets: int) -> str:
    """A sheet's name where it names a village; among several sheets any name of its own does."""
    if found := words.village_line(name):
        return found
    return words.neat_village(name) if sheets > 1 and not _GENERIC.match(fold(name)) else ""


def _name_twins(reading: SheetReading) -> SheetReading:
    """The same words by the same person twice in one file: kept, but said."""
    first: dict[tuple[str, str, str], tuple[str, int]] = {}
    rows, warnings = [], list(reading.warnings)
    for row in reading.rows:
        key = (canon(" ".join(row.text.split())), fold(row.sender), fold(row.village))
        if key in first:
            sheet, number = first[key]
            where = f"dòng {number}" + (f" trang {sheet}" if sheet and sheet != row.sheet else "")
            twin = Problem(row.sheet, row.row, "", f"Trùng nội dung với {where}.", excerpt(row.text))
            row = dataclasses.replace(row, warnings=(*row.warnings, twin))
            warnings.append(twin)
        first.setdefault(key, (row.sheet, row.row))
        rows.append(row)
    return dataclasses.replace(reading, rows=rows, warnings=warnings)
