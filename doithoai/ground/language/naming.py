"""Names of two texts side by side: which meet, which speak against each other, which only one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from doithoai.ground.language.reading import Reading, term_of
from doithoai.ground.language.syllable import may_be_syllable
from doithoai.ground.language.weights import Weights

# How much it tells that two texts share a commune, a district, a province.
_TELLS = {"tinh": 0.15, "huyen": 0.4, "xa": 1.0}
# Where something is; every other kind, and a name of no told kind, is the thing itself.
_HAMLET = frozenset({"thon", "to", "khu", "kdc"})
# A name this rare tells all it can.
_RARE = 7.0
_WIDE = frozenset({"tinh", "huyen", "xa"})
_WIDEST_FIRST = ("tinh", "huyen", "xa")
_LEVELS = frozenset({"tinh", "huyen", "xa", "thon", "to"})
# A number in a name tells by itself when it is this long or holds a letter: 746, 22b, c7.
_OWN_NUMBER = 3
# Things mostly called after their commune.
_OF_A_COMMUNE = frozenset({"tram", "truong", "cho", "nvh", "mo", "vien"})
# Kinds that people use for one another.
_FAMILY = {"to": "thon", "khu": "thon", "hem": "duong", "kdc": "thon", "congty": "kcn"}
_SHORTEST_TYPO = 4
_ODD_SPELLING = 0.8
# A name of one syllable that the other text says without calling it a name, and how rare such a syllable must be.
_LONE = 0.5
_UNHEARD = 8.0
# What is told by its number: "nhà số 15", "km 639", "thửa 12".
_NUMBERED = frozenset({"so", "km", "thua", "cot", "coc"})


@dataclass(slots=True)
class Met:
    """What the names of two texts say together. Amounts: about 1 for each name that tells all.

    `things`, `hamlets`, `wide` (communes and wider): met in both texts; `given`: met in the place given with the other
    text only. `*_against`: another one of the same kind in each. `apart`: other names that may exclude each other;
    `strangers`: both name things, and no thing is the same; `lacking`: the share of names that only one of them has;
    `lacks_thing`: a thing is named, but not by both.
    """

    things: float = 0.0
    hamlets: float = 0.0
    wide: float = 0.0
    given: float = 0.0
    things_against: float = 0.0
    numbers_against: float = 0.0
    hamlets_against: float = 0.0
    places_against: float = 0.0
    apart: float = 0.0
    strangers: float = 0.0
    lacking: float = 0.0
    lacks_thing: bool = False
    same: list[str] = field(default_factory=list)
    same_places: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    other_places: list[str] = field(default_factory=list)
    syllables: set[str] = field(default_factory=set)
    pairs: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its kind ("" when none is told), the bare name, whether it is a number, and how it is written in `names`."""

    kind: str
    bare: str
    number: bool
    whole: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names of one reading, ready to be looked up."""

    names: tuple[Name, ...]
    kinds: dict[str, str]
    at: dict[str, str]
    levels: dict[str, tuple[str, ...]]
    text: str
    word_set: frozenset[str]
    things: bool
    syllables: frozenset[str]
    # The text speaks of another place than the one it was given for.
    elsewhere: bool
    told: dict[str, frozenset[str]]


def sheet(reading: Reading) -> Sheet:
    """Return the names of a reading, made once."""
    for kept in reading.derived:
        if isinstance(kept, Sheet):
            return kept
    at: dict[str, str] = {}
    levels: dict[str, list[str]] = {}
    for part in reading.at:
        kind, _colon, bare = part.partition(":")
        at[bare] = kind
        if kind in _LEVELS:
            levels.setdefault(kind, []).append(bare)
    given = len(at)
    at, levels = _unless_said(reading, at, levels)
    names = []
    for whole in sorted(reading.names):
        kind, _colon, bare = whole.rpartition(":")
        number = " " not in bare and any(c.isdigit() for c in bare)
        if not kind and not number:
            kind = at.get(bare, "")
        names.append(Name(kind, bare, number, whole))
        if kind in _LEVELS:
            levels.setdefault(kind, []).append(bare)
    made = Sheet(
        tuple(names),
        {name.bare: name.kind for name in names if not name.number},
        at,
        {kind: tuple(bares) for kind, bares in levels.items()},
        f" {' '.join(reading.words)} ",
        frozenset(reading.words),
        any(is_thing(name) for name in names),
        frozenset(word for name in names for word in name.bare.split()),
        len(at) < given,
        _told(reading),
    )
    reading.derived.append(made)
    return made


def _unless_said(
    reading: Reading, at: dict[str, str], levels: dict[str, list[str]]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the given place without what the text itself says otherwise: who lives in one ward may speak of another."""
    for n, kind in enumerate(_WIDEST_FIRST):
        said = {whole.rpartition(":")[2] for whole in reading.names if whole.startswith(f"{kind}:")}
        said = {bare for bare in said if not bare[:1].isdigit()}
        if said and levels.get(kind) and said.isdisjoint(levels[kind]):
            below = {*_WIDEST_FIRST[n:], "thon", "to"}
            return (
                {bare: one for bare, one in at.items() if one and one not in below},
                {one: bares for one, bares in levels.items() if one not in below},
            )
    return at, levels


def _told(reading: Reading) -> dict[str, frozenset[str]]:
    """Return the numbers by which things are told, by the word before them."""
    told: dict[str, frozenset[str]] = {}
    for word, number in pairwise(reading.words):
        if word in _NUMBERED and number[:1].isdigit():
            told[word] = told.get(word, frozenset()) | {number}
    return told


def syllables(reading: Reading) -> frozenset[str]:
    """Return the syllables of all names of a reading."""
    return sheet(reading).syllables


def met(a: Reading, b: Reading, weights: Weights) -> Met:
    """Lay the names of two readings side by side."""
    one, two = sheet(a), sheet(b)
    found = Met()
    seen: set[str] = set()
    lone_a = _lone(one, two, a, b, found, seen, weights)
    lone_b = _lone(two, one, b, a, found, seen, weights)
    total = len(one.names) + len(two.names)
    if found.things or found.hamlets:
        # Without marks and capitals it is a guess where a name begins: none speaks against one that met.
        lone_a, lone_b = lone_a if a.clean else [], lone_b if b.clean else []
    if lone_a and lone_b:
        lone_b = [name for name in lone_b if not _covered(name, seen)]
        lone_a = [name for name in lone_a if not _covered(name, seen)]
        if lone_a and lone_b:
            _against(lone_a, lone_b, found)
    _places(a, b, one, two, found)
    for word in sorted(one.told.keys() & two.told.keys()):
        if one.told[word].isdisjoint(two.told[word]):
            found.numbers_against += 1.0
            found.other.append(f"{word} {min(two.told[word])}")
    found.lacks_thing = not found.things and (one.things or two.things)
    found.lacking = (len(lone_a) + len(lone_b)) / total if total else 0.0
    return found


def _covered(name: Name, seen: set[str]) -> bool:
    """Say whether a name that met nothing by itself lies in one that met, or holds one: "lũng tặc khâu tinh"."""
    return not name.number and any(f" {bare} " in f" {name.bare} " or f" {name.bare} " in f" {bare} " for bare in seen)


def _lone(
    mine: Sheet, other: Sheet, a: Reading, b: Reading, found: Met, seen: set[str], weights: Weights
) -> list[Name]:
    """Count the names of one text that the other has too; return those it has not."""
    lone: list[Name] = []
    for name in mine.names:
        how = _number_met(name, other, b) if name.number else _name_met(name, mine, other, b, weights)
        if not how:
            lone.append(name)
            continue
        words = name.bare.split()
        found.syllables.update(words)
        found.pairs.update(f"{x}_{y}" for x, y in pairwise(words))
        if name.bare in seen or any(f" {name.bare} " in f" {bare} " for bare in seen):
            continue
        seen.add(name.bare)
        _count(name, how, other, found, weights)
    return lone


def _count(name: Name, how: float, other: Sheet, found: Met, weights: Weights) -> None:
    """Add a name that met to what its kind says: the thing itself, where it is, or in which commune."""
    kind = name.kind or other.kinds.get(name.bare, "") or other.at.get(name.bare, "")
    worth = how * min(1.0, weights.idf("n:" + term_of(name.whole)) / _RARE)
    if kind in _WIDE:
        found.wide += worth * _TELLS[kind]
        found.same_places.append(f"{kind}:{name.bare}")
    elif not name.number and name.bare in other.at and f" {name.bare} " not in other.text:
        found.given += worth
        found.same_places.append(f"{kind}:{name.bare}")
    elif kind in _HAMLET:
        found.hamlets += worth
        found.same_places.append(f"{kind}:{name.bare}")
    else:
        found.things += worth
        found.same.append(f"{kind}:{name.bare}" if kind else name.bare)


def _number_met(name: Name, other: Sheet, b: Reading) -> float:
    if name.whole in b.names or f"{name.kind}:{name.bare}" in b.at:
        return 1.0 if name.kind == "duong" or len(name.bare) >= _OWN_NUMBER else 0.7
    own = len(name.bare) >= _OWN_NUMBER or not name.bare.isdigit()
    return 0.9 if own and name.bare in b.numbers else 0.0


def _name_met(name: Name, mine: Sheet, other: Sheet, b: Reading, weights: Weights) -> float:
    bare = name.bare
    if bare in other.kinds or bare in other.at:
        return 1.0
    if f" {bare} " in other.text:
        if " " in bare:
            return 1.0
        # One syllable is too little to be a name by itself where names have capitals, unless hardly anybody says it.
        return _LONE if not b.clean or weights.idf(bare) >= _UNHEARD else 0.0
    if _halves_met(bare.split(), other.text):
        return 1.0
    # "xa my thanh nam 10h": where nothing tells how long a name is, the other's place may.
    if any(f" {bare} " in f" {whole} " and f" {whole} " in mine.text for whole in other.at):
        return 1.0
    return _ODD_SPELLING if _typo(bare, other) else 0.0


def _halves_met(words: list[str], text: str) -> bool:
    """Say whether a long name stands in a text in two pieces: "Hùng Vương Đông Hà", "ở Đông Hà đường Hùng Vương"."""
    return any(
        f" {' '.join(words[:at])} " in text and f" {' '.join(words[at:])} " in text for at in range(2, len(words) - 1)
    )


def _typo(bare: str, other: Sheet) -> bool:
    """Say whether the name stands in the other text with one letter wrong, in words that are otherwise its own.

    Only when one of the two is no syllable at all: "Đông Sơn" is no slip for "Long Sơn".
    """
    words = bare.split()
    if len(bare) < _SHORTEST_TYPO or len(words) < 2:
        return False
    for at, word in enumerate(words[:2]):
        if word not in other.word_set:
            continue
        text = other.text.split()
        for number, there in enumerate(text):
            window = text[number - at : number - at + len(words)] if there == word and number >= at else ()
            odd = [(x, y) for x, y in zip(window, words, strict=False) if x != y]
            if len(window) == len(words) and len(odd) == 1 and one_edit(*odd[0]):
                # Another number is another hamlet, never a slip.
                return "".join(odd[0]).isalpha() and not all(map(may_be_syllable, odd[0]))
    return False


def one_edit(a: str, b: str) -> bool:
    """Say whether one letter put in, left out, changed or swapped with its neighbour turns a into b."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    return (len(left) <= 1 and len(right) <= 1) or (len(left) == 2 and left == right[::-1])


def _against(lone_a: Sequence[Name], lone_b: Sequence[Name], found: Met) -> None:
    """Weigh names that only one text has where the other has another of the same kind, or one that could be."""
    left = list(lone_a)
    apart = 0
    for name in lone_b:
        rival = _rival(name, left)
        if rival is None:
            apart += any(_may_exclude(name, other) for other in left)
            continue
        left.remove(rival)
        found.other.append(name.whole)
        if name.kind in _HAMLET:
            found.hamlets_against += 1.0
        elif name.number or rival.number:
            found.numbers_against += 1.0
        else:
            found.things_against += 1.0
    found.apart = float(min(apart, len(left)))
    things = [any(is_thing(name) for name in lone) for lone in (lone_a, lone_b)]
    found.strangers = float(all(things) and not found.things)


def meet(found: Met) -> float:
    """Return how much two texts name in common; a hamlet's number alone is no name: every commune has an "ấp 5"."""
    named = any(not name.rpartition(":")[2].isdigit() for name in found.same_places)
    return found.things + found.given + found.wide + (found.hamlets if named else 0.0)


def is_thing(name: Name) -> bool:
    """Say whether a name is that of a thing (a road, a school, or of no told kind), not of a hamlet or a commune."""
    return name.kind not in _WIDE and name.kind not in _HAMLET


def _rival(name: Name, others: Sequence[Name]) -> Name | None:
    """Return a name of the same family that excludes this one: another road, another hamlet, another number."""
    if not name.kind or name.kind in _WIDE:
        return None
    family = _FAMILY.get(name.kind, name.kind)
    same = (other for other in others if _FAMILY.get(other.kind, other.kind) == family)
    return next((other for other in same if name.kind == other.kind or not (name.number or other.number)), None)


def _may_exclude(name: Name, other: Name) -> bool:
    """Say whether two names of different or untold kinds may be two places: a hamlet's and a commune's are not."""
    if name.kind in _WIDE:
        return not other.kind or other.kind in _OF_A_COMMUNE
    if other.kind in _WIDE:
        return not name.kind or name.kind in _OF_A_COMMUNE
    return True


def _given_and_said(given: Sheet, said: Sheet, found: Met) -> None:
    """Count the place given with one text where the other says it without anything that makes it a name: "ngoc lam"."""
    for bare, kind in given.at.items():
        known = bare in said.kinds or bare in said.at
        if " " in bare and kind in _TELLS and not known and f" {bare} " in said.text:
            whole = f"{kind}:{bare}"
            if whole not in found.same_places:
                found.wide += _TELLS[kind]
                found.same_places.append(whole)


def _contains(mine: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether one of these names is one of the others, or a piece of it."""
    return any(f" {x} " in f" {y} " or f" {y} " in f" {x} " for x in mine for y in others)


def _places(a: Reading, b: Reading, one: Sheet, two: Sheet, found: Met) -> None:
    """Weigh communes, districts and provinces that exclude each other, and hamlets given with both."""
    meet = a.places & b.places
    small = any(len(key) > 2 for key in meet) and not (one.elsewhere or two.elsewhere)
    for kind in ("xa", "huyen", "tinh"):
        mine, others = one.levels.get(kind, ()), two.levels.get(kind, ())
        if not mine or not others or small or not set(mine).isdisjoint(others):
            continue
        if any(f" {bare} " in two.text for bare in mine) or any(f" {bare} " in one.text for bare in others):
            continue
        found.places_against += 1.0
        found.other_places += [f"{kind}:{bare}" for bare in others[:2]]
    for kind in ("thon", "to"):
        mine, others = one.levels.get(kind, ()), two.levels.get(kind, ())
        if mine and others and not found.things and not _contains(mine, others):
            found.hamlets_against += 1.0
    _given_and_said(one, two, found)
    _given_and_said(two, one, found)
    if small and not found.same_places:
        found.wide += 0.5
