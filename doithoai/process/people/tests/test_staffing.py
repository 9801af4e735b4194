"""The administrator's verbs: territory, last administrator, ended units and seats, one-time passwords, the event book."""

from datetime import date, timedelta

import pytest

from doithoai.ground.core import events
from doithoai.ground.core.actors import OPERATOR, SYSTEM
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.ground.core.models import Event
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Person, Role, Seat, Succession, Unit

TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def boss(commune) -> Seat:
    return commune.administrator


def take_on(commune, now, role=Role.CLERK, unit=None, name="thu.ha", by=None) -> Seat:
    seat, _password = people.take_on(
        name, "Đặng Thu Hà", unit or commune.unit, role, by=by or commune.administrator, now=now
    )
    return seat


def lines(thing) -> list[str]:
    return [event.verb for event in events.of(thing)]


def test_an_administrator_builds_an_office(commune, boss, now):
    office = people.found_unit(
        "Văn phòng", Level.AGENCY, parent=commune.unit, code="VP01", valid_from=TODAY, by=boss, now=now
    )
    assert (office.path, office.territory) == (f"{commune.unit.path}{office.pk}/", commune.unit)
    seat, password = people.take_on("thu.ha", " Đặng Thu Hà ", office, Role.OFFICER, by=boss, now=now)
    assert (seat.valid_from, seat.person.full_name) == (TODAY, "Đặng Thu Hà")
    assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]
    assert not set(password) & set("01ilo")
    assert seat.person.check_password(password) and seat.person.must_change_password
    assert (lines(office), lines(seat.person), lines(seat)) == (["found"], ["hire"], ["seat"])
    assert events.of(seat).get().seat_id == boss.pk
    assert password not in str(list(Event.objects.values_list("data", "note", "actor")))


OUTSIDE = [NotAllowed, "territory"]


def outside(commune, stranger, boss, now):
    """Every verb aimed at the other commune."""
    there, them = stranger.unit, stranger.clerk
    return {
        "found": lambda: people.found_unit("Phòng X", Level.AGENCY, parent=there, by=boss, now=now),
        "found at the top": lambda: people.found_unit("Tỉnh X", Level.PROVINCE, by=boss, now=now),
        "close": lambda: people.close_unit(stranger.other_village, on=TODAY, by=boss, now=now),
        "succeed": lambda: people.succeed(commune.village, stranger.village, on=TODAY, basis="", by=boss, now=now),
        "take on": lambda: people.take_on("la", "Người Lạ", there, Role.CLERK, by=boss, now=now),
        "seat": lambda: people.seat(commune.clerk.person, there, Role.CLERK, by=boss, now=now),
        "end": lambda: people.end_seat(them, on=TOMORROW, by=boss, now=now),
        "deactivate": lambda: people.deactivate(them.person, by=boss, now=now),
        "reset": lambda: people.reset_password(them.person, by=boss, now=now),
        "readmit": lambda: people.readmit(them.person, by=boss, now=now),
        "change": lambda: people.change_password(them.person, "mot-mat-khau-moi", by=boss, now=now),
    }


def test_nothing_reaches_outside_the_territory(commune, stranger, boss, now):
    before = Event.objects.count()
    for verb, act in outside(commune, stranger, boss, now).items():
        with pytest.raises(NotAllowed):
            act()
        assert Event.objects.count() == before, verb


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_administers(commune, stranger, now, role):
    by = commune.seats[role]
    for verb, act in outside(commune, commune, by, now).items():
        with pytest.raises(NotAllowed):
            act() if verb != "change" or by != commune.clerk else people.hire("x", "X", None, by=by, now=now)


def test_the_machine_may_do_all_of_it_anywhere(commune, stranger, now):
    assert people.found_unit("Tỉnh X", Level.PROVINCE, by=SYSTEM, now=now).territory.name == "Tỉnh X"
    assert people.reset_password(stranger.clerk.person, by=OPERATOR, now=now)
    people.end_seat(stranger.clerk, on=TODAY, by=OPERATOR, now=now)
    people.deactivate(stranger.officer.person, by=SYSTEM, now=now)


def test_a_province_administers_its_communes(commune, now):
    above = people.found_unit("Tỉnh Trên", Level.PROVINCE, by=SYSTEM, now=now)
    below = people.found_unit("Xã Dưới", Level.COMMUNE, parent=above, by=SYSTEM, now=now)
    chief = take_on(commune, now, Role.ADMINISTRATOR, above, "cap.tren", by=SYSTEM)
    local = take_on(commune, now, Role.ADMINISTRATOR, below, "cap.xa", by=chief)
    with pytest.raises(NotAllowed):
        people.end_seat(chief, on=TODAY, by=local, now=now)
    people.end_seat(local, on=TODAY, by=chief, now=now)
    assert not local.held_on(TODAY), "from above even the last one can be taken away"


def test_the_last_administrator_stays(commune, boss, now):
    with pytest.raises(Refused, match="quản trị cuối cùng"):
        people.end_seat(boss, on=TODAY, by=boss, now=now)
    second = take_on(commune, now, Role.ADMINISTRATOR)
    people.end_seat(boss, on=TOMORROW, by=boss, now=now)
    with pytest.raises(Refused, match="quản trị cuối cùng"):
        people.deactivate(second.person, by=boss, now=now)
    second.refresh_from_db()
    assert second.valid_to is None and Person.objects.get(pk=second.person_id).is_active


def test_a_future_administrator_is_none_yet(commune, boss, now):
    person = take_on(commune, now).person
    people.seat(person, commune.unit, Role.ADMINISTRATOR, by=boss, now=now, valid_from=TOMORROW)
    with pytest.raises(Refused, match="quản trị cuối cùng"):
        people.end_seat(boss, on=TODAY, by=boss, now=now)
    people.end_seat(boss, on=TOMORROW, by=boss, now=now)
    assert boss.valid_to == TODAY


def test_a_seat_ends_with_the_day_before_and_stays_in_the_book(commune, boss, now):
    seat = commune.second_clerk
    people.end_seat(seat, on=TODAY, by=boss, now=now)
    assert (seat.valid_to, seat.held_on(YESTERDAY), seat.held_on(TODAY)) == (YESTERDAY, True, False)
    assert lines(seat) == ["end_seat"]
    with pytest.raises(WrongState):
        people.end_seat(seat, on=TODAY, by=boss, now=now)
    with pytest.raises(Refused, match="không thể thôi giữ sớm hơn"):
        people.end_seat(commune.clerk, on=date(2009, 1, 1), by=boss, now=now)


def test_a_seat_given_by_mistake_is_taken_back_on_its_first_day(commune, boss, now):
    seat = take_on(commune, now)
    people.end_seat(seat, on=TODAY, by=boss, now=now)
    assert not any(seat.held_on(day) for day in (YESTERDAY, TODAY, TOMORROW))
    people.seat(seat.person, commune.unit, Role.CLERK, by=boss, now=now)


@pytest.mark.parametrize(
    ("role", "where"),
    [(Role.COLLECTOR, "unit"), (Role.CLERK, "agency"), (Role.SUPERVISOR, "agency"), (Role.OFFICER, "unit")],
)
def test_a_role_works_where_it_belongs(commune, boss, now, role, where):
    with pytest.raises(Refused, match="chỉ ở"):
        people.seat(commune.clerk.person, getattr(commune, where), role, by=boss, now=now)


def test_a_seat_is_given_once_and_not_to_a_locked_person(commune, boss, now):
    with pytest.raises(Refused, match="đã giữ vị trí này"):
        people.seat(commune.clerk.person, commune.unit, Role.CLERK, by=boss, now=now)
    people.deactivate(commune.second_clerk.person, by=boss, now=now)
    with pytest.raises(Refused, match="đang khóa"):
        people.seat(commune.second_clerk.person, commune.unit, Role.CHAIR, by=boss, now=now)


def test_a_name_is_taken_once(commune, boss, now):
    take_on(commune, now)
    with pytest.raises(Refused, match="đã có người dùng"):
        take_on(commune, now, name=" THU.HA ")
    assert Person.objects.filter(username="thu.ha").count() == 1


WRONG_UNITS = [
    ({"name": " \u200b "}, "cần có tên"),
    ({"level": Level.COMMUNE}, "không thể trực thuộc"),
    ({"valid_from": TODAY, "valid_to": YESTERDAY}, "Ngày kết thúc phải sau"),
    ({"name": "Thôn Đông"}, "đã có “Thôn Đông”"),
    ({"code": "T9"}, "đang dùng cho một đơn vị khác"),
]


@pytest.mark.parametrize(("change", "words"), WRONG_UNITS, ids=[words for _change, words in WRONG_UNITS])
def test_a_wrong_unit_is_refused(commune, boss, now, change, words):
    people.found_unit("Thôn Chín", Level.VILLAGE, parent=commune.unit, code="T9", by=boss, now=now)
    given = {"name": "Thôn Mười", "level": Level.VILLAGE, "parent": commune.unit} | change
    with pytest.raises(Refused, match=words):
        people.found_unit(**given, by=boss, now=now)


def test_a_district_can_only_be_a_closed_one(now, db):
    above = people.found_unit("Tỉnh Trên", Level.PROVINCE, by=SYSTEM, now=now)
    with pytest.raises(Refused, match="30/6/2025"):
        people.found_unit("Huyện Cũ", Level.DISTRICT, parent=above, by=SYSTEM, now=now)
    people.found_unit("Huyện Cũ", Level.DISTRICT, parent=above, by=SYSTEM, now=now, valid_to=date(2025, 6, 30))


def test_a_unit_closes_when_nobody_is_left_in_it(commune, boss, now):
    with pytest.raises(Refused) as refusal:
        people.close_unit(commune.village, on=TODAY, by=boss, now=now)
    assert refusal.value.details == ["Người collector-1: Người thu thập ý kiến".replace("1", str(commune.unit.pk))]
    people.end_seat(commune.collector, on=TOMORROW, by=boss, now=now)
    people.close_unit(
        commune.village, on=TODAY, successors=[commune.other_village], basis="NQ 12/NQ-HĐND", by=boss, now=now
    )
    heir = Succession.objects.get(old=commune.village)
    assert (heir.new, heir.on, heir.basis) == (commune.other_village, TOMORROW, "NQ 12/NQ-HĐND")
    assert Unit.objects.get(pk=commune.village.pk).valid_to == TODAY
    assert lines(commune.village) == ["close", "succeed"]
    with pytest.raises(Refused, match="không hoạt động"):
        people.seat(commune.collector.person, commune.village, Role.COLLECTOR, by=boss, now=now)
    with pytest.raises(WrongState):
        people.close_unit(commune.village, on=TOMORROW, by=boss, now=now + timedelta(days=3))


def test_a_unit_with_others_below_and_the_home_do_not_close(commune, boss, now):
    team = people.found_unit("Tổ Một", Level.AGENCY, parent=commune.other_agency, by=boss, now=now)
    people.deactivate(commune.other_officer.person, by=boss, now=now)
    with pytest.raises(Refused) as refusal:
        people.close_unit(commune.other_agency, on=TODAY, by=boss, now=now)
    assert refusal.value.details == [team.name]
    with pytest.raises(Refused, match="được cài đặt cho đơn vị này"):
        people.close_unit(commune.unit, on=TODAY, by=boss, now=now)


def test_locking_out_ends_the_seats_and_letting_in_gives_none_back(commune, boss, now):
    person = commune.second_clerk.person
    people.seat(person, commune.unit, Role.CHAIR, by=boss, now=now, valid_from=TOMORROW)
    people.deactivate(person, by=boss, now=now)
    assert not person.is_active
    assert not any(seat.held_on(day) for seat in person.seats.all() for day in (TODAY, TOMORROW))
    password = people.readmit(person, by=boss, now=now)
    assert person.is_active and person.check_password(password) and person.must_change_password
    assert lines(person) == ["deactivate", "readmit"]


def test_nobody_resets_or_locks_who_works_elsewhere_too_or_oneself(commune, stranger, boss, now):
    both = commune.second_clerk.person
    people.seat(both, stranger.unit, Role.CLERK, by=stranger.administrator, now=now)
    for act in (people.reset_password, people.deactivate):
        with pytest.raises(Refused, match="địa bàn khác"):
            act(both, by=boss, now=now)
        with pytest.raises(Refused, match="chính mình"):
            act(boss.person, by=boss, now=now)


WEAK = [
    ("ngan", "ít nhất 10 ký tự"),
    ("1234567890", "dễ bị đoán"),
    ("xin-chao-thu.ha", "tên đăng nhập"),
]


@pytest.mark.parametrize(("new", "words"), WEAK)
def test_a_weak_own_password_is_refused_in_words(commune, now, new, words):
    seat = take_on(commune, now)
    with pytest.raises(Refused) as refusal:
        people.change_password(seat.person, new, by=seat, now=now)
    assert words in " ".join([refusal.value.message, *refusal.value.details])
    assert seat.person.must_change_password
