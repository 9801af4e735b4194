"""The contract that other stages build on: rules of a place on a day, its settings, its calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doithoai.process.regulation import queries
from doithoai.process.regulation.models import CalendarDay, Override

AT = datetime(2026, 1, 5, tzinfo=UTC)


def ids(place, on):
    return {applied.id for applied in queries.rules_for(place, on)}


def override(place, rule, value, since, until=None, off=False):
    return Override.objects.create(
        place=place,
        rule=rule,
        value=value,
        off=off,
        basis="Quy chế số 5-QC/ĐU",
        valid_from=since,
        valid_to=until,
        recorded_at=AT,
    )


def test_the_law_of_reception_changes_on_the_first_of_july_2026(commune):
    before, after = ids(commune.unit, date(2026, 6, 30)), ids(commune.unit, date(2026, 7, 1))
    assert before - after == {"REC-02"}
    assert {rule for rule in after - before if rule.startswith("REC")} == {
        "REC-01",
        "REC-09",
        "REC-10",
        "REC-11",
        "REC-12",
    }
    assert after - before == {rule for rule in after - before if rule.startswith(("REC", "KN"))}


def test_a_commune_is_not_asked_what_a_province_must_do(commune):
    found = ids(commune.unit, date(2026, 11, 1))
    assert "PTY-02" in found and "DLG-12" in found
    assert not found & {"PTY-01", "REC-03", "PTY-03"}


def test_a_setting_of_the_place_replaces_the_number_for_its_time(commune, stranger):
    override(commune.unit, "DLG-06", 10, date(2026, 3, 1), date(2026, 8, 31))
    spans = [a for a in queries.rules_during(commune.unit, date(2026, 1, 1), date(2026, 12, 31)) if a.id == "DLG-06"]
    assert [(a.since, a.until, a.limit.value) for a in spans] == [
        (date(2026, 1, 1), date(2026, 2, 28), 7),
        (date(2026, 3, 1), date(2026, 8, 31), 10),
        (date(2026, 9, 1), date(2026, 12, 31), 7),
    ]
    assert spans[1].overridden_by == commune.unit and spans[1].basis == "Quy chế số 5-QC/ĐU"
    assert queries.limit_of(stranger.unit, "DLG-06", date(2026, 5, 1)).limit.value == 7
    assert queries.limit_of(commune.unit, "REC-02", date(2026, 7, 1)) is None


def test_a_setting_without_an_end_cuts_nothing_at_the_end_of_time(commune):
    override(commune.unit, "DLG-06", 10, date(2026, 3, 1))
    spans = [a for a in queries.rules_during(commune.unit, date.min, date.max) if a.id == "DLG-06"]
    assert [(a.since, a.until, a.limit.value) for a in spans] == [
        (date(2025, 6, 16), date(2026, 2, 28), 7),
        (date(2026, 3, 1), date.max, 10),
    ]


def test_the_nearer_place_wins_over_the_one_above(commune):
    override(commune.unit, "DLG-06", 9, date(2026, 1, 1))
    override(commune.unit, "DLG-06", 12, date(2026, 2, 1))
    assert queries.limit_of(commune.unit, "DLG-06", date(2026, 1, 15)).limit.value == 9
    assert queries.limit_of(commune.unit, "DLG-06", date(2026, 2, 15)).limit.value == 12, "the later recorded wins"


@pytest.mark.parametrize("settings", [0, 20])
def test_the_rules_cost_the_same_number_of_queries_whatever_was_set(commune, settings):
    for number in range(settings):
        override(commune.unit, "LOC-ANSWER", 10 + number, date(2026, 1, 1) + timedelta(number))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        queries.rules_for(commune.unit, date(2026, 11, 1))
    assert len(seen) == 3


def test_the_calendar_of_a_place_stands_on_that_of_the_installation(commune, stranger):
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    CalendarDay.objects.create(day=saturday, works=True, name="Làm bù", basis="Công văn 1", recorded_at=AT)
    CalendarDay.objects.create(
        place=commune.unit, day=saturday, works=False, name="Nghỉ", basis="Công văn 2", recorded_at=AT
    )
    CalendarDay.objects.create(
        place=commune.unit, day=monday, works=False, name="Ngày lễ của xã", basis="Công văn 2", recorded_at=AT
    )
    assert queries.calendar_for(stranger.unit).works(saturday) and queries.calendar_for(stranger.unit).works(monday)
    assert not queries.calendar_for(commune.unit).works(saturday)
    assert queries.calendar_for(commune.unit).add(date(2026, 11, 20), 1) == date(2026, 11, 25)


def test_one_rule_costs_one_query_and_says_what_the_list_says(commune, django_assert_num_queries):
    override(commune.unit, "DLG-06", 10, date(2026, 3, 1))
    on = date(2026, 11, 1)
    listed = {applied.id: applied for applied in queries.rules_for(commune.unit, on)}
    with django_assert_num_queries(1):
        assert queries.limit_of(commune.unit, "DLG-06", on) == listed["DLG-06"]
    assert queries.limit_of(commune.unit, "DAT-01", on).limit.unit == "working_day"
    assert all(queries.limit_of(commune.unit, rule, on) == applied for rule, applied in listed.items())
    for absent in ("PTY-01", "REC-02", "HN-01", "ZZZ"):
        assert queries.limit_of(commune.unit, absent, on) is None, absent
