"""The way in for pictures: look at the first bytes, have a limited child draw it anew, hand back pixels only."""

from __future__ import annotations

import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 10 * 1024 * 1024
MOST = 3
WALL_SECONDS = 20
_CHILD = "doithoai.process.intake.channels.picture.child"
_ROOT = str(Path(__file__).resolve().parents[5])
_TOO_HARD = "Không đọc được ảnh này. Xin gửi ảnh JPG, PNG hoặc WebP chụp từ điện thoại."
_TOO_LARGE = "Ảnh quá lớn: tối đa 10 MB và 50 triệu điểm ảnh. Xin gửi ảnh nhỏ hơn."


class PictureRefused(Exception):
    """A picture that cannot be taken; `message` says why, in plain Vietnamese (callers use it as msgid)."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Picture:
    """A clean JPEG: its bytes, width and height in pixels."""

    content: bytes
    width: int
    height: int


def is_picture(data: bytes) -> bool:
    """Say by its first bytes whether this is a JPEG, PNG or WebP."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def redraw(data: bytes) -> Picture:
    """Return the picture drawn anew, at most 1600 pixels on its longer side. Raises PictureRefused."""
    if len(data) > MAX_BYTES:
        raise PictureRefused(_TOO_LARGE)
    if not is_picture(data):
        raise PictureRefused(_TOO_HARD)
    # Nothing of the server's environment reaches the child: no key, no database address.
    environment = {"PYTHONPATH": _ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", _CHILD],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env=environment,
            check=False,
            cwd=_ROOT,
        )
    except subprocess.TimeoutExpired as error:
        raise PictureRefused(_TOO_HARD) from error
    if done.returncode == 2:
        raise PictureRefused(_TOO_LARGE)
    if done.returncode != 0 or len(done.stdout) < 12:
        raise PictureRefused(_TOO_HARD)
    width, height = struct.unpack(">II", done.stdout[:8])
    return Picture(done.stdout[8:], width, height)
