"""`doithoai suggest`: its shape, its lines, and that a thousand lines read nothing a thousand times."""

import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doithoai.doors import cli
from doithoai.process.assignment.models import Competence
from doithoai.process.triage.models import Field

pytestmark = pytest.mark.django_db
POTHOLE = "Mặt đường liên thôn đầy ổ gà, đề nghị sửa."


class Stdin:
    """Standard input made of bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.fixture
def call(capsys, monkeypatch):
    """Run the command; return its exit code, answer and complaints."""

    def run(*argv, typed: bytes = b""):
        monkeypatch.setattr("sys.stdin", Stdin(typed))
        try:
            code = cli.main(["suggest", *argv])
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_the_document_has_its_shape(call, commune):
    Competence.objects.create(place=commune.unit, field="transport", lead=commune.agency, valid_from=date(2025, 7, 1))
    code, out, _err = call(POTHOLE, "--json")
    told = json.loads(out)
    assert code == 0 and {"kind", "fields", "units", "signs", "sure"} <= set(told)
    best = told["fields"][0]
    assert list(best) == ["code", "name", "confidence", "why"]
    assert (best["code"], told["kind"], told["sure"]) == ("transport", "petition", True) and "ổ gà" in best["why"]
    assert {one["code"] for one in told["fields"]} <= set(Field.values)
    unit = told["units"][0]
    assert (unit["name"], unit["part"]) == ("Phòng Kinh tế", "lead")
    assert unit["why"] == "theo bảng Cơ quan và lĩnh vực từ 01/07/2025" and 0 < unit["confidence"] <= 1


def test_competence_is_asked_of_the_day(call, commune):
    Competence.objects.create(place=commune.unit, field="transport", lead=commune.agency, valid_from=date(2025, 7, 1))
    assert json.loads(call(POTHOLE, "--on", "2025-06-30", "--json")[1])["units"] == []
    assert json.loads(call(POTHOLE, "--on", "2025-07-01", "--json")[1])["units"]


def test_an_installation_with_nobody_in_it_answers(call, commune):
    told = json.loads(call(POTHOLE, "--json")[1])
    assert told["fields"][0]["code"] == "transport" and told["units"] == []


def test_a_thousand_lines_read_the_tables_once(call, commune):
    Competence.objects.create(place=commune.unit, field="transport", lead=commune.agency)
    typed = (POTHOLE + "\n").encode() * 1000
    with CaptureQueriesContext(
        connection,
    ) as seen:
        code, out, _err = call("-", typed=typed)
    lines = out.splitlines()
    assert code == 0 and len(lines) == 1000 and len(set(lines)) == 1
    assert len(seen) <= 8, [query["sql"][:80] for query in seen]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[1]",
        b'{"text": 5}',
        b'{"text": "x", "place": 7}',
        b"\xff\xfe",
        b"\x00",
        b"[" * 50_000,
        "ư".encode() * 9000,
    ],
    ids=["empty", "brace", "list", "number", "odd place", "no utf-8", "nul", "deep", "long"],
)
def test_whatever_a_line_holds_it_gets_one_line(call, commune, line):
    code, out, err = call("-", typed=line + b"\n" + POTHOLE.encode() + b"\n")
    lines = [json.loads(one) for one in out.splitlines()]
    assert code == 0 and len(lines) == 2 and not err
    assert lines[1]["fields"][0]["code"] == "transport"


def test_a_line_may_name_its_place(call, commune):
    line = json.dumps({"text": POTHOLE, "place": "Xã Bình Minh"}, ensure_ascii=False).encode()
    assert json.loads(call("-", typed=line + b"\n")[1])["fields"][0]["code"] == "transport"


def test_signs_of_a_denunciation_stand_beside(call, commune):
    told = json.loads(call("Tôi tố cáo ông chủ tịch xã nhận hối lộ.", "--json")[1])
    assert {one["kind"] for one in told["signs"]} == {"denunciation"}


def test_for_people_it_says_why(call, commune):
    code, out, _err = call(POTHOLE)
    assert code == 0 and "“ổ gà”" in out and "Kiến nghị" in out


def test_nothing_to_go_by_is_said(call, commune):
    assert call("!!!")[0] == 1
    code, _out, err = call(POTHOLE, "--unit", "Xã Không Có")
    assert code == 1 and "Xã Không Có" in err
    assert call()[0] == 2
