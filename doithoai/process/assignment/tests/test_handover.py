"""A district hands over to two communes: everything open passes once, no date moves, what was is still told."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from doithoai.ground.core import events
from doithoai.ground.core.actors import OPERATOR, SYSTEM
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.process.assignment import handover
from doithoai.process.assignment import services as work
from doithoai.process.assignment.models import Assignment, Handover
from doithoai.process.hall import balance
from doithoai.process.intake import queries as register
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Seat, Unit
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting, Programme
from doithoai.process.reports import facts
from doithoai.process.reports.scope import Scope
from doithoai.process.triage import joining
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter
from doithoai.process.triage.services import Part
from tests.client import signed_in
from tests.people import make_commune, seat

pytestmark = pytest.mark.django_db
ON, DUE = date(2026, 12, 1), date(2026, 12, 6)
BASIS = "Nghị quyết 1656/NQ-UBTVQH15"


@pytest.fixture
def heirs(commune, now):
    """Two communes that follow Bình Minh; old wards tell which village went where."""
    found = [make_commune(name, now=now) for name in ("Phường Đông Ngạc", "Phường Tây Tựu")]
    for heir in found:
        people.succeed(commune.unit, heir.unit, on=ON, basis=BASIS, by=SYSTEM, now=now)
    people.succeed(commune.village, found[0].unit, on=ON, basis=BASIS, by=SYSTEM, now=now)
    return found


def hear(commune, text, now, **more):
    return intake.receive(commune.unit, text, channel="counter", by=commune.clerk, now=now, **more)


@pytest.fixture
def business(commune, heirs, now):
    """A meeting to come, an assigned matter with another joined to it, an open matter, a waiting and a closed voice."""
    meeting = programme.plan(
        commune.unit, kind="periodic", title="Đối thoại quý IV ở Tây Tựu", held_on=date(2026, 12, 20),
        by=commune.coordinator, now=now,
    )  # fmt: skip
    programme.announce(meeting, where="Loa", published_on=date(2026, 11, 20), by=commune.coordinator, now=now)
    village = intake.Where(village=commune.village.name, village_unit=commune.village)
    given, joined = hear(commune, "Mương thôn tắc lâu nay.", now, where=village), hear(commune, "Mương tắc quá.", now)
    free, waiting = hear(commune, "Đường ở Tây Tựu hỏng.", now), hear(commune, "Đèn ở phường Tây Tựu tắt.", now)
    about = hear(commune, "Xin hỏi về cuộc họp.", now, meeting=meeting)
    (matter,) = triage.triage(given, [Part(given.text, field="transport")], by=commune.coordinator, now=now)
    (twin,) = triage.triage(joined, [Part(joined.text, field="transport")], by=commune.coordinator, now=now)
    (open_one,) = triage.triage(free, [Part(free.text, field="transport")], by=commune.coordinator, now=now)
    joining.join(twin, into=matter, by=commune.coordinator, now=now)
    work.assign(matter, lead=commune.agency, due=DUE, basis="Chủ trì giao", by=commune.coordinator, now=now)
    aside = hear(commune, "Việc này bỏ.", now)
    triage.set_aside(aside, reason="Không rõ việc", by=commune.coordinator, now=now)
    return {"meeting": meeting, "matter": matter, "twin": twin, "open": open_one, "waiting": waiting, "about": about,
            "given": given, "aside": aside}  # fmt: skip


def whole_plan(commune, business):
    plan = handover.propose(commune.unit, handover.open_business(commune.unit), ON)
    heirs = handover.successors_on(commune.unit, ON)
    return {thing.code: plan.get(thing.code, heirs[0]) for thing in handover.open_business(commune.unit).things()}


def test_villages_and_names_propose_the_heir(commune, heirs, business):
    dong_ngac, tay_tuu = (heir.unit for heir in heirs)
    plan = handover.propose(commune.unit, handover.open_business(commune.unit), ON)
    assert plan[business["matter"].code] == dong_ngac
    assert plan[business["open"].code] == plan[business["waiting"].code] == tay_tuu
    assert plan[business["meeting"].code] == tay_tuu
    assert business["about"].code not in plan, "what no word tells is left to a person"


def test_everything_open_passes_with_its_dates(commune, heirs, business, now):
    counted = balance.sheet_of(business["meeting"])
    Unit.objects.filter(pk=commune.agency.pk).update(name="Phòng Quản lý đô thị quận")
    records = handover.hand_over(
        commune.unit, whole_plan(commune, business), on=ON, basis=BASIS, by=commune.coordinator, now=now
    )
    assert {record.new for record in records} == {heir.unit for heir in heirs}
    assert not handover.open_business(commune.unit)
    for name in ("matter", "twin", "open", "waiting", "about", "given", "meeting"):
        business[name].refresh_from_db()
        assert business[name].unit_id != commune.unit.pk and business[name].origin_id == commune.unit.pk, name
    business["aside"].refresh_from_db()
    assert business["aside"].unit_id == commune.unit.pk, "what is settled stays where it was settled"
    matter, given = business["matter"], Assignment.objects.get(matter=business["matter"])
    assert (matter.due, given.due, given.state) == (DUE, DUE, "given")
    assert (given.lead, given.origin) == (heirs[0].agency, commune.agency)
    assert balance.sheet_of(business["meeting"]).as_dict() == counted.as_dict()
    listed = {item["code"]: item for record in records for item in record.items}
    assert listed[matter.code]["due"] == "2026-12-06" and listed[matter.code]["lead"] == "Phòng Quản lý đô thị quận"
    assert business["meeting"].code in listed and business["waiting"].code in listed
    assert Programme.objects.get(year=2026).unit == business["meeting"].unit


def test_the_new_place_goes_on_and_the_old_tells_what_was(commune, heirs, business, now):
    handover.hand_over(commune.unit, whole_plan(commune, business), on=ON, basis=BASIS, by=commune.coordinator, now=now)
    heir = heirs[0]
    assert register.visible_to(heir.clerk).filter(pk=business["given"].pk).exists()
    assert not register.visible_to(commune.clerk).filter(pk=business["given"].pk).exists()
    given = Assignment.objects.get(matter=business["matter"])
    work.accept(given, by=heir.officer, now=now)
    with pytest.raises(NotAllowed):
        work.withdraw(given, reason="Việc cũ", by=commune.coordinator, now=now)
    told = [event.verb for event in events.of(business["matter"])]
    assert "hand_over" in told
    today = now.date()
    for unit, received in ((commune.unit, 6), (heir.unit, 0)):
        scope = Scope(unit=unit, start=date(2026, 1, 1), end=date(2026, 12, 31), as_of=today, today=today)
        assert facts.opinions(scope).count() == received, "a merger changes no figure of the past"


def test_a_meeting_counts_for_whoever_held_it(commune, heirs, business, now):
    handover.hand_over(commune.unit, whole_plan(commune, business), on=ON, basis=BASIS, by=commune.coordinator, now=now)
    Unit.objects.filter(pk=commune.unit.pk).update(valid_to=ON - timedelta(days=1))
    meeting = business["meeting"]
    for held_on, holder in ((date(2026, 11, 25), commune.unit), (date(2026, 12, 20), heirs[1].unit)):
        Meeting.objects.filter(pk=meeting.pk).update(state="closed", held_on=held_on)
        for unit in (commune.unit, heirs[1].unit):
            scope = Scope(unit, date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31), date(2026, 12, 31))
            assert list(facts.meetings(scope)) == ([meeting] if unit == holder else []), (held_on, unit)


@pytest.mark.parametrize("fault", ["missing", "stranger", "basis", "role", "heirless", "bodiless"])
def test_what_does_not_fit_is_refused_and_nothing_moves(commune, stranger, heirs, business, now, fault):
    plan, by, on, basis = whole_plan(commune, business), commune.coordinator, ON, BASIS
    if fault == "missing":
        del plan[business["open"].code]
    elif fault == "stranger":
        plan[business["open"].code] = stranger.unit
    elif fault == "basis":
        basis = " "
    elif fault == "role":
        by = heirs[0].coordinator
    elif fault == "heirless":
        on = date(2026, 12, 2)
    else:
        bare = people.found_unit("Xã Trống", Level.COMMUNE, by=SYSTEM, now=now)
        people.succeed(commune.unit, bare, on=ON, basis=BASIS, by=SYSTEM, now=now)
        plan[business["matter"].code] = bare
    with pytest.raises(Refused):
        handover.hand_over(commune.unit, plan, on=on, basis=basis, by=by, now=now)
    assert Handover.objects.count() == 0
    assert Opinion.objects.exclude(origin=None).count() == Matter.objects.exclude(origin=None).count() == 0


def test_twice_finds_nothing_left_and_the_record_cannot_be_rewritten(commune, heirs, business, now):
    plan = whole_plan(commune, business)
    record, *_rest = handover.hand_over(commune.unit, plan, on=ON, basis=BASIS, by=OPERATOR, now=now)
    with pytest.raises(Refused):
        handover.hand_over(commune.unit, plan, on=ON, basis=BASIS, by=OPERATOR, now=now)
    record.minutes = "Sửa lại"
    with pytest.raises(DatabaseError), transaction.atomic():
        record.save()


def test_an_open_promise_keeps_its_date_and_gets_a_keeper(commune, heirs, business, now):
    made = work.promise(business["matter"], unit=commune.agency, made_by="Chủ tịch", text="Nạo vét", due=DUE,
                        by=commune.coordinator, now=now)  # fmt: skip
    Matter.objects.filter(pk=business["matter"].pk).update(state="closed")
    Assignment.objects.update(state="done")
    handover.hand_over(commune.unit, whole_plan(commune, business), on=ON, basis=BASIS, by=OPERATOR, now=now)
    made.refresh_from_db()
    assert (made.unit, made.due, made.moved) == (heirs[0].agency, DUE, 0)
    other = seat("khac", heirs[1].agency, "officer", now=now)
    with pytest.raises(NotAllowed):
        work.report_done(made, evidence="Đã làm", by=other, now=now)


def test_the_page_proposes_asks_what_is_unclear_and_passes_all(commune, heirs, business, now):
    client, address = signed_in(commune.coordinator), f"/lam-viec/ban-giao/moi/{ON.isoformat()}"
    page = client.get(address).content.decode()
    assert business["about"].code in page and business["open"].code not in page, "only the unclear is asked"
    refused = client.post(address, {"basis": BASIS})
    assert refused.status_code == 422 and business["about"].code in refused.content.decode()
    assert Handover.objects.count() == 0
    done = client.post(address, {"basis": BASIS, "rest": heirs[1].unit.pk, "minutes": "ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG"})
    assert done.status_code == 302 and Handover.objects.count() == 2
    record = Handover.objects.get(new=heirs[1].unit)
    for side in (commune.coordinator, heirs[1].coordinator, heirs[1].chair):
        shown = signed_in(side).get(f"/lam-viec/ban-giao/{record.pk}").content.decode()
        assert business["meeting"].code in shown and "ƯỠNG ẪM" in shown and commune.unit.name in shown
    assert signed_in(heirs[0].coordinator).get(f"/lam-viec/ban-giao/{record.pk}").status_code == 404
    assert "Không còn việc mở" in client.get(address).content.decode()


@pytest.mark.parametrize("day", ["2026-12-02", "2026-13-01", "x", "2026-12-01T00:00"])
def test_a_day_without_a_merger_is_no_page(commune, heirs, business, day):
    assert signed_in(commune.coordinator).get(f"/lam-viec/ban-giao/moi/{day}").status_code == 404


def test_a_unit_with_open_business_cannot_be_closed(commune, heirs, business, now):
    with pytest.raises(Refused) as refusal:
        people.close_unit(commune.agency, on=date(2026, 11, 30), by=SYSTEM, now=now)
    assert "Cán bộ xử lý" in str(refusal.value.details), "who sits there is named first"
    Seat.objects.filter(unit=commune.agency).update(valid_to=date(2026, 11, 20))
    with pytest.raises(Refused) as refusal:
        people.close_unit(commune.agency, on=date(2026, 11, 30), by=SYSTEM, now=now)
    assert refusal.value.details == [business["matter"].code]
