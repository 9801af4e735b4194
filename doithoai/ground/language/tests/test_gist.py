"""Sentences are chosen, never written: each stands at its span, none is personal, thanks tell nothing."""

import time

from doithoai.ground.language import gist

THANKS = "Cảm ơn lãnh đạo đã lắng nghe ý kiến của bà con."
ROADS = [
    "Đường liên thôn xuống cấp nặng, ổ gà khắp nơi. " + THANKS,
    "Đường liên thôn hỏng, ổ gà rất nguy hiểm cho học sinh. " + THANKS,
    "Gọi tôi số 0912345678 về đường liên thôn xuống cấp.\nMưa là đường liên thôn ngập, xe máy không đi được.",
]


def pieces(texts):
    return [piece for source, text in enumerate(texts) for piece in gist.sentences(source, text)]


def test_every_piece_stands_where_it_says():
    texts = [*ROADS, "  Một câu…  Hai câu!\n\n", "", "...", "ƯỠNG ẪM không có dấu chấm"]
    for piece in pieces(texts):
        assert texts[piece.source][piece.start : piece.end] == piece.text
        assert piece.text.strip() == piece.text != ""
    assert gist.whole(1, "...") == []


def test_it_tells_the_thing_in_sentences_of_different_voices_without_personal_data():
    told = gist.telling(pieces(ROADS), 3, "road_damaged")
    assert len({piece.source for piece in told}) == len(told) >= 2
    assert all("đường liên thôn" in piece.text.lower() for piece in told)
    assert not any("0912345678" in piece.text for piece in told)
    assert gist.telling(pieces(ROADS), 3, "road_damaged") == told
    assert gist.telling([], 3) == []


def test_what_says_the_same_is_told_once():
    same = [f"Trạm bơm thôn Đông hỏng từ đầu năm, ruộng khô nứt{'.' * n}" for n in range(1, 5)]
    assert len(gist.telling(pieces(same), 4)) == 1


def test_a_concept_has_a_name_and_a_field():
    assert gist.field_of("road_damaged") == "transport"
    assert gist.title_of("road_damaged")[0].isupper()
    assert (gist.title_of("gone"), gist.field_of("gone")) == ("gone", "")


def test_a_huge_text_takes_no_long():
    began = time.process_time()
    for text in ("a" * 1_000_000, ". " * 500_000, "\n" * 1_000_000, "đường hỏng nặng lắm rồi bà con ơi. " * 30_000):
        gist.telling(gist.sentences(1, text), 4)
    assert time.process_time() - began < 30
