"""How far each partition of the partner topic has been consumed, as the record knows it.

The stored offset decides, not the broker's: a worker that gets a partition starts from it, and
moves it on in the transaction that records the messages. It only grows, and only from the value
that the transaction saw.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from truyxuat.graph.sql_rows import insert_new
from truyxuat.services.instants import microseconds
from truyxuat.services.kafka.tables import PartnerSource
from truyxuat.services.tables import table_of

COLUMNS = ("group_name", "topic", "topic_id", "partition", "next_offset", "updated_at")


@dataclass(frozen=True, slots=True)
class Topic:
    """The partner topic as a consumer group reads it."""

    group: str
    name: str
    id: str
    """Its own number: a topic made anew under this name has another."""


@dataclass(frozen=True, slots=True)
class Source:
    """A partition as the record knows it."""

    number: int
    next_offset: int


class OffsetsMoved(Exception):
    """The record stands elsewhere than this worker thinks: it has to read its offsets again."""


def next_offsets(
    session: Session, topic: Topic, partitions: Collection[int]
) -> dict[int, int]:
    """Where the record wants to go on reading; partitions never read are left out."""
    return {
        partition: source.next_offset
        for partition, source in _known(session, topic, partitions).items()
    }


def sources(
    session: Session, topic: Topic, after: Mapping[int, int], now: datetime
) -> dict[int, Source]:
    """The partitions that a worker reads; one never read before begins where the worker stands.

    ``after`` is where the worker stands in each: it has seen everything below.

    Raises:
        OffsetsMoved: the record stands before that, so it was restored from an older copy.
    """
    found = _known(session, topic, after)
    missing = sorted(set(after) - set(found))
    if missing:
        names = (topic.group, topic.name, topic.id)
        rows = [(*names, each, after[each], microseconds(now)) for each in missing]
        insert_new(session.connection(), table_of(PartnerSource), COLUMNS, rows)
        found |= _known(session, topic, missing)
    for partition, source in found.items():
        if source.next_offset < after[partition]:
            raise OffsetsMoved(
                f"{topic.name}/{partition}: the record stands at {source.next_offset}, "
                f"this worker at {after[partition]}."
            )
    return found


def move_on(session: Session, source: Source, next_offset: int, now: datetime) -> None:
    """Note that a partition is consumed up to here.

    Raises:
        OffsetsMoved: another worker moved it since this transaction looked.
    """
    assert next_offset > source.next_offset, "an offset only grows"
    moved = session.execute(
        update(PartnerSource)
        .where(
            col(PartnerSource.id) == source.number,
            col(PartnerSource.next_offset) == source.next_offset,
        )
        .values(next_offset=next_offset, updated_at=microseconds(now))
    )
    assert isinstance(moved, CursorResult), "an update tells how many rows it met"
    if moved.rowcount != 1:
        raise OffsetsMoved(
            f"Another worker moved source {source.number} on from {source.next_offset}."
        )


def _known(
    session: Session, topic: Topic, partitions: Collection[int]
) -> dict[int, Source]:
    question = select(
        col(PartnerSource.partition), col(PartnerSource.id), col(PartnerSource.next_offset)
    ).where(
        col(PartnerSource.group_name) == topic.group,
        col(PartnerSource.topic) == topic.name,
        col(PartnerSource.topic_id) == topic.id,
        col(PartnerSource.partition).in_(partitions),
    )
    return {
        partition: Source(number, next_offset)
        for partition, number, next_offset in session.execute(question)
    }
