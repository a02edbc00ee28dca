"""Wait until everything that was sent has gone all the way: record, relay and graph."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from kafka import TopicPartition
from sqlalchemy import func, select
from sqlmodel import Session, col

from truyxuat.services.database import Database
from truyxuat.services.kafka.connecting import consuming
from truyxuat.services.kafka.tables import PartnerSource, RelayPosition
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

SECONDS_MAX = 300
SECONDS_BETWEEN = 0.5


def settle(
    database: Database,
    settings: Settings,
    graph_position: Callable[[], int],
    meanwhile: Callable[[], None],
) -> None:
    """Wait; ``meanwhile`` is called between two looks.

    Raises:
        Unavailable: something is still behind when the time is up, and how far.
    """
    until = time.monotonic() + SECONDS_MAX
    while behind := [*_behind(database, settings, graph_position)]:
        if time.monotonic() > until:
            raise Unavailable(f"After {SECONDS_MAX} s still behind: {'; '.join(behind)}.")
        meanwhile()
        time.sleep(SECONDS_BETWEEN)


def _behind(
    database: Database, settings: Settings, graph_position: Callable[[], int]
) -> Iterator[str]:
    ends = _ends(settings)
    with database.reading() as session:
        read = _read(session, settings)
        recorded = last_position(session)
        relayed = session.execute(select(func.max(col(RelayPosition.position)))).scalar()
    unread = sum(end - read.get(partition, 0) for partition, end in ends.items())
    if unread:
        yield f"intake by {unread} messages"
    if (relayed or 0) < recorded:
        yield f"relay by {recorded - (relayed or 0)} events"
    linked = graph_position()
    if linked < recorded:
        yield f"graph by {recorded - linked} events"


def _ends(settings: Settings) -> dict[int, int]:
    topic = settings.kafka_partner_topic
    with consuming(settings) as consumer:
        parts = [
            TopicPartition(topic, each) for each in consumer.partitions_for_topic(topic)
        ]
        return {part.partition: end for part, end in consumer.end_offsets(parts).items()}


def _read(session: Session, settings: Settings) -> dict[int, int]:
    question = select(col(PartnerSource.partition), col(PartnerSource.next_offset)).where(
        col(PartnerSource.group_name) == settings.kafka_group,
        col(PartnerSource.topic) == settings.kafka_partner_topic,
    )
    return {partition: offset for partition, offset in session.execute(question)}
