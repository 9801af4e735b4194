"""`doithoai search` and `doithoai similar`: the language layer as the desk uses it, over everything but what is sealed."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from doithoai.doors.cli import output
from doithoai.ground.core import clock
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import following, likely, searching, showing
from doithoai.process.people.queries import find_unit


def catch_up() -> None:
    """Bring the index up to date first, so that what was just imported is found."""
    read = 0
    while True:
        done = following.catch_up(now=clock.now())
        read += done.read
        if not done.behind:
            break
        output.progress(_("Đang đọc vào chỉ mục: %(n)d") % {"n": read})
    output.progress_done()


def _lines(text: str) -> Iterator[str]:
    """Give the one text, or each line of standard input; bytes that are no UTF-8 are replaced, not fatal."""
    if text != "-":
        yield text
        return
    for raw in sys.stdin.buffer:
        if line := raw.decode("utf-8", errors="replace").strip("\r\n"):
            yield line


def _print(args: argparse.Namespace, hits: list[searching.Hit], extra: dict[str, Any]) -> None:
    results = [_result(hit, with_proposed=args.command == "similar") for hit in hits]
    if args.text == "-":
        output.say(json.dumps({"results": results, **extra}, ensure_ascii=False))
    elif args.json:
        output.document({"results": results, **extra})
    else:
        for one in results:
            output.say(output.bold(f"{one['id']}  {one['score']:.2f}  {', '.join(one['why'])}"))
            output.say(f"    {' '.join(one['text'].split())[:200]}")
        if not results:
            output.say(_("Không tìm thấy."))


def _result(hit: searching.Hit, *, with_proposed: bool) -> dict[str, Any]:
    assert hit.shown is not None, "whoever asks for a line has had the texts fetched"
    line: dict[str, Any] = {
        "id": hit.shown.code,
        "kind": hit.kind,
        "text": hit.shown.text,
        "score": hit.score,
        "why": showing.reasons(hit),
    }
    if with_proposed:
        line["proposed"] = hit.proposed
    return line


def _moment(args: argparse.Namespace, name: str) -> datetime | None:
    day = getattr(args, name)
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def run(args: argparse.Namespace) -> int:
    """Print what was found: 0 when every text found something, 1 when one did not."""
    catch_up()
    given = getattr(args, "unit", None)
    unit = find_unit(given).pk if given else None
    found_all = True
    for line in _lines(args.text):
        if args.command == "similar":
            text, place = _with_place(line, args)
            hits = likely.with_texts(
                likely.similar(
                    text, place=place, seat=OPERATOR, kinds=args.kind or ("matter", "opinion"), limit=args.limit
                )
            )
            extra = {}
        else:
            found = searching.search(
                line,
                seat=OPERATOR,
                kinds=args.kind or (),
                place=args.place,
                field=args.field,
                since=_moment(args, "since"),
                until=_moment(args, "until"),
                unit=unit,
                state=args.state,
                result=args.result,
                limit=args.limit,
            )
            hits = found.hits
            extra = {"corrected": found.corrected} if found.corrected else {}
        _print(args, hits, extra)
        found_all = found_all and bool(hits)
    return 0 if found_all or args.text == "-" else 1


def _with_place(line: str, args: argparse.Namespace) -> tuple[str, str]:
    """Read a line for `similar`: a text, or {"text", "place"}."""
    if args.text == "-" and line.lstrip().startswith("{"):
        try:
            given = json.loads(line)
        except ValueError:
            return line, args.place
        if isinstance(given, dict) and isinstance(given.get("text"), str):
            place = given.get("place")
            return given["text"], place if isinstance(place, str) else args.place
    return line, args.place
