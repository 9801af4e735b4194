"""What a text is: a comment, a report, a petition or a proposal, told by how it speaks; never decided here.

A petition asks that something be done or answered; a proposal says how it should be ordered for everybody; a report
tells what is wrong and asks nothing; a comment thanks, praises or judges what was done. Cues of ours (`data/kinds.tsv`),
how sentences begin and end, and the words of our examples are weighed together by one linear model (`data/kinds.model`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language.fold import fold
from doithoai.ground.language.learning import Linear
from doithoai.ground.language.lexicon import parsed
from doithoai.ground.language.spoken import Find, Spoken, marked
from doithoai.ground.language.terms import Token, tokens

KINDS = ("petition", "report", "comment", "proposal")
# Features are made differently from here on: a model made before must be made again.
FEATURES = 1
# From this confidence on the kind is proposed as chosen; below, the page says "chưa chắc".
SURE = 0.7
READ = 4_000
WORDS_READ = 700
CLAUSES_READ = 60
REASONS = 3
# A text of fewer features than this says less than a whole one.
FEW = 12
# Words of the last clause that count once more: what is asked stands at the end.
LAST_WORDS = 6
# Cues add up to this at most, since politeness repeats itself.
MOST = 5.0
_CUE, _SHAPE, _LONG, _MANY = 0.6, 0.5, 0.2, 4
# Of a text of fewer known words ("xin chào"), no more than this is claimed.
KNOWN, HARDLY = 3, 0.5
# How much of a cue in what is added to a kind makes it a reason.
_SPEAKS = 0.05

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """The likeliest kind, how sure (0..1), and the words that say so."""

    code: str
    confidence: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a text takes part: its tokens, the cues found, the features, and which words made each feature."""

    said: tuple[Token, ...]
    cues: tuple[Find, ...]
    features: dict[str, float]
    made_by: dict[str, Span]


def propose_kind(text: str, model: Linear | None = None) -> Kind:
    """Return the likeliest kind of a text; one without words is a petition nobody is sure of."""
    seen = see(text)
    if not seen.said:
        return Kind(KINDS[0], 1 / len(KINDS), ())
    model = model or _model()
    chances = model.chances(model.scores(seen.features))
    best = max(range(len(chances)), key=lambda at: (float(chances[at]), -at))
    known = sum(name[:2] == "w:" and name in model.columns for name in seen.made_by)
    most = 1.0 if known >= KNOWN else HARDLY
    return Kind(model.classes[best], round(min(float(chances[best]), most), 4), _why(seen, model, best))


def see(text: str) -> Seen:
    """Return what a text says as far as its kind is concerned."""
    text = text[:READ]
    said = tokens(text)[:WORDS_READ]
    clauses = _clauses(said)
    made_by = dict(_words(said, clauses))
    length = max(len(made_by), FEW) ** 0.5
    features = dict.fromkeys(made_by, 1.0 / length)
    for name, span in _shapes(said, clauses):
        features[name] = _SHAPE
        made_by.setdefault(name, span)
    if "?" in text:
        features["q:asks"] = _SHAPE
    if text.rstrip().endswith("?"):
        features["q:ends"] = _SHAPE
    if clauses:
        features[f"n:{min(len(clauses), _MANY)}"] = _LONG
    cues = _cues().find(said)
    strength: dict[str, float] = {}
    for find in cues:
        strength[find.field] = strength.get(find.field, 0.0) + _strength(find)
    features.update({f"k:{kind}": min(sum_, MOST) / MOST * _CUE for kind, sum_ in strength.items()})
    return Seen(tuple(said), tuple(cues), features, made_by)


def _clauses(said: Sequence[Token]) -> list[Span]:
    """Return where clauses stand: parted by anything but a space."""
    starts = [at for at, token in enumerate(said) if at == 0 or not token.follows][:CLAUSES_READ]
    return list(zip(starts, [*starts[1:], len(said)], strict=True)) if starts else []


def _words(said: Sequence[Token], clauses: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """Give the features made of words: alone and in pairs, at the start of a clause, and in the last clause."""
    typed = marked(said)
    for start, end in clauses:
        before, spelt_before = "^", "^"
        for at in range(start, end):
            word, spelt = said[at].word, said[at].marked
            if word.isdigit():
                before = spelt_before = "0"
                continue
            # A word with a capital inside a clause is a name: names ask nothing.
            if at == start or not said[at].raw[:1].isupper():
                yield f"w:{word}", (at, at + 1)
                if typed:
                    yield f"m:{spelt}", (at, at + 1)
            span = (at if before in "^0" else at - 1, at + 1)
            yield f"b:{before}_{word}", span
            if typed:
                yield f"p:{spelt_before}_{spelt}", span
            before, spelt_before = word, spelt
    if not clauses:
        return
    start, end = clauses[-1]
    for at in range(start, min(end, start + LAST_WORDS)):
        yield f"l:{said[at].word}", (at, at + 1)
        if typed:
            yield f"t:{said[at].marked}", (at, at + 1)
    yield f"x:{'_'.join(token.word for token in said[start : start + 2])}", (start, min(start + 2, end))
    yield f"s:{said[0].word}", (0, 1)
    if typed:
        yield f"z:{said[0].marked}", (0, 1)


def _shapes(said: Sequence[Token], clauses: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """Give how clauses are built: beginning with what is to be done (after who is to do it), ending in a plea."""
    lists = _lists()
    for number, (start, end) in enumerate(clauses):
        place = "last" if number == len(clauses) - 1 else "first" if number == 0 else "amid"
        side = "last" if place == "last" else "amid"
        words = [said[at].word for at in range(start, end)]
        who = next((length for length in (3, 2, 1) if tuple(words[:length]) in lists["who"]), 0)
        for skipped in {0, who}:
            orders = next((n for n in (2, 1) if tuple(words[skipped : skipped + n]) in lists["order"]), 0)
            if orders and skipped + orders <= len(words):
                begin = start + skipped
                yield f"o:{'told' if skipped else 'order'}_{'first' if number == 0 else place}", (begin, begin + orders)
        if len(words) > 2 and tuple(words[-1:]) in lists["tail"]:
            yield f"e:{side}", (end - 1, end)
        needs = [at for at in range(1, len(words)) if tuple(words[at : at + 1]) in lists["need"]]
        if needs:
            yield f"d:{side}", (start + needs[0], min(start + needs[0] + 2, end))


def _why(seen: Seen, model: Linear, best: int) -> tuple[str, ...]:
    """Return the words that speak for a kind: our cues first, then what weighed most."""
    kind = model.classes[best]
    cues = sorted((find for find in seen.cues if find.field == kind), key=lambda find: (-_strength(find), find.start))
    spans = [(find.start, find.end) for find in cues]
    shares = model.shares(seen.features, best)
    shapes = (name for name in seen.made_by if name[:2] in {"o:", "e:", "d:", "p:", "b:"})
    weighty = sorted(shapes, key=lambda name: -shares.get(name, 0))
    # One word alone says little about a kind, unless it begins or ends what is asked.
    spans += [
        (a, b)
        for name, (a, b) in ((name, seen.made_by[name]) for name in weighty if shares.get(name, 0) > _SPEAKS)
        if b - a > 1 or name[:2] in {"o:", "e:"}
    ]
    chosen: list[Span] = []
    for start, end in spans:
        if len(chosen) < REASONS and all(end <= a or b <= start for a, b in chosen):
            chosen.append((start, end))
    return tuple(dict.fromkeys(" ".join(t.raw or t.word for t in seen.said[a:b]) for a, b in chosen))


def _strength(find: Find) -> float:
    strength = float(find.phrase.code.partition(":")[2])
    return strength * (0.5 if find.phrase.weak else 1.0)


@lru_cache(maxsize=1)
def _cues() -> Spoken:
    lines = files(__package__).joinpath("data/kinds.tsv").read_text(encoding="utf-8").splitlines()
    split = [line.split("\t") for line in lines if line.count("\t") == 2]
    return Spoken(parsed([(kind, f"{kind}:{strength}", listed) for kind, strength, listed in split]))


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[tuple[str, ...]]]:
    """Return the word lists of `data/asking.tsv`: who is asked, what is to be done, how a plea ends."""
    lines = files(__package__).joinpath("data/asking.tsv").read_text(encoding="utf-8").splitlines()
    split = [line.split("\t") for line in lines if line.count("\t") == 1]
    return {name: frozenset(tuple(fold(one).split()) for one in listed.split("|")) for name, listed in split}


def shipped() -> bytes:
    """Return the stored form of the shipped model."""
    return files(__package__).joinpath("data/kinds.model").read_bytes()


@lru_cache(maxsize=1)
def _model() -> Linear:
    return Linear.load(shipped())
