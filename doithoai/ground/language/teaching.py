"""How the field model is taught: from our concepts and examples, and later from the desk's decisions too."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from doithoai.ground.language.fields import FEATURES, FieldModel, see
from doithoai.ground.language.fold import fold
from doithoai.ground.language.learning import Floats, Linear, Rows, fit, softmax, temperature
from doithoai.ground.language.spoken import Spoken

FIELDS = (
    "land",
    "construction_order",
    "transport",
    "environment",
    "water_power",
    "agriculture",
    "social_policy",
    "health",
    "education",
    "culture_sport",
    "public_security",
    "admin_procedure",
    "party_building",
    "industry_trade",
    "labour",
    "info_telecom",
    "other",
)
# How often citizens raise each field, of a hundred matters: our reading of published lists of voters' matters.
USUAL = (11, 4, 18, 8, 7, 10, 7, 6, 5, 3, 7, 5, 1.5, 5, 4, 3, 1)
PULL = 0.7
# A hundredth of USUAL weighs as much as so many decisions of this office.
USUAL_COUNTS = 3
# What a word must have been seen in, of different texts, to be kept.
SEEN_IN = 2
MOST_FEATURES = 24_000
# The group of samples that every fold learns from.
ALWAYS = -1
MANY, MANY_OWN = 20_000, 5_000
# A sample of this weight is a whole text as somebody typed it.
FULL = 0.65


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its field. `weight` says how much it counts; `own` marks what stands in no shipped file.

    `voice` tells which opinion an own text is from: of one opinion there may be several texts.
    """

    text: str
    field: str
    weight: float = 1.0
    own: bool = False
    place: str = ""
    voice: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One row to learn from: its features, its class, its weight, and which text it came from."""

    features: dict[str, float]
    label: int
    weight: float
    source: int
    own: bool
    voice: int


@lru_cache(maxsize=1)
def shipped_examples() -> tuple[tuple[str, str, str], ...]:
    """Return the lines of `data/examples`: (field, kind, text)."""
    folder = files(__package__).joinpath("data/examples")
    found = []
    for file in sorted((one for one in folder.iterdir() if one.name.endswith(".tsv")), key=lambda one: one.name):
        for line in file.read_text(encoding="utf-8").splitlines():
            kind, tab, text = line.partition("\t")
            if tab and text.strip():
                found.append((file.name.removesuffix(".tsv"), kind.strip(), text.strip()))
    return tuple(found)


def shipped_texts(lexicon: Spoken) -> list[Example]:
    """Return what the shipped model is taught from: the examples, and each phrase of our concepts as a short text."""
    phrases = [
        Example(" ".join(phrase.marked), lexicon.field_of[phrase.code], 0.1 if phrase.weak else 0.3)
        for phrase in lexicon.phrases
    ]
    return [Example(text, field) for field, _kind, text in shipped_examples()] + phrases


def fingerprint(lexicon: Spoken) -> str:
    """Return what the shipped model was made from, in 16 characters: when it differs, the model is stale."""
    told = hashlib.sha256(str(FEATURES).encode())
    for phrase in lexicon.phrases:
        told.update(f"{phrase.code}\t{phrase.weak}\t{' '.join(phrase.marked)}\n".encode())
    for line in shipped_examples():
        told.update(("\t".join(line) + "\n").encode())
    return told.hexdigest()[:16]


def samples_of(examples: Sequence[Example], lexicon: Spoken) -> list[Sample]:
    """Return the rows of these texts: as typed, and as somebody types them who leaves the marks away."""
    place = {field: at for at, field in enumerate(FIELDS)}
    samples: list[Sample] = []
    # Of very many own texts enough were typed without marks by their senders.
    own_bare = sum(example.own for example in examples) <= MANY_OWN
    for number, example in enumerate(examples):
        if example.field not in place:
            continue
        label, bare = place[example.field], fold(example.text)
        once = bare == example.text or (example.own and not own_bare)
        forms = [(example.text, 1.0)] if once else [(example.text, 0.7), (bare, 0.3)]
        for text, share in forms:
            features = see(text, lexicon, example.place).features
            if example.weight < 1 and not example.own:
                # A phrase of the lexicon always finds itself: it would teach nothing but to trust the lexicon.
                features = {name: value for name, value in features.items() if name[:2] not in {"c:", "f:"}}
            if features:
                samples.append(Sample(features, label, example.weight * share, number, example.own, example.voice))
    return samples


def vocabulary(samples: Iterable[Sample], *, seen_in: int = SEEN_IN, own_seen_in: int = 3) -> list[str]:
    """Return the features worth a weight, most frequent first.

    What only the desk's own texts hold is kept from three different opinions on: a rare word may be somebody's name.
    """
    shipped: Counter[str] = Counter()
    own: Counter[str] = Counter()
    voices: dict[str, set[int]] = {}
    last: dict[str, int] = {}
    for sample in samples:
        for name in sample.features:
            if sample.own:
                own[name] += 1
                among = voices.setdefault(name, set())
                if len(among) < own_seen_in:
                    among.add(sample.voice)
            elif last.get(name) != sample.source:
                last[name] = sample.source
                shipped[name] += 1
    kept = {f"f:{field}" for field in FIELDS}
    kept |= {name for name, count in shipped.items() if count >= seen_in or name[:2] == "c:"}
    # The concepts are ours: they hold no word of anybody.
    kept |= {name for name, among in voices.items() if len(among) >= own_seen_in or name[:2] == "c:"}
    return sorted(kept, key=lambda name: (name[:2] != "f:", -(shipped[name] + own[name]), name))[:MOST_FEATURES]


@dataclass(frozen=True, slots=True)
class Settings:
    """How hard words are pulled to what is believed, how far the lexicon is, how far rare fields are lifted, ..."""

    l2: float = 0.3
    lift: float = 0.7
    pull: float = PULL
    trust: float = 4.0
    steps: int = 60


def _fitted(samples: Sequence[Sample], words: Sequence[str], settings: Settings) -> tuple[Floats, Floats]:
    columns = {word: at for at, word in enumerate(words)}
    rows = Rows.of(
        [{columns[n]: value for n, value in one.features.items() if n in columns} for one in samples], len(words)
    )
    labels = np.array([one.label for one in samples], dtype=np.int32)
    share = np.array([one.weight for one in samples], dtype=np.float32)
    lift = _lift(labels, share, settings.lift)
    believed = _believed(words, settings.trust)
    weights, bias = fit(
        rows, labels, len(FIELDS), weight=share * lift, believed=believed, l2=settings.l2, steps=settings.steps
    )
    own = np.bincount([one.label for one in samples if one.own], minlength=len(FIELDS))
    return weights, bias + settings.pull * _usual(labels, share * lift, own)


def _believed(words: Sequence[str], trust: float) -> Floats:
    """Return the weights before anything is learned: what the lexicon finds for a field speaks for that field."""
    weights = np.zeros((len(words), len(FIELDS)), dtype=np.float32)
    for at, word in enumerate(words):
        if word.startswith("f:") and word[2:] in FIELDS:
            weights[at, FIELDS.index(word[2:])] = trust
    return weights


def _lift(labels: NDArray[np.int32], share: Floats, power: float) -> Floats:
    total = np.bincount(labels, weights=share, minlength=len(FIELDS))
    seen = total > 0
    mean = float(total[seen].mean()) if seen.any() else 1.0
    lift = np.where(seen, (mean / np.maximum(total, 1e-9)) ** power, 0.0)
    return lift[labels].astype(np.float32)


def _usual(labels: NDArray[np.int32], share: Floats, own: NDArray[np.int64]) -> Floats:
    """Return the shift from how often fields stand in the samples to how often citizens raise them, here if known."""
    total = np.bincount(labels, weights=share, minlength=len(FIELDS)) + 1e-3
    usual = np.array(USUAL, dtype=np.float64) * USUAL_COUNTS + own
    return np.log((usual / usual.sum()) / (total / total.sum())).astype(np.float32)


def learn(
    examples: Sequence[Example], lexicon: Spoken, settings: Settings | None = None, **notes: object
) -> FieldModel:
    """Teach a model; its confidences are calibrated on texts it had not seen (three folds)."""
    settings = settings or Settings()
    samples = samples_of(examples, lexicon)
    words = vocabulary(samples)
    weights, bias = _fitted(samples, words, settings)
    heat = _heat(samples, settings)
    return FieldModel(Linear.of(FIELDS, words, weights, bias, heat, features=FEATURES, **notes), lexicon)


def _heat(samples: Sequence[Sample], settings: Settings) -> float:
    """Return the temperature found on texts not learned from: in three folds, of very many texts in one of ten."""
    folds, only = (3, 3) if len(samples) < MANY else (10, 1)
    # What a phrase of the lexicon stands for says nothing about how sure to be of a whole text.
    group = [one.source % folds if one.weight >= FULL and one.source % folds < only else ALWAYS for one in samples]
    scores, labels = held_out(samples, settings, group, only_full=True)
    return temperature(scores, labels) if len(labels) else 1.0


def held_out(
    samples: Sequence[Sample], settings: Settings, group: Sequence[int], *, only_full: bool
) -> tuple[Floats, NDArray[np.int32]]:
    """Return scores and labels of samples, each judged by a model that had not seen its group."""
    scores, labels = [], []
    for fold_number in sorted(set(group) - {ALWAYS}):
        rest = [one for one, g in zip(samples, group, strict=True) if g != fold_number]
        asked = [
            one
            for one, g in zip(samples, group, strict=True)
            if g == fold_number and (not only_full or one.weight >= FULL)
        ]
        if not asked or len({one.label for one in rest}) < 2:
            continue
        words = vocabulary(rest)
        weights, bias = _fitted(rest, words, settings)
        columns = {word: at for at, word in enumerate(words)}
        rows = [{columns[n]: v for n, v in one.features.items() if n in columns} for one in asked]
        scores.append(Rows.of(rows, len(words)).times(weights) + bias)
        labels.append(np.array([one.label for one in asked], dtype=np.int32))
    if not scores:
        return np.zeros((0, len(FIELDS)), dtype=np.float32), np.zeros(0, dtype=np.int32)
    return np.concatenate(scores), np.concatenate(labels)


@dataclass(frozen=True, slots=True)
class Figures:
    """How a model does on texts with known fields: right first, right among three, and how far confidence lies (ECE)."""

    texts: int
    top1: float
    top3: float
    ece: float


def figures_of(scores: Floats, labels: NDArray[np.int32], heat: float = 1.0) -> Figures:
    """Return the figures of scores beside the true classes."""
    if not len(labels):
        return Figures(0, 0.0, 0.0, 0.0)
    chances = softmax(scores / np.float32(heat))
    order = np.argsort(-chances, axis=1, kind="stable")
    first = order[:, 0] == labels
    three = (order[:, :3] == labels[:, None]).any(axis=1)
    sure = chances[np.arange(len(labels)), order[:, 0]]
    ece = _ece(list(zip(sure.tolist(), first.tolist(), strict=True)))
    return Figures(len(labels), round(float(first.mean()), 4), round(float(three.mean()), 4), round(ece, 4))


def measure(model: FieldModel, asked: Iterable[tuple[str, str, str]]) -> Figures:
    """Judge a model on (text, place, field) it has not learned from."""
    hits: list[tuple[bool, bool, float]] = []
    for text, place, field in asked:
        proposed = model.propose(text, place)
        codes = [one.code for one in proposed[:3]]
        hits.append((codes[:1] == [field], field in codes, proposed[0].confidence if proposed else 0.0))
    count = len(hits) or 1
    return Figures(
        len(hits),
        round(sum(first for first, _three, _sure in hits) / count, 4),
        round(sum(three for _first, three, _sure in hits) / count, 4),
        round(_ece([(sure, first) for first, _three, sure in hits]), 4),
    )


def _ece(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error over ten equal bins of confidence."""
    boxes: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for sure, right in pairs:
        boxes[min(int(sure * bins), bins - 1)].append((sure, right))
    gaps = [abs(sum(sure for sure, _ in box) - sum(right for _, right in box)) for box in boxes]
    return sum(gaps) / max(len(pairs), 1)


def crossed(lexicon: Spoken, settings: Settings | None = None) -> dict[str, Figures]:
    """Judge the shipped examples by models that had not seen them: in five folds, and with each issue left out whole.

    An issue is what the lexicon finds first in an example; the examples in which it finds nothing are one issue a text.
    """
    settings = settings or Settings()
    samples = samples_of(shipped_texts(lexicon), lexicon)
    count = len(shipped_examples())
    issues = [_issue(text, lexicon, number) for number, (_field, _kind, text) in enumerate(shipped_examples())]
    five = [sample.source % 5 if sample.source < count else -1 for sample in samples]
    boxes = {issue: at % 10 for at, issue in enumerate(sorted(set(issues)))}
    left_out = [boxes[issues[sample.source]] if sample.source < count else -1 for sample in samples]
    return {name: _crossed(samples, settings, group) for name, group in (("five folds", five), ("issues", left_out))}


def _issue(text: str, lexicon: Spoken, number: int) -> str:
    finds = see(text, lexicon).finds
    return finds[0].phrase.code if finds else f"text {number}"


def _crossed(samples: Sequence[Sample], settings: Settings, group: Sequence[int]) -> Figures:
    # Phrases of the lexicon (group -1) are always there to learn from and never asked about.
    scores, labels = held_out(samples, settings, group, only_full=True)
    return figures_of(scores, labels)
