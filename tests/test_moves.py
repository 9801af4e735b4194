"""Every state x every verb x every role x own and other unit, walked against a table written apart from the code.

`ALLOWED` says, verb by verb, from which states and by whom (design.md sections 4 and 8). Whatever is not in it
must be refused and must leave no trace.
"""

from datetime import date

import pytest
from django.db import transaction

from doithoai.ground.core.actors import CITIZEN
from doithoai.ground.core.errors import NotAllowed, NoteNeeded, WrongState
from doithoai.ground.core.models import Event
from doithoai.process.answer.flow import ANSWER
from doithoai.process.answer.models import Answer, AnswerAuthor
from doithoai.process.assignment.flow import ASSIGNMENT, PROMISE
from doithoai.process.assignment.models import Assignment, Promise
from doithoai.process.intake import rights
from doithoai.process.intake import services as intake
from doithoai.process.programme.flow import MEETING, PROGRAMME, TASK, VOTER_REQUEST
from doithoai.process.programme.models import Meeting, Programme, Task, VoterRequest
from doithoai.process.triage.flow import DATA_REQUEST, MATTER, OPINION
from doithoai.process.triage.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

C, CH, O, A = "coordinator", "chair", "officer", "approver"  # noqa: E741
ANY_OFFICER = {O, A, "other_officer", f"stranger:{O}", f"stranger:{A}", "stranger:other_officer"}
# A matter is answered or given back by a later stage's verb, which checks the unit; here only outsiders are refused.
TAKES_PART = ANY_OFFICER | {"clerk", "second_clerk", C, CH}

ALLOWED = {
    PROGRAMME: {"issue": ({"draft"}, {C})},
    # The task is the officers' agency's.
    TASK: {
        "finish": ({"open"}, {C, O, A}),
        "drop": ({"open"}, {C}),
        "take_up": ({"done", "dropped"}, {C}),
    },
    VOTER_REQUEST: {"meet": ({"open"}, {C}), "decline": ({"open"}, {C})},
    MEETING: {
        "announce": ({"planned"}, {C}),
        "collect": ({"announced"}, {C}),
        "make_ready": ({"collecting"}, {C}),
        "start": ({"ready"}, {C, CH}),
        "conclude": ({"live"}, {C, CH}),
        "close": ({"concluded"}, {C}),
        "cancel": ({"planned", "announced", "collecting", "ready"}, {C}),
    },
    OPINION: {
        "triage": ({"received"}, {C}),
        "undo_triage": ({"triaged"}, {C}),
        "set_aside": ({"received"}, {C}),
        "take_back": ({"set_aside"}, {C}),
        "hand_over": ({"received"}, {C}),
        # By the sender alone, who has shown the code: no seat may.
        "withdraw": ({"received"}, set()),
    },
    MATTER: {
        "assign": ({"open"}, {C, CH}),
        "give_back": ({"assigned"}, TAKES_PART),
        "answer": ({"open", "assigned"}, TAKES_PART),
        "refer": ({"open"}, {C}),
        "take_back_referral": ({"referred"}, {C}),
        "close": ({"answered"}, {C}),
        "reopen": ({"answered", "closed"}, {C, CH}),
    },
    ASSIGNMENT: {
        "accept": ({"given"}, {O, A}),
        "return": ({"given"}, {O, A}),
        "finish": ({"given", "accepted"}, {O, A, C, CH}),
        "withdraw": ({"given", "accepted"}, {C, CH}),
    },
    ANSWER: {
        "submit": ({"draft"}, {O, A}),
        "return": ({"in_review"}, {A}),
        "approve": ({"in_review"}, {A}),
        "publish": ({"approved"}, {A, C}),
        "record_spoken": ({"draft"}, set()),
    },
    DATA_REQUEST: {
        "answer": ({"open"}, {C, "clerk", "second_clerk"}),
        "finish": ({"open", "answered"}, {C, "clerk", "second_clerk"}),
        "refuse": ({"open", "answered"}, {C, "clerk", "second_clerk"}),
    },
    PROMISE: {"report_done": ({"open"}, {O, A, C})},
}


def make_things(commune, now):
    """One thing for each machine, all of the same commune, the answer drafted by the officer."""
    meeting = Meeting.objects.create(
        unit=commune.unit, kind="periodic", title="Họp", held_on=date(2026, 12, 1), planned_at=now
    )
    programme = Programme.objects.create(unit=commune.unit, year=2026, title="Chương trình", planned_at=now)
    opinion = intake.receive(commune.unit, "Xin sửa đường làng.", channel="phone", by=commune.clerk, now=now)
    matter = Matter.objects.create(unit=commune.unit, title="Đường", text="Đường", field="transport", opened_at=now)
    assignment = Assignment.objects.create(
        matter=matter,
        round=1,
        lead=commune.agency,
        due=date(2026, 12, 1),
        basis="x",
        given_by=commune.coordinator,
        given_at=now,
    )
    answer = Answer.objects.create(matter=matter, round=1, unit=commune.agency, author=commune.officer, created_at=now)
    AnswerAuthor.objects.create(answer=answer, seat=commune.officer)
    promise = Promise.objects.create(
        matter=matter,
        unit=commune.agency,
        made_by="x",
        text="x",
        due=date(2026, 12, 1),
        first_due=date(2026, 12, 1),
        made_at=now,
    )
    task = Task.objects.create(
        meeting=meeting, unit=commune.agency, what="Dự thảo", due=date(2026, 11, 30), created_at=now
    )
    request = VoterRequest.objects.create(
        unit=commune.unit, subject="Đường", received_on=date(2026, 11, 1), recorded_at=now
    )
    return {
        TASK: task, VOTER_REQUEST: request,
        PROGRAMME: programme, MEETING: meeting, OPINION: opinion, MATTER: matter, ASSIGNMENT: assignment, ANSWER: answer, PROMISE: promise,
        DATA_REQUEST: rights.ask(opinion, "restrict", "x", by=CITIZEN, now=now),
    }  # fmt: skip


@pytest.mark.parametrize("flow", ALLOWED, ids=lambda flow: flow.name)
def test_every_state_verb_and_role(flow, commune, stranger, now):
    thing = make_things(commune, now)[flow]
    states = [value for value, _label in thing._meta.get_field("state").choices]
    seats = dict(commune.seats) | {f"stranger:{role}": seat for role, seat in stranger.seats.items()}
    assert set(ALLOWED[flow]) == set(flow.moves)
    allowed = walked = 0
    for verb, (sources, roles) in ALLOWED[flow].items():
        for state in states:
            type(thing).objects.filter(pk=thing.pk).update(state=state)
            for name, seat in seats.items():
                walked += 1
                allowed += try_move(flow, thing, verb, seat, state, may=state in sources and name in roles, now=now)
    expected = sum(len(sources) * len(roles & set(seats)) for sources, roles in ALLOWED[flow].values())
    assert (allowed, walked) == (expected, len(flow.moves) * len(states) * len(seats))


def try_move(flow, thing, verb, seat, state, *, may, now) -> int:
    """Make one move and take it back; return 1 if it was made. Refused moves must leave no event and the same state."""
    events = Event.objects.count()
    made, where = 0, f"{flow.name}.{verb} from {state} by {seat.role}"
    try:
        with transaction.atomic():
            flow.move(thing, verb, by=seat, now=now, note="lý do")
            made = 1
            thing.refresh_from_db()
            assert thing.state == flow.moves[verb].target, where
            assert Event.objects.count() == events + 1, where
            raise Undo
    except Undo:
        pass
    except (NotAllowed, WrongState):
        thing.refresh_from_db()
        assert thing.state == state, where
        assert Event.objects.count() == events, where
    assert bool(made) == may, where
    return made


class Undo(Exception):
    """Rolls one walked move back."""


@pytest.mark.parametrize("flow", ALLOWED, ids=lambda flow: flow.name)
def test_a_move_that_needs_a_reason_is_refused_without_one(flow, commune, now):
    thing = make_things(commune, now)[flow]
    for verb, (sources, roles) in ALLOWED[flow].items():
        if not flow.moves[verb].needs_note:
            continue
        type(thing).objects.filter(pk=thing.pk).update(state=sorted(sources)[0])
        seat = commune.seats[sorted(roles & set(commune.seats) - {"second_clerk"})[0]]
        with pytest.raises(NoteNeeded), transaction.atomic():
            flow.move(thing, verb, by=seat, now=now, note="  ")
