"""Which store answers a trace: Neo4j for what it has followed, the record for the rest.

The record keeps links of its own, in the transaction that captures, so it can answer everything
at any time. Where there is a Neo4j it takes the load of it: events come from there as far as it
has followed the record, and the record adds those behind that position and every error
declaration. So an answer is the same whichever store gave it, to the byte of its hash, however
far Neo4j is behind; if it does not answer, even half-way through a trace, the record goes on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from truyxuat import graph as stores  # Neo4j's names bring its driver along when used
from truyxuat.graph import SqlGraph
from truyxuat.services.observing.logs import logger_of
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Refused, Unavailable
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.tracing.answer import AnsweredFrom
from truyxuat.traceability.tracing.query import Direction

REST_SECONDS = 10.0
"""So long Neo4j is not asked after it did not answer; then one asks, and nobody else waits."""
REFUSED_REST_SECONDS = 60.0
"""The same where it does not let us in: it locks a user out who comes too often."""

CONNECT_SECONDS_MAX = 2.0
BESIDE, GRAPH = "truyxuat_graph_beside", "truyxuat_graph"
"""Under which names a session keeps the Neo4j of its record, and the graph made of both."""

_log = logger_of(__name__)


class GraphBeside:
    """The Neo4j beside a record; remembers that it did not answer a moment ago."""

    def __init__(self, neo4j: stores.Neo4j, log: str) -> None:
        self.neo4j = neo4j
        self.log = log
        self._rests_until: float | None = None
        self._why = ""
        self._lock = threading.Lock()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """A block that asks it; raised in the block, `Unavailable` lets it rest.

        Raises:
            Unavailable: it rests, or somebody finds out just now whether it answers again;
                told is why it rests.
        """
        with self._lock:
            now = time.monotonic()
            if self._rests_until is not None:
                if now < self._rests_until:
                    raise Unavailable(self._why)
                self._rests_until = now + REST_SECONDS
        try:
            yield
        except Unavailable as error:
            refused = isinstance(error, Refused)
            rest = REFUSED_REST_SECONDS if refused else REST_SECONDS
            self._why, self._rests_until = str(error), time.monotonic() + rest
            _log.warning("Neo4j does not answer; the record does", error=str(error))
            raise
        self._rests_until = None

    def position(self) -> int:
        """How far it has followed the record.

        Raises:
            Unavailable: it does not answer, or rests.
        """
        with self.asking():
            return stores.Neo4jGraph(self.neo4j, self.log).position()


def graph_beside(settings: Settings) -> GraphBeside | None:
    """The Neo4j that the settings name, for readers, who rather ask the record than wait."""
    if not settings.graph_url:
        return None
    neo4j = opened_neo4j(
        settings,
        retry_seconds_max=0,
        connect_seconds_max=CONNECT_SECONDS_MAX,
        answer_seconds_max=settings.graph_answer_seconds_max,
    )
    return GraphBeside(neo4j, settings.graph_log)


def opened_neo4j(settings: Settings, **limits: float) -> stores.Neo4j:
    """The Neo4j that the settings name; nothing is sent yet."""
    return stores.open_neo4j(
        settings.graph_url,
        user=settings.graph_user,
        password=settings.graph_password.get_secret_value(),
        database=settings.graph_database,
        cafile=settings.graph_cafile,
        **limits,
    )


class RecordedGraph:
    """The graph of the record as one session sees it, from both stores."""

    def __init__(self, record: SqlGraph, beside: GraphBeside | None) -> None:
        self._record = record
        self._beside = beside
        self._graph = (
            None if beside is None else stores.Neo4jGraph(beside.neo4j, beside.log)
        )
        self._said: str | None = None

    @property
    def answered(self) -> AnsweredFrom:
        """Which store answered so far, and why not another one."""
        return AnsweredFrom("record" if self._graph is None else "graph", self._said)

    def around(self, keys: Collection[str]) -> list[LinkedEvent]:
        """Every linked event that names any of the keys, whichever store has it."""
        if self._beside is not None and self._graph is not None:
            try:
                return self._overlaid(self._beside, self._graph, keys)
            except Unavailable:
                self._graph = None
                self._said = "The graph database does not answer; the record did."
        return self._record.around(keys)

    def reach(
        self,
        keys: Collection[str],
        direction: Direction,
        *,
        since: datetime | None = None,
    ) -> set[str]:
        """Where matter of these keys may have gone, as far as the record goes."""
        return self._record.reach(keys, direction, since=since)

    def add(self, events: Sequence[LinkedEvent], position: int) -> None:
        """Link in the record; Neo4j follows it by itself."""
        self._record.add(events, position)

    def position(self) -> int:
        """How far an answer goes: as far as the links of the record."""
        return self._record.position()

    def _overlaid(
        self, beside: GraphBeside, graph: stores.Neo4jGraph, keys: Collection[str]
    ) -> list[LinkedEvent]:
        with beside.asking():
            followed, events = graph.found_at(keys)
        goes_to = self.position()
        # Neo4j may be ahead of this session's state of the record, as well as behind it.
        known = {event.position: event for event in events if event.position <= goes_to}
        if followed < goes_to:
            behind = self._record.found_behind(followed, keys)
            known.update((event.position, event) for event in behind)
            self._said = (
                f"The graph had followed the record to position {followed} of {goes_to}; "
                "the record added the rest."
            )
        return self._record.with_declarations(known[place] for place in sorted(known))


def recorded_graph(session: Session) -> RecordedGraph:
    """The graph of a session's record: one object as long as the session lives."""
    known = session.info.get(GRAPH)
    if known is None:
        beside = session.info.get(BESIDE)
        assert beside is None or isinstance(beside, GraphBeside), beside
        known = session.info[GRAPH] = RecordedGraph(SqlGraph(session), beside)
    assert isinstance(known, RecordedGraph), known
    return known
