"""`doithoai lot`: draw again a lot that was published, from its seed, villages and seats. Needs no database."""

import argparse

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doithoai.doors.cli import output
from doithoai.ground.core.errors import Refused
from doithoai.process.programme import drawing
from doithoai.process.programme.drawing import CannotDraw


def run(args: argparse.Namespace) -> int:
    """Print the numbers of each village; the same arguments print the same numbers on every machine."""
    places = [(name.strip(), int(size)) for name, _equals, size in (text.rpartition("=") for text in args.village)]
    try:
        drawn = drawing.draw(args.seed, places, args.seats)
    except CannotDraw as wrong:
        raise Refused(_(_REASONS[wrong.reason]) % {"village": wrong.village}) from None
    sizes = dict(places)
    rows = [
        {"village": village, "size": sizes.get(village, 0), "seats": len(numbers), "drawn": numbers}
        for village, numbers in drawn
    ]
    if args.json:
        output.document({"method": drawing.METHOD, "seed": args.seed, "seats": args.seats, "drawn": rows})
        return 0
    output.say(output.bold(f"{drawing.METHOD}  {args.seed}"))
    lines = [(str(row["village"]), f"{row['seats']}/{row['size']}", ", ".join(map(str, row["drawn"]))) for row in rows]
    for line in output.columns(lines):
        output.say(f"  {line}")
    return 0


_REASONS = {
    "name": gettext_noop("Tên thôn không được để trống hoặc có dấu “|”."),
    "twice": gettext_noop("Thôn “%(village)s” có hai lần."),
    "size": gettext_noop("Số người của thôn “%(village)s” chưa đúng."),
    "seats": gettext_noop("Số ghế phải từ 1 đến tổng số người."),
    "people": gettext_noop("Bốc thăm được tối đa 200.000 người."),
}
