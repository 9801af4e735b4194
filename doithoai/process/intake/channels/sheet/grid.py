"""A table as it lies in the file: cells as received, a clean copy of each, merges, formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from doithoai.ground.language.fold import nfc
from doithoai.ground.language.legacy import guess, repair
from doithoai.process.intake.channels.sheet.shapes import SheetRefused

MAX_ROWS = 20_000
MAX_COLUMNS = 200

Merge = tuple[int, int, int, int]


@dataclass
class Grid:
    """One table. Rows and columns count from 0 here and from 1 in every message."""

    name: str
    cells: list[list[Any]]
    merges: list[Merge] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    clean: list[list[str]] = field(default_factory=list)
    copied: set[tuple[int, int]] = field(default_factory=set)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.cells), default=0)

    def text(self, row: int, column: int) -> str:
        """The clean copy of a cell, empty where the row is shorter."""
        cells = self.clean[row]
        return cells[column] if column < len(cells) else ""

    def value(self, row: int, column: int) -> Any:
        """The cell as received."""
        cells = self.cells[row]
        return cells[column] if column < len(cells) else ""


def prepare(grids: list[Grid]) -> str | None:
    """Make every cell readable; the name of the legacy table, where one was found."""
    for grid in grids:
        if len(grid.cells) > MAX_ROWS or grid.width > MAX_COLUMNS:
            raise too_big()
    columns = [(grid, c, _strings(grid, c)) for grid in grids for c in range(grid.width)]
    verdicts = [guess(texts) for _, _, texts in columns]
    common = guess(text for _, _, texts in columns for text in texts)
    for grid in grids:
        grid.clean = [[""] * len(row) for row in grid.cells]
    for (grid, column, texts), verdict in zip(columns, verdicts, strict=True):
        # A column of names is too short to tell; the rest of the file speaks for it.
        _clean_column(grid, column, verdict or (common if not _surely_clean(texts) else None))
    for grid in grids:
        _spread(grid)
    return common or next(filter(None, verdicts), None)


def too_big() -> SheetRefused:
    """The refusal of a table that reaches too far, by its rows or by one stray cell."""
    return SheetRefused(
        f"Bảng tính trải quá rộng (tối đa {MAX_ROWS} dòng, {MAX_COLUMNS} cột). "
        "Hãy xoá các ô thừa ở xa hoặc chép riêng bảng ý kiến sang một tệp mới rồi gửi."
    )


def shown(value: Any) -> str:
    """A cell as a person sees it in the program that wrote it."""
    if value is None or value is True or value is False:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _strings(grid: Grid, column: int) -> list[str]:
    return [row[column] for row in grid.cells if column < len(row) and isinstance(row[column], str)]


def _surely_clean(texts: list[str]) -> bool:
    """Letters such as ạ or ế exist in no legacy table: the column is Unicode already."""
    return any("\u1ea0" <= c <= "\u1ef9" for text in texts for c in text)


def _clean_column(grid: Grid, column: int, legacy: str | None) -> None:
    for row, clean in zip(grid.cells, grid.clean, strict=True):
        if column >= len(row) or row[column] in ("", None):
            continue
        value = row[column]
        text = repair(value, legacy) if isinstance(value, str) else shown(value)
        clean[column] = nfc(text).strip()


def _spread(grid: Grid) -> None:
    """A merged cell says the same thing to every row it covers."""
    for top, left, bottom, _ in grid.merges:
        if top >= len(grid.clean) or bottom == top or left >= len(grid.clean[top]):
            continue
        text = grid.clean[top][left]
        for row in range(top + 1, min(bottom + 1, len(grid.clean))):
            if left < len(grid.clean[row]) and not grid.clean[row][left]:
                grid.clean[row][left] = text
                grid.copied.add((row, left))
