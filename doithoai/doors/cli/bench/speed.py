"""How long search, similar and suggest take on an archive, and how the plain index of the database does beside them."""

import random
import resource
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from doithoai.doors.cli import output
from doithoai.doors.cli.bench.figures import spread
from doithoai.doors.cli.bench.grammar.noise import roughen
from doithoai.ground.core import clock
from doithoai.ground.index.following import catch_up, tidy
from doithoai.ground.index.likely import similar
from doithoai.ground.index.searching import OPERATOR, search
from doithoai.ground.language.fields import FieldModel
from doithoai.ground.language.fold import fold
from doithoai.process.intake.models import Opinion

ASKED = 200
BATCH = 5_000
_PLAIN = {
    "sqlite": (
        "CREATE VIRTUAL TABLE bench_plain USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2')",
        "INSERT INTO bench_plain(rowid, words) VALUES (%s, %s)",
        "SELECT rowid FROM bench_plain WHERE words MATCH %s ORDER BY rank LIMIT 10",
    ),
    "postgresql": (
        "CREATE UNLOGGED TABLE bench_plain (id bigint PRIMARY KEY, words tsvector)",
        "INSERT INTO bench_plain(id, words) VALUES (%s, to_tsvector('simple', %s))",
        "SELECT id FROM bench_plain, plainto_tsquery('simple', %s) q WHERE words @@ q"
        " ORDER BY ts_rank(words, q) DESC LIMIT 10",
    ),
}


def index_all() -> dict[str, Any]:
    """Bring the index up to date, tidied as it is at night, and return how long it took, for how many texts, what it weighs."""
    before, began = _weight(), time.perf_counter()
    texts, behind = 0, True
    while behind:
        done = catch_up(now=clock.now(), limit=50_000)
        texts, behind = texts + done.read, done.behind
        output.progress(f"{texts}")
    output.progress_done()
    seconds = time.perf_counter() - began
    tidy(clock.now())
    grown = _weight() - before
    return {
        "texts": texts,
        "seconds": round(seconds, 1),
        "tidying_seconds": round(time.perf_counter() - began - seconds, 1),
        "texts_per_second": round(texts / seconds) if seconds else 0,
        "bytes_per_text": round(grown / texts) if texts else 0,
        "memory_mb": memory(),
    }


def memory() -> int:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _weight() -> int:
    """Return the bytes of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def asked(seed: int = 11) -> list[tuple[str, str, str]]:
    """Return (query, whole text said anew, place) for opinions from all over the archive, as other people would type."""
    chance = random.Random(seed)  # noqa: S311 - which texts are asked, nothing secret
    last = Opinion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    picked = Opinion.objects.filter(pk__in=chance.sample(range(1, last + 1), min(ASKED, last)))
    return [
        (_query(opinion.text, chance), roughen(opinion.text, chance), f"{opinion.village}, {opinion.place}")
        for opinion in picked
    ]


def _query(text: str, chance: random.Random) -> str:
    """Return three to seven words in a row, half of the time typed without marks."""
    words = text.split()
    length = min(len(words), chance.randint(3, 7))
    start = chance.randrange(max(1, len(words) - length))
    piece = " ".join(words[start : start + length]).strip(".,?")
    return fold(piece) if chance.random() < 0.5 else piece


def _timed(ask: Callable[[int], object], times: int) -> dict[str, float]:
    taken = []
    for n in range(times):
        began = time.perf_counter()
        ask(n)
        taken.append(time.perf_counter() - began)
    # The first answers fill caches.
    return spread(taken[min(10, times // 10) :])


def speeds() -> dict[str, dict[str, float]]:
    """Return the times of the three questions on the current database, in milliseconds."""
    queries = asked()
    model = FieldModel.default()
    return {
        "search_ms": _timed(lambda n: search(queries[n][0], seat=OPERATOR, limit=10), len(queries)),
        "similar_ms": _timed(
            lambda n: similar(queries[n][1], place=queries[n][2], seat=OPERATOR, kinds=("opinion",)), len(queries)
        ),
        "suggest_ms": _timed(lambda n: model.propose(queries[n][1], queries[n][2]), len(queries)),
    }


def floor() -> dict[str, Any]:
    """Build the database's own index over the same texts, ask it the same queries (all words), and remove it."""
    create, insert, ask = _PLAIN[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute(create)
        rows = Opinion.objects.order_by("pk").values_list("pk", "text").iterator(BATCH)
        batch = []
        for pk, text in rows:
            batch.append((pk, fold(text)))
            if len(batch) == BATCH:
                cursor.executemany(insert, batch)
                batch = []
        cursor.executemany(insert, batch)
        if connection.vendor == "postgresql":
            cursor.execute("CREATE INDEX ON bench_plain USING gin (words)")
            cursor.execute("ANALYZE bench_plain")
        queries = [fold(query) for query, _text, _place in asked()]

        def plain(n: int) -> None:
            words = "".join(c if c.isalnum() else " " for c in queries[n]).split()
            cursor.execute(ask, [" ".join(words)])
            cursor.fetchall()

        measured = _timed(plain, len(queries))
        cursor.execute("DROP TABLE bench_plain")
    return {"plain_index_ms": measured}
