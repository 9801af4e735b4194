"""Learning in numpy: it separates what can be separated, says how sure it is, and stores itself as plain arrays."""

from __future__ import annotations

import io
import pickle
import random
import zipfile

import numpy as np
import pytest

from doithoai.ground.language.learning import Linear, Rows, Unreadable, balanced, fit, softmax, temperature


def sample(rows: int = 400, classes: int = 4, noise: float = 0.1, seed: int = 1):
    """Rows of ten cells, four of which tell the class; some labels are wrong."""
    chance = random.Random(seed)
    cells, labels = [], []
    for _ in range(rows):
        label = chance.randrange(classes)
        telling = {label * 10 + chance.randrange(10): 1.0 for _ in range(4)}
        cells.append(telling | {100 + chance.randrange(50): 1.0 for _ in range(6)})
        labels.append(chance.randrange(classes) if chance.random() < noise else label)
    return Rows.of(cells, 150), np.array(labels, dtype=np.int32)


def test_rows_multiply_like_dense_ones_even_when_some_are_empty():
    rows = Rows.of([{0: 2.0, 3: 1.0}, {}, {1: -1.0}, {}], 5)
    dense = np.arange(15, dtype=np.float32).reshape(5, 3)
    whole = np.array([[2, 0, 0, 1, 0], [0] * 5, [0, -1, 0, 0, 0], [0] * 5], dtype=np.float32)
    assert np.allclose(rows.times(dense), whole @ dense)
    there = np.arange(8, dtype=np.float32).reshape(4, 2)
    assert np.allclose(rows.turned().times(there), whole.T @ there)


def test_it_learns_what_tells_the_classes_apart():
    rows, labels = sample()
    weights, bias = fit(rows, labels, 4)
    asked, truth = sample(seed=2, noise=0.0)
    assert (softmax(asked.times(weights) + bias).argmax(axis=1) == truth).mean() > 0.95


def test_the_same_rows_teach_the_same_numbers():
    rows, labels = sample()
    first, second = fit(rows, labels, 4), fit(rows, labels, 4)
    assert (first[0] == second[0]).all() and (first[1] == second[1]).all()


def test_what_is_believed_stays_where_nothing_is_seen():
    believed = np.zeros((150, 4), dtype=np.float32)
    believed[149, 2] = 3.0
    weights, _bias = fit(Rows.of([{0: 1.0}, {10: 1.0}], 150), np.array([0, 1], dtype=np.int32), 4, believed=believed)
    assert weights[149, 2] == pytest.approx(3.0, abs=1e-4)


def test_temperature_makes_the_confident_humble():
    rows, labels = sample(noise=0.4)
    weights, bias = fit(rows, labels, 4, l2=0.001)
    asked, truth = sample(noise=0.4, seed=3)
    scores = asked.times(weights) + bias
    heat = temperature(scores, truth)
    right = (scores.argmax(axis=1) == truth).mean()
    assert heat > 1
    assert abs(softmax(scores / heat).max(axis=1).mean() - right) < abs(softmax(scores).max(axis=1).mean() - right)


def test_rare_classes_count_more():
    share = balanced(np.array([0, 0, 0, 1], dtype=np.int32), 3, power=1.0)
    assert share[3] == pytest.approx(3 * share[0])


def learned() -> Linear:
    rows, labels = sample()
    weights, bias = fit(rows, labels, 4)
    return Linear.of(["a", "b", "c", "d"], [f"w:{i}" for i in range(150)], weights, bias, 1.5, made_from="x")


def test_a_stored_model_says_the_same_and_is_the_same_bytes():
    model = learned()
    again = Linear.load(model.dump())
    found = {"w:3": 1.0, "w:12": 0.5, "unknown": 9.0}
    assert (again.scores(found) == model.scores(found)).all()
    assert again.heat == 1.5 and again.notes == {"made_from": "x"} and again.dump() == model.dump()
    assert again.chances(again.scores(found)).sum() == pytest.approx(1.0, abs=1e-5)


def test_a_model_without_words_still_has_its_bias():
    model = Linear.load(
        Linear.of(["a", "b"], [], np.zeros((0, 2), np.float32), np.array([1, 0], np.float32), 1.0).dump()
    )
    assert model.scores({"x": 1.0}).tolist() == [1.0, 0.0]


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("it was unpickled",))


def zipped(**parts: bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("_", "."), content)
    return box.getvalue()


HEAD = b'{"format": 1, "classes": ["a"], "heat": 1.0, "notes": {}}'
BAD = {
    "empty": b"",
    "no zip": b"PK\x03\x04 nothing",
    "pickle": pickle.dumps(Bomb()),
    "pickle inside": zipped(head_json=pickle.dumps(Bomb())),
    "no parts": zipped(head_json=HEAD),
    "sizes differ": zipped(head_json=HEAD, words_txt=b"x\ny", weights_i1=b"\x01", scale_f2=b"\0\0", bias_f4=b"\0" * 4),
    "no json object": zipped(head_json=b"[]", words_txt=b"", weights_i1=b"", scale_f2=b"", bias_f4=b"\0" * 4),
    "zero heat": zipped(
        head_json=HEAD.replace(b"1.0", b"0.0"), words_txt=b"x", weights_i1=b"\x01", scale_f2=b"\0\0", bias_f4=b"\0" * 4
    ),
    "not finite": zipped(head_json=HEAD, words_txt=b"x", weights_i1=b"\x01", scale_f2=b"\0\x7c", bias_f4=b"\0" * 4),
    "other format": zipped(
        head_json=HEAD.replace(b'"format": 1', b'"format": 9'),
        words_txt=b"x",
        weights_i1=b"\x01",
        scale_f2=b"\0\0",
        bias_f4=b"\0" * 4,
    ),
    "bomb": zipped(head_json=HEAD, words_txt=b"\0" * 40_000_000),
}


@pytest.mark.parametrize("blob", BAD.values(), ids=BAD.keys())
def test_anything_else_is_refused_and_runs_nothing(blob):
    with pytest.raises(Unreadable):
        Linear.load(blob)


def test_a_cut_model_is_refused_at_every_tenth_of_its_bytes():
    blob = learned().dump()
    for cut in range(0, len(blob) - 1, len(blob) // 10):
        with pytest.raises(Unreadable):
            Linear.load(blob[:cut])
