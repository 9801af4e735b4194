"""Fetch matters and what they consist of, as far as a seat or the public may see."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from doithoai.ground.core import codes
from doithoai.ground.index import searching
from doithoai.ground.language.fold import fold
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Role
from doithoai.process.triage.models import (
    Grouping,
    GroupMember,
    GroupProposal,
    LearnedModel,
    Matter,
    MatterDecision,
    Objection,
    Raising,
    SealOpening,
)

SHOWN = 20
# What a grouping of voices is compared with besides: the newest matters under way.
MATTERS_MET = 2000


def of_place(seat: Any) -> QuerySet[Matter]:
    """Return the matters of the seat's place, or of the territory a leader or the Front watches.

    What officers and approvers see comes with their assignments (assignment.queries.visible_to).
    """
    everything = Matter.objects.select_related("meeting", "joined_into")
    # As in intake.queries.visible_to: one place's list does not join the place.
    if seat.role in {Role.CLERK, Role.COORDINATOR, Role.CHAIR}:
        return everything.filter(unit_id=seat.territory_id)
    if seat.role in {Role.LEADER, Role.SUPERVISOR}:
        return everything.filter(unit__path__startswith=seat.unit.territory.path).select_related("unit")
    return everything.none()


def public() -> QuerySet[Matter]:
    """Return the matters whose answer was published."""
    return Matter.objects.filter(published_at__isnull=False, joined_into=None).select_related("unit", "meeting")


def by_code(queryset: QuerySet[Matter], code: str) -> Matter:
    """Return the matter with this code or raise Http404. Hidden and absent answer alike."""
    parsed = codes.parse_said(code, "VD")
    matter = queryset.filter(pk=parsed[1]).first() if parsed else None
    if matter is None or matter.code != codes.said("VD", *parsed):  # type: ignore[misc]
        raise Http404
    return matter


def raisings_of(matter: Matter) -> QuerySet[Raising]:
    """Return every voice behind a matter, those of matters joined into it included."""
    return (
        Raising.objects.filter(Q(matter=matter) | Q(matter__joined_into=matter))
        .select_related("opinion", "opinion__unit", "matter", "matter__joined_into")
        .defer("opinion__raw", "opinion__sealed")
        .order_by("opinion__received_at", "id")
    )


def with_pictures(raisings: QuerySet[Raising]) -> QuerySet[Raising]:
    """Add `opinion.pictures` to each voice, in one further query for all of them."""
    return raisings.prefetch_related(
        Prefetch("opinion__attachments", queryset=intake.pictures_only(), to_attr="pictures")
    )


def raised_by(matter: Matter) -> QuerySet[Any]:
    """Return the ids of the opinions behind a matter, those of matters joined into it included."""
    return Raising.objects.filter(Q(matter=matter) | Q(matter__joined_into=matter)).values("opinion_id")


def matters_of(opinion: Opinion) -> list[Raising]:
    """Return what an opinion raised, in its own order, with the matter whose answer counts."""
    return list(
        Raising.objects.filter(opinion=opinion)
        .select_related("matter", "matter__unit", "matter__joined_into", "matter__joined_into__unit")
        .order_by("number")
    )


def joinable(seat: Any, text: str) -> list[Matter]:
    """Return matters under way of the seat's place whose code or whose words (however spelled) fit, best first."""
    under_way = of_place(seat).filter(state__in=[Matter.State.OPEN, Matter.State.ASSIGNED], joined_into=None)
    parsed = codes.parse_said(text, "VD")
    if parsed:
        return [matter for matter in under_way.filter(pk=parsed[1]) if matter.code == codes.said("VD", *parsed)]
    found = searching.search(text, seat=seat, kinds=["matter"], limit=4 * SHOWN)
    fitting = under_way.filter(pk__in=[hit.ref for hit in found.hits if hit.kind == "matter"])
    matters = {matter.pk: matter for matter in fitting}
    ranked = [matters[hit.ref] for hit in found.hits if hit.ref in matters]
    # What was opened a moment ago is not in the index yet.
    words = fold(text).split()
    latest = [matter for matter in under_way.order_by("-pk")[:SHOWN] if matter.pk not in matters] if words else []
    fresh = [one for one in latest if all(word in fold(f"{one.title} {one.text[:2000]}") for word in words)]
    return [*ranked, *fresh][:SHOWN]


def waiting(seat: Any) -> QuerySet[Opinion]:
    """Return the opinions of the seat's place that wait for triage, without their long texts."""
    return intake.visible_to(seat).filter(state=Opinion.State.RECEIVED).defer("raw", "sealed", "text")


def next_waiting(seat: Any, after: Opinion) -> Opinion | None:
    """Return the waiting opinion that came next after this one, or the oldest of all."""
    queue = waiting(seat).exclude(pk=after.pk).order_by("received_at", "id")
    later = queue.filter(received_at__gte=after.received_at).exclude(received_at=after.received_at, id__lt=after.pk)
    return later.first() or queue.first()


def openings_of(opinion: Opinion) -> list[SealOpening]:
    """Return who asked to open sealed words, and who opened, oldest first."""
    return list(
        SealOpening.objects.filter(opinion=opinion)
        .select_related("asked_by__unit", "asked_by__person", "opened_by__unit")
        .order_by("id")
    )


def openings_for(seat: Any) -> QuerySet[SealOpening]:
    """Return the openings of the seat's own place."""
    return SealOpening.objects.filter(opinion__unit_id=seat.territory_id).select_related(
        "opinion", "asked_by__unit", "asked_by__person"
    )


def matters_to_meet(grouping: Grouping) -> QuerySet[Matter]:
    """Return the matters under way of the place that voices may be found like, newest first."""
    return Matter.objects.filter(
        unit=grouping.unit_id, state__in=[Matter.State.OPEN, Matter.State.ASSIGNED], joined_into=None
    ).order_by("-opened_at", "-id")[:MATTERS_MET]


def groupings_of(seat: Any) -> QuerySet[Grouping]:
    """Return the groupings of the coordinator's own place."""
    everything = Grouping.objects.select_related("unit", "meeting", "file").defer("file__sealed", "file__reading")
    if seat.role != Role.COORDINATOR:
        return everything.none()
    return everything.filter(unit_id=seat.territory_id)


def proposals_of(grouping: Grouping, state: str, *, alone: bool | None = None) -> QuerySet[GroupProposal]:
    """Return the proposals of a grouping in one state: single voices, groups of several, or both."""
    found = GroupProposal.objects.filter(grouping=grouping, state=state)
    if alone is not None:
        found = found.filter(size__lte=1) if alone else found.filter(size__gt=1)
    return found.select_related("grouping", "into", "matter", "decided_by__unit").order_by("number")


def members_of(proposals: Collection[GroupProposal], *, first: int) -> dict[int, list[GroupMember]]:
    """Return the first voices of each proposal, the most telling before the others. One query for all of them."""
    found: dict[int, list[GroupMember]] = {proposal.pk: [] for proposal in proposals}
    members = GroupMember.objects.filter(proposal__in=list(found), place__lt=first).select_related("opinion")
    for member in members.defer("opinion__raw", "opinion__sealed").order_by("place"):
        found[member.proposal_id].append(member)
    return found


def objections_open(seat: Any) -> QuerySet[Objection]:
    """Return the objections that wait for the coordinator of the seat's place, oldest first."""
    waiting = _objections().filter(state__in=[Objection.State.WAITING, Objection.State.INSISTED], raising__isnull=False)
    if seat.role != Role.COORDINATOR:
        return waiting.none()
    return waiting.filter(opinion__unit_id=seat.territory_id).order_by("made_at", "id")


def objections_refused_twice(seat: Any) -> QuerySet[Objection]:
    """Return the objections the desk refused twice: the Front looks at them."""
    twice = _objections().filter(state=Objection.State.KEPT_TWICE, raising__isnull=False)
    if seat.role != Role.SUPERVISOR:
        return twice.none()
    return twice.filter(opinion__unit__path__startswith=seat.unit.territory.path).order_by("-decided_at", "-id")


def objections_for(seat: Any) -> QuerySet[Objection]:
    """Return the objections a coordinator decides on, or a supervisor reads."""
    if seat.role == Role.COORDINATOR:
        return _objections().filter(opinion__unit_id=seat.territory_id)
    if seat.role == Role.SUPERVISOR:
        return _objections().filter(opinion__unit__path__startswith=seat.unit.territory.path)
    return _objections().none()


def _objections() -> QuerySet[Objection]:
    return Objection.objects.select_related("opinion", "raising__matter__joined_into", "matter").defer(
        "opinion__raw", "opinion__sealed"
    )


def objections_of(opinion: Opinion) -> dict[int, Objection]:
    """Return what a sender objected to, by raising."""
    return {one.raising_id or 0: one for one in Objection.objects.filter(opinion=opinion, raising__isnull=False)}


def other_voices(opinion: Opinion, heads: Collection[int]) -> dict[int, int]:
    """Return for each of these matters how many other voices stand with it, those of matters joined into it included."""
    with_it = Raising.objects.filter(Q(matter__in=heads) | Q(matter__joined_into__in=heads)).exclude(opinion=opinion)
    counted = with_it.annotate(head=Coalesce("matter__joined_into", "matter")).order_by().values("head")
    return {row["head"]: row["n"] for row in counted.annotate(n=Count("opinion", distinct=True))}


def objected_before(opinion: Opinion) -> list[Objection]:
    """Return what a sender said against earlier sortings of a voice that now waits again."""
    return list(Objection.objects.filter(opinion=opinion, raising=None).order_by("id"))


def takes_voices(seat: Any, keys: Collection[int]) -> set[int]:
    """Return which of these matters of the place still take voices."""
    takes = [Matter.State.OPEN, Matter.State.ASSIGNED]
    return set(of_place(seat).filter(pk__in=keys, state__in=takes, joined_into=None).values_list("pk", flat=True))


def refused_pairs(opinions: Collection[int]) -> dict[int, set[int]]:
    """Return for each voice the matters that somebody said it is not about: they are not proposed again."""
    decided = MatterDecision.objects.filter(
        opinion__in=opinions, matter__isnull=False, verdict=MatterDecision.Verdict.DIFFERENT
    )
    found: dict[int, set[int]] = {}
    for opinion, matter in decided.values_list("opinion_id", "matter_id"):
        found.setdefault(opinion, set()).add(matter)
    return found


def refused_for(opinion: Opinion) -> set[int]:
    """Return the same for one voice."""
    return refused_pairs([opinion.pk]).get(opinion.pk, set())


def decided_parts(opinion: Opinion) -> list[GroupMember]:
    """Return the parts of a waiting voice in the newest grouping that holds it, with what was decided about each."""
    newest = GroupMember.objects.filter(opinion=opinion).order_by("-grouping_id").values("grouping")[:1]
    return list(
        GroupMember.objects.filter(opinion=opinion, grouping__in=newest)
        .select_related("proposal__matter__joined_into", "proposal__into__joined_into")
        .order_by("part")
    )


def learned(kind: str) -> QuerySet[LearnedModel]:
    """Return the versions the machine learned of one kind, newest first, without their numbers."""
    return LearnedModel.objects.filter(kind=kind).defer("blob").order_by("-version")
