"""How rows go in and out of SQL tables, alike for the graph and for the record beside it.

Everything in which SQLite and PostgreSQL differ for a table or a batch is chosen here, by the
dialect of the connection. Many rows are one statement: SQLite takes them as parameters of a
statement that is compiled once, PostgreSQL as a binary COPY (`sql_copy`). Questions about many
keys are asked in runs, and a run is one array on PostgreSQL. Instants are whole microseconds
since 1970 UTC in 8 bytes, so a number sorts as time does on every engine; text that is ordered
or looked up sorts by its bytes (`KeyText`), so a page ends at the same row on every engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    Table,
    Text,
    any_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from truyxuat.graph import sql_copy
from truyxuat.graph.sql_arrays import array_of
from truyxuat.graph.sql_copy import Numbers, Places
from truyxuat.graph.sql_copy import Row as Row

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""An 8-byte key; SQLite only numbers rows by itself in a column called INTEGER."""

KeyText = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text in the order of its bytes, whatever language a database was made for."""

KeyString = String().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
"""The same in columns that SQLite calls VARCHAR."""

KEYS_PER_QUESTION = 5_000
"""Keys in one SQL question; SQLite allows 32,766 parameters, an array has no limit."""

NO_NUMBERS: Mapping[str, int] = MappingProxyType({})
"""Where no key has got its number yet."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

WaitingRows: TypeAlias = "Sequence[tuple[Any, Places]]"
"""Rows that wait for their last number. Any: the numbers before it, or the bytes of these."""


@dataclass(frozen=True, slots=True)
class PlacedRows:
    """Such rows with the position of every place; a row whose place has none is left out."""

    waiting: WaitingRows
    positions: Sequence[int | None]
    """Rising from place to place."""


_T = TypeVar("_T")


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Insert many rows that are not in the table yet, each in the order of the columns.

    The rows go to the driver as they are: SQLAlchemy's own way builds every row's parameters
    anew, which costs more than the database does.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        sql_copy.copy_rows(connection, table, table.name, columns, rows)
        return
    statement = insert(table).values(dict.fromkeys(columns))
    compiled = str(statement.compile(dialect=connection.dialect))
    connection.exec_driver_sql(compiled, list(rows))


def waiting_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[tuple[Numbers, int]],
) -> WaitingRows:
    """Rows of numbers made ready as far as that goes without the last column.

    In its stead each row has a place, of which a `PlacedRows` knows the position. They are
    sorted as the table's key is, which is how it is stored; each is given once.
    """
    places: dict[Numbers, list[int]] = defaultdict(list)
    for numbers, place in rows:
        places[numbers].append(place)
    if connection.dialect.name == "postgresql":
        return sql_copy.packed_rows(connection, table, columns, places)
    return sorted(places.items())


def insert_placed(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    placed: PlacedRows,
) -> None:
    """Insert them; none of them is in the table yet."""
    positions = placed.positions
    if connection.dialect.name == "postgresql":
        sql_copy.copy_placed(connection, table, columns, placed.waiting, positions)
        return
    rows = [
        (*numbers, position)
        for numbers, places in placed.waiting
        for place in places
        if (position := positions[place]) is not None
    ]
    insert_rows(connection, table, columns, rows)


def insert_new(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Insert those of the rows whose key is not in the table yet."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        sql_copy.copy_new(connection, table, columns, rows)
        return
    statement = sqlite.insert(table).values(dict.fromkeys(columns)).on_conflict_do_nothing()
    compiled = str(statement.compile(dialect=connection.dialect))
    connection.exec_driver_sql(compiled, list(rows))


def numbers_of(
    connection: Connection, table: Table, keys: Collection[str]
) -> dict[str, int]:
    """The number that stands for each of the keys (each once), given to it where it is new.

    The table has the columns ``id`` and ``key``. New numbers rise with their keys.
    """
    ordered = sorted(keys)
    if connection.dialect.name == "postgresql":
        return sql_copy.numbers_of(connection, table, ordered)
    numbers = known_numbers(connection, table, ordered)
    new = [key for key in ordered if key not in numbers]
    if new:
        insert_new(connection, table, ("key",), [(key,) for key in new])
        numbers.update(known_numbers(connection, table, new))
    return numbers


def fresh_numbers(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Numbers for the ``id`` of as many new rows, rising; the caller is the only writer."""
    if connection.dialect.name == "postgresql":
        return sql_copy.fresh_numbers(connection, table, count)
    last = connection.execute(select(func.max(table.c.id))).scalar() or 0
    return range(last + 1, last + 1 + count)


def known_numbers(
    connection: Connection, table: Table, keys: Sequence[str]
) -> dict[str, int]:
    """The numbers of those of the keys that have one."""
    found: dict[str, int] = {}
    for some in chunks(keys, KEYS_PER_QUESTION):
        question = select(table.c.key, table.c.id).where(
            among(connection, table.c.key, some)
        )
        found.update((row.key, row.id) for row in connection.execute(question))
    return found


def among(
    connection: Connection,
    column: SQLColumnExpression[Any],  # Any: a column of text, of numbers or of bytes
    values: Sequence[str] | Sequence[int] | Sequence[bytes],
) -> ColumnElement[bool]:
    """Whether the column holds one of many values.

    PostgreSQL is given them as one array: thousands of parameters are parsed one by one, and
    every other number of them is a statement of its own to it.
    """
    if connection.dialect.name != "postgresql" or not values:
        return column.in_(values)
    return column == any_(bindparam(None, array_of(values), unique=True))


def among_found(
    dialect: str, column: SQLColumnExpression[Any], found: Select[Any]
) -> ColumnElement[bool]:  # Any: a column of numbers
    """Whether the column, which an index is on, holds one of many values that are found first.

    As one array PostgreSQL looks them up in an index in two thirds of the time of a join.
    """
    if dialect != "postgresql":
        return column.in_(found)
    return column == any_(func.array(found.scalar_subquery()))


def readers_keep_dropped_tables(connection: Connection) -> bool:
    """Whether a reader that began before a table was dropped goes on reading it.

    SQLite's readers see one state of the whole file. A snapshot of PostgreSQL holds rows, not
    tables: a reader that has not touched the table yet would find it gone.
    """
    return connection.dialect.name == "sqlite"


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
