"""The tables of a graph kept in SQL, one set per generation.

A rebuild fills a new generation beside the living one and then moves a pointer, so readers
see the old graph whole or the new graph whole, never a half. Objects have 8-byte surrogate
keys: a link is two integers, and a text key is stored once, for every generation and for
whatever else in the same database names objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
)

from truyxuat.graph.sql_rows import BigKey, KeyText

SHARED = MetaData()
"""What all generations have in common."""

generation_table = Table(
    "graph_generation",
    SHARED,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("generation", Integer, nullable=False),
)
"""One row: which generation is alive."""

object_table = Table(
    "object",
    SHARED,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("key", KeyText, nullable=False, unique=True),
)
"""A canonical key that some event names, once, with the number that stands for it.

A number is given for good: rows are only added, and one that no event names any more, or yet,
is found by nobody.
"""


@dataclass(frozen=True, slots=True)
class GraphTables:
    """The tables of one generation."""

    metadata: MetaData
    event: Table
    link: Table
    flow: Table
    declaration: Table
    position: Table


@cache
def tables(generation: int) -> GraphTables:
    """Describe the tables of a generation; instants are microseconds since 1970 UTC."""
    metadata = MetaData()
    name = f"graph_{generation}"
    return GraphTables(
        metadata,
        _event(name, metadata),
        _link(name, metadata),
        _flow(name, metadata),
        _declaration(name, metadata),
        _position(name, metadata),
    )


def _event(name: str, metadata: MetaData) -> Table:
    return Table(
        f"{name}_event",
        metadata,
        Column("position", BigKey, primary_key=True, autoincrement=False),
        Column("event_id", KeyText, nullable=False, index=True),
        Column("content", KeyText, nullable=False),  # looked up with declarations only
        Column("recorded", BigInteger, nullable=False),
        Column("declares_wrong", Boolean, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )


def _link(name: str, metadata: MetaData) -> Table:
    return Table(
        f"{name}_link",
        metadata,
        Column("object", BigKey, primary_key=True, autoincrement=False),
        Column("position", BigKey, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def _flow(name: str, metadata: MetaData) -> Table:
    """Matter may go from source to target at an instant; found from either side.

    A step without an ID is the number of its event below 0, so it needs no row of its own.
    """
    return Table(
        f"{name}_flow",
        metadata,
        Column("source", BigKey, primary_key=True, autoincrement=False),
        Column("at", BigInteger, primary_key=True, autoincrement=False),
        Column("target", BigKey, primary_key=True, autoincrement=False),
        Index(f"ix_{name}_flow_target", "target", "at"),
        sqlite_with_rowid=False,
    )


def _declaration(name: str, metadata: MetaData) -> Table:
    return Table(
        f"{name}_declaration",
        metadata,
        Column("position", BigKey, primary_key=True, autoincrement=False),
        Column("event_id", KeyText, nullable=False, index=True),
        Column("content", KeyText, nullable=False, index=True),
        Column("declared", BigInteger, nullable=False),
        Column("recorded", BigInteger, nullable=False),
    )


def _position(name: str, metadata: MetaData) -> Table:
    return Table(
        f"{name}_position",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("position", BigInteger, nullable=False),
    )
