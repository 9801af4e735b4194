"""From voices to topics: what the same people mean is one matter, what several villages mean alike is one topic."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as fresh

from doithoai.ground.language import gist
from doithoai.ground.language.reading import Reading

# A topic of a single voice is kept only where a village has little else; more of them help nobody to choose.
SINGLES_A_VILLAGE = 3
SENTENCES, VOICES = 4, 3


@dataclass(frozen=True, slots=True)
class Part:
    """What one voice says about one thing. `matter`: the matter it was sorted into, 0 while it waits."""

    voice: int
    text: str
    home: str
    matter: int = 0
    field: str = ""
    raising: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """A matter of before the period: was it answered, is a promise about it broken."""

    matter: int
    text: str
    answered: bool = False
    broken: bool = False


@dataclass
class Topic:
    """One topic with its voices by id. `old`: raised before the period; `answered`: a like matter was answered before."""

    key: str
    field: str
    concept: str = ""
    matter: int = 0
    voices: set[int] = fresh(default_factory=set)
    old: set[int] = fresh(default_factory=set)
    answered: set[int] = fresh(default_factory=set)
    broken: set[int] = fresh(default_factory=set)
    matters: set[int] = fresh(default_factory=set)
    past: set[int] = fresh(default_factory=set)
    groups: int = 0
    parts: list[int] = fresh(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """One matter as people mean it: positions of its parts, and what is known of it from before."""

    parts: tuple[int, ...]
    matters: frozenset[int]
    past: tuple[Past, ...]


Grouping = Callable[[Sequence[Reading]], list[list[int]]]


def groups_of(parts: Sequence[Part], past: Sequence[Past], found: list[list[int]]) -> list[Group]:
    """Return the matters: what reads alike, and what the desk joined, is one. Positions from len(parts) on are `past`."""
    root = list(range(len(parts) + len(past)))

    def top(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    first: dict[int, int] = {}
    for at, part in enumerate(parts):
        if part.matter:
            root[top(at)] = top(first.setdefault(part.matter, at))
    for some in found:
        # Two matters that the desk keeps apart stay apart, however alike they read.
        known = {parts[at].matter for at in some if at < len(parts)} - {0}
        if len(known) <= 1:
            for at in some[1:]:
                root[top(at)] = top(some[0])
        else:
            _join_rest(some, parts, root, top)
    together: dict[int, list[int]] = defaultdict(list)
    for at in range(len(root)):
        together[top(at)].append(at)
    return [_group(some, parts, past) for some in together.values() if some[0] < len(parts)]


def _join_rest(some: list[int], parts: Sequence[Part], root: list[int], top: Callable[[int], int]) -> None:
    """Join what waits and what is past to the matter most of the group belongs to."""
    counted = Counter(parts[at].matter for at in some if at < len(parts) and parts[at].matter)
    matter = min(counted, key=lambda one: (-counted[one], one))
    anchor = next(at for at in some if at < len(parts) and parts[at].matter == matter)
    for at in some:
        if at >= len(parts) or not parts[at].matter:
            root[top(at)] = top(anchor)


def _group(some: list[int], parts: Sequence[Part], past: Sequence[Past]) -> Group:
    here = tuple(at for at in some if at < len(parts))
    before = tuple(past[at - len(parts)] for at in some if at >= len(parts))
    return Group(here, frozenset(parts[at].matter for at in here) - {0}, before)


def topics_of(
    parts: Sequence[Part], readings: Sequence[Reading], groups: Sequence[Group], broken: frozenset[int] = frozenset()
) -> list[Topic]:
    """Return the topics, most voices first: one for each thing people speak of, and for each matter no thing is known for.

    A matter belongs to a topic when at least half of its voices speak of that thing. `broken`: matters of the period
    itself about which a promise was not kept.
    """
    topics: dict[str, Topic] = {}
    for group in groups:
        spoken = Counter(code for at in group.parts for code in readings[at].concepts)
        codes = sorted(code for code, times in spoken.items() if 2 * times >= len(group.parts))
        for code in codes:
            topic = topics.setdefault(f"c:{code}", Topic(f"c:{code}", gist.field_of(code), concept=code))
            _add(topic, group, parts, broken)
        if not codes:
            named = Counter(parts[at].field for at in group.parts).most_common(1)[0][0]
            matter = min(group.matters, default=0)
            key = f"m:{matter}" if matter else f"o:{min(parts[at].voice for at in group.parts)}"
            # Two matters of one statement that were not sorted yet may begin with the same voice.
            topic = topics.setdefault(key, Topic(key, named, matter=matter))
            _add(topic, group, parts, broken)
    return _kept(sorted(topics.values(), key=lambda one: (-len(one.voices), one.key)), parts)


def _add(topic: Topic, group: Group, parts: Sequence[Part], broken: frozenset[int]) -> None:
    voices = {parts[at].voice for at in group.parts}
    topic.voices |= voices
    topic.groups += 1
    topic.matters |= group.matters
    topic.parts += group.parts
    topic.past |= {one.matter for one in group.past}
    topic.broken |= {one.matter for one in group.past if one.broken} | (group.matters & broken)
    if group.past:
        topic.old |= voices
    if any(one.answered for one in group.past):
        topic.answered |= voices


def _kept(topics: list[Topic], parts: Sequence[Part]) -> list[Topic]:
    """Leave out single voices beyond what a small village needs in order to find itself somewhere."""
    homes = {part.voice: part.home for part in parts}
    singles: Counter[str] = Counter()
    kept = []
    for topic in topics:
        if len(topic.voices) == 1 and not topic.broken:
            home = homes[next(iter(topic.voices))]
            singles[home] += 1
            if singles[home] > SINGLES_A_VILLAGE:
                continue
        kept.append(topic)
    return kept


def words_of(topic: Topic, parts: Sequence[Part]) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Return the sentences that tell a topic as (position of the part, start, end), and the parts to show in full."""
    own = list(dict.fromkeys(topic.parts))
    said = gist.telling((piece for at in own for piece in gist.sentences(at, parts[at].text)), SENTENCES, topic.concept)
    shown = gist.telling((piece for at in own for piece in gist.whole(at, parts[at].text)), VOICES, topic.concept)
    return [(piece.source, piece.start, piece.end) for piece in said], [piece.source for piece in shown]
