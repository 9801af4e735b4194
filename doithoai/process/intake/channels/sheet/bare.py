"""The cells of a table file as clean text, for tables that hold no opinions (lists of villages and bodies)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from doithoai.process.intake.channels.sheet.book import read_book
from doithoai.process.intake.channels.sheet.grid import Grid, prepare
from doithoai.process.intake.channels.sheet.plain import read_csv, read_html
from doithoai.process.intake.channels.sheet.shapes import SheetRefused


def cells(data: bytes, kind: str) -> dict[str, Any]:
    """Return {'sheets': [{'name', 'rows'}]}: every visible sheet, every cell as text, days as dd/mm/yyyy."""
    if kind == "docx":
        raise SheetRefused("Danh sách đơn vị cần tệp Excel hoặc CSV.")
    if kind == "csv":
        grid, _encoding = read_csv(data)
        grids = [grid]
    else:
        grids, _more = read_html(data) if kind == "html" else read_book(data, kind)
    prepare(grids)
    return {"sheets": [{"name": grid.name, "rows": _rows(grid)} for grid in grids]}


def _rows(grid: Grid) -> list[list[str]]:
    return [[_text(grid, row, column) for column in range(len(cells))] for row, cells in enumerate(grid.clean)]


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    if isinstance(value, datetime | date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return grid.text(row, column)
