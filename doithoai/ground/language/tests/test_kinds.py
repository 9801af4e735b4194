"""What a text asks for tells its kind; what it does not say is not claimed."""

from __future__ import annotations

from collections import Counter

import pytest

from doithoai.ground.language.fold import fold
from doithoai.ground.language.kinds import KINDS, propose_kind
from doithoai.ground.language.teaching import shipped_examples

SAID = [
    ("petition", "Đề nghị sửa đường vào thôn trước mùa mưa."),
    ("petition", "Quốc lộ 1 hư nặng, vá lại giùm."),
    ("petition", "Bao giờ thì kéo điện cho bản tôi?"),
    ("report", "Đêm nào cũng có xe tải chở đất chạy qua xóm."),
    ("report", "Tôi xin phản ánh: cột điện trước nhà số 5 nghiêng sắp đổ."),
    ("comment", "Xin cảm ơn xã đã làm đường, bà con rất phấn khởi."),
    ("comment", "Bà con rất đồng tình với việc làm của phường."),
    ("proposal", "Tôi đề xuất làm thử mô hình thu gom rác theo giờ."),
    ("proposal", "Theo tôi nên bố trí lịch họp vào buổi tối để người đi làm dự được."),
]


@pytest.mark.parametrize(("kind", "text"), SAID)
def test_cues_decide_with_their_words(kind, text):
    got = propose_kind(text)
    assert got.code == kind
    assert all(fold(word) in fold(text) for word in got.why)


def test_petitions_are_told_from_reports_in_most_examples():
    pairs = Counter((kind, propose_kind(text).code) for _field, kind, text in shipped_examples())
    for kind, floor in (("petition", 0.65), ("report", 0.65)):
        of_kind = {got: n for (truth, got), n in pairs.items() if truth == kind}
        assert of_kind[kind] >= floor * sum(of_kind.values()), of_kind


@pytest.mark.parametrize("text", ["", "   ", "🙂", "\x00", "x" * 1_000_000, "xin " * 200_000, "?" * 100_000])
def test_whatever_comes_gets_a_kind_and_a_confidence(text):
    got = propose_kind(text)
    assert got.code in KINDS and 0 < got.confidence <= 1


def test_an_empty_text_is_claimed_to_be_nothing():
    assert propose_kind("").confidence <= 0.25
