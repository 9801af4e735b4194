"""What the public sees of a meeting's preparation: topics, figures of the invitations, drawings by lot; no names."""

from typing import Any

from doithoai.ground.core import clock
from doithoai.process.people.models import Unit
from doithoai.process.programme import guests, standing
from doithoai.process.programme.models import Meeting


def of(meeting: Meeting) -> dict[str, Any]:
    """Return what the meeting's page shows of it."""
    plan = guests.open_plan(meeting)
    return {
        "topics": guests.topics_of(meeting),
        "counts": guests.counts_of(meeting),
        "answers": guests.may_answer(meeting, clock.today()),
        "lots": guests.lots_of(meeting),
        "plan": plan,
        "places": "; ".join(f"{place['village']} ({place['size']})" for place in plan.places) if plan else "",
    }


def asked_by_voters() -> list[tuple[Any, Any, str]]:
    """Return the requests of voters to the home place, with their standing and the reason of a refusal."""
    home = Unit.objects.filter(is_home=True).first()
    return standing.public_of(home) if home else []
