"""Shared fixtures: a small commune with its people, on whichever database DATABASE_URL names."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.cache import cache
from hypothesis import settings

# A commit is judged by the same examples each time; the nightly run looks for new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("searching", max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out what asks no database: it has run on SQLite, and arithmetic knows no server.

    On SQLite leave out what needs two connections: a database in memory has one.
    """
    if os.environ.get("DATABASE_URL", "").startswith("postgresql"):
        databases = {"db", "transactional_db", "django_db_setup"}
        runs = [bool(item.get_closest_marker("django_db") or databases & set(item.fixturenames)) for item in items]
    else:
        runs = [item.get_closest_marker("server") is None for item in items]
    config.hook.pytest_deselected(items=[item for item, run in zip(items, runs, strict=True) if not run])
    items[:] = [item for item, run in zip(items, runs, strict=True) if run]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Under test.sh the tables are laid once in a run and copied: 57 migrations take each process many seconds.

    Whoever has no copy yet migrates as always and leaves one; `migrate` still runs over a copy and finds nothing to do.
    """
    from django.db import connection

    kept = os.environ.get("DOITHOAI_TEST_TABLES")
    if not kept or connection.vendor != "sqlite":
        return
    creation, path = connection.creation, Path(kept)
    make_empty, make = creation._create_test_db, creation.create_test_db

    def copied(*args, **kwargs):
        name = make_empty(*args, **kwargs)
        connection.close()
        connection.settings_dict["NAME"] = name
        with closing(sqlite3.connect(path)) as source:
            source.backup(connection.cursor().connection)
        return name

    def made(*args, **kwargs):
        name = make(*args, **kwargs)
        draft = path.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(draft)) as target:
            connection.cursor().connection.backup(target)
        draft.replace(path)
        return name

    if path.exists():
        creation._create_test_db = copied
    else:
        creation.create_test_db = made


@pytest.fixture(scope="session", autouse=True)
def _templates_kept():
    """Under test.sh a page's template is compiled once in a run, not once in each process."""
    kept = os.environ.get("DOITHOAI_TEST_TEMPLATES")
    if kept:
        from django.template import engines
        from jinja2 import FileSystemBytecodeCache

        engines["jinja2"].env.bytecode_cache = FileSystemBytecodeCache(kept)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What one test's pages remember must not reach the next."""
    cache.clear()


@pytest.fixture
def now():
    """A fixed moment: 21 November 2026, 09:00 in Viet Nam."""
    from datetime import UTC, datetime

    return datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def commune(db, now):
    """The commune of Bình Minh with one seat of every role, two villages, two agencies; and a stranger commune."""
    from tests.people import make_commune

    return make_commune("Xã Bình Minh", now=now, is_home=True)


@pytest.fixture
def stranger(db, now):
    """A second commune whose people must see nothing of the first."""
    from tests.people import make_commune

    return make_commune("Xã Lạ", now=now)
