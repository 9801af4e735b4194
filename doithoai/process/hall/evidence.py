"""The figures that stand beside the choice of a topic: what people raised, what is owed, what was promised and is late."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count
from django.utils import timezone

from doithoai.process.assignment.models import Promise
from doithoai.process.programme.models import DIALOGUES, Meeting
from doithoai.process.triage.models import Field, Matter, Raising


@dataclass(frozen=True)
class Evidence:
    """The figures of one field of a place.

    `opinions`: voices sorted into it since the last dialogue; `unanswered`: matters still owed an answer;
    `late`: promises past their day; `earlier`: meetings before this one at which it was raised.
    """

    field: str
    opinions: int = 0
    unanswered: int = 0
    late: int = 0
    earlier: int = 0

    @property
    def label(self) -> str:
        """The field's name."""
        return str(Field(self.field).label)

    @property
    def is_empty(self) -> bool:
        """Whether nothing speaks for it."""
        return not (self.opinions or self.unanswered or self.late or self.earlier)

    def as_data(self, since: date | None) -> dict[str, Any]:
        """Return what is kept beside a chosen topic."""
        return {
            "field": self.field,
            "opinions": self.opinions,
            "unanswered": self.unanswered,
            "late_promises": self.late,
            "earlier_meetings": self.earlier,
            "since": since.isoformat() if since else "",
        }


def since_for(meeting: Meeting) -> date | None:
    """Return the day of the place's last dialogue before this one; None when there was none."""
    held = Meeting.objects.filter(
        unit_id=meeting.unit_id,
        kind__in=DIALOGUES,
        held_on__lt=meeting.held_on,
        state__in=[Meeting.State.LIVE, Meeting.State.CONCLUDED, Meeting.State.CLOSED],
    )
    return held.exclude(pk=meeting.pk).order_by("-held_on", "-id").values_list("held_on", flat=True).first()


def evidence_for(meeting: Meeting, today: date) -> list[Evidence]:
    """Return the figures of every field of the meeting's place, the most pressing first. Four grouped queries."""
    since, place = since_for(meeting), meeting.unit_id
    raisings = Raising.objects.filter(matter__unit_id=place)
    if since:
        raisings = raisings.filter(matter__opened_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    opinions = _by("matter__field", raisings, "opinion")
    under_way = [Matter.State.OPEN, Matter.State.ASSIGNED]
    owed = _by("field", Matter.objects.filter(unit_id=place, state__in=under_way, result="", joined_into=None), "id")
    promises = Promise.objects.filter(matter__unit_id=place, state=Promise.State.OPEN, due__lt=today)
    late = _by("matter__field", promises, "id")
    before = Matter.objects.filter(unit_id=place, meeting__held_on__lt=meeting.held_on).exclude(meeting=meeting)
    earlier = _by("field", before, "meeting")
    rows = [
        Evidence(field, opinions.get(field, 0), owed.get(field, 0), late.get(field, 0), earlier.get(field, 0))
        for field in Field.values
    ]
    return sorted(rows, key=lambda row: (-row.late, -row.unanswered, -row.opinions, -row.earlier))


def _by(field: str, rows: Any, counted: str) -> dict[str, int]:
    return {row[field]: row["n"] for row in rows.order_by().values(field).annotate(n=Count(counted, distinct=True))}
