"""The parts that every process has: the record, and the graph that follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from truyxuat.services.database import Database
from truyxuat.services.instants import instant
from truyxuat.services.linking import links_of_record
from truyxuat.services.observing.standing import Part, Standing
from truyxuat.services.record import last_position
from truyxuat.services.tables import RecordedEvent
from truyxuat.traceability.errors import Unavailable

Count = Callable[[Session], int]


def record_part(database: Database, *, parked_messages: Count | None = None) -> Part:
    """The record: nothing can be asked or captured without it."""

    def look() -> Standing:
        with _reading(database) as session:
            parked = None if parked_messages is None else parked_messages(session)
            return Standing(
                answers=True, position=last_position(session), parked_messages=parked
            )

    return Part("record", look, needed=True)


def graph_part(database: Database) -> Part:
    """The graph that the record keeps of itself; traces and recalls are answered from it."""
    return follower(
        "graph", database, lambda session: links_of_record(session).position(), needed=True
    )


def beside_parts(database: Database, *, needed: bool = False) -> list[Part]:
    """Neo4j, where there is one: without it traces are answered from the record."""
    beside = database.beside
    if beside is None:
        return []
    return [follower("neo4j", database, lambda _: beside.position(), needed=needed)]


def follower(name: str, database: Database, position: Count, *, needed: bool) -> Part:
    """A part that follows the record: how far it is, and what it has not got yet.

    ``position`` may leave the session alone and ask the part itself (Neo4j, a relay); it is
    asked first, so that what is recorded meanwhile counts as not yet followed.
    """

    def look() -> Standing:
        with _reading(database) as session:
            reached = position(session)
            behind = max(last_position(session) - reached, 0)
            return Standing(
                answers=True,
                position=reached,
                behind_events=behind,
                behind_since=_recorded_after(session, reached) if behind else None,
            )

    return Part(name, look, needed=needed)


@contextmanager
def _reading(database: Database) -> Iterator[Session]:
    """A reader's transaction in which any failure of the engine means that it does not answer."""
    try:
        with database.reading() as session:
            yield session
    except SQLAlchemyError as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        raise Unavailable(f"The record cannot be read: {kind}.") from error


def _recorded_after(session: Session, position: int) -> datetime | None:
    """Record time of the first event behind a position."""
    time = col(RecordedEvent.record_time)
    question = select(time).where(col(RecordedEvent.position) > position)
    found = session.execute(question.order_by(col(RecordedEvent.position)).limit(1))
    microseconds = found.scalar()
    return None if microseconds is None else instant(microseconds)
