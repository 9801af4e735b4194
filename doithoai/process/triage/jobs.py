"""What the clock does for triage: group the waiting voices of a gathering, in the background, with its progress shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from doithoai.ground.core import events
from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.index.likely import model_in_use
from doithoai.ground.language import grouping as language
from doithoai.ground.language.fields import FieldModel
from doithoai.ground.language.likeness import Model, compare
from doithoai.ground.language.reading import Reading, read
from doithoai.ground.language.weights import Weights
from doithoai.process.intake import importing
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import queries, suggesting
from doithoai.process.triage.grouping import UNDER_WAY
from doithoai.process.triage.models import Grouping, GroupMember, GroupProposal, Matter, MatterKind
from doithoai.process.triage.parting import parts_of

METHOD = "likeness-1"
# The page says how far it is after so many voices.
TELL_EVERY = 500
# The most telling voice is sought among so many, each compared with so many others.
CANDIDATES, SAMPLE = 4, 8
# A reason is told when at least half of the voices share it.
REASONS_TOLD = 4
BATCH = 500


@dataclass(frozen=True)
class Piece:
    """One part of one voice, or a matter that stands already (`matter` set)."""

    text: str
    reading: Reading
    village: str = ""
    opinion: int = 0
    part: int = 1
    whole: bool = True
    matter: Matter | None = None


@dataclass
class Group:
    """A group before it is written: its voices, the most telling first, with their likeness to it in thousandths."""

    pieces: list[Piece]
    scores: list[int]
    reasons: list[tuple[str, str, int]]
    into: Matter | None

    @property
    def size(self) -> int:
        """How many voices."""
        return len({piece.opinion for piece in self.pieces})


def group_gatherings(now: datetime) -> int:
    """Make every grouping that was asked for; returns how many. One that was cut off is made again from the beginning."""
    done = 0
    for grouping in Grouping.objects.filter(progress__in=UNDER_WAY).select_related("unit").order_by("id"):
        try:
            make(grouping, now=now)
        except Exception:
            Grouping.objects.filter(pk=grouping.pk).update(progress=Grouping.Progress.FAILED)
            raise
        done += 1
    return done


def make(grouping: Grouping, *, now: datetime) -> None:
    """Read all waiting voices, put together what says the same, and write the proposals in one transaction."""
    Grouping.objects.filter(pk=grouping.pk).update(progress=Grouping.Progress.RUNNING, done=0)
    pieces = _pieces(grouping)
    voices = len({piece.opinion for piece in pieces})
    Grouping.objects.filter(pk=grouping.pk).update(opinions=voices, parts=len(pieces), done=voices)
    weights, model = Weights.default(), model_in_use()
    pieces += _matters(grouping)
    groups = []
    for positions in language.group([piece.reading for piece in pieces], weights=weights, model=model):
        group = _group([pieces[at] for at in positions], weights, model)
        if group is not None:
            groups.append(group)
    groups.sort(key=lambda group: (-group.size, group.pieces[0].opinion))
    with transaction.atomic():
        _write(grouping, groups, now=now)


def voices_to_group(grouping: Grouping) -> QuerySet[Opinion]:
    """Return the waiting voices a grouping is about: those of its file, its meeting, or all of the place."""
    waiting = Opinion.objects.filter(unit=grouping.unit_id, state=Opinion.State.RECEIVED).order_by("pk")
    if grouping.file is not None:
        return waiting.filter(key__in=importing.keys_of(grouping.file))
    return waiting.filter(meeting=grouping.meeting_id) if grouping.meeting_id is not None else waiting


def _pieces(grouping: Grouping) -> list[Piece]:
    pieces: list[Piece] = []
    where = grouping.unit.name
    waiting = voices_to_group(grouping).values_list("pk", "text", "village", "place")
    for number, (pk, text, village, place) in enumerate(waiting.iterator(2000), start=1):
        parts = parts_of(text)
        for part, words in enumerate(parts, start=1):
            reading = read(words, ", ".join(filter(None, [where, place or village])))
            pieces.append(Piece(words, reading, village, pk, part, len(parts) == 1))
        if number % TELL_EVERY == 0:
            Grouping.objects.filter(pk=grouping.pk).update(done=number)
    return pieces


def _matters(grouping: Grouping) -> list[Piece]:
    where = grouping.unit.name
    return [
        Piece(
            matter.text,
            read(f"{matter.title}\n{matter.text}", ", ".join(filter(None, [where, matter.place]))),
            matter=matter,
        )
        for matter in queries.matters_to_meet(grouping)
    ]


def _group(found: Sequence[Piece], weights: Weights, model: Model) -> Group | None:
    """Put the most telling voice first, score the others against it, and keep the matter they were found like."""
    voices = [piece for piece in found if piece.matter is None]
    if not voices:
        return None
    into = next((piece.matter for piece in found if piece.matter is not None), None)
    telling = _telling(voices, weights, model)
    told: dict[tuple[str, str], int] = {}
    scored = []
    for piece in voices:
        if piece is telling:
            continue
        likeness = compare(telling.reading, piece.reading, weights, model)
        scored.append((round(likeness.score * 1000), piece))
        for reason in likeness.reasons:
            key = (reason.code, reason.words)
            told[key] = told.get(key, 0) + 1
    scored.sort(key=lambda pair: (-pair[0], pair[1].opinion, pair[1].part))
    shared = sorted(((n, key) for key, n in told.items() if 2 * n >= len(scored)), reverse=True)[:REASONS_TOLD]
    reasons = [(code, words, n + 1) for n, (code, words) in shared]
    return Group(
        [telling, *(piece for _score, piece in scored)], [1000, *(score for score, _piece in scored)], reasons, into
    )


def _telling(voices: Sequence[Piece], weights: Weights, model: Model) -> Piece:
    """Return the voice most like the others; of two, the one that says more."""
    if len(voices) < 3:
        return max(voices, key=lambda piece: min(300, len(piece.text)))
    candidates = sorted(voices, key=lambda piece: -min(300, len(piece.text)))[:CANDIDATES]
    others = voices[:: max(1, len(voices) // SAMPLE)][:SAMPLE]

    def likeness(piece: Piece) -> float:
        return sum(compare(piece.reading, other.reading, weights, model).score for other in others)

    return max(candidates, key=likeness)


def _fields(groups: list[Group]) -> list[tuple[str, bool, str]]:
    """Return a field for each group and whether the machine is sure: that of the matter it was found like, or the likeliest.

    A voice that stands alone gets its field when somebody looks at it.
    """
    model, found = suggesting.model_in_use(), []
    for group in groups:
        if group.into is not None:
            found.append((group.into.field, True, group.into.kind))
        elif group.size > 1:
            found.append(likely(group.pieces[0].text, group.pieces[0].village, model))
        else:
            found.append(("", False, MatterKind.PETITION.value))
    return found


def likely(text: str, place: str, model: FieldModel) -> tuple[str, bool, str]:
    """Return the likeliest field of a text ('' when there is none), whether the machine is sure of it, and the kind."""
    offer = suggesting.suggest(text, place, model=model)
    return (offer.fields[0].code if offer.fields else "", offer.sure, offer.kind)


def _members(proposals: list[GroupProposal], groups: list[Group]) -> list[GroupMember]:
    return [
        GroupMember(
            grouping_id=proposal.grouping_id,
            proposal=proposal,
            opinion_id=piece.opinion,
            part=piece.part,
            excerpt="" if piece.whole else piece.text,
            place=place,
            score=score,
        )
        for proposal, group in zip(proposals, groups, strict=True)
        for place, (piece, score) in enumerate(zip(group.pieces, group.scores, strict=True))
    ]


def _write(grouping: Grouping, groups: list[Group], *, now: datetime) -> None:
    """Write all proposals; what earlier runs only proposed goes, what people decided stays."""
    earlier = Grouping.objects.filter(unit=grouping.unit_id, meeting=grouping.meeting_id, file=grouping.file_id)
    stale = GroupProposal.objects.filter(
        grouping__in=earlier.exclude(pk__gt=grouping.pk), state=GroupProposal.State.PROPOSED
    )
    GroupMember.objects.filter(proposal__in=stale).delete()
    stale.delete()
    fields = _fields(groups)
    proposals = [
        GroupProposal(
            grouping=grouping,
            number=number,
            size=group.size,
            score=min(group.scores),
            one_village=len({piece.village for piece in group.pieces}) == 1 and bool(group.pieces[0].village),
            reasons=group.reasons,
            field=field,
            sure=sure,
            kind=kind,
            into=group.into,
        )
        for number, (group, (field, sure, kind)) in enumerate(zip(groups, fields, strict=True), start=1)
    ]
    GroupProposal.objects.bulk_create(proposals, batch_size=BATCH)
    members = _members(proposals, groups)
    GroupMember.objects.bulk_create(members, batch_size=BATCH)
    Grouping.objects.filter(pk=grouping.pk).update(
        progress=Grouping.Progress.READY, made_at=now, method=METHOD, done=grouping.opinions or len(groups)
    )
    figures = {"groups": len(groups), "members": len(members)}
    events.record(grouping, "make_grouping", by=SYSTEM, now=now, data=figures)
