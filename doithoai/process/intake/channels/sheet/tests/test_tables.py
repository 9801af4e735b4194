"""Tables as villages make them: other words, other orders, other forms."""

from __future__ import annotations

import datetime as dt

import pytest

from doithoai.process.intake.channels.sheet.assemble import assemble
from doithoai.process.intake.channels.sheet.tests.making import ASKS, tcvn3, vni, word, xls, xlsx

HEADERS = [
    ["STT", "Họ và tên", "Nội dung ý kiến, kiến nghị", "Ghi chú"],
    ["TT", "Cử tri", "Ý kiến", "Ghi chú"],
    ["Số TT", "Người phát biểu", "Kiến nghị", "Lưu ý"],
    ["Số thứ tự", "HỌ TÊN", "NỘI DUNG PHẢN ÁNH", "GHI CHÚ"],
    ["No.", "Người nêu", "Phản ánh, kiến nghị của nhân dân", "Ghi chú"],
    ["STT", "Ông/Bà", "Nội dung kiến nghị (ghi rõ địa điểm)", "Ghi chú"],
    ["STT", "Người kiến nghị", "Tâm tư, nguyện vọng", "Ghi chú"],
    ["STT", "Họ và tên người dân", "Câu hỏi", "Ghi chú"],
    ["STT", "Tên công dân", "Vấn đề kiến nghị, đề nghị giải quyết", "Ghi chú"],
    ["STT", "Họ tên", "Bà con muốn nói gì", "Ghi chú"],
]


def texts(data: bytes, kind: str = "xlsx") -> list[str]:
    return [row.text for row in assemble(data, kind).rows]


def numbered(*columns: str) -> list[list[object]]:
    return [[i + 1, f"Trần Văn {'ABCDE'[i]}", ask, *columns] for i, ask in enumerate(ASKS)]


@pytest.mark.parametrize("header", HEADERS, ids=lambda h: h[2])
def test_other_headings(header: list[str]) -> None:
    for write, kind in ((lambda r: xlsx(("Sheet1", r)), "xlsx"), (xls, "xls")):
        reading = assemble(write([header, *numbered("")]), kind)
        assert [r.text for r in reading.rows] == ASKS
        assert reading.rows[0].sender == "Trần Văn A"


def test_any_order_and_an_answer_column_beside() -> None:
    rows = [["Ý kiến trả lời của UBND xã", "Nội dung kiến nghị", "Thôn", "Ngày", "SĐT", "Lĩnh vực", "Cử tri", "TT"]]
    rows += [
        [
            "Đã tiếp thu và sẽ trả lời bằng văn bản cho cử tri biết",
            ask,
            "Đông",
            "2023-03-15",
            974395755,
            "Giao thông",
            "Lê Thị B",
            i,
        ]
        for i, ask in enumerate(ASKS, 1)
    ]
    row = assemble(xlsx(("Sheet1", rows)), "xlsx").rows[0]
    assert (row.text, row.village, row.said_on) == (ASKS[0], "Thôn Đông", dt.date(2023, 3, 15))
    assert (row.phone, row.field, row.sender) == ("0974395755", "Giao thông", "Lê Thị B")


def test_two_row_header_with_column_numbers_below() -> None:
    rows = [
        ["UBND XÃ HOÀ AN"],
        [],
        ["BIỂU TỔNG HỢP Ý KIẾN CỬ TRI"],
        ["Ngày 12 tháng 3 năm 2024; có mặt 45 người"],
        ["STT", "Người phát biểu", None, "Nội dung"],
        [None, "Họ và tên", "Địa chỉ", "ý kiến, kiến nghị"],
        ["(1)", "(2)", "(3)", "(4)"],
    ]
    rows += [[i, "Lê Văn C", "Xóm 3", ask] for i, ask in enumerate(ASKS, 1)]
    reading = assemble(xlsx(("Sheet1", rows), merges=("A5:A6", "B5:C5")), "xlsx")
    assert [r.text for r in reading.rows] == ASKS
    assert {(r.sender, r.village) for r in reading.rows} == {("Lê Văn C", "Xóm 3")}
    assert (reading.attendance, reading.held_on) == (45, dt.date(2024, 3, 12))


def test_no_header_at_all() -> None:
    rows = [["TỔNG HỢP Ý KIẾN NHÂN DÂN THÔN ĐÔNG"], *[[i, "Lê Văn Dũng", ask] for i, ask in enumerate(ASKS, 1)]]
    reading = assemble(xlsx(("Sheet1", rows)), "xlsx")
    assert [r.text for r in reading.rows] == ASKS
    assert reading.rows[0].sender == "Lê Văn Dũng"
    assert texts(xlsx(("Sheet1", [[ask] for ask in ASKS]))) == ASKS


def test_villages_as_section_lines() -> None:
    rows = [
        ["STT", "Họ tên", "Ý kiến"],
        ["I. THÔN ĐÔNG"],
        [1, "A Văn Ba", ASKS[0]],
        [2, "B Văn Tư", ASKS[1]],
        ["II", "Thôn Phú Lễ"],
        [1, "C Thị Lan", ASKS[2]],
        [None, "Tổ dân phố 5:"],
        [1, "D Thị Hoa", ASKS[3]],
    ]
    reading = assemble(xlsx(("Tổng hợp", rows), merges=("A2:C2",)), "xlsx")
    assert [r.village for r in reading.rows] == ["Thôn Đông", "Thôn Đông", "Thôn Phú Lễ", "Tổ dân phố 5"]
    assert reading.rows_read == 4


def test_rows_go_on_below_without_a_number() -> None:
    rows = [
        ["TT", "Họ tên", "Nội dung"],
        [1, "A Văn Ba", "- " + ASKS[0]],
        [None, None, "- " + ASKS[1]],
        [2, "B Văn Tư", ASKS[2]],
        [None, "C Văn Sáu", ASKS[3]],
    ]
    reading = assemble(xlsx(("S", rows)), "xlsx")
    assert [len(r.matters) for r in reading.rows] == [2, 1, 1]
    assert reading.rows[0].matters == (ASKS[0], ASKS[1])
    assert reading.warnings[0].row == 2


def test_village_written_once_or_forgotten() -> None:
    once = [["Thôn", "Ý kiến"], ["Thôn Đông", ASKS[0]], ["", ASKS[1]], ["Thôn Lễ", ASKS[2]], ["", ASKS[3]]]
    reading = assemble(xlsx(("S", once)), "xlsx")
    assert [r.village for r in reading.rows] == ["Thôn Đông", "Thôn Đông", "Thôn Lễ", "Thôn Lễ"]
    every = [["Thôn", "Ý kiến"], ["Thôn Đông", ASKS[0]], ["Thôn Đông", ASKS[1]], ["", ASKS[2]], ["Thôn Lễ", ASKS[3]]]
    reading = assemble(xlsx(("S", every)), "xlsx")
    assert [r.village for r in reading.rows] == ["Thôn Đông", "Thôn Đông", "", "Thôn Lễ"]
    assert [p.row for p in reading.warnings] == [4]


def test_two_tables_below_and_beside_each_other() -> None:
    below = [
        ["Thôn Đông"],
        ["STT", "Họ tên", "Ý kiến"],
        [1, "A Văn Ba", ASKS[0]],
        ["Cộng", None, "1 ý kiến"],
        [],
        ["Thôn Lễ"],
        ["TT", "Nội dung kiến nghị", "Cử tri"],
        [1, ASKS[1], "B Thị Tư"],
    ]
    reading = assemble(xlsx(("S", below)), "xlsx")
    assert [(r.text, r.village, r.sender) for r in reading.rows] == [
        (ASKS[0], "Thôn Đông", "A Văn Ba"),
        (ASKS[1], "Thôn Lễ", "B Thị Tư"),
    ]
    beside = [["STT", "Ý kiến", None, "STT", "Ý kiến"], [1, ASKS[0], None, 1, ASKS[1]], [2, ASKS[2], None, 2, ASKS[3]]]
    assert sorted(texts(xlsx(("S", beside)))) == sorted(ASKS[:4])


def test_totals_signatures_and_silence() -> None:
    rows = [
        ["STT", "Họ tên", "Ý kiến"],
        *numbered(),
        [6, "Lê Văn D", "Không"],
        [7, "Lê Văn E", "Nhất trí với báo cáo"],
        [8, "Lê F", "-"],
        [9, "Lê Văn G", "Không có ý kiến, kiến nghị gì thêm."],
        ["Tổng số: 5 ý kiến"],
        [],
        [None, None, "Hoà An, ngày 12 tháng 3 năm 2023"],
        [None, "NGƯỜI TỔNG HỢP", "TRƯỞNG THÔN"],
        [None, "(Ký, ghi rõ họ tên)", "(Đã ký)"],
        [],
        [None, "Nguyễn Văn Xuân", "Trần Thị Thu"],
    ]
    reading = assemble(xlsx(("S", rows)), "xlsx")
    assert [r.text for r in reading.rows] == ASKS
    assert (reading.refused, reading.rows_read) == ([], 9)


def test_sheets_named_by_village() -> None:
    parts = [
        (name, [["STT", "Ý kiến"], [1, ask]]) for name, ask in zip(("Đông", "TDP 5", "Bản Mới"), ASKS, strict=False)
    ]
    reading = assemble(xlsx(*parts, ("Sheet9", [])), "xlsx")
    assert [r.village for r in reading.rows] == ["Đông", "Tổ dân phố 5", "Bản Mới"]


@pytest.mark.parametrize("write", [tcvn3, vni])
@pytest.mark.parametrize("form", ["xlsx", "xls", "docx"])
def test_old_fonts_inside_cells(write, form: str) -> None:  # type: ignore[no-untyped-def]
    rows = [[write(str(c)) for c in row] for row in [["STT", "Họ và tên", "Nội dung ý kiến"], *numbered()]]
    data = {"xlsx": lambda: xlsx(("S", rows)), "xls": lambda: xls(rows), "docx": lambda: word(rows)}[form]()
    reading = assemble(data, form)
    assert [r.text for r in reading.rows] == ASKS
    assert reading.encoding == write.__name__.upper()
    assert reading.rows[0].raw == write(ASKS[0])


@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_formulas_are_refused_by_name(form: str) -> None:
    rows = [["STT", "Họ tên", "Ý kiến"], [1, "A Văn Ba", '=HYPERLINK("http://x.test","a")'], [2, "B Văn Tư", ASKS[0]]]
    reading = assemble(xlsx(("S", rows)) if form == "xlsx" else xls(rows), form)
    assert [r.text for r in reading.rows] == [ASKS[0]]
    assert [(p.row, p.column) for p in reading.refused] == [(2, "Ý kiến")]
    assert "công thức" in reading.refused[0].reason


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv(separator: str, encoding: str) -> None:
    lines = [separator.join(["STT", "Họ tên", '"Ý kiến, kiến nghị"'])]
    lines += [
        separator.join([str(i), "Lê Văn D", f'"{ask}\nNói ""thêm""; một dòng, nữa"']) for i, ask in enumerate(ASKS, 1)
    ]
    reading = assemble("\r\n".join(lines).encode(encoding), "csv")
    assert [r.row for r in reading.rows] == [2, 3, 4, 5, 6]
    assert reading.rows[0].text == ASKS[0] + '\nNói "thêm"; một dòng, nữa'


def test_web_page_named_xls() -> None:
    cells = "".join(f"<tr><td>{i}<td>{a}</td></tr>" for i, a in enumerate(ASKS, 1))
    page = f"<html><meta charset=utf-8><table><tr><th>STT</th><th>Ý kiến</th></tr>{cells}</table></html>"
    assert texts(page.encode(), "html") == ASKS


def test_dates_phones_and_twins() -> None:
    days = ["15/3/2023", "15.03.2023", 45000, dt.date(2023, 3, 15), "ngày 15 tháng 3 năm 2023", "30/02/2023"]
    rows = [
        ["STT", "Ý kiến", "Ngày", "Điện thoại"],
        *[[i, f"{ASKS[0]} ({i % 5})", d, "+84 974 395 755"] for i, d in enumerate(days)],
    ]
    reading = assemble(xlsx(("S", rows)), "xlsx")
    assert [r.said_on for r in reading.rows] == [dt.date(2023, 3, 15)] * 5 + [None]
    assert {r.phone for r in reading.rows} == {"0974395755"}
    assert [p.row for p in reading.warnings] == [7, 7]
    assert "Trùng" in reading.warnings[1].reason


def test_fields_as_section_lines() -> None:
    rows = [
        ["STT", "Nội dung", "Thôn/Tổ"],
        ["I", "Lĩnh vực đất đai"],
        [1, ASKS[3], "Thôn 4"],
        ["II", "Giao thông"],
        [1, ASKS[0], "Tổ 5"],
    ]
    reading = assemble(xlsx(("S", rows)), "xlsx")
    assert [(r.field, r.village) for r in reading.rows] == [("đất đai", "Thôn 4"), ("Giao thông", "Tổ 5")]


def test_one_number_merged_over_several_rows() -> None:
    rows = [["STT", "Họ tên", "Ý kiến"], [1, "Lê Văn Tám", ASKS[0]], [None, None, ASKS[2]], [2, "Lê Chín", ASKS[1]]]
    reading = assemble(xlsx(("S", rows), merges=("A2:A3", "B2:B3")), "xlsx")
    assert [r.matters for r in reading.rows] == [(ASKS[0], ASKS[2]), (ASKS[1],)]


def test_names_with_places_under_a_letterhead() -> None:
    rows = [
        ["HỘI NÔNG DÂN XÃ AN HẢI", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        [],
        ["DANH SÁCH Ý KIẾN, KIẾN NGHỊ CỦA HỘI VIÊN THÔN TÂY SƠN"],
        ["(Kèm theo Báo cáo số 12/BC-MTTQ ngày 05/01/2024)"],
        ["Số người tham dự: 52 người; họp ngày 10/01/2024"],
        ["TT", "Họ tên, địa chỉ", "Nội dung kiến nghị", "Cơ quan giải quyết"],
        [1, "Lê Văn Tám, thôn Đông", ASKS[0], "UBND xã"],
        [2, "Lê Thị Chín", ASKS[1], "Điện lực"],
        ["", "", "Cộng: 02 ý kiến", ""],
        [None, None, "An Hải, ngày ... tháng 01 năm 2024"],
        [None, None, "CHỦ TỊCH"],
        [None, None, "Nguyễn Văn Mười Hai"],
    ]
    reading = assemble(xlsx(("Sheet1", rows)), "xlsx")
    assert [(r.sender, r.village) for r in reading.rows] == [
        ("Lê Văn Tám", "Thôn Đông"),
        ("Lê Thị Chín", "Thôn Tây Sơn"),
    ]
    assert (reading.attendance, reading.held_on) == (52, dt.date(2024, 1, 10))


def test_words_of_signatures_and_totals_inside_opinions() -> None:
    says = [
        "Chủ tịch xã cần đối thoại với dân",
        "Trưởng thôn làm việc rất tốt",
        "Cộng đồng cần nhà văn hoá",
        "Tổng số tiền đền bù thấp quá",
        "Không ai trả lời đơn của tôi",
        "Thôn Đông chưa có điện",
    ]
    rows = [
        ["Họ tên", "Ý kiến"],
        *[["Lê Văn An", text] for text in says],
        ["NGƯỜI LẬP", "TRƯỞNG THÔN"],
        ["Lê Tám", "Lê Chín"],
    ]
    assert texts(xlsx(("S", rows))) == says


def test_sections_that_count_their_opinions() -> None:
    rows = [["STT", "Ý kiến"], ["THÔN ĐÔNG (03 ý kiến)"], [1, ASKS[0]], ["Xóm 4: 02 ý kiến"], [1, ASKS[1]]]
    assert [r.village for r in assemble(xlsx(("S", rows)), "xlsx").rows] == ["Thôn Đông", "Xóm 4"]
