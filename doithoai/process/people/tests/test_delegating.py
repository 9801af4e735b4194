"""Delegation: who may, for how long, to whom; what it never allows; that it ends with the seat it stands for."""

from datetime import date, timedelta

import pytest

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.process.answer import services as answers
from doithoai.process.answer.rules import approves
from doithoai.process.people import delegating, queries
from doithoai.process.people import services as people
from doithoai.process.people.models import Role, Seat
from doithoai.process.triage import services as triage
from tests.client import signed_in
from tests.people import seat as seat_somebody
from tests.world import make_world

TODAY = date(2026, 11, 21)
TOMORROW, YESTERDAY, NEXT_WEEK = TODAY + timedelta(days=1), TODAY - timedelta(days=1), TODAY + timedelta(days=7)


def lend(seat, to, now, *, by=None, start=TODAY, end=NEXT_WEEK, reason="Đi công tác", reference=""):
    return delegating.delegate(
        seat, to.person, start=start, end=end, reason=reason, by=by or seat, now=now, reference=reference
    )


def test_a_colleague_acts_for_some_days_and_is_named_as_such(commune, now):
    lent = lend(commune.coordinator, commune.chair, now)
    assert (lent.role, lent.unit, lent.delegated_from) == (Role.COORDINATOR, commune.unit, commune.coordinator)
    assert [lent.held_on(day) for day in (YESTERDAY, TODAY, NEXT_WEEK, NEXT_WEEK + timedelta(days=1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert lent.actor_label == "Điều phối viên, Xã Bình Minh (được ủy quyền)"
    assert commune.coordinator.held_on(TODAY), "who lends goes on holding the seat"
    line = events.of(commune.coordinator).last()
    assert (line.verb, line.note, line.data["to"]) == ("delegate", "Đi công tác", lent.pk)
    assert commune.chair.person.full_name not in str(line.data) + line.note
    assert lent in queries.seats_of(commune.chair.person, TODAY)


def test_the_lent_seat_opens_the_desk_until_it_ends(commune):
    lent = delegating.delegate(
        commune.coordinator, commune.chair.person, start=clock.today(), end=clock.today() + timedelta(days=3),
        reason="Nghỉ phép", by=commune.coordinator, now=clock.now(),
    )  # fmt: skip
    client = signed_in(lent)
    assert client.get("/lam-viec/phan-loai").status_code == 200
    people.end_seat(commune.coordinator, on=clock.today(), by=OPERATOR, now=clock.now())
    assert client.get("/lam-viec/phan-loai").status_code == 302
    lent.refresh_from_db()
    assert lent.valid_to == clock.today() - timedelta(days=1)


def test_a_source_that_ended_by_any_way_holds_nothing(commune, now):
    """Also where the row of the delegated seat was not touched: each request asks the source."""
    lent = lend(commune.coordinator, commune.chair, now)
    Seat.objects.filter(pk=commune.coordinator.pk).update(valid_to=YESTERDAY)
    assert not Seat.objects.get(pk=lent.pk).held_on(TODAY)
    assert lent not in queries.seats_of(commune.chair.person, TODAY)
    Seat.objects.filter(pk=commune.coordinator.pk).update(valid_to=None)
    assert Seat.objects.get(pk=lent.pk).held_on(TODAY)
    commune.coordinator.person.is_active = False
    commune.coordinator.person.save()
    assert not Seat.objects.get(pk=lent.pk).held_on(TODAY)
    assert lent not in queries.seats_of(commune.chair.person, TODAY)


def test_locking_a_person_out_ends_what_was_lent(commune, now):
    lent = lend(commune.coordinator, commune.chair, now)
    later = lend(
        commune.coordinator, commune.chair, now, start=NEXT_WEEK + timedelta(days=2), end=NEXT_WEEK + timedelta(days=5)
    )
    people.deactivate(commune.coordinator.person, by=commune.administrator, now=now)
    for one in (lent, later):
        one.refresh_from_db()
        assert one.valid_to == YESTERDAY and not any(one.held_on(TODAY + timedelta(days=n)) for n in range(20))
        assert events.of(one).last().verb == "end_seat"


WRONG = {
    "to oneself": (lambda c: c.coordinator, lambda c: c.coordinator, {}, "chính mình"),
    "the administrator's": (lambda c: c.administrator, lambda c: c.chair, {}, "không được ủy quyền"),
    "the Front's": (lambda c: c.supervisor, lambda c: c.chair, {}, "không được ủy quyền"),
    "for yesterday": (lambda c: c.coordinator, lambda c: c.chair, {"start": YESTERDAY}, "không ghi lùi ngày"),
    "backwards": (lambda c: c.coordinator, lambda c: c.chair, {"start": NEXT_WEEK, "end": TODAY}, "Ngày cuối"),
    "without a reason": (lambda c: c.coordinator, lambda c: c.chair, {"reason": " \u200b"}, "lý do"),
    "the vault's to an agency": (lambda c: c.clerk, lambda c: c.officer, {}, "không ủy quyền cho người đang giữ"),
    "an agency's to the vault": (lambda c: c.officer, lambda c: c.clerk, {}, "không ủy quyền cho người đang giữ"),
    "the office's to the Front": (lambda c: c.coordinator, lambda c: c.supervisor, {}, "đang giữ vị trí"),
    "twice the same": (lambda c: c.clerk, lambda c: c.second_clerk, {}, "đã giữ vị trí này"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_lent(commune, now, case):
    mine, theirs, changed, why = WRONG[case]
    with pytest.raises(Refused, match=why):
        lend(mine(commune), theirs(commune), now, **changed)
    assert not Seat.objects.filter(delegated_from__isnull=False).exists()


def test_not_to_a_stranger_nor_by_one(commune, stranger, now):
    with pytest.raises(Refused, match="cùng địa bàn"):
        lend(commune.coordinator, stranger.coordinator, now)
    for by in (commune.chair, stranger.administrator, commune.leader, stranger.coordinator):
        with pytest.raises(NotAllowed):
            lend(commune.coordinator, commune.chair, now, by=by, reference="CV 12")


def test_the_administrator_needs_the_written_request(commune, now):
    with pytest.raises(Refused, match="văn bản đề nghị"):
        lend(commune.coordinator, commune.chair, now, by=commune.administrator)
    lend(commune.coordinator, commune.chair, now, by=commune.administrator, reference="CV 12/UBND ngày 20/11/2026")
    assert events.of(commune.coordinator).last().note == "Đi công tác · CV 12/UBND ngày 20/11/2026"


def test_no_chain_and_one_at_a_time(commune, now):
    lent = lend(commune.coordinator, commune.chair, now)
    with pytest.raises(Refused, match="ủy quyền tiếp"):
        lend(lent, commune.leader, now)
    with pytest.raises(Refused, match="cho người khác"):
        lend(commune.coordinator, commune.leader, now, start=NEXT_WEEK, end=NEXT_WEEK + timedelta(days=9))
    lend(
        commune.coordinator, commune.leader, now, start=NEXT_WEEK + timedelta(days=1), end=NEXT_WEEK + timedelta(days=9)
    )


def test_not_longer_than_the_seat(commune, now):
    own = people.seat(
        commune.leader.person,
        commune.unit,
        Role.COORDINATOR,
        by=OPERATOR,
        now=now,
        valid_from=TODAY,
        valid_to=NEXT_WEEK,
    )
    with pytest.raises(Refused, match="nằm trong"):
        lend(own, commune.chair, now, end=NEXT_WEEK + timedelta(days=1))
    lent = lend(own, commune.chair, now)
    people.end_seat(own, on=TOMORROW, by=OPERATOR, now=now)
    lent.refresh_from_db()
    assert lent.valid_to == TODAY


def test_a_delegation_is_ended_by_either_side(commune, now):
    for end in (lambda c: c.coordinator, lambda c: None, lambda c: c.administrator):
        lent = lend(commune.coordinator, commune.chair, now)
        delegating.end_delegation(lent, by=end(commune) or lent, now=now)
        assert not lent.held_on(TODAY)
        with pytest.raises(WrongState):
            delegating.end_delegation(lent, by=commune.coordinator, now=now)
    lent = lend(commune.coordinator, commune.chair, now)
    for nobody in (commune.chair, commune.clerk):
        with pytest.raises(NotAllowed):
            delegating.end_delegation(lent, by=nobody, now=now)
    with pytest.raises(Refused):
        delegating.end_delegation(commune.clerk, by=commune.administrator, now=now)


def test_neither_the_delegate_nor_the_lender_approves_the_own_draft(commune, now):
    world = make_world(commune, now)
    second = seat_somebody("nguoi-thu-hai", commune.agency, Role.APPROVER, now=now)
    lent = lend(second, commune.officer, now)
    assert not approves(lent, world.answer), "the officer wrote it; a lent approver's seat does not help"
    with pytest.raises(Refused):
        answers.approve(world.answer, version=world.answer.version, by=lent, now=now, override_reason="Đủ")
    world.answer.authors.update(seat=second)
    helper = seat_somebody("nguoi-giup", commune.agency, Role.OFFICER, now=now)
    delegating.end_delegation(lent, by=second, now=now)
    other = lend(second, helper, now)
    assert not approves(other, world.answer), "who acts for the author may not do what the author may not"
    world.answer.authors.update(seat=commune.officer)
    assert approves(other, world.answer)


def test_two_hands_of_one_person_do_not_open_a_seal(commune, now):
    world = make_world(commune, now)
    lent = lend(commune.clerk, commune.coordinator, now)
    with pytest.raises(NotAllowed):
        triage.open_seal(world.opening, by=lent, now=now)
    mine = lend(commune.coordinator, commune.chair, now)
    with pytest.raises(NotAllowed):
        triage.open_seal(world.opening, by=mine, now=now)
    triage.open_seal(world.opening, by=commune.chair, now=now)


def test_colleagues_are_those_with_a_seat_of_their_own_here(commune, stranger, now):
    found = set(queries.colleagues_of(commune.coordinator, TODAY))
    assert commune.chair.person in found and commune.officer.person in found
    assert commune.coordinator.person not in found and stranger.chair.person not in found
    people.deactivate(commune.chair.person, by=commune.administrator, now=now)
    assert commune.chair.person not in set(queries.colleagues_of(commune.coordinator, TODAY))
