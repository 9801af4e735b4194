"""`doithoai search`, `similar` and `index`: the shapes scripts rely on."""

import io
import json
import sys

import pytest

from doithoai.doors.cli import main
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import vocabulary
from doithoai.process.intake.models import Channel, Opinion
from doithoai.process.intake.services import Where, receive
from doithoai.process.triage.services import hand_over

pytestmark = pytest.mark.django_db
ROAD = "Đường Nam Cao toàn ổ gà với ổ voi, đề nghị cho sửa."


@pytest.fixture
def road(commune, now):
    vocabulary.forget_counts()
    where = Where(place="Thừa Thiên Huế, phường Thủy Vân")
    said = receive(commune.unit, ROAD, channel=Channel.VILLAGE, by=OPERATOR, now=now, where=where)
    receive(commune.unit, "Trạm y tế thiếu bác sĩ.", channel=Channel.VILLAGE, by=OPERATOR, now=now)
    return said


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def feed(monkeypatch, text: bytes):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_search_prints_one_document(road, capsys):
    assert main(["search", "duong nam cao o ga", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["results"]
    assert set(found) == {"id", "kind", "text", "score", "why"}
    assert (found["id"], found["kind"], found["text"]) == (road.code, "opinion", ROAD)
    assert 0 < found["score"] <= 1 and found["why"]


def test_search_takes_one_text_a_line(road, capsys, monkeypatch):
    feed(monkeypatch, "duong nam cao\n\nkhong he co\nĐƯỜNG NAM CAO\n".encode() + b"\xff\xfe\n")
    assert main(["search", "-"]) == 0
    got = lines(capsys)
    assert [[hit["id"] for hit in one["results"]] for one in got] == [[road.code], [], [road.code], []]


def test_similar_takes_a_place_with_the_line(road, capsys, monkeypatch):
    asked = {"text": "Đường Nam Cao ổ gà nhiều quá, bao giờ mới vá?", "place": "phường Thủy Vân"}
    feed(monkeypatch, (json.dumps(asked) + "\n{not json\n" + '{"text": 5}\n').encode())
    assert main(["similar", "-"]) == 0
    first, *rest = lines(capsys)
    assert first["results"][0]["id"] == road.code
    assert set(first["results"][0]) == {"id", "kind", "text", "score", "why", "proposed"}
    assert len(rest) == 2


def test_nothing_found_is_code_one_and_bad_arguments_code_two(road, capsys):
    assert main(["search", "khong he co chu nay"]) == 1
    with pytest.raises(SystemExit) as ended:
        main(["search", "x", "--limit", "0"])
    assert ended.value.code == 2


def test_filters_and_limit(road, capsys):
    assert main(["search", "nam cao", "--kind", "matter", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["results"] == []
    assert main(["search", "nam cao", "--place", "phường Thủy Vân", "--limit", "1", "--json"]) == 0


def test_the_operator_does_not_find_what_is_sealed(road, commune, now, capsys):
    hand_over(road, kind=Opinion.Handed.DENUNCIATION, to="Thanh tra", by=commune.coordinator, now=now)
    assert main(["search", "duong nam cao o ga"]) == 1
    assert main(["index", "--rebuild", "--json"]) == 0
    assert main(["search", "duong nam cao o ga"]) == 1
