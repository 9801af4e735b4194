"""Choose the topics of a dialogue: as few as fit an evening, for as many voices as possible, and for every place.

What an agenda is worth = the voices it speaks for + what each village that finds itself in it counts
+ what each matter counts that was promised before and not kept. Such a worth only grows with every topic, and each topic
adds less the more is chosen already; so taking the best next one is never worse than 63 % of the best possible
agenda, and exchanging single topics while that helps comes close to it (tests compare with trying everything out).

Sets are whole numbers here: bit i stands for voice, village or promise i; 20,000 voices are joined in microseconds.
"""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

# So many voices in a hundred may be given up for villages and promises, where the office asks for a balance.
GIVE = 3


@dataclass(frozen=True)
class Candidate:
    """A topic that could be spoken about: whose voices it takes up, and which broken promises."""

    key: str
    voices: frozenset[int]
    promises: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Worth:
    """How many voices a village counts that is spoken for, and a promise that was not kept. 0: only voices count."""

    village: int = 0
    promise: int = 0


@dataclass(frozen=True)
class Choice:
    """One chosen topic and why: figures in voices, names of villages.

    `new`: voices that no topic before it on the list takes up; `only`: voices lost without it;
    `only_villages`: villages that find themselves in this topic alone; `for_floor`: chosen for villages or promises,
    voices alone would have chosen another; `put_in`: the chair wants it.
    """

    key: str
    voices: int
    new: int
    only: int
    villages: tuple[str, ...]
    only_villages: tuple[str, ...]
    promises: tuple[int, ...]
    for_floor: bool = False
    put_in: bool = False


@dataclass(frozen=True)
class Left:
    """A topic that was not chosen: its voices, and what it would add to the agenda."""

    key: str
    voices: int
    adds: int
    adds_villages: tuple[str, ...]
    left_out: bool = False


@dataclass(frozen=True)
class Agenda:
    """The chosen topics, most telling first, and what none of them takes up."""

    choices: tuple[Choice, ...]
    left: tuple[Left, ...]
    heard: frozenset[int]
    unheard: frozenset[int]
    villages: tuple[str, ...]
    silent_villages: tuple[str, ...]
    broken: frozenset[int]
    worth: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The chosen topics."""
        return tuple(choice.key for choice in self.choices)


@dataclass(frozen=True)
class Price:
    """What another agenda costs: voices and villages that are no longer spoken for, and those that are instead."""

    lost: int
    lost_villages: int
    gained: int
    silenced: tuple[str, ...]
    promises: int


class Gathering:
    """The voices of a gathering by village, and the topics they can be gathered into."""

    def __init__(self, voices: Mapping[int, str], candidates: Iterable[Candidate], worth: Worth | None = None):
        """`voices`: the village of each voice, '' when unknown (such a voice counts, but for no village)."""
        self.voices = sorted(voices)
        self.names = sorted({name for name in voices.values() if name})
        self.candidates = {one.key: one for one in sorted(candidates, key=lambda one: one.key)}
        self.promises = sorted({promise for one in self.candidates.values() for promise in one.promises})
        self.home = voices
        self.worth = self.usual_worth() if worth is None else worth
        self._villages_at = len(self.voices)
        self._all_voices = (1 << self._villages_at) - 1
        self._all_villages = (1 << len(self.names)) - 1
        at_voice = {voice: at for at, voice in enumerate(self.voices)}
        at_village = {name: at for at, name in enumerate(self.names)}
        at_promise = {promise: len(self.names) + at for at, promise in enumerate(self.promises)}
        # A voice that one topic alone takes up counts for it whatever else is chosen. What is weighed thousands of
        # times is then as short as the voices topics share: of 20,000 mostly a tenth.
        taken = Counter(voice for one in self.candidates.values() for voice in one.voices)
        at_shared = {voice: at for at, voice in enumerate(voice for voice, times in taken.items() if times > 1)}
        self._shared_at = len(at_shared)
        self._all_shared = (1 << self._shared_at) - 1
        self.masks, self.shared, self.own = {}, {}, {}
        for key, one in self.candidates.items():
            places = _mask(
                [at_village[name] for name in {voices[voice] for voice in one.voices} if name]
                + [at_promise[promise] for promise in one.promises]
            )
            shared = [at_shared[voice] for voice in one.voices if voice in at_shared]
            self.masks[key] = _mask(at_voice[voice] for voice in one.voices) | places << self._villages_at
            self.shared[key] = _mask(shared) | places << self._shared_at
            self.own[key] = len(one.voices) - len(shared)

    def usual_worth(self) -> Worth:
        """What a village would count if it counted as the middle one, however few its voices; a promise likewise."""
        counts = sorted(Counter(name for name in self.home.values() if name).values())
        middle = counts[len(counts) // 2] if counts else 1
        return Worth(village=middle, promise=middle)

    def weighed(self, worth: Worth) -> "Gathering":
        """Return the same gathering with another weight of villages and promises."""
        other = copy(self)
        other.worth = worth
        return other

    def no_floor(self) -> Worth:
        """Only voices count, wherever they come from."""
        return Worth()

    def above_all(self) -> Worth:
        """Villages and promises before any number of voices; a promise before a village."""
        village = len(self.voices) + 1
        return Worth(village=village, promise=village * (len(self.names) + 1))

    def value(self, mask: int) -> int:
        """What a set of voices, villages and promises is worth."""
        return self.count(mask) + self._places(mask >> self._villages_at)

    def weight(self, mask: int) -> int:
        """What a set is worth of which only `shared` is known."""
        return (mask & self._all_shared).bit_count() + self._places(mask >> self._shared_at)

    def _places(self, places: int) -> int:
        villages = (places & self._all_villages).bit_count()
        return self.worth.village * villages + self.worth.promise * (places.bit_count() - villages)

    def weight_of(self, keys: Collection[str]) -> int:
        """What these topics together are worth, without what each takes up alone and without others."""
        return self.weight(self.joined(keys)) + sum(self.own[key] for key in keys)

    def joined(self, keys: Iterable[str]) -> int:
        """Return what these topics take up of what topics share."""
        return _union(self.shared[key] for key in keys)

    def count(self, mask: int) -> int:
        """How many voices a set holds."""
        return (mask & self._all_voices).bit_count()

    def heard_by(self, keys: Iterable[str]) -> int:
        """How many voices these topics take up."""
        return self.count(self.union(keys))

    def union(self, keys: Iterable[str]) -> int:
        """Everything these topics take up."""
        return _union(self.masks[key] for key in keys)

    def voices_in(self, mask: int) -> frozenset[int]:
        """The voices of a set."""
        return frozenset(self.voices[at] for at in _bits(mask & self._all_voices))

    def villages_in(self, mask: int) -> tuple[str, ...]:
        """The villages of a set, by name."""
        return tuple(self.names[at] for at in _bits((mask >> self._villages_at) & self._all_villages))

    def promises_in(self, mask: int) -> tuple[int, ...]:
        """The broken promises of a set."""
        return tuple(self.promises[at] for at in _bits(mask >> (self._villages_at + len(self.names))))

    def largest(self, k: int, among: Collection[str] | None = None) -> list[str]:
        """The k topics with the most voices: what an office takes that only counts. The floor to beat."""
        keys = self.masks if among is None else among
        return heapq.nsmallest(k, keys, key=lambda key: (-len(self.candidates[key].voices), key))


def choose(gathering: Gathering, k: int, *, put_in: Sequence[str] = (), left_out: Collection[str] = ()) -> Agenda:
    """Return the agenda of at most k topics, with those the chair put in and without those left out.

    Grows by one topic at a time and exchanges single ones while that is worth something, so a longer agenda is never
    worth less; at every length it is worth at least as much as the k largest topics. Same input, same agenda.
    """
    fixed, free = _sides(gathering, k, put_in, left_out)
    away = [key for key in gathering.masks if key in left_out and key not in fixed]
    return _told(gathering, fixed, _chosen(gathering, k, fixed, free), free, away, k)


def chosen_instead(pool: Gathering, k: int, *, put_in: Iterable[str] = (), left_out: Iterable[str] = ()) -> list[str]:
    """Return only which topics `choose` would choose, in no order: all that a price needs."""
    fixed, free = _sides(pool, k, put_in, left_out)
    return fixed + _chosen(pool, k, fixed, free)


def _sides(pool: Gathering, k: int, put_in: Iterable[str], left_out: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return what is on the agenda whatever it is worth, and what it may be chosen from."""
    fixed = [key for key in dict.fromkeys(put_in) if key in pool.masks][:k]
    away = {*left_out, *fixed}
    return fixed, [key for key in pool.masks if key not in away]


def _chosen(gathering: Gathering, k: int, fixed: list[str], free: list[str]) -> list[str]:
    by_voices = gathering.largest(k, free)
    chosen: list[str] = []
    for size in range(1, k - len(fixed) + 1):
        largest = by_voices[:size]
        chosen = _grown(gathering, fixed, chosen, free)
        if gathering.weight_of(fixed + largest) > gathering.weight_of(fixed + chosen):
            chosen = list(largest)
        chosen = _exchanged(gathering, fixed, chosen, free)
    return chosen


def balanced(gathering: Gathering, k: int, give: int = GIVE) -> Gathering:
    """Return the gathering in which villages and promises count as much as `give` voices in a hundred can pay for.

    Begins with a village counting as the middle one and lowers that until the agenda takes up at least (100 - give) %
    of the voices it would take up if only voices counted.
    """
    plain = gathering.heard_by(chosen_instead(gathering.weighed(gathering.no_floor()), k))
    worth = gathering.usual_worth()
    while worth != gathering.no_floor():
        fair = gathering.weighed(worth)
        if 100 * gathering.heard_by(chosen_instead(fair, k)) >= (100 - give) * plain:
            return fair
        worth = Worth(worth.village * 2 // 3, worth.promise * 2 // 3)
    return gathering.weighed(worth)


def price(gathering: Gathering, before: Collection[str], after: Collection[str]) -> Price:
    """Return what changing the chosen topics into others costs."""
    held, holds = gathering.union(before), gathering.union(after)
    lost = gathering.voices_in(held & ~holds)
    return Price(
        lost=len(lost),
        lost_villages=len({gathering.home[voice] for voice in lost} - {""}),
        gained=gathering.count(holds & ~held),
        silenced=gathering.villages_in(held & ~holds),
        promises=len(gathering.promises_in(held & ~holds)),
    )


def _mask(bits: Iterable[int]) -> int:
    """Return the number in which these bits are set. In bytes: adding bit by bit to a long number is quadratic."""
    wanted = list(bits)
    held = bytearray(max(wanted, default=0) // 8 + 1)
    for at in wanted:
        held[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(held, "little")


def _union(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def _bits(mask: int) -> list[int]:
    """Return which bits are set, lowest first. Through the digits: shifting a long number bit by bit is quadratic."""
    digits, found = f"{mask:b}"[::-1], []
    at = digits.find("1")
    while at >= 0:
        found.append(at)
        at = digits.find("1", at + 1)
    return found


def _grown(gathering: Gathering, fixed: list[str], chosen: list[str], free: list[str]) -> list[str]:
    """Add the topic that is worth most beside the others; none when nothing is gained."""
    so_far = gathering.joined(fixed + chosen)
    worth, taken = gathering.weight(so_far), set(chosen)
    best, least = "", 0
    for key in free:
        gain = gathering.weight(so_far | gathering.shared[key]) - worth + gathering.own[key]
        if gain > least and key not in taken:
            best, least = key, gain
    return [*chosen, best] if best else chosen


def _exchanged(gathering: Gathering, fixed: list[str], chosen: list[str], free: list[str]) -> list[str]:
    """Exchange one topic for a better one until no exchange helps. Each raises the worth, so this ends."""
    while (better := _exchange(gathering, fixed, chosen, free)) is not None:
        chosen = better
    return chosen


def _exchange(gathering: Gathering, fixed: list[str], chosen: list[str], free: list[str]) -> list[str] | None:
    """Return the agenda with one topic exchanged for one that is worth more, None when there is none.

    What is taken up twice stays whoever goes: beside it a topic adds at least as much as beside all the others, so most
    topics are seen not to help at one look.
    """
    shared, own, weight = gathering.shared, gathering.own, gathering.weight
    twice = once = gathering.joined(fixed)
    for key in chosen:
        twice |= once & shared[key]
        once |= shared[key]
    base, taken = weight(twice), set(chosen)
    most = [(weight(twice | shared[key]) - base + own[key], key) for key in free if key not in taken]
    most.sort(key=lambda one: (-one[0], one[1]))
    for at, key in enumerate(chosen):
        others = chosen[:at] + chosen[at + 1 :]
        rest = gathering.joined(fixed + others)
        worth, found = weight(rest), ""
        least = weight(rest | shared[key]) - worth + own[key]
        for bound, other in most:
            if bound <= least:
                break
            gain = weight(rest | shared[other]) - worth + own[other]
            if gain > least:
                least, found = gain, other
        if found:
            return [*others[:at], found, *others[at:]]
    return None


def _told(
    gathering: Gathering, fixed: list[str], chosen: list[str], free: list[str], left_out: list[str], k: int
) -> Agenda:
    """Put the chosen in order and say what each does and what is left."""
    keys = _in_order(gathering, fixed + chosen)
    whole = gathering.union(keys)
    plain = set(gathering.largest(k, free))
    choices, so_far = [], 0
    for key in keys:
        mask, rest = gathering.masks[key], gathering.union(other for other in keys if other != key)
        choices.append(_choice(gathering, key, so_far, rest, key in fixed, plain))
        so_far |= mask
    left = [_left(gathering, key, whole, key in left_out) for key in [*free, *left_out] if key not in keys]
    heard, villages = gathering.voices_in(whole), gathering.villages_in(whole)
    return Agenda(
        choices=tuple(choices),
        left=tuple(sorted(left, key=lambda one: (-one.adds, -one.voices, one.key))),
        heard=heard,
        unheard=frozenset(gathering.voices) - heard,
        villages=villages,
        silent_villages=tuple(name for name in gathering.names if name not in villages),
        broken=frozenset(gathering.promises) - frozenset(gathering.promises_in(whole)),
        worth=gathering.value(whole),
    )


def _in_order(gathering: Gathering, keys: list[str]) -> list[str]:
    """The topic first that adds most to those before it."""
    ordered: list[str] = []
    while len(ordered) < len(keys):
        so_far = gathering.union(ordered)
        rest = [key for key in keys if key not in ordered]
        ordered.append(min(rest, key=lambda key: (-gathering.value(so_far | gathering.masks[key]), key)))
    return ordered


def _choice(gathering: Gathering, key: str, so_far: int, rest: int, put_in: bool, plain: set[str]) -> Choice:
    mask = gathering.masks[key]
    only = gathering.villages_in(mask & ~rest)
    promises = gathering.promises_in(mask)
    return Choice(
        key=key,
        voices=len(gathering.candidates[key].voices),
        new=gathering.count(mask & ~so_far),
        only=gathering.count(mask & ~rest),
        villages=gathering.villages_in(mask),
        only_villages=only,
        promises=promises,
        for_floor=not put_in and key not in plain and bool(only or promises),
        put_in=put_in,
    )


def _left(gathering: Gathering, key: str, whole: int, left_out: bool) -> Left:
    adds = gathering.masks[key] & ~whole
    one = gathering.candidates[key]
    return Left(key, len(one.voices), gathering.count(adds), gathering.villages_in(adds), left_out)
