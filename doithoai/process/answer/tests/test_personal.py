"""Personal data about to be published is pointed out; publishing it needs a person's reason, which is kept."""

import pytest

from doithoai.process.answer import checks
from doithoai.process.triage.models import MatterKind

PARTS = {
    "result": "explained",
    "reply": "Đơn vị đã làm việc với gia đình và thống nhất cách giải quyết.",
    "basis": "Biên bản",
}


def personal_in(today, title="", **parts):
    found = checks.findings(PARTS | parts, kind=MatterKind.PETITION, asked="", today=today, title=title)
    return [one.words for one in found if one.code == "personal_data"], any(one.blocks for one in found)


@pytest.mark.parametrize("part", ["reply", "basis", "evidence", "document"])
def test_it_is_named_wherever_it_stands_and_blocks_nothing(now, part):
    text = "Đã trả cho bà chủ số điện thoại 0912 345 678, CCCD 001085012345 tại trụ sở."
    assert personal_in(now.date(), **{part: text}) == (["0912 345 678", "001085012345"], False)


def test_the_matters_own_title_is_public_too(now):
    assert personal_in(now.date(), title="Hộ ở số nhà 12/3 ngõ 5 chưa có nước")[0] == ["số nhà 12/3"]


def test_an_offices_landline_and_figures_are_nobodys(now):
    words = (
        "Liên hệ Phòng Kinh tế 0225 3888 123; kinh phí 1.200.000.000 đồng theo Quyết định 2200-QĐ/TU ngày 25/5/2017."
    )
    assert personal_in(now.date(), reply=words)[0] == []


def test_a_name_is_a_hint_that_asks_for_no_reason(now):
    words = "Đã mời ông Trần Văn Bảy cùng đo đạc trên đường Nguyễn Văn Cừ ngày 5/6/2025."
    found = checks.findings(PARTS | {"reply": words}, kind=MatterKind.PETITION, asked="", today=now.date())
    assert [(one.code, one.words, one.blocks, one.hint) for one in found] == [
        ("person_named", "Trần Văn Bảy", False, True)
    ]
