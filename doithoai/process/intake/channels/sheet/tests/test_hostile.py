"""Files made to harm, and files that are not what their name says."""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doithoai.process.intake.channels.sheet.assemble import assemble
from doithoai.process.intake.channels.sheet.guard import kind_of
from doithoai.process.intake.channels.sheet.reader import read_file
from doithoai.process.intake.channels.sheet.shapes import SheetReading, SheetRefused
from doithoai.process.intake.channels.sheet.tests.making import ASKS, word, xls, xlsx

EXTENSIONS = [".xlsx", ".xls", ".csv", ".docx", ".html", ".xlsm", "", ".txt"]


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    assert old in members[part]
    return zipped(members | {part: members[part].replace(old, new)})


def refusal(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(SheetRefused) as caught:
        read_file(data, name)
    return caught.value.message


def good() -> bytes:
    return xlsx(("S", [["STT", "Ý kiến"], *[[i, a] for i, a in enumerate(ASKS, 1)]]))


def test_a_bomb_is_refused_from_its_directory() -> None:
    bomb = zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * 70_000_000})
    start = time.perf_counter()
    message = refusal(bomb)
    print(f"bomb of {len(bomb) // 1000} kB refused in {time.perf_counter() - start:.3f} s")
    assert "quá lớn" in message


def test_a_bomb_that_lies_about_its_size() -> None:
    bomb = bytearray(zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * 70_000_000}))
    at = 0
    while (at := bomb.find(b"PK\x01\x02", at)) >= 0:
        bomb[at + 24 : at + 28] = struct.pack("<I", 5000)
        at += 4
    refusal(bytes(bomb))


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "ZZ3"])
def test_one_stray_cell_far_away(place: str) -> None:
    far = changed(good(), "xl/worksheets/sheet1.xml", b'r="B6"', f'r="{place}"'.encode())
    assert "quá rộng" in refusal(far)


def test_entities_are_not_expanded() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    refusal(changed(good(), "xl/worksheets/sheet1.xml", b"<worksheet", laughs + b"<worksheet"))
    refusal(changed(word("BIÊN BẢN"), "word/document.xml", b"<w:document", laughs + b"<w:document"), "a.docx")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "trống"),
        (b"   \r\n", "trống"),
        (b"a" * (10 * 1024 * 1024 + 1), "10 MB"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "ảnh"),
        (zipped({"a.xlsx": b"x"}), "tệp nén"),
        (zipped({"xl/workbook.bin": b"x"}), "lưu lại"),
        (zipped({"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"}), "macro"),
        (good()[:3000], "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Không thấy bảng tính"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ".docx"),
        (b"<html><body>x</body></html>", "không có bảng"),
        (bytes(range(256)) * 40, "Không nhận ra"),
        (xlsx(("S", [["STT", "Ý kiến"]])), "Không thấy ý kiến"),
        (xls([["a"]])[:2000], ""),
        (zipped({f"xl/workbook.xml{i}": b"" for i in range(600)}), "quá lớn"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    assert says in refusal(data)


def test_a_macro_workbook_by_its_name_and_a_missing_file() -> None:
    assert "macro" in refusal(good(), "a.XLSM")
    with pytest.raises(SheetRefused):
        read_file("/nonexistent/a.xlsx")


def test_a_workbook_under_any_name() -> None:
    assert len(read_file(good(), "a.csv").rows) == 5
    assert len(read_file(b"STT;\xc3\x9d ki\xe1\xba\xbfn\n1;" + ASKS[0].encode(), "a.xls").rows) == 1


def test_a_cell_of_forty_thousand_letters_is_named() -> None:
    for text, count in (("a" * 40_000, 1), ("Đề nghị " * 2_400, 0)):
        lines = f"STT;Ý kiến\n1;{text}\n2;{ASKS[0]}"
        reading = read_file(lines.encode(), "a.csv")
        assert [p.row for p in reading.refused] == [2] * count
        assert reading.rows[-1].text == ASKS[0]


@pytest.mark.walk
def test_five_thousand_rows() -> None:
    rows = [["STT", "Họ tên", "Thôn", "Ý kiến", "Ngày", "SĐT", "Ghi chú"]]
    rows += [
        [i, f"Lê Văn {i % 97}", f"Thôn {i % 12}", f"{i}. {ASKS[i % 5]} " * 3, "1/2/2024", "0912345678", ""]
        for i in range(5000)
    ]
    data = xlsx(("Sheet1", rows))
    start = time.perf_counter()
    reading = read_file(data, "a.xlsx")
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"5,000 rows: {time.perf_counter() - start:.2f} s, child {used} MB")
    assert len(reading.rows) == 5000
    assert SheetReading.from_dict(reading.to_dict()) == reading


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.binary(max_size=3000), st.text(max_size=1500).map(lambda t: t.encode("utf-8", "replace"))),
    st.sampled_from(EXTENSIONS),
)
def test_garbage_is_read_or_refused_and_nothing_else(data: bytes, extension: str) -> None:
    try:
        assemble(data, kind_of(data, "a" + extension))
    except SheetRefused as refusal:
        assert refusal.message.endswith((".", "…"))


# Made once: the writers put the time into their files, and a strategy must not change between two tries.
WHOLE = [good(), word("Ý KIẾN", *ASKS), xls([["STT", "Ý kiến"], [1, ASKS[0]]])]


@pytest.mark.walk
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_damaged_workbook_harms_nothing(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(20):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_file(bytes(whole), "a.xlsx")
    except SheetRefused as refusal:
        assert refusal.message


@pytest.mark.parametrize(
    "line",
    [
        "a" + " " * 15_000 + "b",
        "so nguoi du " + "tong so " * 2_000,
        "1. " * 6_000,
        "thôn " * 4_000,
        "Ông A " + "a " * 9_000,
        ";" * 15_000,
        "thứ nhất " * 2_000,
    ],
)
def test_no_line_makes_a_pattern_run_wild(line: str) -> None:
    before = time.process_time()
    for data, kind in (
        (f"STT;Ý kiến\n1;{line}\n2;{ASKS[0]}".encode(), "csv"),
        (word("BIÊN BẢN", line, "Ý KIẾN:", ASKS[0]), "docx"),
    ):
        assemble(data, kind)
    print(f"{line[:12]!r}: {time.process_time() - before:.2f} s")


def test_a_text_that_is_no_list_is_refused() -> None:
    source = b"[project]\nname = 'x'\ndependencies = ['Django>=5.2', 'Jinja2']\n" * 20
    with pytest.raises(SheetRefused):
        read_file(source, "settings.csv")
    plain_words = "STT;Noi dung y kien\n1;Duong lang hong nang qua, de nghi sua som cho ba con\n"
    assert len(read_file(plain_words.encode(), "khong dau.csv").rows) == 1
