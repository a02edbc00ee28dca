"""The event table in blocks: on PostgreSQL each is a partition, one unbroken span of time.

Events are asked for by position far more often than by anything else, so the blocks are runs of
positions; and since the record time never runs backwards along positions, each block is also one
span of record time, which is what retention asks for (`archiving`). A block's length is fixed
when it is opened. Calendar months were the alternative: the last position of a month is not
known before it ends, and cutting a filled partition afterwards reads all of it under a lock.

SQLite has no partitions: its event table is one, and no block is ever opened.
"""

from __future__ import annotations

from typing import NoReturn

from sqlalchemy import BigInteger, Column, Text, func, select
from sqlmodel import Field, Session, SQLModel, col

from truyxuat.graph.sql_rows import BigKey
from truyxuat.services.instants import instant, written
from truyxuat.traceability.errors import NotFound

EVENTS_PER_BLOCK = 10_000_000
"""About 30 GB with its indexes at ten objects an event."""


class EventBlock(SQLModel, table=True):
    """A run of positions whose events stand in one partition, or in an archive file."""

    __tablename__ = "event_block"

    first: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    last: int = Field(sa_type=BigInteger)
    archived_at: int | None = Field(default=None, sa_type=BigInteger)
    """When its events left the record; None while they are in it."""
    recorded_from: int | None = Field(default=None, sa_type=BigInteger)
    """Record times of the first and the last event of an archived block."""
    recorded_to: int | None = Field(default=None, sa_type=BigInteger)
    keep_until: int | None = Field(default=None, sa_type=BigInteger)
    """Until when the law wanted the events of an archived block kept."""
    kept_in: str | None = Field(default=None, sa_type=Text)
    """The archive file."""
    digest: str | None = None
    """SHA-256 of the archive file, in hexadecimal."""

    @property
    def partition(self) -> str:
        """The table that holds the events."""
        return f"event_from_{self.first}"


def make_room(session: Session, last: int) -> None:
    """See to it that an event at this position, the last to be written, has a partition."""
    if session.get_bind().dialect.name != "postgresql":
        return
    reached = last_of_blocks(session)
    while reached < last:
        reached = open_block(session, events=EVENTS_PER_BLOCK).last


def open_block(session: Session, *, events: int) -> EventBlock:
    """Open the next block, of this many positions; the session must be a writer's."""
    first = last_of_blocks(session) + 1
    block = EventBlock(first=first, last=first + events - 1)
    session.add(block)
    session.flush()
    make_partition(session, block)
    attach(session, block)
    return block


def make_partition(session: Session, block: EventBlock) -> None:
    """Make the table of a block, empty and still by itself."""
    session.connection().exec_driver_sql(
        f"CREATE TABLE {block.partition}"
        " (LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
    )


def attach(session: Session, block: EventBlock) -> None:
    """Make a block's table part of the event table.

    Attaching lets readers go on; CREATE TABLE … PARTITION OF would wait for all of them.
    """
    session.connection().exec_driver_sql(
        f"ALTER TABLE event ATTACH PARTITION {block.partition}"
        f" FOR VALUES FROM ({block.first}) TO ({block.last + 1})"
    )


def last_of_blocks(session: Session) -> int:
    """The last position that any block has room for."""
    return session.execute(select(func.max(col(EventBlock.last)))).scalar() or 0


def oldest_block(session: Session) -> EventBlock | None:
    """The oldest block whose events are in the record."""
    present = select(EventBlock).where(col(EventBlock.archived_at).is_(None))
    return session.execute(present.order_by(col(EventBlock.first)).limit(1)).scalar()


def last_archived(session: Session) -> EventBlock | None:
    """The youngest archived block; blocks are archived from the oldest on."""
    archived = select(EventBlock).where(col(EventBlock.archived_at).is_not(None))
    youngest = archived.order_by(col(EventBlock.first).desc()).limit(1)
    return session.execute(youngest).scalar()


def refuse_archived(session: Session, position: int) -> NoReturn:
    """Say where the event at this position, which is not in the record any more, is kept."""
    around = select(EventBlock).where(
        col(EventBlock.first) <= position, col(EventBlock.last) >= position
    )
    block: EventBlock | None = session.execute(around).scalar()
    assert block is not None, "a position without an event lies in an archived block"
    raise NotFound(f"Not in the record any more: {told(block)}")


def told(block: EventBlock) -> str:
    """An archived block in words."""
    assert block.recorded_from is not None, "an archived block has its times"
    assert block.recorded_to is not None, "an archived block has its times"
    return (
        f"positions {block.first:,} to {block.last:,}, recorded from "
        f"{written(instant(block.recorded_from))} to {written(instant(block.recorded_to))}, "
        f"are archived in {block.kept_in}."
    )
