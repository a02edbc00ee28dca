"""Write events into the record, each once.

A document's events are compared with what is recorded, in one transaction that holds the
writer's lock: new ones get the next positions in order, the same event again changes nothing
and is reported, another event under a taken eventID is reported as a conflict and left to the
caller. Rows go in by the batch, since row by row costs three times as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from truyxuat.graph import object_table
from truyxuat.graph.sql_rows import (
    KEYS_PER_QUESTION,
    NO_NUMBERS,
    among,
    chunks,
    insert_numbers,
    insert_rows,
    numbers_of,
)
from truyxuat.services.event_blocks import make_room
from truyxuat.services.event_index import Findable
from truyxuat.services.instants import instant, microseconds
from truyxuat.services.naming import NamedEvent
from truyxuat.services.observing.work import stage
from truyxuat.services.tables import (
    EventName,
    EventObject,
    EventValue,
    RecordedEvent,
    table_of,
)
from truyxuat.traceability.epcis.events import Action
from truyxuat.traceability.epcis.times import written


@dataclass(frozen=True, slots=True)
class Placed:
    """An event with its position: a new one's own, or that of the same event before it."""

    position: int
    named: NamedEvent


@dataclass(frozen=True, slots=True)
class Against:
    """A new event that meets another one in the record, at ``other``."""

    placed: Placed
    other: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What everything has in common that is written in one writer's turn."""

    recorded: datetime
    """The record time."""
    numbers: Mapping[str, int]
    """Of every key that the new events name."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the record says to a document's events, each of them new or a duplicate."""

    new: tuple[Placed, ...]
    duplicates: tuple[Placed, ...]
    conflicts: tuple[Against, ...]
    """New ones whose eventID is taken by another event."""
    twins: tuple[Against, ...]
    """New ones whose content is recorded under another eventID as well."""

    parked_before: tuple[Against, ...] = ()
    """Duplicates of an event that was a conflict when it came first, and still is."""


@stage("capture.compare")
def compare(session: Session, events: Sequence[NamedEvent]) -> Comparison:
    """Tell new events from those recorded before; the caller holds the writer's lock."""
    same = _positions_by_content_key(session, events)
    taken = _contents_by_event_id(session, events)
    alike = _positions_by_content(session, events)
    position = last_position(session)
    new: list[Placed] = []
    duplicates: list[Placed] = []
    conflicts: list[Against] = []
    twins: list[Against] = []
    parked: list[Against] = []
    for named in events:
        if named.content_key in same:
            again = Placed(same[named.content_key], named)
            duplicates.append(again)
            first = taken.get(named.event_id)
            if not named.declares_wrong and first and first[0] != named.content:
                parked.append(Against(again, first[1]))
            continue
        position += 1
        placed = Placed(position, named)
        new.append(placed)
        same[named.content_key] = position
        if named.declares_wrong:
            continue
        if named.explicit_id:
            content, holder = taken.setdefault(named.event_id, (named.content, position))
            if content != named.content:
                conflicts.append(Against(placed, holder))
                continue
        if alike.setdefault(named.content, position) != position:
            twins.append(Against(placed, alike[named.content]))
    return Comparison(
        tuple(new), tuple(duplicates), tuple(conflicts), tuple(twins), tuple(parked)
    )


def record_time(session: Session, now: datetime) -> datetime:
    """The record time of what is written now; it never runs backwards along positions."""
    last = session.execute(select(func.max(col(RecordedEvent.record_time)))).scalar()
    return instant(max(microseconds(now), last or 0))


@stage("capture.number")
def numbered(connection: Connection, events: Iterable[NamedEvent]) -> Mapping[str, int]:
    """The number of every key under which the record or its links keep these events.

    A number is given for good, so it may be given before the writer's turn.
    """
    keys = {key for event in events for key in event.rendering.named_keys()}
    return numbers_of(connection, object_table, sorted(keys))


def turn(
    session: Session,
    recorded: datetime,
    new: Iterable[Placed],
    numbers: Mapping[str, int] = NO_NUMBERS,
) -> Turn:
    """What is needed to write new events; ``numbers``, if any, are all that they need."""
    named = (placed.named for placed in new)
    return Turn(recorded, numbers or numbered(session.connection(), named))


@stage("capture.record")
def write(
    session: Session,
    events: Sequence[Placed],
    *,
    captures: Mapping[int, int],
    turn: Turn,
) -> None:
    """Insert new events with everything they can be found by.

    ``captures`` says for each position which capture job brought the event.
    """
    if not events:
        return
    connection = session.connection()
    make_room(session, events[-1].position)
    now = microseconds(turn.recorded), written(turn.recorded)
    rows = [_event_row(placed, captures[placed.position], now) for placed in events]
    insert_rows(connection, table_of(RecordedEvent), EVENT_COLUMNS, rows)
    names = [_name_row(placed) for placed in events]
    insert_rows(connection, table_of(EventName), NAME_COLUMNS, names)
    index = [(placed.position, placed.named.rendering.findable) for placed in events]
    _write_objects(session, index, turn.numbers)
    values = [
        (name, text, position)
        for position, entries in index
        for name, text in entries.values
    ]
    columns = ("name", "value", "position")
    insert_rows(connection, table_of(EventValue), columns, sorted(values))


def last_position(session: Session) -> int:
    """How far the record goes; 0 when it is empty."""
    found = session.execute(select(func.max(col(RecordedEvent.position)))).scalar()
    return int(found or 0)


EVENT_COLUMNS = (
    "position",
    "capture",
    "place",
    "event_id",
    "explicit_id",
    "content",
    "content_key",
    "type",
    "action",
    "biz_step",
    "disposition",
    "event_time",
    "record_time",
    "declared",
    "body",
    "context",
)


NAME_COLUMNS = ("content_key", "position", "event_id", "content", "declares_wrong")


def _name_row(placed: Placed) -> tuple[object, ...]:
    """In the order of `NAME_COLUMNS`."""
    named = placed.named
    return (
        named.content_key,
        placed.position,
        named.event_id,
        named.content,
        named.declares_wrong,
    )


def _event_row(placed: Placed, capture: int, now: tuple[int, str]) -> tuple[object, ...]:
    """In the order of `EVENT_COLUMNS`; ``now`` is the record time in both its forms."""
    named, event = placed.named, placed.named.event
    action = getattr(event, "action", None)
    declaration = event.error_declaration
    return (
        placed.position,
        capture,
        named.place,
        named.event_id,
        named.explicit_id,
        named.content,
        named.content_key,
        event.type.value,
        action.value if isinstance(action, Action) else None,
        event.biz_step,
        event.disposition,
        microseconds(event.event_time),
        now[0],
        microseconds(declaration.declaration_time) if declaration else None,
        named.rendering.body(now[1]),
        named.rendering.context,
    )


def _write_objects(
    session: Session, index: list[tuple[int, Findable]], numbers: Mapping[str, int]
) -> None:
    """What the events name; in the order of the primary key, which is how it is stored."""
    links = (
        (numbers[key], part, position)
        for position, entries in index
        for part, key in entries.things
    )
    columns = ("object", "part", "position")
    insert_numbers(session.connection(), table_of(EventObject), columns, links)


def _positions_by_content_key(
    session: Session, events: Sequence[NamedEvent]
) -> dict[bytes, int]:
    known: dict[bytes, int] = {}
    key = col(EventName.content_key)
    for some in chunks([named.content_key for named in events], KEYS_PER_QUESTION):
        question = select(key, col(EventName.position))
        found = session.execute(question.where(among(session.connection(), key, some)))
        known.update({key: position for key, position in found})
    return known


def _contents_by_event_id(
    session: Session, events: Sequence[NamedEvent]
) -> dict[str, tuple[str, int]]:
    """By eventID: content and position of the first event under it, no declaration."""
    asked = [n.event_id for n in events if n.explicit_id and not n.declares_wrong]
    known: dict[str, tuple[str, int]] = {}
    for name in _names(session, col(EventName.event_id), asked):
        known.setdefault(name.event_id, (name.content, name.position))
    return known


def _positions_by_content(session: Session, events: Sequence[NamedEvent]) -> dict[str, int]:
    known: dict[str, int] = {}
    for name in _names(session, col(EventName.content), [n.content for n in events]):
        known.setdefault(name.content, name.position)
    return known


def _names(
    session: Session, column: Mapped[str], values: Sequence[str]
) -> list[Row[str, str, int]]:
    """Names of events that are no declarations, in the order of the record."""
    found: list[Row[str, str, int]] = []
    for some in chunks(values, KEYS_PER_QUESTION):
        question = select(
            col(EventName.event_id), col(EventName.content), col(EventName.position)
        ).where(
            among(session.connection(), column, some),
            col(EventName.declares_wrong).is_(False),
        )
        found += session.execute(question)
    return sorted(found, key=lambda name: name.position)
