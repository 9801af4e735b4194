"""The matters in one statement, as the desk begins to sort it. Reads nothing, writes nothing."""

import re

from doithoai.ground.language.fold import fold, nfc
from doithoai.ground.language.split import split_matters

LARGEST_NUMBER_OF_PARTS = 30
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]?")
_WORD = re.compile(r"\w+")
# A sentence says something of its own when so many of its words, and this share of them, are not in the joint text.
OWN_WORDS, OWN_SHARE = 3, 0.6


def parts_of(text: str) -> list[str]:
    """Return the words of each matter a statement holds, in order; what is beyond the largest number stays in the last.

    Each part is the sender's own words as they stand together; a text that the splitter rearranged stays whole.
    """
    found = split_matters(text)
    most = LARGEST_NUMBER_OF_PARTS
    if len(found) > most:
        found = [*found[: most - 1], "\n".join(found[most - 1 :])]
    whole = " ".join(nfc(text).split())
    if len(found) < 2 or any(" ".join(nfc(part).split()) not in whole for part in found):
        return [text]
    return found


def own_part(words: str, joint: str) -> str:
    """Return the sentences of a voice that the joint text of its matter does not cover ('' when it covers all).

    In the voice's own words and order; which of them need an answer of their own is for a person to judge.
    """
    covered = set(_WORD.findall(fold(joint)))
    own = []
    for sentence in _SENTENCE.findall(words):
        said = _WORD.findall(fold(sentence))
        strange = [word for word in said if word not in covered]
        if len(strange) >= OWN_WORDS and len(strange) >= OWN_SHARE * len(said):
            own.append(sentence.strip())
    return " ".join(own)
