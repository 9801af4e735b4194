"""Build the whole index anew: texts are read by other processes while this one writes those read before."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from datetime import datetime

from django.db import transaction

from doithoai.ground.index import entries, following
from doithoai.ground.index.models import Mark
from doithoai.ground.index.registry import SOURCES, Document, Source

BATCH = 2_000
SHARE = 100
# So few are read sooner than the other processes are there.
FEW = 4_000


def _read(texts: Sequence[tuple[str, str]]) -> list[str]:
    return [entries.reading_of(text, place).stored() for text, place in texts]


def _submit(pool: Executor, documents: Sequence[Document]) -> list[Future[list[str]]]:
    texts = [(document.text, document.place) for document in documents]
    return [pool.submit(_read, texts[at : at + SHARE]) for at in range(0, len(texts), SHARE)]


def _batches(source: Source) -> Iterator[tuple[list[int], list[Document]]]:
    position = 0
    while refs := list(source.everything().filter(pk__gt=position).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield refs, list(source.documents(refs))
        position = refs[-1]


def _write(source: Source, refs: list[int], prepared: dict[str, str]) -> None:
    """Write one batch as it stands now; `prepared` holds the readings of texts that have not changed meanwhile."""
    with transaction.atomic():
        entries.lock_index()
        following.refresh(source, refs, prepared)
        mark, _new = Mark.objects.get_or_create(name=f"fill:{source.kind}")
        mark.position = max(mark.position, refs[-1])
        mark.save(update_fields=["position"])


def _fill(source: Source, pool: Executor, progress: Callable[[int], None]) -> None:
    waiting: tuple[list[int], list[Document], list[Future[list[str]]]] | None = None
    for refs, documents in _batches(source):
        ahead = refs, documents, _submit(pool, documents)
        if waiting:
            _finish(source, *waiting)
            progress(len(waiting[0]))
        waiting = ahead
    if waiting:
        _finish(source, *waiting)
        progress(len(waiting[0]))


def _finish(source: Source, refs: list[int], documents: list[Document], read: list[Future[list[str]]]) -> None:
    stored = [line for part in read for line in part.result()]
    _write(source, refs, {entries.digest_of(one): line for one, line in zip(documents, stored, strict=True)})


def rebuild(*, now: datetime, progress: Callable[[int], None] | None = None, workers: int | None = None) -> int:
    """Throw the index away and build it again from the tables. Returns how many entries it has."""
    with transaction.atomic():
        entries.lock_index()
        following.begin()
    done = 0

    def more(read: int) -> None:
        nonlocal done
        done += read
        if progress:
            progress(done)

    if sum(source.everything().count() for source in SOURCES.values()) > FEW or workers:
        # Made here, before the first text: the children have the language's tables and read no database.
        entries.reading_of("", "")
        count = workers or os.cpu_count() or 1
        with ProcessPoolExecutor(count, multiprocessing.get_context("fork")) as pool:
            for source in SOURCES.values():
                _fill(source, pool, more)
    while True:
        step = following.catch_up(now=now)
        more(step.read)
        if not step.behind:
            break
    following.tidy(now)
    return following.size()
