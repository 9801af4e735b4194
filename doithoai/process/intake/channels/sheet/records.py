"""From the rows of one opinion to a `Row`, or to the reason why it is refused."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import date

from doithoai.ground.language.fold import fold
from doithoai.ground.language.split import split_matters
from doithoai.process.intake.channels.sheet import words
from doithoai.process.intake.channels.sheet.cells import to_day, to_phone
from doithoai.process.intake.channels.sheet.grid import Grid, shown
from doithoai.process.intake.channels.sheet.header import Header, letter
from doithoai.process.intake.channels.sheet.shapes import Problem, Row, SheetReading, excerpt

MAX_TEXT = 20_000
_UNIT_TITLE = re.compile(r"^(?:tên )?(thôn|xóm|bản|ấp|làng|buôn|tổ dân phố|khu phố|khu|tổ)$", re.I)
_LEVELS = (("tinh",), ("huyen", "quan", "thi xa", "thanh pho"), ("xa", "phuong", "thi tran", "dac khu"))
_WHO_WHERE = re.compile(r"^(.{2,60}?)\s*[(,;\n–-]\s*(.+?)\)?$", re.DOTALL)


@dataclass
class Record:
    """The rows of the file that make one opinion, with what the lines above them said."""

    rows: list[int]
    village: str
    field: str
    formula: bool


@dataclass
class Found:
    """What the tables and paragraphs of a file yielded so far."""

    rows_read: int = 0
    rows: list[Row] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Join what another part of the file yielded."""
        self.rows_read += other.rows_read
        self.rows += other.rows
        self.refused += other.refused
        self.warnings += other.warnings

    def keep(self, row: Row) -> None:
        """An opinion with its warnings."""
        self.rows_read += 1
        self.rows.append(row)
        self.warnings += row.warnings

    def refuse(self, problem: Problem) -> None:
        """An opinion that cannot come in, named."""
        self.rows_read += 1
        self.refused.append(problem)


def text_problem(text: str) -> str:
    """Why a text cannot be an opinion; empty where it can."""
    if len(text) > MAX_TEXT:
        return f"Nội dung quá dài ({len(text)} ký tự, tối đa {MAX_TEXT}). Hãy tách thành nhiều ý kiến."
    if not any(c.isalpha() for c in text):
        return "Ô nội dung chỉ có số hoặc ký hiệu. Hãy ghi nội dung ý kiến bằng chữ."
    return ""


def finish(grid: Grid, header: Header, records: list[Record], said_on: date | None, found: Found) -> None:
    """Turn every record into an opinion, a refusal, or nothing where nothing was said."""
    places = header.columns("village") or header.columns("address")
    carried = _carry(grid, records, places[0]) if places else {}
    for record in records:
        _Reader(grid, header, record, said_on).read(carried, found)


def _carry(grid: Grid, records: list[Record], column: int) -> dict[int, str]:
    """Village cells with the empty ones filled from above, where the file writes each village once.

    A file that repeats its villages on every row and leaves one empty has forgotten it: a wrong
    village would be worse than none.
    """
    cells = {r.rows[0]: grid.text(r.rows[0], column) for r in records}
    values = [v for v in cells.values() if v]
    changes = sum(a != b for a, b in itertools.pairwise(values)) + 1
    if not values or changes < len(values) or len(values) == len(cells):
        return cells
    last = ""
    sections = {r.rows[0]: r.village for r in records}
    above = ""
    for row, value in cells.items():
        if sections[row] != above:
            last, above = "", sections[row]
        last = value or last
        cells[row] = last
    return cells


class _Reader:
    """Reads one record of one table."""

    def __init__(self, grid: Grid, header: Header, record: Record, said_on: date | None) -> None:
        self.grid = grid
        self.header = header
        self.record = record
        self.row = record.rows[0]
        self.said_on = said_on
        self.warnings: list[Problem] = []

    def read(self, carried: dict[int, str], found: Found) -> None:
        """Add the opinion, or what is wrong with it, to what was found."""
        parts = [p for r in self.record.rows if (p := self._joined(r, "text"))]
        text = "\n".join(parts)
        column = self.header.columns("text")[0]
        if self.record.formula:
            reason = "Ô nội dung là công thức. Hãy gõ nội dung ý kiến bằng chữ."
            found.refuse(self._problem(column, reason, text))
        elif not text:
            self._without_text(column, found)
        elif words.is_none(text):
            found.rows_read += 1
        elif reason := text_problem(text):
            found.refuse(self._problem(column, reason, text))
        else:
            found.keep(self._opinion(text, parts, carried))

    def _without_text(self, column: int, found: Found) -> None:
        """A form prints its numbers and villages beforehand; a name means that something is missing."""
        note = self._joined(self.row, "note")
        if note and words.is_none(note):
            found.rows_read += 1
        elif any(self._joined(self.row, role) for role in ("sender", "phone", "note")):
            who = self._joined(self.row, "sender") or note
            reason = "Thiếu nội dung ý kiến. Hãy ghi nội dung hoặc xoá dòng này."
            found.refuse(self._problem(column, reason, who))

    def _opinion(self, text: str, parts: list[str], carried: dict[int, str]) -> Row:
        if len(parts) > 1:
            reason = f"Đã ghép nội dung của {len(parts)} dòng liền nhau vào một ý kiến."
            self.warnings.append(self._problem(self.header.columns("text")[0], reason, parts[1]))
        sender, aside = _who_where(self._joined(self.row, "sender"))
        address = self._joined(self.row, "address") or aside
        return Row(
            sheet=self.grid.name,
            row=self.row + 1,
            text=text,
            raw=self._raw(),
            village=self._village(carried, address, aside),
            sender=sender,
            phone=to_phone(self._joined(self.row, "phone")),
            address=address,
            place=self._place(),
            field=self._joined(self.row, "field") or self.record.field,
            said_on=self._day(),
            note=self._joined(self.row, "note"),
            matters=tuple(self._matters(text, parts)),
            warnings=tuple(self.warnings),
        )

    def _matters(self, text: str, parts: list[str]) -> list[str]:
        """Rows under one merged number are a matter each; a text that runs on is read whole."""
        numbers = self.header.columns("number")
        merged = numbers and all((r, numbers[0]) in self.grid.copied for r in self.record.rows[1:])
        if len(parts) > 1 and merged:
            return [matter for part in parts for matter in split_matters(part)]
        return split_matters(text)

    def _village(self, carried: dict[int, str], address: str, aside: str) -> str:
        columns = self.header.columns("village")
        cell = carried.get(self.row, "")
        if columns and cell:
            unit = _UNIT_TITLE.match(self.header.title(columns[0]))
            if unit and not words.is_village(cell) and len(cell.split()) < 4:
                cell = f"{unit.group(1).capitalize()} {cell}"
            return words.neat_village(cell)
        if not columns:
            address = address or cell
        for text in (address, aside):
            if found := words.village_line(text) or words.village_in(text):
                return found
        short = address if len(address.split()) < 5 and not any(map(str.isdigit, address)) else ""
        village = self.record.village or (short if not columns else "")
        if columns and not village:
            self.warnings.append(self._problem(columns[0], "Không rõ ý kiến của thôn nào.", ""))
        return village

    def _place(self) -> str:
        """The place columns in one line, wide to narrow, each name with what its heading calls it."""
        parts = []
        for column in self.header.columns("place"):
            cell = " ".join(self.grid.text(self.row, column).split())
            title = self.header.title(column).lower().strip()
            level = next((n for n, heads in enumerate(_LEVELS) if fold(title) in heads), len(_LEVELS))
            bare = level < len(_LEVELS) and not any(fold(cell).startswith(f"{head} ") for head in _LEVELS[level])
            if cell:
                parts.append((level, f"{title} {cell}" if bare else cell))
        return ", ".join(part for _level, part in sorted(parts, key=lambda one: one[0]))

    def _day(self) -> date | None:
        for column in self.header.columns("date"):
            shown_day = self.grid.text(self.row, column)
            value = self.grid.value(self.row, column)
            day = to_day(shown_day if isinstance(value, str) or value is None else value)
            if day:
                return day
            if shown_day:
                reason = "Ngày không có thật hoặc không đọc được; ý kiến vẫn được nhận, không kèm ngày."
                self.warnings.append(self._problem(column, reason, shown_day))
        return self.said_on

    def _raw(self) -> str:
        cells = [
            shown(self.grid.value(row, column)) for row in self.record.rows for column in self.header.columns("text")
        ]
        return "\n".join(cell for cell in cells if cell)

    def _joined(self, row: int, role: str) -> str:
        cells = [self.grid.text(row, column) for column in self.header.columns(role)]
        return "\n".join(dict.fromkeys(cell for cell in cells if cell))

    def _problem(self, column: int, reason: str, value: str) -> Problem:
        name = self.header.titles.get(column) or letter(column)
        return Problem(self.grid.name, self.row + 1, name, reason, excerpt(value))


def _who_where(text: str) -> tuple[str, str]:
    """`Nguyễn Văn A (thôn Đông)` as name and place; a plain name comes back alone."""
    found = _WHO_WHERE.match(text)
    if found and words.village_in(found.group(2)):
        return found.group(1).strip(), found.group(2).strip()
    return " ".join(text.split()), ""


def build(
    found: Found, attendance: int | None, day: date | None, encoding: str | None, sheets: list[str]
) -> SheetReading:
    """The reading of what was found."""
    return SheetReading(
        rows_read=found.rows_read,
        rows=found.rows,
        refused=found.refused,
        warnings=found.warnings,
        attendance=attendance,
        held_on=day,
        encoding=encoding,
        sheets=sheets,
    )
