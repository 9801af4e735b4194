"""`doithoai balance`: the sheet of one meeting or of all."""

import argparse

from django.http import Http404
from django.utils.translation import gettext as _

from doithoai.doors.cli import output
from doithoai.ground.core.errors import Refused
from doithoai.process.hall import balance
from doithoai.process.hall.names import NAMES
from doithoai.process.programme.models import Meeting
from doithoai.process.programme.queries import by_code


def meeting_of(code: str) -> Meeting:
    """Return the meeting with this code; Refused when there is none."""
    try:
        return by_code(Meeting.objects.select_related("unit"), code)
    except Http404:
        raise Refused(_("Không có cuộc nào mang mã “%(code)s”.") % {"code": code}) from None


def run(args: argparse.Namespace) -> int:
    """Print the sheets; 1 when one of them does not balance."""
    sheets = list(balance.all_sheets()) if args.all else [balance.sheet_of(meeting_of(args.meeting))]
    if args.json:
        output.document([sheet.as_dict() for sheet in sheets] if args.all else sheets[0].as_dict())
    else:
        for sheet in sheets:
            _print(sheet)
    return 0 if all(sheet.balanced for sheet in sheets) else 1


def _print(sheet: balance.Sheet) -> None:
    output.say(output.bold(sheet.meeting))
    counts = {**sheet.outcomes, balance.WAITING: sheet.waiting, balance.OWED: sheet.owed}
    rows = [(_("Đã tiếp nhận"), str(sheet.received))]
    rows += [(str(NAMES[name]), str(count)) for name, count in counts.items()]
    for line in output.columns(rows):
        output.say(f"  {line}")
    output.say("  " + (_("Cân đối") if sheet.balanced else _("KHÔNG CÂN ĐỐI: hãy báo quản trị ngay")))
