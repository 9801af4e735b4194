"""The words of the index on either database: add, take out, and find the newest entries that have certain terms.

Terms are `[a-z0-9_:]+`, so both engines hold exactly the same and quoting is safe. Ranking is not done here.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

_TERM = re.compile(r"[a-z0-9_:]{1,80}")
# How many rows one statement takes.
CHUNK = 500
# PostgreSQL reads a list in GIN whole, however many of it are wanted. The newest so many entries have an index of their
# own beside the one of all, once there are several times as many: what is common is found there, as quickly as in a
# small archive. It grows with what is added until it is laid again (tidy).
RECENT = 2**16
# For so many seconds a process knows where the newest begin. Wrong is slower, never another result.
KNOWN_FOR = 60.0
# A list of more groups than this has the rest in one key.
MOST_KEYS = 5


@dataclass(frozen=True)
class Asked:
    """A list wanted: the newest entries with one term of every group. `share`: of all entries, what the scarcest group has."""

    groups: Sequence[Sequence[str]]
    limit: int
    share: float = 0.0


class Engine(Protocol):
    """What a database does with the words."""

    def add(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put entries in: (id, terms)."""

    def drop(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Take entries out. The terms must be those they were put in with."""

    def newest(self, asked: Sequence[Asked]) -> list[list[int]]:
        """Return for each list the ids, highest first."""

    def has(self, terms: Iterable[str]) -> set[str]:
        """Return those of these terms that stand in any entry."""

    def clear(self) -> None:
        """Forget everything."""

    def tidy(self) -> None:
        """Let what was taken out leave the file too. In small steps, outside a transaction."""


def well_formed(terms: Iterable[str]) -> list[str]:
    """Return the terms that both engines can hold, each once."""
    return [term for term in dict.fromkeys(terms) if _TERM.fullmatch(term)]


class Sqlite:
    """FTS5 without content: what is taken out has to be named again."""

    def add(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put entries in."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO index_terms(rowid, terms) VALUES (%s, %s)", [(pk, " ".join(terms)) for pk, terms in rows]
            )

    def drop(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Take entries out."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO index_terms(index_terms, rowid, terms) VALUES ('delete', %s, %s)",
                [(pk, " ".join(terms)) for pk, terms in rows],
            )

    def newest(self, asked: Sequence[Asked]) -> list[list[int]]:
        """Return for each list the ids, highest first."""
        found = []
        with connection.cursor() as cursor:
            for one in asked:
                words = " AND ".join(_either((f'"{term}"' for term in group), " OR ") for group in one.groups)
                cursor.execute(
                    "SELECT rowid FROM index_terms WHERE index_terms MATCH %s ORDER BY rowid DESC LIMIT %s",
                    [words, one.limit],
                )
                found.append([row[0] for row in cursor.fetchall()])
        return found

    def has(self, terms: Iterable[str]) -> set[str]:
        """Return those of these terms that stand in any entry."""
        asked = well_formed(terms)
        there = self.newest([Asked([[term]], 1) for term in asked])
        return {term for term, ids in zip(asked, there, strict=True) if ids}

    def clear(self) -> None:
        """Forget everything."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO index_terms(index_terms) VALUES ('delete-all')")

    def tidy(self) -> None:
        """Merge the segments into one, a little at a time, so that nobody waits for the lock."""
        pages = -500
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT total_changes()")
                before = cursor.fetchone()[0]
                cursor.execute("INSERT INTO index_terms(index_terms, rank) VALUES ('merge', %s)", [pages])
                cursor.execute("SELECT total_changes()")
                if cursor.fetchone()[0] - before < 2:
                    return
            pages = 500


class Postgres:
    """A tsvector with a GIN index."""

    def add(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put entries in."""
        with connection.cursor() as cursor:
            for start in range(0, len(rows), CHUNK):
                some = rows[start : start + CHUNK]
                cursor.execute(
                    "INSERT INTO index_terms (id, terms) SELECT id, array_to_tsvector(string_to_array(line, ' '))"
                    " FROM unnest(%s::bigint[], %s::text[]) AS given(id, line)"
                    " ON CONFLICT (id) DO UPDATE SET terms = EXCLUDED.terms",
                    [[pk for pk, _terms in some], [" ".join(terms) for _pk, terms in some]],
                )

    def drop(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Take entries out."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM index_terms WHERE id = ANY(%s)", [[pk for pk, _terms in rows]])

    def newest(self, asked: Sequence[Asked]) -> list[list[int]]:
        """Return for each list the ids, highest first. One statement for all of them."""
        floor = _floor(int(time.monotonic() / KNOWN_FOR))
        alike: dict[tuple[bool, int], list[int]] = defaultdict(list)
        for n, one in enumerate(asked):
            common = floor > 0 and one.share * RECENT >= one.limit
            alike[common, min(len(one.groups), MOST_KEYS) if common else 1].append(n)
        lists: list[list[int]] = [[] for _one in asked]
        if alike:
            said = " UNION ALL ".join(_statement(keys, floor if common else 0) for common, keys in alike)
            with connection.cursor() as cursor:
                cursor.execute(
                    said, [x for (_common, keys), rows in alike.items() for x in _columns(asked, rows, keys)]
                )
                for n, ids in cursor.fetchall():
                    lists[n] = sorted(ids, reverse=True)
        return lists

    def has(self, terms: Iterable[str]) -> set[str]:
        """Return those of these terms that stand in any entry."""
        asked = well_formed(terms)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT term FROM unnest(%s::text[]) AS given(term) WHERE EXISTS"
                " (SELECT 1 FROM index_terms WHERE terms @@ ('''' || term || '''')::tsquery)",
                [asked],
            )
            return {row[0] for row in cursor.fetchall()}

    def clear(self) -> None:
        """Forget everything."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE index_terms")
            cursor.execute("DROP INDEX IF EXISTS index_terms_recent")
        _floor.cache_clear()

    def tidy(self) -> None:
        """Empty the list of pending words and let the space of what was taken out be used again."""
        if connection.in_atomic_block:
            # PostgreSQL does not clean within a transaction; the clock's next call, outside of one, does.
            return
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) index_terms")
            cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM index_terms")
            first, last = cursor.fetchone()
            if last - first > 4 * RECENT and last - _floor_of(cursor) > 2 * RECENT:
                _lay_recent(cursor, last - RECENT)
        _floor.cache_clear()


def _statement(keys: int, floor: int) -> str:
    """Return the statement for lists of so many keys, those from the floor on first; 0 for no floor.

    Each key by itself, because GIN then leaps in all of them to where the next can be. The sum keeps the planner from
    walking back by number. The parts are run one after the other: what is below the floor only when the newest were
    too few.
    """
    asked = " AND ".join(f"terms @@ key{n}" for n in range(keys))
    newest = "(SELECT id FROM index_terms WHERE {} ORDER BY id + 0 DESC LIMIT most)".format
    parts = f"{newest(f'{asked} AND id >= {floor}')} UNION ALL {newest(f'{asked} AND id < {floor}')}"
    one = f"SELECT id FROM ({parts}) AS parts LIMIT most" if floor else newest(asked)  # noqa: S608
    columns, names = ", %s::text[]::tsquery[]" * keys, "".join(f", key{n}" for n in range(keys))
    return f"SELECT n, ARRAY({one}) FROM unnest(%s::int[], %s::int[]{columns}) AS given(n, most{names})"  # noqa: S608


def _columns(asked: Sequence[Asked], rows: Sequence[int], keys: int) -> list[list[int] | list[str]]:
    """Return the columns of what is given to a statement: number, how many, and each key."""
    said = [_keys(asked[n].groups, keys) for n in rows]
    return [list(rows), [asked[n].limit for n in rows], *(list(key) for key in zip(*said, strict=True))]


def _keys(groups: Sequence[Sequence[str]], keys: int) -> list[str]:
    """Return so many keys for these groups; the last has all that are left."""
    said = [_either((f"'{term}'" for term in group), " | ") for group in groups]
    return [*said[: keys - 1], " & ".join(said[keys - 1 :])]


def _lay_recent(cursor: CursorWrapper, floor: int) -> None:
    """Lay the index of the newest again, beside the old one and without a lock. What a killed call left goes first."""
    cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS index_terms_next")
    cursor.execute(
        "CREATE INDEX CONCURRENTLY index_terms_next ON index_terms USING gin (terms)"
        f" WITH (fastupdate = off) WHERE id >= {floor}"
    )
    cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS index_terms_recent")
    cursor.execute("ALTER INDEX index_terms_next RENAME TO index_terms_recent")


@lru_cache(maxsize=1)
def _floor(epoch: int) -> int:
    with connection.cursor() as cursor:
        return _floor_of(cursor)


def _floor_of(cursor: CursorWrapper) -> int:
    """Return the number from which on entries have the index of the newest; 0 when there is none."""
    cursor.execute(
        "SELECT substring(pg_get_expr(indpred, indrelid) FROM '[0-9]+')::bigint FROM pg_index"
        " WHERE indexrelid = to_regclass('index_terms_recent') AND indisvalid"
    )
    row = cursor.fetchone()
    return row[0] if row else 0


def _either(terms: Iterable[str], sign: str) -> str:
    said = sign.join(terms)
    return f"({said})" if sign in said else said


def engine() -> Engine:
    """Return the engine of the database in use."""
    return Sqlite() if connection.vendor == "sqlite" else Postgres()
