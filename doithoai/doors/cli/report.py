"""`doithoai report summary`: the figures of a place and period, with the cases behind them."""

import argparse
import json
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from doithoai.doors.cli import output
from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import Refused
from doithoai.process.people.queries import find_unit
from doithoai.process.reports import figures, xlsx
from doithoai.process.reports.scope import Scope


def run(args: argparse.Namespace) -> int:
    """Print the report, or write it to a file."""
    today = clock.today()
    scope = Scope(find_unit(args.unit, args.end), args.start, args.end, args.as_of or today, today)
    shape = args.format or ("xlsx" if (args.output or "").lower().endswith(".xlsx") else "text")
    if shape == "xlsx":
        if args.output is None and sys.stdout.isatty():
            raise Refused(_("Tệp XLSX không hiện được trên màn hình: hãy thêm -o TỆP."))
        _write(xlsx.workbook(scope), args.output)
    elif shape == "json":
        text = json.dumps(figures.summary(scope), ensure_ascii=False, indent=2) + "\n"
        _write(text.encode(), args.output)
    else:
        _write(_text(scope).encode(), args.output)
    return 0


def _text(scope: Scope) -> str:
    numbers = figures.values(scope)
    head = f"{scope.unit.name}, {fmt_date(scope.start)} – {fmt_date(scope.end)}"
    rows = [(str(figure.label), str(numbers[figure.name])) for figure in figures.FIGURES]
    lines = [head, _("Số liệu chốt đến hết ngày %(day)s") % {"day": fmt_date(scope.as_of)}, ""]
    came = [(str(channel.label), str(n)) for channel, n in figures.by_channel(scope).items() if n]
    told = ["", _("Ý kiến theo kênh"), *output.columns(came)] if came else []
    return "\n".join([*lines, *output.columns(rows), *told]) + "\n"


def _write(content: bytes, target: str | None) -> None:
    if target is None:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(target).write_bytes(content)
    except OSError as error:
        raise Refused(_("Không ghi được tệp %(name)s: %(why)s.") % {"name": target, "why": error.strerror}) from None
    output.note(_("Đã ghi %(name)s") % {"name": target})
