"""A record that holds a story already, for many tests: told once, then laid down again.

To capture a story takes a hundred times as long as to copy its rows. What a test finds is the
same either way, and each test has a copy of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.live_servers import psycopg_url
from tests.services.reused_database import KEPT
from truyxuat.services.settings import Settings

Telling = Callable[[Settings], None]
"""Writes a story into the empty record of these settings, and leaves nothing open."""

TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
"""Those that hold rows themselves: a table of partitions has none of its own."""
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a PostgreSQL record held: the rows of each table, and where its counters stood."""

    rows: Mapping[str, bytes]
    counters: Mapping[str, int]


class RememberedStories:
    """Stories that were told in this run, by name and engine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, Kept] = {}

    def told(self, name: str, settings: Settings, telling: Telling) -> None:
        """Fill the empty record of these settings with the story of this name."""
        if settings.database_url.startswith("sqlite"):
            self._told_in_file(name, settings, telling)
        elif name in self._kept:
            _lay_down(settings.database_url, self._kept[name])
        else:
            telling(settings)
            self._kept[name] = _picked_up(settings.database_url)

    def _told_in_file(self, name: str, settings: Settings, telling: Telling) -> None:
        kept = self._folder / f"{name}.db"
        file = make_url(settings.database_url).database
        assert file is not None
        if kept.exists():
            shutil.copy(kept, file)
        else:
            telling(settings)
            shutil.copy(file, kept)


def _picked_up(url: str) -> Kept:
    with psycopg.connect(psycopg_url(url)) as connection:
        names = {name for (name,) in connection.execute(TABLES)} - set(KEPT)
        rows = {name: _read(connection, name) for name in names}
        return Kept(rows, dict(connection.execute(COUNTERS).fetchall()))


def _read(connection: psycopg.Connection, table: str) -> bytes:
    reading = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with connection.cursor().copy(reading) as rows:
        return b"".join(rows)


def _lay_down(url: str, kept: Kept) -> None:
    with psycopg.connect(psycopg_url(url)) as connection:
        connection.execute("SET session_replication_role = replica")  # no foreign keys
        for name in (name for name, rows in kept.rows.items() if rows):
            writing = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
            with connection.cursor().copy(writing) as rows:
                rows.write(kept.rows[name])
        for name, counter in kept.counters.items():
            connection.execute("SELECT setval(%s::regclass, %s)", (name, counter))
