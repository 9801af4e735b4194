"""Two coordinators at one group: one confirms it, the other sees it done. Also two groups that share voices."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from doithoai.ground.core.errors import WrongState
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import grouping, services
from doithoai.process.triage.models import GroupProposal, Matter, Raising
from doithoai.process.triage.services import Part
from doithoai.process.triage.tests.test_grouping import LIGHT, ROAD, ROAD_TOO, hear, laid
from tests.people import make_commune

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Do these at the same moment, each on a connection of its own."""

    def run(act):
        try:
            return act()
        except WrongState:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def fresh(proposal):
    return GroupProposal.objects.select_related("grouping").get(pk=proposal.pk)


def test_of_two_who_confirm_one_group_the_second_sees_it_done(now):
    commune = make_commune("Xã Bình Minh", now=now, is_home=True)
    voices = [hear(commune, now, f"{ROAD} Lần {n}.") for n in range(12)]
    (group,) = laid(commune, now, None, [(voice, 1, "") for voice in voices])
    answers = at_once(*[lambda: grouping.confirm(fresh(group), by=commune.coordinator, now=now) for _n in range(4)])
    assert answers.count("too late") == 3
    assert Matter.objects.count() == 1
    assert Raising.objects.count() == len(voices)


def test_two_groups_that_share_voices_sort_each_voice_once(now):
    commune = make_commune("Xã Bình Minh", now=now, is_home=True)
    both = [hear(commune, now, f"1. {ROAD} Lần {n}.\n2. {LIGHT} Lần {n}.") for n in range(6)]
    one, other = laid(
        commune,
        now,
        None,
        [(voice, 1, f"{ROAD} Lần {n}.") for n, voice in enumerate(both)],
        [(voice, 2, f"{LIGHT} Lần {n}.") for n, voice in reversed(list(enumerate(both)))],
    )
    done = at_once(
        lambda: grouping.confirm(fresh(one), by=commune.coordinator, now=now),
        lambda: grouping.confirm(fresh(other), by=commune.coordinator, now=now),
    )
    assert sorted(one.sorted for one in done) == [0, len(both)]
    assert Raising.objects.count() == 2 * len(both)
    assert Matter.objects.count() == 2
    at_once(
        lambda: grouping.undo_confirm(fresh(one), by=commune.coordinator, now=now),
        lambda: grouping.undo_confirm(fresh(other), by=commune.coordinator, now=now),
    )
    assert Raising.objects.count() == Matter.objects.count() == 0


def test_confirming_while_a_voice_is_taken_out(now):
    commune = make_commune("Xã Bình Minh", now=now, is_home=True)
    voices = [hear(commune, now, text) for text in (ROAD, ROAD_TOO, LIGHT)]
    (group,) = laid(commune, now, None, [(voice, 1, "") for voice in voices])
    member = group.members.select_related("proposal__grouping").get(opinion=voices[2])
    at_once(
        lambda: grouping.confirm(fresh(group), by=commune.coordinator, now=now),
        lambda: grouping.take_out(member, by=commune.coordinator, now=now),
    )
    member.refresh_from_db()
    voices[2].refresh_from_db()
    assert (voices[2].state == "triaged") == (not member.taken_out)
    assert fresh(group).size == (2 if member.taken_out else 3)


def test_undoing_one_voice_by_hand_and_a_whole_group_of_the_same_matters_never_block_each_other(now):
    commune = make_commune("Xã Bình Minh", now=now, is_home=True)
    by = commune.coordinator
    for turn in range(6):
        first, second, alone = (hear(commune, now, f"{ROAD} Lần {turn}.\n{LIGHT} Lần {turn}.{n}") for n in range(3))
        parts = [Part(f"{ROAD} Lần {turn}.", field="transport"), Part(f"{LIGHT} Lần {turn}.", field="health")]
        road, light = services.triage(first, parts, by=by, now=now)
        # The voice sorted by hand raises the two matters in the other order than those of the group.
        hand = [Part(f"{LIGHT} Lần {turn}.", matter=light), Part(f"{ROAD} Lần {turn}.", matter=road)]
        services.triage(alone, hand, by=by, now=now)
        roads, lights = laid(
            commune, now, None, [(second, 1, f"{ROAD} Lần {turn}.")], [(second, 2, f"{LIGHT} Lần {turn}.")]
        )
        GroupProposal.objects.filter(pk=roads.pk).update(into=road)
        GroupProposal.objects.filter(pk=lights.pk).update(into=light)
        for group in (roads, lights):
            grouping.confirm(fresh(group), by=by, now=now)
        undo = [
            lambda one=one: services.undo_triage(Opinion.objects.get(pk=one.pk), by=by, now=now)
            for one in (alone, first)
        ]
        assert at_once(*undo, lambda group=roads: grouping.undo_confirm(fresh(group), by=by, now=now)) == [None] * 3
    assert Raising.objects.count() == Matter.objects.count() == 0
    assert not Opinion.objects.exclude(state=Opinion.State.RECEIVED).exists()
