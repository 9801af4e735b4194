"""`bench language`: what is found, joined and proposed, and how fast, small archive against large."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from doithoai.doors.cli.bench import archive, matching, quality, speed
from doithoai.doors.cli.bench.scratch import drop, scratch
from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.process.people.queries import home_unit

GATHERED = 20_000
# Where the labelled opinions of the project lie beside the working copy.
DATA = Path("../shared/data/dev")


def run(args: argparse.Namespace) -> dict:
    """Measure quality when a folder of labelled data is given, grouping, and speed at each size.

    `--grouping` measures grouping alone, on the gathering that `--seed` makes. `--here` measures
    speed on the current database as it stands; `--beside URL` asks the same of a second one.
    """
    figures: dict[str, Any] = {}
    floor: dict[str, Any] = {}
    if args.grouping:
        figures["grouping"] = matching.grouping_figures(GATHERED, args.seed)
        return {"name": "language", "database": connection.vendor, "figures": figures, "floor": floor}
    if labelled := _labelled(args):
        figures["quality"] = _quality(labelled, args.others)
    if args.here:
        figures["here"], floor["here"] = _speed()
    else:
        figures["grouping"] = matching.grouping_figures(GATHERED, args.seed)
        for rows in args.rows:
            figures[str(rows)], floor[str(rows)] = _at_size(rows)
        figures |= _growth(figures, args.rows)
    if args.beside:
        other = _beside(args)
        figures[other["database"]], floor[other["database"]] = other["figures"], other["floor"]
    return {"name": "language", "database": connection.vendor, "figures": figures, "floor": floor}


def _labelled(args: argparse.Namespace) -> Path | None:
    """Return the folder of labelled data: the one given, else (unless only speed is asked) that of the project."""
    if args.data:
        if not (Path(args.data) / "opinions.jsonl").is_file():
            raise Refused(_("Không có tệp này.") + f" {args.data}/opinions.jsonl")
        return Path(args.data)
    return DATA if args.data is None and not args.here and DATA.is_dir() else None


def _beside(args: argparse.Namespace) -> dict[str, Any]:
    """Ask the same of the second database, in a process of its own: one process knows one kind of database."""
    rows = [str(n) for n in args.rows]
    command = [sys.executable, "-m", "doithoai", "bench", "language", "--json", "--data", "", "--rows", *rows]
    done = subprocess.run(
        [*command, "--here"] if args.here else command,
        env={**os.environ, "DATABASE_URL": args.beside},
        stdout=subprocess.PIPE,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _at_size(rows: int) -> tuple[dict, dict]:
    """Fill a scratch database and measure."""
    with tempfile.TemporaryDirectory(prefix="doithoai-bench-") as folder:
        with scratch(Path(folder), name=f"language{rows}") as url:
            archive.load(rows, unit=home_unit(), now=clock.now())
            measured = _speed()
        drop(url)
    return measured


def _speed() -> tuple[dict, dict]:
    indexed = speed.index_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"index": indexed, **speed.speeds(), "memory_mb": speed.memory()}, speed.floor()


def _growth(figures: dict, rows: list[int]) -> dict:
    small, large = str(rows[0]), str(rows[-1])
    if small == large:
        return {}
    ratios = {
        what: round(figures[large][what]["p95"] / figures[small][what]["p95"], 2)
        for what in ("search_ms", "similar_ms", "suggest_ms")
    }
    return {f"growth_{small}_to_{large}": ratios}


def _quality(folder: Path, others: int) -> dict[str, Any]:
    """Load the labelled opinions among generated others and ask the labelled questions."""
    with tempfile.TemporaryDirectory(prefix="doithoai-bench-") as scratch_folder:
        with scratch(Path(scratch_folder), name="quality") as url:
            archive.load(others // 2, unit=home_unit(), now=clock.now())
            labels = matching.load(matching.lines(folder / "opinions.jsonl"))
            archive.load(others - others // 2, unit=home_unit(), now=clock.now())
            speed.index_all()
            measured = {
                "among": others,
                "search": matching.query_figures(matching.lines(folder / "queries.jsonl"), labels),
                "same_matter": matching.pair_figures(matching.lines(folder / "pairs.jsonl"), labels),
                "field": quality.field_figures(folder / "opinions.jsonl"),
            }
        drop(url)
    return measured


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what only this measurement takes."""
    parser.add_argument(
        "--data", metavar="THƯ_MỤC", help="language: thư mục có opinions, pairs, queries .jsonl (mặc định: của dự án)"
    )
    parser.add_argument("--others", type=int, default=100_000, help="language: số ý kiến khác quanh dữ liệu có nhãn")
    parser.add_argument("--seed", type=int, default=21, help="language: số gieo của cuộc đối thoại được gom nhóm")
    parser.add_argument("--grouping", action="store_true", help="language: chỉ đo gom nhóm, không đo gì khác")
    parser.add_argument("--here", action="store_true", help="language: đo trên cơ sở dữ liệu này, không nạp thêm")
    parser.add_argument("--beside", metavar="URL", help="language: DATABASE_URL của cơ sở dữ liệu thứ hai để so")
