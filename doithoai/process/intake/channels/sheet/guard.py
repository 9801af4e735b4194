"""What a file is, by its content, and whether it may be opened at all.

Runs in the server process, so it never unpacks: a bomb is refused from the list of its members.
"""

from __future__ import annotations

import io
import re
import zipfile

from doithoai.process.intake.channels.sheet.shapes import SheetRefused

MAX_BYTES = 10 * 1024 * 1024
MAX_EXPANDED = 20 * 1024 * 1024
MAX_MEMBERS = 500  # a workbook with a photo on every sheet has more than a hundred
MAX_RATIO = 100
_SMALL = 1024 * 1024  # a small file of one repeated letter is no bomb

_FOREIGN = (
    (b"%PDF", "Đây là tệp PDF. Hãy gửi tệp Excel (.xlsx), Word (.docx) hoặc CSV gốc."),
    (b"{\\rtf", "Đây là tệp RTF. Hãy mở bằng Word và lưu lại thành .docx."),
    (b"\xff\xd8\xff", "Đây là ảnh. Hãy gửi tệp Excel (.xlsx), Word (.docx) hoặc CSV."),
    (b"\x89PNG", "Đây là ảnh. Hãy gửi tệp Excel (.xlsx), Word (.docx) hoặc CSV."),
    (b"Rar!", "Đây là tệp nén RAR. Hãy giải nén và gửi từng tệp."),
    (b"7z\xbc\xaf", "Đây là tệp nén 7z. Hãy giải nén và gửi từng tệp."),
    (b"\x1f\x8b", "Đây là tệp nén gzip. Hãy giải nén và gửi từng tệp."),
    (b"\x7fELF", "Đây không phải là bảng tính. Hãy gửi tệp .xlsx, .xls, .csv hoặc .docx."),
    (b"MZ", "Đây không phải là bảng tính. Hãy gửi tệp .xlsx, .xls, .csv hoặc .docx."),
)
# What other systems export: an object a line, or a list of objects.
_OBJECTS = re.compile(rb"(?:\[\s*)?\{\s*[\"}]")
_MACRO = "Tệp có macro (.xlsm, .docm) không được nhận. Hãy lưu lại thành .xlsx hoặc .docx rồi gửi."
_BROKEN = "Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở lại tệp, lưu lại rồi gửi lần nữa."
_PASSWORD = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi gửi lại."  # noqa: S105 - a sentence, not a secret


def kind_of(data: bytes, filename: str) -> str:
    """`xlsx`, `docx`, `xls`, `html`, `json` or `csv`; anything else is refused with advice."""
    if not data.strip(b"\x00 \t\r\n"):
        raise SheetRefused("Tệp trống. Hãy kiểm tra lại tệp rồi gửi lần nữa.")
    if len(data) > MAX_BYTES:
        raise SheetRefused("Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp nhỏ hơn rồi gửi lại.")
    if filename.lower().endswith((".xlsm", ".xltm", ".docm", ".dotm")):
        raise SheetRefused(_MACRO)
    if data.startswith(b"PK"):
        return _in_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _in_ole(data)
    for magic, message in _FOREIGN:
        if data.startswith(magic):
            raise SheetRefused(message)
    return _in_text(data)


def _in_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise SheetRefused(_BROKEN) from error
    _refuse_bomb(members)
    if any(member.flag_bits & 1 for member in members):
        raise SheetRefused(_PASSWORD)
    names = {member.filename.replace("\\", "/").lstrip("/").lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise SheetRefused(_MACRO)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise SheetRefused("Dạng tệp này chưa đọc được. Hãy lưu lại thành .xlsx hoặc .docx rồi gửi.")
    raise SheetRefused("Đây là tệp nén, không phải bảng tính. Hãy giải nén và gửi từng tệp.")


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    expanded = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    too_dense = expanded > _SMALL and expanded > MAX_RATIO * max(packed, 1)
    if expanded > MAX_EXPANDED or len(members) > MAX_MEMBERS or too_dense:
        raise SheetRefused("Tệp bung ra quá lớn nên không mở. Hãy chép riêng bảng ý kiến sang một tệp mới rồi gửi.")


def _in_ole(data: bytes) -> str:
    """The old Office container: the names of its streams stand in it as UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise SheetRefused(_PASSWORD)
    if holds("Workbook\x00") or holds("Book\x00"):
        return "xls"
    if holds("WordDocument"):
        raise SheetRefused("Đây là tệp Word đời cũ (.doc). Hãy mở bằng Word và lưu lại thành .docx.")
    raise SheetRefused("Không thấy bảng tính trong tệp. Hãy gửi tệp .xlsx, .xls, .csv hoặc .docx.")


def _in_text(data: bytes) -> str:
    head = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise SheetRefused("Đây là bảng tính dạng XML 2003. Hãy mở bằng Excel và lưu lại thành .xlsx.")
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<?xml")) or (
        head.startswith(b"<") and b"<table" in head
    ):
        return "html"
    if _OBJECTS.match(head):
        return "json"
    return "csv"
