"""How well search and same-matter do on labelled opinions inside an archive of others."""

import json
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from doithoai.doors.cli.bench.grammar import gathering
from doithoai.doors.cli.bench.grammar.noise import other_tone, shorten
from doithoai.ground.core import clock
from doithoai.ground.index.likely import similar
from doithoai.ground.index.searching import OPERATOR, search
from doithoai.ground.language.fold import fold
from doithoai.ground.language.grouping import group
from doithoai.ground.language.reading import read
from doithoai.process.intake.models import Channel, Opinion
from doithoai.process.intake.services import Where, prepare
from doithoai.process.people.gazetteer import gazetteer
from doithoai.process.people.queries import home_unit

Line = dict[str, Any]


def lines(path: Path) -> list[Line]:
    """Read a file of one JSON a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load(opinions: Iterable[Line]) -> dict[int, str]:
    """Put labelled opinions into the register of the home unit; returns the label of each by its id."""
    unit, now, labels = home_unit(), clock.now(), {}
    for line in opinions:
        where = Where(place=line.get("place") or "")
        opinion, _contact = prepare(
            unit, line["text"], channel=Channel.WEB, now=now, key=f"labelled:{line['id']}", where=where
        )
        opinion.save(force_insert=True)
        labels[opinion.pk] = line["id"]
    return labels


def _slip(query: str) -> str:
    """Leave out the middle letter of the longest word."""
    word = max(query.split(), key=len)
    return query.replace(word, word[: len(word) // 2] + word[len(word) // 2 + 1 :], 1)


# Each class of spelling, made of the queries that are written with their marks.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as_given": lambda query: query,
    "no_diacritics": fold,
    "other_tone_placement": lambda query: other_tone(query.lower()),
    "nfd": lambda query: unicodedata.normalize("NFD", query),
    "abbreviations": shorten,
    "one_typo": _slip,
}


def query_figures(queries: list[Line], labels: dict[int, str]) -> dict[str, Any]:
    """Return hit@1 and hit@5 of every class of spelling, the share of queries whose wanted opinion came."""
    figures = {}
    for name, spell in SPELLINGS.items():
        ranks = [_rank(spell(line["q"]), line["relevant"], labels) for line in queries]
        figures[name] = {"hit@1": _share(r < 1 for r in ranks), "hit@5": _share(r < 5 for r in ranks)}
    return figures


def _share(truths: Iterable[bool]) -> float:
    counted = list(truths)
    return round(sum(counted) / len(counted), 3) if counted else 0.0


def _rank(query: str, wanted: list[str], labels: dict[int, str]) -> int:
    hits = search(query, seat=OPERATOR, kinds=("opinion",), limit=5).hits
    return next((n for n, hit in enumerate(hits) if labels.get(hit.ref) in wanted), 99)


def pair_figures(pairs: list[Line], labels: dict[int, str]) -> dict[str, Any]:
    """Return AUC over the pairs, recall@5 of the same ones, and how many proposals above the threshold are wrong.

    A proposal is wrong when it names the other opinion of a pair that is not the same, or, for a pair that is, any
    opinion but the right one.
    """
    same: list[float] = []
    other: list[float] = []
    found, wrong, proposed = [], 0, 0
    for pair in pairs:
        hits = similar(pair["b_text"], seat=OPERATOR, kinds=("opinion",), limit=10)
        scores = {labels.get(hit.ref, ""): hit.score for hit in hits}
        (same if pair["same"] else other).append(scores.get(pair["a"], 0.0))
        shown = [labels.get(hit.ref, "") for hit in hits[:5] if hit.proposed]
        if pair["same"]:
            found.append(pair["a"] in [labels.get(hit.ref) for hit in hits[:5]])
            proposed += len(shown)
            wrong += sum(label != pair["a"] for label in shown)
        elif pair["a"] in shown:
            proposed, wrong = proposed + 1, wrong + 1
    above = sum((s > o) + (s == o) / 2 for s in same for o in other)
    return {
        "auc": round(above / (len(same) * len(other)), 3) if same and other else None,
        "recall@5": _share(found),
        "proposed": proposed,
        "wrong_share": round(wrong / proposed, 3) if proposed else 0.0,
    }


def grouping_figures(opinions: int, seed: int = 21) -> dict[str, Any]:
    """Group one generated gathering; pairwise precision and recall by the labels of the grammar, seconds as they pass and
    seconds of processor.
    """
    said = gathering(seed, opinions)
    places = gazetteer()
    began, worked = time.monotonic(), time.process_time()
    readings = [read(voice.text, f"{voice.village}, {voice.commune}", places) for voice in said]
    read_in, read_cpu = time.monotonic() - began, time.process_time() - worked
    groups = group(readings)
    seconds, cpu = time.monotonic() - began, time.process_time() - worked
    right = proposed = 0
    for members in groups:
        counted: dict[int, int] = defaultdict(int)
        for member in members:
            counted[said[member].label] += 1
        right += sum(n * (n - 1) // 2 for n in counted.values())
        proposed += len(members) * (len(members) - 1) // 2
    sizes: dict[int, int] = defaultdict(int)
    for voice in said:
        sizes[voice.label] += 1
    there = sum(n * (n - 1) // 2 for n in sizes.values())
    return {
        "seed": seed,
        "opinions": opinions,
        "groups": len(groups),
        "true_groups": len(sizes),
        "precision": round(right / proposed, 3) if proposed else 0.0,
        "recall": round(right / there, 3) if there else 0.0,
        "read_seconds": round(read_in, 1),
        "read_cpu_seconds": round(read_cpu, 1),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
    }


def stored(labels: dict[int, str]) -> int:
    """Return how many labelled opinions stand in the register."""
    return Opinion.objects.filter(pk__in=list(labels)).count()
