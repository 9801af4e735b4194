"""Is this word built like a Vietnamese syllable? The measure by which a decoding is chosen."""

from __future__ import annotations

import re
from functools import lru_cache

from doithoai.ground.language.fold import fold, take_tone

_ONSETS = frozenset(
    [
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "gh",
        "gi",
        "h",
        "k",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "ngh",
        "nh",
        "p",
        "ph",
        "qu",
        "r",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    ]
) | {""}
_OPEN = frozenset(
    [
        "a",
        "e",
        "ê",
        "i",
        "o",
        "ô",
        "ơ",
        "u",
        "ư",
        "y",
        "ai",
        "ao",
        "au",
        "ay",
        "âu",
        "ây",
        "eo",
        "êu",
        "ia",
        "iêu",
        "yêu",
        "iu",
        "oa",
        "oai",
        "oay",
        "oe",
        "oeo",
        "oi",
        "oo",
        "ôi",
        "ơi",
        "ua",
        "uây",
        "uê",
        "ui",
        "uơ",
        "uôi",
        "ưa",
        "ưi",
        "ưu",
        "ươi",
        "ươu",
        "uy",
        "uya",
        "uyu",
        "oao",
        "uao",
        "uă",
        "uâ",
    ]
)
_NASAL = frozenset(
    [
        "am",
        "ăm",
        "âm",
        "em",
        "êm",
        "im",
        "iêm",
        "yêm",
        "om",
        "ôm",
        "ơm",
        "um",
        "uôm",
        "ươm",
        "oam",
        "oăm",
        "uym",
        "an",
        "ăn",
        "ân",
        "en",
        "ên",
        "in",
        "iên",
        "yên",
        "on",
        "ôn",
        "ơn",
        "un",
        "ưn",
        "uôn",
        "ươn",
        "oan",
        "oăn",
        "oen",
        "uân",
        "uyn",
        "uyên",
        "ang",
        "ăng",
        "âng",
        "eng",
        "iêng",
        "yêng",
        "ong",
        "oong",
        "ông",
        "ung",
        "ưng",
        "uông",
        "ương",
        "oang",
        "oăng",
        "uâng",
        "uêng",
        "uyng",
        "anh",
        "ênh",
        "inh",
        "oanh",
        "uênh",
        "uynh",
    ]
)
_STOP = frozenset(
    [
        "ac",
        "ăc",
        "âc",
        "ec",
        "êc",
        "iêc",
        "oc",
        "ooc",
        "ôc",
        "uc",
        "ưc",
        "uôc",
        "ươc",
        "oac",
        "oăc",
        "ach",
        "êch",
        "ich",
        "oach",
        "uêch",
        "uych",
        "ap",
        "ăp",
        "âp",
        "ep",
        "êp",
        "ip",
        "iêp",
        "op",
        "ôp",
        "ơp",
        "up",
        "ươp",
        "oap",
        "uyp",
        "at",
        "ăt",
        "ât",
        "et",
        "êt",
        "it",
        "iêt",
        "yêt",
        "ot",
        "ôt",
        "ơt",
        "ut",
        "ưt",
        "uôt",
        "ươt",
        "oat",
        "oăt",
        "oet",
        "uât",
        "uyt",
        "uyêt",
    ]
)
_LETTER_RUN = re.compile(r"[^\W\d_]+")
# Outside letters a Vietnamese office file holds little else than these.
_ORDINARY = frozenset("–—“”‘’…«»•·°²³½¼×±§₫€\u00a0\ufeff")
_ODD = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a lower-case NFC word obeys the structure of a Vietnamese syllable."""
    bare, tones = take_tone(word)
    if len(tones) > 1 or not 1 <= len(bare) <= 7:
        return False
    for cut in (3, 2, 1, 0):
        onset, rhyme = bare[:cut], bare[cut:]
        if len(onset) < cut or onset not in _ONSETS:
            continue
        if rhyme in _OPEN or rhyme in _NASAL:
            return True
        # A syllable closed by p, t, c or ch carries only the acute or the dot below.
        if rhyme in _STOP and tones in ("", "\u0301", "\u0323"):
            return True
    return bare == "gi"


@lru_cache(maxsize=1)
def _bare_parts() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(fold, _ONSETS)), frozenset(map(fold, _OPEN | _NASAL | _STOP))


@lru_cache(maxsize=20_000)
def may_be_syllable(word: str) -> bool:
    """Whether a folded word (no marks, đ as d) can be a Vietnamese syllable whose marks were left out."""
    onsets, rhymes = _bare_parts()
    return any(word[:cut] in onsets and word[cut:] in rhymes for cut in (3, 2, 1, 0)) or word == "gi"


def plausibility(text: str) -> int:
    """How Vietnamese a decoding looks: words with marks that are syllables, minus what is not.

    Plain ASCII words count nothing, since every candidate decoding agrees on them.
    """
    score = -3 * len(_CONTROL.findall(text))
    rest = _LETTER_RUN.sub("", text)
    score -= 2 * sum(c not in _ORDINARY for c in _ODD.findall(rest))
    for word in _LETTER_RUN.findall(text):
        if not word.isascii():
            score += _word_score(word)
    return score


def _word_score(word: str) -> int:
    if not is_syllable(word.lower()):
        # HĐND, SĐT, KĐT: offices abbreviate more than they spell out.
        return 0 if word.isupper() and len(word) < 7 else -2
    # A capital after a small letter is what a wrong table makes of a marked letter.
    tail = word[1:]
    return 2 if tail.islower() or tail.isupper() or not tail else -1
