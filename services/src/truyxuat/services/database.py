"""The SQL record's engine and transactions, and how one engine differs from another in them.

SQLite has one writer at a time. A writer says so when it begins (BEGIN IMMEDIATE): two that
began as readers and both went on to write would otherwise fail half-way, and positions are
handed out in commit order because nobody else can commit in between. Readers see one
unchanging state (write-ahead log) and never wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that ask and change nothing (RFC 9110 section 9.2.1)."""

WRITES = "truyxuat_writes"
CACHED_KIB = 16 * 1024

CONNECTIONS_KEPT = 8
CONNECTIONS_MAX = 48
"""More than the threads that answer requests, so that nobody waits for a connection."""


@dataclass(frozen=True, slots=True)
class Database:
    """The opened record; `reading` and `writing` are its two kinds of transaction."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the record and changes nothing."""
        with _session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits at the end, or keeps nothing of what was done in it."""
        writer = self.engine.execution_options(**{WRITES: True})
        with _session(writer) as session:
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """Open the record; its file is made on first use, its tables by `migrating.migrate`."""
    engine = create_engine(
        settings.database_url,
        connect_args={"check_same_thread": False, "timeout": settings.busy_seconds_max},
        pool_size=CONNECTIONS_KEPT,
        max_overflow=CONNECTIONS_MAX - CONNECTIONS_KEPT,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return Database(engine)


def open_session(request: Request) -> Iterator[Session]:
    """One transaction around one request; a writer's unless the method is a safe one."""
    database: Database = request.app.state.database
    reads = request.method in SAFE_METHODS
    with database.reading() if reads else database.writing() as session:
        yield session


SessionDep = Annotated[Session, Depends(open_session, scope="function")]
"""The request's session. It commits before the answer leaves, so a failed commit is a 500."""


@contextmanager
def _session(engine: Engine) -> Iterator[Session]:
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        said = None if code is None else UNAVAILABLE.get(code & 0xFF)
        if said is None:
            raise
        raise Unavailable(said) from error


UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "The record is busy with another writer; nothing was kept, try again.",
    sqlite3.SQLITE_LOCKED: "The record is locked; nothing was kept, try again.",
    sqlite3.SQLITE_FULL: "The disk that holds the record is full; nothing was kept.",
    sqlite3.SQLITE_IOERR: "The disk that holds the record does not answer; nothing was kept.",
    sqlite3.SQLITE_READONLY: "The record cannot be written; nothing was kept.",
    sqlite3.SQLITE_CANTOPEN: "The file of the record cannot be opened or made.",
    sqlite3.SQLITE_NOTADB: "The file of the record is no SQLite database.",
    sqlite3.SQLITE_CORRUPT: "The file of the record is damaged; restore it from a backup.",
}
"""What SQLite says in a number and a person wants in words; anything else is a fault of ours."""


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by itself, and only before the first write.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a fall
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHED_KIB}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
