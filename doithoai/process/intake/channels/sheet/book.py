"""Workbooks (.xlsx, .xls): values by calamine, formulas from the file itself.

Calamine gives only what a formula once computed, and one stray cell at XFD1048576 makes it abort
the process; so every sheet is scanned as a stream before calamine touches it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any
from xml.sax.handler import ContentHandler

import defusedxml.sax
import python_calamine as calamine
from defusedxml import ElementTree

from doithoai.process.intake.channels.sheet import biff
from doithoai.process.intake.channels.sheet.grid import MAX_COLUMNS, MAX_ROWS, Grid, too_big

_PLACE = re.compile(r"^([A-Z]{1,4})(\d{1,8})$")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def read_book(data: bytes, kind: str) -> tuple[list[Grid], list[str]]:
    """The visible sheets of a workbook and the names of the hidden ones that hold something."""
    formulas = _xlsx_formulas(data) if kind == "xlsx" else biff.formulas(data)
    grids: list[Grid] = []
    hidden: list[str] = []
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for index, about in enumerate(book.sheets_metadata):
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if about.visible != calamine.SheetVisibleEnum.Visible:
                hidden.append(about.name)
                continue
            grids.append(_grid(book.get_sheet_by_index(index), about.name, formulas))
    return grids, hidden


def _grid(sheet: calamine.CalamineSheet, name: str, formulas: dict[str, set[tuple[int, int]]]) -> Grid:
    if sheet.end and (sheet.end[0] >= MAX_ROWS or sheet.end[1] >= MAX_COLUMNS):
        raise too_big()
    cells: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    merges = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or []]
    places = formulas.get(name, set())
    # A formula that was never computed may stand outside the area that has values.
    for row, column in places:
        while len(cells) <= row:
            cells.append([])
        cells[row] += [""] * (column + 1 - len(cells[row]))
    return Grid(name, cells, merges, places)


def _xlsx_formulas(data: bytes) -> dict[str, set[tuple[int, int]]]:
    """Where formulas stand, by sheet name; refuses a sheet that reaches too far."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, part in _parts(archive):
            scan = _Scan()
            with archive.open(part) as stream:
                defusedxml.sax.parse(stream, scan, forbid_dtd=True)
            found[name] = scan.formulas
    return found


def _parts(archive: zipfile.ZipFile) -> Iterable[tuple[str, str]]:
    """Sheet names with the members of the archive that hold them."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    present = set(archive.namelist())
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True).iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT)) or ""
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in present:
            yield sheet.get("name", ""), part


class _Scan(ContentHandler):
    """Notes formulas and the reach of the cells that hold a value, forgetting everything else."""

    def __init__(self) -> None:
        super().__init__()
        self.formulas: set[tuple[int, int]] = set()
        self._row = -1
        self._column = -1

    def startElement(self, name: str, attrs: Any) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._move(attrs.get("r", ""))
        elif name == "row":
            place = attrs.get("r", "")
            self._row = int(place) - 1 if place.isdigit() else self._row + 1
            self._column = -1
        elif name in ("v", "is", "f"):
            if self._row >= MAX_ROWS or self._column >= MAX_COLUMNS:
                raise too_big()
            if name == "f":
                self.formulas.add((self._row, self._column))

    def _move(self, place: str) -> None:
        found = _PLACE.match(place)
        if not found:
            self._column += 1
            return
        self._row = int(found.group(2)) - 1
        self._column = 0
        for char in found.group(1):
            self._column = self._column * 26 + ord(char) - 64
        self._column -= 1
