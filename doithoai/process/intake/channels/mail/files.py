"""What came with a mail, judged by its content; the name it bears says nothing."""

from __future__ import annotations

import io
import zipfile

MAX_FILE = 10 * 1024 * 1024
MAX_FILES = 10
MAX_ALL = 20 * 1024 * 1024
_EXPANDED, _MEMBERS, _RATIO = 200 * 1024 * 1024, 2000, 200
_OFFICE = "application/vnd.openxmlformats-officedocument."
PICTURES = ("image/jpeg", "image/png", "image/webp")


def media_type_of(content: bytes) -> str | None:
    """Return the media type of a file that is kept, None for any other."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return _in_zip(content) if content.startswith(b"PK\x03\x04") else None


def _in_zip(content: bytes) -> str | None:
    """Tell a Word or Excel file from the list of its members, never unpacking one. Macros and bombs are not kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return None
    expanded, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > _MEMBERS or expanded > _EXPANDED or expanded > max(_RATIO * packed, 1024 * 1024):
        return None
    names = {member.filename.lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return f"{_OFFICE}wordprocessingml.document"
    return f"{_OFFICE}spreadsheetml.sheet" if "xl/workbook.xml" in names else None
