"""Which field a text belongs to, with how sure that is and the words that led there.

Two sources are weighed together by one linear model: what our lexicon finds (it works with no example at all), and the
words of examples and of the desk's own decisions. Names and places take no part: a field is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language.learning import Linear, Unreadable
from doithoai.ground.language.spoken import Find, Spoken, concepts_of, marked
from doithoai.ground.language.terms import Token, tokens

# Features are made differently from here on: a model made before must be made again.
FEATURES = 1
# From this confidence on, the field is proposed as chosen; below, the page says "chưa chắc" and offers three.
SURE = 0.7
# A field is a matter of the first lines: more of a long letter adds noise and time.
READ = 4_000
WORDS_READ = 700
SHOWN = 5
# A text of fewer features than this says less than a whole one.
FEW = 12
REASONS = 4

# Words of every petition, whatever it is about. Folded.
_POLITE = """
a ah anh ay ba bi boi cac cai cang chau chi chung cung da dang dau de deu do em gi gium giup ha hay het hon i
kia la lai lam len luon ma mai may mong moi muon nao nay nen neu nghi nhe nhieu nhung nua o oi phai qua ra rang rat
roi sao se so tai tat thi thoi toi tui tu tung va van vao ve vi voi vua xem xin y dan nguoi dia phuong
chinh quyen kinh gui cap nganh chuc nang quan tam
"""
POLITE = frozenset(_POLITE.split())


@dataclass(frozen=True, slots=True)
class Proposed:
    """One field, how sure (0..1), and the words of the text that speak for it."""

    code: str
    confidence: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a text takes part: its tokens, what the lexicon found, the features, and which words made each feature."""

    said: tuple[Token, ...]
    finds: tuple[Find, ...]
    features: dict[str, float]
    made_by: dict[str, tuple[int, int]]


def see(text: str, lexicon: Spoken, place: str = "") -> Seen:
    """Return what a text says as far as its field is concerned."""
    said = tokens(text[:READ])[:WORDS_READ]
    finds = lexicon.find(said)
    named = _names(
        said, finds, lexicon, frozenset(token.word for token in tokens(place[:300])) if place else frozenset()
    )
    made_by = dict(_words(said, named))
    features = dict.fromkeys(made_by, 1.0)
    length = max(len(features), FEW) ** 0.5
    features = dict.fromkeys(features, 1.0 / length)
    features.update(_of_lexicon(finds))
    return Seen(tuple(said), tuple(finds), features, made_by)


def _words(said: Sequence[Token], named: set[int]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give the features made of words, each with where it first stands: folded and, where typed, with the marks."""
    typed = marked(said)
    before, spelt_before = "", ""
    for at, token in enumerate(said):
        if at in named or token.word.isdigit() or any(c.isdigit() for c in token.word):
            before = spelt_before = ""
            continue
        word, spelt = token.word, token.marked
        if word not in POLITE:
            yield f"w:{word}", (at, at + 1)
            if typed:
                yield f"m:{spelt}", (at, at + 1)
        if before and not (word in POLITE and before in POLITE):
            yield f"b:{before}_{word}", (at - 1, at + 1)
            if typed:
                yield f"p:{spelt_before}_{spelt}", (at - 1, at + 1)
        before, spelt_before = word, spelt


def _of_lexicon(finds: Sequence[Find]) -> dict[str, float]:
    """Return the features that the lexicon gives: each concept, and how strongly each field is hinted at."""
    found = concepts_of(finds)
    fields: dict[str, float] = {}
    for code, field in {find.phrase.code: find.field for find in finds if found[find.phrase.code] == 1}.items():
        fields[field] = fields.get(field, 0.0) + found[code]
    # A hint counts once in its field, however many concepts it hints at.
    for field, _words in {(find.field, find.phrase.words) for find in finds if found[find.phrase.code] < 1}:
        fields[field] = fields.get(field, 0.0) + 0.5
    features = {f"c:{code}": 0.7 * value for code, value in found.items()}
    # Hints alone, of whatever concepts, say little: "chờ" is said of everything.
    return features | {
        f"f:{field}": min(1.0, 0.35 + 0.45 * value) if value >= 1 else 0.7 * value for field, value in fields.items()
    }


def _names(said: Sequence[Token], finds: Sequence[Find], lexicon: Spoken, place: frozenset[str]) -> set[int]:
    """Return which words are names: capitals inside a sentence, unless our lexicon knows them as common words."""
    capital = [token.raw[:1].isupper() and not token.raw[1:].isupper() for token in said]
    if sum(capital) * 2 > len(said):
        return set()
    common = {at for find in finds for at in range(find.start, find.end)}
    for at in range(len(said) - 1):
        if (said[at].word, said[at + 1].word) in lexicon.pairs:
            common |= {at, at + 1}
    named = set()
    for at, token in enumerate(said):
        first = token.starts and not (at + 1 < len(said) and capital[at + 1] and not said[at + 1].starts)
        if capital[at] and at not in common and (not first or token.word in place):
            named.add(at)
    return named


class FieldModel:
    """Proposes fields. `linear` is what was learned; `lexicon` finds the concepts that it weighs."""

    def __init__(self, linear: Linear, lexicon: Spoken) -> None:
        self.linear, self.lexicon = linear, lexicon

    @classmethod
    def default(cls) -> FieldModel:
        """Return the shipped model, read once."""
        return _default()

    @classmethod
    def of_blob(cls, blob: bytes) -> FieldModel:
        """Return a learned model with the shipped lexicon. Raises learning.Unreadable, also for other features than ours."""
        linear = Linear.load(blob)
        if linear.notes.get("features") != FEATURES:
            raise Unreadable("made for other features")
        return cls(linear, Spoken.default())

    def propose(self, text: str, place: str = "") -> list[Proposed]:
        """Return the likeliest fields, best first; nothing for a text without words."""
        seen = see(text, self.lexicon, place)
        if not seen.said:
            return []
        chances = self.linear.chances(self.linear.scores(seen.features))
        order = sorted(range(len(chances)), key=lambda i: (-float(chances[i]), i))[:SHOWN]
        return [Proposed(self.linear.classes[i], round(float(chances[i]), 4), self._why(seen, i)) for i in order]

    def _why(self, seen: Seen, choice: int) -> tuple[str, ...]:
        """Return the words that speak for a field: phrases of the lexicon first, then what weighed most."""
        field = self.linear.classes[choice]
        spans = [(find.start, find.end) for find in seen.finds if find.field == field]
        spans.sort(key=lambda span: (span[0] - span[1], span[0]))
        shares = self.linear.shares(seen.features, choice)
        weighty = sorted((name for name in seen.made_by if shares.get(name, 0) > 0.15), key=lambda n: -shares[n])
        # A lone capital is half a name; the pair it may be part of has its own feature.
        spans += [(a, b) for a, b in map(seen.made_by.__getitem__, weighty) if b - a > 1 or _is_word(seen.said[a])]
        chosen: list[tuple[int, int]] = []
        for start, end in spans:
            if len(chosen) < REASONS and all(end <= a or b <= start for a, b in chosen):
                chosen.append((start, end))
        return tuple(" ".join(token.raw or token.word for token in seen.said[a:b]) for a, b in chosen)


def _is_word(token: Token) -> bool:
    return token.starts or not token.raw[:1].isupper()


def shipped() -> bytes:
    """Return the stored form of the shipped model."""
    return files(__package__).joinpath("data/fields.model").read_bytes()


@lru_cache(maxsize=1)
def _default() -> FieldModel:
    return FieldModel.of_blob(shipped())
