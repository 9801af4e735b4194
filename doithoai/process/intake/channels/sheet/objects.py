"""What other systems export as JSON: a list of objects, or an object a line. Their keys are headings."""

from __future__ import annotations

import json
from typing import Any

from doithoai.ground.language.legacy import decode
from doithoai.process.intake.channels.sheet.grid import MAX_COLUMNS, MAX_ROWS, Grid, prepare, too_big
from doithoai.process.intake.channels.sheet.header import Header, role_of
from doithoai.process.intake.channels.sheet.records import Found, Record, build, finish
from doithoai.process.intake.channels.sheet.shapes import SheetReading, SheetRefused

NO_TEXT = (
    "Không thấy ý kiến nào trong tệp. Hãy kiểm tra tệp có cột “Nội dung ý kiến, kiến nghị” "
    "và có ít nhất một dòng ghi nội dung, rồi gửi lại."
)


def read_objects(data: bytes) -> SheetReading:
    """The opinions in a JSON file. A row number is the line, or the how-manieth object of a list.

    Refused as a whole, naming the line, where one cannot be read: half an export would look like a whole one.
    """
    text, encoding = decode(data)
    objects = _objects(text)
    keys = list(dict.fromkeys(key for one in objects for key in one))
    if len(objects) > MAX_ROWS or len(keys) > MAX_COLUMNS:
        raise too_big()
    grid = Grid("", [[_cell(one.get(key)) for key in keys] for one in objects])
    prepare([grid])
    roles = {n: role for n, key in enumerate(keys) if (role := role_of(key))}
    if "text" not in roles.values():
        roles |= _longest(grid, taken=roles)
    found = Found()
    header = Header(-1, 0, roles, {n: key[:40] for n, key in enumerate(keys)})
    full = [row for row, one in enumerate(objects) if one]
    finish(grid, header, [Record([row], "", "", False) for row in full], None, found)
    return build(found, None, None, encoding, [])


def _objects(text: str) -> list[dict[str, Any]]:
    """Every object of a file; an empty line counts as an empty one, so that rows are lines."""
    text = text.lstrip("\ufeff").replace("\x00", "")
    if text.lstrip().startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SheetRefused("Tệp JSON bị hỏng hoặc tải lên chưa hết. Hãy xuất lại tệp rồi gửi lần nữa.") from error
        return [one if isinstance(one, dict) else {} for one in found]
    return [_object(line, number) for number, line in enumerate(text.rstrip().split("\n"), start=1)]


def _object(line: str, number: int) -> dict[str, Any]:
    if not line.strip():
        return {}
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SheetRefused(f"Dòng {number} của tệp JSON không đọc được. Hãy xuất lại tệp rồi gửi lần nữa.")
    return found


def _cell(value: Any) -> Any:
    """A plain value as it is; what has parts of its own is no cell."""
    return value if isinstance(value, str | int | float) else ""


def _longest(grid: Grid, *, taken: dict[int, str]) -> dict[int, str]:
    """The column with the longest texts, where no key says which holds the opinions."""
    lengths = {c: sum(len(grid.text(row, c)) for row in range(len(grid.clean))) for c in range(grid.width)}
    free = {c: length for c, length in lengths.items() if c not in taken}
    best = max(free, key=lambda c: free[c], default=None)
    if best is None or free[best] < 15 * len(grid.clean):
        raise SheetRefused(NO_TEXT)
    return {best: "text"}
