"""A gathering is grouped in the background; a person confirms, changes, rejects, and undoes each of these exactly."""

from datetime import date

import pytest

from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.process.hall import balance
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import grouping, jobs, queries, services
from doithoai.process.triage.models import (
    Grouping,
    GroupMember,
    GroupProposal,
    Matter,
    MatterDecision,
    Raising,
)
from doithoai.process.triage.services import Part

pytestmark = pytest.mark.django_db
S = GroupProposal.State
ROAD = "Đường Nam Cao ở thôn Đông hư hỏng nặng, nhiều ổ gà, đề nghị xã sớm sửa chữa."
ROAD_TOO = "Đề nghị sửa đường Nam Cao thôn Đông vì hư hỏng, ổ gà rất nguy hiểm."
ROAD_THREE = "Đường Nam Cao hư hỏng nặng ở thôn Đông, ổ gà khắp nơi, mong xã sửa chữa."
LIGHT = "Trạm y tế xã thiếu thuốc bảo hiểm, người dân đi khám phải mua thuốc ngoài."


@pytest.fixture
def meeting(commune, now):
    return Meeting.objects.create(
        unit=commune.unit,
        kind="periodic",
        title="Đối thoại",
        held_on=date(2026, 12, 1),
        planned_at=now,
        state=Meeting.State.COLLECTING,
    )


def hear(commune, now, text, meeting=None, village="Thôn Đông"):
    return intake.receive(
        commune.unit,
        text,
        channel="counter",
        by=commune.clerk,
        now=now,
        meeting=meeting,
        where=intake.Where(village=village),
        sender=intake.Sender(name="Nguyễn Thị Canary", phone="0987612345"),
    )


def laid(commune, now, meeting, *groups, field="transport"):
    """Lay proposals by hand: each group is a list of (opinion, part, words), so that no figure of the machine matters."""
    made = Grouping.objects.create(
        unit=commune.unit, meeting=meeting, asked_by=commune.coordinator, asked_at=now, progress="ready", made_at=now
    )
    proposals = []
    for number, members in enumerate(groups, start=1):
        proposal = GroupProposal.objects.create(
            grouping=made, number=number, size=len(members), score=900, field=field, sure=True
        )
        for place, (opinion, part, words) in enumerate(members):
            GroupMember.objects.create(
                grouping=made, proposal=proposal, opinion=opinion, part=part, excerpt=words, place=place, score=900
            )
        proposals.append(proposal)
    return proposals


def stand(*models):
    """Everything that stands, field by field."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def everything():
    return stand(Opinion, Matter, Raising, Grouping, GroupProposal, GroupMember)


def test_the_clock_groups_what_says_the_same(commune, now, meeting):
    roads = [hear(commune, now, text, meeting) for text in (ROAD, ROAD_TOO, ROAD_THREE)]
    other = hear(commune, now, LIGHT, meeting)
    elsewhere = hear(commune, now, ROAD, village="Thôn Đoài")
    asked = grouping.begin(commune.unit, meeting=meeting, by=commune.coordinator, now=now)
    assert grouping.begin(commune.unit, meeting=meeting, by=commune.coordinator, now=now) == asked
    assert jobs.group_gatherings(now) == 1
    assert jobs.group_gatherings(now) == 0
    asked.refresh_from_db()
    assert (asked.progress, asked.opinions, asked.made_at) == ("ready", 4, now)
    first, *rest = queries.proposals_of(asked, S.PROPOSED, alone=False)
    assert not rest
    assert {m.opinion_id for m in first.members.all()} == {one.pk for one in roads}
    assert first.one_village and first.field == "transport" and first.reasons
    (single,) = queries.proposals_of(asked, S.PROPOSED, alone=True)
    assert single.members.get().opinion == other
    assert not GroupMember.objects.filter(opinion=elsewhere).exists()


def test_a_matter_that_stands_takes_the_group(commune, now, meeting):
    first = hear(commune, now, ROAD, meeting)
    (matter,) = services.triage(first, [Part(ROAD, field="transport")], by=commune.coordinator, now=now)
    second = hear(commune, now, ROAD_TOO, meeting)
    asked = grouping.begin(commune.unit, meeting=meeting, by=commune.coordinator, now=now)
    jobs.group_gatherings(now)
    proposal = GroupProposal.objects.get(grouping=asked)
    assert (proposal.into, proposal.field, proposal.sure) == (matter, "transport", True)
    done = grouping.confirm(proposal, by=commune.coordinator, now=now)
    assert (done.matter, done.sorted, done.waiting, done.elsewhere) == (matter, 1, 0, 0)
    assert Raising.objects.get(opinion=second).matter == matter
    grouping.undo_confirm(proposal, by=commune.coordinator, now=now)
    grouping.not_into(proposal, by=commune.coordinator, now=now)
    assert MatterDecision.objects.get().matter == matter
    assert queries.refused_for(second) == {matter.pk}
    assert grouping.confirm(proposal, by=commune.coordinator, now=now).matter != matter


def test_confirming_makes_one_matter_and_undo_restores_every_field(commune, now, meeting):
    a, b, c = (hear(commune, now, text, meeting) for text in (ROAD, ROAD_TOO, LIGHT))
    group, single = laid(commune, now, meeting, [(a, 1, ""), (b, 1, "")], [(c, 1, "")])
    before = everything()
    done = grouping.confirm(group, by=commune.coordinator, now=now)
    assert (done.sorted, done.waiting, done.elsewhere) == (2, 0, 0)
    assert done.matter is not None
    assert (done.matter.text, done.matter.title) == (ROAD, services.title_of(ROAD))
    assert {r.excerpt for r in done.matter.raisings.all()} == {ROAD, ROAD_TOO}
    assert balance.sheet_of(meeting).as_dict()["owed"] == 2
    with pytest.raises(WrongState):
        grouping.confirm(group, by=commune.coordinator, now=now)
    group.refresh_from_db()
    grouping.undo_confirm(group, by=commune.coordinator, now=now)
    assert everything() == before
    single.refresh_from_db()
    assert single.state == S.PROPOSED


def test_a_statement_of_two_matters_is_sorted_when_both_are_decided(commune, now, meeting):
    both = hear(commune, now, f"1. {ROAD}\n2. {LIGHT}", meeting)
    a, b = hear(commune, now, ROAD_TOO, meeting), hear(commune, now, f"{LIGHT} Xin sớm giải quyết.", meeting)
    roads, lights = laid(commune, now, meeting, [(both, 1, ROAD), (a, 1, "")], [(both, 2, LIGHT), (b, 1, "")])
    before = everything()
    done = grouping.confirm(roads, by=commune.coordinator, now=now)
    assert (done.sorted, done.waiting) == (1, 1)
    both.refresh_from_db()
    assert both.state == Opinion.State.RECEIVED
    assert balance.sheet_of(meeting).waiting == 2
    between = everything()
    assert grouping.confirm(lights, by=commune.coordinator, now=now).sorted == 2
    roads.refresh_from_db()
    assert [r.excerpt for r in both.raisings.order_by("number")] == [ROAD, LIGHT]
    assert both.raisings.get(number=1).matter == roads.matter
    assert balance.sheet_of(meeting).waiting == 0
    grouping.undo_confirm(lights, by=commune.coordinator, now=now)
    assert everything() == between
    grouping.undo_confirm(roads, by=commune.coordinator, now=now)
    assert everything() == before


def test_two_parts_of_one_voice_in_one_group_raise_it_once_each(commune, now, meeting):
    one = hear(commune, now, f"1. {ROAD}\n2. {ROAD_TOO}", meeting)
    (group,) = laid(commune, now, meeting, [(one, 1, ROAD), (one, 2, ROAD_TOO)])
    done = grouping.confirm(group, by=commune.coordinator, now=now)
    assert set(one.raisings.values_list("matter", flat=True)) == {done.matter.pk}
    assert one.raisings.count() == 2


def test_one_voice_is_taken_out_and_put_back(commune, now, meeting):
    a, b, c = (hear(commune, now, text, meeting) for text in (ROAD, ROAD_TOO, LIGHT))
    (group,) = laid(commune, now, meeting, [(a, 1, ""), (b, 1, ""), (c, 1, "")])
    before, out = everything(), GroupMember.objects.get(opinion=c)
    grouping.take_out(out, by=commune.coordinator, now=now)
    decision = MatterDecision.objects.get()
    assert (decision.opinion, decision.other, decision.verdict) == (c, a, "different")
    grouping.put_back(out, by=commune.coordinator, now=now)
    assert everything() == before
    assert not MatterDecision.objects.exists()
    grouping.take_out(out, by=commune.coordinator, now=now)
    assert grouping.confirm(group, by=commune.coordinator, now=now).sorted == 2
    c.refresh_from_db()
    assert c.state == Opinion.State.RECEIVED
    with pytest.raises(WrongState):
        grouping.put_back(out, by=commune.coordinator, now=now)


def test_a_rejected_group_waits_one_by_one_and_is_learned_from(commune, now, meeting):
    a, b = hear(commune, now, ROAD, meeting), hear(commune, now, LIGHT, meeting)
    (group,) = laid(commune, now, meeting, [(a, 1, ""), (b, 1, "")])
    before = everything()
    grouping.reject(group, by=commune.coordinator, now=now)
    assert MatterDecision.objects.get().opinion == b
    grouping.take_up(group, by=commune.coordinator, now=now)
    assert everything() == before
    assert not MatterDecision.objects.exists()


def test_what_was_sorted_elsewhere_is_left_where_it_is(commune, now, meeting):
    a, b = hear(commune, now, ROAD, meeting), hear(commune, now, ROAD_TOO, meeting)
    (group,) = laid(commune, now, meeting, [(a, 1, ""), (b, 1, "")])
    services.set_aside(b, reason="Trùng của cùng người", by=commune.coordinator, now=now)
    done = grouping.confirm(group, by=commune.coordinator, now=now)
    assert (done.sorted, done.elsewhere) == (1, 1)
    grouping.undo_confirm(group, by=commune.coordinator, now=now)
    services.set_aside(a, reason="Không rõ", by=commune.coordinator, now=now)
    before = everything()
    with pytest.raises(Refused):
        grouping.confirm(group, by=commune.coordinator, now=now)
    assert everything() == before


def test_undo_is_refused_once_the_matter_was_given(commune, now, meeting):
    from doithoai.process.assignment import services as work

    a, b = hear(commune, now, ROAD, meeting), hear(commune, now, ROAD_TOO, meeting)
    (group,) = laid(commune, now, meeting, [(a, 1, ""), (b, 1, "")])
    done = grouping.confirm(group, by=commune.coordinator, now=now)
    work.assign(
        done.matter, lead=commune.agency, due=date(2026, 12, 6), basis="Kết luận", by=commune.coordinator, now=now
    )
    before = everything()
    with pytest.raises(Refused):
        grouping.undo_confirm(group, by=commune.coordinator, now=now)
    assert everything() == before


def test_a_field_is_needed_and_wording_is_checked(commune, now, meeting):
    one = hear(commune, now, ROAD, meeting)
    (group,) = laid(commune, now, meeting, [(one, 1, "")], field="")
    with pytest.raises(Refused):
        grouping.confirm(group, by=commune.coordinator, now=now)
    with pytest.raises(Refused):
        grouping.word(group, grouping.Wording(field="bậy"), by=commune.coordinator, now=now)
    grouping.word(group, grouping.Wording("Đường hỏng", "transport", "report"), by=commune.coordinator, now=now)
    done = grouping.confirm(group, by=commune.coordinator, now=now)
    assert (done.matter.title, done.matter.field, done.matter.kind) == ("Đường hỏng", "transport", "report")


@pytest.mark.parametrize("who", ["clerk", "officer", "chair", "supervisor", "collector"])
def test_only_the_coordinator_groups(commune, stranger, now, meeting, who):
    one = hear(commune, now, ROAD, meeting)
    (group,) = laid(commune, now, meeting, [(one, 1, "")])
    member = GroupMember.objects.get()
    for seat in (getattr(commune, who), stranger.coordinator):
        for verb in (grouping.confirm, grouping.reject, grouping.undo_confirm, grouping.take_up):
            with pytest.raises((NotAllowed, WrongState)):
                verb(group, by=seat, now=now)
        with pytest.raises(NotAllowed):
            grouping.take_out(member, by=seat, now=now)
        with pytest.raises(NotAllowed):
            grouping.begin(commune.unit, by=seat, now=now)
    assert queries.groupings_of(stranger.coordinator).count() == 0


def test_a_new_grouping_replaces_what_was_only_proposed(commune, now, meeting):
    a, b, c = (hear(commune, now, text, meeting) for text in (ROAD, ROAD_TOO, LIGHT))
    kept, gone = laid(commune, now, meeting, [(a, 1, ""), (b, 1, "")], [(c, 1, "")])
    grouping.confirm(kept, by=commune.coordinator, now=now)
    grouping.begin(commune.unit, meeting=meeting, by=commune.coordinator, now=now)
    jobs.group_gatherings(now)
    assert GroupProposal.objects.filter(pk=kept.pk).exists()
    assert not GroupProposal.objects.filter(pk=gone.pk).exists()
    assert GroupMember.objects.get(opinion=c).proposal.state == S.PROPOSED


def test_sealing_a_denunciation_leaves_none_of_its_words(commune, now, meeting):
    one = hear(commune, now, f"1. {ROAD}\n2. Tôi tố cáo ông X nhận tiền.", meeting)
    (group, _two) = laid(commune, now, meeting, [(one, 1, ROAD)], [(one, 2, "Tôi tố cáo ông X nhận tiền.")])
    grouping.word(group, grouping.Wording("Ông X nhận tiền", "transport", ""), by=commune.coordinator, now=now)
    services.hand_over(one, kind="denunciation", to="Thanh tra", by=commune.coordinator, now=now)
    assert set(GroupMember.objects.values_list("excerpt", flat=True)) == {""}
    group.refresh_from_db()
    assert group.title == ""
