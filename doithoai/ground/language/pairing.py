"""Learn "same matter" from labelled pairs: fit both parts within their signs, calibrate, measure, keep and read back.

What is learned is one number for each measure of `likeness` and part: no word of any text gets into it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from doithoai.ground.language import likeness
from doithoai.ground.language.learning import Unreadable
from doithoai.ground.language.likeness import THRESHOLD, Model

Floats = NDArray[np.float64]
# No more steps than this, and none once the largest is this small.
STEPS, STILL = 1500, 1e-6
# How strongly a learned model is held to the one it starts from: n decisions move no weight by more than n / HELD.
HELD = 6.0
HEATS = (0.5, 2.0)
FOLDS = 5
FORMAT = 1
LARGEST = 20_000
HEAVIEST = 100.0
_SIGNS = np.array([0.0, *likeness.SIGNS])
_MINE = np.array([(1, 1), *likeness.PARTS], dtype=np.float64).T


def fitted(
    x: Floats, y: Floats, worth: Floats, *, pull: Floats, towards: Floats, start: Floats | None = None
) -> Floats:
    """Fit both parts of the model together (rows: place, issue), each weight within the sign it must have.

    `pull` is how strongly each weight is drawn to what stands in `towards`. Plain gradient steps with momentum: slow
    and sure, since there are some thousands of rows and two dozen measures.
    """
    x = np.column_stack([np.ones(len(x)), x])
    w = (towards if start is None else start).astype(np.float64).copy()
    speed = np.zeros_like(w)
    step = 2.0 / (0.5 * np.linalg.eigvalsh((x.T * worth) @ x)[-1] + pull.max())
    for _round in range(STEPS):
        parts = _parts(x, w)
        p = parts[:, 0] * parts[:, 1]
        slope = np.where(y == 1, -1.0, p / np.maximum(1 - p, 1e-9)) * worth
        gradient = ((slope[:, None] * (1 - parts)).T @ x + pull * (w - towards)) * _MINE
        speed = 0.9 * speed - step * gradient
        w = w + speed
        wrong = w * _SIGNS < 0
        w[wrong], speed[wrong] = 0.0, 0.0
        if np.abs(speed).max() < STILL:
            break
    return w


def _parts(x: Floats, w: Floats) -> Floats:
    shares: Floats = 1 / (1 + np.exp(-np.clip(x @ w.T, -30, 30)))
    return shares


def predicted(x: Floats, w: Floats) -> Floats:
    """Return the probabilities of rows of measures."""
    parts = _parts(np.column_stack([np.ones(len(x)), x]), w)
    return parts[:, 0] * parts[:, 1]


def learned(x: Floats, y: Floats, base: Model) -> Model:
    """Return what decisions make of a model: rows of measures, 1 where a person said "the same".

    Both verdicts count alike however often each was given. Nothing decided, nothing changed.
    """
    if not len(y):
        return base
    worth = _balanced(y)
    w = _from(base, x, y, worth)
    return replace(_model(w), heat=_heat(base, x, y, worth))


def _from(base: Model, x: Floats, y: Floats, worth: Floats) -> Floats:
    towards = np.array([base.place, base.issue])
    return fitted(x, y, worth, pull=np.full(towards.shape[1], HELD), towards=towards)


def _balanced(y: Floats) -> Floats:
    """Return the worth of each row: half of all to each verdict, and none more than 1."""
    same = float(y.mean())
    if same in {0.0, 1.0}:
        return np.ones(len(y))
    least = min(same, 1 - same)
    return np.where(y == 1, least / same, least / (1 - same))


def _model(w: Floats) -> Model:
    rounded = np.round(w, 4) + 0.0
    return Model(tuple(rounded[0].tolist()), tuple(rounded[1].tolist()))


def _heat(base: Model, x: Floats, y: Floats, worth: Floats) -> float:
    """Return by what the log odds are divided so that they are as often right as they say, for rows a fit has not seen."""
    p = np.zeros(len(y))
    order = np.random.default_rng(4).permutation(len(y))
    for number in range(FOLDS):
        out = order[number::FOLDS]
        rest = np.setdiff1d(order, out)
        p[out] = predicted(x[out], _from(base, x[rest], y[rest], worth[rest]))
    odds = np.log(np.clip(p, 1e-9, 1 - 1e-9) / np.clip(1 - p, 1e-9, 1 - 1e-9))
    side = np.where(y == 1, odds, -odds)
    heats = np.geomspace(*HEATS, 61)
    # Held to 1 as the weights are to theirs: few decisions calibrate nothing.
    costs = [float((worth * np.logaddexp(0, -side / heat)).sum()) + HELD * float(np.log(heat)) ** 2 for heat in heats]
    return round(float(heats[int(np.argmin(costs))]), 4)


@dataclass(frozen=True, slots=True)
class Figures:
    """How a model does on pairs it has not seen. `auc`: share of pairs (same, different) ranked rightly.

    `wrong`: share of what it proposes that is different; `found`: share of the same that it proposes; `loss`: mean
    surprise in nats at what was decided.
    """

    pairs: int
    auc: float
    wrong: float
    found: float
    loss: float


def measured(scores: Sequence[float], same: Sequence[bool]) -> Figures:
    """Return the figures of scores beside what was decided."""
    p, y = np.array(scores, dtype=np.float64), np.array(same, dtype=np.float64)
    shown = p >= THRESHOLD
    sure = np.clip(np.where(y == 1, p, 1 - p), 1e-6, 1.0)
    return Figures(
        len(y),
        round(auc(y, p), 4),
        round(float(1 - y[shown].mean()) if shown.any() else 0.0, 4),
        round(float(shown[y == 1].mean()) if y.any() else 0.0, 4),
        round(float(-np.log(sure).mean()) if len(y) else 0.0, 4),
    )


def auc(y: Floats, p: Floats) -> float:
    """Return the share of pairs (same, not same) in which the same one stands higher; 0.5 where one of them lacks."""
    same, other = p[y == 1], p[y == 0]
    if not len(same) or not len(other):
        return 0.5
    return float((same[:, None] > other).mean() + (same[:, None] == other).mean() / 2)


def dump(model: Model) -> bytes:
    """Return a model as JSON."""
    told = {
        "format": FORMAT,
        "measures": likeness.NAMES,
        "place": model.place,
        "issue": model.issue,
        "heat": model.heat,
    }
    return json.dumps(told, sort_keys=True).encode()


def load(blob: bytes) -> Model:
    """Read what `dump` wrote. Raises Unreadable for anything else, and for a model of other measures."""
    if len(blob) > LARGEST:
        raise Unreadable("too large")
    try:
        told = json.loads(blob)
        model = Model(tuple(map(float, told["place"])), tuple(map(float, told["issue"])), float(told["heat"]))
        fits = told["format"] == FORMAT and tuple(told["measures"]) == likeness.NAMES
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    if not fits or not sound(model):
        raise Unreadable("not of this format")
    return model


def sound(model: Model) -> bool:
    """Say whether a model holds every measure, each with the sign it must have, and says nothing endless."""
    for part, mine in zip((model.place, model.issue), _MINE, strict=True):
        if len(part) != len(_SIGNS) or not all(isfinite(weight) and abs(weight) <= HEAVIEST for weight in part):
            return False
        if any(weight * sign < 0 or (weight and not own) for weight, sign, own in zip(part, _SIGNS, mine, strict=True)):
            return False
    return HEATS[0] <= model.heat <= HEATS[1]
