"""Which body leads which field: laid by the template, changed by the administrator, offered first when work is given."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doithoai.ground.core import events
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.process.assignment import competences, queries
from doithoai.process.assignment.forms import AssignForm
from doithoai.process.assignment.models import Competence
from doithoai.process.people import territories
from doithoai.process.people.templates_of import templates
from doithoai.process.triage.models import Field
from tests.client import signed_in
from tests.world import make_world

TODAY = date(2026, 11, 21)
PAGE = "/lam-viec/linh-vuc"


@pytest.fixture
def boss(commune, now):
    with time_machine.travel(now, tick=False):
        yield signed_in(commune.administrator)


@pytest.mark.parametrize("template", templates().values(), ids=lambda one: one.id)
def test_a_template_names_a_body_for_each_of_the_17_fields(template):
    assert set(template.fields) == set(Field.values)
    able = {body.key for body in template.bodies if body.level in ("agency", "party")}
    assert set(template.fields.values()) <= able, "only agencies and party bodies are given matters"
    assert {body.evidence for body in template.bodies} <= {"V", "P", "M"}


def test_a_ward_of_the_catalogue_gets_its_fields_once(db, now):
    ward = territories.load_commune("00611", by=OPERATOR, now=now)
    territories.furnish(ward, by=OPERATOR, now=now)
    assert competences.lay(ward, by=OPERATOR, now=now) == 17
    assert competences.lay(ward, by=OPERATOR, now=now) == 0
    leads = {one.field: one.lead.name for one in queries.competences_of(ward, TODAY)}
    assert leads["land"] == "Phòng Kinh tế, Hạ tầng và Đô thị phường Xuân Đỉnh"
    assert leads["public_security"] == "Công an phường Xuân Đỉnh"
    assert leads["party_building"] == "Ban Xây dựng Đảng phường Xuân Đỉnh"


def test_a_change_keeps_what_was(commune, now):
    place, boss = commune.unit, commune.administrator
    assert competences.entrust(place, "land", commune.agency, by=boss, now=now)
    assert not competences.entrust(place, "land", commune.agency, by=boss, now=now)
    later = now + timedelta(days=3)
    competences.entrust(place, "land", commune.other_agency, by=boss, now=later)
    assert [queries.usual_lead(place, "land", TODAY + timedelta(days=n)) for n in (-1, 0, 2, 3)] == [
        None, commune.agency, commune.agency, commune.other_agency,
    ]  # fmt: skip
    competences.entrust(place, "land", None, by=boss, now=later)
    assert queries.usual_lead(place, "land", TODAY + timedelta(days=3)) is None
    assert Competence.objects.count() == 1, "what began and ended on one day was never in force"
    assert [event.verb for event in events.of(place)].count("entrust") == 3


def test_only_the_own_administrator_and_only_own_bodies(commune, stranger, now):
    for by in (commune.coordinator, commune.chair, stranger.administrator):
        with pytest.raises(NotAllowed):
            competences.entrust(commune.unit, "land", commune.agency, by=by, now=now)
    for lead in (stranger.agency, commune.front, commune.village):
        with pytest.raises(Refused):
            competences.entrust(commune.unit, "land", lead, by=commune.administrator, now=now)
    with pytest.raises(Refused):
        competences.entrust(commune.unit, "không có", commune.agency, by=commune.administrator, now=now)


def test_the_form_of_giving_offers_it_first_and_only_at_first(commune, now):
    world = make_world(commune, now)
    competences.entrust(commune.unit, "transport", commune.other_agency, by=commune.administrator, now=now)
    with time_machine.travel(now, tick=False):
        assert "lead" not in AssignForm(matter=world.matter).initial, (
            "given before: the date and body that stand are kept"
        )
        world.matter.assignments.all().delete()
        form = AssignForm(matter=world.matter)
    assert form.initial["lead"] == commune.other_agency.pk
    assert f'value="{commune.other_agency.pk}" selected' in str(form["lead"])


def test_the_administrator_sees_and_changes_all_fields(commune, boss):
    page = boss.get(PAGE).content.decode()
    assert page.count("<select") == 17 and "Còn 17 lĩnh vực chưa có đầu mối" in page
    told = boss.post(PAGE, {"land": commune.agency.pk, "health": commune.other_agency.pk}, follow=True)
    assert "Đã lưu: 2 lĩnh vực thay đổi." in told.content.decode()
    told = boss.post(PAGE, {"land": commune.agency.pk, "health": ""}, follow=True).content.decode()
    assert "Đã lưu: 1 lĩnh vực thay đổi." in told and "từ 21/11/2026" in told
    laid = boss.post(f"{PAGE}/theo-mau", follow=True).content.decode()
    # The commune of the tests has two of the usual bodies, under their plain names.
    assert "Đã ghi đầu mối cho" in laid
    assert queries.usual_lead(commune.unit, "health", TODAY) == commune.other_agency


@pytest.mark.parametrize("value", ["99999999999999999999", "x", "-1", "\x00", "0"])
def test_a_wrong_choice_comes_back(commune, boss, value):
    answer = boss.post(PAGE, {"land": value})
    assert answer.status_code == 422 and not Competence.objects.exists()


def test_a_strangers_body_is_no_choice(commune, stranger, boss):
    assert boss.post(PAGE, {"land": stranger.agency.pk}).status_code == 422


def test_the_page_reads_its_bodies_once(commune, boss):
    boss.get(PAGE)
    with CaptureQueriesContext(connection) as seen:
        boss.get(PAGE)
    bodies = [
        q for q in seen.captured_queries if q["sql"].startswith('SELECT "people_unit"') and "ORDER BY" in q["sql"]
    ]
    assert len(bodies) == 1, "one list of bodies for seventeen choices"
