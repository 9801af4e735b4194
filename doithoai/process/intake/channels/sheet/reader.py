"""The way in: `read_file` checks a file, has a limited child process read it, and hands it back.

Messages are plain Vietnamese; callers translate them by using the message as msgid.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from doithoai.process.intake.channels.sheet.guard import MAX_BYTES, kind_of
from doithoai.process.intake.channels.sheet.shapes import SheetReading, SheetRefused

# CPU is what the child limits itself to; this is for a machine with much else to do.
WALL_SECONDS = 60
_CHILD = "doithoai.process.intake.channels.sheet.child"
_ROOT = str(Path(__file__).resolve().parents[5])
_TOO_HARD = (
    "Tệp quá phức tạp hoặc bị hỏng nên không đọc được. Hãy mở tệp, chép riêng bảng ý kiến sang một "
    "tệp mới, lưu lại rồi gửi lần nữa."
)


def read_file(source: str | os.PathLike[str] | bytes, filename: str = "") -> SheetReading:
    """The opinions in an untidy file; `SheetRefused` where the whole file cannot be used.

    `source` is a path or the bytes themselves. The name is only used for advice: what a file is
    shows in its content.
    """
    data = source if isinstance(source, bytes) else _load(Path(source))
    kind = kind_of(data, filename or ("" if isinstance(source, bytes) else os.fspath(source)))
    return SheetReading.from_dict(_ask_child(data, kind))


def read_cells(data: bytes, filename: str) -> list[tuple[str, list[list[str]]]]:
    """The sheets of a table file as (name, rows of clean text), read by the same limited process."""
    answer: Any = _ask_child(data, f"cells:{kind_of(data, filename)}")
    return [(str(sheet["name"]), sheet["rows"]) for sheet in answer["sheets"]]


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte past the limit is enough to know that the file is too large.
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SheetRefused(f"Không mở được tệp {path.name}. Hãy kiểm tra đường dẫn.") from error


def _ask_child(data: bytes, kind: str) -> dict[str, object]:
    # Nothing of the server's environment reaches the child: no key, no database address.
    environment = {"PYTHONPATH": _ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", _CHILD, kind],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env=environment,
            check=False,
            cwd=_ROOT,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise SheetRefused(_TOO_HARD) from error
    if "reading" in answer:
        return dict(answer["reading"])
    raise SheetRefused(answer.get("refused", _TOO_HARD))
