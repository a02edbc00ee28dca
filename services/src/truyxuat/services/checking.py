"""Compare a graph with the record it follows, event by event.

Both sides are read in runs of positions and nothing is kept but numbers, so a record of any size
can be compared; the first positions that differ are named. What the graph has not followed yet
is not a difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session

from truyxuat.graph import Comparable, SqlGraph, Unproven, digest_of, sum_of
from truyxuat.graph.digest import MODULUS
from truyxuat.services.database import Database
from truyxuat.services.event_log import LoggedEvent, TableEventLog
from truyxuat.services.linking import Progress, linked_of
from truyxuat.services.record import last_position
from truyxuat.traceability.flows import flows_of
from truyxuat.traceability.links import LinkedEvent

EVENTS_PER_RUN = 2_000
POSITIONS_NAMED_MAX = 20


@dataclass(slots=True)
class Compared:
    """What came of comparing a graph with its record."""

    position: int
    """How far the graph has followed the record; only so far they are compared."""
    recorded_to: int = 0
    record: int = 0
    """Sum of the digests of the record's events."""
    graph: int = 0
    differing: list[int] = field(default_factory=list)
    """The first positions at which they differ."""
    differences: int = 0
    flows: int = 0
    """Flows that the record's events state."""
    unproven: Unproven = field(default_factory=Unproven)
    """Rows that no event proves, and flows without a row; looked for in the record's own links."""

    @property
    def equal(self) -> bool:
        """Whether the graph is the record's, as far as it has followed it."""
        return not self.differences and not self.unproven.rows


def compare(
    database: Database, graph: Comparable, progress: Progress | None = None
) -> Compared:
    """Compare a graph with the record up to the graph's position."""
    found = Compared(graph.position())
    position = 0
    while position < found.position:
        with database.reading() as session:
            found.recorded_to = last_position(session)
            logged, events = _run(session, position)
        reached = min(logged[-1].position if logged else found.position, found.position)
        events = [event for event in events if event.position <= reached]
        _add(found, events, graph.kept(position + 1, reached))
        position = reached
        if progress is not None:
            progress(position, found.position)
    return found


def compare_own(database: Database, progress: Progress | None = None) -> Compared:
    """Compare the record's own links with its events, in both directions.

    What is captured meanwhile waits for nothing: all of it is one reader's state of the record.
    """
    with database.reading() as session:
        graph = SqlGraph(session)
        found = Compared(graph.position(), recorded_to=last_position(session))
        with graph.proof() as proof:
            position = 0
            while position < found.position:
                logged, events = _run(session, position)
                reached = min(
                    logged[-1].position if logged else found.position, found.position
                )
                _add(found, events, graph.kept(position + 1, reached))
                proof.add(events)
                position = reached
                if progress is not None:
                    progress(position, found.position)
            found.unproven = proof.unproven(POSITIONS_NAMED_MAX)
    return found


def _run(session: Session, position: int) -> tuple[list[LoggedEvent], list[LinkedEvent]]:
    """The next events of the record, and those of them that are linked."""
    logged = TableEventLog(session).read_after(position, limit=EVENTS_PER_RUN)
    return logged, [linked_of(each) for each in logged if not each.parked]


def _add(found: Compared, events: list[LinkedEvent], kept: dict[int, int]) -> None:
    recorded = {event.position: digest_of(event) for event in events}
    found.record = (found.record + sum_of(recorded)) % MODULUS
    found.graph = (found.graph + sum_of(kept)) % MODULUS
    found.flows += sum(len(flows_of(event)) for event in events)
    differing = sorted(
        position
        for position in recorded.keys() | kept.keys()
        if recorded.get(position) != kept.get(position)
    )
    found.differences += len(differing)
    found.differing += differing[: POSITIONS_NAMED_MAX - len(found.differing)]
