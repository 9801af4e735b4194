"""In how many entries each term stands: counted on a sample, kept in a table, held by each process for some minutes."""

import time
from collections import Counter
from functools import lru_cache

from django.db import transaction
from django.db.models import Max, Min, Q

from doithoai.ground.index import entries
from doithoai.ground.index.models import Entry, Mark, Word
from doithoai.ground.language.reading import Reading
from doithoai.ground.language.weights import Weights

SAMPLE = 20_000
# Terms other than syllables are kept from so many entries of the sample on.
COMMON = 4
# Two words are one where the rarer of them stands beside the other in so many of its texts.
BOUND, BOUND_SEEN = 0.6, 8
KEPT_FOR = 300.0
COUNTED = "counted"
CHUNK = 400


def _sampled() -> tuple[list[int], int]:
    """Return the ids to look at, evenly spread, and about how many entries there are."""
    ends = Entry.objects.aggregate(first=Min("id"), last=Max("id"))
    if ends["last"] is None:
        return [], 0
    spread = ends["last"] - ends["first"] + 1
    step = max(1, spread // SAMPLE)
    return list(range(ends["first"], ends["last"] + 1, step)), step


def count() -> int:
    """Count the terms anew. Returns how many are kept."""
    ids, step = _sampled()
    counted: Counter[str] = Counter()
    seen = 0
    for start in range(0, len(ids), CHUNK):
        for entry in Entry.objects.filter(pk__in=ids[start : start + CHUNK]):
            counted.update(entries.terms_of(entry, Reading.of_stored(entry.reading)))
            seen += 1
    kept = {term: n * step for term, n in counted.items() if n >= COMMON or entries.is_syllable(term)}
    with transaction.atomic():
        entries.lock_index()
        # With everything counted, a word that was not met has gone; on a sample it may still stand somewhere, rarely.
        stale = Word.objects.all() if step == 1 else Word.objects.filter(Q(term__contains="_") | Q(term__contains=":"))
        stale.delete()
        Word.objects.update(df=1)
        rows = [Word(term=term, df=min(n, 2**31 - 1)) for term, n in kept.items()]
        Word.objects.bulk_create(
            rows, batch_size=1_000, update_conflicts=True, unique_fields=["term"], update_fields=["df"]
        )
        Mark.objects.update_or_create(name=COUNTED, defaults={"position": seen * step})
    _held.cache_clear()
    return len(kept)


def count_if_grown() -> None:
    """Count again when the archive is half as large again as when it was counted (a small one sooner)."""
    mark = Mark.objects.filter(name=COUNTED).first()
    before = mark.position if mark else 0
    ends = Entry.objects.aggregate(first=Min("id"), last=Max("id"))
    about = ends["last"] - ends["first"] + 1 if ends["last"] is not None else 0
    if about > before * 1.5 + 20:
        count()


class Counts:
    """Document frequencies as one process holds them."""

    def __init__(self) -> None:
        mark = Mark.objects.filter(name=COUNTED).first()
        self.total = max(1, mark.position if mark else 0)
        self.df: dict[str, int] = dict(Word.objects.values_list("term", "df"))
        self.weights = Weights.of(self.df, self.total)

    def share(self, term: str) -> float:
        """Return in which part of all entries a term stands (0 when unknown: rare)."""
        return min(1.0, self.df.get(term, 0) / self.total)

    def binds(self, first: str, second: str) -> bool:
        """Say whether two neighbours are one word: one of them hardly stands without the other ("yêu cầu")."""
        both = self.weights.counts.get(f"{first}_{second}", 0)
        if both < BOUND_SEEN:
            return False
        one, other = (self.weights.counts.get(word, 0) for word in (first, second))
        return both >= BOUND * min(one, other)


@lru_cache(maxsize=1)
def _held(epoch: int) -> Counts:
    return Counts()


def counts() -> Counts:
    """Return the counts, read again every five minutes."""
    return _held(int(time.monotonic() / KEPT_FOR))


def forget_counts() -> None:
    """Read the counts again next time."""
    _held.cache_clear()
