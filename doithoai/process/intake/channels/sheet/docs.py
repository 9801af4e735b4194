"""Word files (.docx) as a sequence of paragraphs and tables, read as a stream."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.sax.handler import ContentHandler

import defusedxml.sax

from doithoai.process.intake.channels.sheet.grid import MAX_ROWS, Grid, too_big

_LISTS = ("list", "danhsach", "bullet")


@dataclass
class Paragraph:
    """A paragraph outside tables. `number` counts from 1 through the whole document."""

    text: str
    number: int
    listed: bool


@dataclass
class _Table:
    grid: Grid
    column: int = 0
    text: list[str] = field(default_factory=list)
    span: int = 1
    merged: str = ""
    open_above: dict[int, int] = field(default_factory=dict)


def read_docx(data: bytes) -> list[Paragraph | Grid]:
    """What the document holds, in order."""
    handler = _Body()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = next(n for n in archive.namelist() if n.lower() == "word/document.xml")
        with archive.open(part) as stream:
            defusedxml.sax.parse(stream, handler, forbid_dtd=True)
    return handler.blocks


class _Body(ContentHandler):
    """Collects text; a table inside a cell and a text box inside a paragraph join their host."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Paragraph | Grid] = []
        self._table: _Table | None = None
        self._tables = 0
        self._depth = 0
        self._paragraphs = 0
        self._inside = 0
        self._text: list[str] = []
        self._listed = False
        self._taking = False
        self._muted = 0

    def startElement(self, name: str, attrs: Any) -> None:
        name = name.rpartition(":")[2]
        if name == "Fallback":
            self._muted += 1
        elif name == "p":
            self._inside += 1
        elif name == "tbl":
            self._open_table()
        elif name == "t":
            self._taking = not self._muted
        elif name in ("tab", "br", "cr", "noBreakHyphen") and self._inside and not self._muted:
            self._write({"tab": "\t", "noBreakHyphen": "-"}.get(name, "\n"))
        elif name in ("numPr", "numId", "pStyle"):
            self._note_list(name, attrs.get("w:val", ""))
        elif self._table and self._depth == 1:
            self._start_in_table(name, attrs.get("w:val", ""))

    def endElement(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "Fallback":
            self._muted -= 1
        elif name == "t":
            self._taking = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tc" and self._depth == 1:
            self._end_cell()
        elif name == "tbl":
            self._depth -= 1
            if self._depth == 0 and self._table:
                self.blocks.append(self._table.grid)
                self._table = None

    def characters(self, content: str) -> None:
        if self._taking:
            self._write(content)

    def _write(self, text: str) -> None:
        (self._table.text if self._table else self._text).append(text)

    def _note_list(self, name: str, value: str) -> None:
        if name == "numId":
            self._listed = value != "0"
        elif name == "pStyle":
            self._listed = any(word in value.lower() for word in _LISTS)

    def _open_table(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._tables += 1
            self._table = _Table(Grid(f"Bảng {self._tables}", []))

    def _start_in_table(self, name: str, value: str) -> None:
        table = self._table
        assert table is not None
        if name == "tr":
            if len(table.grid.cells) > MAX_ROWS:
                raise too_big()
            table.grid.cells.append([])
            table.column = 0
        elif name == "tc":
            table.text, table.span, table.merged = [], 1, ""
        elif name == "gridSpan" and value.isdecimal():
            table.span = max(1, min(int(value[:4]), 63))
        elif name == "vMerge":
            table.merged = value or "continue"

    def _end_paragraph(self) -> None:
        self._inside -= 1
        if self._table:
            self._table.text.append("\n")
        elif self._inside:
            self._text.append("\n")
        else:
            self._paragraphs += 1
            self.blocks.append(Paragraph("".join(self._text), self._paragraphs, self._listed))
            self._text, self._listed = [], False

    def _end_cell(self) -> None:
        table = self._table
        if table is None or not table.grid.cells:
            return
        row, column = len(table.grid.cells) - 1, table.column
        text = "".join(table.text).strip("\n")
        self._listed = False
        table.grid.cells[-1] += [text] + [""] * (table.span - 1)
        table.column += table.span
        if table.merged == "continue" and column in table.open_above:
            table.grid.merges.append((table.open_above[column], column, row, column))
        elif table.merged == "restart":
            table.open_above[column] = row
        else:
            table.open_above.pop(column, None)
