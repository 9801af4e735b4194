"""Words that show that a thing is usually not a commune's own: a national road, the power grid, a law, a judgment.

Only a hint for whom to offer: who really is competent stands in the tables of bodies and fields, and a person decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language.lexicon import parsed
from doithoai.ground.language.spoken import Spoken
from doithoai.ground.language.terms import tokens

PROVINCE, CENTRAL, COMPANY, COURT = LEVELS = ("province", "central", "company", "court")
READ, WORDS_READ = 4_000, 700
# Numbers of national and provincial roads as they are written: QL22B, ĐT.746, QL 1A.
_ROAD = re.compile(r"\b(?:QL|ĐT|TL)[ .]?\d{1,4}[A-Z]?\b")


@dataclass(frozen=True, slots=True)
class Beyond:
    """Whose it usually is (one of LEVELS), and the words of the text that say so."""

    level: str
    words: str


def beyond(text: str) -> Beyond | None:
    """Return whose business a text names that is usually not a commune's; of several, what stands first."""
    road = _ROAD.search(text[:READ])
    said = tokens(text[:READ])[:WORDS_READ]
    finds = _lists().find(said)
    if not finds:
        return Beyond(PROVINCE, road.group()) if road else None
    first = min(finds, key=lambda find: (find.start, -find.end))
    if road and text.find(road.group()) < text.find(said[first.start].raw):
        return Beyond(PROVINCE, road.group())
    return Beyond(first.field, " ".join(token.raw or token.word for token in said[first.start : first.end]))


@lru_cache(maxsize=1)
def _lists() -> Spoken:
    lines = files(__package__).joinpath("data/levels.tsv").read_text(encoding="utf-8").splitlines()
    split = [line.split("\t") for line in lines if line.count("\t") == 1]
    return Spoken(parsed([(level, level, listed) for level, listed in split]))
