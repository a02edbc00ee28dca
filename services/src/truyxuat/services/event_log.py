"""The recorded events in the order of the record, wherever a reader of them finds them.

Two places hold them: the event table itself, and the Kafka topic that the relay fills from it.
Whoever links events asks only this question, so a graph can be fed from either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from truyxuat.services.recorded import parked_among, read_after
from truyxuat.traceability.epcis.events import Event


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event of the record with all that a reader of the log must know of it."""

    position: int
    """Place in the record, in commit order, from 1."""
    recorded: datetime
    content: str
    """CBV event hash."""
    parked: bool
    """It contradicts an event of the same eventID: kept, but no trace follows it."""
    event: Event
    """As it was captured: its eventID is None where it came without one."""


class EventLog(Protocol):
    """Recorded events by position; every reader keeps its own position."""

    def read_after(self, position: int, *, limit: int) -> list[LoggedEvent]:
        """The next events behind a position, in order, none left out, at most ``limit``.

        Empty when there is nothing behind it yet.
        """
        ...


class TableEventLog:
    """The event table read as a log, in the session's own transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read_after(self, position: int, *, limit: int) -> list[LoggedEvent]:
        """The next events behind a position."""
        events = read_after(self._session, position, limit=limit)
        parked = parked_among(self._session, events)
        return [
            LoggedEvent(
                position=stored.position,
                recorded=stored.recorded,
                content=stored.content,
                parked=stored.position in parked,
                event=stored.event(),
            )
            for stored in events
        ]
