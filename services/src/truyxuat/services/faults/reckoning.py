"""After the last blow: what was lost, what was doubled, what differs.

Nothing is taken from what the platform says of itself alone. The messages are read back from the
topic and compared with the stream that was sent, the record is counted row by row, the topic of
recorded events is read from its start, and the graph is compared with the record event by event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kafka import TopicPartition
from sqlalchemy import func, select
from sqlmodel import Session, col

from truyxuat.services.database import Database
from truyxuat.services.faults.stream import Kind, Stream
from truyxuat.services.kafka.connecting import consuming
from truyxuat.services.kafka.tables import Outcome, ParkedMessage
from truyxuat.services.kafka.taking_in import outcomes
from truyxuat.services.settings import Settings
from truyxuat.services.tables import RecordedEvent

POLL_MS = 1_000


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The counts; a sound platform has nothing lost, nothing doubled, nothing differing."""

    sent: int
    """Messages that lie in the partner topic."""
    stored: int
    duplicate: int
    parked: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.differing)


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in a topic, message by message."""

    offset: int
    partition: int
    value: bytes | None
    headers: dict[str, bytes]


def reckon(
    database: Database, settings: Settings, stream: Stream, differing: tuple[str, ...]
) -> Reckoning:
    """Count everything; ``differing`` is what the comparison of graph and record found."""
    sent = list(lying(settings, settings.kafka_partner_topic))
    with database.reading() as session:
        taken = outcomes(session, settings.kafka_partner_topic)
        lost = [
            *_never_sent(stream, sent),
            *_lost(session, stream, len(sent), sum(taken.values())),
        ]
        doubled = [*_recorded_twice(session), *_parked_twice(session, stream, sent)]
        wrong = [*differing, *_relayed_otherwise(session, settings)]
    return Reckoning(
        sent=len(sent),
        stored=taken[Outcome.STORED],
        duplicate=taken[Outcome.DUPLICATE],
        parked=taken[Outcome.PARKED],
        lost=tuple(lost),
        doubled=tuple(doubled),
        differing=tuple(wrong),
    )


def lying(settings: Settings, topic: str) -> Iterator[Lying]:
    """Everything in a topic, from its start to what is its end now."""
    with consuming(settings) as consumer:
        parts = [
            TopicPartition(topic, each) for each in consumer.partitions_for_topic(topic)
        ]
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        ends = consumer.end_offsets(parts)
        while any(consumer.position(part) < ends[part] for part in parts):
            for part, records in consumer.poll(timeout_ms=POLL_MS).items():
                for each in records:
                    if each.offset < ends[part]:
                        headers = dict(each.headers)
                        yield Lying(each.offset, each.partition, each.value, headers)


def _never_sent(stream: Stream, sent: list[Lying]) -> Iterator[str]:
    there = {each.value for each in sent}
    missing = sum(message.value not in there for message in stream.messages)
    if missing:
        yield f"{missing} messages of the stream are not in the partner topic"


def _lost(session: Session, stream: Stream, sent: int, taken: int) -> Iterator[str]:
    recorded = set(session.execute(select(col(RecordedEvent.content_key))).scalars())
    missing = len(stream.contents - recorded)
    if missing:
        yield f"{missing} events are not in the record"
    strange = len(recorded - stream.contents)
    if strange:
        yield f"{strange} events in the record were never sent"
    if sent != taken:
        yield f"{sent} messages were sent, {taken} have an outcome"


def _recorded_twice(session: Session) -> Iterator[str]:
    rows, keys, first, last = session.execute(
        select(
            func.count(),
            func.count(col(RecordedEvent.content_key).distinct()),
            func.min(col(RecordedEvent.position)),
            func.max(col(RecordedEvent.position)),
        )
    ).one()
    if rows != keys:
        yield f"{rows - keys} events are recorded twice"
    if rows and (first, last) != (1, rows):
        yield f"{rows} events stand at positions {first} to {last}"


def _parked_twice(session: Session, stream: Stream, sent: list[Lying]) -> Iterator[str]:
    poison = {each.value for each in stream.messages if each.kind is Kind.POISON}
    expected = sum(each.value in poison for each in sent)
    parked = session.execute(select(func.count()).select_from(ParkedMessage)).scalar_one()
    if parked != expected:
        yield f"{expected} messages are unreadable, {parked} are parked"


def _relayed_otherwise(session: Session, settings: Settings) -> Iterator[str]:
    """The topic of recorded events against the record: every position, in order, its content."""
    question = select(col(RecordedEvent.position), col(RecordedEvent.content))
    record = {position: content for position, content in session.execute(question)}
    furthest = 0
    for each in lying(settings, settings.kafka_recorded_topic):
        position = int(each.headers["position"])
        if position > furthest + 1:
            yield f"recorded events {furthest + 1} to {position - 1} were skipped"
        furthest = max(furthest, position)
        if record.get(position) != each.headers["content"].decode():
            yield f"the recorded event at {position} is another in the topic"
    if furthest != len(record):
        yield f"{len(record)} events are recorded, the topic goes to {furthest}"
