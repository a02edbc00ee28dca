"""`truyxuat check-graph`: the graph compared with the record, event by event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.markup import escape

from truyxuat.graph import Neo4jGraph
from truyxuat.services.checking import Compared, compare, compare_own
from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import progress, results
from truyxuat.services.database import Database
from truyxuat.services.graphs import opened_neo4j
from truyxuat.services.linking import Progress
from truyxuat.services.settings import Settings, read_settings


def check_graph() -> None:
    """Compare every graph with the record; exit 1 if one differs, naming where."""
    settings = read_settings()
    with opened(settings) as database:
        with _counting() as told:
            own = compare_own(database, told)
        equal = _told("the record's own links", own)
        if settings.graph_url:
            equal &= _neo4j(database, settings)
    if not equal:
        raise typer.Exit(1)


def _neo4j(database: Database, settings: Settings) -> bool:
    neo4j = opened_neo4j(settings)
    try:
        graph = Neo4jGraph(neo4j, settings.graph_log)
        with _counting() as told:
            compared = compare(database, graph, told)
        equal = _told("Neo4j", compared)
        flows, broken = graph.flows(), graph.broken_chains(1)
    finally:
        neo4j.close()
    if flows == compared.flows and not broken:
        results.print(f"Neo4j: {flows:,} flows, every chain of states whole.")
        return equal
    results.print(
        f"[red]Neo4j[/]: {flows:,} flows, the record states {compared.flows:,}; "
        f"first broken chain: {broken[0] if broken else 'none'}."
    )
    return False


@contextmanager
def _counting() -> Iterator[Progress]:
    with progress("events") as bar:
        task = bar.add_task("check-graph", total=None)
        yield lambda done, goal: bar.update(task, completed=done, total=goal)


def _told(name: str, found: Compared) -> bool:
    behind = max(found.recorded_to - found.position, 0)
    late = f", {behind:,} events behind it" if behind else ""
    if found.equal:
        results.print(
            f"{name}: equal to the record up to position {found.position:,}{late} "
            f"(digest {found.graph:016x})."
        )
        return True
    for row in found.unproven.first:
        results.print(f"[red]{name}[/]: {escape(row)}.", soft_wrap=True)
    if found.unproven.rows > len(found.unproven.first):
        results.print(f"[red]{name}[/]: {found.unproven.rows:,} such rows in all.")
    if not found.differences:
        return False
    places = ", ".join(map(str, found.differing))
    results.print(
        f"[red]{name}[/]: {found.differences:,} events differ from the record up to "
        f"position {found.position:,}{late} (digest {found.graph:016x}, the record's "
        f"{found.record:016x}); the first at positions {places}."
    )
    return False
