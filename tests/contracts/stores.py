"""The graph stores that one suite is run on, each as a way to open an empty one.

Stores that are servers are shared by the whole run. An empty graph in Neo4j is a log of a new
name, in PostgreSQL the tables of one database emptied, so there is one at a time.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, NullPool, create_engine

from tests.live_servers import new_database
from truyxuat.graph import Neo4j, Neo4jGraph, SqlGraph, create_tables, open_neo4j, prepare
from truyxuat.graph.sql import FIRST_GENERATION
from truyxuat.graph.sql_tables import tables
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.memory_graph import MemoryGraph

STORES = [
    pytest.param("memory"),
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.live),
    pytest.param("neo4j", marks=pytest.mark.live),
]

Opening = Callable[[], Graph]
"""Opens one store; called again it opens the same store once more, where it persists."""


@contextmanager
def empty_graphs(
    store: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Opening]]:
    """A way to get empty graphs of a store, as many as wanted."""
    if store == "memory":
        yield _in_memory
    elif store == "sqlite":
        with TemporaryDirectory() as folder:
            yield lambda: _in_file(Path(folder) / f"{uuid.uuid4().hex}.db")
    elif store == "postgresql":
        with new_database(request.getfixturevalue("postgresql_url")) as url:
            engine = create_engine(url)
            create_tables(engine)
            yield lambda: _in_tables(engine)
            engine.dispose()
    else:
        assert store == "neo4j", store
        neo4j = open_neo4j(request.getfixturevalue("neo4j_url"))
        prepare(neo4j)
        yield lambda: _in_log(neo4j, f"test-{uuid.uuid4().hex}")
        neo4j.close()


def _in_memory() -> Opening:
    kept = MemoryGraph()
    return lambda: kept


def _in_file(file: Path) -> Opening:
    def opened() -> Graph:
        engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
        create_tables(engine)
        return SqlGraph(engine)

    return opened


def _in_tables(engine: Engine) -> Opening:
    """Tables that are emptied: making new ones costs a hundred times as much."""
    with engine.begin() as connection:
        for table in tables(FIRST_GENERATION).metadata.sorted_tables:
            connection.execute(table.delete())
    return lambda: SqlGraph(engine)


def _in_log(neo4j: Neo4j, log: str) -> Opening:
    return lambda: Neo4jGraph(neo4j, log)
