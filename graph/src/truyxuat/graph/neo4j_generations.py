"""Generations of a graph in Neo4j: rebuilt beside the living one and swapped by one write.

Readers ask which generation lives at the beginning of a question and again at its end, so they
see the old graph whole or the new one whole. The old one is deleted afterwards, in batches.
"""

from __future__ import annotations

from functools import partial

from neo4j import ManagedTransaction

from truyxuat.graph import neo4j_statements as cypher
from truyxuat.graph.neo4j_engine import Neo4j

NODES_PER_DELETE = 5_000


def prepare(neo4j: Neo4j) -> None:
    """Make the constraints and indexes where they are missing; safe to call again."""
    neo4j.change(*cypher.SCHEMA, cypher.AWAIT_INDEXES)


def begin_neo4j_generation(neo4j: Neo4j, log: str) -> int:
    """The number of the next generation, empty: what a broken rebuild left there is deleted."""
    fresh = neo4j.write(lambda writing: _begun(writing, log)) + 1
    delete_generation(neo4j, log, fresh)
    return fresh


def swap_in_neo4j(neo4j: Neo4j, log: str, generation: int) -> None:
    """Let readers see this generation from now on, and delete the one before."""
    before = neo4j.write(lambda writing: _swapped(writing, log, generation))
    delete_generation(neo4j, log, before)


def delete_generation(neo4j: Neo4j, log: str, generation: int) -> None:
    """Delete every node of a generation that does not live; events first, they have few ends."""
    graph = f"{log}.{generation}"
    living = neo4j.read(lambda reading: _living(reading, log))
    assert living != generation, "a living graph is kept"
    for statement in cypher.DELETIONS:
        delete = partial(_deleted, statement=statement, graph=graph)
        while neo4j.write(delete):
            pass


def _begun(transaction: ManagedTransaction, log: str) -> int:
    return int(transaction.run(cypher.BEGIN, {"log": log}).single(strict=True)["number"])


def _living(transaction: ManagedTransaction, log: str) -> int:
    found = transaction.run(cypher.LIVING_NUMBER, {"log": log}).single()
    return int(found["number"]) if found else 0


def _swapped(transaction: ManagedTransaction, log: str, generation: int) -> int:
    asked = {"log": log, "generation": generation}
    before = transaction.run(cypher.SWAP, asked).single(strict=True)["before"]
    assert before < generation, "a generation is only swapped in once"
    return int(before)


def _deleted(transaction: ManagedTransaction, statement: str, graph: str) -> int:
    asked = {"graph": graph, "limit": NODES_PER_DELETE}
    return int(transaction.run(statement, asked).single(strict=True)["deleted"])
