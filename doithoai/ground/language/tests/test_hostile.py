"""Text made to hurt: 1 MB of each kind through every reader of the language room, cut as its callers cut it.

None may raise, none may take more than 200 ms of processor time, and twice the text may take three times as long at
most. Time is that of the processor, the better of two runs, so that a busy machine changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from doithoai.ground.language import (
    abbrev,
    fields,
    fold,
    hints,
    kinds,
    legacy,
    personal,
    persons,
    phone,
    reading,
    signs,
    split,
    terms,
)
from tests.pace import slowness

MEGABYTE, LONGEST_OPINION = 1_000_000, 20_000
SECONDS, TIMES, JITTER = 0.2, 3.0, 0.04

HOSTILE = {
    "zero-width": "\u200b\u200c\u200d\ufeff",
    "right-to-left": "\u202eđ\u202b a\u200f",
    "a thousand marks on a letter": "a" + "\u0301\u0323" * 500,
    "marks between zero-width signs": "\u0301\u200b\u0323\u200b",
    "emoji": "😀👨\u200d👩\u200d👧🏽",
    "numbers of nothing": "1. ",
    "numbers in turn": "1. 2. ",
    "brackets": "1) (2) ",
    "requests": "đề nghị ",
    "requests of things": "đề nghị sửa đường, đề nghị kéo điện, ",
    "requests without marks": "de nghi ",
    "digits": "0912345678",
    "digits apart": "0 9 ",
    "NUL": "a\x00",
    "lone surrogates": "\ud800a",
    "look-alikes": "аеорсух đường ",
    "one endless word": "a",
    "one endless marked word": "ế",
    "spaces": " ",
    "line ends": "\t\n",
    "full stops": ". ",
    "commas": ", ",
    "dashes": "- ",
    "addresses of nobody": "a@a.",
    "addresses spoken": "a a còng a chấm ",
    "numbers spoken": "không một ",
    "names": "Ông Nguyễn Văn A ",
    "titles": "chủ tịch xã ",
    "officials": "cán bộ ",
    "decisions": "quyết định tôi ",
    "denunciations": "tố cáo ",
    "schools of schools": "trường khu giải a b c ",
    "plates": "29A-1",
    "houses": "số nhà 1/",
    "old fonts": "®Êt ñöôøng Ä‘Æ°á»ng ",
    "letters that grow": "\ufdfa",
    "mathematical letters": "𝕒𝟘",
    "abbreviations": "ql62 dt746 tp tt p ",
    "sentences": "Đường hỏng. ",
    "questions": "? ",
}


def _cut(take: Callable[[str], object]) -> Callable[[str], object]:
    """Every caller refuses or cuts what is longer than an opinion may be."""
    return lambda text: take(text[:LONGEST_OPINION])


# Rooms that cut for themselves are given the whole megabyte.
READERS: dict[str, Callable[[str], object]] = {
    "nfc": _cut(fold.nfc),
    "fold": _cut(fold.fold),
    "canon": _cut(fold.canon),
    "personal": _cut(personal.find),
    "persons": _cut(persons.suggest),
    "split": _cut(split.split_matters),
    "repair": _cut(legacy.repair),
    "expand": _cut(lambda text: abbrev.expand(text.split())),
    "signs": signs.find,
    "hints": lambda text: hints.bare(text) and hints.restore(text),
    "hints of anything": hints.restore,
    "phone": phone.normal,
    "tokens": terms.tokens,
    "reading": reading.read,
    "kind": kinds.propose_kind,
    "field": lambda text: fields.FieldModel.default().propose(text),
}


def hostile(kind: str, length: int = MEGABYTE) -> str:
    piece = HOSTILE[kind]
    return (piece * (length // len(piece) + 1))[:length]


def seconds(take: Callable[[str], object], text: str) -> float:
    """Processor time of the better of two runs; the second is spared where the first is well within."""
    spent = []
    for _run in range(2):
        began = time.process_time()
        take(text)
        spent.append(time.process_time() - began)
        if spent[-1] < SECONDS / 2:
            break
    return min(spent)


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Tables are read once a process; that is no cost of a text."""
    for take in READERS.values():
        take("duong hong nang, Đề nghị sửa. Ông Nguyễn Văn A 0912345678")


@pytest.mark.parametrize("reader", READERS)
def test_no_megabyte_takes_long_or_raises(reader: str) -> None:
    spent = {kind: seconds(READERS[reader], hostile(kind)) for kind in HOSTILE}
    limit = SECONDS * slowness()
    slow = {kind: round(taken * 1000) for kind, taken in spent.items() if taken > limit}
    assert not slow, f"milliseconds over {limit * 1000:.0f}"


@pytest.mark.parametrize("reader", READERS)
def test_twice_the_text_takes_no_more_than_thrice(reader: str) -> None:
    half = LONGEST_OPINION // 2
    for kind in HOSTILE:
        once, twice = (seconds(READERS[reader], hostile(kind, length)) for length in (half, 2 * half))
        # A neighbour on the processor stretches one of the two; what truly grows too fast does so each time.
        for _again in range(4):
            if twice <= TIMES * once + JITTER:
                break
            once, twice = (seconds(READERS[reader], hostile(kind, length)) for length in (half, 2 * half))
        assert twice <= TIMES * once + JITTER, (kind, once, twice)
