"""Plain text: CSV of any separator and encoding, and web tables that were saved as .xls."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from doithoai.ground.language.legacy import decode
from doithoai.process.intake.channels.sheet.grid import MAX_COLUMNS, MAX_ROWS, Grid, too_big
from doithoai.process.intake.channels.sheet.shapes import SheetRefused

_SEPARATORS = ";,\t|"
_NO_SEPARATOR = "\x1f"
_BLANKS = re.compile(r"\s+")


def read_csv(data: bytes) -> tuple[Grid, str]:
    """The rows of a CSV file and its encoding. A row number is the one Excel would show."""
    text, encoding = decode(data)
    _refuse_binary(text)
    csv.field_size_limit(len(text) + 1)
    first, _, rest = text.partition("\n")
    hint = first.strip().lower().replace('"', "")
    skipped = hint.startswith("sep=") and len(hint) == 5
    separator = hint[4] if skipped else _separator(text)
    rows = _parse(rest if skipped else text, separator)
    return Grid("", ([[]] if skipped else []) + rows), encoding


def opening(data: bytes) -> str:
    """The first lines of a text file, where its heading would stand."""
    return decode(data)[0][:3000]


def _parse(text: str, separator: str, limit: int = MAX_ROWS + 1) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator)
    for row in reader:
        if len(rows) >= limit:
            break
        if len(row) > MAX_COLUMNS:
            raise too_big()
        rows.append(row)
    return rows


def _separator(text: str) -> str:
    """The separator that cuts most rows into the same number of cells; a list of lines has none."""

    def agreement(separator: str) -> float:
        try:
            rows = [row for row in _parse(text[:200_000], separator, 200) if any(row)]
        except (csv.Error, SheetRefused):
            return 0
        widths = [len(row) for row in rows]
        most = max((w for w in widths if w > 1), key=widths.count, default=0)
        tails = [cell for row in rows for cell in row[1:] if cell]
        # A comma before a space is punctuation.
        prose = separator == "," and 2 * sum(cell.startswith(" ") for cell in tails) > len(tails)
        return 0 if prose or not rows else widths.count(most) / len(rows)

    best = max(_SEPARATORS, key=agreement)
    return best if agreement(best) > 0.3 else _NO_SEPARATOR


def _refuse_binary(text: str) -> None:
    sample = text[:20_000]
    odd = sum((c < " " and c not in "\t\r\n\x0b\x0c") or c == "\ufffd" for c in sample)
    if odd > len(sample) // 100 + 1:
        raise SheetRefused("Không nhận ra dạng của tệp. Hãy gửi tệp .xlsx, .xls, .docx hoặc .csv lưu từ Excel.")


def read_html(data: bytes) -> tuple[list[Grid], str]:
    """The tables of a web page; offices export these with the name .xls."""
    text, encoding = decode(data)
    parser = _Tables()
    parser.feed(text)
    parser.close()
    if not parser.grids:
        raise SheetRefused("Tệp là trang web không có bảng. Hãy mở bằng Excel và lưu lại thành .xlsx rồi gửi.")
    return parser.grids, encoding


class _Tables(HTMLParser):
    """Cells with their spans; the text of a table inside a cell belongs to that cell."""

    def __init__(self) -> None:
        super().__init__()
        self.grids: list[Grid] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._mute = 0
        self._taken: dict[tuple[int, int], bool] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._mute += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.grids.append(Grid(f"Bảng {len(self.grids) + 1}", []))
                self._taken = {}
        elif self._depth == 1 and tag == "tr":
            self._close_cell()
            self.grids[-1].cells.append([])
        elif self._depth == 1 and tag in ("td", "th"):
            self._close_cell()
            self._cell = []
            about = dict(attrs)
            self._spans = (_span(about.get("rowspan")), _span(about.get("colspan")))
        elif self._cell is not None and tag in ("br", "p", "div", "li"):
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._mute = max(0, self._mute - 1)
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._close_cell()
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._close_cell()
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._mute:
            self._cell.append(_BLANKS.sub(" ", data))

    def _close_cell(self) -> None:
        if self._cell is None:
            return
        text, self._cell = "".join(self._cell).strip(), None
        grid = self.grids[-1]
        if not grid.cells:
            grid.cells.append([])
        row, cells = len(grid.cells) - 1, grid.cells[-1]
        if row > MAX_ROWS:
            raise too_big()
        while (row, len(cells)) in self._taken:
            cells.append("")
        column, (down, across) = len(cells), self._spans
        cells += [text] + [""] * (across - 1)
        if down > 1:
            self._taken |= {(row + r, column + c): True for r in range(1, down) for c in range(across)}
            grid.merges.append((row, column, row + down - 1, column + across - 1))


def _span(value: str | None) -> int:
    """A span as written, within reason: a page may claim a million columns."""
    return max(1, min(int(value), MAX_COLUMNS)) if value and value.isdecimal() and len(value) < 6 else 1
