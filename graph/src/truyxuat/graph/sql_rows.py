"""How rows go in and out of SQL tables, alike for the graph and for the record beside it.

Many rows are one compiled statement and go to the driver as they are; questions about many keys
are asked in runs, since engines limit parameters; instants are whole microseconds since 1970
UTC in 8 bytes, so a number sorts as time does on every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

KEYS_PER_QUESTION = 5_000
"""Keys in one SQL question; SQLite allows 32,766 parameters, PostgreSQL 65,535."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row: TypeAlias = "tuple[object, ...]"
_T = TypeVar("_T")


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Insert many rows, each a tuple in the order of the columns.

    The statement is compiled once and the rows go to the driver as they are: SQLAlchemy's own
    way builds every row's parameters anew, which costs more than the database does.
    """
    _insert(connection, insert(table).values(dict.fromkeys(columns)), rows)


def insert_new(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Insert the rows whose key is not in the table yet; both engines say it alike."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(dict.fromkeys(columns))
    _insert(connection, statement.on_conflict_do_nothing(), rows)


def chunks(values: Sequence[_T], size: int) -> Iterable[Sequence[_T]]:
    """The values in runs of at most this many, for questions with limited parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))


def microseconds(instant: datetime) -> int:
    """The number of an aware instant.

    >>> microseconds(datetime.fromisoformat("1970-01-01T07:00:01+07:00"))
    1000000
    """
    return (instant - EPOCH) // timedelta(microseconds=1)


def instant(number: int) -> datetime:
    """The instant of a number, in UTC.

    >>> instant(1_000_000)
    datetime.datetime(1970, 1, 1, 0, 0, 1, tzinfo=datetime.timezone.utc)
    """
    return EPOCH + timedelta(microseconds=number)


def _insert(connection: Connection, statement: Insert, rows: Sequence[Row]) -> None:
    if rows:
        compiled = str(statement.compile(dialect=connection.dialect))
        connection.exec_driver_sql(compiled, list(rows))
