"""The commands inside this process: shapes, exit codes, what is stored and what is not."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from config.env import VARIABLES
from doithoai.doors import cli
from doithoai.doors.cli import doctor
from doithoai.ground.core.actors import CITIZEN, OPERATOR, SYSTEM
from doithoai.ground.core.models import Event
from doithoai.process.intake import rules
from doithoai.process.intake.models import ImportedFile, Opinion
from doithoai.process.people.models import Person, Role, Seat, Unit
from doithoai.process.programme import services as programme

pytestmark = pytest.mark.django_db
SAMPLES = Path(rules.__file__).parent / "channels" / "sheet" / "samples"
SHAPE = ["rows_read", "opinions", "matters", "added", "refused", "warnings", "items"]


@pytest.fixture
def call(capsys):
    """Run a command; return its exit code, answer and complaints."""

    def run(*argv):
        try:
            code = cli.main([str(part) for part in argv])
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def village(tmp_path):
    """A village's file of three voices."""
    book = openpyxl.Workbook()
    for row in (["STT", "Nội dung ý kiến"], [1, "Đường liên thôn nhiều ổ gà."], [2, "Trạm y tế thiếu thuốc."]):
        book.active.append(row)
    book.save(tmp_path / "thon.xlsx")
    return tmp_path / "thon.xlsx"


def test_import_adds_once(call, commune, village):
    code, out, _err = call("import", "opinions", village, "--village", "Thôn Đông", "--json")
    found = json.loads(out)
    assert (code, list(found)) == (0, SHAPE)
    assert (found["opinions"], found["matters"], found["added"], found["refused"]) == (2, 2, 2, [])
    assert found["items"][0] == {
        "sheet": "Sheet",
        "row": 2,
        "text": "Đường liên thôn nhiều ổ gà.",
        "village": "Thôn Đông",
        "matters": 1,
    }
    again = json.loads(call("import", "opinions", village, "--village", "Thôn Đông", "--json")[1])
    assert (again["opinions"], again["added"], Opinion.objects.count()) == (2, 0, 2)
    assert set(Opinion.objects.values_list("village_unit__name", flat=True)) == {"Thôn Đông"}
    assert set(Event.objects.filter(verb="receive").values_list("actor", flat=True)) == {OPERATOR.actor_label}


def test_a_rehearsal_stores_nothing(call, commune, village):
    code, out, _err = call("import", "opinions", village, "--dry-run", "--json")
    assert (code, json.loads(out)["added"]) == (0, 2)
    assert not Opinion.objects.exists() and not ImportedFile.objects.exists()


def test_several_files_and_a_bad_one(call, commune, village, tmp_path):
    bad = tmp_path / "hong.xlsx"
    bad.write_bytes(b"PK\x03\x04 broken")
    code, out, err = call("import", "opinions", village, bad, SAMPLES / "07-faulty-rows.xlsx", "--json")
    found = json.loads(out)
    assert (code, found["opinions"], found["added"]) == (1, 6, 6)
    assert str(bad) in err
    assert {item["file"] for item in found["items"]} == {str(village), str(SAMPLES / "07-faulty-rows.xlsx")}
    assert {problem["row"] for problem in found["refused"]} >= {3, 6}
    assert ImportedFile.objects.count() == 2


@pytest.mark.parametrize("name", ["hong.xlsx", "khong-co.xlsx"])
def test_a_refused_file_stores_nothing(call, commune, tmp_path, name):
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04 broken")
    code, out, err = call("import", "opinions", tmp_path / name, "--json")
    assert (code, out) == (1, "")
    assert err.startswith("doithoai: ")
    assert not ImportedFile.objects.exists()


def test_import_into_a_meeting(call, commune, stranger, village, now):
    def planned(people):
        return programme.plan(
            people.unit, kind="periodic", title="Cuộc", held_on=date(2026, 12, 1), by=people.coordinator, now=now
        )

    meeting = planned(commune)
    code, _out, err = call("import", "opinions", village, "--meeting", meeting.code)
    assert (code, "không còn nhận" in err, ImportedFile.objects.count()) == (1, True, 0)
    programme.announce(meeting, where="Loa", published_on=date(2026, 11, 20), by=commune.coordinator, now=now)
    assert call("import", "opinions", village, "--meeting", meeting.code)[0] == 0
    assert set(Opinion.objects.values_list("meeting", flat=True)) == {meeting.pk}
    assert call("import", "opinions", village, "--meeting", meeting.code, "--unit", stranger.unit.name)[0] == 1
    assert call("import", "opinions", village, "--meeting", "DT-2026-9999")[0] == 1
    shape = {"meeting": meeting.code, "received": 2, "outcomes": {}, "waiting": 2, "owed": 0, "balanced": True}
    assert json.loads(call("balance", meeting.code, "--json")[1]) == shape
    other = planned(stranger)
    empty = {"meeting": other.code, "received": 0, "outcomes": {}, "waiting": 0, "owed": 0, "balanced": True}
    assert json.loads(call("balance", "--all", "--json")[1]) == [shape, empty]
    assert "Chờ phân loại" in call("balance", meeting.code)[1]


def test_only_the_command_line_itself_is_the_operator(commune):
    assert rules.brings_in(OPERATOR, commune.unit.pk)
    assert not rules.brings_in(SYSTEM, commune.unit.pk)
    assert not rules.brings_in(CITIZEN, commune.unit.pk)


def test_report(call, commune, village, tmp_path):
    call("import", "opinions", village)
    period = ("--unit", "xa binh minh", "--from", "01/01/2000", "--to", "2100-01-01")
    code, out, _err = call("report", "summary", *period, "--as-of", "2100-01-01", "--format", "json")
    found = json.loads(out)
    assert (code, list(found)) == (0, ["unit", "from", "to", "as_of", "figures", "channels"])
    assert (found["unit"], found["from"], found["as_of"]) == ("Xã Bình Minh", "2000-01-01", "2100-01-01")
    opinions = found["figures"]["opinions"]
    assert (opinions["value"], opinions["cases"]) == (
        2,
        list(Opinion.objects.order_by("pk").values_list("pk", flat=True)),
    )
    assert "Ý kiến" in call("report", "summary", *period)[1]
    target = tmp_path / "bao-cao.xlsx"
    assert call("report", "summary", *period, "-o", target)[0] == 0
    assert "Số liệu" in openpyxl.load_workbook(target).sheetnames


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (("report", "summary", "--unit", "Xã Không Có", "--from", "2026-01-01", "--to", "2026-12-31"), 1),
        (("report", "summary", "--unit", "Xã Bình Minh", "--from", "2026-12-31", "--to", "2026-01-01"), 1),
        (("report", "summary", "--unit", "Xã Bình Minh", "--from", "30/02/2026", "--to", "2026-12-31"), 2),
        (("report", "tong-hop", "--unit", "x", "--from", "2026-01-01", "--to", "2026-12-31"), 2),
        (("report", "summary"), 2),
        (("balance",), 2),
        (("balance", "x", "--all"), 2),
        (("balance", "DT-2026-99999999999999999999"), 1),
        (("balance", "vớ vẩn\x00"), 1),
        (("import", "opinions"), 2),
        (("import", "units", "x"), 1),
        (("serve", "--port", "0"), 2),
        (("serve", "--port", "99999"), 2),
        (("serve", "--workers", "-1"), 2),
        (("nonsense",), 2),
        ((), 2),
    ],
)
def test_exit_codes(call, commune, argv, expected):
    code, out, err = call(*argv)
    assert (code, out) == (expected, "")
    assert err.startswith("doithoai: ")


def test_init_twice(call, db):
    code, out, _err = call("init", "--no-input", "--name", "Xã Bình Minh", "--admin", "Quan.Tri", "--json")
    first = json.loads(out)
    assert (code, first["changed"], first["unit"], first["admin"]) == (0, True, "Xã Bình Minh", "quan.tri")
    assert Person.objects.get().check_password(first["password"])
    assert set(Seat.objects.values_list("role", flat=True)) == {Role.ADMINISTRATOR, Role.CLERK, Role.COORDINATOR}
    again = json.loads(call("init", "--no-input", "--admin", "khac", "--json")[1])
    assert (again["changed"], again["admin"], again["password"]) == (False, "quan.tri", None)
    assert (Person.objects.count(), Unit.objects.count(), Seat.objects.count()) == (1, 1, 3)
    assert "Không có gì thay đổi" in call("init", "--no-input")[1]


@pytest.mark.parametrize(
    "argv",
    [("--name", "x" * 201), ("--code", "x" * 21), ("--admin", "a b"), ("--admin", "x" * 61)],
)
def test_init_refuses_and_keeps_nothing(call, db, argv):
    code, _out, err = call("init", "--no-input", *argv)
    assert (code, err.startswith("doithoai: ")) == (1, True)
    assert not Unit.objects.exists() and not Person.objects.exists()


def test_a_weak_password_is_refused(call, db, monkeypatch):
    class Typed:
        def readline(self, limit):
            return "123456\n"

        def isatty(self):
            return False

    monkeypatch.setattr("sys.stdin", Typed())
    code, _out, err = call("init", "--no-input", "--password-stdin")
    assert (code, "Mật khẩu" in err, Unit.objects.exists()) == (1, True, False)


def test_doctor_explains_and_finds(call, commune, monkeypatch):
    monkeypatch.setenv("DOITHOAI_VAULT_KEY", "k3y-that-nobody-may-read-" * 2)
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:matkhau@db.example/ten")
    code, out, _err = call("doctor", "--json")
    found = json.loads(out)
    assert {v["name"] for v in found["variables"]} == {v.name for v in VARIABLES}
    assert "nobody" not in out and "matkhau" not in out
    checks = {check["name"]: check["ok"] for check in found["checks"]}
    assert checks["triggers"] and checks["migrations"] and checks["database"]
    assert code == (0 if found["ok"] else 1)
    monkeypatch.setattr(doctor, "TRIGGERS", doctor.TRIGGERS | {"gone"})
    code, out, _err = call("doctor")
    assert (code, "thiếu gone" in out) == (1, True)
