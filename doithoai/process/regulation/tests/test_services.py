"""A place sets its own numbers and days: never laxer than established law, never without a document."""

from datetime import UTC, date, datetime, timedelta

import pytest

from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.core.errors import Conflict, NotAllowed, Refused
from doithoai.ground.core.models import Event
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Role
from doithoai.process.regulation import queries, services
from doithoai.process.regulation.models import CalendarDay, Override
from tests.people import make_commune

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BASIS = "Quy chế số 05-QC/ĐU ngày 10/01/2026"


def put(commune, rule, value, *, by=None, since=TODAY, **more):
    return services.override(
        commune.unit, rule, value=value, basis=BASIS, valid_from=since, by=by or commune.coordinator, now=NOW, **more
    )


def limit(commune, rule, on=TODAY):
    return queries.limit_of(commune.unit, rule, on).limit.value


@pytest.mark.parametrize(
    ("rule", "stricter", "laxer"),
    [("DLG-06", 10, 6), ("DLG-07", 5, 11), ("REC-01", 3, 1), ("DLG-02", 8, 20), ("DLG-01", 2, 0), ("DAT-01", 1, 3)],
)
def test_established_law_is_made_stricter_never_laxer_never_off(commune, rule, stricter, laxer):
    with pytest.raises(Refused):
        put(commune, rule, laxer)
    with pytest.raises(Refused, match="không thể bỏ"):
        put(commune, rule, None, off=True)
    assert not Override.objects.exists()
    put(commune, rule, stricter)
    assert limit(commune, rule) == stricter


@pytest.mark.parametrize(("rule", "value"), [("LOC-ANSWER", 40), ("LOC-COLLECT", 3), ("REC-15", 20), ("LOC-PLAN", 229)])
def test_a_units_own_settings_and_what_is_not_established_are_free(commune, rule, value):
    put(commune, rule, value)
    assert limit(commune, rule) == value
    put(commune, rule, None, off=True)
    assert queries.limit_of(commune.unit, rule, TODAY).off


def test_the_upper_end_of_a_span_gives_way(commune):
    put(commune, "LOC-LEAD", 150)
    held = queries.limit_of(commune.unit, "LOC-LEAD", TODAY).limit
    assert (held.value, held.upper) == (150, 150)


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("ZZZ-99", {"value": 5}),
        ("KN-03", {"value": 5}),
        ("PTY-04", {"value": 5}),
        ("LOC-ANSWER", {"value": 0}),
        ("LOC-ANSWER", {"value": -3}),
        ("LOC-ANSWER", {"value": 99_999}),
        ("LOC-ANSWER", {"value": None}),
        ("LOC-PLAN", {"value": 1301}),
        ("LOC-PLAN", {"value": 431}),
        ("LOC-ANSWER", {"value": 5, "basis": "  "}),
        ("LOC-ANSWER", {"value": 5, "valid_to": TODAY - timedelta(1)}),
    ],
)
def test_what_means_nothing_is_refused_and_leaves_nothing(commune, rule, more):
    given = {"basis": BASIS, "valid_from": TODAY} | more
    with pytest.raises(Refused):
        services.override(commune.unit, rule, by=commune.coordinator, now=NOW, **given)
    assert not Override.objects.exists() and not Event.objects.filter(verb="override").exists()


@pytest.mark.parametrize("role", [role for role in Role.values if role not in {"coordinator", "administrator"}])
def test_nobody_else_sets_rules_or_days(commune, role):
    by = commune.seats[role]
    with pytest.raises(NotAllowed):
        put(commune, "LOC-ANSWER", 5, by=by)
    with pytest.raises(NotAllowed):
        services.set_day(commune.unit, date(2026, 12, 25), works=False, name="Nghỉ", basis=BASIS, by=by, now=NOW)


def test_nobody_sets_them_for_another_place(commune, stranger):
    with pytest.raises(NotAllowed):
        put(commune, "LOC-ANSWER", 5, by=stranger.coordinator)
    made = put(commune, "LOC-ANSWER", 5)
    with pytest.raises(NotAllowed):
        services.end_override(made, on=TODAY, by=stranger.administrator, now=NOW)


def test_a_commune_does_not_undo_what_its_province_made_stricter(db):
    province = people.found_unit("Tỉnh Thử", Level.PROVINCE, by=SYSTEM, now=NOW)
    commune = make_commune("Xã Dưới", now=NOW, parent=province)
    services.override(province, "DLG-06", value=12, basis=BASIS, valid_from=TODAY, by=SYSTEM, now=NOW)
    assert limit(commune, "DLG-06") == 12
    assert queries.limit_of(commune.unit, "DLG-06", TODAY).overridden_by == province
    with pytest.raises(Refused, match="không nhỏ hơn 12"):
        put(commune, "DLG-06", 10)
    put(commune, "DLG-06", 14)
    assert limit(commune, "DLG-06") == 14


def test_the_past_stays_as_it_was_judged(commune):
    made = put(commune, "LOC-ANSWER", 5, since=date(2026, 3, 1))
    with pytest.raises(Refused, match="quá khứ"):
        services.end_override(made, on=date(2026, 6, 1), by=commune.coordinator, now=NOW)
    with pytest.raises(Refused, match="đã có hiệu lực"):
        services.end_override(made, on=date(2026, 2, 1), by=commune.coordinator, now=NOW)
    services.end_override(made, on=TODAY, by=commune.coordinator, now=NOW)
    assert limit(commune, "LOC-ANSWER") == 5 and limit(commune, "LOC-ANSWER", TODAY + timedelta(1)) == 15
    with pytest.raises(Refused, match="đã kết thúc"):
        services.end_override(made, on=TODAY + timedelta(9), by=commune.coordinator, now=NOW)


def test_what_has_not_begun_is_withdrawn_and_the_book_keeps_it(commune):
    made = put(commune, "LOC-ANSWER", 5, since=TODAY + timedelta(10))
    services.end_override(made, on=TODAY, by=commune.administrator, now=NOW)
    assert not Override.objects.exists()
    last = Event.objects.filter(verb="withdraw_override").get()
    assert last.data["rule"] == "LOC-ANSWER" and last.data["value"] == 5


def test_a_day_is_set_once_and_taken_back(commune):
    christmas, by = date(2026, 12, 25), commune.administrator
    assert queries.calendar_for(commune.unit).works(christmas)
    made = services.set_day(commune.unit, christmas, works=False, name="Nghỉ", basis=BASIS, by=by, now=NOW)
    assert not queries.calendar_for(commune.unit).works(christmas)
    assert queries.calendar_for(commune.unit, without=made).works(christmas)
    with pytest.raises(Conflict, match="Nghỉ"):
        services.set_day(commune.unit, christmas, works=True, name="Làm", basis=BASIS, by=by, now=NOW)
    services.unset_day(made, by=by, now=NOW)
    assert queries.calendar_for(commune.unit).works(christmas)
    assert [e.verb for e in Event.objects.filter(subject="regulation.calendarday").order_by("id")] == [
        "set_day",
        "unset_day",
    ]


def test_a_setting_that_says_nothing_new_is_refused(commune):
    for day, works in ((date(2026, 12, 25), True), (date(2026, 12, 26), False)):
        with pytest.raises(Refused, match="vốn đã"):
            services.set_day(commune.unit, day, works=works, name="x", basis=BASIS, by=commune.coordinator, now=NOW)
    for name, basis in (("", BASIS), ("Nghỉ", " ")):
        with pytest.raises(Refused):
            services.set_day(
                commune.unit, date(2026, 12, 25), works=False, name=name, basis=basis, by=commune.coordinator, now=NOW
            )


def test_a_day_for_everybody_is_set_by_the_machine_alone(commune, stranger):
    day = date(2026, 12, 25)
    with pytest.raises(NotAllowed):
        services.set_day(None, day, works=False, name="Nghỉ", basis=BASIS, by=commune.administrator, now=NOW)
    made = services.set_day(None, day, works=False, name="Nghỉ", basis=BASIS, by=SYSTEM, now=NOW)
    assert not queries.calendar_for(stranger.unit).works(day)
    with pytest.raises(NotAllowed):
        services.unset_day(made, by=commune.administrator, now=NOW)
    assert CalendarDay.objects.count() == 1


def test_a_village_works_when_its_commune_works(commune):
    day = date(2026, 12, 25)
    services.set_day(commune.unit, day, works=False, name="Nghỉ", basis=BASIS, by=commune.coordinator, now=NOW)
    assert not queries.calendar_for(commune.village).works(day)
