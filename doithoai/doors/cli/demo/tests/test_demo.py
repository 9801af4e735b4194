"""The demonstration is played whole, once; its figures are those of the five places, and everybody can sign in."""

import json
from argparse import Namespace
from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from doithoai.doors.cli import demo
from doithoai.doors.cli.demo.cast import PASSWORD
from doithoai.doors.cli.demo.material import chapter
from doithoai.ground.core import clock
from doithoai.ground.core.models import Event
from doithoai.process.answer import queries as answers
from doithoai.process.answer.models import Answer, Reopening
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment.models import Assignment, Promise
from doithoai.process.hall import balance
from doithoai.process.intake.models import Channel, Opinion
from doithoai.process.people.models import Level, Role, Seat, Succession, Unit
from doithoai.process.people.queries import find_unit
from doithoai.process.programme.models import Meeting
from doithoai.process.reports import figures
from doithoai.process.reports.scope import Scope
from doithoai.process.triage.models import Matter

# With several test processes (--dist loadgroup) one of them plays the demonstration, once.
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.walk]
ANSWERED = {"unanswered": 0}
EXPECTED = {
    "vinh-bao-2023": (2023, 2023, ANSWERED | {"meetings_periodic_district": 1}),
    "thai-binh-2024": (2024, 2024, ANSWERED | {"meetings_periodic": 1, "meetings_thematic": 2, "meetings_ad_hoc": 1}),
    "binh-thuan-2016-2019": (
        2016,
        2019,
        ANSWERED | {"meetings_people": 4, "meetings_youth": 2, "meetings_enterprises": 1},
    ),
    "bac-tu-liem-2017-2022": (
        2017,
        2022,
        ANSWERED
        | {
            "meetings_periodic": 76,
            "meetings_periodic_district": 5,
            "meetings_periodic_commune": 71,
            "meetings_ad_hoc": 137,
            "meetings_total": 213,
        },
    ),
    "ham-yen-2017": (
        2017,
        2017,
        ANSWERED
        | {"reception_sessions": 24, "reception_turns": 126, "reception_persons": 312, "meetings_enterprises": 1},
    ),
}


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Play everything once for this module, and undo it afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        added = demo.fill(list(demo.SCENARIOS))
        try:
            yield added
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.mark.parametrize("scenario", chapter("scenarios"), ids=lambda facts: facts["id"])
def test_each_place_prints_its_figures(filled, db, scenario):
    first, last, expected = EXPECTED[scenario["id"]]
    unit = find_unit(scenario["unit"]["name"])
    for as_of in (date(last, 12, 31), clock.today()):
        scope = Scope(unit, date(first, 1, 1), date(last, 12, 31), as_of, clock.today())
        found = figures.values(scope)
        assert {name: found[name] for name in expected} == expected
        assert found["answered"] == found["matters"] > 0
    assert {heir.new.name for heir in unit.successors.select_related("new")} == set(scenario["today"])


def test_the_old_places_ended_with_the_reform(filled, db):
    names = [facts["unit"]["name"] for facts in chapter("scenarios")]
    assert set(Unit.objects.filter(name__in=names).values_list("valid_to", flat=True)) == {date(2025, 6, 30)}
    heirs = Succession.objects.filter(new__level=Level.COMMUNE).values_list("new__code", flat=True)
    assert all(len(code) == 5 and code.isdigit() for code in heirs)


def test_every_sheet_balances_and_the_past_is_closed(filled, db):
    meetings = list(Meeting.objects.select_related("unit"))
    sheets = {meeting.pk: balance.sheet_of(meeting) for meeting in meetings}
    assert all(sheet.balanced for sheet in sheets.values())
    past = [meeting for meeting in meetings if meeting.unit.valid_to]
    assert len(past) > 240
    assert {meeting.state for meeting in past} == {Meeting.State.CLOSED}
    assert not any(sheets[meeting.pk].waiting or sheets[meeting.pk].owed for meeting in past)


def test_ham_yen_was_heard_by_every_way(filled, db):
    used = set(Opinion.objects.filter(unit=find_unit("Huyện Hàm Yên")).values_list("channel", flat=True))
    assert used == {
        Channel.COUNTER, Channel.MAILBOX, Channel.ROUNDTABLE, Channel.RECEPTION, Channel.VOTER_CONTACT, Channel.HALL,
        Channel.DRAFT, Channel.YEARLY,
    }  # fmt: skip


def test_the_home_commune_shows_every_state(filled, db):
    home = Unit.objects.get(is_home=True)
    here = {"matter__unit": home}

    def states(rows):
        return set(rows.values_list("state", flat=True))

    assert states(Opinion.objects.filter(unit=home)) == set(Opinion.State.values)
    assert states(Matter.objects.filter(unit=home)) == set(Matter.State.values)
    assert states(Assignment.objects.filter(**here)) == set(Assignment.State.values)
    assert states(Answer.objects.filter(**here)) == set(Answer.State.values)
    assert states(Meeting.objects.filter(unit=home)) == set(Meeting.State.values) - {Meeting.State.LIVE}
    assert states(Promise.objects.filter(**here)) == {Promise.State.OPEN, Promise.State.DONE}
    assert Promise.objects.filter(**here, state=Promise.State.OPEN, due__lt=clock.today()).exists()
    assert Reopening.objects.filter(**here, decided_at=None).exists()
    assert assignments.overdue_of_place(home.pk, clock.today()).exists()
    for username in ("duyet", "duyet2"):
        assert answers.review_queue(Seat.objects.get(person__username=username)).exists()
    for username in ("canbo", "canbo2", "canbo3", "canbo4"):
        assert assignments.queue_of(Seat.objects.get(person__username=username)).exists()


def test_nothing_happened_in_the_future(filled, db):
    assert not Event.objects.filter(at__gt=clock.now()).exists()


def test_every_role_has_a_sign_in_that_works(filled, db):
    lines = demo.sign_ins()
    by_role = {}
    for line in lines:
        by_role.setdefault(line.role, line.username)
    assert set(by_role) == {str(Role(role).label) for role in Role.values}
    for username in by_role.values():
        request = RequestFactory().post("/")
        assert authenticate(request, username=username, password=PASSWORD) is not None
    passwords = Seat.objects.filter(person__username__in=[line.username for line in lines])
    assert len(set(passwords.values_list("person__password", flat=True))) <= len(chapter("scenarios")) + 1


def test_a_second_run_adds_nothing_and_says_the_sign_ins_again(filled, db, capsys):
    before = Event.objects.count()
    assert demo.run(Namespace(scenario=None, no_serve=True, json=True)) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["added"], said["password"], Event.objects.count()) == ([], PASSWORD, before)
    assert len(said["sign_ins"]) >= len(Role.values)
    assert len(said["follow_code"].replace(" ", "")) == 16
