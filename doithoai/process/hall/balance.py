"""The sheet of a meeting: every opinion received stands under exactly one outcome, waits, or is owed an answer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Min, QuerySet, Value, When
from django.db.models.functions import Coalesce

from doithoai.process.intake.models import Opinion
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Matter, Result

# An opinion with several matters stands under the least favourable of their results,
# so that it counts as resolved only when all of it is.
RESULTS = (
    Result.NO_RESOURCES_YET,
    Result.NOT_ACCEPTED,
    Result.RESOLVING,
    Result.OUT_OF_COMPETENCE,
    Result.EXPLAINED,
    Result.NOTED,
    Result.RESOLVED,
)
OWED, WAITING = "owed", "waiting"
SET_ASIDE, COMPLAINT, DENUNCIATION = "set_aside", "guided_complaint", "handed_denunciation"
WITHDRAWN = "withdrawn"
OUTCOMES = (*(str(result) for result in RESULTS), SET_ASIDE, COMPLAINT, DENUNCIATION, WITHDRAWN)
_RANKS = {0: OWED, **{rank: str(result) for rank, result in enumerate(RESULTS, start=1)}}


@dataclass(frozen=True)
class Sheet:
    """received = sum of outcomes + waiting + owed, at any time."""

    meeting: str
    received: int
    outcomes: dict[str, int]
    waiting: int
    owed: int
    cases: dict[str, list[int]] = field(repr=False, default_factory=dict)

    @property
    def balanced(self) -> bool:
        """Say whether everything received is accounted for."""
        return self.received == sum(self.outcomes.values()) + self.waiting + self.owed

    def as_dict(self) -> dict:
        """Return the shape that scripts rely on (design.md section 7)."""
        return {
            "meeting": self.meeting,
            "received": self.received,
            "outcomes": self.outcomes,
            "waiting": self.waiting,
            "owed": self.owed,
            "balanced": self.balanced,
        }


def outcomes_of(opinions: QuerySet[Opinion]) -> dict[int, str]:
    """Return the outcome of each opinion: one of OUTCOMES, `waiting` or `owed`. Two queries, whatever the number."""
    found: dict[int, str] = {}
    for pk, state, handed in opinions.order_by().values_list("pk", "state", "handed"):
        found[pk] = {
            Opinion.State.RECEIVED: WAITING,
            Opinion.State.SET_ASIDE: SET_ASIDE,
            Opinion.State.WITHDRAWN: WITHDRAWN,
            Opinion.State.HANDED_OVER: DENUNCIATION if handed == Opinion.Handed.DENUNCIATION else COMPLAINT,
        }.get(Opinion.State(state), OWED)
    result = Coalesce("raisings__matter__joined_into__result", "raisings__matter__result")
    rank = Case(
        *[When(head=r, then=Value(n)) for n, r in enumerate(RESULTS, start=1)],
        default=Value(0),
        output_field=IntegerField(),
    )
    triaged = (
        opinions.filter(state=Opinion.State.TRIAGED)
        .order_by()
        .annotate(head=result)
        .values("pk")
        .annotate(worst=Min(rank))
        .values_list("pk", "worst")
    )
    found.update({pk: _RANKS[worst] for pk, worst in triaged if pk in found})
    return found


def sheet_of(meeting: Meeting) -> Sheet:
    """Return the balance sheet of a meeting. Received is counted apart from the outcomes: a loss would show."""
    opinions = Opinion.objects.filter(meeting=meeting)
    return _sheet(meeting, opinions.count(), outcomes_of(opinions))


def all_sheets(size: int = 200) -> Iterator[Sheet]:
    """Return the sheet of every meeting, oldest first. Three queries for each `size` meetings."""
    after = 0
    while meetings := list(Meeting.objects.filter(pk__gt=after).order_by("pk")[:size]):
        after = meetings[-1].pk
        opinions = Opinion.objects.filter(meeting__in=meetings)
        outcomes = outcomes_of(opinions)
        of_meeting: dict[int, list[int]] = {}
        for pk, meeting_id in opinions.order_by().values_list("pk", "meeting_id"):
            of_meeting.setdefault(meeting_id or 0, []).append(pk)
        for meeting in meetings:
            keys = of_meeting.get(meeting.pk, [])
            yield _sheet(meeting, len(keys), {pk: outcomes[pk] for pk in keys if pk in outcomes})


def _sheet(meeting: Meeting, received: int, outcomes: dict[int, str]) -> Sheet:
    cases: dict[str, list[int]] = {}
    for pk, outcome in sorted(outcomes.items()):
        cases.setdefault(outcome, []).append(pk)
    counts = Counter(outcomes.values())
    return Sheet(
        meeting=meeting.code,
        received=received,
        outcomes={name: counts[name] for name in OUTCOMES if counts[name]},
        waiting=counts[WAITING],
        owed=counts[OWED],
        cases=cases,
    )


def codes_of(meeting: Meeting, outcome: str) -> list[str]:
    """Return the numbers of the opinions of a meeting that stand under one outcome."""
    keys = sheet_of(meeting).cases.get(outcome, [])
    return [opinion.code for opinion in Opinion.objects.filter(pk__in=keys).only("id", "received_at").order_by("id")]


def matters_waiting(meeting: Meeting) -> QuerySet[Matter]:
    """Return the matters of a meeting that are still owed an answer."""
    return Matter.objects.filter(meeting=meeting, result="", joined_into=None).order_by("id")
