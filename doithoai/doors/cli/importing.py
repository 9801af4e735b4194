"""`doithoai import opinions FILE…`: untidy village files into the register, each file whole or not at all."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.doors.cli import importing_units, output
from doithoai.doors.cli.balance import meeting_of
from doithoai.ground.core import clock
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.errors import Refused
from doithoai.process.intake import importing
from doithoai.process.intake.channels.sheet.guard import MAX_BYTES
from doithoai.process.intake.channels.sheet.shapes import Problem, SheetReading
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import find_unit, home_unit
from doithoai.process.programme.models import Meeting


@dataclass(frozen=True)
class Target:
    """Where the voices go."""

    unit: Unit
    meeting: Meeting | None
    village: str


def run(args: argparse.Namespace) -> int:
    """Import one file after another; a refused file is named, stores nothing and makes the exit code 1."""
    if args.what == "units":
        return importing_units.run(args)
    target = _target(args)
    total = _nothing()
    refused_files = 0
    for number, path in enumerate(args.files, start=1):
        output.progress(f"{number}/{len(args.files)}  {Path(path).name}")
        try:
            reading, added = _bring_in(Path(path), target, dry_run=args.dry_run)
        except Refused as refusal:
            output.progress_done()
            output.complain(f"{path}: {refusal.message}", refusal.details)
            refused_files += 1
            continue
        _sum(total, reading, added, target=target, file=str(path) if len(args.files) > 1 else "")
    output.progress_done()
    if refused_files == len(args.files):
        return 1
    if args.json:
        output.document(total)
    else:
        _print(total, dry_run=args.dry_run)
    return 1 if refused_files else 0


def _target(args: argparse.Namespace) -> Target:
    meeting = meeting_of(args.meeting) if args.meeting else None
    unit = find_unit(args.unit) if args.unit else meeting.unit if meeting else home_unit()
    if meeting is not None and meeting.unit_id != unit.pk:
        raise Refused(_("Cuộc %(code)s không thuộc %(unit)s.") % {"code": meeting.code, "unit": unit.name})
    return Target(unit, meeting, args.village)


def _bring_in(path: Path, target: Target, *, dry_run: bool) -> tuple[SheetReading, int]:
    """Read a file and, unless it is a rehearsal, take its rows. Returns what was read and how many rows are new."""
    try:
        with path.open("rb") as file:
            # One byte past the limit is enough for the reader to refuse it; a huge file never fills the memory.
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise Refused(_("Không có tệp này.") if missing else _("Không mở được tệp này.")) from None
    reading = importing.read(content, path.name)
    where: dict[str, Any] = {"unit": target.unit, "meeting": target.meeting, "village": target.village}
    if dry_run:
        return reading, importing.count_new(reading, **where)
    now = clock.now()
    with transaction.atomic():
        file_row = importing.upload(content, path.name, by=OPERATOR, now=now, reading=reading, **where)
        return reading, importing.import_file(file_row, by=OPERATOR, now=now).added


def _nothing() -> dict[str, Any]:
    return {"rows_read": 0, "opinions": 0, "matters": 0, "added": 0, "refused": [], "warnings": [], "items": []}


def _problem(problem: Problem) -> dict[str, Any]:
    return {"sheet": problem.sheet, "row": problem.row, "column": problem.column, "reason": _(problem.reason)}


def _sum(total: dict[str, Any], reading: SheetReading, added: int, *, target: Target, file: str) -> None:
    """Add what one file gave to the answer. Of several files, each line says which."""
    source = {"file": file} if file else {}
    items: list[dict[str, Any]] = [
        {
            "sheet": row.sheet,
            "row": row.row,
            "text": row.text,
            "village": row.village or target.village,
            "matters": max(len(row.matters), 1),
            **source,
        }
        for row in reading.rows
    ]
    total["rows_read"] += reading.rows_read
    total["opinions"] += len(items)
    total["matters"] += sum(item["matters"] for item in items)
    total["added"] += added
    total["refused"] += [{**_problem(problem), **source} for problem in reading.refused]
    total["warnings"] += [{**_problem(problem), **source} for problem in reading.warnings]
    total["items"] += items


def _print(total: dict[str, Any], *, dry_run: bool) -> None:
    rows = [
        (_("Dòng đã đọc"), str(total["rows_read"])),
        (_("Ý kiến"), str(total["opinions"])),
        (_("Nội dung được nêu"), str(total["matters"])),
        (_("Sẽ thêm mới") if dry_run else _("Đã thêm mới"), str(total["added"])),
        (_("Dòng bị từ chối"), str(len(total["refused"]))),
        (_("Điểm cần xem"), str(len(total["warnings"]))),
    ]
    for line in output.columns(rows):
        output.say(line)
    for title, problems in ((_("Bị từ chối:"), total["refused"]), (_("Cần xem:"), total["warnings"])):
        if problems:
            output.say(output.bold(title))
        for problem in problems:
            place = [
                problem.get("file", ""),
                problem["sheet"],
                _("dòng %(n)d") % {"n": problem["row"]},
                problem["column"],
            ]
            output.say(f"  {', '.join(part for part in place if part)}: {problem['reason']}")
