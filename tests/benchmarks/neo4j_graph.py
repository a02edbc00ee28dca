"""The graph in Neo4j: how fast it loads, and how fast each store says what is in reach.

Every round loads into a log of its own, so nothing is wiped between rounds; rates count
relationships that Neo4j itself says it made. Loading is measured beside the barest way there is:
the same links as plain batches of UNWIND and MERGE, without position, events, states or
properties. What is in reach is asked of Neo4j, of the record on SQLite and on PostgreSQL
(Debian's, and the version that compose.yaml runs), and of the same links held in memory; each is
asked some times before, as a server that has been up for an hour was: the JVM compiles what is
run often, PostgreSQL prepares it.
"""

from __future__ import annotations

import itertools
import os
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from neo4j import ManagedTransaction
from sqlalchemy import Engine, create_engine

from tests.benchmarks.descendants import DESCENDANTS, ROOT, record
from tests.benchmarks.processes import memory_max, named
from tests.benchmarks.rounds import interleaved, table
from tests.live_servers import new_database, servers_in_a_new_home, shipped_postgresql
from truyxuat.graph import Neo4j, Neo4jGraph, SqlGraph, create_tables, open_neo4j, prepare
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.query import Direction, Query

LINKS = int(os.environ.get("BENCHMARK_LINKS", "2_200_000"))
LOADED_LINKS = int(os.environ.get("BENCHMARK_LOADED_LINKS", "200_000"))
EVENTS_PER_BATCH = 5_000
LINKS_PER_BATCH = 5_000
SINGLE_EVENTS = 300
ASKED_BEFORE = 100
ASKED = 25
"""Rounds of what takes milliseconds: in five, one hiccup of the machine moves the median."""

BARE = """
UNWIND $pairs AS pair
MERGE (one:Bare {key: pair[0]})
MERGE (other:Bare {key: pair[1]})
CREATE (one)-[:LINK]->(other)
"""


def run() -> str:
    """Load and ask, on servers of its own."""
    with ExitStack() as stack:
        servers = stack.enter_context(servers_in_a_new_home())
        others = {*named("java")}
        neo4j = open_neo4j(servers.started("neo4j"))
        stack.callback(neo4j.close)
        prepare(neo4j)
        with neo4j.session() as session:
            session.run(
                "CREATE CONSTRAINT bare IF NOT EXISTS FOR (n:Bare) REQUIRE n.key IS UNIQUE"
            ).consume()
        loading = _loading(neo4j)
        asked = {
            "PostgreSQL": servers.started("postgresql"),
            "PostgreSQL as shipped": stack.enter_context(shipped_postgresql()),
        }
        databases = {
            name: stack.enter_context(new_database(server))
            for name, server in asked.items()
        }
        asking = _asking(neo4j, databases)
        [server] = {*named("java")} - others
        return (
            f"{loading}\n\n{asking}\nmost memory of Neo4j: {memory_max(server) // 1024} MB"
        )


def _loading(neo4j: Neo4j) -> str:
    events = list(record(LOADED_LINKS))
    log = _name()
    _load(Neo4jGraph(neo4j, log), events)
    made = _relationships(neo4j, log)
    links = sum(len(event.links) for event in events)
    single = events[-SINGLE_EVENTS:]
    per_event = made / len(events)
    timings = interleaved(
        {
            "ours": lambda: _load(Neo4jGraph(neo4j, _name()), events),
            "bare": lambda: _bare(neo4j, events),
            "single": lambda: _load(Neo4jGraph(neo4j, _name()), single, per_batch=1),
        }
    )
    ours, bare, alone = (timing.median for timing in timings)
    rates = {
        "ours: events, links, states, flows": made / ours,
        "bare UNWIND + MERGE, links only": links / bare,
        "ours, a transaction per event": per_event * SINGLE_EVENTS / alone,
    }
    lines = [f"Loading {links:,} links ({len(events):,} events, {made:,} relationships)"]
    lines += [
        f"  {name:<44}{rate:>12,.0f} relationships/s"
        f"{rate / rates['bare UNWIND + MERGE, links only']:>8.2f} of bare"
        for name, rate in rates.items()
    ]
    return "\n".join([*lines, f"  ours: {len(events) / ours:,.0f} events/s"])


def _asking(neo4j: Neo4j, databases: dict[str, str]) -> str:
    events = list(record(LINKS))
    log = _name()
    _load(Neo4jGraph(neo4j, log), events)
    memory = MemoryGraph()
    memory.add(events, events[-1].position)
    with TemporaryDirectory() as folder:
        engines = {
            "SQLite": create_engine(f"sqlite:///{Path(folder) / 'graph.db'}"),
            **{name: create_engine(url) for name, url in databases.items()},
        }
        stores: dict[str, Graph] = {"memory": memory, "Neo4j": Neo4jGraph(neo4j, log)}
        for name, engine in engines.items():
            create_tables(engine)
            stores[name] = SqlGraph(engine)
            _load(stores[name], events)
        for name in databases:
            _vacuum(engines[name])
        for graph in stores.values():
            for _ in range(ASKED_BEFORE):
                _reach(graph)
        reach = interleaved(
            {name: partial(_reach, graph) for name, graph in stores.items()}, ASKED
        )
        answers = interleaved(
            {name: partial(_answer, graph) for name, graph in stores.items()}
        )
        for engine in engines.values():
            engine.dispose()
    title = f"{DESCENDANTS:,} descendants among {LINKS:,} links: "
    return "\n\n".join(
        table(f"{title}{what}", timings, amount=DESCENDANTS, unit="objects")
        for what, timings in (("what is in reach", reach), ("the whole answer", answers))
    )


def _vacuum(engine: Engine) -> None:
    """As autovacuum does a minute later."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("VACUUM ANALYZE")


def _load(
    graph: Graph, events: Sequence[LinkedEvent], per_batch: int = EVENTS_PER_BATCH
) -> None:
    for start in range(0, len(events), per_batch):
        batch = events[start : start + per_batch]
        graph.add(batch, batch[-1].position)


def _bare(neo4j: Neo4j, events: Sequence[LinkedEvent]) -> None:
    name = _name()
    pairs = (
        [f"{name}{link.key}", f"{name}{event.position}"]
        for event in events
        for link in event.links
    )
    with neo4j.session() as session:
        while some := list(itertools.islice(pairs, LINKS_PER_BATCH)):
            session.execute_write(_write_bare, some)


def _write_bare(writing: ManagedTransaction, pairs: list[list[str]]) -> None:
    writing.run(BARE, pairs=pairs).consume()


def _relationships(neo4j: Neo4j, log: str) -> int:
    """Those between events, things and states of a log."""
    with neo4j.session() as session:
        return sum(
            int(session.run(counted, graph=f"{log}.1").single(strict=True)["made"])
            for counted in (
                "MATCH (:Thing {graph: $graph})-[link]-() RETURN count(link) AS made",
                "MATCH (:Event {graph: $graph})-[flow:FLOW]-() RETURN count(flow) AS made",
                "MATCH (:Thing {graph: $graph})-[:WAS]->()-[next:FLOW|NEXT]->(:State) "
                "RETURN count(next) AS made",
            )
        )


def _reach(graph: Graph) -> None:
    assert len(graph.reach([ROOT], Direction.FORWARD)) == DESCENDANTS


def _answer(graph: Graph) -> None:
    answer = trace(graph, Query(seeds=(ROOT,)))
    assert len(answer.affected) == DESCENDANTS


def _name() -> str:
    return f"bench-{uuid.uuid4().hex[:8]}"
