"""Where matter goes, as rows of two numbers and an instant, and the closure over them.

`Graph.reach` is one recursive question. A row is reached with the instant of the flow that led
to it, so a flow is used only when it is not before its source was reached; the engine keeps
each pair of thing and instant once, and loops end. Nothing is compared hop by hop with paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
    type_coerce,
)

from truyxuat.graph.sql_rows import (
    KEYS_PER_QUESTION,
    Row,
    among_found,
    chunks,
    microseconds,
)
from truyxuat.graph.sql_tables import GraphTables, object_table
from truyxuat.traceability.flows import Node, flows_of
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.tracing.query import Direction

FLOW_COLUMNS = ("source", "at", "target")


class TimedFlow(NamedTuple):
    """A flow with its instant in microseconds."""

    at: int
    source: Node
    target: Node


BEGINNING, END = -(2**63), 2**63 - 1


def timed_flows(events: Iterable[LinkedEvent]) -> list[TimedFlow]:
    """Every flow that the events state, with its instant."""
    found: list[TimedFlow] = []
    for event in events:
        flows = flows_of(event)
        if flows:
            at = microseconds(event.time)
            found += [TimedFlow(at, source, target) for source, target in flows]
    return found


def flow_keys(flows: Iterable[TimedFlow]) -> set[str]:
    """The keys between which something flows; most of them are links of the events too."""
    return {
        node
        for _, source, target in flows
        for node in (source, target)
        if isinstance(node, str)
    }


def flow_rows(flows: Iterable[TimedFlow], ids: Mapping[str, int]) -> list[Row]:
    """In the order of `FLOW_COLUMNS`, sorted as the table is; a step is a number below 0."""

    def number(node: Node) -> int:
        return ids[node] if isinstance(node, str) else -node

    return sorted({(number(source), at, number(target)) for at, source, target in flows})


def reached(
    connection: Connection,
    graph: GraphTables,
    keys: Iterable[str],
    direction: Direction,
    since: datetime | None,
) -> set[str]:
    """Every key in the closure of these, less themselves."""
    asked = list(dict.fromkeys(keys))
    forward = direction is Direction.FORWARD
    start = BEGINNING if forward else END
    if since is not None:
        start = microseconds(since)
    question = _closure(graph, connection.dialect.name, forward=forward)
    found: set[str] = set()
    for some in chunks(asked, KEYS_PER_QUESTION):
        lines = connection.execute(question, {"keys": some, "start": start}).scalar()
        found.update(lines.split("\n") if lines else ())
    found.difference_update(asked)
    return found


@cache
def _closure(graph: GraphTables, dialect: str, *, forward: bool) -> Select[str | None]:
    """The question for the keys, a line each (a URI has no line breaks).

    One text of many lines is taken over in a third of the time of as many rows.
    """
    thing, flow = object_table.c, graph.flow.c
    start = type_coerce(bindparam("start"), BigInteger)
    seeds = select(thing.id.label("node"), start.label("at")).where(
        thing.key.in_(bindparam("keys", expanding=True))
    )
    walk: CTE = seeds.cte("walk", recursive=True)
    if forward:
        step = select(flow.target, flow.at)
        usable = and_(flow.source == walk.c.node, flow.at >= walk.c.at)
    else:
        step = select(flow.source, flow.at)
        usable = and_(flow.target == walk.c.node, flow.at <= walk.c.at)
    walk = walk.union(step.select_from(walk.join(graph.flow, usable)))
    things = select(walk.c.node).where(walk.c.node > literal(0))
    lines = func.aggregate_strings(thing.key, "\n")
    return select(lines).where(among_found(dialect, thing.id, things))
