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

from truyxuat.graph import object_table, waiting_links
from truyxuat.graph.sql_rows import (
    KEYS_PER_QUESTION,
    PlacedRows,
    WaitingRows,
    among,
    chunks,
    insert_placed,
    insert_rows,
    numbers_of,
    waiting_rows,
)
from truyxuat.services.event_blocks import make_room
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
class Numbered:
    """Events of which every key has its number; rows of these are ready but for positions."""

    numbers: Mapping[str, int]
    """Of every key that they name."""
    objects: WaitingRows
    """What they name, for `EventObject`."""
    links: WaitingRows
    """The same for the graph."""
    _places: Mapping[int, int]
    """By the `id` of an event its place among them."""

    def placed(self, waiting: WaitingRows, events: Iterable[Placed]) -> PlacedRows:
        """The rows of these among the events, in the order of their positions."""
        positions: list[int | None] = [None] * len(self._places)
        for one in events:
            positions[self._places[id(one.named)]] = one.position
        return PlacedRows(waiting, positions)


@dataclass(frozen=True, slots=True)
class Turn:
    """What everything has in common that is written in one writer's turn."""

    recorded: datetime
    """The record time."""
    ready: Numbered
    """The new events, perhaps among others."""


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
def numbered(connection: Connection, events: Sequence[NamedEvent]) -> Numbered:
    """The number of every key under which the record or its links keep these events.

    A number is given for good, so it may be given before the writer's turn, and with it all
    that stands in an index but the position.
    """
    keys = {key for event in events for key in event.rendering.named_keys()}
    numbers = numbers_of(connection, object_table, keys)
    things = (
        ((numbers[key], part), place)
        for place, event in enumerate(events)
        for part, key in event.rendering.findable.things
    )
    linked = [event.rendering.linked_event for event in events]
    return Numbered(
        numbers,
        waiting_rows(connection, table_of(EventObject), OBJECT_COLUMNS, things),
        waiting_links(connection, numbers, linked),
        {id(event): place for place, event in enumerate(events)},
    )


def turn(
    session: Session,
    recorded: datetime,
    new: Iterable[Placed],
    ready: Numbered | None = None,
) -> Turn:
    """What is needed to write new events; they are among those that are ``ready``, if any."""
    if ready is None:
        ready = numbered(session.connection(), [placed.named for placed in new])
    return Turn(recorded, ready)


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
    objects = turn.ready.placed(turn.ready.objects, events)
    insert_placed(connection, table_of(EventObject), OBJECT_COLUMNS, objects)
    values = [
        (name, text, placed.position)
        for placed in events
        for name, text in placed.named.rendering.findable.values
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


OBJECT_COLUMNS = ("object", "part", "position")
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
