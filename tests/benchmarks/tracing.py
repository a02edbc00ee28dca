"""The trace of a lot with 11,110 descendants among a million links, beside an in-memory walk.

Three ways on the same links: the whole answer from the SQL record (affected objects with state,
holdings and witnesses, carriers, consignees, gaps); the same rules over the same links held in
memory, which shows what the store costs; and a bare breadth-first walk over a plain dictionary,
which only collects the reachable set and is the floor no answer can go below.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from tests.benchmarks.descendants import DESCENDANTS, LINKS, ROOT, record
from tests.benchmarks.rounds import interleaved, table
from truyxuat.graph import SqlGraph, create_tables
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.links import LinkedEvent, Role
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.query import Query

EVENTS_PER_BATCH = 20_000


def run() -> str:
    """Fill both stores with the same million links and trace the one lot in each."""
    events = list(record())
    children = _edges(events)
    memory = MemoryGraph()
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'graph.db'}")
        create_tables(engine)
        stored = SqlGraph(engine)
        for first in range(0, len(events), EVENTS_PER_BATCH):
            batch = events[first : first + EVENTS_PER_BATCH]
            memory.add(batch, batch[-1].position)
            stored.add(batch, batch[-1].position)
        timings = interleaved(
            {
                "trace, whole answer, SQLite": lambda: _traced(stored),
                "trace, whole answer, links in memory": lambda: _traced(memory),
                "reachable set only, SQLite": lambda: _reached(stored),
                "reachable set only, plain dictionary": lambda: _walk(children),
            }
        )
        engine.dispose()
    title = f"Trace of {DESCENDANTS:,} descendants among {LINKS:,} links"
    return table(title, timings, amount=DESCENDANTS, unit="objects")


def _traced(graph: Graph) -> None:
    answer = trace(graph, Query(seeds=(ROOT,)))
    assert answer.complete
    assert len(answer.affected) == DESCENDANTS


def _reached(graph: Graph) -> None:
    seen: set[str] = set()
    frontier = [ROOT]
    while frontier:
        found = itertools.chain(*(event.links for event in graph.around(frontier)))
        outputs = {link.key for link in found if link.role is Role.OUTPUT}
        frontier = sorted(outputs - seen)
        seen |= outputs
    assert len(seen) == DESCENDANTS


def _edges(events: Iterable[LinkedEvent]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for event in events:
        outputs = [link.key for link in event.links if link.role is Role.OUTPUT]
        for link in event.links:
            if link.role is Role.INPUT:
                children.setdefault(link.key, []).extend(outputs)
    return children


def _walk(children: dict[str, list[str]]) -> None:
    seen: set[str] = set()
    frontier = [ROOT]
    while frontier:
        found = {child for key in frontier for child in children.get(key, ())}
        frontier = list(found - seen)
        seen |= found
    assert len(seen) == DESCENDANTS
