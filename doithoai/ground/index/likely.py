"""Likely the same matter: few candidates by what is rare in a text, each compared with it, with reasons."""

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from typing import Any

from doithoai.ground.index import vocabulary
from doithoai.ground.index.engine import well_formed
from doithoai.ground.index.entries import place_terms, reading_of
from doithoai.ground.index.ranking import Line
from doithoai.ground.index.registry import LIKENESS, SOURCES
from doithoai.ground.index.retrieval import Gathering, Scope, Unit
from doithoai.ground.index.searching import Filters, Hit, Row, rows_of, scope_of, visible_refs
from doithoai.ground.language.likeness import DEFAULT_MODEL, THRESHOLD, Model, compare, score
from doithoai.ground.language.reading import Reading

# How many entries are looked at for shared terms, and how many of them are compared in earnest.
LOOKED_AT = 240
COMPARED = 64
LIST = 400
TOGETHER = 80
MOST_UNITS = 22
# A word of this weight counts as it is in the first look.
RARE = 5.0
# Below this nobody wants to see it.
WORTH_SHOWING = 0.05


@lru_cache(maxsize=1)
def _held(epoch: int) -> Model:
    return (LIKENESS[0]() if LIKENESS else None) or DEFAULT_MODEL


def model_in_use() -> Model:
    """Return the likeness this office taught, or the shipped one; asked for again when the counts are."""
    return _held(int(time.monotonic() / vocabulary.KEPT_FOR))


def forget_model() -> None:
    """Ask again next time: another version is in use."""
    _held.cache_clear()


def similar(
    text: str | Reading,
    *,
    seat: Any,
    place: str = "",
    kinds: Collection[str] = ("matter", "opinion"),
    limit: int = 10,
    exclude: Collection[tuple[str, int]] = (),
    since: datetime | None = None,
) -> list[Hit]:
    """Find what is likely the same matter as a text given for a place. `exclude`: (kind, ref) that are the text itself."""
    reading = reading_of(text, place) if isinstance(text, str) else text
    counts, model = vocabulary.counts(), model_in_use()
    wanted = Filters(tuple(kind for kind in kinds if kind in SOURCES), since=since)
    ids = candidates(reading, place, counts, scope_of(seat, wanted, counts))
    left_out = set(exclude)
    rows = [row for row in rows_of(ids, wanted) if (row.kind, row.ref) not in left_out]
    judged = []
    for row in nearest(rows, reading, place, counts)[: max(COMPARED, 2 * limit)]:
        other = Reading.of_stored(row.reading)
        how = score(reading, other, counts.weights, model, least=WORTH_SHOWING)
        if how >= WORTH_SHOWING:
            judged.append((how, row.pk, row, other))
    judged.sort(key=lambda one: (-one[0], -one[1]))
    best = judged[: max(30, 3 * limit)]
    allowed = visible_refs([row for _score, _pk, row, _other in best], seat)
    seen = [(row, other) for _score, _pk, row, other in best if (row.kind, row.ref) in allowed][:limit]
    hits = []
    for row, other in seen:
        likeness = compare(reading, other, counts.weights, model)
        likely = likeness.score >= THRESHOLD
        hits.append(Hit(row.kind, row.ref, round(likeness.score, 4), likeness.reasons, proposed=likely))
    return hits


def candidates(reading: Reading, place: str, counts: vocabulary.Counts, scope: Scope) -> list[int]:
    """Return the entries worth comparing: by rare words, pairs, names and numbers, and by issue together with place."""
    gathering = Gathering(counts, scope)
    units = sorted((_unit(term, counts) for term in well_formed(reading.terms())), key=lambda unit: unit.share)
    rare = [unit for unit in units if unit.share * scope.share * counts.total <= LIST]
    wanted: list[tuple[Sequence[Unit], int]] = [([unit], LIST) for unit in rare[:MOST_UNITS]]
    where = [_unit(term, counts) for term in _where(reading, place)]
    where = sorted((unit for unit in where if "_" in unit.terms[0]), key=lambda unit: unit.share)[:2]
    issues = [unit for unit in units if unit.terms[0].startswith("c:")][:3]
    common = [unit for unit in units if unit.share * scope.share * counts.total > LIST]
    named = [unit for unit in common if unit.terms[0].startswith("n:")][:2]
    for first in [*where, *named]:
        wanted += [([first, second], TOGETHER) for second in issues]
        wanted += [([first, second], TOGETHER) for second in common[:4] if second.terms != first.terms]
    wanted += [(pair, TOGETHER) for pair in combinations(common[:4], 2)]
    gathering.gather(wanted)
    return gathering.best(LOOKED_AT)


def _where(reading: Reading, place: str) -> tuple[str, ...]:
    """Return the terms of the place a text was given for."""
    return place_terms(place or ", ".join(part.rpartition(":")[2] for part in reading.at))


def nearest(rows: list[Row], reading: Reading, place: str, counts: vocabulary.Counts) -> list[Row]:
    """Return entries by the weight of the terms they share with a text: a first look that costs little."""
    told = [(term, counts.weights.idf(term)) for term in reading.terms()]
    # What is rare counts by its square: who shares the rarest name stands before who shares many common words.
    words = [(term, f" {term.replace('_', ' ')} ", weight * weight / RARE) for term, weight in told if ":" not in term]
    meant = [(term, weight) for term, weight in told if term[:2] in {"c:", "s:"}]
    where = [(term, counts.weights.idf(term)) for term in _where(reading, place)]
    weighed = []
    for row in rows:
        line = Line.of(row.reading, row.place)
        got = sum(weight for term, said, weight in words if said in line.words or term in line.place)
        got += sum(weight for term, weight in meant if term in line.meant)
        got += sum(weight for term, weight in where if term in line.place)
        weighed.append((got / (1 + len(line.words) / 1_000), row.pk, row))
    weighed.sort(key=lambda one: (-one[0], -one[1]))
    return [row for _got, _pk, row in weighed]


def _unit(term: str, counts: vocabulary.Counts) -> Unit:
    return Unit((term,), counts.weights.idf(term), counts.share(term))


def with_texts(hits: list[Hit]) -> list[Hit]:
    """Add to each hit how it is shown. One query a kind."""
    shown = {
        (kind, ref): one
        for kind in {hit.kind for hit in hits}
        for ref, one in SOURCES[kind].shown([hit.ref for hit in hits if hit.kind == kind]).items()
    }
    return [replace(hit, shown=shown[hit.kind, hit.ref]) for hit in hits if (hit.kind, hit.ref) in shown]
