"""The machine learns from decisions: only when it does better, never a rare word, and back by one click."""

from datetime import UTC, datetime

import pytest
import time_machine

from doithoai.ground.core import events
from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.language import teaching
from doithoai.ground.language.fields import FieldModel
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import learning, suggesting
from doithoai.process.triage.learning import Candidate
from doithoai.process.triage.models import LearnedModel, Matter, Raising
from tests.client import signed_in

pytestmark = pytest.mark.django_db
FIELD = LearnedModel.Kind.FIELD
PAGE = "/lam-viec/hoc-tu-quyet-dinh"
# Words of this office that no lexicon knows: what it calls its own things.
TALK = {"transport": "cung gianh mòn vẹt", "health": "lều thăm nom vắng bóng", "land": "khoảnh vàm đổi chủ"}
NIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)  # 02:30 in Viet Nam


@pytest.fixture(autouse=True)
def little_to_read(monkeypatch):
    """Teach from few shipped texts: what is tested is what the decisions add."""
    monkeypatch.setattr(teaching, "shipped_texts", lambda lexicon: teaching_texts())
    suggesting._read.clear()


def teaching_texts():
    return [teaching.Example(text, field) for field, _kind, text in teaching.shipped_examples()[::12]]


def decide(commune, now, *decided: tuple[str, str]) -> None:
    """Put decided voices into the book as triage would, without its pages."""
    for number, (field, text) in enumerate(decided):
        key = f"{Opinion.objects.count()}-{number}"
        voice = Opinion.objects.create(
            unit=commune.unit,
            text=text,
            raw=text.encode(),
            channel="counter",
            received_at=now,
            key=key,
            secret_index=key,
        )
        matter = Matter.objects.create(unit=commune.unit, title=text[:50], text=text, field=field, opened_at=now)
        Raising.objects.create(opinion=voice, matter=matter, excerpt=text)


def office(count: int) -> list[tuple[str, str]]:
    fields = list(TALK)
    return [(fields[i % 3], f"Chuyện {TALK[fields[i % 3]]}, nêu lần {i} rồi") for i in range(count)]


def test_with_few_decisions_nothing_is_made(commune, now):
    decide(commune, now, *office(20))
    assert learning.learn_all(now) == {"made": 0, "used": 0}


def test_what_the_desk_decides_is_learned_measured_and_used(commune, now, monkeypatch):
    monkeypatch.setattr(learning, "LEARNERS", {FIELD: lambda now: learning.learn_fields(now, least=60)})
    decide(commune, now, *office(60))
    before = suggesting.suggest(f"Lại chuyện {TALK['health']}").fields[0]
    assert learning.learn_all(now) == {"made": 1, "used": 1}
    made = LearnedModel.objects.get()
    assert (made.version, made.active, made.trained_on) == (1, True, 30)
    assert made.figures["new"]["top1"] > made.figures["old"]["top1"]
    assert made.figures["new"]["texts"] == made.figures["old"]["texts"] == 30
    after = suggesting.suggest(f"Lại chuyện {TALK['health']}").fields[0]
    assert before.code != "health" or before.confidence < after.confidence
    assert after.code == "health"
    assert events.of(made).get().data == {"version": 1, "used": True}
    assert learning.learn_all(now) == {"made": 0, "used": 0}, "what was kept apart is not enough for another"


def test_one_that_does_no_better_is_kept_but_not_used(commune, now, monkeypatch):
    monkeypatch.setattr(learning, "_better", lambda new, old: False)
    monkeypatch.setattr(learning, "LEARNERS", {FIELD: lambda now: learning.learn_fields(now, least=60)})
    decide(commune, now, *office(60))
    assert learning.learn_all(now) == {"made": 1, "used": 0}
    assert not LearnedModel.objects.get().active
    assert suggesting.model_in_use() is FieldModel.default()


def test_only_at_night(commune, now, monkeypatch):
    monkeypatch.setattr(learning, "learn_all", lambda now: {"made": 9})
    assert learning.nightly(NIGHT) == {"made": 9}
    assert learning.nightly(NIGHT.replace(hour=3)) == {}  # 10:00


def test_no_name_of_a_person_gets_into_the_blob(commune, now):
    planted = ["Trần Thị Xoan", "tran thi xoan", "Vừ A Páo", "0912345678", "031299001234", "lò văn nguệch"]
    told = [("land", f"Khoảnh vàm của {name} đổi chủ, nhà {name} ở cuối xóm") for name in planted[:2]]
    told += [("land", f"khoanh vam nha {name} doi chu") for name in planted[2:]]
    decide(commune, now, *told, *office(60))
    candidate = learning.learn_fields(now, least=30)
    model = FieldModel.of_blob(candidate.blob)
    words = set(model.linear.columns)
    assert "w:vam" in words, "what three different opinions say is learned"
    for rare in ("xoan", "pao", "nguech"):
        assert not [word for word in words if rare in word.split(":")[1].split("_")], rare
    assert not [word for word in words if any(c.isdigit() for c in word)]
    # The packed words are what stands in the file; nothing else of a text does.
    assert b"xoan" not in candidate.blob


def version(number: int, *, active: bool = False, blob: bytes = b"") -> Candidate:
    figures = {"texts": 10, "top1": 0.9, "top3": 0.97, "ece": 0.02}
    return Candidate(blob or FieldModel.default().linear.dump(), 500, figures, figures, active, number)


def test_versions_are_kept_but_not_for_ever(now):
    for number in range(learning.VERSIONS_KEPT + 5):
        learning.keep(FIELD, version(number, active=number == 0), now=now)
    assert LearnedModel.objects.filter(active=False).count() == learning.VERSIONS_KEPT
    assert LearnedModel.objects.get(active=True).version == 1


def test_the_administrator_goes_back_and_to_the_shipped_one(commune, now):
    learning.keep(FIELD, version(1, active=True), now=now)
    learning.keep(FIELD, version(2, active=True), now=now)
    boss = commune.administrator
    learning.use(FIELD, 1, by=boss, now=now)
    assert LearnedModel.objects.get(active=True).version == 1
    learning.use(FIELD, 0, by=boss, now=now)
    assert not LearnedModel.objects.filter(active=True).exists()
    assert suggesting.model_in_use() is FieldModel.default()
    said = [event.data for event in events.of(commune.unit).filter(verb="use_learned")]
    assert [one["version"] for one in said] == [1, 0]
    with pytest.raises(Refused, match="đang được dùng"):
        learning.use(FIELD, 0, by=boss, now=now)
    with pytest.raises(Refused, match="Không có bản này"):
        learning.use(FIELD, 99, by=boss, now=now)
    with pytest.raises(NotAllowed):
        learning.use(FIELD, 1, by=commune.coordinator, now=now)


def test_a_model_nobody_can_read_does_not_stop_the_desk(now):
    learning.keep(FIELD, version(1, active=True, blob=b"nothing that could be read"), now=now)
    assert suggesting.model_in_use() is FieldModel.default()


def test_the_page_shows_figures_and_takes_back(commune, now):
    with time_machine.travel(now, tick=False):
        client = signed_in(commune.administrator)
        assert "kèm theo chương trình" in client.get(PAGE).content.decode()
        learning.keep(FIELD, version(1, active=True), now=now)
        learning.keep(FIELD, version(2), now=now)
        body = client.get(PAGE).content.decode()
        assert "90,0% đúng ngay, 97,0% đúng trong ba" in body and body.count("Dùng lại bản này") == 2
        answer = client.post(PAGE, {"kind": "field", "version": "2"})
        assert answer.status_code == 302
        assert LearnedModel.objects.get(active=True).version == 2
        for bad in (
            {},
            {"kind": "x", "version": "1"},
            {"kind": "field", "version": "9" * 40},
            {"kind": "field", "version": "7"},
        ):
            assert client.post(PAGE, bad).status_code in {409, 422}
        assert LearnedModel.objects.get(active=True).version == 2


def test_the_machine_learns_from_words_not_from_who_said_them(commune, now):
    decide(commune, now, *office(3))
    one = learning.decisions()[0]
    assert set(one.__dataclass_fields__) == {"key", "opinion", "text", "place", "field"}
    assert SYSTEM.actor_seat is None
