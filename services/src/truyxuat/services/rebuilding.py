"""Make the graph in Neo4j anew from the record, beside the living one, and swap it in.

Captures, the linker and readers go on meanwhile; the linker goes on from the position of the
graph it finds living, so it does not matter who was further when the swap came.
"""

from __future__ import annotations

from truyxuat.graph import (
    Neo4j,
    Neo4jGraph,
    begin_neo4j_generation,
    prepare,
    swap_in_neo4j,
)
from truyxuat.services.database import Database
from truyxuat.services.event_log import TableEventLog
from truyxuat.services.linking import EVENTS_PER_BATCH, Progress, follow
from truyxuat.services.record import last_position


def rebuild_beside(
    database: Database,
    neo4j: Neo4j,
    log: str,
    progress: Progress | None = None,
    *,
    events_per_batch: int = EVENTS_PER_BATCH,
) -> int:
    """Fill the next generation, swap it in, delete the old one; the position reached.

    Raises:
        Unavailable: Neo4j went away; the living graph is untouched, begin again.
    """
    prepare(neo4j)
    generation = begin_neo4j_generation(neo4j, log)
    graph = Neo4jGraph(neo4j, log, generation=generation)
    while True:
        with database.reading() as session:
            goal = last_position(session)
            reached = follow(TableEventLog(session), graph, limit=events_per_batch)
        if progress is not None:
            progress(reached, goal)
        if reached == goal:
            swap_in_neo4j(neo4j, log, generation)
            return reached
