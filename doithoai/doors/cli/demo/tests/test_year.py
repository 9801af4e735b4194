"""The demonstration's year 2026: what the check must find, and how two days apart differ when the law changes between."""

import json

import pytest

from doithoai.doors import cli
from doithoai.doors.cli import demo

pytestmark = [pytest.mark.xdist_group("demo-year"), pytest.mark.walk]
PROVINCE = "Tỉnh Hưng Yên"


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """Play the home commune and its neighbours once for this module, and undo it afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        demo.fill(["home"])
        try:
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def checked(played, db, capsys):
    """Run the check and return its exit code and document."""

    def run(on: str, unit: str = PROVINCE):
        code = cli.main(["check", "programme", "2026", "--unit", unit, "--on", on, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_each_fault_of_the_year_is_found_with_rule_clause_and_mark(checked):
    code, told = checked("2026-11-15")
    wrong = {(f["unit"], f["rule"], f["status"]) for f in told["findings"] if f["status"] in {"late", "missing"}}
    assert code == 1
    assert wrong == {
        ("Xã Hòa Vượng", "DLG-06", "late"),
        ("Xã Hòa Vượng", "DLG-07", "missing"),
        ("Xã Hòa Vượng", "LOC-CONCLUSION", "missing"),
    }
    (short,) = [f for f in told["findings"] if f["rule"] == "DLG-06" and f["status"] == "late"]
    assert (short["evidence"], short["established"], short["local"], short["due"]) == ("V", True, False, "2026-09-17")
    assert "Điều 43 khoản 2" in short["clause"]
    assert "5 ngày" in short["says"] and "thiếu 2 ngày" in short["says"]
    (none,) = [f for f in told["findings"] if f["rule"] == "DLG-07" and f["status"] == "missing"]
    assert (none["due"], "Điều 43 khoản 3" in none["clause"]) == ("2026-11-08", True)
    dialogue = {f["unit"]: f["status"] for f in told["findings"] if f["rule"] == "DLG-01"}
    assert dialogue == {"Xã Bình Minh": "met", "Xã Hòa Vượng": "met", "Xã Tân Nguyên": "due"}
    moved = [f for f in told["findings"] if f["rule"] == "REC-17" and f["unit"] == "Xã Bình Minh"]
    assert any("30/04/2026" in f["says"] and "04/05/2026" in f["says"] and f["status"] == "met" for f in moved)
    assert {f["evidence"] for f in moved} == {"P"} and not any(f["established"] for f in moved)


def test_after_new_year_the_commune_without_a_dialogue_missed_it(checked):
    _code, told = checked("2027-01-05")
    (missed,) = [f for f in told["findings"] if f["rule"] == "DLG-01" and f["status"] == "missing"]
    assert (missed["unit"], missed["due"]) == ("Xã Tân Nguyên", "2026-12-31")


def test_the_same_plan_differs_exactly_where_the_law_changed(checked):
    before, after = ({json.dumps(f) for f in checked(on)[1]["findings"]} for on in ("2026-06-30", "2026-07-01"))
    gone, come = ([json.loads(f) for f in one - other] for one, other in ((before, after), (after, before)))
    assert {f["rule"] for f in gone} == {"REC-02"}
    assert {f["rule"] for f in come} == {"REC-01"}
    assert {f["period"] for f in come} == {f"2026-{month:02d}" for month in range(7, 13)}
    # 25 whole weeks from 5 January to 28 June; the week of Tết has no working day.
    assert len({f["period"] for f in gone}) == 24
    past = [f for f in checked("2026-07-01")[1]["past"] if f["rule"] == "REC-02"]
    assert {(f["unit"], f["period"], f["status"]) for f in past} == {
        (f["unit"], f["period"], f["status"]) for f in gone
    }
