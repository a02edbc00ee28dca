"""Many rows into PostgreSQL by its COPY, in binary: several times faster than INSERT.

COPY knows no conflicts and answers nothing. Where rows may be there already, or numbers are wanted
back, the rows go to a temporary table and on from there. That table stays with its connection,
emptied at every commit: one made for each batch would leave its description behind as rubbish in
the catalogue, several times a second.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table

Row: TypeAlias = "tuple[object, ...]"
Numbers: TypeAlias = "tuple[int, ...]"
Places: TypeAlias = "Sequence[int]"

NUMBERING = 0x6E756D_626572
"""The advisory lock of those who give numbers, in every process: "number" in ASCII."""

BEGINNING = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
END = struct.pack(">h", -1)
ONE_TEXT = struct.Struct(">hi")
"""Before a row of one text: how many columns, how many bytes."""


def copy_rows(
    connection: Connection,
    table: Table,
    into: str,
    columns: Sequence[str],
    rows: Sequence[Row],
) -> None:
    """Copy rows, each in the order of the columns, into a table with such columns."""
    types = [_copied_as(connection, table, name) for name in columns]
    with _copying(connection, into, columns) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def packed_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Mapping[Numbers, Places],
) -> list[tuple[bytes, Places]]:
    """Of rows of numbers all but the last: packed, in the order of the table's key.

    Most rows of all are such; made one by one by the driver they cost more than the database
    does, and bytes are sorted in half the time of tuples. (Numbers below 0 come last.)
    """
    *types, last = [_NUMBERS[_copied_as(connection, table, name)] for name in columns]
    pack = struct.Struct(">h" + "".join(f"i{sign}" for sign in types) + "i").pack
    sizes = [struct.calcsize(f">{sign}") for sign in types]
    count, end = len(columns), struct.calcsize(f">{last}")
    packed = {
        pack(count, *itertools.chain(*zip(sizes, numbers, strict=True)), end): places
        for numbers, places in rows.items()
    }
    return [(begun, packed[begun]) for begun in sorted(packed)]


def copy_placed(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    packed: Iterable[tuple[bytes, Places]],
    positions: Sequence[int | None],
) -> None:
    """Copy such rows with their last number: the position of their place, if it has one."""
    last = struct.Struct(">" + _NUMBERS[_copied_as(connection, table, columns[-1])])
    ends = [None if each is None else last.pack(each) for each in positions]
    rows = [
        begun + end
        for begun, places in packed
        for place in places
        if (end := ends[place]) is not None
    ]
    if rows:
        with _copying(connection, table.name, columns) as copy:
            copy.write(BEGINNING + b"".join(rows) + END)


@contextmanager
def _copying(connection: Connection, into: str, columns: Sequence[str]) -> Iterator[Any]:
    """Psycopg's COPY into a table, which SQLAlchemy hides."""
    statement = f'COPY "{into}" ({_quoted(columns)}) FROM STDIN (FORMAT BINARY)'
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy


def copy_new(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Copy those of the rows whose key is not in the table yet."""
    fresh, names = _temporary(connection, table, columns), _quoted(columns)
    copy_rows(connection, table, fresh, columns, rows)
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM "{fresh}"'
        " ON CONFLICT DO NOTHING"
    )
    connection.exec_driver_sql(f'DELETE FROM "{fresh}"')


def numbers_of(connection: Connection, table: Table, keys: Sequence[str]) -> dict[str, int]:
    """The ``id`` of each ``key`` (sorted, each once), given to it where it is new.

    Only numbers come back, in the order of the keys: both sides sort by bytes. Whoever gives
    numbers is alone at it until its transaction ends.
    """
    if not keys:
        return {}
    fresh = _temporary(connection, table, ("key",))
    texts = (key.encode() for key in keys)
    packed = (ONE_TEXT.pack(1, len(text)) + text for text in texts)
    with _copying(connection, fresh, ("key",)) as copy:
        copy.write(BEGINNING + b"".join(packed) + END)
    # Two that insert the same keys in another order would wait for each other.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({NUMBERING})")
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" (key) SELECT key FROM "{fresh}" AS given WHERE NOT EXISTS'
        f' (SELECT FROM "{table.name}" AS known WHERE known.key = given.key) ORDER BY key'
    )
    numbers: list[int] = connection.exec_driver_sql(
        f'SELECT array_agg(id ORDER BY key) FROM "{table.name}" JOIN "{fresh}" USING (key)'
    ).scalar_one()
    found = dict(zip(keys, numbers, strict=True))
    connection.exec_driver_sql(f'DELETE FROM "{fresh}"')
    return found


def fresh_numbers(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """The next numbers of the sequence behind a table's ``id``."""
    found = connection.exec_driver_sql(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        (f'"{table.name}"', count),
    )
    return sorted(found.scalars())


def _temporary(connection: Connection, table: Table, columns: Sequence[str]) -> str:
    """The name of this connection's temporary table for such rows."""
    name = f"new_{table.name}"
    connection.exec_driver_sql(
        f'CREATE TEMPORARY TABLE IF NOT EXISTS "{name}" ON COMMIT DELETE ROWS AS'
        f' SELECT {_quoted(columns)} FROM "{table.name}" WITH NO DATA'
    )
    return name


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _copied_as(connection: Connection, table: Table, column: str) -> str:
    """The name of a column's binary form, which COPY must be told: it converts nothing."""
    spelled = table.c[column].type.compile(dialect=connection.dialect)
    return COPIED_AS[spelled.split(" ")[0]]


COPIED_AS: Mapping[str, str] = {
    "BIGINT": "int8",
    "INTEGER": "int4",
    "BOOLEAN": "bool",
    "BYTEA": "bytea",
    "TEXT": "text",
    "VARCHAR": "text",
}


_NUMBERS: Mapping[str, str] = {"int8": "q", "int4": "i"}
