"""How the model of kinds is taught: from our examples alone. What people decide about kinds changes no model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from doithoai.ground.language import kinds
from doithoai.ground.language.fold import fold
from doithoai.ground.language.kinds import FEATURES, KINDS
from doithoai.ground.language.learning import Floats, Linear, Rows, fit, temperature
from doithoai.ground.language.teaching import shipped_examples

# How often each kind comes, of a hundred: our reading of published lists. Taken half into account.
USUAL, PULL = (62.0, 25.0, 7.0, 6.0), 0.5
SEEN_IN, MOST_FEATURES = 3, 9_000
TRUST, L2, STEPS = 3.0, 0.15, 80
FOLDS = 5
# Of each example as typed, and without its marks.
AS_TYPED, BARE = 0.7, 0.3

Told = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row to learn from: its features, its kind, its weight, and which text it came from."""

    features: dict[str, float]
    label: int
    weight: float
    source: int


def examples() -> list[Told]:
    """Return (kind, text) of the lines of `data/examples`."""
    return [(kind, text) for _field, kind, text in shipped_examples() if kind in KINDS]


def fingerprint() -> str:
    """Return what the shipped model was made from, in 16 characters: when it differs, the model is stale."""
    told = hashlib.sha256(f"{FEATURES} {USUAL} {PULL} {SEEN_IN} {TRUST} {L2}".encode())
    for name in ("kinds.tsv", "asking.tsv"):
        told.update(files(kinds.__package__).joinpath(f"data/{name}").read_bytes())
    for kind, text in examples():
        told.update(f"{kind}\t{text}\n".encode())
    return told.hexdigest()[:16]


def rows_of(told: Sequence[Told]) -> list[Row]:
    """Return the rows of these texts: as typed, and as somebody types them who leaves the marks away."""
    rows = []
    for number, (kind, text) in enumerate(told):
        bare = fold(text)
        forms = [(text, 1.0)] if bare == text else [(text, AS_TYPED), (bare, BARE)]
        rows += [Row(kinds.see(form).features, KINDS.index(kind), share, number) for form, share in forms]
    return rows


def learn(told: Sequence[Told], **notes: object) -> Linear:
    """Teach a model; its confidences are calibrated on texts it had not seen."""
    rows = rows_of(told)
    words, weights, bias = _fitted(rows)
    scores, labels = held_out(rows)
    return Linear.of(KINDS, words, weights, bias, temperature(scores, labels), features=FEATURES, **notes)


def held_out(rows: Sequence[Row]) -> tuple[Floats, np.ndarray]:
    """Return scores and labels of the texts as typed, each judged by a model that had not seen it (five folds)."""
    scores: list[Floats] = []
    labels: list[int] = []
    for number in range(FOLDS):
        words, weights, bias = _fitted([row for row in rows if row.source % FOLDS != number])
        columns = {word: at for at, word in enumerate(words)}
        asked = [row for row in rows if row.source % FOLDS == number and row.weight >= AS_TYPED]
        cells = [{columns[n]: v for n, v in row.features.items() if n in columns} for row in asked]
        scores.append(Rows.of(cells, len(words)).times(weights) + bias)
        labels += [row.label for row in asked]
    return np.concatenate(scores), np.array(labels, dtype=np.int32)


def _fitted(rows: Sequence[Row]) -> tuple[list[str], Floats, Floats]:
    count = Counter(name for row in rows for name in row.features)
    kept = sorted((n for n, seen in count.items() if seen >= SEEN_IN), key=lambda n: (-count[n], n))[:MOST_FEATURES]
    columns = {word: at for at, word in enumerate(kept)}
    cells = [{columns[n]: v for n, v in row.features.items() if n in columns} for row in rows]
    labels = np.array([row.label for row in rows], dtype=np.int32)
    share = np.array([row.weight for row in rows], dtype=np.float32)
    # What our cues say is believed before anything is learned.
    believed = np.zeros((len(kept), len(KINDS)), dtype=np.float32)
    for at, kind in enumerate(KINDS):
        if f"k:{kind}" in columns:
            believed[columns[f"k:{kind}"], at] = TRUST
    table = Rows.of(cells, len(kept))
    weights, bias = fit(table, labels, len(KINDS), weight=share, believed=believed, l2=L2, steps=STEPS)
    total = np.bincount(labels, weights=share, minlength=len(KINDS)) + 1e-3
    usual = np.log((np.array(USUAL) / sum(USUAL)) / (total / total.sum()))
    return kept, weights, (bias + PULL * usual).astype(np.float32)
