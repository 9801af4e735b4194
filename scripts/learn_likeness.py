"""Learn what "same matter" rests on: weights of words from the examples, a small logistic model from the pairs.

    python scripts/learn_likeness.py forms      what bare syllables mean   -> data/forms.tsv
    python scripts/learn_likeness.py pairs      ordinary pairs of words   -> data/pairs.txt
    python scripts/learn_likeness.py weights    how rare each term is      -> data/weights.tsv
    python scripts/learn_likeness.py about      concepts words lean to     -> data/about.tsv
    python scripts/learn_likeness.py model      the model and its figures  -> data/likeness.tsv
    python scripts/learn_likeness.py check      1 when one of these is older than what it is made of

Each is made of those above it, so a change of the examples or concepts asks for all, in this order.

Learned from `language/data/examples` and `language/tests/data/pairs-*.tsv` only. `../shared/data/dev` is never learned
from; when it is there, its figures are printed beside those of the cross-validation.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import fsum, log, sqrt
from pathlib import Path
from random import Random

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from doithoai.ground.language import about, lexicon, likeness, names, naming, pairing, terms  # noqa: E402
from doithoai.ground.language.fold import fold  # noqa: E402
from doithoai.ground.language.pairing import auc, predicted  # noqa: E402
from doithoai.ground.language.reading import Reading, as_written, read  # noqa: E402
from doithoai.ground.language.weights import Weights  # noqa: E402

LANGUAGE = ROOT / "doithoai" / "ground" / "language"
DATA = LANGUAGE / "data"
MODEL = DATA / "likeness.tsv"
DEV = ROOT.parent / "shared" / "data" / "dev"
FOLDS = 10
# A bare syllable is taken for one with marks that it is in this share of the examples.
MEANT = 0.6
# How much it counts that examples say a word and a concept together, beside the phrases of the lexicon.
TOGETHER = 0.3
# What a row made of a pair counts beside the pair itself.
UNMARKED, RENAMED, STRANGER, OTHER_ISSUE = 0.5, 0.5, 0.25, 0.25
PUT_HERE = 2
# To how many concepts a word leans at most.
LEANS = 12


def say(*words: object) -> None:
    """Write a line to the terminal."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def example_texts() -> list[str]:
    """Return the shipped example texts, and those of the pairs."""
    texts = []
    for file in sorted((DATA / "examples").glob("*.tsv")):
        texts += [line.partition("\t")[2] for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return texts


def pairs_text() -> str:
    """Return the pairs of words that ordinary speech knows."""
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
    return "\n".join(sorted(found)) + "\n"


def forms_text() -> str:
    """Return how a bare syllable is mostly meant ("hong" -> "hỏng"), or "-" where no form is meant in most cases."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for text in example_texts():
        for token in terms.tokens(text):
            if token.raw and token.word.isalpha() and token.raw.islower():
                seen[token.word][token.marked] += 1
    lines = []
    for word, forms in sorted(seen.items()):
        form, count = forms.most_common(1)[0]
        lines.append(f"{word}\t{form if count >= MEANT * forms.total() else '-'}")
    return "\n".join(lines) + "\n"


def weights_text() -> str:
    """Return in how many example texts each term stands."""
    texts = example_texts()
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(term for term in read(text).terms() if not term.startswith("n:"))
    lines = [f"{term}\t{count}" for term, count in sorted(counts.items()) if count > 1]
    return "\n".join([str(len(texts)), *lines]) + "\n"


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


def about_text() -> str:
    """Return to which concepts each word leans: by the phrases of the lexicon, and by what is said together."""
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
        scale = 100 * log(1 + len(known.list_of) / len(codes)) / sqrt(fsum(value * value for value in codes.values()))
        kept = sorted(codes.items(), key=lambda item: (-item[1], item[0]))[:LEANS]
        listed = " ".join(f"{code}={round(value * scale)}" for code, value in kept if round(value * scale) > 0)
        lines.append(f"{word}\t{listed}")
    return "\n".join(lines) + "\n"


Pair = tuple[Reading, Reading, int, str]


def _rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for file in sorted((LANGUAGE / "tests" / "data").glob("pairs-*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found += csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return found


def _pair(row: dict[str, str], **changed: str) -> Pair:
    row = {**row, **changed}
    a, b = read(row["a"], row["a_place"] or ""), read(row["b"], row["b_place"] or "")
    return a, b, int(row["same"]), row["kind"]


def pairs() -> list[Pair]:
    """Return the labelled pairs as readings."""
    return [_pair(row) for row in _rows()]


def made(rows: list[dict[str, str]], chance: Random) -> list[list[tuple[Pair, float]]]:
    """Return for each labelled pair what can be made of it without asking anybody, with its worth.

    The second text without marks and capitals says the same; with another's names in the place of its own it does not;
    and what others say is another matter, above all what sounds alike.
    """
    every = [_pair(row) for row in rows]
    names_by_kind: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name, kind in _written_names(row["b"]):
            names_by_kind[kind].add(name)
    found: list[list[tuple[Pair, float]]] = []
    for at, row in enumerate(rows):
        mine: list[tuple[Pair, float]] = []
        if row["kind"] != "typo_nodiacritics":
            mine.append((_pair(row, b=fold(row["b"]), kind="made_unmarked"), UNMARKED))
        if row["same"] == "1" and (other := _renamed(row["b"], names_by_kind, chance)):
            mine.append((_pair(row, b=other, same="0", kind="made_renamed"), RENAMED))
            mine.append((_pair(row, b=fold(other), same="0", kind="made_renamed"), RENAMED / 2))
        for other in _said_here(row["b"], rows, at, chance):
            mine.append((_pair(row, b=other, same="0", kind="made_other_issue"), OTHER_ISSUE))
        strangers = [
            pair for number, pair in enumerate(every) if number != at and _no_name_shared(every[at][0], pair[1])
        ]
        weights = Weights.default()
        sounding = sorted(strangers, key=lambda pair: -likeness.score(every[at][0], pair[1], weights))[:8]
        for pair in [
            *chance.sample(sounding, min(2, len(sounding))),
            *chance.sample(strangers, min(2, len(strangers))),
        ]:
            mine.append(((every[at][0], pair[1], 0, "made_stranger"), STRANGER))
        found.append(mine)
    return found


def _said_here(text: str, rows: list[dict[str, str]], at: int, chance: Random) -> list[str]:
    """Return what others say of other things, put to the name of this text: another issue in the same place."""
    mine = _written_names(text)
    found: list[str] = []
    for number in chance.sample(range(len(rows)), len(rows)):
        theirs = _written_names(rows[number]["b"])
        same_kind = [(name, other) for name, kind in mine for other, their in theirs if kind == their]
        if number != at and same_kind and len(theirs) == 1 and not _names_shared(rows[at], rows[number]):
            name, other = same_kind[0]
            found.append(rows[number]["b"].replace(other, name))
        if len(found) == PUT_HERE:
            break
    return found


def _names_shared(row: dict[str, str], other: dict[str, str]) -> bool:
    return bool(read(row["a"]).names & read(other["a"]).names)


def _no_name_shared(a: Reading, b: Reading) -> bool:
    met = naming.met(a, b, Weights.default())
    return not (met.things or met.hamlets or met.given or met.wide)


def _written_names(text: str) -> list[tuple[str, str]]:
    """Return names as they stand in a clean text, with their kinds."""
    found = []
    for name in sorted(read(text).names):
        kind, _colon, bare = name.rpartition(":")
        if written := as_written(text, bare):
            found.append((written, kind))
    return found


def _renamed(text: str, names_by_kind: dict[str, set[str]], chance: Random) -> str:
    """Return a text with every name replaced by another of its kind; "" when it has none."""
    found = _written_names(text)
    for name, kind in found:
        others = sorted(names_by_kind[kind] - {name})
        if others:
            text = text.replace(name, chance.choice(others))
    return text if found else ""


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


def figures(name: str, y: np.ndarray, p: np.ndarray, kinds: list[str]) -> None:
    """Print what is reached."""
    loss = -np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))
    say(f"{name}: {len(y)} pairs, AUC {auc(y, p):.4f}, log loss {loss:.4f}, accuracy {np.mean((p > 0.5) == y):.4f}")
    for kind in sorted(set(kinds)):
        here = np.array([k == kind for k in kinds])
        say(f"   {kind}: {here.sum()}, right {np.mean((p[here] > 0.5) == y[here]):.3f}, mean {p[here].mean():.3f}")


def write_model(ridge: float = 0.3) -> None:
    """Fit, cross-validate by pair (what is made of a pair stays with it), write, and print the figures."""
    rows = _rows()
    real = pairs()
    extra = made(rows, Random(4))  # noqa: S311 - which samples are drawn is no secret
    x, y = table(real)
    made_x, made_y = table([pair for mine in extra for pair, _worth in mine])
    made_worth = np.array([worth for mine in extra for _pair, worth in mine])
    made_of = np.array([at for at, mine in enumerate(extra) for _ in mine])
    order = np.random.default_rng(4).permutation(len(y))
    p, made_p = np.zeros(len(y)), np.zeros(len(made_y))
    for fold_number in range(FOLDS):
        out = order[fold_number::FOLDS]
        w = _learned(x, y, made_x, made_y, made_worth, made_of, np.setdiff1d(order, out), ridge)
        p[out] = predicted(x[out], w)
        here = np.isin(made_of, out)
        made_p[here] = predicted(made_x[here], w)
    figures("cross-validated", y, p, [kind for _a, _b, _same, kind in real])
    figures("made, cross-validated", made_y, made_p, [pair[3] for mine in extra for pair, _worth in mine])
    w = _learned(x, y, made_x, made_y, made_worth, made_of, order, ridge)
    lines = [
        f"{name}\t{place:.4f}\t{issue:.4f}"
        for name, (place, issue) in zip(("start", *likeness.NAMES), w.T, strict=True)
    ]
    lines.append(f"# {fingerprint()}")
    MODEL.write_text("\n".join(lines) + "\n", encoding="utf-8")
    say("\n".join(lines))
    dev = dev_pairs()
    if dev:
        x, y = table(dev)
        figures("dev", y, predicted(x, w), [kind for _a, _b, _same, kind in dev])


def _learned(
    x: np.ndarray,
    y: np.ndarray,
    made_x: np.ndarray,
    made_y: np.ndarray,
    made_worth: np.ndarray,
    made_of: np.ndarray,
    chosen: np.ndarray,
    ridge: float,
) -> np.ndarray:
    """Fit on the chosen pairs and on what was made of them."""
    here = np.isin(made_of, chosen)
    worth = np.concatenate([np.ones(len(chosen)), made_worth[here]])
    towards = np.zeros((2, 1 + x.shape[1]))
    towards[:, 0] = 1.0
    pull = np.full(1 + x.shape[1], ridge)
    pull[0] = 1e-3
    x, y = np.concatenate([x[chosen], made_x[here]]), np.concatenate([y[chosen], made_y[here]])
    return pairing.fitted(x, y, worth, pull=pull, towards=towards)


MADE = {
    "forms": ("forms.tsv", forms_text),
    "pairs": ("pairs.txt", pairs_text),
    "weights": ("weights.tsv", weights_text),
    "about": ("about.tsv", about_text),
}


def fingerprint() -> str:
    """Return what the model was learned from, in 16 characters: what is measured of our pairs, and how it is labelled.

    It changes with the pairs, with any of the data and with the code that measures.
    """
    told = hashlib.sha256(str(likeness.MEASURES).encode())
    x, y = table(pairs())
    for row, same in zip(x, y, strict=True):
        told.update(" ".join(f"{value:.3f}" for value in (*row, same)).encode())
    return told.hexdigest()[:16]


def stale() -> list[str]:
    """Return what was made of other files, or by other code, than lie here now."""
    found = [name for name, (file, made_text) in MADE.items() if (DATA / file).read_text("utf-8") != made_text()]
    return found if MODEL.read_text("utf-8").endswith(f"# {fingerprint()}\n") else [*found, "model"]


def main(what: str) -> int:
    """Run from the shell."""
    if what == "check":
        found = stale()
        say(*(found or ["fresh"]))
        return 1 if found else 0
    if what == "model":
        write_model()
        return 0
    file, made_text = MADE[what]
    text = made_text()
    (DATA / file).write_text(text, encoding="utf-8")
    say(text.count("\n"), "lines")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
