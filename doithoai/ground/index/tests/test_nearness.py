"""What counts as found: whole words, also said otherwise; and different things before the same again."""

import pytest

from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import ranking, vocabulary
from doithoai.ground.index.searching import search
from doithoai.ground.index.tests.archive import fill
from doithoai.ground.index.variety import spread


@pytest.mark.django_db
def test_half_of_another_word_is_not_the_word(commune, now):
    others = [(f"Yêu cầu di dời chuồng trại số {n}, nước bẩn rất nguy hiểm.", "") for n in range(20)]
    fill(commune.unit, [*others, ("Cầu treo xóm Đình gãy ván, đi lại nguy hiểm.", "")], now=now)
    vocabulary.count()
    first = search("cầu nguy hiểm", seat=OPERATOR).hits[0]
    assert first.shown is not None and first.shown.text.startswith("Cầu treo")
    beside = [hit for hit in search("cầu nguy hiểm", seat=OPERATOR).hits if "Yêu cầu" in hit.shown.text]
    said = [why.words.split() for hit in beside for why in hit.why if why.code == ranking.WORDS]
    assert all("cau" not in words for words in said)


def test_what_says_the_same_again_makes_room():
    same, other = frozenset({"lop", "tam", "tranh"}), frozenset({"phong", "kien", "co"})
    ranked = [(0.9, same, "a"), (0.9, same, "b"), (0.9, same, "c"), (0.82, other, "d"), (0.5, other, "e")]
    assert spread(ranked) == ["a", "b", "d", "c", "e"]
