"""T23: whatever is lent, ended, drafted and approved in any order, nobody reaches a right that the lender does not have."""

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doithoai.ground.core import clock
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.errors import Refused
from doithoai.process.answer import services as answers
from doithoai.process.answer.models import Answer, AnswerAuthor
from doithoai.process.assignment import services as work
from doithoai.process.intake import services as intake
from doithoai.process.people import delegating, queries, rules
from doithoai.process.people import services as people
from doithoai.process.people.models import Role, Seat
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.people import seat as seat_somebody

DAYS = 10
SMALL = st.integers(0, 11)
VERBS = [
    "lend",
    "lend",
    "lend",
    "lend",
    "answer",
    "answer",
    "answer",
    "end_lent",
    "end_seat",
    "seat",
    "lock_out",
    "day",
]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), SMALL, SMALL, SMALL, SMALL), min_size=4, max_size=16)


class Road:
    """One commune with a matter under way, moved by steps; a refused step changes nothing."""

    def __init__(self, commune, now):
        self.commune, self.now = commune, now
        self.second = seat_somebody("duyet-hai", commune.agency, Role.APPROVER, now=now)
        people.seat(commune.approver.person, commune.agency, Role.OFFICER, by=OPERATOR, now=now)
        voice = intake.receive(commune.unit, "Đường hỏng.", channel="counter", by=commune.clerk, now=now)
        (self.matter,) = triage.triage(voice, [Part(voice.text, field="transport")], by=commune.coordinator, now=now)
        due = clock.day_of(now) + timedelta(days=30)
        work.assign(self.matter, lead=commune.agency, due=due, basis="Giao", by=commune.coordinator, now=now)
        self.approved = []

    @property
    def today(self):
        return clock.day_of(self.now)

    def seats(self):
        """Every seat but those that play no part: few, so that short walks meet each other."""
        names = ("officer", "approver", "coordinator", "chair", "supervisor")
        people_here = {self.commune.seats[name].person_id for name in names} | {self.second.person_id}
        found = Seat.objects.filter(person_id__in=people_here).order_by("id")
        return list(found.select_related("person", "unit__territory", "delegated_from__person"))

    def acting(self, number):
        """A seat that its session would still open today: what SeatMiddleware asks."""
        held = [seat for seat in self.seats() if seat.person.is_active and seat.held_on(self.today)]
        return held[number % len(held)] if held else self.commune.clerk

    def take(self, step):
        verb, a, b, c, d = step
        try:
            with transaction.atomic():
                getattr(self, verb)(a, b, c, d)
        except Refused:
            return

    def lend(self, a, b, c, d):
        seats, start = self.seats(), self.today + timedelta(days=max(0, c - 8))
        source = self.acting(a)
        by = self.commune.administrator if d % 4 == 3 else source
        delegating.delegate(
            source, seats[b % len(seats)].person, start=start, end=start + timedelta(days=d), reason="Công tác",
            by=by, now=self.now, reference="CV 1",
        )  # fmt: skip

    def end_lent(self, a, b, c, d):
        lent = list(Seat.objects.filter(delegated_from__isnull=False).order_by("id"))
        if lent:
            delegating.end_delegation(lent[a % len(lent)], by=self.acting(b), now=self.now)

    def end_seat(self, a, b, c, d):
        seats = self.seats()
        people.end_seat(
            seats[a % len(seats)], on=self.today + timedelta(days=b % 4), by=self.commune.administrator, now=self.now
        )

    def seat(self, a, b, c, d):
        seats = self.seats()
        person, like = seats[a % len(seats)].person, seats[b % len(seats)]
        end = self.today + timedelta(days=d % 9) if c % 2 else None
        people.seat(person, like.unit, like.role, by=self.commune.administrator, now=self.now, valid_to=end)

    def lock_out(self, a, b, c, d):
        seats = self.seats()
        people.deactivate(seats[a % len(seats)].person, by=self.commune.administrator, now=self.now)

    def answer(self, a, b, c, d):
        """Write, submit and approve, each from whatever seat comes; what was written before stays written."""
        parts = {
            "result": "explained",
            "reply": "Đơn vị đã kiểm tra và giải thích tại chỗ.",
            "basis": "Biên bản kiểm tra",
        }
        for act in (
            lambda: answers.draft(self.matter, parts, by=self.acting(a), now=self.now),
            lambda: answers.submit(self.draft_of(), by=self.acting(a), now=self.now),
            lambda: self.approve(self.acting(b)),
        ):
            with contextlib.suppress(Refused), transaction.atomic():
                act()

    def draft_of(self):
        found = Answer.objects.filter(matter=self.matter).first()
        if found is None:
            raise Refused("chưa có dự thảo")
        return found

    def approve(self, by):
        answer = self.draft_of()
        answers.approve(answer, version=answer.version, by=by, now=self.now, override_reason="Đủ")
        self.approved.append((answer.pk, by))

    def day(self, a, b, c, d):
        self.now += timedelta(days=1 + a % 3)


def check(road):
    seats = road.seats()
    for day in (road.today + timedelta(days=offset) for offset in range(DAYS)):
        held = [seat for seat in seats if seat.person.is_active and seat.held_on(day)]
        own = {(seat.person_id, seat.role, seat.unit_id) for seat in held if seat.delegated_from_id is None}
        for seat in (one for one in held if one.delegated_from_id):
            source = seat.delegated_from
            assert source.delegated_from_id is None, "no chain"
            assert (source.role, source.unit_id) == (seat.role, seat.unit_id)
            assert source.person_id != seat.person_id
            assert (source.person_id, seat.role, seat.unit_id) in own, "never more than the lender has that day"
            assert seat.role not in rules.NOT_DELEGATED
    found = {one.pk for one in seats if one.person.is_active and one.held_on(road.today)}
    persons = {one.person for one in seats if one.delegated_from_id}
    for person in persons:
        listed = {one.pk for one in queries.seats_of(person, road.today)}
        assert listed == {one.pk for one in seats if one.person_id == person.pk} & found or not person.is_active
    for answer, by in road.approved:
        wrote = AnswerAuthor.objects.filter(answer=answer).select_related("seat__delegated_from")
        assert all(not (one.seat.stands_for & by.stands_for) for one in wrote), "author = approver"


@pytest.mark.walk
@pytest.mark.django_db
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_reachable_state_gives_more_than_was_lent(commune, now, steps):
    with transaction.atomic():
        road = Road(commune, now)
        for step in steps:
            road.take(step)
            check(road)
        transaction.set_rollback(True)


def test_the_steps_reach_what_they_are_about(commune, now):
    """The walk above is only worth something if lending, ending and approving do happen in it."""
    road = Road(commune, now)
    places = {seat.pk: number for number, seat in enumerate(road.seats())}
    road.answer(places[commune.officer.pk], places[commune.approver.pk], 0, 0)
    road.lend(places[commune.coordinator.pk], places[commune.chair.pk], 0, 1)
    assert road.approved and Seat.objects.filter(delegated_from__isnull=False).count() == 1
    check(road)
