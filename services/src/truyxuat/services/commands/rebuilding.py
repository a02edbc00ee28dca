"""`truyxuat rebuild-graph`: the graph made anew from the record, then swapped in."""

from __future__ import annotations

from typing import Annotated

import typer

from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import progress, results
from truyxuat.services.database import Database
from truyxuat.services.graphs import opened_neo4j
from truyxuat.services.linking import Progress, rebuild
from truyxuat.services.rebuilding import rebuild_beside
from truyxuat.services.settings import Settings, read_settings


def rebuild_graph(
    *,
    record: Annotated[
        bool,
        typer.Option("--record", help="The record's own links, though there is a Neo4j."),
    ] = False,
) -> None:
    """Read every recorded event again and link it; traces go on from the old graph meanwhile."""
    settings = read_settings()
    beside = bool(settings.graph_url) and not record
    with opened(settings) as database, progress("events") as bar:
        task = bar.add_task("rebuild-graph", total=None)

        def told(done: int, goal: int) -> None:
            bar.update(task, completed=done, total=goal)

        reached = _beside(database, settings, told) if beside else rebuild(database, told)
    name = "Neo4j" if beside else "The graph"
    results.print(f"{name} is linked to position {reached:,} of the record.")


def _beside(database: Database, settings: Settings, told: Progress) -> int:
    neo4j = opened_neo4j(settings)
    try:
        return rebuild_beside(
            database,
            neo4j,
            settings.graph_log,
            told,
            events_per_batch=settings.link_batch_events_max,
        )
    finally:
        neo4j.close()
