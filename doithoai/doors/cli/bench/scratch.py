"""A database for one measurement, of the same kind as the one DATABASE_URL names, never that one itself."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from doithoai.ground.core import clock
from doithoai.ground.core.actors import SYSTEM
from doithoai.process.people.models import Level, Role, Unit
from doithoai.process.people.services import found_unit, hire, seat


@contextmanager
def scratch(home: Path, *, url: str = "", name: str = "scratch") -> Iterator[str]:
    """Point this process at a scratch database (made and migrated when new); yields its URL."""
    here = settings.ENV.database_url
    url = url or _make(home, here, name)
    before = dict(connection.settings_dict)
    _point(url)
    try:
        call_command("migrate", verbosity=0)
        if not Unit.objects.filter(is_home=True).exists():
            _staff(found_unit("Xã Đo Thử", Level.COMMUNE, by=SYSTEM, now=clock.now(), is_home=True))
        yield url
    finally:
        connections.close_all()
        connection.settings_dict.update(before)


def _staff(unit: Unit) -> None:
    """Seat somebody who receives: a place without such a seat takes no opinions from the public."""
    for role in (Role.CLERK, Role.COORDINATOR):
        seat(
            hire(f"do-{role}", "Người đo thử", None, by=SYSTEM, now=clock.now()), unit, role, by=SYSTEM, now=clock.now()
        )


def _make(home: Path, here: str, name: str) -> str:
    if urlsplit(here).scheme == "sqlite":
        return f"sqlite:///{home / name}.sqlite3"
    database = f"bench_{name}_{os.getpid()}"
    with psycopg.connect(here, autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{database}"')
        link.execute(f'CREATE DATABASE "{database}"')
    return urlunsplit(urlsplit(here)._replace(path=f"/{database}"))


def drop(url: str) -> None:
    """Remove a scratch database of PostgreSQL (a SQLite file goes with its folder)."""
    if urlsplit(url).scheme == "sqlite":
        return
    with psycopg.connect(settings.ENV.database_url, autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{urlsplit(url).path.strip("/")}" WITH (FORCE)')


def _point(url: str) -> None:
    connections.close_all()
    chosen = dj_database_url.parse(url, conn_max_age=None)
    connection.settings_dict.update({key: value for key, value in chosen.items() if key != "OPTIONS"})
