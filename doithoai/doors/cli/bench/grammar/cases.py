"""Cases (something wrong with one thing at one place) and the voices that raise them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from random import Random

from doithoai.doors.cli.bench.grammar.lists import Issue, issues, words
from doithoai.doors.cli.bench.grammar.noise import roughen

# One voice in this many opens a new case; the others join one that was raised before, the more often the sooner.
NEW_CASE = 0.16
REMEMBERED = 60_000
COMMUNES, VILLAGES = 120, 12
BEGINNING = 250
VILLAGE_HEADS = ("Thôn", "Thôn", "Thôn", "Bản", "Ấp", "Khu phố", "Tổ dân phố")


@dataclass(frozen=True, slots=True)
class Case:
    """What one group of voices is about. Two cases are never the same matter."""

    label: int
    issue: Issue
    thing: str
    village: str
    commune: str


@dataclass(frozen=True, slots=True)
class Voice:
    """One generated opinion with the truth: `label` says which case, `field` the code of its field."""

    label: int
    field: str
    village: str
    commune: str
    text: str


def _name(chance: Random) -> str:
    lists = words("syllables.tsv")
    if chance.random() < 0.2:
        return chance.choice(lists["person"])
    return f"{chance.choice(lists['first'])} {chance.choice(lists['second'])}"


@lru_cache(maxsize=4096)
def place_name(seed: int, commune: int, village: int = -1) -> str:
    """Return the name of a commune of the generated province, or of one of its villages."""
    chance = Random(f"{seed}:{commune}:{village}")  # noqa: S311 - sample text, nothing secret
    lists = words("syllables.tsv")
    name = f"{chance.choice(lists['first'])} {chance.choice(lists['second'])}"
    if village < 0:
        return f"{chance.choice(('xã', 'xã', 'xã', 'phường'))} {name}"
    head = chance.choice(VILLAGE_HEADS)
    return f"{head} {chance.randint(1, 15)}" if chance.random() < 0.15 else f"{head} {name}"


class _World:
    """The cases raised so far, and how often: who is remembered often is raised again."""

    def __init__(self, seed: int, communes: int, villages: int) -> None:
        self.seed, self.communes, self.villages = seed, communes, villages
        self.chance = Random(seed)  # noqa: S311 - sample text, nothing secret
        self.raised: list[Case] = []
        self.known: set[tuple[str, str, str, str]] = set()
        self.labels = 0
        # A few villages are large, many small.
        self.weights = [1 / (rank + 1) ** 0.7 for rank in range(villages)]
        # What is known from the beginning, so that no first case is raised by everybody.
        self.raised.extend(self.case() for _ in range(BEGINNING))

    def place(self) -> tuple[str, str]:
        commune = self.chance.randrange(self.communes)
        village = self.chance.choices(range(self.villages), self.weights)[0]
        return place_name(self.seed, commune), place_name(self.seed, commune, village)

    def case(self) -> Case:
        """Return a new case, now and then one that differs from an old one by a single fact."""
        drawn = self.chance.random()
        if self.raised and drawn < 0.15:
            near = self.chance.choice(self.raised)
            return self._new(near.issue, *self._elsewhere(near))
        if self.raised and drawn < 0.25:
            near = self.chance.choice(self.raised)
            others = [i for i in issues() if set(i.heads) & set(near.issue.heads) and i.code != near.issue.code]
            if others:
                return self._new(self.chance.choice(others), near.commune, near.village, near.thing)
        return self._new(self.chance.choice(issues()), *self.place())

    def _elsewhere(self, near: Case) -> tuple[str, str]:
        commune, village = self.place()
        return (near.commune, village) if self.communes == 1 or self.chance.random() < 0.5 else (commune, village)

    def _new(self, issue: Issue, commune: str, village: str, thing: str = "") -> Case:
        head = self.chance.choice(issue.heads)
        built = thing or head.format(
            N=_name(self.chance),
            V=_lower(village),
            C=commune,
            R=self.chance.choice((15, 46, 157, 201, 258, 301, 746, 862)),
        )
        # A named thing is one thing in its commune, whichever village speaks; a nameless one belongs to its village.
        at = "" if "{N}" in head or "{C}" in head or "{R}" in head else village
        key = (issue.code, built, commune, at)
        if key in self.known:
            return self._new(self.chance.choice(issues()), *self.place())
        self.known.add(key)
        self.labels += 1
        return Case(self.labels, issue, built, village, commune)

    def voice(self) -> Voice:
        case = self.case() if not self.raised or self.chance.random() < NEW_CASE else self.chance.choice(self.raised)
        if len(self.raised) < REMEMBERED:
            self.raised.append(case)
        else:
            self.raised[self.chance.randrange(REMEMBERED)] = case
        return Voice(case.label, case.issue.field, case.village, case.commune, say(case, self.chance))


def _lower(place: str) -> str:
    return place[0].lower() + place[1:]


def say(case: Case, chance: Random) -> str:
    """Return one person's words about a case."""
    lists = words("words.tsv")
    stated = chance.choice(case.issue.statements).format(T=case.thing, C=case.commune)
    nameless = not any(slot in head for head in case.issue.heads for slot in ("{N}", "{V}", "{C}", "{R}"))
    village = _lower(case.village)
    if village not in stated and chance.random() < (0.8 if nameless else 0.3):
        stated += f" ở {village}"
    if case.commune not in stated and chance.random() < 0.2:
        stated += f", {case.commune}"
    if chance.random() < 0.4:
        stated += f" {chance.choice(lists['since'])}"
    if chance.random() < 0.3:
        stated = f"{chance.choice(lists['opener'])} {stated}"
    pieces = [stated[0].upper() + stated[1:] + "."]
    if chance.random() < 0.45:
        pieces.append(chance.choice(lists["effect"]).format(n=chance.randint(5, 300)))
    if chance.random() < 0.75:
        ask = chance.choice(lists["ask"]).format(A=chance.choice(case.issue.asks))
        pieces.append(ask if ask.endswith("?") else f"{ask}.")
    if chance.random() < 0.15:
        pieces.append(chance.choice(lists["closer"]))
    return roughen(" ".join(pieces), chance)


def voices(seed: int, *, communes: int = COMMUNES, villages: int = VILLAGES) -> Iterator[Voice]:
    """Yield the voices of a province without end."""
    world = _World(seed, communes, villages)
    while True:
        yield world.voice()


def gathering(seed: int, opinions: int, *, villages: int = 40) -> list[Voice]:
    """Return the voices gathered before one dialogue of one commune."""
    return list(islice(voices(seed, communes=1, villages=villages), opinions))
