"""What the desk's decisions say about pairs of texts: the same matter or another. Reads what stands now, writes nothing.

Nothing is kept for learning beside the decisions themselves: a join that is undone, a sorting taken back, a refusal taken
up again is no evidence any more. What a sender has objected to is none either, until the desk has followed the sender.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from doithoai.ground.core.events import subject_of
from doithoai.ground.core.models import Event
from doithoai.ground.language.fold import fold
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import texts
from doithoai.process.triage.models import Matter, MatterDecision, Objection, Raising

# So many raisings and refusals are looked at, the newest; so many pairs of each verdict are kept, the newest.
LOOKED_AT, KEPT = 20_000, 2_000
# Of one matter, however many raised it.
OF_ONE_MATTER = 5
SHORTEST = 3
CHUNK = 400
STANDS = (Opinion.State.RECEIVED, Opinion.State.TRIAGED)
DIFFERENT = MatterDecision.Verdict.DIFFERENT


@dataclass(frozen=True)
class Side:
    """One of two texts, with the place it was given for."""

    text: str
    place: str


@dataclass(frozen=True)
class Judged:
    """Two texts a person put together or kept apart. `about`: the voices and matters, to keep evidence of one apart."""

    at: datetime
    one: Side
    other: Side
    same: bool
    about: frozenset[tuple[str, int]]


def judged() -> list[Judged]:
    """Return what the decisions that stand say, oldest first; neither the same words twice nor what is too short to tell."""
    same = sorted(filter(_tells, _joined()), key=lambda one: one.at)
    different = sorted(filter(_tells, _refused()), key=lambda one: one.at)
    return sorted([*same[-KEPT:], *different[-KEPT:]], key=lambda one: one.at)


def _tells(one: Judged) -> bool:
    a, b = fold(one.one.text), fold(one.other.text)
    return min(len(a.split()), len(b.split())) >= SHORTEST and a not in b and b not in a


def _voices(raisings: Iterable[Raising]) -> dict[int, list[Raising]]:
    """Return the raisings of each matter that several voices share, by the matter whose answer counts; oldest first."""
    found: dict[int, list[Raising]] = defaultdict(list)
    for raising in raisings:
        found[raising.matter.joined_into_id or raising.matter_id].append(raising)
    return {head: sorted(ones, key=lambda one: one.pk) for head, ones in found.items() if len(ones) > 1}


def _joined() -> Iterable[Judged]:
    """Give pairs that stand with one matter: its oldest voice with each of the newest others."""
    undisputed = Q(objection=None) | Q(objection__state=Objection.State.SEPARATED)
    newest = Raising.objects.filter(undisputed, opinion__state__in=STANDS).select_related("opinion", "matter")
    newest = newest.defer("opinion__raw", "opinion__sealed", "matter__text").order_by("-pk")[:LOOKED_AT]
    pairs = []
    for ones in _voices(newest).values():
        first = ones[0]
        rest = [one for one in ones[1:] if one.opinion_id != first.opinion_id]
        pairs += [(first, one) for one in rest[-OF_ONE_MATTER:]]
    pairs = sorted(pairs, key=lambda pair: pair[1].pk)[-2 * KEPT :]
    sorted_at = _moments(Opinion, "triage", {one.opinion_id for pair in pairs for one in pair})
    joined_at = _moments(Matter, "join", {one.matter_id for pair in pairs for one in pair if one.matter.joined_into_id})
    for pair in pairs:
        times = [sorted_at.get(one.opinion_id, one.opinion.received_at) for one in pair]
        times += [joined_at[one.matter_id] for one in pair if one.matter.joined_into_id and one.matter_id in joined_at]
        about = {("opinion", one.opinion_id) for one in pair} | {("matter", one.matter_id) for one in pair}
        one, other = (Side(side.excerpt, _place(side.opinion)) for side in pair)
        yield Judged(max(times), one, other, True, frozenset(about))


def _moments(model: type[Opinion] | type[Matter], verb: str, keys: Collection[int]) -> dict[int, datetime]:
    """Return when a verb was last done to each of these."""
    wanted = sorted(keys)
    found: dict[int, datetime] = {}
    lines = Event.objects.filter(subject=subject_of(model()), verb=verb)
    for start in range(0, len(wanted), CHUNK):
        some = lines.filter(subject_id__in=wanted[start : start + CHUNK]).order_by()
        found.update(some.values_list("subject_id").annotate(last=Max("at")))
    return found


def _place(opinion: Opinion) -> str:
    return opinion.place or opinion.village


def _refused() -> Iterable[Judged]:
    """Give pairs that a person kept apart and that stand apart now."""
    said = MatterDecision.objects.filter(verdict=DIFFERENT, opinion__state__in=STANDS)
    said = said.filter(Q(other=None) | Q(other__state__in=STANDS))
    wide = ("opinion__raw", "opinion__sealed", "other__raw", "other__sealed")
    refused = list(said.select_related("opinion", "other", "matter").defer(*wide).order_by("-pk")[:LOOKED_AT])
    stand = _standing({one.opinion_id for one in refused} | {one.other_id for one in refused if one.other_id})
    for one in refused:
        mine = stand.get(one.opinion_id, set())
        if one.matter is not None:
            against = Side(texts.text_of(one.matter), one.matter.place)
            theirs, about = {one.matter.joined_into_id or one.matter.pk}, ("matter", one.matter.pk)
        elif one.other is not None:
            against = Side(one.other.text, _place(one.other))
            theirs, about = stand.get(one.other.pk, set()), ("opinion", one.other.pk)
        else:
            continue
        # Put together since then, by a later decision: that one counts.
        if mine.isdisjoint(theirs):
            side = Side(one.excerpt or one.opinion.text, _place(one.opinion))
            yield Judged(one.at, side, against, False, frozenset({("opinion", one.opinion_id), about}))


def _standing(opinions: Collection[int]) -> dict[int, set[int]]:
    """Return for each voice the matters whose answer it will get."""
    wanted = sorted(opinions)
    found: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(wanted), CHUNK):
        rows = Raising.objects.filter(opinion__in=wanted[start : start + CHUNK])
        for opinion, matter, head in rows.values_list("opinion", "matter", "matter__joined_into"):
            found[opinion].add(head or matter)
    return found
