"""The process that opens a picture from outside: limited first, then decoding, then a clean JPEG.

Started by `redraw.redraw`. Only pixels pass: place, time, camera, name, thumbnail and comments stay behind.
"""

from __future__ import annotations

import io
import resource
import struct
import sys

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 10
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")


def limit() -> None:
    """Bounds that hold whatever a decoder does with a hostile file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    """Read a picture from standard input; write width, height and the clean JPEG. Code 1: cannot be used; 2: too large."""
    limit()
    # After the limits: what the library does while it is loaded is bounded too.
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return 2
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            # The camera's turn is the one thing of its notes that pixels need; then the notes go.
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = Image.new("RGB", upright.size, "white")
            clear = upright.convert("RGBA")
            flat.paste(clear, mask=clear.getchannel("A"))
    except Exception:
        # Whatever a decoder stumbles over, the file cannot be used; its words must not reach a log.
        return 1
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    sys.stdout.buffer.write(struct.pack(">II", *flat.size) + out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
