"""Follow the record into Neo4j, batch by batch, whatever goes away on the way.

The position stands in Neo4j, beside the links it counts, so the follower itself remembers
nothing: killed at any instant it goes on where the last committed batch ended. Adding is
idempotent and one writer's; a second follower is refused by the position and waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from truyxuat.graph import Neo4j, Neo4jGraph, prepare
from truyxuat.services.database import Database
from truyxuat.services.event_log import EventLog, LoggedEvent, TableEventLog
from truyxuat.services.linking import linked_of
from truyxuat.traceability.errors import Conflict, Unavailable

Opening = Callable[[], AbstractContextManager[EventLog]]
"""Opens the log for one batch."""

FIRST_PAUSE_SECONDS = 0.25


class Follower:
    """One log followed into one graph of Neo4j."""

    def __init__(
        self, neo4j: Neo4j, log: str, opening: Opening, *, batch_events_max: int
    ) -> None:
        self.position = 0
        """How far the graph has followed the log, as last seen."""
        self._neo4j = neo4j
        self._graph = Neo4jGraph(neo4j, log)
        self._opening = opening
        self._batch_events_max = batch_events_max
        self._prepared = False

    def step(self) -> list[LoggedEvent]:
        """Link the next batch; the events of it, none when there is nothing new.

        Raises:
            Unavailable: Neo4j or the log does not answer; nothing is lost, ask again.
            Conflict: another writer adds to the same graph, or it was swapped; ask again.
        """
        if not self._prepared:
            prepare(self._neo4j)
            self._prepared = True
        self.position = self._graph.position()
        with self._opening() as log:
            events = log.read_after(self.position, limit=self._batch_events_max)
        if events:
            reached = events[-1].position
            linked = [linked_of(logged) for logged in events if not logged.parked]
            self._graph.add(linked, reached)
            self.position = reached
        return events


def table_log(database: Database) -> Opening:
    """The event table as a log, read in a transaction of its own for each batch."""

    @contextmanager
    def opening() -> Iterator[EventLog]:
        with database.reading() as session:
            yield TableEventLog(session)

    return opening


class Patience:
    """How long to wait after a failure: twice as long each time, up to a limit."""

    def __init__(self, seconds_max: float) -> None:
        self._seconds_max = seconds_max
        self._next = min(FIRST_PAUSE_SECONDS, seconds_max)

    def renewed(self) -> None:
        """It went well: the next failure waits shortly again."""
        self._next = min(FIRST_PAUSE_SECONDS, self._seconds_max)

    def pause(self) -> float:
        """Seconds to wait now."""
        now, self._next = self._next, min(2 * self._next, self._seconds_max)
        return now


PASSING = (Unavailable, Conflict)
"""What a follower waits through."""
