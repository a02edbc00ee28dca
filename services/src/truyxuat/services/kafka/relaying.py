"""The relay: recorded events to their topic, in the order of the record (an outbox).

How far the topic is filled stands in the record and is noted only when the brokers have
acknowledged everything up to there. A relay that falls sends some events again; it never leaves
one out. Two relays would send everything twice, so one holds a lock (`alone`) and the note is
moved only from the value this relay read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from truyxuat.graph.sql_rows import insert_new
from truyxuat.services.database import Database
from truyxuat.services.instants import microseconds
from truyxuat.services.kafka.connecting import Client
from truyxuat.services.kafka.recorded_message import followed, message_of
from truyxuat.services.kafka.sending import Sending
from truyxuat.services.kafka.tables import RelayPosition
from truyxuat.services.kafka.topics import TopicFacts
from truyxuat.services.observing.capture_names import captures_between
from truyxuat.services.observing.hands import follows_traces
from truyxuat.services.recorded import (
    StoredEvent,
    content_keys,
    parked_among,
    read_after,
)
from truyxuat.services.tables import table_of
from truyxuat.traceability.errors import Conflict, InvalidInput

PARTITION = 0
"""The only one: order across partitions would be nobody's."""


def relayed_to(session: Session, topic: TopicFacts) -> int:
    """Every event up to here is known to be in the topic; 0 where none is."""
    question = select(col(RelayPosition.position)).where(
        col(RelayPosition.topic) == topic.name, col(RelayPosition.topic_id) == topic.id
    )
    return session.execute(question).scalar() or 0


def relay_step(
    database: Database, producer: Client, topic: TopicFacts, *, limit: int
) -> int:
    """Send the next events behind the noted position; how many, 0 when there are none.

    Raises:
        Conflict: another relay moved the note meanwhile.
        Unavailable: the brokers or the record do not answer; a new producer begins again at
            the note.
    """
    with database.reading() as session:
        position = relayed_to(session, topic)
        events = read_after(session, position, limit=limit)
        parked = parked_among(session, events)
        keys = content_keys(session, events)
        names = _captures(session, events)
    if not events:
        return 0
    sending = Sending(producer, topic.name, partition=PARTITION)
    for stored in events:
        is_parked = stored.position in parked
        message = message_of(stored, keys[stored.position], parked=is_parked)
        sending.send(followed(message, names.get(stored.position)))
    sending.finish()
    with database.writing() as session:
        _note(session, topic, position, events[-1].position)
    return len(events)


def _captures(session: Session, events: Sequence[StoredEvent]) -> Mapping[int, str]:
    """Which capture recorded each event, where somebody follows traces."""
    if not events or not follows_traces():
        return {}
    return captures_between(session, events[0].position, events[-1].position)


def require_one_partition(topic: TopicFacts) -> None:
    """Refuse a topic that cannot keep the order.

    Raises:
        InvalidInput: it has more than one partition.
    """
    if topic.partitions != 1:
        raise InvalidInput(
            f"Topic {topic.name} has {topic.partitions} partitions, expected 1: recorded "
            "events have one order."
        )


def _note(session: Session, topic: TopicFacts, before: int, reached: int) -> None:
    now = microseconds(datetime.now(UTC))
    columns = ("topic", "topic_id", "position", "updated_at")
    row = (topic.name, topic.id, 0, now)
    insert_new(session.connection(), table_of(RelayPosition), columns, [row])
    moved = session.execute(
        update(RelayPosition)
        .where(
            col(RelayPosition.topic) == topic.name,
            col(RelayPosition.topic_id) == topic.id,
            col(RelayPosition.position) == before,
        )
        .values(position=reached, updated_at=now)
    )
    assert isinstance(moved, CursorResult), "an update tells how many rows it met"
    if moved.rowcount != 1:
        raise Conflict(
            f"Another relay fills {topic.name}: it moved the note on from {before}."
        )
