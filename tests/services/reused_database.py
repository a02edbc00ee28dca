"""One PostgreSQL database for many tests, each of which finds an empty record in it.

A database of its own costs a test four times what emptying one does: its files are copied,
written through and removed again. A test that changed the tables themselves leaves a database
that nobody uses again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
from psycopg import sql

from tests.live_servers import new_database, psycopg_url
from truyxuat.services.database import open_database
from truyxuat.services.event_blocks import make_room
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

KEPT = ("alembic_version", "event_block", "graph_generation")
"""Their rows belong to the tables, not to what a test recorded."""


class ReusedDatabase:
    """An address at which a test finds an empty record, its tables made."""

    def __init__(self, server: str, opened: ExitStack) -> None:
        self._server = server
        self._opened = opened
        self._url = ""
        self._tables: frozenset[str] = frozenset()

    def emptied(self) -> str:
        """The address; whatever tests before left there is gone."""
        if not self._url or not self._emptied():
            self._url = self._opened.enter_context(new_database(self._server))
            made = open_database(Settings(database_url=self._url))
            migrate(made)
            with made.writing() as session:
                make_room(session, 1)  # or the first capture would change the tables
            made.close()
            with psycopg.connect(psycopg_url(self._url)) as connection:
                self._tables = _tables(connection)
        return self._url

    def _emptied(self) -> bool:
        with psycopg.connect(psycopg_url(self._url)) as connection:
            if _tables(connection) != self._tables:
                return False
            connection.execute("SET session_replication_role = replica")  # no foreign keys
            for name in self._tables - set(KEPT):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            connection.execute("SELECT setval(seqrelid, 1, false) FROM pg_sequence")
        return True


@contextmanager
def reused_database(server: str) -> Iterator[ReusedDatabase]:
    """A database to reuse on this server; dropped at the end, with those it replaced."""
    with ExitStack() as opened:
        yield ReusedDatabase(server, opened)


def _tables(connection: psycopg.Connection) -> frozenset[str]:
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return frozenset(name for (name,) in connection.execute(listed))
