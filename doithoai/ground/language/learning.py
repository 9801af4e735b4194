"""Multinomial logistic regression over sparse features, in numpy alone: learned here, kept as plain arrays, read at once.

A learned thing is a vocabulary (words), one weight for each word and class in one byte, and a temperature that makes
its confidences mean what they say. It is stored as arrays and UTF-8 text, never pickled: reading it runs nothing.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# Gradients are made in slices of this many non-zero cells, so that memory stays small whatever is learned from.
SLICE = 150000
LARGEST_BLOB = 1_500_000
FORMAT = 1


class Unreadable(ValueError):
    """What was given is no learned model of this format."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows (CSR): row i has its cells in `start[i]:start[i + 1]`."""

    start: NDArray[np.int64]
    column: NDArray[np.int32]
    value: Floats
    width: int

    @classmethod
    def of(cls, rows: Sequence[Mapping[int, float]], width: int) -> Rows:
        """Lay rows of {column: value} one after the other."""
        start = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=start[1:])
        column = np.fromiter((at for row in rows for at in row), dtype=np.int32, count=int(start[-1]))
        value = np.fromiter((one for row in rows for one in row.values()), dtype=np.float32, count=int(start[-1]))
        return cls(start, column, value, width)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.start) - 1

    def turned(self) -> Rows:
        """Return the same cells by column (the transposed matrix)."""
        owner = np.repeat(np.arange(self.count, dtype=np.int32), np.diff(self.start))
        order = np.argsort(self.column, kind="stable")
        start = np.zeros(self.width + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.column, minlength=self.width), out=start[1:])
        return Rows(start, owner[order], self.value[order], self.count)

    def times(self, dense: Floats) -> Floats:
        """Return the product with a dense matrix (width x classes), slice by slice."""
        out = np.zeros((self.count, dense.shape[1]), dtype=np.float32)
        first = 0
        while first < self.count:
            last = int(np.searchsorted(self.start, self.start[first] + SLICE, side="right")) - 1
            last = min(max(last, first + 1), self.count)
            self._slice(dense, out, first, last)
            first = last
        return out

    def _slice(self, dense: Floats, out: Floats, first: int, last: int) -> None:
        begin, end = int(self.start[first]), int(self.start[last])
        if begin == end:
            return
        cells = dense[self.column[begin:end]]
        cells *= self.value[begin:end, None]
        full = np.flatnonzero(np.diff(self.start[first : last + 1])) + first
        # reduceat cannot say "nothing": only rows with cells take part.
        out[full] = np.add.reduceat(cells, self.start[full] - begin, axis=0)


def softmax(scores: Floats) -> Floats:
    """Return each row as probabilities."""
    power = np.exp(scores - scores.max(axis=1, keepdims=True))
    return power / power.sum(axis=1, keepdims=True)


def fit(
    rows: Rows,
    labels: NDArray[np.int32],
    classes: int,
    *,
    weight: Floats | None = None,
    believed: Floats | None = None,
    l2: float = 1.0,
    steps: int = 80,
) -> tuple[Floats, Floats]:
    """Learn (weights: width x classes, bias: classes) by L-BFGS; the same for the same rows, whenever it is run.

    `l2` is the strength of the pull towards the weights `believed` beforehand (zero), in the loss summed over rows; the
    bias is not pulled.
    """
    share = np.ones(rows.count, dtype=np.float32) if weight is None else weight.astype(np.float32)
    columns, picked = rows.turned(), np.arange(rows.count)
    total = float(share.sum()) or 1.0
    start = np.zeros((rows.width + 1, classes), dtype=np.float32)
    if believed is not None:
        start[:-1] = believed

    def loss(point: Floats) -> tuple[float, Floats]:
        inner, bias = point[:-1], point[-1]
        away = inner - start[:-1]
        chance = softmax(rows.times(inner) + bias)
        cost = -float((share * np.log(chance[picked, labels] + 1e-12)).sum()) + 0.5 * l2 * float((away * away).sum())
        chance[picked, labels] -= 1.0
        chance *= share[:, None]
        slope = np.empty_like(point)
        slope[:-1] = columns.times(chance) + l2 * away
        slope[-1] = chance.sum(axis=0)
        return cost / total, slope / total

    best = _descend(loss, start.copy(), steps)
    return best[:-1], best[-1]


def _descend(loss, point: Floats, steps: int, memory: int = 8) -> Floats:  # type: ignore[no-untyped-def]
    """Walk down by L-BFGS with halved steps (Armijo); stop when a step gains less than a millionth."""
    cost, slope = loss(point)
    past: list[tuple[Floats, Floats, float]] = []
    for _step in range(steps):
        way = -_shaped(slope, past)
        downhill = float((way * slope).sum())
        if downhill >= 0:
            past.clear()
            way, downhill = -slope, -float((slope * slope).sum())
        length = 1.0 if past else min(1.0, 1.0 / (float(np.abs(slope).sum()) + 1e-12))
        for _try in range(25):
            there, steep = loss(point + length * way)
            if there <= cost + 1e-4 * length * downhill:
                break
            length /= 2
        else:
            return point
        moved, turned = length * way, steep - slope
        bend = float((moved * turned).sum())
        if bend > 1e-10:
            past = [*past[1 - memory :], (moved, turned, bend)]
        gain, point, cost, slope = cost - there, point + moved, there, steep
        if gain < 1e-5 * max(abs(cost), 1e-3):
            break
    return point


def _shaped(slope: Floats, past: list[tuple[Floats, Floats, float]]) -> Floats:
    """Return the slope times the curvature seen so far (the two loops of L-BFGS)."""
    way, shares = slope.copy(), []
    for moved, turned, bend in reversed(past):
        share = float((moved * way).sum()) / bend
        shares.append(share)
        way -= share * turned
    if past:
        moved, turned, bend = past[-1]
        way *= bend / float((turned * turned).sum())
    for (moved, turned, bend), share in zip(past, reversed(shares), strict=True):
        way += (share - float((turned * way).sum()) / bend) * moved
    return way


def temperature(scores: Floats, labels: NDArray[np.int32]) -> float:
    """Return the divisor of the scores with which their softmax is best calibrated on these held-out rows."""
    picked = np.arange(len(labels))
    if not len(labels):
        return 1.0

    def cost(heat: float) -> float:
        return -float(np.log(softmax(scores / np.float32(heat))[picked, labels] + 1e-12).mean())

    low, high = 0.2, 6.0
    for _step in range(40):
        a, b = low + (high - low) * 0.382, low + (high - low) * 0.618
        low, high = (low, b) if cost(a) < cost(b) else (a, high)
    return round((low + high) / 2, 4)


def balanced(labels: NDArray[np.int32], classes: int, power: float = 0.5) -> Floats:
    """Return a weight a row so that rare classes count more (power 1: all classes alike; 0: as they come)."""
    count = np.bincount(labels, minlength=classes).astype(np.float64)
    share = np.where(count > 0, (count.sum() / classes / np.maximum(count, 1)) ** power, 0.0)
    return share[labels].astype(np.float32)


@dataclass(frozen=True, slots=True)
class Linear:
    """A learned model: `columns` gives each feature its row in `weights` (one byte a cell, times `scale` of the row)."""

    classes: tuple[str, ...]
    columns: dict[str, int]
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    heat: float
    notes: dict[str, object]

    @classmethod
    def of(
        cls, classes: Sequence[str], words: Sequence[str], weights: Floats, bias: Floats, heat: float, **notes: object
    ) -> Linear:
        """Pack weights into bytes, each row with its own scale (an error below half a percent of its largest weight)."""
        top = np.abs(weights).max(axis=1) if len(words) else np.zeros(0, dtype=np.float32)
        # Half precision is what is stored: packing and reading must give the same answers.
        scale = np.maximum(top / 127.0, 1e-6).astype(np.float16).astype(np.float32)
        scale = np.maximum(scale, np.float32(6.1e-5))
        packed = np.clip(np.rint(weights / scale[:, None]), -127, 127).astype(np.int8)
        columns = {word: at for at, word in enumerate(words)}
        return cls(tuple(classes), columns, packed, scale, bias.astype(np.float32), float(heat), dict(notes))

    def scores(self, found: Mapping[str, float]) -> Floats:
        """Return one score a class for the features of one text (before temperature)."""
        at, value = self._known(found)
        if not at:
            return self.bias.copy()
        strength = np.array(value, dtype=np.float32) * self.scale[at]
        return strength @ self.weights[at].astype(np.float32) + self.bias

    def shares(self, found: Mapping[str, float], choice: int) -> dict[str, float]:
        """Return what each feature added to one class, against the mean of all classes."""
        at, value = self._known(found)
        names = [name for name in found if name in self.columns]
        block = self.weights[at].astype(np.float32) * self.scale[at][:, None]
        over = (block[:, choice] - block.mean(axis=1)) * np.array(value, dtype=np.float32) if at else []
        return {name: float(one) for name, one in zip(names, over, strict=True)}

    def _known(self, found: Mapping[str, float]) -> tuple[list[int], list[float]]:
        columns = self.columns
        known = [(columns[name], value) for name, value in found.items() if name in columns]
        return [at for at, _value in known], [value for _at, value in known]

    def chances(self, scores: Floats) -> Floats:
        """Return calibrated probabilities."""
        return softmax((scores / np.float32(self.heat))[None, :])[0]

    def dump(self) -> bytes:
        """Return the model as a zip of plain arrays and one JSON head; the same bytes for the same model."""
        head = {"format": FORMAT, "classes": self.classes, "heat": self.heat, "notes": self.notes}
        parts = {
            "head.json": json.dumps(head, ensure_ascii=False, sort_keys=True).encode(),
            "words.txt": "\n".join(self.columns).encode(),
            "weights.i1": self.weights.tobytes(),
            "scale.f2": self.scale.astype("<f2").tobytes(),
            "bias.f4": self.bias.astype("<f4").tobytes(),
        }
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
            for name, content in parts.items():
                file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return box.getvalue()

    @classmethod
    def load(cls, blob: bytes) -> Linear:
        """Read what `dump` wrote. Raises Unreadable for anything else, however it is made."""
        try:
            return cls._load(blob)
        except Unreadable:
            raise
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, OSError, NotImplementedError) as error:
            raise Unreadable(type(error).__name__) from error

    @classmethod
    def _load(cls, blob: bytes) -> Linear:
        if len(blob) > LARGEST_BLOB:
            raise Unreadable("too large")
        with zipfile.ZipFile(io.BytesIO(blob)) as file:
            if sum(one.file_size for one in file.infolist()) > 20 * LARGEST_BLOB:
                raise Unreadable("too large")
            head = json.loads(file.read("head.json"))
            words = file.read("words.txt").decode().split("\n")
            weights = np.frombuffer(file.read("weights.i1"), dtype=np.int8)
            scale = np.frombuffer(file.read("scale.f2"), dtype="<f2").astype(np.float32)
            bias = np.frombuffer(file.read("bias.f4"), dtype="<f4").astype(np.float32)
        classes = tuple(str(one) for one in head["classes"])
        columns = {word: at for at, word in enumerate(words)} if len(scale) else {}
        if head["format"] != FORMAT or len(columns) != len(scale) or len(bias) != len(classes):
            raise Unreadable("not of this format")
        weights = weights.reshape(len(scale), len(classes))
        heat = float(head["heat"])
        if not (np.isfinite(scale).all() and np.isfinite(bias).all() and 0 < heat < 1000):
            raise Unreadable("no finite numbers")
        return cls(classes, columns, weights, scale, bias, heat, dict(head["notes"]))
