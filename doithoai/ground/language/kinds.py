"""What a text is: a comment, a report, a petition or a proposal, told by what it asks for; never decided here.

A petition asks that something be done or answered; a proposal says how it should be ordered; a report tells a fact and
asks nothing; a comment thanks or judges. The cues and their strength stand in `data/kinds.tsv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp

from doithoai.ground.language.lexicon import parsed
from doithoai.ground.language.spoken import Find, Spoken
from doithoai.ground.language.terms import tokens

KINDS = ("petition", "report", "comment", "proposal")
# Who writes to an office without any of our cues tells what is wrong.
_AT_FIRST = {"petition": 0.4, "report": 1.6, "comment": 0.0, "proposal": 0.0}
# A question is a wish to be answered; cues add up to this at most, since politeness repeats itself.
_QUESTION = 1.2
_MOST = 4.5
# What is asked stands at the end.
_LAST_WORDS, _LATE = 14, 1.25
READ = 4_000
REASONS = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """The likeliest kind, how sure (0..1), and the words that say so."""

    code: str
    confidence: float
    why: tuple[str, ...]


def propose_kind(text: str) -> Kind:
    """Return the likeliest kind of a text; an empty one is a petition nobody is sure of."""
    said = tokens(text[:READ])
    cues = _cues()
    finds = cues.find(said)
    weight = dict(_AT_FIRST)
    if "?" in text[:READ]:
        weight["petition"] += _QUESTION
    for find in finds:
        late = _LATE if find.start >= len(said) - _LAST_WORDS else 1.0
        weight[find.field] += _strength(find) * late * (0.5 if find.phrase.weak else 1.0)
    power = {kind: exp(min(weight[kind], _MOST + _AT_FIRST[kind])) for kind in KINDS}
    best = max(KINDS, key=lambda kind: (power[kind], -KINDS.index(kind))) if said else "petition"
    words = sorted((find for find in finds if find.field == best), key=lambda find: (-_strength(find), find.start))
    why = dict.fromkeys(" ".join(token.raw or token.word for token in said[f.start : f.end]) for f in words)
    return Kind(best, round(power[best] / sum(power.values()), 4) if said else 0.25, tuple(why)[:REASONS])


def _strength(find: Find) -> float:
    return float(find.phrase.code.partition(":")[2])


@lru_cache(maxsize=1)
def _cues() -> Spoken:
    lines = files(__package__).joinpath("data/kinds.tsv").read_text(encoding="utf-8").splitlines()
    split = [line.split("\t") for line in lines if line.count("\t") == 2]
    return Spoken(parsed([(kind, f"{kind}:{strength}", listed) for kind, strength, listed in split]))
