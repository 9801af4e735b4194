"""`doithoai index`: bring the index up to date, or build it again from the tables."""

import argparse

from django.utils.translation import gettext as _

from doithoai.doors.cli import output
from doithoai.doors.cli.searching import catch_up
from doithoai.ground.core import clock
from doithoai.ground.index import bulk, following


def _progress(read: int) -> None:
    output.progress(_("Đang đọc vào chỉ mục: %(n)d") % {"n": read})


def run(args: argparse.Namespace) -> int:
    """Do it and say how many entries there are."""
    if args.rebuild:
        bulk.rebuild(now=clock.now(), progress=_progress)
        output.progress_done()
    else:
        catch_up()
    entries = following.size()
    if args.json:
        output.document({"entries": entries, "rebuilt": args.rebuild})
    else:
        output.say(_("Chỉ mục có %(n)d mục.") % {"n": entries})
    return 0
