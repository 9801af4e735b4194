"""Follow the event book: what was said, changed or sealed comes into the index a moment later, never in the request.

Every step is one transaction that moves its mark: killed anywhere it goes on from there, and two at once do each
step once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.dateparse import parse_datetime

from doithoai.ground.core.models import Event
from doithoai.ground.index import entries, vocabulary
from doithoai.ground.index.engine import engine
from doithoai.ground.index.models import Entry, Mark, Word
from doithoai.ground.index.registry import SOURCES, Document, Source

BATCH = 200
# A number of the book that is still missing after so long was rolled back.
PATIENCE = timedelta(hours=1)
MOST_GAPS = 500


@dataclass
class Caught:
    """What one call did: things read again and things taken out; `behind`: there is more to do."""

    read: int = 0
    removed: int = 0
    behind: bool = False


def refresh(source: Source, refs: Iterable[int], prepared: Mapping[str, str] | None = None) -> tuple[int, int]:
    """Read things again as they are now. Returns (written, removed). Call inside a transaction, after `lock_index`.

    `prepared`: readings made before, by the digest of what was read.
    """
    wanted = sorted(set(refs))
    written = removed = 0
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        documents: list[Document] = sorted(source.documents(some), key=lambda one: one.ref)
        entries.put_locked(documents, prepared)
        written += len(documents)
        gone = set(some) - {document.ref for document in documents}
        removed += entries.remove(source.kind, gone) if gone else 0
    return written, removed


def catch_up(*, now: datetime, limit: int = 5_000) -> Caught:
    """Bring the index up to the event book, at most `limit` lines of it (or of a stage's table, when it begins)."""
    done = Caught()
    _begin_if_needed()
    for kind in SOURCES:
        while done.read < limit and _fill(kind, done):
            pass
    seen = 0
    while seen < limit:
        step = _follow(now, min(BATCH, limit - seen), done)
        seen += step
        if step < BATCH:
            break
    done.behind = done.read >= limit or seen >= limit
    vocabulary.count_if_grown()
    return done


def _begin_if_needed() -> None:
    """Start anew when there is no index yet or it was made by another version: empty it and fill it from the tables."""
    mark = Mark.objects.filter(name=entries.FOLLOWS).first()
    if mark is not None and mark.version == entries.VERSION:
        return
    with transaction.atomic():
        entries.lock_index()
        mark = Mark.objects.get(name=entries.FOLLOWS)
        if mark.version == entries.VERSION:
            return
        begin()


def begin() -> None:
    """Empty the index and set every mark to its start. Call inside a transaction, after `lock_index`."""
    engine().clear()
    Entry.objects.all().delete()
    Word.objects.all().delete()
    Mark.objects.exclude(name=entries.FOLLOWS).delete()
    last = Event.objects.aggregate(last=Max("id"))["last"] or 0
    # What is committed late with a lower number is looked for as a gap.
    Mark.objects.filter(name=entries.FOLLOWS).update(position=last, version=entries.VERSION, gaps=[])


def _fill(kind: str, done: Caught) -> bool:
    """Read the next things of a table, by their numbers; False when there are none beyond the mark.

    The book alone would do once the index is filled; rows that were loaded without a line in it are found too.
    """
    source = SOURCES[kind]
    position = Mark.objects.filter(name=f"fill:{kind}").values_list("position", flat=True).first() or 0
    beyond = source.everything().order_by("pk").values_list("pk", flat=True)
    if not beyond.filter(pk__gt=position)[:1]:
        return False
    with transaction.atomic():
        entries.lock_index()
        mark, _new = Mark.objects.get_or_create(name=f"fill:{kind}")
        refs = list(beyond.filter(pk__gt=mark.position)[:BATCH])
        if not refs:
            return False
        written, removed = refresh(source, refs)
        done.read += written
        done.removed += removed
        mark.position = refs[-1]
        mark.save(update_fields=["position"])
    return len(refs) == BATCH


def _ahead(mark: Mark) -> QuerySet[Event]:
    """Return the lines of the book that were not read yet, those that came late among them."""
    late = Q(pk__in=[])
    for first, last, _seen in mark.gaps:
        late |= Q(pk__gte=first, pk__lte=last)
    return Event.objects.filter(Q(pk__gt=mark.position) | late)


def is_behind() -> bool:
    """Say whether there is anything to do. Writes nothing, so that the clock may ask every other second."""
    mark = Mark.objects.filter(name=entries.FOLLOWS).first()
    return mark is None or mark.version != entries.VERSION or _ahead(mark).exists()


def _follow(now: datetime, limit: int, done: Caught) -> int:
    """Take the next lines of the book, those that came late among them. Returns how many."""
    with transaction.atomic():
        entries.lock_index()
        mark = Mark.objects.get(name=entries.FOLLOWS)
        lines = list(_ahead(mark).order_by("pk").values_list("pk", "subject", "subject_id")[:limit])
        gaps = gaps_after(mark.gaps, mark.position, [pk for pk, _subject, _key in lines], now)
        if not lines:
            if gaps != mark.gaps:
                mark.gaps = gaps
                mark.save(update_fields=["gaps"])
            return 0
        for kind, refs in _touched(lines).items():
            written, removed = refresh(SOURCES[kind], refs)
            done.read += written
            done.removed += removed
        mark.position, mark.gaps = max(mark.position, lines[-1][0]), gaps
        mark.save(update_fields=["position", "gaps"])
    return len(lines)


def _touched(lines: list[tuple[int, str, int]]) -> dict[str, set[int]]:
    """Return which things of which kind these lines of the book speak of."""
    by_subject: dict[str, set[int]] = defaultdict(set)
    for _pk, subject, key in lines:
        by_subject[subject].add(key)
    touched: dict[str, set[int]] = defaultdict(set)
    for kind, source in SOURCES.items():
        touched[kind] |= by_subject.get(source.subject, set())
        for subject, meant in source.follows.items():
            if by_subject.get(subject):
                touched[kind] |= set(meant(by_subject[subject]))
    return {kind: refs for kind, refs in touched.items() if refs}


def gaps_after(gaps: list[list[int | str]], position: int, found: list[int], now: datetime) -> list[list[int | str]]:
    """Return the numbers still missing after these lines were read: old gaps without what came, and new ones."""
    there = sorted(found)
    left: list[list[int | str]] = []
    for first, last, seen in gaps:
        moment = parse_datetime(str(seen))
        if moment is None or now - moment < PATIENCE:
            left += [[a, b, seen] for a, b in _holes(int(first), int(last), there)]
    beyond = [pk for pk in there if pk > position]
    if beyond:
        left += [[a, b, now.isoformat()] for a, b in _holes(position + 1, beyond[-1], beyond)]
    return left[-MOST_GAPS:]


def _holes(first: int, last: int, there: list[int]) -> Iterable[tuple[int, int]]:
    """Give the stretches between two numbers in which none of these stands."""
    start = first
    for pk in there:
        if pk < first or pk > last:
            continue
        if pk > start:
            yield start, pk - 1
        start = pk + 1
    if start <= last:
        yield start, last


def size() -> int:
    """Return how many entries the index has."""
    return Entry.objects.count()


def tidy(now: datetime) -> dict[str, int]:
    """Nightly: what was taken out leaves the file too, and terms are counted anew."""
    engine().tidy()
    return {"terms": vocabulary.count()}


def follow(now: datetime) -> dict[str, int]:
    """The clock's job: catch up, and say what was done."""
    done = catch_up(now=now)
    return {"read": done.read, "removed": done.removed}
