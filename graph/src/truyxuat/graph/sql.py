"""The graph in tables of a SQL database: SQLite in the embedded default, PostgreSQL beside.

`around` is two index look-ups (key -> object -> positions) and one decode per event; the walk
itself is in `truyxuat.traceability.tracing`, so this adapter cannot disagree with another.
An event's links live in one compact row, since a trace always wants the event whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine, Select, func, inspect, select
from sqlalchemy.orm import Session

from truyxuat.graph.body import event_of
from truyxuat.graph.declaring import with_declarations
from truyxuat.graph.digest import digest_of
from truyxuat.graph.sql_adding import add_events
from truyxuat.graph.sql_flows import reached
from truyxuat.graph.sql_older import upgrade_older_tables
from truyxuat.graph.sql_proof import Proof
from truyxuat.graph.sql_rows import (
    KEYS_PER_QUESTION,
    NO_NUMBERS,
    PlacedRows,
    among,
    chunks,
    instant,
    readers_keep_dropped_tables,
)
from truyxuat.graph.sql_tables import (
    SHARED,
    GraphTables,
    generation_table,
    object_table,
    tables,
)
from truyxuat.traceability.links import Declaration, LinkedEvent
from truyxuat.traceability.tracing.query import Direction

Bind = Engine | Connection | Session

ROWS_PER_INSERT = 5_000
FIRST_GENERATION = 1


class SqlGraph:
    """A `Graph` in SQL tables; shares the caller's transaction when given its connection.

    Given an engine every call is a transaction of its own. Given a connection or session it
    joins what the caller began: capture and link then commit together or not at all.
    ``generation`` None means the living one.
    """

    def __init__(self, bind: Bind, *, generation: int | None = None) -> None:
        self._bind = bind
        self._generation = generation

    def around(self, keys: Collection[str]) -> list[LinkedEvent]:
        """Every linked event that names any of the keys, whole, by position."""
        with self._transaction() as connection:
            graph = self._tables(connection)
            return _with_declarations(connection, graph, _found(connection, graph, keys))

    def found_behind(self, position: int, keys: Collection[str]) -> list[LinkedEvent]:
        """The events behind a position that name any of the keys, without declarations."""
        with self._transaction() as connection:
            return _found(connection, self._tables(connection), keys, behind=position)

    def with_declarations(self, events: Iterable[LinkedEvent]) -> list[LinkedEvent]:
        """Events that another store holds, with every declaration known here attached."""
        with self._transaction() as connection:
            return _with_declarations(connection, self._tables(connection), [*events])

    def reach(
        self,
        keys: Collection[str],
        direction: Direction,
        *,
        since: datetime | None = None,
    ) -> set[str]:
        """Where matter of these keys may have gone or come from, in one recursive question."""
        with self._transaction() as connection:
            return reached(connection, self._tables(connection), keys, direction, since)

    def add(
        self,
        events: Sequence[LinkedEvent],
        position: int,
        *,
        numbers: Mapping[str, int] = NO_NUMBERS,
        links: PlacedRows | None = None,
    ) -> None:
        """Keep the events and how far the record has been read, in one transaction.

        ``numbers`` are those of `object_table` that the caller knows; the rest is asked for.
        ``links`` are the rows of the events' links where they are ready (`waiting_links`).
        """
        with self._transaction() as connection:
            graph = self._tables(connection)
            for some in chunks(events, ROWS_PER_INSERT):
                ready = links if len(some) == len(events) else None
                add_events(connection, graph, some, numbers, ready)
            reached = max(position, _position(connection, graph))
            connection.execute(graph.position.delete())
            connection.execute(graph.position.insert(), {"id": 1, "position": reached})

    def position(self) -> int:
        """The last position handed to `add`, 0 when new."""
        with self._transaction() as connection:
            return _position(connection, self._tables(connection))

    def first_naming(self, key: str, first: int, last: int) -> int | None:
        """The first position from one to another whose event a trace finds by this key."""
        with self._transaction() as connection:
            links = _links(connection, self._tables(connection), [key], (first, last))
            found = links.order_by("position").limit(1)
            return connection.execute(found).scalar()

    def kept(self, first: int, last: int) -> dict[int, int]:
        """By position, from the first to the last: the digest of each event kept.

        Over those of its links that are there: a lost one shows. One too many shows in `proof`.
        """
        with self._transaction() as connection:
            graph = self._tables(connection)
            event = graph.event.c
            question = select(event.body).where(event.position.between(first, last))
            events = [event_of(body) for body in connection.execute(question).scalars()]
            keys = sorted({link.key for each in events for link in each.links})
            found: dict[int, list[str]] = {}
            for some in chunks(keys, KEYS_PER_QUESTION):
                links = _links(connection, graph, some, (first, last))
                for position, key in connection.execute(links):
                    found.setdefault(position, []).append(key)
            return {
                each.position: digest_of(each, found.get(each.position, ()))
                for each in events
            }

    @contextmanager
    def proof(self) -> Iterator[Proof]:
        """To be told every linked event, and then asked which rows none of them proves."""
        with (
            self._transaction() as connection,
            Proof(connection, self._tables(connection)) as proof,
        ):
            yield proof

    def _tables(self, connection: Connection) -> GraphTables:
        if self._generation is not None:
            return tables(self._generation)
        return tables(living_generation(connection))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with _connection(self._bind) as connection:
            yield connection


def create_tables(bind: Bind) -> None:
    """Make the first generation's tables where there are none; safe to call again."""
    with _connection(bind) as connection:
        made_before = inspect(connection).has_table(generation_table.name)
        SHARED.create_all(connection)
        if made_before:
            upgrade_older_tables(connection, tables(living_generation(connection)))
            return
        connection.execute(
            generation_table.insert(), {"id": 1, "generation": FIRST_GENERATION}
        )
        tables(FIRST_GENERATION).metadata.create_all(connection)


def living_generation(connection: Connection) -> int:
    """The generation that readers see."""
    found = connection.execute(select(generation_table.c.generation)).scalar_one()
    return int(found)


def begin_generation(bind: Bind) -> int:
    """Make the next generation's tables, empty, to fill while the living one answers.

    What is left of the generation before the living one goes.
    """
    with _connection(bind) as connection:
        living = living_generation(connection)
        fresh = living + 1
        for left in (living - 1, fresh):
            tables(left).metadata.drop_all(connection)
        tables(fresh).metadata.create_all(connection)
        return fresh


def swap_in(bind: Bind, generation: int) -> None:
    """Let readers see this generation from now on.

    The one before is dropped where nobody can still be reading it, else by the next rebuild.
    """
    with _connection(bind) as connection:
        before = living_generation(connection)
        assert generation > before, "a generation is only swapped in once"
        connection.execute(generation_table.update().values(generation=generation))
        if readers_keep_dropped_tables(connection):
            tables(before).metadata.drop_all(connection)


@contextmanager
def _connection(bind: Bind) -> Iterator[Connection]:
    if isinstance(bind, Engine):
        with bind.begin() as connection:
            yield connection
    elif isinstance(bind, Session):
        yield bind.connection()
    else:
        yield bind


def _found(
    connection: Connection, graph: GraphTables, keys: Collection[str], *, behind: int = 0
) -> list[LinkedEvent]:
    bodies: dict[int, bytes] = {}
    for some in chunks(list(dict.fromkeys(keys)), KEYS_PER_QUESTION):
        question = _around(connection, graph, some)
        if behind:
            question = question.where(graph.event.c.position > behind)
        bodies.update((row.position, row.body) for row in connection.execute(question))
    return [event_of(bodies[position]) for position in sorted(bodies)]


def _around(
    connection: Connection, graph: GraphTables, keys: Sequence[str]
) -> Select[int, bytes]:
    positions = (
        select(graph.link.c.position)
        .join(object_table, object_table.c.id == graph.link.c.object)
        .where(among(connection, object_table.c.key, keys))
    )
    return select(graph.event.c.position, graph.event.c.body).where(
        graph.event.c.position.in_(positions)
    )


def _links(
    connection: Connection, graph: GraphTables, keys: Sequence[str], span: tuple[int, int]
) -> Select[int, str]:
    thing, link = object_table.c, graph.link.c
    return (
        select(link.position, thing.key)
        .join(object_table, thing.id == link.object)
        .where(among(connection, thing.key, keys), link.position.between(*span))
    )


def _with_declarations(
    connection: Connection, graph: GraphTables, events: list[LinkedEvent]
) -> list[LinkedEvent]:
    """Attach every declaration that names an event's eventID or has its content."""
    known = connection.execute(select(graph.declaration.c.position).limit(1)).first()
    if known is None or not events:
        return events
    return with_declarations(events, _declarations(connection, graph, events))


def _declarations(
    connection: Connection, graph: GraphTables, events: list[LinkedEvent]
) -> dict[int, Declaration]:
    table, event = graph.declaration.c, graph.event.c
    target = (
        select(func.min(event.recorded))
        .where(event.event_id == table.event_id, event.declares_wrong.is_(False))
        .scalar_subquery()
    )
    columns = (
        table.position,
        table.event_id,
        table.content,
        table.declared,
        table.recorded,
        target.label("target"),
    )
    found: dict[int, Declaration] = {}
    for column, values in (
        (table.event_id, {event.event_id for event in events}),
        (table.content, {event.content for event in events}),
    ):
        for some in chunks(sorted(values), KEYS_PER_QUESTION):
            question = select(*columns).where(among(connection, column, some))
            for row in connection.execute(question):
                found[row.position] = Declaration(
                    event_id=row.event_id,
                    content=row.content,
                    declared=instant(row.declared),
                    recorded=instant(row.recorded),
                    target_recorded=None if row.target is None else instant(row.target),
                )
    return found


def _position(connection: Connection, graph: GraphTables) -> int:
    return int(connection.execute(select(graph.position.c.position)).scalar() or 0)
