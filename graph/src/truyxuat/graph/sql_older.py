"""Bring the graph's tables of an older version to what this one keeps, when a record is opened.

Each step looks for what it mends and leaves everything else alone, so all may run every time.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, Table, inspect, select, text

from truyxuat.graph.body import event_of
from truyxuat.graph.sql_flows import FLOW_COLUMNS, flow_keys, flow_rows, timed_flows
from truyxuat.graph.sql_rows import insert_new, numbers_of
from truyxuat.graph.sql_tables import GraphTables, object_table

EVENTS_AT_ONCE = 5_000
OWNED = re.compile(r"graph_\d+_object")
"""The objects of one generation."""


def upgrade_older_tables(connection: Connection, graph: GraphTables) -> None:
    """Mend the tables of the living generation."""
    _share_objects(connection, graph)
    _add_flows(connection, graph)
    _drop_index(connection, graph)


def _share_objects(connection: Connection, graph: GraphTables) -> None:
    """Each generation had numbers of its own for objects; now there is one table of them."""
    old = graph.event.name.removesuffix("event") + "object"
    owned = [
        name for name in inspect(connection).get_table_names() if OWNED.fullmatch(name)
    ]
    if old not in owned:
        return
    connection.execute(
        text(
            f"INSERT INTO {object_table.name} (key) SELECT key FROM {old} AS had"
            f" WHERE NOT EXISTS (SELECT * FROM {object_table.name} AS has"
            " WHERE has.key = had.key) ORDER BY key"
        )
    )
    connection.execute(
        text("CREATE TEMPORARY TABLE numbers (was BIGINT PRIMARY KEY, id BIGINT)")
    )
    connection.execute(
        text(
            "INSERT INTO numbers SELECT had.id, has.id"
            f" FROM {old} AS had JOIN {object_table.name} AS has ON has.key = had.key"
        )
    )
    _renumber(connection, graph.link, RENUMBERED_LINKS)
    if inspect(connection).has_table(graph.flow.name):
        _renumber(connection, graph.flow, RENUMBERED_FLOWS)
    for table in (*owned, "numbers"):
        connection.execute(text(f"DROP TABLE {table}"))


def _renumber(connection: Connection, table: Table, question: str) -> None:
    """Numbers are part of the key and overlap, so the rows are written into a new table."""
    before = f"{table.name}_before"
    for index in table.indexes:
        connection.execute(text(f"DROP INDEX IF EXISTS {index.name}"))
    connection.execute(text(f"ALTER TABLE {table.name} RENAME TO {before}"))
    table.create(connection)
    connection.execute(text(f"INSERT INTO {table.name} " + question.format(before=before)))
    connection.execute(text(f"DROP TABLE {before}"))


RENUMBERED_LINKS = """
SELECT numbers.id, position FROM {before} JOIN numbers ON was = object ORDER BY 1, 2
"""
RENUMBERED_FLOWS = """
SELECT COALESCE(source_is.id, source), at, COALESCE(target_is.id, target) FROM {before}
LEFT JOIN numbers AS source_is ON source_is.was = source
LEFT JOIN numbers AS target_is ON target_is.was = target ORDER BY 1, 2, 3
"""
"""A step without an ID has a number below 0, and keeps it."""


def _add_flows(connection: Connection, graph: GraphTables) -> None:
    """A graph made before flows were kept gets them from the events it holds."""
    if inspect(connection).has_table(graph.flow.name):
        return
    graph.flow.create(connection)
    event, after = graph.event.c, 0
    question = select(event.position, event.body).order_by(event.position)
    while rows := connection.execute(
        question.where(event.position > after).limit(EVENTS_AT_ONCE)
    ).all():
        flows = timed_flows(event_of(row.body) for row in rows)
        ids = numbers_of(connection, object_table, flow_keys(flows))
        insert_new(connection, graph.flow, FLOW_COLUMNS, flow_rows(flows, ids))
        after = rows[-1].position


def _drop_index(connection: Connection, graph: GraphTables) -> None:
    """No question looks an event up by its content, and every event written paid for it."""
    connection.execute(text(f"DROP INDEX IF EXISTS ix_{graph.event.name}_content"))
