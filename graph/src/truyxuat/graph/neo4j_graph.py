"""The graph in Neo4j: explored by people in the words of the trade, walked by traces by key.

Events are kept whole, as in the other stores, and found around a thing by one relationship per
link. Beside them stand states: a thing at an instant at which something flowed. They make every
way that matter took a path of relationships that only goes forward in time, so `reach` is one
question that the database answers by breadth-first search without looking at a time.

Every node but a state carries the graph it belongs to (a log and its generation), so that many
logs and the generation that is being rebuilt share one database and no question crosses over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from neo4j import ManagedTransaction

from truyxuat.graph import neo4j_statements as cypher
from truyxuat.graph.ahead import one_ahead
from truyxuat.graph.body import event_of
from truyxuat.graph.declaring import with_declarations
from truyxuat.graph.digest import digest_of
from truyxuat.graph.neo4j_batch import Batch, Stored
from truyxuat.graph.neo4j_engine import Neo4j
from truyxuat.graph.sql_rows import microseconds
from truyxuat.traceability.errors import Conflict, Unavailable
from truyxuat.traceability.links import Declaration, LinkedEvent
from truyxuat.traceability.tracing.query import Direction

DEFAULT_LOG = "default"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Living:
    """The graph that readers see, and how far it has followed its log."""

    graph: str
    position: int


_NOTHING = Living("", 0)

DIVIDED_EVENTS_MIN = 800
"""Fewer events are written in one part: another question costs more than waiting saves."""


class Neo4jGraph:
    """A `Graph` in Neo4j; every call is a transaction of its own.

    ``log`` names the record that is followed; ``generation`` None means the living one. There
    is one writer to a log: `add` refuses when the position is not where this object last saw
    it, because then somebody else is adding as well.
    """

    def __init__(
        self, neo4j: Neo4j, log: str = DEFAULT_LOG, *, generation: int | None = None
    ) -> None:
        self._neo4j = neo4j
        self._log = log
        self._generation = generation
        self._seen: int | None = None

    def around(self, keys: Collection[str]) -> list[LinkedEvent]:
        """Every linked event that names any of the keys, whole, by position."""
        asked = list(dict.fromkeys(keys))
        return self._read(lambda reading, graph: _around(reading, graph, asked))[1]

    def found_at(self, keys: Collection[str]) -> tuple[int, list[LinkedEvent]]:
        """The events without declarations, and a position up to which none is missing."""
        asked = list(dict.fromkeys(keys))
        return self._read(lambda reading, graph: _found(reading, graph, asked))

    def reach(
        self,
        keys: Collection[str],
        direction: Direction,
        *,
        since: datetime | None = None,
    ) -> set[str]:
        """Where matter of these keys may have gone or come from, in one question."""
        asked: dict[str, object] = {
            "log": self._log,
            "generation": self._generation,
            "keys": list(dict.fromkeys(keys)),
            "since": None if since is None else microseconds(since),
        }
        statement = cypher.FORWARD if direction is Direction.FORWARD else cypher.BACK
        found = self._neo4j.read(lambda reading: _reached(reading, statement, asked))
        found.difference_update(keys)
        return found

    def add(self, events: Sequence[LinkedEvent], position: int) -> None:
        """Keep the events and how far the record has been read, in one transaction.

        Raises:
            Conflict: another writer moved the position; read it again and go on from there.
            Unavailable: Neo4j does not answer; nothing of this was kept, or all of it.
        """
        seen = self._seen
        self._seen = self._neo4j.write(
            lambda writing: self._added(writing, events, position, seen)
        )

    def position(self) -> int:
        """The last position handed to `add`, 0 when new."""
        self._seen = self._neo4j.read(self._living).position
        return self._seen

    def kept(self, first: int, last: int) -> dict[int, int]:
        """By position, from the first to the last: the digest of each event kept."""
        asked = {"first": first, "last": last}
        return self._read(
            lambda reading, graph: {
                row["position"]: digest_of(event_of(row["body"]), row["keys"])
                for row in reading.run(cypher.KEPT, {"graph": graph, **asked})
            }
        )[1]

    def flows(self) -> int:
        """How many flows are kept."""
        return self._read(_flows)[1]

    def broken_chains(self, limit: int) -> list[str]:
        """Keys of things whose states are not one chain in time, each saying whose it is."""
        return self._read(
            lambda reading, graph: [
                str(row["key"])
                for row in reading.run(
                    cypher.BROKEN_CHAINS, {"graph": graph, "limit": limit}
                )
            ]
        )[1]

    def _living(self, transaction: ManagedTransaction) -> Living:
        asked = {"log": self._log, "generation": self._generation}
        found = transaction.run(cypher.LIVING, asked).single()
        return Living(found["graph"], found["position"]) if found else _NOTHING

    def _read(self, read: Callable[[ManagedTransaction, str], _T]) -> tuple[int, _T]:
        """Read in one generation, whole: if it was swapped out meanwhile, in the next one."""

        def whole(reading: ManagedTransaction) -> tuple[int, _T]:
            while True:
                living = self._living(reading)
                answer = read(reading, living.graph)
                if self._living(reading).graph == living.graph:
                    return living.position, answer

        return self._neo4j.read(whole)

    def _added(
        self,
        transaction: ManagedTransaction,
        events: Sequence[LinkedEvent],
        position: int,
        seen: int | None,
    ) -> int:
        locked = transaction.run(
            cypher.LOCKED, {"log": self._log, "generation": self._generation}
        ).single(strict=True)
        if not locked["current"]:
            raise Conflict(f"The graph of {self._log!r} was swapped for a rebuilt one.")
        if seen is not None and locked["position"] != seen:
            raise Conflict(
                f"The graph of {self._log!r} stands at position {locked['position']}, "
                f"expected {seen}: somebody else is linking into it."
            )
        graph = locked["graph"]
        new = _new(transaction, graph, events)
        if new:
            one_ahead(_parts(new), Batch.of, partial(_write, transaction, graph))
        transaction.run(cypher.MOVED, {"graph": graph, "position": position}).consume()
        return max(position, int(locked["position"]))


def _new(
    transaction: ManagedTransaction, graph: str, events: Sequence[LinkedEvent]
) -> list[LinkedEvent]:
    """Those of the events that are not kept yet, each position once."""
    by_position = {event.position: event for event in reversed(events)}
    asked = {"graph": graph, "positions": list(by_position)}
    for row in transaction.run(cypher.KNOWN, asked):
        del by_position[row["position"]]
    return list(by_position.values())


def _parts(events: Sequence[LinkedEvent]) -> list[Sequence[LinkedEvent]]:
    """Parts of growing size: Neo4j has something to do soon, and each covers for the next."""
    if len(events) < DIVIDED_EVENTS_MIN:
        return [events]
    first = len(events) // 8
    return [events[:first], events[first : 3 * first], events[3 * first :]]


def _write(transaction: ManagedTransaction, graph: str, batch: Batch) -> None:
    row = transaction.run(cypher.STORED, {"graph": graph, **batch.spans()}).single(
        strict=True
    )
    stored = Stored(
        {number: thing for number, thing, _ in row["found"]},
        {
            (batch.keys[number], at): state
            for number, _, near in row["found"]
            for at, state in near
        },
    )
    parameters = batch.parameters(stored)
    transaction.run(cypher.WRITE, {"graph": graph, **parameters}).consume()


def _found(
    transaction: ManagedTransaction, graph: str, keys: list[str]
) -> list[LinkedEvent]:
    asked = {"graph": graph, "keys": keys}
    row = transaction.run(cypher.AROUND, asked).single(strict=True)
    bodies = dict(zip(row["positions"], row["bodies"], strict=True))
    return [event_of(bodies[position]) for position in sorted(bodies)]


def _around(
    transaction: ManagedTransaction, graph: str, keys: list[str]
) -> list[LinkedEvent]:
    events = _found(transaction, graph, keys)
    if not events:
        return events
    if not transaction.run(cypher.DECLARED, {"graph": graph}).single(strict=True)["any"]:
        return events
    asked = {
        "graph": graph,
        "ids": sorted({event.event_id for event in events}),
        "contents": sorted({event.content for event in events}),
    }
    found = transaction.run(cypher.DECLARATIONS, asked)
    return with_declarations(events, dict(_declaration(row) for row in found))


def _declaration(row: Mapping[str, Any]) -> tuple[int, Declaration]:
    event = event_of(row["body"])
    target = row["target"]
    return event.position, Declaration(
        event_id=event.event_id,
        content=event.content,
        declared=event.declared or event.recorded,
        recorded=event.recorded,
        target_recorded=None if target is None else target.to_native().astimezone(UTC),
    )


def _reached(
    transaction: ManagedTransaction, statement: str, asked: dict[str, object]
) -> set[str]:
    """As `Neo4jGraph._read` does it: in one generation, in the next if that was swapped out."""
    while True:
        row = transaction.run(statement, asked).single()
        if row is None:
            return set()
        if len(row["keys"]) < row["states"]:
            raise Unavailable(
                f"The graph of {asked['log']!r} was made by an older version: its states do not "
                "say whose they are. `truyxuat rebuild-graph` makes it anew."
            )
        if row["living"]:
            return set(row["keys"])


def _flows(transaction: ManagedTransaction, graph: str) -> int:
    return int(transaction.run(cypher.FLOWS, {"graph": graph}).single(strict=True)["flows"])
