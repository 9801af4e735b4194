"""The machine learns from what the desk decided: nightly, here, measured before it is used, and taken back by one click.

Nothing leaves this machine. Of fields, what is kept are numbers a word; a word (or pair of words) that only this office's
opinions hold is kept from three different opinions on, so that no name or number of one person gets into a model. Numbers
and words written as names are never kept at all (language.fields). Of the likeness of matters no word is kept, only how
much each measure counts (language.pairing).
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.actors import SYSTEM, Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.index import likely, vocabulary
from doithoai.ground.index.entries import reading_of
from doithoai.ground.language import likeness, pairing, teaching
from doithoai.ground.language.fields import FieldModel
from doithoai.ground.language.likeness import Model
from doithoai.ground.language.reading import Reading
from doithoai.ground.language.teaching import Example, Figures
from doithoai.ground.language.weights import Weights
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import home_unit
from doithoai.process.people.rules import may_administer
from doithoai.process.triage import evidence, suggesting
from doithoai.process.triage.evidence import Judged
from doithoai.process.triage.models import Field, LearnedModel, Raising

# So many decisions that no model has seen must have come before a new one is made; the newer half only judges.
LEAST = 200
# The most that one model is made from, the newest: more adds minutes, not sense.
MOST = 20_000
MOST_ASKED = 2_000
# One decision of the desk counts so much beside one of the shipped examples.
WEIGHT = 1.0
# So many of each verdict at least must be there to learn from, and so many to judge by.
EACH = 20
# A new likeness replaces the one in use when it ranks no worse and proposes no more that is wrong, does one of the two
# better by this much, and does not find less of what is the same than this.
MARGIN, LESS_FOUND = 0.01, 0.02
VERSIONS_KEPT = 12
HOURS = range(1, 5)


@dataclass(frozen=True)
class Decision:
    """What a person decided about one voice: its words, where, which field. `key`: the raising, in the order they came."""

    key: int
    opinion: int
    text: str
    place: str
    field: str


@dataclass(frozen=True)
class Candidate:
    """A model that was just made, with how it and the one in use do on the same decisions neither had seen."""

    blob: bytes
    trained_on: int
    new: dict[str, Any]
    old: dict[str, Any]
    better: bool
    upto: int


Learner = Callable[[datetime], Candidate | None]


def decisions() -> list[Decision]:
    """Return what the desk decided, oldest first: the words of each voice with the field its matter bears now."""
    rows = Raising.objects.order_by("-pk").values_list("pk", "opinion_id", "excerpt", "matter__place", "matter__field")[
        :MOST
    ]
    return [Decision(*row) for row in reversed(rows) if row[4] in Field.values]


def learn_fields(now: datetime, *, least: int = LEAST) -> Candidate | None:
    """Teach a model of fields when enough new decisions have come, and measure it beside the one in use."""
    seen_upto = _seen_upto(LearnedModel.Kind.FIELD)
    new = Raising.objects.filter(pk__gt=seen_upto).order_by("pk").values_list("pk", flat=True)
    count = new.count()
    if count < least:
        return None
    # Half of what is new, the newest, is kept apart: neither model has seen it.
    border = new[count - min(count // 2, MOST_ASKED)]
    everything = decisions()
    known = [one for one in everything if one.key < border]
    asked = [(one.text, one.place, one.field) for one in everything if one.key >= border]
    in_use = suggesting.model_in_use()
    model = taught(known, in_use)
    before, after = teaching.measure(in_use, asked), teaching.measure(model, asked)
    return Candidate(
        model.linear.dump(), len(known), asdict(after), asdict(before), _better(after, before), max(border - 1, 0)
    )


def taught(known: Sequence[Decision], like: FieldModel) -> FieldModel:
    """Return a model made of the shipped examples and these decisions."""
    own = [Example(one.text, one.field, WEIGHT, own=True, place=one.place, voice=one.opinion) for one in known]
    return teaching.learn([*teaching.shipped_texts(like.lexicon), *own], like.lexicon, decisions=len(known))


def _better(new: Figures, old: Figures) -> bool:
    return (new.top1, new.top3) > (old.top1, old.top3)


def _seen_upto(kind: str) -> int:
    """Return the last decision a model of this kind was made from; what came later is new to all of them."""
    last = LearnedModel.objects.filter(kind=kind).order_by("-version").values_list("figures", flat=True).first()
    return int((last or {}).get("upto", 0))


def learn_likeness(now: datetime, *, least: int = LEAST, each: int = EACH) -> Candidate | None:
    """Teach a model of likeness, held to the shipped one, when enough new decisions have come; measure both.

    The newer half of what is new only judges; what speaks of a voice or matter in that half teaches nothing.
    """
    seen_upto = _seen_upto(LearnedModel.Kind.LIKENESS)
    everything = evidence.judged()
    new = [one for one in everything if _moment(one) > seen_upto]
    if len(new) < least:
        return None
    asked = new[-min(len(new) // 2, MOST_ASKED) :]
    known = everything[: -len(asked)]
    told = frozenset[tuple[str, int]]().union(*(one.about for one in asked))
    taught_by = [one for one in known if one.about.isdisjoint(told)]
    if min(_fewest(taught_by), _fewest(asked)) < each:
        return None
    weights = vocabulary.counts().weights
    rows = [likeness.features(*_readings(one), weights) for one in taught_by]
    x, y = np.array(rows), np.array([float(one.same) for one in taught_by])
    model = pairing.learned(x, y, likeness.DEFAULT_MODEL)
    before, after = _judge([suggesting.likeness_in_use() or likeness.DEFAULT_MODEL, model], asked, weights)
    better = _likelier(after, before)
    return Candidate(pairing.dump(model), len(taught_by), asdict(after), asdict(before), better, _moment(known[-1]))


def _moment(one: Judged) -> int:
    return int(one.at.timestamp() * 1_000_000)


def _fewest(pairs: Sequence[Judged]) -> int:
    same = sum(one.same for one in pairs)
    return min(same, len(pairs) - same)


def _readings(one: Judged) -> tuple[Reading, Reading]:
    return reading_of(one.one.text, one.one.place), reading_of(one.other.text, one.other.place)


def _judge(models: Sequence[Model], asked: Sequence[Judged], weights: Weights) -> list[pairing.Figures]:
    """Return how models do on the same pairs, as they would be proposed."""
    readings = [_readings(one) for one in asked]
    same = [one.same for one in asked]
    return [pairing.measured([likeness.score(a, b, weights, model) for a, b in readings], same) for model in models]


def _likelier(new: pairing.Figures, old: pairing.Figures) -> bool:
    if new.auc < old.auc or new.wrong > old.wrong or new.found < old.found - LESS_FOUND:
        return False
    return new.auc >= old.auc + MARGIN or new.wrong <= old.wrong - MARGIN


# What can be learned. A learner returns None while there is too little that is new.
LEARNERS: dict[str, Learner] = {
    LearnedModel.Kind.FIELD: learn_fields,
    LearnedModel.Kind.LIKENESS: learn_likeness,
}


def nightly(now: datetime) -> dict[str, int]:
    """Teach what can be taught, at night. Returns how many models were made and how many came into use."""
    if timezone.localtime(now).hour not in HOURS:
        return {}
    return learn_all(now)


def learn_all(now: datetime) -> dict[str, int]:
    """Teach what can be taught, now."""
    done = {"made": 0, "used": 0}
    for kind, learner in LEARNERS.items():
        candidate = learner(now)
        if candidate is not None:
            done["made"] += 1
            done["used"] += keep(kind, candidate, now=now).active
    return done


@transaction.atomic
def keep(kind: str, candidate: Candidate, *, now: datetime) -> LearnedModel:
    """Write a new version, and let it be used when it does better than the one in use."""
    versions = LearnedModel.objects.select_for_update().filter(kind=kind)
    number = max(versions.values_list("version", flat=True), default=0) + 1
    if candidate.better:
        versions.filter(active=True).update(active=False)
    made = LearnedModel.objects.create(
        kind=kind,
        version=number,
        made_at=now,
        trained_on=candidate.trained_on,
        figures={"new": candidate.new, "old": candidate.old, "upto": candidate.upto},
        blob=candidate.blob,
        active=candidate.better,
    )
    events.record(made, "learn", by=SYSTEM, now=now, data={"version": number, "used": candidate.better})
    old = list(versions.filter(active=False).order_by("-version").values_list("pk", flat=True)[VERSIONS_KEPT:])
    LearnedModel.objects.filter(pk__in=old).delete()
    transaction.on_commit(likely.forget_model)
    return made


@transaction.atomic
def use(kind: str, version: int, *, by: Actor, now: datetime) -> None:
    """Let a version that was made before be used from now on; version 0 is the shipped one."""
    place: Unit = home_unit()
    if not may_administer(by, place):
        raise NotAllowed(_("Chỉ quản trị của địa bàn này được làm việc này."))
    if kind not in LearnedModel.Kind.values:
        raise Refused(_("Không có bản này."))
    versions = LearnedModel.objects.select_for_update().filter(kind=kind)
    chosen = versions.filter(version=version).first() if version else None
    if version and chosen is None:
        raise Refused(_("Không có bản này."))
    before = versions.filter(active=True).first()
    if (before.version if before else 0) == version:
        raise Refused(_("Bản này đang được dùng."))
    versions.filter(active=True).update(active=False)
    if chosen is not None:
        LearnedModel.objects.filter(pk=chosen.pk).update(active=True)
    data = {"kind": kind, "version": version, "instead_of": before.version if before else 0}
    events.record(place, "use_learned", by=by, now=now, data=data)
    transaction.on_commit(likely.forget_model)
