"""What other systems export: JSON, English headings, the answering office beside each opinion."""

from __future__ import annotations

import csv
import io
import json

import pytest

from doithoai.process.intake.channels.sheet.assemble import assemble
from doithoai.process.intake.channels.sheet.guard import kind_of
from doithoai.process.intake.channels.sheet.shapes import SheetReading, SheetRefused
from doithoai.process.intake.channels.sheet.tests.making import ASKS

PLACE = "Phú Thọ, huyện Thanh Sơn, xã Đông Cửu"
OFFICES = ["Chủ tịch UBND thành phố Việt Trì", "Trưởng Công an xã", "Sở Xây dựng tỉnh Phú Thọ", "", ""]


def read(content: str) -> SheetReading:
    data = content.encode()
    return assemble(data, kind_of(data, "tep"))


def table(*rows: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("text", ["text", "Content", "opinion", "Comments", "Noi dung"])
@pytest.mark.parametrize("place", ["place", "Location", "Địa điểm xảy ra", "Thôn/xã", "Địa danh"])
def test_english_and_other_headings(text, place):
    reading = read(table(["id", text, place], *([f"HP{n}", ask, PLACE] for n, ask in enumerate(ASKS))))
    assert [(row.text, row.place, row.row) for row in reading.rows] == [
        (ask, PLACE, n) for n, ask in enumerate(ASKS, start=2)
    ]


def test_the_answering_office_is_no_signature_and_the_answer_no_opinion():
    rows = [
        [
            f"HP{n}",
            ask,
            office,
            "Đã giao cơ quan chuyên môn kiểm tra, sẽ trả lời bằng văn bản cho công dân biết.",
            PLACE,
        ]
        for n, (ask, office) in enumerate(zip(ASKS, OFFICES, strict=True))
    ]
    reading = read(table(["id", "text", "assigned_to", "answer", "place"], *rows))
    assert [row.text for row in reading.rows] == ASKS
    assert not reading.refused


@pytest.mark.parametrize("form", ["lines", "list", "pretty"])
@pytest.mark.parametrize("keys", [("text", "place"), ("noi_dung", "dia_diem"), ("Nội dung", "Nơi phản ánh")])
def test_json_lines_and_lists(form, keys):
    objects = [{"id": n, keys[0]: ask, keys[1]: PLACE, "tags": ["a"]} for n, ask in enumerate(ASKS)]
    content = {
        "lines": "\n".join(json.dumps(one, ensure_ascii=False) for one in objects) + "\n",
        "list": json.dumps(objects),
        "pretty": json.dumps(objects, indent=2, ensure_ascii=False),
    }[form]
    reading = read(content)
    assert [(row.text, row.place, row.row) for row in reading.rows] == [
        (ask, PLACE, n) for n, ask in enumerate(ASKS, start=1)
    ]


def test_json_with_keys_nobody_foresaw_and_an_empty_line():
    lines = [json.dumps({"ref": "x", "loi": ask}) for ask in ASKS]
    reading = read("\n".join([lines[0], "", *lines[1:]]))
    assert [(row.row, row.text) for row in reading.rows] == list(zip([1, 3, 4, 5, 6], ASKS, strict=True))


@pytest.mark.parametrize(
    "content",
    [
        '{"text": "Đường hỏng nặng, đề nghị sửa"}\n{"text": "Đèn',
        '[{"text": "Đường hỏng nặng, đề nghị sửa"}',
        '{"id": 1}\n{"id": 2}',
        "{}",
        '{"a":' * 5000,
    ],
)
def test_broken_json_is_refused_whole_in_words(content):
    with pytest.raises(SheetRefused) as refused:
        read(content)
    assert refused.value.message.endswith((".", "lại."))


def test_json_refuses_a_line_without_words_but_names_it():
    reading = read('{"text": "Đường hỏng nặng, đề nghị sửa"}\n{"text": "12345"}\n{"text": "", "name": "Lê A"}')
    assert [row.row for row in reading.rows] == [1]
    assert [problem.row for problem in reading.refused] == [2, 3]
