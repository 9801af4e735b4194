"""The agenda against two ways of only counting, on generated gatherings whose truth is known.

Every gathering is chosen from three times with the same number of topics:
- `largest_matters`: the k matters (generated cases) with most voices, what an office does that sorts into one heap a matter;
- `largest_topics`: the k topics with most voices, from the very same topics the agenda chooses from;
- `agenda`: doithoai/process/hall/agenda.py with the weight nobody changed.
The topics are those of the program itself (hall/bundles.py): matters in whose words the same thing is found, over all
villages. Which voices are one matter is the generator's truth; one matter in fourteen carries a promise that was not kept.
Counted: distinct voices, villages and broken promises that the chosen topics take up.
"""

import argparse
from collections import defaultdict
from dataclasses import dataclass
from random import Random
from statistics import mean

from django.db import connection

from doithoai.doors.cli.bench.grammar import gathering as generate
from doithoai.ground.language.reading import read
from doithoai.process.hall.agenda import Candidate, Gathering, balanced, choose
from doithoai.process.hall.bundles import Group, Part, topics_of

GATHERINGS, TOPICS = 50, 7
LEAST_VOICES, MOST_VOICES, VILLAGES = 150, 1500, 40
PROMISED = 14


@dataclass(frozen=True)
class Covered:
    """What some topics take up."""

    voices: int
    villages: int
    promises: int


def made(seed: int) -> tuple[Gathering, list[Candidate]]:
    """Return one generated gathering with its topics, and its matters as they would stand alone."""
    chance = Random(seed)  # noqa: S311 - sample text, nothing secret
    voices = generate(seed, chance.randint(LEAST_VOICES, MOST_VOICES), villages=VILLAGES)
    parts = [Part(at, voice.text, voice.village) for at, voice in enumerate(voices)]
    labels: dict[int, list[int]] = defaultdict(list)
    for at, voice in enumerate(voices):
        labels[voice.label].append(at)
    groups = [Group(tuple(some), frozenset({label}), ()) for label, some in labels.items()]
    broken = frozenset(label for label in labels if label % PROMISED == 0)
    topics = topics_of(parts, [read(part.text) for part in parts], groups, broken)
    homes = {at: voice.village for at, voice in enumerate(voices)}
    candidates = [Candidate(topic.key, frozenset(topic.voices), frozenset(topic.broken)) for topic in topics]
    alone = [Candidate(f"{at:06}", frozenset(some), broken & {at}) for at, some in labels.items()]
    return Gathering(homes, candidates), alone


def covered(gathering: Gathering, taken: list[Candidate]) -> Covered:
    """Count what these take up."""
    voices = frozenset().union(*(one.voices for one in taken)) if taken else frozenset()
    promises = frozenset().union(*(one.promises for one in taken)) if taken else frozenset()
    return Covered(len(voices), len({gathering.home[voice] for voice in voices} - {""}), len(promises))


def compare(seed: int, k: int = TOPICS) -> dict[str, Covered]:
    """Choose k topics of one gathering in the three ways."""
    gathering, alone = made(seed)
    matters = sorted(alone, key=lambda one: (-len(one.voices), one.key))[:k]
    agenda = choose(balanced(gathering, k), k)
    return {
        "largest_matters": covered(gathering, matters),
        "largest_topics": covered(gathering, [gathering.candidates[key] for key in gathering.largest(k)]),
        "agenda": covered(gathering, [gathering.candidates[key] for key in agenda.keys]),
    }


def run(args: argparse.Namespace) -> dict:
    """Compare on fifty gatherings; the figures are means, and in how many of them the agenda took up more."""
    rows = [compare(seed) for seed in range(GATHERINGS)]
    figures: dict[str, object] = {"gatherings": GATHERINGS, "topics_each": TOPICS}
    floor: dict[str, object] = {}
    for what in ("voices", "villages", "promises"):
        for way in ("agenda", "largest_topics", "largest_matters"):
            value = round(mean(getattr(row[way], what) for row in rows), 2)
            (figures if way == "agenda" else floor)[f"{what}_{way}"] = value
        for way in ("largest_topics", "largest_matters"):
            pairs = [(getattr(row["agenda"], what), getattr(row[way], what)) for row in rows]
            figures[f"{what}_more_than_{way}"] = sum(ours > theirs for ours, theirs in pairs)
            figures[f"{what}_fewer_than_{way}"] = sum(ours < theirs for ours, theirs in pairs)
    return {"name": "agenda", "database": connection.vendor, "figures": figures, "floor": floor}
