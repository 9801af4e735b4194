"""Each duty of the year in each of its states, on small programmes made by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doithoai.process.people.models import Level, Unit
from doithoai.process.programme import duties
from doithoai.process.programme.duties import JUDGES, Desk, Status
from doithoai.process.programme.facts import Asked, Known, Proof, Year
from doithoai.process.regulation.profiles import CHECKS, Limit, Rule
from doithoai.process.regulation.queries import AppliedRule
from doithoai.process.regulation.workdays import Calendar

HELD_ON = date(2026, 6, 15)
THREE = frozenset(duties.RESULT_WAYS)
ALL_YEAR = date(2026, 1, 1), date(2026, 12, 31)
# 30 April and 1 May 2026 are a Thursday and a Friday.
CALENDAR = Calendar(rest=[date(2026, 4, 30), date(2026, 5, 1), *(date(2026, 2, 16) + timedelta(n) for n in range(5))])


def meeting(number=1, kind="periodic", held_on=HELD_ON, state="closed", **more) -> Known:
    facts = {"audience": "people", "chair_model": "both", **more}
    return Known(number, 1, kind, held_on=held_on, state=state, **facts)


def applied(check, limit=None, *, evidence="V", actor="UBND", since=ALL_YEAR[0], until=ALL_YEAR[1]) -> AppliedRule:
    rule = Rule(
        "X-1", ("commune",), actor, "", "Phải làm", limit, "Điều 1", evidence, None, None, check, "Điều phải làm", "p"
    )
    return AppliedRule(rule, limit, since, until)


def judged(check, meetings=(), limit=None, *, on=date(2026, 12, 31), issued_on=None, requests=(), **rule):
    year = Year(Unit(name="Xã Bình Minh", level=Level.COMMUNE), list(meetings), issued_on, list(requests))
    return list(JUDGES[check](Desk(year, 2026, on, CALENDAR, applied(check, limit, **rule))))


def one(*args, **kwargs):
    (found,) = judged(*args, **kwargs)
    return found


def test_every_check_a_profile_may_name_has_its_judge():
    assert set(JUDGES) == set(CHECKS)


SEVEN = Limit(7, "calendar_day", "at_least")


def notice(day, media=("mass_media",), kind="notice") -> Proof:
    return Proof(kind, frozenset(media), day)


@pytest.mark.parametrize(
    ("proofs", "on", "status", "word"),
    [
        ([notice(date(2026, 6, 8))], date(2026, 6, 9), Status.MET, "7 ngày"),
        ([notice(date(2026, 6, 9))], date(2026, 6, 9), Status.LATE, "thiếu 1 ngày"),
        ([notice(date(2026, 6, 10))], date(2026, 6, 20), Status.LATE, "chỉ trước ngày họp 5 ngày: thiếu 2 ngày"),
        ([notice(date(2026, 6, 17))], date(2026, 6, 20), Status.LATE, "thiếu 9 ngày"),
        ([], date(2026, 6, 8), Status.DUE, "08/06/2026"),
        ([], date(2026, 6, 9), Status.MISSING, "đã qua"),
        # Posted at the headquarters alone is no announcement by mass media.
        ([notice(date(2026, 6, 1), ["headquarters"])], date(2026, 6, 9), Status.MISSING, "hợp lệ"),
        # The first of several counts.
        ([notice(date(2026, 6, 3)), notice(date(2026, 6, 12))], date(2026, 6, 20), Status.MET, "12 ngày"),
        # Results are no notice.
        ([notice(date(2026, 6, 1), kind="results")], date(2026, 6, 9), Status.MISSING, "đã qua"),
    ],
)
def test_notice_period(proofs, on, status, word):
    found = one("notice_period", [meeting(proofs=proofs)], SEVEN, on=on)
    assert (found.status, found.due, found.meeting) == (status, date(2026, 6, 8), "DT-2026-0001")
    assert word in found.says


def test_a_moved_conference_must_be_announced_anew():
    old, said = notice(date(2026, 5, 1)), notice(date(2026, 6, 12), kind="change")
    moved = meeting(fixed_on=date(2026, 6, 1), proofs=[old, said])
    assert one("notice_period", [moved], SEVEN).status == Status.LATE
    moved.proofs = [old, notice(date(2026, 5, 30), kind="change")]
    assert one("notice_period", [moved], SEVEN).status == Status.MET
    # Another place on the same day asks for no new period.
    assert one("notice_period", [meeting(proofs=[old, said])], SEVEN).status == Status.MET


@pytest.mark.parametrize("change", [{"audience": "youth"}, {"chair_model": "party"}, {"kind": "reception"}])
def test_only_the_government_s_conference_with_the_people_is_bound_by_the_conference_s_rules(change):
    other = meeting(**change)
    for check in ("notice_period", "results_published", "cochair_and_front"):
        assert judged(check, [other], SEVEN) == []


def results(day, media=THREE) -> Proof:
    return Proof("results", frozenset(media), day)


@pytest.mark.parametrize(
    ("proofs", "on", "status", "word"),
    [
        ([results(date(2026, 6, 25))], date(2026, 6, 25), Status.MET, "10 ngày"),
        ([results(date(2026, 6, 26))], date(2026, 6, 26), Status.LATE, "chậm 1 ngày"),
        ([], date(2026, 6, 25), Status.DUE, "25/06/2026"),
        ([], date(2026, 6, 26), Status.MISSING, "chưa công khai"),
        ([results(date(2026, 6, 16), ["mass_media"])], date(2026, 6, 25), Status.DUE, "25/06/2026"),
        ([results(date(2026, 6, 16), ["mass_media"])], date(2026, 6, 26), Status.MISSING, "Gửi trưởng thôn"),
        # The three ways may come one after the other; the last one decides.
        (
            [results(date(2026, 6, 16), ["mass_media"]), results(date(2026, 6, 28), ["headquarters", "village_heads"])],
            date(2026, 6, 30),
            Status.LATE,
            "chậm 3 ngày",
        ),
        ([notice(date(2026, 6, 1), THREE)], date(2026, 6, 26), Status.MISSING, "chưa công khai"),
    ],
)
def test_results_published(proofs, on, status, word):
    found = one("results_published", [meeting(proofs=proofs)], Limit(10, "calendar_day", "at_most"), on=on)
    assert (found.status, found.due) == (status, date(2026, 6, 25))
    assert word in found.says


@pytest.mark.parametrize(
    ("day", "status"), [(date(2026, 5, 11), Status.MET), (date(2026, 5, 12), Status.LATE), (None, Status.MISSING)]
)
def test_the_notice_of_conclusions_counts_working_days(day, status):
    """Held on Tuesday 28 April: over two holidays and two weekends the seventh working day after it is 11 May."""
    proofs = [results(day, ["other"])] if day else []
    known = meeting(held_on=date(2026, 4, 28), proofs=proofs)
    found = one("conclusion_notice", [known], Limit(7, "working_day", "at_most"))
    assert (found.status, found.due) == (status, date(2026, 5, 11))


YEARLY = Limit(1, "per_year", "at_least")


@pytest.mark.parametrize(
    ("meetings", "on", "status"),
    [
        ([meeting()], date(2026, 6, 15), Status.MET),
        ([meeting(state="planned")], date(2026, 6, 15), Status.DUE),
        ([meeting(state="planned")], date(2026, 6, 16), Status.DUE),
        ([], date(2026, 12, 31), Status.DUE),
        ([], date(2027, 1, 1), Status.MISSING),
        ([meeting(state="announced")], date(2027, 1, 1), Status.MISSING),
        ([meeting(chair_model="party")], date(2027, 1, 1), Status.MISSING),
        ([meeting(held_on=date(2026, 11, 2))], date(2026, 6, 30), Status.DUE),
    ],
)
def test_yearly_dialogue(meetings, on, status):
    found = one("yearly_dialogue", meetings, YEARLY, on=on)
    assert (found.status, found.period) == (status, "2026")
    assert found.due == (None if status == Status.MET else date(2026, 12, 31))


def test_a_programme_without_a_dialogue_says_so():
    assert "Chưa có đủ trong chương trình" in one("yearly_dialogue", [], YEARLY, on=date(2026, 3, 1)).says
    issued = one("yearly_dialogue", [], YEARLY, on=date(2026, 3, 1), issued_on=date(2026, 1, 20))
    assert (issued.status, "đã ban hành nhưng chưa có" in issued.says) == (Status.DUE, True)
    planned = one("yearly_dialogue", [meeting(state="planned")], YEARLY, on=date(2026, 3, 1))
    assert (planned.meeting, "15/06/2026" in planned.says) == ("DT-2026-0001", True)


def test_a_yearly_duty_of_a_law_that_ended_within_the_year_is_not_judged():
    assert judged("yearly_dialogue", [], YEARLY, until=date(2026, 6, 15)) == []


def test_a_dialogue_the_party_s_head_must_lead_is_not_met_by_the_government_s():
    led = {"actor": "Bí thư cấp ủy xã"}
    assert one("yearly_dialogue", [meeting(chair_model="state")], YEARLY, **led).status == Status.DUE
    assert one("yearly_dialogue", [meeting(chair_model="party")], YEARLY, **led).status == Status.MET


def reception(day, number=1, **more) -> Known:
    return meeting(number, kind="reception", held_on=day, **more)


def per(unit, value):
    return Limit(value, unit, "at_least")


def test_receptions_by_the_month():
    days = [date(2026, 1, 12), date(2026, 1, 26), date(2026, 2, 9), date(2026, 3, 9)]
    known = [reception(day, number) for number, day in enumerate(days, 1)]
    known += [reception(date(2026, 3, 25), 9, state="announced"), reception(date(2026, 4, 10), 10, state="planned")]
    found = judged("state_reception", known, per("per_month", 2), on=date(2026, 3, 20))
    assert [f.period for f in found] == [f"2026-{month:02d}" for month in range(1, 13)]
    assert [f.status for f in found[:5]] == [Status.MET, Status.MISSING, Status.DUE, Status.DUE, Status.DUE]
    assert "Chương trình có 2 ngày" in found[2].says
    assert "Chương trình mới có 1 ngày" in found[3].says


def test_two_receptions_of_one_day_are_one_day():
    known = [reception(date(2026, 1, 12), 1), reception(date(2026, 1, 12), 2)]
    assert judged("state_reception", known, per("per_month", 2))[0].status == Status.MISSING


@pytest.mark.parametrize(
    ("check", "leaders"), [("state_reception", {"state", "both"}), ("party_reception", {"party", "both"})]
)
@pytest.mark.parametrize("leader", ["state", "party", "both"])
def test_a_reception_counts_for_who_leads_it(check, leaders, leader):
    found = judged(check, [reception(date(2026, 1, 12), chair_model=leader)], per("per_month", 1))
    assert (found[0].status == Status.MET) == (leader in leaders)


def test_receptions_by_the_week_only_in_whole_weeks_of_the_rule_s_time_that_have_a_working_day():
    found = judged("state_reception", [], per("per_week", 1), until=date(2026, 6, 30))
    periods = [f.period for f in found]
    assert (periods[0], periods[-1]) == ("2026-W02", "2026-W26")
    assert "2026-W08" not in periods, "the week of Tết"
    assert len(periods) == 24


def test_a_reception_moved_off_a_holiday_counts_for_the_week_it_left_and_once_a_month():
    moved = reception(date(2026, 5, 4), fixed_on=date(2026, 4, 30))
    weeks = {f.period: f.status for f in judged("state_reception", [moved], per("per_week", 1))}
    assert (weeks["2026-W18"], weeks["2026-W19"]) == (Status.MET, Status.MET)
    months = {f.period: f.status for f in judged("state_reception", [moved], per("per_month", 1))}
    assert (months["2026-04"], months["2026-05"]) == (Status.MET, Status.MISSING)
    # Moved without need it counts where it was held.
    free = reception(date(2026, 5, 4), fixed_on=date(2026, 4, 29))
    months = {f.period: f.status for f in judged("state_reception", [free], per("per_month", 1))}
    assert (months["2026-04"], months["2026-05"]) == (Status.MISSING, Status.MET)


@pytest.mark.parametrize(
    ("fixed", "held", "on", "status"),
    [
        (date(2026, 4, 30), date(2026, 5, 4), date(2026, 3, 1), Status.MET),
        (date(2026, 4, 30), date(2026, 5, 5), date(2026, 3, 1), Status.LATE),
        (date(2026, 4, 30), date(2026, 4, 29), date(2026, 4, 1), Status.DUE),
        (date(2026, 4, 30), date(2026, 4, 29), date(2026, 4, 30), Status.MISSING),
        (None, date(2026, 4, 30), date(2026, 4, 1), Status.DUE),
        (None, date(2026, 4, 30), date(2026, 5, 1), Status.MISSING),
        (date(2026, 5, 3), date(2026, 5, 4), date(2026, 6, 1), Status.MET),
    ],
)
def test_moved_day(fixed, held, on, status):
    found = one("moved_day", [reception(held, fixed_on=fixed)], Limit(1, "working_day", "at_most"), on=on)
    assert (found.status, found.due) == (status, date(2026, 5, 4))


def test_a_reception_fixed_and_held_on_a_working_day_needs_no_word():
    assert (
        judged("moved_day", [reception(date(2026, 5, 5)), reception(date(2026, 5, 6), fixed_on=date(2026, 5, 5))]) == []
    )


@given(day=st.dates(*ALL_YEAR), on=st.dates(*ALL_YEAR))
def test_every_fixed_day_is_met_by_the_day_the_calendar_gives(day, on):
    held = CALENDAR.next_or_same(day)
    found = judged("moved_day", [reception(held, fixed_on=day if day != held else None)], on=on)
    assert {f.status for f in found} <= {Status.MET}
    assert bool(found) == (not CALENDAR.works(day)) or held > ALL_YEAR[1]


@pytest.mark.parametrize(
    ("issued_on", "on", "status"),
    [
        (date(2026, 1, 31), date(2026, 2, 5), Status.MET),
        (date(2026, 2, 1), date(2026, 2, 5), Status.LATE),
        (None, date(2026, 1, 31), Status.DUE),
        (None, date(2026, 2, 1), Status.MISSING),
    ],
)
def test_plan_issued(issued_on, on, status):
    found = one("plan_issued", [], Limit(131, "month_day", "at_most"), on=on, issued_on=issued_on, evidence="local")
    assert (found.status, found.due, found.local, found.established) == (status, date(2026, 1, 31), True, False)


def test_planned_and_closed_early_enough():
    lead, closing = Limit(15, "calendar_day", "between", 120), Limit(10, "calendar_day", "at_least")

    def planned(day, until=None, kind="thematic"):
        return meeting(kind=kind, planned_on=day, collect_until=until)

    assert one("plan_to_meeting", [planned(date(2026, 5, 31))], lead).status == Status.MET
    assert one("plan_to_meeting", [planned(date(2026, 6, 1))], lead).status == Status.LATE
    assert one("plan_to_meeting", [planned(date(2026, 1, 1))], lead).status == Status.MET
    assert judged("plan_to_meeting", [planned(date(2026, 6, 14), kind="ad_hoc")], lead) == []
    for until, on, status in (
        (date(2026, 6, 5), date(2026, 6, 1), Status.MET),
        (date(2026, 6, 6), date(2026, 6, 1), Status.LATE),
        (None, date(2026, 6, 5), Status.DUE),
        (None, date(2026, 6, 6), Status.MISSING),
    ):
        assert one("collection_closes", [planned(date(2026, 1, 1), until)], closing, on=on).status == status


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (Asked("x", 99, 1000, "open", ""), None),
        (Asked("x", 100, 1000, "open", ""), Status.DUE),
        (Asked("x", 100, 1000, "declined", ""), Status.MISSING),
        (Asked("x", 100, 1000, "met", "DT-2026-0007"), Status.MET),
        (Asked("x", 500, 0, "open", ""), None),
    ],
)
def test_requested_dialogue(asked, status):
    found = judged("requested_dialogue", [], Limit(10, "percent", "at_least"), requests=[asked])
    assert [f.status for f in found] == ([status] if status else [])


@pytest.mark.parametrize(
    ("guests", "on", "status"),
    [
        ([], date(2026, 7, 1), None),
        (["uy ban mttq viet nam xa", "thuong truc hdnd xa"], date(2026, 6, 1), Status.MET),
        (["mat tran to quoc xa"], date(2026, 6, 15), Status.DUE),
        (["mat tran to quoc xa"], date(2026, 6, 16), Status.MISSING),
        (["hoi dong nhan dan xa"], date(2026, 6, 16), Status.MISSING),
    ],
)
def test_cochair_and_front(guests, on, status):
    found = judged("cochair_and_front", [meeting(guests=guests)], on=on)
    assert [f.status for f in found] == ([status] if status else [])


def test_reception_days_are_public_before_they_come():
    told, late = [notice(date(2026, 1, 5))], [notice(date(2026, 2, 12))]
    known = [reception(date(2026, 1, 12), 1, proofs=told), reception(date(2026, 2, 9), 2, proofs=late)]
    known += [reception(date(2026, 3, 9), 3), reception(date(2026, 4, 9), 4, chair_model="state")]
    found = {f.period: f.status for f in judged("reception_days_public", known, on=date(2026, 3, 1))}
    assert found == {"2026-01": Status.MET, "2026-02": Status.MISSING, "2026-03": Status.DUE}


@pytest.mark.parametrize(
    ("check", "kind"), [("village_notice", "people_meeting"), ("voter_meeting_programme", "voter_contact")]
)
def test_other_meetings_are_announced_too_in_whatever_way(check, kind):
    known = meeting(kind=kind, proofs=[notice(date(2026, 6, 10), ["village_heads"])])
    limit = Limit(5, "calendar_day", "at_least") if kind == "people_meeting" else Limit(3, "working_day", "at_least")
    found = one(check, [known], limit)
    assert (found.status, found.due) == (Status.MET, date(2026, 6, 10))


@given(
    day=st.dates(date(2026, 5, 1), date(2026, 7, 1)),
    first=st.dates(date(2026, 4, 1), date(2026, 7, 15)),
    days=st.integers(0, 60),
)
def test_two_days_on_which_nothing_happened_say_the_same(day, first, days):
    """Between two days with the same status the sentence does not change, so that a difference means something."""
    proofs = [notice(day)]
    a, b = (
        one("notice_period", [meeting(proofs=[p for p in proofs if p.on <= on])], SEVEN, on=on)
        for on in (first, first + timedelta(days))
    )
    assert a.status != b.status or (day > first and day <= first + timedelta(days)) or a == b
