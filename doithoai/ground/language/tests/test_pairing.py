"""Learning likeness from labelled pairs: what it may change, how far, and that nothing read back can break it."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doithoai.ground.language import likeness, pairing
from doithoai.ground.language.learning import Unreadable
from doithoai.ground.language.likeness import DEFAULT_MODEL, MEASURES, SIGNS, THRESHOLD, score
from doithoai.ground.language.reading import read
from doithoai.ground.language.weights import Weights

WEIGHTS = Weights.default()
ROW = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.3, 0.8, 1.0]), min_size=len(MEASURES), max_size=len(MEASURES))
DECIDED = st.lists(st.tuples(ROW, st.booleans()), min_size=1, max_size=30)


def of(rows, base=DEFAULT_MODEL):
    return pairing.learned(np.array([row for row, _same in rows]), np.array([float(same) for _row, same in rows]), base)


def chances(model, rows):
    return np.array([likeness._probability(model, tuple(row)) for row in rows])


def test_nothing_decided_nothing_changed():
    assert pairing.learned(np.zeros((0, len(MEASURES))), np.zeros(0), DEFAULT_MODEL) is DEFAULT_MODEL


@settings(deadline=None, max_examples=8)
@given(DECIDED)
def test_whatever_is_decided_the_signs_stay_and_few_decisions_move_little(rows):
    model = of(rows)
    assert pairing.sound(model)
    for part, before in ((model.place, DEFAULT_MODEL.place), (model.issue, DEFAULT_MODEL.issue)):
        assert max(abs(new - old) for new, old in zip(part, before, strict=True)) <= len(rows) / pairing.HELD + 1e-3
    assert pairing.load(pairing.dump(model)) == model


@settings(deadline=None, max_examples=6)
@given(DECIDED, st.integers(0, len(MEASURES) - 1))
def test_more_that_speaks_for_never_lowers_a_learned_likeness(rows, at):
    model = of(rows)
    if not SIGNS[at]:
        return
    for row, _same in rows:
        less, more = (tuple(value if number == at else one for number, one in enumerate(row)) for value in (0.0, 1.0))
        step = likeness._probability(model, more) - likeness._probability(model, less)
        assert step * SIGNS[at] >= -1e-12


@settings(deadline=None, max_examples=8)
@given(ROW, st.integers(5, 40))
def test_refusing_one_kind_of_pair_again_and_again_lowers_it(row, times):
    model = of([(row, False)] * times)
    before, after = chances(DEFAULT_MODEL, [row])[0], chances(replace(model, heat=1.0), [row])[0]
    assert after < before or before < 1e-3
    assert chances(of([(row, False)] * 3 * times), [row])[0] <= after + 0.02


def test_joining_what_was_held_for_another_matter_raises_it_and_leaves_the_rest():
    """An office whose hamlets are called otherwise than its people call them joins across them."""
    a, b = read("Đường thôn Đông nhiều ổ gà, xin vá."), read("Đường thôn Tây nhiều ổ gà, xin vá.")
    other = read("Trạm y tế xã hết thuốc bảo hiểm, dân phải mua ngoài.")
    rows = [(likeness.features(a, b, WEIGHTS), True)] * 30 + [(likeness.features(a, other, WEIGHTS), False)] * 30
    model = of(rows)
    assert score(a, b, WEIGHTS, model) > score(a, b, WEIGHTS) + 0.1
    assert score(a, other, WEIGHTS, model) < 0.1


def test_both_verdicts_count_alike_however_many_there_are():
    same = [1.0 if sign > 0 else 0.0 for sign in SIGNS]
    apart = [1.0 if name.endswith("against") else 0.5 for name, _parts, _sign in MEASURES]
    few, many = of([(same, True)] * 20 + [(apart, False)] * 20), of([(same, True)] * 200 + [(apart, False)] * 20)
    assert chances(many, [same, apart]) == pytest.approx(chances(few, [same, apart]), abs=0.03)


def test_heat_moves_no_order_and_no_even_chance():
    hot = replace(DEFAULT_MODEL, heat=2.0)
    rows = [[0.1 * n] * len(MEASURES) for n in range(10)]
    cold, warm = chances(DEFAULT_MODEL, rows), chances(hot, rows)
    assert list(np.argsort(cold, kind="stable")) == list(np.argsort(warm, kind="stable"))
    assert likeness._heated(0.5, 2.0) == 0.5
    assert 0.5 < likeness._heated(0.9, 2.0) < 0.9 < likeness._heated(0.9, 0.5)
    assert likeness._heated(0.0, 2.0) == 0.0 and likeness._heated(1.0, 2.0) == 1.0


def test_names_that_exclude_end_the_comparison_under_a_heated_model_too():
    hot = replace(DEFAULT_MODEL, heat=2.0)
    a, b = read("Đường Lý Thái Tổ toàn ổ gà."), read("Đường Lý Nam Đế toàn ổ gà.")
    exact = score(a, b, WEIGHTS, hot)
    assert score(a, b, WEIGHTS, hot, least=exact / 2) == exact


def test_figures_say_what_is_ranked_proposed_and_found():
    figures = pairing.measured([0.9, 0.7, 0.65, 0.2], [True, False, True, True])
    assert (figures.pairs, figures.wrong, figures.found) == (4, pytest.approx(1 / 3, abs=1e-4), 0.6667)
    assert figures.auc == pytest.approx(1 / 3, abs=1e-4)
    none = pairing.measured([0.1], [False])
    assert (none.auc, none.wrong, none.found) == (0.5, 0.0, 0.0)
    assert pairing.measured([], []).pairs == 0
    assert pairing.measured([THRESHOLD], [False]).wrong == 1.0


def broken(**changed):
    return json.dumps({**json.loads(pairing.dump(DEFAULT_MODEL)), **changed}).encode()


PLACE = list(DEFAULT_MODEL.place)


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\x00\xff nothing",
        b"[" * 19_000,
        b"7",
        b"{}",
        b" " * 30_000,
        broken(format=2),
        broken(measures=["others"]),
        broken(place=PLACE[:-1]),
        broken(place=[*PLACE[:-1], "x"]),
        broken(place=[float("nan"), *PLACE[1:]]),
        broken(place=[1e9, *PLACE[1:]]),
        broken(place=[PLACE[0], -1.0, *PLACE[2:]]),
        broken(issue=[0.0, 0.0, 1.0, *([0.0] * (len(PLACE) - 3))]),
        broken(heat=0),
        broken(heat="hot"),
        broken(place=None),
    ],
)
def test_what_is_no_model_is_refused(blob):
    with pytest.raises(Unreadable):
        pairing.load(blob)
