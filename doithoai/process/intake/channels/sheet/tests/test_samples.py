"""The eight files as villages sent them, against what a correct import finds."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from doithoai.process.intake.channels.sheet.reader import read_file

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_sample(name: str) -> None:
    expected, reading = EXPECTED[name], read_file(SAMPLES / name)
    texts = [row.text for row in reading.rows]
    if "opinions" in expected:
        assert len(texts) == expected["opinions"]
    assert texts == expected.get("texts", expected.get("good_texts", texts))
    assert [t.lower() for t in texts] == expected.get("texts_lower", [t.lower() for t in texts])
    if "matters" in expected:
        assert sum(len(row.matters) for row in reading.rows) == expected["matters"]
    if "villages" in expected:
        assert Counter(row.village for row in reading.rows) == expected["villages"]
    assert reading.encoding == expected.get("legacy", reading.encoding)
    assert reading.attendance == expected.get("attendance")
    assert {p.row for p in reading.refused} >= set(expected.get("rows_named_at_least", []))


def test_the_faulty_rows_are_named_each_with_its_reason() -> None:
    reading = read_file(SAMPLES / "07-faulty-rows.xlsx")
    assert [(p.row, p.reason.split(".")[0]) for p in reading.refused] == [
        (3, "Thiếu nội dung ý kiến"),
        (6, "Ô nội dung là công thức"),
        (9, "Nội dung quá dài (32767 ký tự, tối đa 20000)"),
    ]
    assert [(p.row, p.value) for p in reading.warnings] == [(4, "31/02/2023")]
    assert reading.rows_read == 8


def test_words_are_kept_as_received_beside_the_clean_copy() -> None:
    row = read_file(SAMPLES / "02-nfd-merged.xlsx").rows[0]
    assert row.raw != row.text
    assert len(row.raw) > len(row.text)
