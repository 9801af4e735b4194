"""What a text asks for tells its kind; what it does not say is not claimed."""

from __future__ import annotations

from collections import Counter

import pytest

from doithoai.ground.language import kind_teaching
from doithoai.ground.language.fold import fold
from doithoai.ground.language.kinds import KINDS, SURE, propose_kind, shipped
from doithoai.ground.language.learning import LARGEST_BLOB, Linear
from doithoai.ground.language.teaching import shipped_examples
from doithoai.ground.language.tests import kept

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
OWN = kept.lines("kinds.tsv")


@pytest.mark.parametrize(("kind", "text"), SAID)
def test_cues_decide_with_their_words(kind, text):
    got = propose_kind(text)
    assert got.code == kind
    assert all(fold(word) in fold(text) for word in got.why)


def test_our_own_texts_are_many_and_taught_to_nobody():
    taught = {fold(text) for _field, _kind, text in shipped_examples()}
    assert len(OWN) >= 80 and {kind for kind, _text in OWN} == set(KINDS)
    assert [text for _kind, text in OWN if fold(text) in taught] == []


@pytest.mark.parametrize(("change", "floor"), [(str, 0.88), (fold, 0.85)], ids=["as typed", "without marks"])
def test_every_kind_is_recognised_and_sure_means_right(change, floor):
    got = [(kind, propose_kind(change(text))) for kind, text in OWN]
    right = Counter(kind for kind, one in got if one.code == kind)
    assert right.total() >= floor * len(OWN), right
    every = Counter(kind for kind, _one in got)
    assert all(right[kind] >= 0.8 * every[kind] for kind in KINDS), right
    sure = [(kind, one) for kind, one in got if one.confidence >= SURE]
    assert len(sure) >= 0.7 * len(OWN)
    assert sum(one.code == kind for kind, one in sure) >= 0.9 * len(sure)


def test_the_shipped_model_is_small_and_made_from_the_files_that_lie_here():
    blob = shipped()
    assert len(blob) <= LARGEST_BLOB / 10
    stale = "run scripts/learn_language.py: cues or examples changed since the model was made"
    assert Linear.load(blob).notes["made_from"] == kind_teaching.fingerprint(), stale


def test_what_is_learned_is_the_same_each_time_and_judged_on_texts_not_seen():
    told = kind_teaching.examples()[::9]
    once, again = kind_teaching.learn(told), kind_teaching.learn(told)
    assert once.dump() == again.dump()
    scores, labels = kind_teaching.held_out(kind_teaching.rows_of(told))
    assert len(scores) == len(labels) == len(told)
    assert (scores.argmax(axis=1) == labels).mean() > 0.7


@pytest.mark.parametrize("text", ["", "   ", "🙂", "\x00", "x" * 1_000_000, "xin " * 200_000, "?" * 100_000])
def test_whatever_comes_gets_a_kind_and_a_confidence(text):
    got = propose_kind(text)
    assert got.code in KINDS and 0 < got.confidence <= 1


@pytest.mark.parametrize("text", ["lorem ipsum dolor", "安全 第一", "12345 67890", "abc"])
def test_of_the_unknown_little_is_claimed(text):
    assert propose_kind(text).confidence < SURE


def test_an_empty_text_is_claimed_to_be_nothing():
    assert propose_kind("").confidence <= 0.25
