"""`doithoai bench [NAME]`: the figures of design.md section 6, each in one run beside its floor."""

import argparse
import json
import os
import platform
from collections.abc import Callable
from datetime import date
from pathlib import Path

from doithoai.doors.cli import output
from doithoai.doors.cli.bench import agenda, archive, language, notices, pages, submit
from doithoai.ground.core.errors import Refused

Bench = Callable[[argparse.Namespace], dict]
BENCHES: dict[str, Bench] = {
    "submit": submit.run,
    "notices": notices.run,
    "pages": pages.run,
    "language": language.run,
    "agenda": agenda.run,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", nargs="?", choices=[*BENCHES, "archive"], help="tên phép đo; bỏ trống: chạy tất cả")
    parser.add_argument("count", nargs="?", type=int, help="archive: số ý kiến sinh ra và nạp vào cơ sở dữ liệu này")
    parser.add_argument("--seconds", type=float, default=20, help="thời gian của mỗi phép đo tải (giây)")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000], help="pages: các cỡ kho để so")
    parser.add_argument("--clients", type=int, default=8, help="số người gửi cùng lúc")
    language.add_arguments(parser)
    parser.add_argument("--write", metavar="TỆP", help="ghi thêm kết quả vào docs/benchmarks.md")
    parser.add_argument("--json", action="store_true", help="in đúng một văn bản JSON")


def run(args: argparse.Namespace) -> int:
    """Run the named bench, or all, and print the figures."""
    if args.name == "archive":
        if not args.count or args.count < 1:
            raise Refused("Cần số ý kiến, ví dụ: doithoai bench archive 10000")
        results = [archive.run(args)]
    else:
        results = [BENCHES[name](args) for name in ([args.name] if args.name else BENCHES)]
    if args.json:
        output.document(results[0] if len(results) == 1 else results)
    else:
        output.say(_table(results))
    if args.write:
        _write(Path(args.write), results)
    return 0


def _lines(result: dict) -> list[tuple[str, str]]:
    shown = []
    for part in ("figures", "floor"):
        for name, value in result[part].items():
            shown.append((f"{part[:-1] if part == 'figures' else part}: {name}", json.dumps(value, ensure_ascii=False)))
    return shown


def _table(results: list[dict]) -> str:
    return "\n".join([output.bold(r["name"]) + "\n" + "\n".join(output.columns(_lines(r))) for r in results])


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def _write(path: Path, results: list[dict]) -> None:
    """Append the figures with the machine and the day."""
    with path.open("a", encoding="utf-8") as file:
        for result in results:
            file.write(f"\n## {result['name']}, {date.today().isoformat()} ({_machine()}, {result['database']})\n\n")
            file.write("| figure | value |\n| --- | --- |\n")
            file.writelines(f"| {name} | {value} |\n" for name, value in _lines(result))
