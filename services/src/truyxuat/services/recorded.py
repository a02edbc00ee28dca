"""Read events back from the record: the text as it is answered, or the event itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from truyxuat.services.event_blocks import refuse_archived
from truyxuat.services.instants import instant
from truyxuat.services.tables import EventName, Parked, RecordedEvent
from truyxuat.traceability.epcis.contexts import EPCIS_CONTEXT
from truyxuat.traceability.epcis.events import Event
from truyxuat.traceability.epcis.reading import read_stored
from truyxuat.traceability.errors import NotFound

_Columns = tuple[int, str, bool, str, int, int, str, str]
EventQuestion = Select[*_Columns]
"""A question for stored events."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the record: where it stands, when it happened and was known, its text."""

    position: int
    event_id: str
    explicit_id: bool
    content: str
    """CBV event hash."""
    time: datetime
    recorded: datetime
    body: str
    """JSON-LD with eventID and recordTime."""
    context: str
    """Entries its @context needs beside the standard one, a JSON array."""

    def standing_alone(self) -> str:
        """The event as a JSON-LD document of its own, with its @context."""
        more = self.context[1:-1]
        entries = f'"{EPCIS_CONTEXT}"' + (f",{more}" if more else "")
        return f'{{"@context":[{entries}],{self.body[1:]}'

    def event(self) -> Event:
        """The event as it was captured: its eventID is None where it came without one."""
        return as_captured(self.standing_alone().encode(), explicit_id=self.explicit_id)


def as_captured(body: bytes, *, explicit_id: bool) -> Event:
    """The event in a text that `StoredEvent.standing_alone` wrote, as it was captured."""
    event = replace(read_stored(body), record_time=None)
    return event if explicit_id else replace(event, event_id=None)


def stored_events() -> EventQuestion:
    """The question for stored events, to be narrowed, ordered and given to `fetch`."""
    return select(
        col(RecordedEvent.position),
        col(RecordedEvent.event_id),
        col(RecordedEvent.explicit_id),
        col(RecordedEvent.content),
        col(RecordedEvent.event_time),
        col(RecordedEvent.record_time),
        col(RecordedEvent.body),
        col(RecordedEvent.context),
    )


def fetch(session: Session, question: EventQuestion) -> list[StoredEvent]:
    """The stored events that answer the question."""
    return [_stored(row) for row in session.execute(question)]


def read_after(session: Session, position: int, *, limit: int) -> list[StoredEvent]:
    """The next events behind a position, in the order of the record, none left out.

    Raises:
        NotFound: the next one is archived.
    """
    question = stored_events().where(col(RecordedEvent.position) > position)
    found = fetch(session, question.order_by(col(RecordedEvent.position)).limit(limit))
    # Positions have no gaps, so a gap is a block that was archived.
    if found and found[0].position != position + 1:
        refuse_archived(session, position + 1)
    return found


def parked_among(session: Session, events: Sequence[StoredEvent]) -> set[int]:
    """Positions of those events of a run of the record that no trace may follow."""
    if not events:
        return set()
    between = col(Parked.position).between(events[0].position, events[-1].position)
    return set(session.execute(select(col(Parked.position)).where(between)).scalars())


def content_keys(session: Session, events: Sequence[StoredEvent]) -> dict[int, bytes]:
    """By position, the key that tells the same event from another, of a run of the record."""
    if not events:
        return {}
    position = col(RecordedEvent.position)
    question = select(position, col(RecordedEvent.content_key)).where(
        position.between(events[0].position, events[-1].position)
    )
    return {position: key for position, key in session.execute(question)}


def by_event_id(session: Session, event_id: str, *, limit: int) -> list[StoredEvent]:
    """The event of this name and its error declarations, in the order of the record.

    Raises:
        NotFound: none is recorded, or one is archived.
    """
    position = col(EventName.position)
    named = select(position).where(col(EventName.event_id) == event_id).order_by(position)
    positions = list(session.execute(named.limit(limit)).scalars())
    found = at_positions(session, positions)
    missing = set(positions) - {event.position for event in found}
    if missing:
        refuse_archived(session, min(missing))
    if not found:
        raise NotFound(f"No event is recorded as {event_id!r}.")
    return found


def at_positions(session: Session, positions: Sequence[int]) -> list[StoredEvent]:
    """The events at these positions, in the order of the record; at most 30,000 of them.

    Those that are archived are left out.
    """
    question = stored_events().where(col(RecordedEvent.position).in_(positions))
    return fetch(session, question.order_by(col(RecordedEvent.position)))


def _stored(row: Row[*_Columns]) -> StoredEvent:
    position, event_id, explicit_id, content, time, recorded, body, context = row
    return StoredEvent(
        position=position,
        event_id=event_id,
        explicit_id=explicit_id,
        content=content,
        time=instant(time),
        recorded=instant(recorded),
        body=body,
        context=context,
    )
