"""What the case page shows, put together for one seat."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from doithoai.ground.core import clock
from doithoai.process.assignment import acts, queries, timeline
from doithoai.process.assignment.forms import ActForm
from doithoai.process.assignment.models import Assignment, Promise
from doithoai.process.assignment.panels import PANELS
from doithoai.process.people.guards import SeatedRequest
from doithoai.process.regulation.queries import calendar_for
from doithoai.process.regulation.workdays import known_years
from doithoai.process.triage import queries as triage
from doithoai.process.triage import rules
from doithoai.process.triage.flow import MATTER
from doithoai.process.triage.models import Matter

Bound = tuple[str, ActForm]


def form_for(name: str, matter: Matter, *, data: Any = None, promise: Promise | None = None) -> ActForm:
    """Return the form of an act, with ids of its own on the page."""
    act = acts.ACTS.get(name) or acts.PROMISE_ACTS[name]
    key = f"{name}_{promise.pk}" if promise else name
    more: dict[str, Any] = {"promise": promise} if promise else {}
    return act.form(data, matter=matter, auto_id=f"{key}_%s", **more)


def show(request: SeatedRequest, matter: Matter, bound: Bound | None = None, status: int = 200) -> HttpResponse:
    """Render the case page; `bound` is the form that came back with what was typed."""
    seat, given = request.seat, queries.current(matter)
    names = acts.open_to(seat, matter, given)
    if bound and bound[0] in acts.ACTS and bound[0] not in names:
        names.insert(0, bound[0])
    forms = {name: bound[1] if bound and bound[0] == name else form_for(name, matter) for name in names}
    raisings = list(triage.with_pictures(triage.raisings_of(matter)))
    own = sum(raising.matter_id == matter.pk for raising in raisings)
    assignments = list(queries.all_of(matter))
    context = {
        "matter": matter,
        "given": given,
        "finished": next((one for one in reversed(assignments) if one.done_at and one.round == matter.round), None),
        "supporting": list(given.supporting.all()) if given else [],
        "assignments": assignments,
        "acts": [(name, acts.ACTS[name], forms[name]) for name in names],
        "bound": bound[1] if bound else None,
        "bound_name": bound[0] if bound else "",
        "waits_for_chair": matter.state == Matter.State.OPEN
        and rules.gives(seat, matter)
        and acts.waits_for_chair(seat, matter),
        "raisings": raisings,
        "joined": list(matter.joined.all()),
        "referrals": list(queries.referrals_of(matter)),
        "promises": [_promise(seat, matter, made, bound) for made in queries.promises_of(matter)],
        "timeline": timeline.of(matter),
        "shapes": _shapes(seat, matter, own),
        "panels": [(panel.template, panel.shows(seat, matter)) for panel in PANELS],
        "now_day": clock.today(),
        "working_left": _working_left(given, clock.today()),
    }
    return render(request, "assignment/matter.html", context, status=status)


def _working_left(given: Assignment | None, today: date) -> int | None:
    """Return the working days until the date; None when it is past, or when the year's holidays are not established."""
    if given is None or given.due < today or known_years().get(given.due.year) != "V":
        return None
    return calendar_for(given.matter.unit).between(today, given.due)


def _promise(seat: Any, matter: Matter, made: Promise, bound: Bound | None) -> dict[str, Any]:
    offered = []
    for name in acts.open_on(seat, made):
        mine = bound is not None and bound[0] == name and bound[1].promise == made
        form = bound[1] if bound and mine else form_for(name, matter, promise=made)
        offered.append((name, acts.PROMISE_ACTS[name], form))
    return {"made": made, "acts": offered}


def _shapes(seat: Any, matter: Matter, own_voices: int) -> set[str]:
    """Return which of join, separate, split_off, reword and close this seat may do."""
    if not rules.triages(seat, matter):
        return set()
    states = Matter.State
    may = {
        "reword": matter.state != states.CLOSED,
        "join": matter.state == states.OPEN
        and matter.round == 1
        and not matter.joined_into_id
        and not matter.joined.exists(),
        "separate": bool(matter.joined_into_id),
        "split_off": own_voices > 1 and matter.state in {states.OPEN, states.ASSIGNED},
        "close": any(move.verb == "close" for move in MATTER.open_to(seat, matter)),
    }
    return {name for name, allowed in may.items() if allowed}
