"""Three faces of one Vietnamese text: clean (`nfc`), comparable (`fold`), one spelling (`canon`)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f]+")
# Composing takes quadratic time on a long run of marks (20,000 of them: half a second, measured), and no script puts
# more than a few on a letter. The class is wide, the marks in it are counted.
_STACK = re.compile(r"[^\w\s\x00-\u02ff\u2000-\u20cf\u2100-\u2bff]{33,}")
_MOST_MARKS = 32
# Outside plain and Vietnamese letters and ordinary punctuation: fullwidth, mathematical, Cyrillic, Greek…
_STRANGE = re.compile(r"[^\x00-\x7f\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff\u2010-\u2027\u20ab]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_SYLLABLE = 12

# Control, format (zero-width, bidi, soft hyphen) and lone surrogates: invisible, and the last
# of them cannot even be written to a database as UTF-8.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})

# Letters of other alphabets drawn like ours; two capitals whose small letter is drawn differently stand beside theirs.
# For comparison only, so a word of Russian or Greek may become nonsense: it becomes the same nonsense every time.
_ALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝкмтвгнпьАВЕНІЈКМОРСТУХЅԌԚԜαβεηικνοπρτυχωγΑΒΕΖΗΙΚΜΝΟΡΤΥΧɑɡɩıʋօոսհⅼ",
    "aeopcyxijsdhqwkmtbrhnbABEHIJKMOPCTYXSGQWabenikvonptuxwyABEZHIKMNOPTYXagiivonuhl",
)
# Stroked letters that no decomposition takes apart; Ð and ð are what careless keyboards give for Đ and đ.
_STROKES = (("đ", "d"), ("ð", "d"), ("ɖ", "d"), ("ø", "o"), ("ł", "l"))

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_QUALITY = frozenset("âêôăơư")
_VOWELS = frozenset("aeiouy") | _QUALITY


def nfc(text: str) -> str:
    """The text as it should be kept: composed, without invisible characters or trailing spaces.

    Hard spaces become plain ones, because a word typed with one must be found like any other. Of marks heaped on one
    letter the first 32 stay; nothing that is read is lost, and the text as received is kept apart.
    """
    text = _LINE_ENDS.sub("\n", text)
    if not text.isascii():
        text = _ODD_SPACES.sub(" ", text)
    if not text.isprintable():
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)
    if not text.isascii():
        text = _STACK.sub(_unstacked, text)
    # Line by line: a pattern for trailing spaces takes quadratic time on a long run of them.
    lines = unicodedata.normalize("NFC", text).split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).rstrip("\n")


def fold(text: str) -> str:
    """For comparison only: lower case, no marks at all, đ as d, look-alike letters as ours, single spaces."""
    text = nfc(text)
    if _STRANGE.search(text):
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_ALIKE)
    text = text.lower()
    if not text.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
        for stroked, plain in _STROKES:
            bare = bare.replace(stroked, plain)
        text = unicodedata.normalize("NFC", bare)
    return " ".join(text.split())


def _unstacked(run: re.Match[str]) -> str:
    """A run of what are no letters, with at most so many marks one upon another."""
    kept, stacked = [], 0
    for c in run.group():
        stacked = stacked + 1 if unicodedata.combining(c) else 0
        if stacked <= _MOST_MARKS:
            kept.append(c)
    return "".join(kept)


def canon(text: str) -> str:
    """Lower case with every tone mark where the traditional spelling puts it: hoà and hòa agree."""
    return _LETTERS.sub(_placed, unicodedata.normalize("NFC", nfc(text).lower()))


def take_tone(syllable: str) -> tuple[str, str]:
    """The syllable without its tone marks, and the marks that were on it."""
    if syllable.isascii():
        return syllable, ""
    apart = unicodedata.normalize("NFD", syllable)
    tones = "".join(c for c in apart if c in _TONES)
    bare = "".join(c for c in apart if c not in _TONES)
    return unicodedata.normalize("NFC", bare), tones


def _placed(word: re.Match[str]) -> str:
    letters = word.group()
    return letters if letters.isascii() or len(letters) > _LONGEST_SYLLABLE else place_tone(letters)


@lru_cache(maxsize=20_000)
def place_tone(syllable: str) -> str:
    """One lower-case syllable with its tone on the traditional letter; other words unchanged."""
    bare, tones = take_tone(syllable)
    if len(tones) != 1:
        return syllable
    start, end = _nucleus(bare)
    vowels = bare[start:end]
    if not 1 <= len(vowels) <= 3 or any(c in _VOWELS for c in bare[end:]):
        return syllable
    marked = [i for i, c in enumerate(vowels) if c in _QUALITY]
    if marked:
        at = marked[-1]
    elif end < len(bare):
        at = len(vowels) - 1
    else:
        at = 1 if len(vowels) == 3 else 0
    at += start
    return unicodedata.normalize("NFC", bare[: at + 1] + tones + bare[at + 1 :])


def _nucleus(bare: str) -> tuple[int, int]:
    """Where the vowels stand; the u of qu and the i of gi belong to the consonant."""
    start = 0
    while start < len(bare) and bare[start] not in _VOWELS:
        start += 1
    glide = bare[:start] + bare[start : start + 1]
    if glide in ("qu", "gi") and bare[start + 1 : start + 2] in _VOWELS:
        start += 1
    end = start
    while end < len(bare) and bare[end] in _VOWELS:
        end += 1
    return start, end
