"""What differs between the engines that can hold the record: SQLite in a file, PostgreSQL.

Opening, beginning and complaining; everything else is the same SQL. Both give the same two
promises. A writer is alone from its beginning to its commit, so positions are handed out in
commit order and what it has read stays true: SQLite has one writer (BEGIN IMMEDIATE), on
PostgreSQL writers take turns at an advisory lock that ends with the transaction. A reader sees
one unchanging state and never waits for a writer: the write-ahead log, or a snapshot of its own
(REPEATABLE READ). The writer on PostgreSQL is READ COMMITTED on purpose: a snapshot taken before
the lock is granted would not show what the writer before it committed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from truyxuat.traceability.errors import InvalidInput, TruyxuatError, Unavailable

CONNECTIONS_KEPT = 8
CONNECTIONS_MAX = 48
"""More than the threads that answer requests, so that nobody waits for a connection."""

CACHED_KIB = 16 * 1024
CONNECT_SECONDS_MAX = 10

WRITES = "truyxuat_writes"
WRITERS_TURN = 0x7472_7579_7875_6174
"""The advisory lock of writers, the same number in every process: "truyxuat" in ASCII."""

FOREIGN = (DBAPIError, psycopg.Error)
"""What engines raise; COPY speaks to psycopg itself, so its errors come undressed."""


@dataclass(frozen=True, slots=True)
class EngineKind:
    """One engine: how it is opened, how its transactions begin, what its complaints mean."""

    open: Callable[[URL, int], Engine]
    """Given the address, and the seconds that a writer waits for its turn."""
    reading: Mapping[str, object]
    """Execution options of a reader's transactions."""
    writing: Mapping[str, object]
    writes_beside: bool
    """Whether a transaction may write while another one has the writer's turn."""
    told: Callable[[BaseException], TruyxuatError | None]
    """An error of the engine in a person's words; None where it is a fault of ours."""


def kind_of(url: URL) -> EngineKind:
    """The engine that an address names."""
    return KINDS[url.get_backend_name()]


def _open_sqlite(url: URL, busy_seconds_max: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": busy_seconds_max},
        pool_size=CONNECTIONS_KEPT,
        max_overflow=CONNECTIONS_MAX - CONNECTIONS_KEPT,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by itself, and only before the first write.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a fall
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHED_KIB}")


def _begin_sqlite(connection: Connection) -> None:
    # Two that began as readers and both went on to write would fail half-way.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _told_by_sqlite(error: BaseException) -> TruyxuatError | None:
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    said = None if code is None else SQLITE_SAYS.get(code & 0xFF)
    return None if said is None else Unavailable(said)


SQLITE_SAYS: Mapping[int, str] = {
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


def _open_postgresql(url: URL, busy_seconds_max: int) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": CONNECT_SECONDS_MAX,
            "application_name": "truyxuat",
        },
        pool_size=CONNECTIONS_KEPT,
        max_overflow=CONNECTIONS_MAX - CONNECTIONS_KEPT,
        pool_pre_ping=True,  # a server that was restarted is met with a new connection
    )
    # One statement: the limit is set before the lock is asked for, from left to right.
    turn = (
        f"SELECT set_config('lock_timeout', '{busy_seconds_max}s', true),"
        f" pg_advisory_xact_lock({WRITERS_TURN})"
    )

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES, False):
            connection.exec_driver_sql(turn)

    event.listen(engine, "begin", begin)
    return engine


def _told_by_postgresql(error: BaseException) -> TruyxuatError | None:
    original = getattr(error, "orig", error)
    if isinstance(original, psycopg.DataError) and NUL_REFUSED in str(original):
        return InvalidInput(
            "A NUL sign is no sign of any text: it cannot be kept or asked for."
        )
    if not isinstance(original, psycopg.Error):
        return None
    if original.sqlstate is not None:
        said = POSTGRESQL_SAYS.get(original.sqlstate)
        return None if said is None else Unavailable(said)
    if not isinstance(original, psycopg.OperationalError):
        return None
    # A server that refuses a connection gives its reason as a text only.
    reason = str(original)
    given = (said for part, said in REFUSALS.items() if part in reason)
    return Unavailable(next(given, NO_ANSWER))


NUL_REFUSED = "cannot contain NUL"
"""What psycopg says itself, before it asks the server."""
NO_ANSWER = "The database server does not answer; try again, a repeat changes nothing."
_AGAIN = "nothing was kept, try again."
POSTGRESQL_SAYS: Mapping[str, str] = {
    "55P03": f"The record is busy with another writer; {_AGAIN}",
    "40001": f"The record was changed by another transaction meanwhile; {_AGAIN}",
    "40P01": f"Two transactions waited for each other; {_AGAIN}",
    "57014": "The database server broke the statement off (a time limit); nothing was kept.",
    "57P01": f"The database server is shutting down; {_AGAIN}",
    "57P02": f"The database server fell and is coming back; {_AGAIN}",
    "57P03": f"The database server is starting; {_AGAIN}",
    "25006": "The record cannot be written (the server is read-only); nothing was kept.",
    "53100": "The disk that holds the record is full; nothing was kept.",
    "53200": "The database server is out of memory; nothing was kept.",
    "53300": f"The database server has no connection left for us; {_AGAIN}",
    "58030": "The disk that holds the record does not answer; nothing was kept.",
    "42501": "The role in the address of the record lacks a right on its tables.",
    "28P01": "The database server does not accept the password of the record's address.",
    "3D000": "The database server has no database of the name in the record's address.",
    "XX001": "The record is damaged on the disk; restore it from a backup.",
    "XX002": "An index of the record is damaged on the disk; make it anew (REINDEX).",
}
"""By SQLSTATE; anything else is a fault of ours."""

REFUSALS: Mapping[str, str] = {
    "Connection refused": "No database server listens at the address of the record.",
    "No such file or directory": "No database server listens at the address of the record.",
    "failed to resolve host": "The host in the address of the record has no such name.",
    "timeout expired": "The database server did not answer in time.",
    "password authentication failed": POSTGRESQL_SAYS["28P01"],
    "no password supplied": "The database server wants a password; the address has none.",
    "no pg_hba.conf entry": "The database server does not let this machine or role in.",
    "starting up": POSTGRESQL_SAYS["57P03"],
    "shutting down": POSTGRESQL_SAYS["57P01"],
    "too many": POSTGRESQL_SAYS["53300"],
    "remaining connection slots": POSTGRESQL_SAYS["53300"],
    'FATAL:  database "': POSTGRESQL_SAYS["3D000"],
    'FATAL:  role "': "The database server does not let in the role in the record's address.",
}
"""By words of the reason, in the order in which they are looked for."""


KINDS: Mapping[str, EngineKind] = {
    "sqlite": EngineKind(
        _open_sqlite, {}, {WRITES: True}, writes_beside=False, told=_told_by_sqlite
    ),
    "postgresql": EngineKind(
        _open_postgresql,
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        {WRITES: True},
        writes_beside=True,
        told=_told_by_postgresql,
    ),
}
"""By the name that SQLAlchemy gives the engine's dialect."""
