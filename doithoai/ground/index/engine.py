"""The words of the index on either database: add, take out, and find the newest entries that have certain terms.

Terms are `[a-z0-9_:]+`, so both engines hold exactly the same and quoting is safe. Ranking is not done here.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from django.db import connection, transaction

_TERM = re.compile(r"[a-z0-9_:]{1,80}")
# How many rows one statement takes.
CHUNK = 500
# PostgreSQL: an AND whose scarcest term stands in more than one of so many texts is met soon by walking back from the
# newest; below that the GIN index is quicker. Where the two meet is a guess until it is measured on 1,000,000 entries.
SCARCE = 60


class Engine(Protocol):
    """What a database does with the words."""

    def add(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put entries in: (id, terms)."""

    def drop(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Take entries out. The terms must be those they were put in with."""

    def newest(self, groups: Sequence[Sequence[str]], limit: int, *, share: float = 0.0) -> list[int]:
        """Return the ids with one term of every group, highest first. `share`: of all texts, what the scarcest group has."""

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

    def newest(self, groups: Sequence[Sequence[str]], limit: int, *, share: float = 0.0) -> list[int]:
        """Return the ids that have one term of every group, highest first."""
        asked = " AND ".join(_either((f'"{term}"' for term in group), " OR ") for group in groups)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM index_terms WHERE index_terms MATCH %s ORDER BY rowid DESC LIMIT %s", [asked, limit]
            )
            return [row[0] for row in cursor.fetchall()]

    def has(self, terms: Iterable[str]) -> set[str]:
        """Return those of these terms that stand in any entry."""
        return {term for term in well_formed(terms) if self.newest([[term]], 1)}

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

    def newest(self, groups: Sequence[Sequence[str]], limit: int, *, share: float = 0.0) -> list[int]:
        """Return the ids that have one term of every group, highest first."""
        asked = " & ".join(_either((f"'{term}'" for term in group), " | ") for group in groups)
        # The function behind @@ is the same test, but no index serves it: the planner must walk back by number.
        test = "ts_match_vq(terms, %s::tsquery)" if share > 1 / SCARCE else "terms @@ %s::tsquery"
        order = "id" if share > 1 / SCARCE else "id + 0"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM index_terms WHERE {test} ORDER BY {order} DESC LIMIT %s", [asked, limit])  # noqa: S608
            return [row[0] for row in cursor.fetchall()]

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

    def tidy(self) -> None:
        """Empty the list of pending words and let the space of what was taken out be used again."""
        if connection.in_atomic_block:
            # PostgreSQL does not clean within a transaction; the clock's next call, outside of one, does.
            return
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) index_terms")


def _either(terms: Iterable[str], sign: str) -> str:
    said = sign.join(terms)
    return f"({said})" if sign in said else said


def engine() -> Engine:
    """Return the engine of the database in use."""
    return Sqlite() if connection.vendor == "sqlite" else Postgres()
