"""What happens to words on their way: no diacritics, typing slips, short forms, the other tone placement, NFD."""

import re
import unicodedata
from random import Random

from doithoai.ground.language.fold import canon, fold

SHORT = {
    "không": "ko",
    "được": "dc",
    "nhiều": "nhìu",
    "ủy ban": "UBND",
    "bảo hiểm y tế": "BHYT",
    "trung học cơ sở": "THCS",
    "quốc lộ ": "QL",
    "tỉnh lộ ": "TL",
    "khu công nghiệp": "KCN",
    "tái định cư": "TĐC",
    "giải phóng mặt bằng": "GPMB",
    "bà con": "bc",
    "mọi người": "mn",
}
_NEW_TONE = {"òa": "oà", "óa": "oá", "ọa": "oạ", "ỏa": "oả", "úy": "uý", "ủy": "uỷ", "ùy": "uỳ", "ụy": "uỵ"}
_ENDS = re.compile(r"(" + "|".join(_NEW_TONE) + r")(?!\w)")


def _slip(text: str, chance: Random) -> str:
    """Swap, drop or double one letter of a word."""
    at = [i for i in range(1, len(text) - 2) if text[i].isalpha() and text[i + 1].isalpha()]
    if not at:
        return text
    i = chance.choice(at)
    kind = chance.random()
    if kind < 0.4:
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text[:i] + text[i + 1 :] if kind < 0.7 else text[: i + 1] + text[i] + text[i + 1 :]


def shorten(text: str) -> str:
    """Write the common short forms."""
    for long, short in SHORT.items():
        text = text.replace(long, short)
    return text


def other_tone(text: str) -> str:
    """Place the tone as younger school books do: hoà, thuỷ."""
    return _ENDS.sub(lambda hit: _NEW_TONE[hit.group()], canon(text) if text.islower() else text)


def roughen(text: str, chance: Random) -> str:
    """Return the text as one of many people would have typed it."""
    drawn = chance.random()
    if drawn < 0.10:
        text = shorten(text)
    elif drawn < 0.22:
        text = other_tone(text)
    if chance.random() < 0.08:
        text = _slip(text, chance)
    drawn = chance.random()
    if drawn < 0.16:
        return fold(shorten(text) if drawn < 0.06 else text)
    return unicodedata.normalize("NFD", text) if drawn < 0.19 else text
