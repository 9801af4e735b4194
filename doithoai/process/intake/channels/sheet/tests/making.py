"""Makes untidy files for the tests: workbooks, old workbooks, Word files, in legacy letters too."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl
import xlwt

from doithoai.ground.language.legacy_tables import TCVN3, VNI_PAIRS, VNI_SINGLES

ASKS = [
    "Đường liên thôn xuống cấp, đề nghị sửa chữa để bà con đi lại.",
    "Trạm biến áp quá tải, mùa hè thường mất điện, xin nâng công suất.",
    "Mương thoát nước trước trường học bị tắc, đề nghị nạo vét.",
    "Đề nghị cấp giấy chứng nhận quyền sử dụng đất cho các hộ còn lại.",
    "Chợ xã họp lấn lòng đường, mong chính quyền sắp xếp lại.",
]


def xlsx(*sheets: tuple[str, list[list[Any]]], merges: tuple[str, ...] = ()) -> bytes:
    """A workbook of named sheets; merges belong to the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for area in merges:
        book.worksheets[0].merge_cells(area)
    return _saved(book)


def xls(rows: list[list[Any]], name: str = "Sheet1") -> bytes:
    """An old workbook; a cell that begins with = is a formula."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                value = xlwt.Formula(value[1:])
            sheet.write(r, c, value)
    return _saved(book)


def word(*blocks: str | list[list[str]]) -> bytes:
    """A Word file: strings are paragraphs (`* ` in front makes a bulleted one), lists are tables."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            style = "List Bullet" if block.startswith("* ") else None
            document.add_paragraph(block.removeprefix("* "), style)
            continue
        table = document.add_table(len(block), max(map(len, block)))
        for r, row in enumerate(block):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
    return _saved(document)


def tcvn3(text: str) -> str:
    """What a TCVN3 text looks like in a cell: its bytes read as Latin-1."""
    return text.translate({ord(letter): chr(code) for code, letter in TCVN3.items() if code > 0xA0})


def vni(text: str) -> str:
    """What a VNI text looks like in a cell."""
    table: dict[int, str] = {ord(letter): chr(code) for code, letter in VNI_SINGLES.items() if code > 0xA0}
    for pair, letter in VNI_PAIRS.items():
        table.setdefault(ord(letter), pair)
    return text.translate(table)


def _saved(thing: Any) -> bytes:
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()
