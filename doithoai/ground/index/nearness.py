"""Where in a text the words of a query stand: together or apart, by themselves or as parts of other words, amid what."""

from dataclasses import dataclass

from doithoai.ground.index.query import Part, Query
from doithoai.ground.index.ranking import IN_PLACE, Line
from doithoai.ground.language import terms

# A word far from the others loses so much of its weight; one that is half of another word there so much.
FAR, HALF = 0.35, 0.8
# So many words around what was found tell what is said there.
AROUND = 3
MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class Near:
    """How the words of a query stand in a text: the part of the score they lose, and what is said around them."""

    lost: float
    said: frozenset[str]
    # Words that stand there only as parts of others.
    halves: frozenset[str] = frozenset()


def nearness(query: Query, line: Line) -> Near:
    """Look where the words of a query stand in a text."""
    words = line.words.split()
    named = {word for pair in line.named for word in pair.split("_")}
    wanted = {part.terms[0]: part for part in query.parts}
    found = [(at, word) for at, word in enumerate(words) if word in wanted]
    apart, start, end = _scattered(query, wanted, named | line.place, found)
    halves = _halves(query, line, wanted, words, found)
    lost = FAR * apart + HALF * sum(
        wanted[word].weight * (1.0 if in_text else IN_PLACE) for word, in_text in halves.items()
    )
    around = frozenset(terms.content(words[max(0, start - AROUND) : end + AROUND]))
    return Near(lost / query.weight, around - named, frozenset(halves))


def _scattered(
    query: Query, wanted: dict[str, Part], placed: set[str], found: list[tuple[int, str]]
) -> tuple[float, int, int]:
    """Return the weight of the found words outside the stretch that has most of them, and that stretch.

    Names stand where they stand.
    """
    found = [(at, word) for at, word in found if word not in placed]
    width = max(8, 2 * len(query.words))
    best, stretch = -1.0, (0, 0)
    for n, (start, _word) in enumerate(found[:MOST_FOUND]):
        inside = [(at, word) for at, word in found[n : n + width] if at < start + width]
        weight = sum(wanted[word].weight for word in {word for _at, word in inside})
        if weight > best:
            best, stretch = weight, (start, inside[-1][0] + 1)
    return sum(wanted[word].weight for word in {word for _at, word in found}) - max(best, 0.0), *stretch


def _halves(
    query: Query, line: Line, wanted: dict[str, Part], words: list[str], found: list[tuple[int, str]]
) -> dict[str, bool]:
    """Return the words that stand only as a part of another word or name ("cầu" in "yêu cầu"): whether in the text."""
    asked = {word for part in query.parts for term in part.terms for word in term.split("_")}
    free: set[str] = set()
    for at, word in found:
        if word not in free:
            before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
            if before in asked or after in asked or not _is_half(query, line, wanted[word], before, after):
                free.add(word)
    there = {word for _at, word in found}
    halves = dict.fromkeys(there - free, True)
    for word in wanted.keys() & line.place - there:
        pairs = [other.split("_") for other in line.place if "_" in other and word in other.split("_")]
        if pairs and not any(one in asked and one != word for pair in pairs for one in pair):
            halves[word] = False
    return halves


def _is_half(query: Query, line: Line, part: Part, before: str, after: str) -> bool:
    """Say whether a word belongs to its neighbour: in a name, or as "cầu" in "yêu cầu", "công" in "công ty"."""
    word = part.terms[0]
    if f"{before}_{word}" in line.named or f"{word}_{after}" in line.named:
        return True
    binds = query.counts.binds
    return bool(before and binds(before, word)) or bool(part.half and after and binds(word, after))
