"""Word files: tables, lists, running minutes, several meetings in one file."""

from __future__ import annotations

import datetime as dt

from doithoai.process.intake.channels.sheet.assemble import assemble
from doithoai.process.intake.channels.sheet.shapes import SheetReading
from doithoai.process.intake.channels.sheet.tests.making import ASKS, word

HEAD = [["UBND XÃ HOÀ AN", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"]]
FOOT = [["THƯ KÝ\n(Ký, ghi rõ họ tên)", "CHỦ TRÌ\n(Ký, ghi rõ họ tên)"], ["Nguyễn Văn Tám", "Lê Văn Chín"]]


def read(*blocks: str | list[list[str]]) -> SheetReading:
    return assemble(word(*blocks), "docx")


def test_running_minutes() -> None:
    reading = read(
        HEAD,
        "BIÊN BẢN HỌP THÔN ĐÔNG",
        "Hôm nay, hồi 19 giờ 30 ngày 12 tháng 4 năm 2023, tại nhà văn hoá.",
        "I. Thành phần",
        "Có mặt: 87 người. Chủ trì: ông Lê Văn Chín - Trưởng thôn.",
        "II. Ý kiến của nhân dân",
        f"Ông Nguyễn Văn An (thôn Lễ): {ASKS[0]}",
        f"- Bà Trần Thị Bình, thôn Hương, có ý kiến: {ASKS[1]}",
        "2. Anh Lê Cường: Tôi có hai việc:",
        "- " + ASKS[2],
        "- " + ASKS[3],
        "Ông Phạm Dũng đề nghị xã sớm sửa cầu treo.",
        "Ông Hoàng Giang - Chủ tịch UBND xã trả lời: Xã đã tiếp thu các ý kiến của bà con.",
        "Xã sẽ sửa trong năm nay.",
        "Hội nghị kết thúc lúc 21 giờ cùng ngày.",
        FOOT,
    )
    assert [r.text for r in reading.rows][:2] == ASKS[:2]
    assert [r.village for r in reading.rows] == ["Thôn Lễ", "Thôn Hương", "Thôn Đông", "Thôn Đông"]
    assert reading.rows[2].matters == (ASKS[2], ASKS[3])
    assert reading.rows[3].text == "đề nghị xã sớm sửa cầu treo."
    assert [r.sender for r in reading.rows][::3] == ["Ông Nguyễn Văn An", "Ông Phạm Dũng"]
    assert (reading.attendance, reading.held_on) == (87, dt.date(2023, 4, 12))


def test_numbered_and_bulleted_lists() -> None:
    for mark in ("{}. ", "{}) ", "- ", "* ", "Ý kiến {}: ", "Ý kiến thứ {}: ", "Câu hỏi số {}. "):
        lines = [mark.format(i) + ask for i, ask in enumerate(ASKS, 1)]
        reading = read("TỔNG HỢP Ý KIẾN CỬ TRI", "Thôn Đông:", *lines, "Người tổng hợp")
        assert [r.text for r in reading.rows] == ASKS, mark
        assert {r.village for r in reading.rows} == {"Thôn Đông"}


def test_several_meetings_in_one_file() -> None:
    table = [["TT", "Người nêu", "Kiến nghị"], ["1", "Lê Văn An", ASKS[0]], ["2", "Lê Thị Ba", ASKS[1]]]
    again = [["1", "Lê Văn Cao", ASKS[2]]]
    reading = read(
        "BIÊN BẢN HỘI NGHỊ THÔN ĐÔNG",
        "Thời gian: 19 giờ ngày 1/4/2023",
        "Tham dự: 40 người",
        table,
        "THƯ KÝ",
        "BIÊN BẢN HỘI NGHỊ THÔN LỄ",
        "Thời gian: 19 giờ ngày 2/4/2023",
        "Tham dự: 35 người",
        again,
        FOOT,
    )
    assert [(r.text, r.village) for r in reading.rows] == [
        (ASKS[0], "Thôn Đông"),
        (ASKS[1], "Thôn Đông"),
        (ASKS[2], "Thôn Lễ"),
    ]
    assert reading.attendance == 75
    assert [r.said_on for r in reading.rows] == [dt.date(2023, 4, 1)] * 2 + [dt.date(2023, 4, 2)]


def test_a_speaker_without_words_is_named() -> None:
    reading = read(
        "BIÊN BẢN", "Ý KIẾN PHÁT BIỂU", "Ông Lê Văn An:", f"Bà Lê Thị Ba: {ASKS[0]}", "Ông Lê Cao: Không có ý kiến."
    )
    assert [r.text for r in reading.rows] == [ASKS[0]]
    assert [p.row for p in reading.refused] == [3]
    assert reading.rows_read == 3


def test_a_list_by_villages_under_a_summary_title() -> None:
    reading = read(
        "BẢN TỔNG HỢP Ý KIẾN",
        "Thôn Đông",
        "1. " + ASKS[0],
        "2. " + ASKS[1],
        "Thôn Tây",
        "1. " + ASKS[2],
        "Xác nhận của trưởng thôn",
        "Lê Văn Chín",
    )
    assert [(r.text, r.village) for r in reading.rows] == [
        (ASKS[0], "Thôn Đông"),
        (ASKS[1], "Thôn Đông"),
        (ASKS[2], "Thôn Tây"),
    ]


def test_numbered_speeches_and_answers_between() -> None:
    reading = read(
        "BIÊN BẢN",
        "Hội nghị đối thoại với nhân dân thôn Tây Sơn",
        "Hôm nay, vào lúc 14 giờ 00 ngày 20/5/2024.",
        "Thành phần tham dự: 65 người dân.",
        "1. Đồng chí Lê Bí - Bí thư Đảng ủy khai mạc hội nghị.",
        "2. Nhân dân phát biểu ý kiến:",
        f"Ý kiến thứ nhất (ông Lê An): {ASKS[0]}",
        f"Ý kiến 2 - {ASKS[1]}",
        f"Ý kiến của bà Phạm Ba: {ASKS[2]}",
        "- Bà Năm hỏi: Bao giờ thì có nước sạch?",
        "3. Trả lời của UBND xã:",
        "- Về đường: xã sẽ bố trí vốn trong năm 2025.",
        "Biên bản kết thúc lúc 17 giờ.",
    )
    assert [r.text for r in reading.rows] == [*ASKS[:3], "Bao giờ thì có nước sạch?"]
    assert {(r.village, r.said_on) for r in reading.rows} == {("Thôn Tây Sơn", None)}
    assert (reading.attendance, reading.held_on) == (65, dt.date(2024, 5, 20))


def test_a_sentence_that_opens_the_opinions() -> None:
    reading = read(
        "BIÊN BẢN HỌP XÓM 5",
        "Tổng số đại biểu có mặt: 120 người.",
        "Sau khi nghe báo cáo, nhân dân có các ý kiến sau:",
        "- " + ASKS[0],
        "- " + ASKS[1],
        "Cuộc họp kết thúc hồi 22h cùng ngày.",
    )
    assert [(r.text, r.village) for r in reading.rows] == [(ASKS[0], "Xóm 5"), (ASKS[1], "Xóm 5")]
    assert reading.attendance == 120
