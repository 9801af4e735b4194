"""Same matter or not: how likely two texts speak of the same issue in the same place, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from operator import mul

from doithoai.ground.language import about, naming, terms
from doithoai.ground.language.naming import Met
from doithoai.ground.language.reading import Reading
from doithoai.ground.language.weights import Weights

# What is measured, in the order of `features`: whether it tells if both mean the same place and thing (1, 0), the same
# issue (0, 1) or both; and whether more of it can only speak for (1) or against (-1) sameness.
MEASURES = (
    ("named_things_met", (1, 1), 1),
    ("hamlets_met", (1, 0), 1),
    ("places_met", (1, 0), 1),
    ("given_met", (1, 0), 1),
    ("named_things_against", (1, 0), -1),
    ("numbers_against", (1, 0), -1),
    ("hamlets_against", (1, 0), -1),
    ("places_against", (1, 0), -1),
    ("apart", (1, 0), -1),
    ("strangers", (1, 0), -1),
    ("lacking", (1, 0), -1),
    ("nameless", (1, 0), 0),
    ("about", (0, 1), 1),
    ("said", (0, 1), 1),
    ("said_much", (1, 1), 1),
    ("pairs", (0, 1), 1),
    ("concepts_met", (0, 1), 1),
    ("concepts_against", (0, 1), -1),
    ("things_met", (0, 1), 1),
    ("troubles_met", (0, 1), 1),
    ("troubles_against", (0, 1), -1),
    ("rest_against", (0, 1), -1),
)
NAMES = tuple(name for name, _parts, _sign in MEASURES)
PARTS = tuple(parts for _name, parts, _sign in MEASURES)
SIGNS = tuple(float(sign) for _name, _parts, sign in MEASURES)

# From this probability on a proposal is shown as such: at most one in twenty above it may be wrong.
THRESHOLD = 0.6
WORD_FOR_WORD = 0.97
# What two texts must name in common to be proposed as one matter (about 1 for a name that tells all), and what becomes
# of the likeness of those that do not, unless they say so great a share of the same: what all complain of is no matter.
NAMED_ALIKE = 0.3
UNNAMED = 0.8
SAID_ALIKE = 0.75
# Two texts that lean to the same concepts less than this speak of other subjects.
SUBJECTS_APART = 0.45
# A shared word is a reason to show from this weight on.
RARE = 3.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against: a code, folded words or a name ("duong:nam cao"), and how many there are.

    For: same_name, same_place, same_number, same_concept, shared_terms. Against: other_name, other_place, other_concept.
    """

    code: str
    words: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two texts are the same matter (0 to 1, as often right as it says), and why."""

    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Same matter is the same place and thing, and the same issue: two logistic parts whose probabilities multiply.

    Each part is where it starts and one weight for each of `MEASURES`; a weight that is no business of a part is 0.
    `heat` divides the log odds of the product, so that they are as often right as they say.
    """

    place: tuple[float, ...]
    issue: tuple[float, ...]
    heat: float = 1.0


@lru_cache(maxsize=1)
def default_model() -> Model:
    """Return the shipped model, learned by `scripts/learn_likeness.py`."""
    text = files(__package__).joinpath("data/likeness.tsv").read_text(encoding="utf-8")
    # The last line says what it was learned from.
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    rows = {name: (float(place), float(issue)) for name, place, issue in lines}
    ordered = [rows[name] for name in ("start", *NAMES)]
    return Model(tuple(place for place, _issue in ordered), tuple(issue for _place, issue in ordered))


DEFAULT_MODEL = default_model()


@dataclass(slots=True)
class _Face:
    """What is compared of a reading under some weights, made once."""

    weights: Weights
    gist: dict[str, float]
    pairs: dict[str, float]
    kinds: frozenset[str]
    things: frozenset[str]
    troubles: frozenset[str]
    about: dict[str, float]
    words: set[str]
    leaning: dict[str, float]


def _face(reading: Reading, weights: Weights) -> _Face:
    for kept in reading.derived:
        if isinstance(kept, _Face) and kept.weights is weights:
            return kept
    idf = weights.idf
    named = naming.syllables(reading)
    kinds = frozenset(f"o_{word[2:]}" for word in reading.gist if word.startswith("h_"))
    gist = {
        word: idf(f"s:{word}") if word[1:2] == "_" else idf(word)
        for word in reading.gist
        if word not in named and not word.startswith("h_")
    }
    pairs = {pair: idf(pair) for pair in terms.bigrams(reading.words)}
    things = kinds.union(word for word in reading.gist if word.startswith("o_"))
    troubles = frozenset(word for word in reading.gist if word.startswith("s_"))
    words = about.words_of(reading, named)
    leaning = about.leaning(words, reading.concepts)
    face = _Face(weights, gist, pairs, kinds, things, troubles, about.shares(leaning), words, leaning)
    reading.derived[:] = [kept for kept in reading.derived if not isinstance(kept, _Face)] + [face]
    return face


def issue_words(reading: Reading, weights: Weights) -> set[str]:
    """Return what a reading says of its issue: words and senses without the names, and its concepts ("c:…")."""
    return set(_face(reading, weights).gist) | {f"c:{code}" for code in reading.concepts}


def leanings(reading: Reading, weights: Weights) -> Mapping[str, float]:
    """Return the concepts a reading leans to, as a vector of length 1."""
    return _face(reading, weights).about


leaning_alike = about.alike


def _shared(a: dict[str, float], b: dict[str, float], without: Iterable[str]) -> tuple[float, float]:
    """Return how much two say in common: as a share of what the one that says less says, and absolutely."""
    common = a.keys() & b.keys()
    if not common:
        return 0.0, 0.0
    lost_a = lost_b = 0.0
    for word in without:
        lost_a += a.get(word, 0.0)
        lost_b += b.get(word, 0.0)
    shared = sum(a[word] for word in common if word not in without)
    least = min(sum(a.values()) - lost_a, sum(b.values()) - lost_b)
    return (shared / least if least > 0 else 0.0), shared


def features(a: Reading, b: Reading, weights: Weights) -> tuple[float, ...]:
    """Return the measures of two readings, in the order of `MEASURES`; most lie between 0 and 1."""
    return _measured(a, b, weights, naming.met(a, b, weights))


def _measured(a: Reading, b: Reading, weights: Weights, names: Met) -> tuple[float, ...]:
    one, two = _face(a, weights), _face(b, weights)
    said, much = _shared(one.gist, two.gist, names.syllables | one.kinds | two.kinds)
    pairs, _much = _shared(one.pairs, two.pairs, names.pairs)
    concepts = _overlap(a.concepts, b.concepts, "c:", weights)
    things, _other = _overlap(one.things, two.things, "s:", weights)
    troubles = _overlap(one.troubles, two.troubles, "s:", weights)
    leaning = about.alike(one.about, two.about)
    return (
        *_named(a, b, names),
        leaning,
        min(1.0, said),
        1 - exp(-much / 12),
        min(1.0, pairs * 2),
        *concepts,
        things,
        *troubles,
        about.elsewhere(one.leaning, two.leaning, about.leaning(one.words & two.words)),
    )


def _named(a: Reading, b: Reading, names: Met) -> tuple[float, ...]:
    """Return the first measures, for which the names alone are asked."""
    return (
        1 - exp(-1.5 * names.things),
        1 - exp(-1.5 * names.hamlets),
        1 - exp(-names.wide),
        1 - exp(-names.given),
        1 - exp(-2 * names.things_against),
        1 - exp(-2 * names.numbers_against),
        1 - exp(-2 * names.hamlets_against),
        1 - exp(-2 * names.places_against),
        1 - exp(-names.apart),
        names.strangers,
        names.lacking,
        float(not a.names or not b.names),
    )


def _overlap(a: frozenset[str], b: frozenset[str], prefix: str, weights: Weights) -> tuple[float, float]:
    """Return how much of the smaller set is shared, and 1 when both speak but share nothing."""
    if not a or not b:
        return 0.0, 0.0
    common = a & b
    if not common:
        return 0.0, 1.0
    idf = weights.idf
    least = min(sum(idf(prefix + code) for code in a), sum(idf(prefix + code) for code in b))
    return min(1.0, sum(idf(prefix + code) for code in common) / (least or 1.0)), 0.0


def compare(a: Reading, b: Reading, weights: Weights, model: Model = DEFAULT_MODEL) -> Likeness:
    """Return how likely two readings are the same matter, and why."""
    found, names = with_names(a, b, weights, model)
    return Likeness(_held_back(found, a, b, weights, names), _reasons(a, b, weights, names))


def score(a: Reading, b: Reading, weights: Weights, model: Model = DEFAULT_MODEL, *, least: float = 0.0) -> float:
    """Return how likely two readings are the same matter, without the reasons; 0 where their names exclude `least`."""
    if least and a.words != b.words:
        # Who says the same of another place is most of what is looked at, and the names tell it at a tenth of the cost.
        names = naming.met(a, b, weights)
        named = _named(a, b, names)
        most = _part(model.place, (*named, *(max(0.0, sign) for sign in SIGNS[len(named) :])))
        if _heated(most, model.heat) < least:
            return 0.0
        return _held_back(_probability(model, _measured(a, b, weights, names)), a, b, weights, names)
    found, names = with_names(a, b, weights, model)
    return _held_back(found, a, b, weights, names)


def _held_back(found: float, a: Reading, b: Reading, weights: Weights, names: Met) -> float:
    """Return a likeness, kept below the threshold where too little tells it.

    That is where no name meets and the wording is not nearly the same, and where a commune is all that meets: it has
    many matters, so a concept, a thing with its trouble or a rare word must be shared too. And where each tells another
    trouble of one thing.
    """
    if found >= WORD_FOR_WORD:
        return found
    if found >= THRESHOLD and _other_trouble(_face(a, weights), _face(b, weights)):
        return THRESHOLD - 0.01
    if naming.meet(names) >= NAMED_ALIKE:
        if found < THRESHOLD or names.things + names.hamlets >= NAMED_ALIKE or a.concepts & b.concepts:
            return found
        told = _rare_shared(a, b, weights) or _one_trouble(_face(a, weights), _face(b, weights))
        return found if told else THRESHOLD - 0.01
    said, _much = _shared(_face(a, weights).gist, _face(b, weights).gist, ())
    if said >= SAID_ALIKE and not (a.names and b.names):
        return found
    return min(UNNAMED * found, THRESHOLD - 0.01)


def _one_trouble(one: _Face, two: _Face) -> bool:
    """Say whether both name one thing and one trouble: a health station, and that it is worn."""
    return not one.things.isdisjoint(two.things) and not one.troubles.isdisjoint(two.troubles)


def _other_trouble(one: _Face, two: _Face) -> bool:
    """Say whether each tells another trouble (a bridge that falls, a road that floods), and speaks of other subjects."""
    if not one.troubles or not two.troubles or one.troubles & two.troubles:
        return False
    return about.alike(one.about, two.about) < SUBJECTS_APART


def with_names(a: Reading, b: Reading, weights: Weights, model: Model = DEFAULT_MODEL) -> tuple[float, Met]:
    """Return how likely two readings are the same matter by the model alone, and how their names met."""
    names = naming.met(a, b, weights)
    found = _probability(model, _measured(a, b, weights, names))
    if a.words == b.words and a.words and not (names.places_against or names.hamlets_against):
        # Word for word the same, and given for no other place: the model was shown none of these.
        found = max(found, WORD_FOR_WORD)
    return found, names


def _probability(model: Model, measures: tuple[float, ...]) -> float:
    return _heated(_part(model.place, measures) * _part(model.issue, measures), model.heat)


def _heated(found: float, heat: float) -> float:
    """Return a probability with its log odds divided."""
    if heat == 1.0 or not 0.0 < found < 1.0:
        return found
    return 1.0 / (1.0 + ((1.0 - found) / found) ** (1.0 / heat))


def _part(weights: tuple[float, ...], measures: tuple[float, ...]) -> float:
    total = weights[0] + sum(map(mul, weights[1:], measures))
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))


def _rare_shared(a: Reading, b: Reading, weights: Weights) -> list[str]:
    """Return the words and senses both say that are no everyday ones, the rarest first."""
    one, two = _face(a, weights).gist, _face(b, weights).gist
    return sorted((word for word in one.keys() & two.keys() if one[word] >= RARE), key=lambda word: -one[word])


def _reasons(a: Reading, b: Reading, weights: Weights, names: Met) -> tuple[Reason, ...]:
    found = [Reason("same_number" if name[-1:].isdigit() else "same_name", name) for name in names.same]
    found += [Reason("same_place", name) for name in names.same_places]
    if common := sorted(a.concepts & b.concepts):
        found.append(Reason("same_concept", " ".join(common), len(common)))
    elif a.concepts and b.concepts:
        found.append(Reason("other_concept"))
    if rare := _rare_shared(a, b, weights):
        found.append(Reason("shared_terms", " ".join(word for word in rare if "_" not in word), len(rare)))
    found += [Reason("other_name", name) for name in names.other]
    found += [Reason("other_place", name) for name in names.other_places]
    return tuple(found)
