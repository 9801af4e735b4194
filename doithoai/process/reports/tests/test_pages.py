"""The report's pages: who may see which place, what each number opens, how it leaves the house."""

import json
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from doithoai.ground.core.actors import SYSTEM
from doithoai.process.intake import services as intake
from doithoai.process.people import services as people
from doithoai.process.people.models import Role
from doithoai.process.reports import figures
from doithoai.process.reports.tests.test_figures import answered, given, held, matter_of
from tests.client import signed_in
from tests.people import make_commune, seat

pytestmark = pytest.mark.django_db
NAMES = ("summary", "print", "xlsx", "json")
YEAR = {"tu_ngay": "01/01/2026", "den_ngay": "31/12/2026", "chot_ngay": "31/12/2026"}


def at(name, *args):
    return reverse(f"reports:{name}", args=args)


@pytest.mark.parametrize("role", Role.values)
def test_who_may_report_on_what(commune, stranger, role):
    client = signed_in(commune.seats[role])
    reads = role in {"clerk", "coordinator", "chair", "leader", "supervisor"}
    for address in (*map(at, NAMES), at("cases", "matters")):
        assert client.get(address).status_code == (200 if reads else 404)
        for other in (stranger.unit.pk, commune.village.pk, "x", "9" * 30):
            assert client.get(address, {"don_vi": other}).status_code == 404


def test_a_leader_of_the_province_sees_the_communes(now, db):
    above = people.found_unit("Tỉnh Trên", "province", by=SYSTEM, now=now)
    below = make_commune("Xã Dưới", now=now, parent=above)
    voice = intake.receive(below.unit, "Xin sửa đường làng.", channel="phone", by=below.clerk, now=now)
    leader = signed_in(seat("lanhdao", above, Role.LEADER, now=now))
    page = leader.get(at("cases", "opinions"), {**YEAR, "don_vi": above.pk}).content.decode()
    assert voice.code in page
    assert leader.get(at("summary"), {**YEAR, "don_vi": below.unit.pk}).status_code == 200
    office = signed_in(seat("vanphong", above, Role.COORDINATOR, now=now))
    report = json.loads(office.get(at("json"), YEAR).content)
    assert report["figures"]["opinions"] == {"value": 1, "cases": []}, "the number is known, the case is not"
    assert voice.code not in office.get(at("cases", "opinions"), YEAR).content.decode()
    assert office.get(at("summary"), {"don_vi": below.unit.pk}).status_code == 404


def test_every_number_opens_its_cases(commune, now):
    held(commune, now)
    voice, road = matter_of(commune, now)
    given(commune, road, now, now.date())
    answered(commune, road, now)
    client = signed_in(commune.leader)
    page = client.get(at("summary"), YEAR).content.decode()
    for figure in figures.FIGURES:
        opened = client.get(at("cases", figure.name), YEAR)
        assert opened.status_code == 200
        assert str(figure.meaning) in page
    assert voice.code in client.get(at("cases", "opinions"), YEAR).content.decode()
    assert road.code in client.get(at("cases", "explained"), YEAR).content.decode()
    assert road.code not in client.get(at("cases", "resolved"), YEAR).content.decode()
    assert client.get(at("cases", "khong-co")).status_code == 404


def test_leaving_the_house(commune, now):
    matter_of(commune, now, "=1+1 xin sửa đường")
    client = signed_in(commune.supervisor)
    answer = client.get(at("xlsx"), YEAR)
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-2026-01-01-2026-12-31.xlsx"'
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert "Xã Bình Minh" in client.get(at("print"), YEAR).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"tu_ngay": "31/12/2026", "den_ngay": "01/01/2026"},
        {"tu_ngay": "30/02/2026"},
        {"den_ngay": "x" * 10_000},
        {"chot_ngay": "01/01/9999"},
        {"chot_ngay": "a\x00b"},
    ],
)
def test_days_that_cannot_be(commune, change):
    client = signed_in(commune.leader)
    address = {**YEAR, **change}
    assert client.get(at("summary"), address).status_code in {400, 422}
    for name in ("print", "xlsx", "json"):
        assert client.get(at(name), address).status_code in {400, 422}


def test_a_forged_cursor_gives_the_first_page(commune, now):
    voice, _road = matter_of(commune, now)
    answer = signed_in(commune.leader).get(at("cases", "opinions"), {**YEAR, "sau": "x:y"})
    assert voice.code in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_cases_costs_the_same(commune, now, rows, django_assert_num_queries):
    for n in range(rows):
        matter_of(commune, now, f"Xin sửa đường số {n}.")
    client = signed_in(commune.leader)
    # session, seat; the unit; the cases.
    for name in ("opinions", "matters"):
        with django_assert_num_queries(4):
            client.get(at("cases", name), YEAR)
    # session, seat; the unit and the choice of units (asked twice by the select); five kinds of rows; channels.
    with django_assert_num_queries(11):
        client.get(at("summary"), YEAR)
