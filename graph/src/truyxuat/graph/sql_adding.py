"""Add linked events to a graph in SQL: their bodies, links, flows and declarations.

Almost all rows are links. A link is two numbers: that of the object is known before the writer's
turn and that of the event only in it, so links may be given ready but for the second.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select

from truyxuat.graph.body import body_of
from truyxuat.graph.sql_flows import FLOW_COLUMNS, flow_keys, flow_rows, timed_flows
from truyxuat.graph.sql_rows import (
    PlacedRows,
    WaitingRows,
    insert_new,
    insert_placed,
    insert_rows,
    microseconds,
    numbers_of,
    waiting_rows,
)
from truyxuat.graph.sql_tables import GraphTables, object_table, tables
from truyxuat.traceability.links import LinkedEvent

LINK_COLUMNS = ("object", "position")
EVENT_COLUMNS = ("position", "event_id", "content", "recorded", "declares_wrong", "body")
DECLARATION_COLUMNS = ("position", "event_id", "content", "declared", "recorded")


def add_events(
    connection: Connection,
    graph: GraphTables,
    events: Sequence[LinkedEvent],
    numbers: Mapping[str, int],
    ready: PlacedRows | None,
) -> None:
    """Keep events; those that are kept already stay as they are.

    ``numbers`` and ``ready`` are as in `SqlGraph.add`.
    """
    if not events:
        return
    # Behind the last event that is kept everything is new, which every engine writes faster.
    last = connection.execute(select(func.max(graph.event.c.position))).scalar() or 0
    positions = [event.position for event in events]
    new = _rises_from(last, positions)
    insert = insert_rows if new else insert_new
    flows = timed_flows(events)
    named = flow_keys(flows)
    if ready is None:
        named.update(*map(_linked_keys, events))
    unknown = named - numbers.keys()
    ids = numbers
    if unknown:
        ids = {**numbers, **numbers_of(connection, object_table, unknown)}
    insert(connection, graph.event, EVENT_COLUMNS, [_event_row(e) for e in events])
    if new:
        links = ready or PlacedRows(waiting_links(connection, ids, events), positions)
        insert_placed(connection, graph.link, LINK_COLUMNS, links)
    else:
        rows = sorted(
            (ids[key], event.position) for event in events for key in _linked_keys(event)
        )
        insert_new(connection, graph.link, LINK_COLUMNS, rows)
    insert_new(connection, graph.flow, FLOW_COLUMNS, flow_rows(flows, ids))
    declarations = [_declaration_row(event) for event in events if event.declares_wrong]
    insert(connection, graph.declaration, DECLARATION_COLUMNS, declarations)


def waiting_links(
    connection: Connection, numbers: Mapping[str, int], events: Sequence[LinkedEvent]
) -> WaitingRows:
    """The links of the events made ready for `SqlGraph.add`; a place is an index in them."""
    table = tables(1).link  # of any generation: they are alike
    rows = (
        ((numbers[key],), place)
        for place, event in enumerate(events)
        for key in _linked_keys(event)
    )
    return waiting_rows(connection, table, LINK_COLUMNS, rows)


def _linked_keys(event: LinkedEvent) -> set[str]:
    """What a trace finds the event by, each once."""
    return {link.key for link in event.links}


def _rises_from(last: int, positions: Sequence[int]) -> bool:
    """Whether each position is behind the one before it, the first behind ``last``."""
    return all(before < after for before, after in itertools.pairwise((last, *positions)))


def _event_row(event: LinkedEvent) -> tuple[object, ...]:
    """In the order of `EVENT_COLUMNS`."""
    return (
        event.position,
        event.event_id,
        event.content,
        microseconds(event.recorded),
        event.declares_wrong,
        body_of(event),
    )


def _declaration_row(event: LinkedEvent) -> tuple[object, ...]:
    """In the order of `DECLARATION_COLUMNS`."""
    return (
        event.position,
        event.event_id,
        event.content,
        microseconds(event.declared or event.recorded),
        microseconds(event.recorded),
    )
