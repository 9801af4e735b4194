"""What one text says, ready to be compared with others: words, names, places, concepts, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from doithoai.ground.language import lexicon, names, terms
from doithoai.ground.language.terms import Token
from doithoai.ground.language.weights import common_pairs

if TYPE_CHECKING:
    from doithoai.ground.language.places import Gazetteer

MOST_WORDS = 400
# Further words of a very long text are not read: its matter was named before.
MOST_READ = 2_000
MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says, ready to be compared: folded syllables in order and what was understood in them.

    `names` are folded proper names, with the kind of thing before a colon where the text says it ("nam cao",
    "duong:nam cao", "thon:10"); `places` are national codes of communes (5 digits) and provinces (2) that the given
    place or the names can mean; `gist` is what is said without the names: senses ("s_broken") and words of no known
    sense; `at` is the place given with the text, in typed parts; `clean` says that capitals and marks can be trusted.
    """

    words: tuple[str, ...]
    names: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    gist: frozenset[str] = frozenset()
    at: tuple[str, ...] = ()
    clean: bool = True
    # What `likeness` derives from the above, once for each reading.
    derived: list[Any] = field(default_factory=list, compare=False, repr=False)

    def terms(self) -> list[str]:
        """Return the distinct terms under which the text is indexed, `[a-z0-9_:]+` each."""
        found = dict.fromkeys(terms.content(self.words))
        found.update(dict.fromkeys(terms.bigrams(self.words)))
        found.update(dict.fromkeys(f"c:{code}" for code in sorted(self.concepts)))
        found.update(dict.fromkeys(f"s:{code}" for code in sorted(self.gist) if "_" in code and code[0] != "h"))
        found.update(dict.fromkeys("n:" + term_of(name) for name in sorted(self.names)))
        found.update(dict.fromkeys(sorted(self.numbers)))
        return list(found)

    def stored(self) -> str:
        """Return the reading as one compact line, for an index."""
        sets = (self.names, self.places, self.concepts, self.numbers)
        parts = [" ".join(self.words), *(";".join(sorted(s)) for s in sets)]
        return "|".join([*parts, " ".join(sorted(self.gist)), ";".join(self.at), "1" if self.clean else ""])

    @classmethod
    def of_stored(cls, text: str) -> Reading:
        """Return the reading that `stored` wrote."""
        words, named, places, concepts, numbers, gist, at, clean = text.split("|")
        return cls(
            tuple(words.split()),
            frozenset(named.split(";")) if named else frozenset(),
            frozenset(places.split(";")) if places else frozenset(),
            frozenset(concepts.split(";")) if concepts else frozenset(),
            frozenset(numbers.split(";")) if numbers else frozenset(),
            frozenset(gist.split()),
            tuple(at.split(";")) if at else (),
            bool(clean),
        )


def term_of(name: str) -> str:
    """Return the index term of a name: a number keeps its kind ("thon_10"), a word does not ("nam_cao")."""
    kind, _colon, bare = name.rpartition(":")
    return f"{kind}_{bare}" if bare[:1].isdigit() and kind else bare.replace(" ", "_")


def read(text: str, place: str = "", gazetteer: Gazetteer | None = None) -> Reading:
    """Read a text given for a place ("Thừa Thiên Huế, thành phố Huế, phường Thủy Vân"). Linear, under 1 ms for 300 letters."""
    found = terms.tokens(text)[:MOST_READ]
    marked, cased = names.is_marked(found), names.is_cased(found)
    named = names.find(found, marked=marked, cased=cased, is_name=may_be_name)
    kept = frozenset(sorted(named.names)[:MOST_NAMES])
    named_or_head = named.covered | named.heads
    concepts = lexicon.concepts().find(found, marked=marked, besides=named_or_head)
    if named.covered:
        # "Đường Nam Cao hư": what is said of a thing stands around its name.
        kept_at = [at for at in range(len(found)) if at not in named.covered]
        heads = {number for number, at in enumerate(kept_at) if at in named.heads}
        concepts |= lexicon.concepts().find([found[at] for at in kept_at], marked=marked, besides=heads)
    bare = [token for at, token in enumerate(found) if at not in named_or_head]
    heads_only = [found[at] for at in sorted(named.heads)]
    words = tuple(token.word for token in found)[:MOST_WORDS]
    return Reading(
        words,
        kept,
        gazetteer.keys(kept, place) if gazetteer is not None else frozenset(),
        concepts,
        frozenset(word for word in words if not word.isalpha() and len(word) <= 8),
        _gist(bare, heads_only, marked=marked),
        _given(place),
        marked and cased,
    )


def as_written(text: str, name: str) -> str:
    """Return a folded name as it stands in a text ("duong:nam cao" -> "Nam Cao"); "" where the text does not hold it."""
    wanted = name.rpartition(":")[2].split()
    found = terms.tokens(text)
    words = [token.word for token in found]
    for at in range(len(words) - len(wanted) + 1):
        if words[at : at + len(wanted)] == wanted:
            return " ".join(token.raw or token.word for token in found[at : at + len(wanted)])
    return ""


def may_be_name(pair: str) -> bool:
    """Say whether two folded words may be a name: they are no pair that ordinary speech knows."""
    return pair.replace(" ", "_") not in common_pairs()


def _gist(tokens: Sequence[Token], heads: Sequence[Token], *, marked: bool) -> frozenset[str]:
    """Return what the words mean: senses, the longest phrase first, and the words that no phrase took.

    What only tells the kind of a named thing ("cầu Công An") is kept apart: `h_bridge`, not `o_bridge`.
    """
    found: set[str] = set()
    taken: set[int] = set()
    for hit in sorted(lexicon.senses().hits(tokens, marked=marked), key=lambda hit: (-hit.length, hit.start)):
        place = range(hit.start, hit.start + hit.length)
        if hit.phrase.code not in found and (taken.isdisjoint(place) or hit.length > 1):
            found.add(hit.phrase.code)
        taken.update(place)
    found.update(terms.content([token.word for at, token in enumerate(tokens) if at not in taken]))
    kinds = lexicon.senses().find(heads, marked=marked)
    found.update(f"h_{code[2:]}" for code in kinds if code.startswith("o_"))
    return frozenset(found)


@lru_cache(maxsize=4_000)
def _given(place: str) -> tuple[str, ...]:
    return names.parts_of(place)
