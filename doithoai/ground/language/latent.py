"""What a whole collection of texts makes alike: words said of the same things point the same way.

"Mái trường dột" and "lớp tạm tranh tre" share no word, but both end in "xin xây phòng kiên cố". From who stands with whom
in a few hundred texts and more, each text gets a direction; two texts of one issue point nearly the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# Fewer texts teach nothing about each other.
LEAST_TEXTS = 150
MOST_WORDS = 1_000
AXES = 120
# A word in a larger share of the texts than this is how people write here, not what about.
TOO_COMMON = 0.2


def directions(said: Sequence[Set[str]]) -> Floats | None:
    """Return a row of length 1 (or of zeros, where nothing known is said) for each text; None for too few texts.

    Words that stand together more often than by chance (PMI) are laid along the main axes of that table.
    """
    if len(said) < LEAST_TEXTS:
        return None
    counts: Counter[str] = Counter()
    for words in said:
        counts.update(words)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    known = [word for word, count in ordered if 2 <= count < TOO_COMMON * len(said)][:MOST_WORDS]
    number = {word: at for at, word in enumerate(known)}
    rows = [np.array(sorted(number[word] for word in words if word in number), dtype=np.intp) for words in said]
    together = np.zeros((len(known), len(known)), dtype=np.float32)
    for row in rows:
        together[row[:, None], row] += 1
    axes = _axes(together, len(said))
    worth = np.array([log(len(said) / counts[word]) for word in known], dtype=np.float32)
    found = np.zeros((len(said), axes.shape[1]), dtype=np.float32)
    for at, row in enumerate(rows):
        if len(row):
            found[at] = worth[row] @ axes[row]
    return unit(found)


def _axes(together: Floats, texts: int) -> Floats:
    often = np.diag(together).copy()
    by_chance = np.outer(often, often) / texts
    more = np.log(np.maximum(together / np.maximum(by_chance, 1e-6), 1.0))
    more[together < 2] = 0.0
    values, vectors = np.linalg.eigh(more)
    best = np.argsort(-values)[:AXES]
    return (vectors[:, best] * np.sqrt(np.maximum(values[best], 0.0))).astype(np.float32)


def unit(rows: Floats) -> Floats:
    """Return the rows, each of length 1; zeros stay."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)
