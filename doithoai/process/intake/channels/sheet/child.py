"""The process that opens a file from outside: limited first, then reading, then JSON.

Started by `reader.read_file`; imports neither Django nor any setting, and has no gettext, so its
messages leave it as plain Vietnamese.
"""

from __future__ import annotations

import json
import resource
import sys

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10


def limit() -> None:
    """Bounds that hold whatever a parser does with a hostile file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main(kind: str) -> int:
    """Read a file from standard input; write a reading or a refusal to standard output."""
    limit()
    # After the limits: what a parser library does while it is loaded is bounded too.
    from doithoai.process.intake.channels.sheet.assemble import assemble  # noqa: PLC0415
    from doithoai.process.intake.channels.sheet.bare import cells  # noqa: PLC0415
    from doithoai.process.intake.channels.sheet.shapes import SheetRefused  # noqa: PLC0415

    answer: dict[str, object]
    try:
        data, bare = sys.stdin.buffer.read(), kind.removeprefix("cells:")
        answer = {"reading": assemble(data, kind).to_dict() if bare == kind else cells(data, bare)}
    except SheetRefused as refusal:
        answer = {"refused": refusal.message}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
