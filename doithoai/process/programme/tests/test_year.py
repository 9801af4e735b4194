"""The year's programme: drafting, issuing, receptions, moving, publishing and judging."""

from datetime import date

import pytest
import time_machine

from doithoai.ground.core.errors import NotAllowed, NoteNeeded, Refused, WrongState
from doithoai.ground.core.models import Event
from doithoai.process.people.models import Level, Unit
from doithoai.process.programme import check, services
from doithoai.process.programme.models import Announcement, Meeting, Programme
from doithoai.process.programme.periods import Pattern
from doithoai.process.programme.tests.making_year import announced, many, planned
from doithoai.process.regulation.models import CalendarDay, Override

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


def move(meeting, commune, now, **more) -> None:
    facts = {"held_on": date(2026, 12, 20), "place": meeting.place, "reason": "Bão số 9", **more}
    services.reschedule(meeting, by=commune.coordinator, now=now, **facts)


# Drafting and issuing


def test_a_year_is_drafted_once_and_issued_once_with_its_number(commune, at):
    by = {"by": commune.coordinator, "now": at}
    programme = services.draft_programme(commune.unit, 2026, **by)
    with pytest.raises(Refused, match="đã có"):
        services.draft_programme(commune.unit, 2026, **by)
    facts = {"number": "05-CTr/ĐU", "issued_on": date(2026, 11, 20)}
    with pytest.raises(Refused, match="chưa có cuộc nào"):
        services.issue(programme, **facts, **by)
    planned(commune, at)
    for wrong in ({"number": " "}, {"issued_on": date(2026, 11, 22)}):
        with pytest.raises(Refused):
            services.issue(programme, **{**facts, **wrong}, **by)
    services.issue(programme, **facts, **by)
    programme.refresh_from_db()
    assert (programme.state, programme.number, programme.issued_on) == ("issued", "05-CTr/ĐU", date(2026, 11, 20))


def test_of_two_who_issue_at_once_the_second_sees_the_first(commune, at):
    services.draft_programme(commune.unit, 2026, by=commune.coordinator, now=at)
    planned(commune, at)
    mine, theirs = Programme.objects.get(), Programme.objects.get()
    services.issue(mine, number="1", issued_on=date(2026, 11, 20), by=commune.coordinator, now=at)
    with pytest.raises(WrongState):
        services.issue(theirs, number="2", issued_on=date(2026, 11, 21), by=commune.coordinator, now=at)
    assert Programme.objects.get().number == "1"


@pytest.mark.parametrize("year", [1999, 2101, 10**9])
def test_a_year_out_of_reach_is_refused(commune, at, year):
    with pytest.raises(Refused):
        services.draft_programme(commune.unit, year, by=commune.coordinator, now=at)


def test_only_the_own_coordinator_drafts_plans_and_moves(commune, stranger, at):
    meeting = planned(commune, at)
    for seat in (commune.chair, commune.clerk, commune.leader, stranger.coordinator):
        with pytest.raises(NotAllowed):
            services.draft_programme(commune.unit, 2026, by=seat, now=at)
        with pytest.raises(NotAllowed):
            services.plan_receptions(commune.unit, 2026, pattern=Pattern(3), by=seat, now=at)
        with pytest.raises(NotAllowed):
            services.reschedule(meeting, held_on=date(2026, 12, 20), reason="x", by=seat, now=at)
    assert not Programme.objects.exists()


# Receptions


def test_a_reception_on_a_holiday_moves_to_the_next_working_day_and_remembers_its_own(commune, at):
    found = services.plan_receptions(
        commune.unit, 2026, pattern=Pattern(month_days=(30,)), since=date(2026, 4, 1), until=date(2026, 4, 30),
        by=commune.coordinator, now=at,
    )  # fmt: skip
    assert [(m.fixed_on, m.held_on) for m in found] == [(date(2026, 4, 30), date(2026, 5, 4))]
    (finding,) = [f for f in check.findings(commune.unit, 2026, date(2026, 4, 1)) if f.rule == "REC-17"]
    assert (finding.status, finding.meeting) == ("met", found[0].code)


def test_a_place_s_own_rest_day_moves_its_reception_too(commune, at):
    CalendarDay.objects.create(
        place=commune.unit, day=date(2026, 12, 3), works=False, name="Lễ hội làng", basis="QĐ 1", recorded_at=at
    )
    found = services.plan_receptions(
        commune.unit, 2026, pattern=Pattern(weekday=3), since=date(2026, 12, 1), until=date(2026, 12, 10),
        by=commune.coordinator, now=at,
    )  # fmt: skip
    assert [(m.fixed_on, m.held_on) for m in found] == [
        (date(2026, 12, 3), date(2026, 12, 4)),
        (None, date(2026, 12, 10)),
    ]


def test_planning_receptions_again_adds_only_what_is_missing(commune, at):
    def go(**more):
        return services.plan_receptions(commune.unit, 2026, by=commune.coordinator, now=at, **more)

    assert len(go(pattern=Pattern(weekday=3), since=date(2026, 12, 1))) == 5
    with pytest.raises(Refused, match="Không có ngày tiếp nào"):
        go(pattern=Pattern(weekday=3), since=date(2026, 12, 1))
    assert len(go(pattern=Pattern(weekday=3), since=date(2026, 12, 1), chair_model="party")) == 5
    assert Event.objects.filter(verb="plan").count() == 10


# Moving and cancelling


def test_what_was_announced_moves_with_its_reason_in_public(commune, at):
    meeting = announced(commune, at, collect_until=date(2026, 12, 15))
    move(
        meeting,
        commune,
        at,
        held_on=date(2026, 12, 10),
        where="Loa xã",
        media=["mass_media"],
        published_on=date(2026, 11, 21),
    )
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.fixed_on, meeting.sequence) == (date(2026, 12, 10), date(2026, 12, 15), 1)
    assert meeting.collect_until == date(2026, 12, 10), "collecting cannot end after the meeting"
    told = meeting.announcements.get(kind="change")
    assert (told.text, told.where, told.media) == ("Bão số 9", "Loa xã", ["mass_media"])
    move(meeting, commune, at, held_on=date(2026, 12, 15))
    meeting.refresh_from_db()
    assert (meeting.fixed_on, meeting.sequence) == (None, 2), "back on its first day"
    here = meeting.announcements.filter(kind="change").last()
    assert (here.media, here.published_on) == (["portal"], date(2026, 11, 21))


def test_a_plan_that_nobody_was_told_of_moves_without_an_announcement(commune, at):
    meeting = planned(commune, at)
    move(meeting, commune, at)
    assert (meeting.fixed_on, Announcement.objects.count()) == (date(2026, 12, 15), 0)
    assert Event.objects.get(verb="reschedule").data == {"from": "2026-12-15", "to": "2026-12-20"}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"reason": "  "}, NoteNeeded),
        ({"held_on": date(2026, 11, 20)}, Refused),
        ({"held_on": date(2027, 1, 5)}, Refused),
        ({"held_on": date(2026, 12, 15)}, Refused),
        ({"where": "Loa", "published_on": date(2026, 11, 22)}, Refused),
        ({"where": "Loa", "published_on": date(2026, 11, 20), "media": ["tin đồn"]}, Refused),
    ],
)
def test_a_wrong_move_changes_nothing(commune, at, change, error):
    meeting = announced(commune, at)
    with pytest.raises(error):
        move(meeting, commune, at, **change)
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.sequence, meeting.announcements.count()) == (date(2026, 12, 15), 0, 1)
    assert not Event.objects.filter(verb="reschedule").exists()


def test_of_two_who_move_at_once_the_second_sees_what_stands(commune, at):
    meeting = announced(commune, at)
    late = Meeting.objects.get()
    services.cancel(meeting, reason="Bão", by=commune.coordinator, now=at)
    with pytest.raises(WrongState):
        move(late, commune, at)
    assert meeting.announcements.get(kind="cancellation").text == "Bão"
    other, same = announced(commune, at), None
    same = Meeting.objects.get(pk=other.pk)
    move(other, commune, at)
    with pytest.raises(Refused, match="không có gì khác trước"):
        move(same, commune, at)


def test_what_nobody_was_told_of_is_cancelled_without_an_announcement(commune, at):
    services.cancel(planned(commune, at), reason="Trùng lịch", by=commune.coordinator, now=at)
    assert not Announcement.objects.exists()


def test_a_locality_lies_in_the_place_and_has_its_reason(commune, stranger, at):
    with pytest.raises(Refused, match="vì sao"):
        planned(commune, at, locality=commune.village)
    with pytest.raises(Refused, match="không thuộc"):
        planned(commune, at, locality=stranger.village, locality_reason="Nhiều ý kiến")
    assert planned(commune, at, locality=commune.village, locality_reason="Nhiều ý kiến").locality == commune.village


# Results


def test_results_are_published_when_the_meeting_is_over_and_in_several_ways(commune, at):
    meeting = announced(commune, at)
    with pytest.raises(WrongState):
        services.publish_results(meeting, by=commune.coordinator, now=at)
    Meeting.objects.filter(pk=meeting.pk).update(state="concluded", held_on=date(2026, 11, 10))
    meeting.refresh_from_db()
    with pytest.raises(Refused, match="trước ngày họp"):
        services.publish_results(
            meeting, where="Loa", media=["mass_media"], published_on=date(2026, 11, 9), by=commune.coordinator, now=at
        )
    for way, day in (("mass_media", 12), ("headquarters", 13), ("village_heads", 21)):
        services.publish_results(
            meeting, where="x", media=[way], published_on=date(2026, 11, day), by=commune.coordinator, now=at
        )

    def stands(on):
        return next(f.status for f in check.findings(commune.unit, 2026, on) if f.rule == "DLG-07")

    assert (stands(date(2026, 11, 20)), stands(date(2026, 11, 21))) == ("due", "late")


# Judging


def test_what_was_cancelled_later_still_stood_in_the_plan(commune, at):
    meeting = announced(commune, at)
    services.cancel(meeting, reason="Bão", by=commune.coordinator, now=at)
    assert {f.meeting for f in check.findings(commune.unit, 2026, date(2026, 11, 20))} >= {meeting.code}
    assert meeting.code not in {f.meeting for f in check.findings(commune.unit, 2026, date(2026, 11, 21))}


def test_a_rule_nobody_has_read_is_shown_and_never_broken(commune, at):
    unread = [f for f in check.findings(commune.unit, 2026, date(2026, 12, 31)) if f.evidence in {"M", "N", "D"}]
    assert unread and {f.status for f in unread} == {"not_established"}


def test_a_place_s_own_number_is_judged_and_named(commune, at):
    announced(commune, at, held_on=date(2026, 12, 1))
    Override.objects.create(
        place=commune.unit, rule="DLG-06", value=14, basis="Quy chế xã", valid_from=date(2026, 1, 1), recorded_at=at
    )
    (found,) = [f for f in check.findings(commune.unit, 2026, date(2026, 11, 21)) if f.rule == "DLG-06"]
    assert (found.status, found.clause, found.due) == ("late", "Quy chế xã", date(2026, 11, 17))


def test_a_province_is_judged_with_the_communes_that_take_part(commune, stranger, now):
    province = Unit.objects.create(name="Tỉnh X", name_fold="tinh x", level=Level.PROVINCE, valid_from=date(2010, 1, 1))
    Unit.objects.filter(pk=province.pk).update(path=f"/{province.pk}/", territory=province)
    province.refresh_from_db()
    silent = Unit.objects.create(name="Xã Im", name_fold="xa im", level=Level.COMMUNE, parent=province)
    for place in (commune.unit, stranger.unit, silent):
        Unit.objects.filter(pk=place.pk).update(path=f"{province.path}{place.pk}/", parent=province)
    assert {f.unit for f in check.findings(province, 2026, date(2026, 11, 21))} == {"Xã Bình Minh", "Xã Lạ"}
    Programme.objects.create(unit=silent, year=2026, title="x", planned_at=now)
    assert {f.unit for f in check.findings(province, 2026, date(2026, 11, 21))} == {"Xã Bình Minh", "Xã Lạ", "Xã Im"}
    assert {f.unit for f in check.findings(commune.unit, 2026, date(2026, 11, 21))} == {"Xã Bình Minh"}


@pytest.mark.parametrize("number", [8, 400])
def test_the_check_takes_the_same_queries_whatever_the_number_of_meetings(
    commune, now, django_assert_max_num_queries, number
):
    many(commune, now, number)
    with django_assert_max_num_queries(12):
        found = check.findings(commune.unit, 2026, date(2026, 11, 21))
    assert len({f.meeting for f in found}) > number // 2
