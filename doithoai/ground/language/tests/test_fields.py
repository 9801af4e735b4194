"""The field of a text: right often enough on texts nobody taught, with its words, whatever is thrown at it."""

from __future__ import annotations

import time
import unicodedata

import pytest

from doithoai.ground.language import teaching
from doithoai.ground.language.fields import SHOWN, SURE, FieldModel, shipped
from doithoai.ground.language.fold import fold
from doithoai.ground.language.learning import LARGEST_BLOB, Linear, Unreadable
from doithoai.ground.language.lexicon import parsed
from doithoai.ground.language.spoken import Spoken, concepts_of
from doithoai.ground.language.teaching import FIELDS, Example, measure
from doithoai.ground.language.terms import tokens
from doithoai.ground.language.tests import kept

OWN = kept.lines("fields-own.tsv")
MODEL = FieldModel.default()


def asked(change=lambda text: text):
    return [(change(text), "", field) for field, text in OWN]


def test_our_own_texts_are_many_and_taught_to_nobody():
    taught = {fold(text) for _field, _kind, text in teaching.shipped_examples()}
    assert len(OWN) >= 120 and {field for field, _text in OWN} == set(FIELDS)
    assert [text for _field, text in OWN if fold(text) in taught] == []


@pytest.mark.parametrize(
    ("change", "top1", "top3"),
    [
        (lambda text: text, 0.87, 0.97),
        (fold, 0.83, 0.95),
        (str.upper, 0.8, 0.94),
        (lambda text: unicodedata.normalize("NFD", text), 0.87, 0.97),
        (lambda text: text.replace("òa", "oà").replace("úy", "uý"), 0.87, 0.97),
    ],
    ids=["as typed", "without marks", "capitals", "NFD", "other tone placement"],
)
def test_floor_figures(change, top1, top3):
    got = measure(MODEL, asked(change))
    assert got.top1 >= top1 and got.top3 >= top3, got


def test_confidence_means_what_it_says():
    got = measure(MODEL, asked())
    assert got.ece <= 0.12, got
    best = [(MODEL.propose(text)[0], field) for field, text in OWN]
    sure = [(one, field) for one, field in best if one.confidence >= SURE]
    assert len(sure) >= 0.6 * len(OWN)
    assert sum(one.code == field for one, field in sure) >= 0.9 * len(sure)


def test_the_words_that_led_there_are_said():
    best = MODEL.propose("Mặt đường Nam Cao toàn ổ gà, đề nghị cho sửa.")[0]
    assert best.code == "transport" and "ổ gà" in best.why
    assert all("Nam" not in word for word in best.why)


def test_names_and_numbers_take_no_part():
    one = MODEL.propose("Đường Nguyễn Văn Cừ nhiều ổ gà")
    other = MODEL.propose("Đường Trần Thị Lý nhiều ổ gà")
    assert one[0].code == other[0].code == "transport"
    assert one[0].confidence == pytest.approx(other[0].confidence, abs=0.01)
    market, vague = MODEL.propose("Xin xây chợ cho xã"), MODEL.propose("Xin xây cho xã")
    assert market[0].code == "industry_trade" and vague[0].confidence < market[0].confidence


def test_without_words_nothing_is_proposed_and_of_the_unknown_little_is_claimed():
    for empty in ("", "   \n", "!!! ???", "🙂🙂", "\u200b\u202e"):
        assert MODEL.propose(empty) == []
    for strange in ("lorem ipsum dolor", "安全 第一", "qwrtp", "12345 67890"):
        assert all(one.confidence < SURE for one in MODEL.propose(strange))


HOSTILE = {
    "1 MB": "đường hỏng " * 100_000,
    "one word": "a" * 1_000_000,
    "marks": "ư" + "\u0301" * 200_000,
    "zero width": "đ\u200bư\u200bờ\u200bn\u200bg " * 20_000,
    "right to left": "\u202eđường\u202c " * 20_000,
    "emoji": "👩‍👩‍👧‍👦" * 20_000,
    "names": "Đường Trần Phú " * 20_000,
    "tabs": "\t" * 1_000_000,
    "nul": "đường\x00hỏng",
    "surrogate": "đường \ud800 hỏng",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered_soon_and_adds_up(text):
    began = time.process_time()
    found = MODEL.propose(text, text[:100])
    assert time.process_time() - began < 15, "no figure: only that no path is quadratic"
    assert len(found) <= SHOWN and sum(one.confidence for one in found) <= 1.001
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)


def test_the_shipped_model_is_small_and_made_from_the_files_that_lie_here():
    blob = shipped()
    assert len(blob) <= LARGEST_BLOB
    stale = "run scripts/learn_language.py: concepts or examples changed since the model was made"
    assert Linear.load(blob).notes["made_from"] == teaching.fingerprint(Spoken.default()), stale


def test_a_model_of_other_features_is_refused():
    linear = Linear.load(shipped())
    linear.notes["features"] = -1
    with pytest.raises(Unreadable):
        FieldModel.of_blob(linear.dump())


SMALL = Spoken(
    parsed(
        [
            ("transport", "pothole", "ổ gà | mặt đường hỏng"),
            ("industry_trade", "market", "chợ | chưa có chợ | ~buôn bán | ~họp chợ tạm"),
            ("health", "station", "trạm y tế | y tế"),
        ]
    )
)


def test_the_lexicon_alone_proposes_fields_when_nothing_was_taught():
    model = teaching.learn(teaching_phrases(), SMALL)
    assert model.propose("xã chưa có chợ")[0].code == "industry_trade"
    assert model.propose("đường đầy ổ gà")[0].code == "transport"


def teaching_phrases() -> list[Example]:
    return [Example(" ".join(one.marked), SMALL.field_of[one.code], 0.3) for one in SMALL.phrases]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Xin xây chợ", {"market"}),
        ("Xin làm cho xã", set()),
        ("xa chua co cho", {"market"}),
        ("bà con buôn bán nhỏ", set()),
        ("Trạm Y tế dột", {"station"}),
        ("cho toi hoi", set()),
    ],
)
def test_marks_decide_where_they_are_typed(text, codes):
    assert {code for code, value in concepts_of(SMALL.find(tokens(text))).items() if value == 1} == codes


def test_a_phrase_inside_a_longer_one_is_no_find():
    found = SMALL.find(tokens("trạm y tế xã dột"))
    assert [" ".join(one.phrase.marked) for one in found] == ["trạm y tế"]


def test_a_word_of_two_opinions_is_forgotten_and_of_three_kept():
    def voiced(text: str, voice: int) -> Example:
        return Example(text, "transport", own=True, voice=voice)

    rare = [voiced("con dốc zuma hỏng", 1), voiced("con dốc zuma hỏng", 1), voiced("dốc zuma lầy", 2)]
    common = [voiced("con cáy vướng", voice) for voice in (3, 4, 5)]
    words = teaching.vocabulary(teaching.samples_of([*rare, *common], SMALL))
    assert "w:cay" in words and "w:duma" not in words and "w:zuma" not in words
