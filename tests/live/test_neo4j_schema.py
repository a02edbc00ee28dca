"""Constraints and indexes are made by whoever comes first, or by all at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.live_servers import LocalServers
from truyxuat.graph import Neo4j, open_neo4j, prepare
from truyxuat.graph.neo4j_statements import SCHEMA

pytestmark = pytest.mark.live

PROCESSES = 6
ROUNDS = 5


def unmade(neo4j: Neo4j) -> None:
    """Drop every constraint and index but the two that every database is born with."""
    with neo4j.session() as session:
        for row in session.run("SHOW CONSTRAINTS YIELD name").data():
            session.run(f"DROP CONSTRAINT `{row['name']}`").consume()
        for row in session.run("SHOW INDEXES YIELD name, type WHERE type = 'RANGE'").data():
            session.run(f"DROP INDEX `{row['name']}`").consume()


def made(neo4j: Neo4j) -> set[str]:
    with neo4j.session() as session:
        rows = session.run(
            "SHOW INDEXES YIELD name, type, state WHERE type = 'RANGE'"
        ).data()
    assert {row["state"] for row in rows} <= {"ONLINE"}
    return {row["name"] for row in rows}


def test_processes_that_start_together_make_the_schema_together(
    own_servers: LocalServers,
) -> None:
    url = own_servers.started("neo4j")
    names = {statement.split()[2] for statement in SCHEMA}

    def process(_: int) -> None:
        with closing(open_neo4j(url)) as neo4j:
            prepare(neo4j)

    with closing(open_neo4j(url)) as neo4j, ThreadPoolExecutor(PROCESSES) as together:
        for _ in range(ROUNDS):
            unmade(neo4j)
            assert made(neo4j) == set()

            list(together.map(process, range(PROCESSES)))

            assert made(neo4j) == names
