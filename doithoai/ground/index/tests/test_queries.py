"""Each way of typing finds the right opinion: our own opinions and queries (tests/data), others between them."""

import unicodedata
from pathlib import Path

import pytest

from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import vocabulary
from doithoai.ground.index.searching import search
from doithoai.ground.index.tests.archive import fill
from doithoai.ground.language.fold import fold, take_tone

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
# The same things said of these communes instead: what tells them apart is the names.
ELSEWHERE = [("Tân", "Lập"), ("Hòa", "Bình"), ("Phú", "Cường"), ("Minh", "Đức"), ("An", "Thạnh"), ("Bình", "Sơn")]


def lines(name):
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def other_tone(text):
    """The tone on the other vowel of oa, oe, uy: hoà for hòa and the other way round."""
    out = []
    for word in text.split(" "):
        low = unicodedata.normalize("NFD", word)
        for pair in ("oa", "oe", "uy"):
            for mark in "\u0300\u0301\u0303\u0309\u0323":
                if low.lower().endswith(pair[0] + mark + pair[1]):
                    low = low[: -len(pair) - 1] + low[-3] + low[-1] + mark
                    break
        out.append(unicodedata.normalize("NFC", low))
    return " ".join(out)


CLASSES = {
    "std": lambda q: q,
    "no_marks": fold,
    "other_tone": other_tone,
    "nfd": lambda q: unicodedata.normalize("NFD", q),
    "upper": str.upper,
}


@pytest.fixture
def archive(commune, now):
    """The 84 opinions among 500 that say the same of other places."""
    vocabulary.forget_counts()
    own = lines("opinions.tsv")
    others = []
    for first, second in ELSEWHERE:
        for number, text, _place in own:
            words = [first if word[:1].isupper() and at else word for at, word in enumerate(text.split(" "))]
            others.append((f"{' '.join(words)} Lần {number}.", f"xã {first} {second}"))
    fill(commune.unit, others, now=now)
    said = fill(commune.unit, [(text, place) for _number, text, place in own], now=now)
    vocabulary.count()
    return {one.pk: int(number) for one, (number, _text, _place) in zip(said, own, strict=True)}


def rank(archive, query, wanted):
    hits = search(query, seat=OPERATOR, limit=10).hits
    got = [archive.get(hit.ref) for hit in hits if hit.kind == "opinion"]
    return got.index(wanted) + 1 if wanted in got else 99


def test_each_class_of_query_finds_its_opinion(archive):
    asked = lines("queries.tsv")
    ranks: dict[str, list[int]] = {}
    missed = []
    for kind, query, wanted in asked:
        ways = CLASSES if kind == "std" else {kind: lambda q: q}
        for name, change in ways.items():
            at = rank(archive, change(query), int(wanted))
            ranks.setdefault(name, []).append(at)
            if at > 5:
                missed.append((name, change(query)))
    for name, got in ranks.items():
        first, five = (sum(at <= n for at in got) / len(got) for n in (1, 5))
        assert five >= 0.95, (name, missed)
        assert first >= 0.9, (name, first)
    assert len(asked) >= 120 and len(archive) >= 80


def test_the_other_tone_really_is_another():
    assert other_tone("khóa cửa Hòa Bình Thúy") == "khoá cửa Hoà Bình Thuý"
    assert take_tone("hòa")[1]
