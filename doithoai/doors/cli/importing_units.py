"""`doithoai import units FILE`: the villages and bodies of a commune from a table; good rows come in, bad rows are named."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.doors.cli import output
from doithoai.ground.core import clock
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.dates import parse_date
from doithoai.ground.core.errors import Refused
from doithoai.ground.language.fold import fold
from doithoai.process.intake.channels.sheet.guard import MAX_BYTES
from doithoai.process.intake.channels.sheet.reader import read_cells
from doithoai.process.intake.channels.sheet.shapes import SheetRefused
from doithoai.process.people import territories
from doithoai.process.people.models import Level
from doithoai.process.people.queries import find_unit, home_unit

LONGEST_NAME, LONGEST_CODE = 200, 20
HEADINGS = {
    "name": (
        "ten",
        "ten don vi",
        "ten thon",
        "thon",
        "to dan pho",
        "thon, to dan pho",
        "don vi",
        "ten co quan",
        "name",
    ),
    "level": ("loai", "loai don vi", "cap", "level"),
    "code": ("ma", "ma don vi", "ma so", "code"),
    "valid_from": ("tu ngay", "hoat dong tu ngay", "ngay thanh lap", "hieu luc tu", "valid_from"),
    "valid_to": ("den ngay", "den het ngay", "ngay ket thuc", "valid_to"),
}
LEVELS = {
    Level.VILLAGE: (
        "",
        "thon",
        "to dan pho",
        "khu pho",
        "khu dan cu",
        "ban",
        "ap",
        "buon",
        "lang",
        "xom",
        "khom",
        "village",
    ),
    Level.AGENCY: ("co quan", "co quan chuyen mon", "phong", "so", "trung tam", "agency"),
    Level.PARTY: ("dang", "co quan cua cap uy", "party"),
    Level.FRONT: ("mat tran", "doan the", "mat tran to quoc va doan the", "front"),
}
WORDS = {word: level for level, words in LEVELS.items() for word in words}


def run(args: argparse.Namespace) -> int:
    """Read the file, enter what is new; exit code 1 when a row was refused."""
    place = find_unit(args.unit) if args.unit else home_unit()
    entries: list[territories.Entry] = []
    problems: list[dict[str, Any]] = []
    for sheet, rows in _sheets(Path(args.file)):
        for number, given in rows:
            try:
                entries.append(_entry(number, given))
            except Refused as refusal:
                problems.append({"sheet": sheet, "row": number, "reason": refusal.message})
    rows_read = len(entries) + len(problems)
    with transaction.atomic():
        done = territories.admit(place, entries, by=OPERATOR, now=clock.now())
        transaction.set_rollback(args.dry_run)
    problems += [{"sheet": "", "row": row, "reason": reason} for row, reason in done.refused]
    _print(
        {"unit": place.name, "rows_read": rows_read, "added": done.added, "known": done.known, "refused": problems},
        args,
    )
    return 1 if problems else 0


def _sheets(path: Path) -> Iterator[tuple[str, list[tuple[int, dict[str, str]]]]]:
    """Yield each sheet that has a column of names, its rows below the heading as {column: text}."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        tables = read_cells(content, path.name)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise Refused(_("Không có tệp này.") if missing else _("Không mở được tệp này.")) from None
    except SheetRefused as refusal:
        raise Refused(_(refusal.message)) from None
    found = False
    for name, rows in tables:
        for top, row in enumerate(rows):
            columns = _columns(row)
            if "name" in columns:
                found = True
                yield name, list(_below(rows, top, columns))
                break
    if not found:
        raise Refused(_("Không thấy cột tên đơn vị. Dòng đầu cần có: Tên, Loại, Mã, Từ ngày, Đến ngày."))


def _columns(row: list[str]) -> dict[str, int]:
    words = [fold(cell).rstrip(".:") for cell in row]
    return {
        what: next(n for n, word in enumerate(words) if word in names)
        for what, names in HEADINGS.items()
        if any(word in names for word in words)
    }


def _below(rows: list[list[str]], top: int, columns: dict[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        given = {what: row[n].strip() if n < len(row) else "" for what, n in columns.items()}
        if any(given.values()):
            yield number, given


def _entry(row: int, given: dict[str, str]) -> territories.Entry:
    name, code = given["name"], given.get("code", "")
    if not name:
        raise Refused(_("Thiếu tên đơn vị."))
    if len(name) > LONGEST_NAME or len(code) > LONGEST_CODE:
        raise Refused(_("Tên đơn vị tối đa 200 ký tự, mã tối đa 20 ký tự."))
    level = WORDS.get(fold(given.get("level", "")))
    if level is None:
        raise Refused(
            _("Không hiểu loại “%(word)s”: ghi thôn, tổ dân phố, cơ quan, đảng, mặt trận.")
            % {"word": given["level"][:40]}
        )
    return territories.Entry(row, name, level, code, _day(given.get("valid_from", "")), _day(given.get("valid_to", "")))


def _day(text: str) -> Any:
    if not text:
        return None
    day = parse_date(text)
    if day is None:
        raise Refused(_("“%(text)s” không phải là ngày.") % {"text": text[:40]})
    return day


def _print(found: dict[str, Any], args: argparse.Namespace) -> None:
    if args.json:
        output.document({**found, "dry_run": args.dry_run})
        return
    rows = [
        (_("Đơn vị cấp trên"), found["unit"]),
        (_("Dòng đã đọc"), str(found["rows_read"])),
        (_("Sẽ thêm mới") if args.dry_run else _("Đã thêm mới"), str(found["added"])),
        (_("Đã có từ trước"), str(found["known"])),
        (_("Dòng bị từ chối"), str(len(found["refused"]))),
    ]
    for line in output.columns(rows):
        output.say(line)
    for problem in found["refused"]:
        place = ", ".join(part for part in (problem["sheet"], _("dòng %(n)d") % {"n": problem["row"]}) if part)
        output.say(f"  {place}: {problem['reason']}")
