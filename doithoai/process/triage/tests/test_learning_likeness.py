"""Likeness learns from what the desk joined, refused and separated: only what stands, only when it does better."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from doithoai.ground.core import events
from doithoai.ground.index import likely
from doithoai.ground.index.following import catch_up
from doithoai.ground.language import likeness, pairing
from doithoai.ground.language.likeness import DEFAULT_MODEL, Model
from doithoai.ground.language.pairing import Figures
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import deciding, evidence, grouping, joining, learning, objecting, services
from doithoai.process.triage.evidence import Judged, Side
from doithoai.process.triage.learning import Candidate
from doithoai.process.triage.models import LearnedModel, Matter
from doithoai.process.triage.services import Part
from doithoai.process.triage.tests.test_grouping import LIGHT, ROAD, ROAD_THREE, ROAD_TOO, hear, laid
from tests.client import signed_in

pytestmark = pytest.mark.django_db
LIKENESS = LearnedModel.Kind.LIKENESS
PAGE = "/lam-viec/hoc-tu-quyet-dinh"
# An office that joins what is said of a market's fees in other words, and keeps two roads of one hamlet apart.
JOINED = ("Chợ {n} thu phí cao quá, tiểu thương kêu.", "Chợ {n} bán ế vì tiền chỗ ngồi cao.")
APART = ("Đường thôn {n} lầy lội, xin đổ bê tông.", "Thôn {n} xin bê tông con đường ra đồng, đang lầy lội.")
FIRST = ("Phúc", "Vĩnh", "Hòa", "Tân", "Mỹ", "Phước", "Thuận", "Hưng", "Quảng", "Xuân")
SECOND = ("Thịnh", "Hậu", "Lộc", "Bình", "Khê", "Giang", "Sơn", "Thủy", "Trạch", "Điền")
NAMES = [f"{a} {b}" for a in FIRST for b in SECOND]


@pytest.fixture(autouse=True)
def nothing_held():
    """What a process holds of the model in use must not reach the next test."""
    likely.forget_model()
    yield
    likely.forget_model()


def raise_one(commune, now, text) -> tuple[Opinion, Matter]:
    voice = hear(commune, now, text)
    (matter,) = services.triage(voice, [Part(text, field="transport")], by=commune.coordinator, now=now)
    return voice, matter


def join_to(commune, now, text, matter) -> Opinion:
    voice = hear(commune, now, text)
    services.triage(voice, [Part(text, matter=matter)], by=commune.coordinator, now=now)
    return voice


def refuse(commune, now, text, matter) -> Opinion:
    voice = hear(commune, now, text)
    deciding.differ(voice, matter, by=commune.coordinator, now=now, excerpt=text, score=870)
    return voice


def office(monkeypatch, now, *, joined=JOINED, apart=APART, names=NAMES) -> None:
    """Let the book say that one pair of each kind was decided for each name, a minute apart."""
    pairs = []
    for n, name in enumerate(names):
        for same, kind in ((True, joined), (False, apart)):
            one, other = (Side(text.format(n=name), "") for text in kind)
            about = frozenset({("opinion", 2 * len(pairs)), ("opinion", 2 * len(pairs) + 1)})
            pairs.append(Judged(now + timedelta(minutes=n), one, other, same, about))
    monkeypatch.setattr(evidence, "judged", lambda: pairs)


def said() -> list[tuple[str, str, bool]]:
    return [(one.one.text, one.other.text, one.same) for one in evidence.judged()]


def test_joins_and_refusals_are_evidence_in_the_order_they_came(commune, now):
    _voice, matter = raise_one(commune, now, ROAD)
    join_to(commune, now + timedelta(hours=2), ROAD_TOO, matter)
    refuse(commune, now + timedelta(hours=1), LIGHT, matter)
    assert said() == [(LIGHT, ROAD, False), (ROAD, ROAD_TOO, True)]
    assert evidence.judged()[1].at == now + timedelta(hours=2)


def test_what_is_undone_is_evidence_no_more(commune, now):
    by = commune.coordinator
    _first, matter = raise_one(commune, now, ROAD)
    second = join_to(commune, now, ROAD_TOO, matter)
    services.undo_triage(second, by=by, now=now)
    assert said() == []
    _third, other = raise_one(commune, now, ROAD_THREE)
    joining.join(other, matter, by=by, now=now + timedelta(hours=1))
    assert said() == [(ROAD, ROAD_THREE, True)]
    assert evidence.judged()[0].at == now + timedelta(hours=1)
    joining.separate(other, by=by, now=now)
    assert said() == [(ROAD_THREE, ROAD, False)]
    joining.join(other, matter, by=by, now=now)
    assert said() == [(ROAD, ROAD_THREE, True)], "put together again: the later decision counts"


def test_a_refused_group_is_evidence_until_it_is_taken_up_again(commune, now):
    voices = [hear(commune, now, text) for text in (ROAD, LIGHT, ROAD_TOO)]
    (proposal,) = laid(commune, now, None, [(voice, 1, "") for voice in voices])
    grouping.reject(proposal, by=commune.coordinator, now=now)
    assert sorted(said()) == sorted([(LIGHT, ROAD, False), (ROAD_TOO, ROAD, False)])
    proposal.refresh_from_db()
    grouping.take_up(proposal, by=commune.coordinator, now=now)
    assert said() == []


def test_an_objection_is_evidence_only_when_the_desk_follows_it(commune, now):
    _first, matter = raise_one(commune, now, ROAD)
    second = join_to(commune, now, ROAD_TOO, matter)
    objection = objecting.object_to(second, second.raisings.get(), "Việc của tôi khác hẳn.", now=now)
    assert said() == []
    objecting.keep(objection, reason="Cùng một đoạn đường.", by=commune.coordinator, now=now)
    assert said() == []
    objecting.insist(objection, "Vẫn khác.", now=now)
    objecting.separate(objection, by=commune.coordinator, now=now)
    assert said() == [(ROAD_TOO, ROAD, False)]


def test_words_that_were_sealed_or_withdrawn_or_say_the_same_teach_nothing(commune, now):
    _voice, matter = raise_one(commune, now, ROAD)
    join_to(commune, now, ROAD, matter)
    denounced = refuse(commune, now, LIGHT, matter)
    withdrawn = refuse(commune, now, ROAD_TOO, matter)
    assert len(said()) == 2
    services.hand_over(denounced, kind="denunciation", to="Thanh tra", by=commune.coordinator, now=now)
    Opinion.objects.filter(pk=withdrawn.pk).update(state=Opinion.State.WITHDRAWN)
    assert said() == []


def test_of_one_matter_only_some_pairs_count_and_the_queries_do_not_grow(commune, now, django_assert_max_num_queries):
    _voice, matter = raise_one(commune, now, ROAD)
    for n in range(evidence.OF_ONE_MATTER + 3):
        join_to(commune, now, f"{ROAD_TOO} Người thứ {n} nói.", matter)
        refuse(commune, now, f"{LIGHT} Người thứ {n} nói.", matter)
    with django_assert_max_num_queries(5):
        pairs = evidence.judged()
    assert sum(one.same for one in pairs) == evidence.OF_ONE_MATTER
    assert sum(not one.same for one in pairs) == evidence.OF_ONE_MATTER + 3


def test_without_decisions_the_shipped_model_serves(monkeypatch, now):
    assert learning.learn_likeness(now) is None
    assert likely.model_in_use() is DEFAULT_MODEL
    office(monkeypatch, now, names=NAMES[:99])
    assert learning.learn_likeness(now) is None, "too few"
    office(monkeypatch, now)
    monkeypatch.setattr(evidence, "judged", lambda all=evidence.judged: [one for one in all() if one.same] * 2)
    assert learning.learn_likeness(now) is None, "none of one verdict to judge by"


def test_what_is_judged_by_teaches_nothing_that_speaks_of_the_same_voices(monkeypatch, now):
    office(monkeypatch, now)
    pairs = evidence.judged()
    shared = [replace(one, about=one.about | {("matter", n % 100)}) for n, one in enumerate(pairs)]
    monkeypatch.setattr(evidence, "judged", lambda: shared)
    assert learning.learn_likeness(now) is None, "each matter of the older half stands in the newer one too"


def test_what_the_desk_decides_is_learned_measured_and_used(
    commune, now, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(learning, "LEARNERS", {LIKENESS: learning.learn_likeness})
    raise_one(commune, now, APART[0].format(n="Gò Dưa"))
    catch_up(now=now)
    asked = {"seat": commune.coordinator, "kinds": ("matter",)}
    before = likely.similar(APART[1].format(n="Gò Dưa"), **asked)[0]
    office(monkeypatch, now)
    with django_capture_on_commit_callbacks(execute=True):
        assert learning.learn_all(now) == {"made": 1, "used": 1}
    made = LearnedModel.objects.get()
    new, old = made.figures["new"], made.figures["old"]
    assert (made.kind, made.version, made.active, made.trained_on) == (LIKENESS, 1, True, len(NAMES))
    assert new["pairs"] == old["pairs"] == len(NAMES)
    assert new["auc"] > old["auc"] and new["wrong"] < old["wrong"] and new["found"] >= old["found"]
    assert events.of(made).get().data == {"version": 1, "used": True}
    model = likely.model_in_use()
    assert model is not DEFAULT_MODEL and pairing.sound(model)
    after = likely.similar(APART[1].format(n="Gò Dưa"), **asked)[0]
    assert before.proposed and after.score < before.score, "what this office keeps apart is thought less alike"
    assert learning.learn_all(now) == {"made": 0, "used": 0}, (
        "what was kept apart to judge by is not enough for another"
    )
    kept = json.loads(bytes(made.blob))
    assert kept.pop("measures") == list(likeness.NAMES)
    assert set(kept) == {"format", "place", "issue", "heat"}, "figures alone: no word is kept"


def test_an_office_that_decides_as_the_shipped_model_thinks_changes_nothing(monkeypatch, now):
    """Nothing to gain: the version is kept to be seen, and not used."""
    road = "Đường Lê {n} nhiều ổ gà, đề nghị vá."
    office(
        monkeypatch,
        now,
        joined=(road, "Vá ổ gà trên đường Lê {n} giùm dân."),
        apart=(road, "Trạm y tế thôn {n} hết thuốc bảo hiểm."),
    )
    candidate = learning.learn_likeness(now)
    assert candidate.old["auc"] == 1.0 and not candidate.better


FIGURES = Figures(100, 0.95, 0.05, 0.9, 0.2)


@pytest.mark.parametrize(
    ("change", "used"),
    [
        ({}, False),
        ({"auc": 0.955}, False),
        ({"auc": 0.96}, True),
        ({"wrong": 0.04}, True),
        ({"auc": 0.97, "wrong": 0.06}, False),
        ({"auc": 0.94, "wrong": 0.0}, False),
        ({"wrong": 0.0, "found": 0.5}, False),
        ({"auc": 0.97, "found": 0.88}, True),
    ],
)
def test_it_replaces_only_what_it_beats(change, used):
    assert learning._likelier(replace(FIGURES, **change), FIGURES) is used


def version(*, active: bool, blob: bytes = b"") -> Candidate:
    figures = {"pairs": 100, "auc": 0.951, "wrong": 0.03, "found": 0.9, "loss": 0.2}
    return Candidate(blob or pairing.dump(colder()), 300, figures, figures, active, 7)


def colder() -> Model:
    return replace(DEFAULT_MODEL, heat=1.5)


def test_a_worse_one_is_kept_but_not_used_and_a_broken_one_stops_nobody(commune, now):
    learning.keep(LIKENESS, version(active=False), now=now)
    assert likely.model_in_use() is DEFAULT_MODEL
    learning.keep(LIKENESS, version(active=True, blob=b"nothing that could be read"), now=now)
    likely.forget_model()
    assert likely.model_in_use() is DEFAULT_MODEL
    raise_one(commune, now, ROAD)
    catch_up(now=now)
    assert likely.similar(ROAD_TOO, seat=commune.coordinator)[0].score > 0.5


def test_a_person_goes_back_on_the_page_and_it_counts_at_once(commune, now, django_capture_on_commit_callbacks):
    with time_machine.travel(now, tick=False):
        client = signed_in(commune.administrator)
        empty = client.get(PAGE).content.decode()
        assert "Đề xuất vấn đề trùng" in empty and "gộp, đã tách" in empty
        with django_capture_on_commit_callbacks(execute=True):
            learning.keep(LIKENESS, version(active=True), now=now)
        assert likely.model_in_use() == colder()
        body = client.get(PAGE).content.decode()
        assert "xếp đúng 95,1% số cặp; 97,0% đề xuất đúng, tìm được 90,0%" in body
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(PAGE, {"kind": "likeness", "version": "0"}).status_code == 302
        assert likely.model_in_use() is DEFAULT_MODEL
        assert likeness.DEFAULT_MODEL is DEFAULT_MODEL


def test_the_model_is_asked_for_once_in_some_minutes(commune, now, django_assert_num_queries):
    learning.keep(LIKENESS, version(active=True), now=now)
    with django_assert_num_queries(1):
        assert likely.model_in_use() == likely.model_in_use() == colder()
