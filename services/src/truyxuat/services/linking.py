"""Bring the graph up to the record: read events after the graph's position, add their links.

The embedded platform does this inside the transaction that captures, so a trace asked for right
after a capture knows its events. A rebuild fills a second generation beside the living one and
moves a pointer at the end: whoever asks meanwhile gets the old graph whole.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from truyxuat.graph import SqlGraph, begin_generation, swap_in
from truyxuat.services.database import Database
from truyxuat.services.event_log import EventLog, LoggedEvent, TableEventLog
from truyxuat.services.graphs import RecordedGraph, recorded_graph
from truyxuat.services.observing.work import stage
from truyxuat.services.record import Comparison, Turn, last_position
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.linking import linked_event
from truyxuat.traceability.links import LinkedEvent

EVENTS_PER_BATCH = 2_000

Progress = Callable[[int, int], None]
"""Told after each batch: how far, of how many."""


def graph_of(session: Session) -> RecordedGraph:
    """The living graph as a trace asks it, from whichever store answers."""
    return recorded_graph(session)


def links_of_record(session: Session) -> SqlGraph:
    """The links that the record keeps of itself, in the session's own transaction."""
    return SqlGraph(session)


@stage("capture.link")
def link_captured(session: Session, compared: Comparison, turn: Turn) -> None:
    """Link what was just recorded, and before it whatever had been left behind."""
    if not compared.new:
        return
    graph = links_of_record(session)
    first, last = compared.new[0].position, compared.new[-1].position
    if graph.position() != first - 1:
        catch_up(session, graph)
        return
    parked = {conflict.placed.position for conflict in compared.conflicts}
    told = [placed for placed in compared.new if placed.position not in parked]
    linked = [each.named.rendering.linked(each.position, turn.recorded) for each in told]
    links = turn.ready.placed(turn.ready.links, told)
    graph.add(linked, last, numbers=turn.ready.numbers, links=links)


def catch_up(session: Session, graph: Graph) -> int:
    """Link every event behind the graph's position; returns the position reached."""
    goal = last_position(session)
    reached = graph.position()
    while reached < goal:
        reached = follow(TableEventLog(session), graph, limit=EVENTS_PER_BATCH)
    return reached


def follow(log: EventLog, graph: Graph, *, limit: int) -> int:
    """Link the next events of a log behind the graph's position; the position reached."""
    events = log.read_after(graph.position(), limit=limit)
    reached = events[-1].position if events else graph.position()
    graph.add([linked_of(logged) for logged in events if not logged.parked], reached)
    return reached


def rebuild(
    database: Database,
    progress: Progress | None = None,
    *,
    events_per_batch: int = EVENTS_PER_BATCH,
) -> int:
    """Make the graph anew from the record and swap it in; returns the position reached."""
    with database.writing() as session:
        generation = begin_generation(session)
    while True:
        # A transaction per batch: captures go on between two of them.
        with database.writing() as session:
            goal = last_position(session)
            graph = SqlGraph(session, generation=generation)
            reached = follow(TableEventLog(session), graph, limit=events_per_batch)
            if reached == goal:
                swap_in(session, generation)
        if progress is not None:
            progress(reached, goal)
        if reached == goal:
            return reached


def linked_of(logged: LoggedEvent) -> LinkedEvent:
    """An event of a log as a graph keeps it."""
    return linked_event(
        logged.event,
        position=logged.position,
        recorded=logged.recorded,
        content=logged.content,
    )
