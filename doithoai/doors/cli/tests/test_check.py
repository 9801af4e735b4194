"""`doithoai check programme`: its document, its exit codes, its refusals."""

import json
from datetime import date

import pytest

from doithoai.doors import cli
from doithoai.process.programme import services as programme

pytestmark = pytest.mark.django_db
SHAPE = ["unit", "year", "on", "findings", "past", "counts"]
LINE = [
    "unit", "rule", "title", "clause", "evidence", "established", "local", "status", "due", "meeting", "period", "says",
]  # fmt: skip


@pytest.fixture
def call(capsys):
    """Run the check; return its exit code, answer and complaints."""

    def run(*argv):
        try:
            code = cli.main(["check", "programme", *argv])
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_the_document_has_its_shape_and_the_code_says_whether_something_is_wrong(call, commune):
    quiet = call("2026", "--unit", "xa binh minh", "--on", "2026-01-01", "--json")
    told = json.loads(quiet[1])
    assert (quiet[0], list(told), told["on"]) == (0, SHAPE, "2026-01-01")
    assert all(list(line) == LINE for line in told["findings"])
    assert sum(told["counts"].values()) == len(told["findings"]) > 20
    assert not told["counts"]["late"] and not told["counts"]["missing"]
    code, out, _err = call("2026", "--unit", "Xã Bình Minh", "--on", "31/12/2026", "--json")
    assert (code, json.loads(out)["counts"]["missing"] > 10) == (1, True)
    assert {line["rule"] for line in json.loads(out)["past"]} == {"REC-02"}


def test_the_lines_for_people_name_rule_clause_and_mark(call, commune, now):
    meeting = programme.plan(
        commune.unit, kind="periodic", title="Đối thoại", held_on=date(2026, 11, 26), by=commune.coordinator, now=now
    )
    _code, out, _err = call("2026", "--unit", "Xã Bình Minh", "--on", "2026-11-21")
    assert f"[thiếu] DLG-06 Thông báo trước hội nghị · Xã Bình Minh · {meeting.code}" in out
    assert "Điều 43 khoản 2 [V]" in out
    assert "Theo quy định đã hết hiệu lực" in out


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["26", "--unit", "Xã Bình Minh"], 2),
        (["2026"], 2),
        (["2026", "--unit", "Xã Bình Minh", "--on", "31/02/2026"], 2),
        (["9" * 40, "--unit", "Xã Bình Minh"], 2),
        (["2026", "--unit", "Xã Không Có"], 2),
    ],
)
def test_what_cannot_be_used_is_said_plainly(call, commune, argv, code):
    found, out, err = call(*argv)
    assert (found, out) == (code, "")
    assert err.startswith("doithoai: ")
