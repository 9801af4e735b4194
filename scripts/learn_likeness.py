"""Learn what "same matter" rests on: weights of words from the examples, a small logistic model from the pairs.

    python scripts/learn_likeness.py pairs      ordinary pairs of words   -> data/pairs.txt
    python scripts/learn_likeness.py weights    how rare each term is      -> data/weights.tsv
    python scripts/learn_likeness.py about      concepts words lean to     -> data/about.tsv
    python scripts/learn_likeness.py model      the model and its figures  -> data/likeness.tsv

Learned from `language/data/examples` and `language/tests/data/pairs-*.tsv` only. `../shared/data/dev` is never learned
from; when it is there, its figures are printed beside those of the cross-validation.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import log, sqrt
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from doithoai.ground.language import about, lexicon, likeness, names, naming, terms  # noqa: E402
from doithoai.ground.language.reading import Reading, read  # noqa: E402
from doithoai.ground.language.weights import Weights  # noqa: E402

LANGUAGE = ROOT / "doithoai" / "ground" / "language"
DEV = ROOT.parent / "shared" / "data" / "dev"
FOLDS = 10
# How much it counts that examples say a word and a concept together, beside the phrases of the lexicon.
TOGETHER = 0.3
# To how many concepts a word leans at most.
LEANS = 12


def say(*words: object) -> None:
    """Write a line to the terminal."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def example_texts() -> list[str]:
    """Return the shipped example texts, and those of the pairs."""
    texts = []
    for file in sorted((LANGUAGE / "data" / "examples").glob("*.tsv")):
        texts += [line.partition("\t")[2] for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return texts


def write_pairs() -> None:
    """Write the pairs of words that ordinary speech knows."""
    found: set[str] = set()
    for phrases in (*lexicon.concepts().phrases.values(), *lexicon.senses().phrases.values()):
        for phrase in phrases:
            found.update(f"{a}_{b}" for a, b in pairwise(phrase.words))
    seen: Counter[str] = Counter()
    for text in example_texts():
        tokens = terms.tokens(text)
        named = names.find(tokens, marked=True, cased=True).covered
        for at, (first, second) in enumerate(pairwise(tokens)):
            small = first.raw[:1].islower() and second.raw[:1].islower()
            if small and at not in named and at + 1 not in named and second.follows:
                seen[f"{first.word}_{second.word}"] += 1
    found.update(seen)
    stop = terms.stop_words()
    found = {pair for pair in found if not set(pair.split("_")) & stop}
    (LANGUAGE / "data" / "pairs.txt").write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")
    say(len(found), "pairs")


def write_weights() -> None:
    """Write in how many example texts each term stands."""
    texts = example_texts()
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(term for term in read(text).terms() if not term.startswith("n:"))
    lines = [f"{term}\t{count}" for term, count in sorted(counts.items()) if count > 1]
    (LANGUAGE / "data" / "weights.tsv").write_text("\n".join([str(len(texts)), *lines]) + "\n", encoding="utf-8")
    say(len(lines), "terms of", len(texts), "texts")


def _bag(words: Sequence[str]) -> set[str]:
    """Return the words and the pairs of words that carry meaning."""
    stop = terms.stop_words()
    said = ["" if word in stop else word for word in words]
    return {word for word in said if word} | {f"{a}_{b}" for a, b in pairwise(said) if a and b}


def _said_together() -> dict[tuple[str, str], float]:
    """Return how much more often than by chance a word stands in an example that speaks of a concept."""
    readings = [read(text) for text in example_texts()]
    words: Counter[str] = Counter()
    concepts: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for reading in readings:
        here = about.words_of(reading, naming.syllables(reading))
        words.update(here)
        concepts.update(reading.concepts)
        both.update((word, code) for word in here for code in reading.concepts)
    found = {}
    for (word, code), count in both.items():
        more = log(count * len(readings) / (words[word] * concepts[code]))
        if count > 1 and more > 1:
            found[word, code] = more * min(1.0, count / 4)
    return found


def write_about() -> None:
    """Write to which concepts each word leans: by the phrases of the lexicon, and by what is said together."""
    leans: dict[str, Counter[str]] = defaultdict(Counter)
    known = lexicon.concepts()
    for phrase in (phrase for phrases in known.phrases.values() for phrase in phrases):
        worth = 0.5 if phrase.weak else 1.0
        for word in _bag(phrase.words):
            leans[word][phrase.code] += worth * (1.5 if "_" in word else 1.0)
        for sense in read(" ".join(phrase.marked)).gist:
            if sense[1:2] == "_" and sense[0] != "h":
                leans[sense][phrase.code] += 0.5
    for (word, code), more in _said_together().items():
        leans[word][code] += TOGETHER * more
    lines = []
    for word, codes in sorted(leans.items()):
        scale = 100 * log(1 + len(known.list_of) / len(codes)) / sqrt(sum(value * value for value in codes.values()))
        kept = sorted(codes.items(), key=lambda item: (-item[1], item[0]))[:LEANS]
        listed = " ".join(f"{code}={round(value * scale)}" for code, value in kept if round(value * scale) > 0)
        lines.append(f"{word}\t{listed}")
    (LANGUAGE / "data" / "about.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(len(lines), "words")


Pair = tuple[Reading, Reading, int, str]


def pairs() -> list[Pair]:
    """Return the labelled pairs as readings."""
    found: list[Pair] = []
    for file in sorted((LANGUAGE / "tests" / "data").glob("pairs-*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                a, b = read(row["a"], row["a_place"] or ""), read(row["b"], row["b_place"] or "")
                found.append((a, b, int(row["same"]), row["kind"]))
    return found


def dev_pairs() -> list[Pair]:
    """Return the development pairs, when they are there."""
    if not DEV.exists():
        return []
    opinions = {o["id"]: o for o in map(json.loads, (DEV / "opinions.jsonl").read_text(encoding="utf-8").splitlines())}
    found: list[Pair] = []
    for row in map(json.loads, (DEV / "pairs.jsonl").read_text(encoding="utf-8").splitlines()):
        first = opinions[row["a"]]
        found.append((read(first["text"], first["place"] or ""), read(row["b_text"]), int(row["same"]), row["kind"]))
    return found


def table(rows: list[Pair]) -> tuple[np.ndarray, np.ndarray]:
    """Return the features and the labels of pairs."""
    weights = Weights.default()
    x = np.array([likeness.features(a, b, weights) for a, b, _same, _kind in rows])
    return x, np.array([same for _a, _b, same, _kind in rows], dtype=float)


def fitted(x: np.ndarray, y: np.ndarray, ridge: float) -> np.ndarray:
    """Fit a logistic model by Newton's method with a ridge on all weights but the start, within the signs they must have."""
    signs = np.array([0.0, *likeness.SIGNS])
    x = np.column_stack([np.ones(len(x)), x])
    w = np.zeros(x.shape[1])
    free = np.ones(x.shape[1], dtype=bool)
    for _round in range(8):
        w[~free] = 0.0
        for _step in range(60):
            p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
            penalty = np.full(x.shape[1], ridge)
            penalty[0] = 1e-6
            gradient = x.T @ (p - y) + penalty * w
            hessian = (x.T * (p * (1 - p))) @ x + np.diag(penalty)
            step = np.zeros_like(w)
            step[free] = np.linalg.solve(hessian[np.ix_(free, free)], gradient[free])
            w -= step
            if np.abs(step).max() < 1e-8:
                break
        wrong = free & (signs * w < 0)
        if not wrong.any():
            break
        free &= ~wrong
    w[~free] = 0.0
    return w


def predicted(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return the probabilities."""
    return 1 / (1 + np.exp(-np.clip(np.column_stack([np.ones(len(x)), x]) @ w, -30, 30)))


def auc(y: np.ndarray, p: np.ndarray) -> float:
    """Return the share of pairs (same, not same) in which the same one stands higher."""
    same, other = p[y == 1], p[y == 0]
    return float((same[:, None] > other).mean() + (same[:, None] == other).mean() / 2)


def figures(name: str, y: np.ndarray, p: np.ndarray, kinds: list[str]) -> None:
    """Print what is reached."""
    loss = -np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))
    say(f"{name}: {len(y)} pairs, AUC {auc(y, p):.4f}, log loss {loss:.4f}, accuracy {np.mean((p > 0.5) == y):.4f}")
    for kind in sorted(set(kinds)):
        here = np.array([k == kind for k in kinds])
        say(f"   {kind}: {here.sum()}, right {np.mean((p[here] > 0.5) == y[here]):.3f}, mean {p[here].mean():.3f}")


def write_model(ridge: float = 1.0) -> None:
    """Fit, cross-validate, write, and print the figures."""
    rows = pairs()
    x, y = table(rows)
    kinds = [kind for _a, _b, _same, kind in rows]
    order = np.random.default_rng(4).permutation(len(y))
    p = np.zeros(len(y))
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        rest = np.setdiff1d(order, out)
        p[out] = predicted(x[out], fitted(x[rest], y[rest], ridge))
    figures("cross-validated", y, p, kinds)
    w = fitted(x, y, ridge)
    lines = [f"start\t{w[0]:.4f}", *(f"{n}\t{v:.4f}" for n, v in zip(likeness.NAMES, w[1:], strict=True))]
    (LANGUAGE / "data" / "likeness.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    say("\n".join(lines))
    dev = dev_pairs()
    if dev:
        x, y = table(dev)
        figures("dev", y, predicted(x, w), [kind for _a, _b, _same, kind in dev])


if __name__ == "__main__":
    {"pairs": write_pairs, "weights": write_weights, "about": write_about, "model": write_model}[sys.argv[1]]()
