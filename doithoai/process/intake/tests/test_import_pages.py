"""A village's file from upload to the register, and every file that cannot be used."""

import io
import json
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from doithoai.ground.core.errors import Refused
from doithoai.process.intake import importing, preview
from doithoai.process.intake.channels.sheet.guard import MAX_BYTES
from doithoai.process.intake.channels.sheet.shapes import Problem, Row, SheetReading
from doithoai.process.intake.models import ImportedFile, Opinion
from tests.client import signed_in

SAMPLES = Path(__file__).parents[1] / "channels" / "sheet" / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text())
DOOR = "/lam-viec/tep"


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


def _send(client, name: str, content: bytes | None = None, **more):
    content = (SAMPLES / name).read_bytes() if content is None else content
    return client.post(DOOR, {"upload": SimpleUploadedFile(name, content), **more})


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "good", "refused"),
    [("01-letterhead.xlsx", 12, 0), ("02-nfd-merged.xlsx", 9, 0), ("07-faulty-rows.xlsx", 4, 3)],
)
def test_a_file_is_seen_first_and_then_comes_in_once(commune, name, good, refused):
    client = signed_in(commune.clerk)
    there = _send(client, name, village="Thôn Đông")["Location"]
    page = client.get(there).content.decode()
    assert f"Nhập {good} ý kiến vào sổ" in page
    assert page.count("Không nhập dòng này") == refused
    for text in EXPECTED[name].get("texts") or EXPECTED[name]["good_texts"]:
        assert text[:60] in page
    assert not Opinion.objects.exists()
    done = client.post(there, follow=True).content.decode()
    assert f"Đã thêm {good} ý kiến vào sổ tiếp nhận" in done
    assert Opinion.objects.count() == good
    again = client.get(_send(client, name, village="Thôn Đông")["Location"]).content.decode()
    assert "0 mới: cả tệp đã có trong sổ" in again


def test_each_problem_stands_in_its_row_with_cell_reason_and_value(commune):
    client = signed_in(commune.clerk)
    page = client.get(_send(client, "07-faulty-rows.xlsx")["Location"]).content.decode()
    for words in ("Sheet, dòng 4", "Cột “Ngày”", "31/02/2023", "Sheet, dòng 6", "Ô nội dung là công thức"):
        assert words in page


def test_names_in_a_file_are_for_the_clerk_only(commune):
    there = _send(signed_in(commune.clerk), "07-faulty-rows.xlsx")["Location"]
    assert "Hoàng Thị Thảo" in signed_in(commune.second_clerk).get(there).content.decode()
    hidden = signed_in(commune.coordinator).get(there).content.decode()
    assert "Có, giữ kín" in hidden
    for name in ("Hoàng Thị Thảo", "Bùi Đức Lan"):
        assert name not in hidden


def test_a_file_is_there_for_the_own_place_only(commune, stranger):
    there = _send(signed_in(commune.collector), "01-letterhead.xlsx")["Location"]
    assert signed_in(commune.collector).get(there).status_code == 200
    assert signed_in(commune.clerk).get(there).status_code == 200
    for seat in (stranger.clerk, stranger.collector, commune.officer, commune.supervisor):
        assert signed_in(seat).get(there).status_code == 404
        assert signed_in(seat).post(there).status_code == 404
    assert signed_in(commune.clerk).get(f"{DOOR}/99999999999999999999").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("trong.xlsx", b"", "Tệp trống"),
        ("chu.xlsx", b"\x00" * 40, "Tệp trống"),
        ("hong.xlsx", b"PK\x03\x04" + b"x" * 500, "bị hỏng"),
        ("anh.xlsx", b"\x89PNG\r\n" + b"x" * 500, "Đây là ảnh"),
        ("don.pdf", b"%PDF-1.7", "PDF"),
        ("bom.xlsx", _bomb, "bung ra quá lớn"),
        ("macro.xlsm", b"PK", "macro"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words_and_leaves_nothing(commune, name, content, words):
    content = content if isinstance(content, bytes) else content()
    answer = _send(signed_in(commune.clerk), name, content, village="Thôn Đoài")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Thôn Đoài"' in page
    assert not ImportedFile.objects.exists()
    assert not Opinion.objects.exists()


def test_text_that_calls_itself_a_workbook_is_pointed_out_before_anything_comes_in(commune):
    client = signed_in(commune.clerk)
    there = _send(client, "van-ban.xlsx", "Đây chỉ là một câu văn, không phải bảng tính.".encode())["Location"]
    assert "bên trong là chữ thường" in client.get(there).content.decode()
    assert not Opinion.objects.exists()


def test_a_file_over_the_limit_is_stopped_before_it_is_read_whole(commune, monkeypatch):
    monkeypatch.setattr(importing, "read", lambda *_: pytest.fail("the reader must not see it"))
    answer = _send(signed_in(commune.clerk), "lon.xlsx", b"x" * (MAX_BYTES + 1024 * 1024), village="Thôn Đoài")
    assert answer.status_code == 413
    assert "lớn hơn 10 MB" in answer.content.decode()
    assert not ImportedFile.objects.exists()


def test_the_form_token_is_asked_for_although_the_size_is_checked_first(commune):
    client = signed_in(commune.clerk)
    client.handler.enforce_csrf_checks = True
    assert _send(client, "01-letterhead.xlsx").status_code == 403
    assert not ImportedFile.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"upload": "words"}, {"village": "x" * 201}, {"meeting": "DT-2026-9999"}, {"village": "a\x00"}]
)
def test_nonsense_instead_of_a_file_is_refused_in_words(commune, data):
    answer = signed_in(commune.clerk).post(DOOR, data)
    assert answer.status_code == 422
    assert "Có chỗ cần sửa" in answer.content.decode()


def test_two_people_confirming_the_same_file_add_it_once(commune):
    there = _send(signed_in(commune.clerk), "01-letterhead.xlsx")["Location"]
    other = _send(signed_in(commune.second_clerk), "01-letterhead.xlsx")["Location"]
    answers = [signed_in(seat).post(path) for seat, path in ((commune.clerk, there), (commune.second_clerk, there))]
    answers.append(signed_in(commune.second_clerk).post(other))
    assert {answer.status_code for answer in answers} == {302}
    assert Opinion.objects.count() == 12
    assert "Đã thêm 12 ý kiến" in signed_in(commune.clerk).get(there).content.decode()
    assert "12 ý kiến của tệp đã có trong sổ từ trước" in signed_in(commune.clerk).get(other).content.decode()


def test_a_refusal_while_importing_is_said_on_the_page(commune, monkeypatch):
    there = _send(signed_in(commune.clerk), "01-letterhead.xlsx")["Location"]

    def refuse(*_args, **_more):
        raise Refused("Cuộc đối thoại này không còn nhận ý kiến.")

    monkeypatch.setattr(importing, "import_file", refuse)
    answer = signed_in(commune.clerk).post(there)
    assert answer.status_code == 422
    assert "không còn nhận ý kiến" in answer.content.decode()


def test_a_big_preview_shows_two_hundred_rows_and_every_problem_row():
    late = Problem("Sheet", 4000, "Ngày", "Ngày không có thật.", "31/02")
    rows = [Row("Sheet", n, f"Ý kiến {n}", "", warnings=(late,) if n == 4000 else ()) for n in range(2, 5002)]
    seen = preview.of(
        SheetReading(5001, rows, [Problem("Sheet", 5002, "B", "Thiếu")], [late], sheets=["Sheet"]),
        name="a.xlsx",
        names=True,
        values=True,
    )
    assert len(seen.lines) == preview.ROWS + 2
    assert seen.more_rows == 5000 - 1 - preview.ROWS
    assert [line.row for line in seen.lines if line.marks] == [4000, 5002]


def test_a_collector_s_file_brings_the_own_village_only(commune, now):
    csv = "Thôn;Nội dung ý kiến\nThôn Đông;Xin khơi cống đầu thôn.\nthon dong;Đèn đường tắt đã lâu.\nĐông;Xin nước sạch cho thôn.\nThôn Đoài;Đường Đoài hỏng nặng.\nThôn Đông;Xin sửa nhà văn hóa.\n"
    client = signed_in(commune.collector)
    answer = client.post("/lam-viec/tep", {"upload": SimpleUploadedFile("dong.csv", csv.encode())})
    page = client.get(answer["Location"]).content.decode()
    assert "Dòng này của thôn khác" in page
    client.post(answer["Location"])
    assert Opinion.objects.count() == 4
    assert {o.village_unit for o in Opinion.objects.all()} == {commune.village}
    assert not Opinion.objects.filter(text__contains="Đoài").exists()
    # The clerk brings all villages; what the collector brought from the same file is not taken again.
    upload = SimpleUploadedFile("dong.csv", csv.encode())
    answer = signed_in(commune.clerk).post("/lam-viec/tep", {"upload": upload, "village": "Thôn Đông"})
    signed_in(commune.clerk).post(answer["Location"])
    assert Opinion.objects.count() == 5
