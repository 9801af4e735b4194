"""`init --commune`, `init --province` and `import units` as the command line gives them."""

import json
from datetime import date

import pytest

from doithoai.doors.cli import main
from doithoai.process.assignment.models import Competence
from doithoai.process.people.models import Level, Person, Role, Seat, Unit


def run(capsys, *given):
    code = main([*given])
    out = capsys.readouterr()
    return code, out.out, out.err


def init(capsys, *given):
    code, out, err = run(capsys, "init", "--no-input", "--json", *given)
    return code, json.loads(out) if out else {}, err


def test_one_command_staffs_a_ward_and_the_second_changes_nothing(db, capsys):
    code, found, _err = init(capsys, "--commune", "00611")
    assert (code, found["unit"], found["bodies"], found["fields"]) == (0, "Phường Xuân Đỉnh", 14, 17)
    home = Unit.objects.get(is_home=True)
    assert (home.code, home.parent.name, home.valid_from) == ("00611", "Thành phố Hà Nội", date(2025, 7, 1))
    names = [one["username"] for one in found["accounts"]] + [found["admin"]]
    assert len(names) == len(set(names)) == 24
    assert set(Seat.objects.values_list("role", flat=True)) == set(Role.values) - {Role.COLLECTOR}
    for one in found["accounts"][:2]:
        person = Person.objects.get(username=one["username"])
        assert person.check_password(one["password"]) and person.must_change_password
    # An officer and an approver of one body are two persons.
    for body in Unit.objects.filter(level__in=[Level.AGENCY, Level.PARTY]):
        seats = list(body.seats.all())
        assert sorted(s.role for s in seats) == ["approver", "officer"] and seats[0].person_id != seats[1].person_id
    before = (Unit.objects.count(), Seat.objects.count(), Competence.objects.count())
    code, again, _err = init(capsys, "--commune", "00611")
    assert (code, again["changed"], again["accounts"], again["password"]) == (0, False, [], None)
    assert (Unit.objects.count(), Seat.objects.count(), Competence.objects.count()) == before


def test_without_seats_one_person_can_do_it_all(db, capsys):
    _code, found, _err = init(capsys, "--commune", "11824", "--no-seats")
    assert found["accounts"] == [] and found["password"]
    assert set(Seat.objects.values_list("role", flat=True)) == {"administrator", "clerk", "coordinator"}
    assert Unit.objects.filter(name="Phòng Kinh tế xã Vĩnh Bảo").exists()


def test_a_second_place_has_its_own_administrator(db, capsys):
    init(capsys, "--commune", "00611", "--no-seats")
    _code, found, err = init(capsys, "--province", "33", "--no-seats")
    assert (found["bodies"], found["fields"], found["admin_seated"]) == (27, 17, False)
    assert "Tỉnh Hưng Yên" in err
    assert Unit.objects.get(is_home=True).code == "00611"
    province = Unit.objects.get(code="33", level=Level.PROVINCE)
    assert Unit.objects.filter(parent=province, level=Level.COMMUNE).count() == 104
    assert not Seat.objects.filter(unit=province).exists(), "the ward's administrator does not become the province's"
    assert Unit.objects.filter(name="Văn phòng Tỉnh ủy Hưng Yên", parent=province).exists()


@pytest.mark.parametrize("given", [["--commune", "9"], ["--province", "x1"], ["--commune", "00611", "--name", "X"]])
def test_unusable_codes_end_with_2(given):
    with pytest.raises(SystemExit) as end:
        main(["init", *given])
    assert end.value.code == 2


def test_an_unknown_code_ends_with_1_and_changes_nothing(db, capsys):
    code, _found, err = init(capsys, "--commune", "99999")
    assert code == 1 and "99999" in err and not Unit.objects.exists()


ROWS = (
    "DANH SÁCH THÔN;;;\nSTT;Tên thôn;Loại;Từ ngày\n1;Thôn Bắc;thôn;01/7/2025\n2;Thôn Nam;;31/02/2025\n"
    "3;;thôn;\n4;Khu 5;quán;\n5;Phòng Thử;cơ quan;\n6;Thôn Đông;thôn;\n"
)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "thon.csv"
    path.write_text(ROWS)
    return str(path)


def test_villages_come_in_once_and_bad_rows_are_named(commune, capsys, sheet):
    code, out, _err = run(capsys, "import", "units", sheet, "--json", "--dry-run")
    assert (code, json.loads(out)["added"]) == (1, 2) and not Unit.objects.filter(name="Thôn Bắc").exists()
    code, out, _err = run(capsys, "import", "units", sheet, "--json")
    found = json.loads(out)
    assert (code, found["rows_read"], found["added"], found["known"]) == (1, 6, 2, 1)
    assert [(one["row"], one["reason"].split(":")[0]) for one in found["refused"]] == [
        (4, "“31/02/2025” không phải là ngày."),
        (5, "Thiếu tên đơn vị."),
        (6, "Không hiểu loại “quán”"),
    ]
    made = Unit.objects.get(name="Thôn Bắc")
    assert (made.level, made.parent, made.valid_from) == (Level.VILLAGE, commune.unit, date(2025, 7, 1))
    assert Unit.objects.get(name="Phòng Thử").level == Level.AGENCY
    assert json.loads(run(capsys, "import", "units", sheet, "--json")[1])["added"] == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Tệp trống"),
        (b"a;b\n1;2\n", "Không thấy cột tên"),
        (b"PK\x03\x04" + b"x" * 500, ""),
        (b"\x00\x01\x02" * 900, ""),
    ],
)
def test_a_file_that_is_no_list_is_refused(commune, capsys, tmp_path, content, why):
    path = tmp_path / "la.xlsx"
    path.write_bytes(content)
    before = Unit.objects.count()
    code, _out, err = run(capsys, "import", "units", str(path))
    assert code == 1 and why in err and "Traceback" not in err and Unit.objects.count() == before
