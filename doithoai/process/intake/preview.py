"""What a person sees of a file before it comes in: the first rows and every problem, each in its place."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from doithoai.process.intake.channels.sheet.shapes import Problem, Row, SheetReading

ROWS, PROBLEMS = 200, 400


@dataclass(frozen=True)
class Mark:
    """One problem of one cell."""

    cell: str
    reason: str
    value: str


@dataclass(frozen=True)
class Line:
    """One row of the sheet: what comes in, or why nothing does."""

    sheet: str
    row: int
    text: str
    village: str
    sender: str
    said_on: date | None
    matters: int
    marks: tuple[Mark, ...]
    refused: bool


@dataclass(frozen=True)
class Preview:
    """The lines shown, how many good rows and problem rows are left out, and what concerns the whole file."""

    lines: list[Line]
    more_rows: int
    more_problems: int
    general: list[Mark]
    matters: int


def _disguise(reading: SheetReading, name: str) -> list[Mark]:
    """Say that a file's name promises a workbook and its content is plain text: perhaps the wrong file was sent."""
    if any(reading.sheets) or not name.lower().endswith((".xlsx", ".xls", ".docx")):
        return []
    return [
        Mark(name, _("Tên tệp như bảng tính nhưng bên trong là chữ thường. Xin xem kỹ đây có đúng là tệp cần gửi."), "")
    ]


def of(reading: SheetReading, *, name: str, names: bool, values: bool) -> Preview:
    """Lay out a reading. Names are for the clerk; the content of a faulty cell also for whoever sent the file."""

    def mark(problem: Problem) -> Mark:
        cell = _("Cột “%(column)s”") % {"column": problem.column} if problem.column else ""
        return Mark(cell, _(problem.reason), problem.value if names or values else "")

    def sender(row: Row) -> str:
        if names:
            return " · ".join(filter(None, [row.sender, row.phone]))
        return _("Có, giữ kín") if row.sender or row.phone else ""

    good = [row for row in reading.rows if not row.warnings]
    marked = [row for row in reading.rows if row.warnings]
    refused = [problem for problem in reading.refused if problem.row]
    lines = [
        Line(
            row.sheet,
            row.row,
            row.text,
            row.village,
            sender(row),
            row.said_on or reading.held_on,
            max(len(row.matters), 1),
            tuple(mark(problem) for problem in row.warnings),
            refused=False,
        )
        for row in [*good[:ROWS], *marked[:PROBLEMS]]
    ]
    lines += [
        Line(problem.sheet, problem.row, "", "", "", None, 0, (mark(problem),), refused=True)
        for problem in refused[:PROBLEMS]
    ]
    order = {name: number for number, name in enumerate(reading.sheets)}
    lines.sort(key=lambda line: (order.get(line.sheet, len(order)), line.row, line.refused))
    general = [problem for problem in [*reading.refused, *reading.warnings] if not problem.row]
    return Preview(
        lines,
        more_rows=max(len(good) - ROWS, 0),
        more_problems=max(len(marked) - PROBLEMS, 0) + max(len(refused) - PROBLEMS, 0),
        general=[*_disguise(reading, name), *(Mark(problem.sheet, _(problem.reason), "") for problem in general)],
        matters=sum(max(len(row.matters), 1) for row in reading.rows),
    )
