"""What the record knows of Kafka: how far it read, what became of each message, how far it sent.

Offsets stand here and not at the broker, so that what was consumed and what was recorded commit
together. A topic made anew under an old name is another topic: its own number (`topic_id`) is
part of every key, and it is read, or filled, from its start.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    select,
)
from sqlmodel import Field, Session, SQLModel, col

from truyxuat.graph.sql_rows import BigKey


class Outcome(StrEnum):
    """What became of a message; each has exactly one, so these counts add up to what was sent."""

    STORED = "stored"
    """Something of it is new in the record."""
    DUPLICATE = "duplicate"
    """It holds events, and all of them had been recorded before."""
    PARKED = "parked"
    """It could not be taken in and waits, whole, with its reason."""


class PartnerSource(SQLModel, table=True):
    """A partition of the partner topic as one consumer group reads it, and how far it has."""

    __tablename__ = "partner_source"
    __table_args__ = (
        UniqueConstraint(
            "group_name", "topic", "topic_id", "partition", name="uq_partner_source"
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    group_name: str
    topic: str
    topic_id: str
    partition: int
    next_offset: int = Field(sa_type=BigInteger)
    """Every message below it is recorded or parked. It only ever grows."""
    updated_at: int = Field(sa_type=BigInteger)


class TakenMessage(SQLModel, table=True):
    """One message of the partner topic and what became of it."""

    __tablename__ = "taken_message"
    __table_args__ = (
        Index("ix_taken_message_capture", "capture"),
        {"sqlite_with_rowid": False},
    )

    source: int = Field(
        sa_column=Column(
            BigKey, ForeignKey("partner_source.id"), primary_key=True, autoincrement=False
        )
    )
    message_offset: int = Field(
        sa_column=Column(BigKey, primary_key=True, autoincrement=False)
    )
    outcome: str
    """`Outcome` as it was when the message was taken; a replay does not change it."""
    capture: int | None = Field(default=None, sa_type=BigInteger)
    """The capture job of its events; None where it is parked."""
    company: str | None = None
    """Who sent it, as its header says: a GLN or a GS1 company prefix."""


class ParkedMessage(SQLModel, table=True):
    """A message that could not be taken in: all of it, and why."""

    __tablename__ = "parked_message"
    __table_args__ = (
        UniqueConstraint("source", "message_offset", name="uq_parked_message"),
        Index("ix_parked_message_published_at", "published_at"),
        Index("ix_parked_message_replayed_at", "replayed_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    source: int = Field(foreign_key="partner_source.id", sa_type=BigInteger)
    message_offset: int = Field(sa_type=BigInteger)
    key: bytes | None = Field(default=None, sa_type=LargeBinary)
    headers: str = Field(sa_type=Text)
    """A JSON array of [name, value in base64 or null]."""
    body: bytes = Field(sa_type=LargeBinary)
    reason: str = Field(sa_type=Text)
    """Problem details (RFC 9457) as JSON, with every problem; after a replay that failed, anew."""
    company: str | None = None
    sent_at: int | None = Field(default=None, sa_type=BigInteger)
    """The message's timestamp: when the brokers took it, or what its sender said (CreateTime)."""
    parked_at: int = Field(sa_type=BigInteger)
    published_at: int | None = Field(default=None, sa_type=BigInteger)
    """When the brokers had acknowledged it in the topic of parked messages."""
    tried_at: int | None = Field(default=None, sa_type=BigInteger)
    """When it was last replayed in vain."""
    replayed_at: int | None = Field(default=None, sa_type=BigInteger)
    """When a replay took it in."""
    replayed_as: str | None = None
    """`Outcome` of that replay: stored or duplicate."""
    capture: int | None = Field(default=None, sa_type=BigInteger)
    """The capture job of that replay."""


class RelayPosition(SQLModel, table=True):
    """How far a topic of recorded events is known to be filled."""

    __tablename__ = "relay_position"

    topic: str = Field(primary_key=True)
    topic_id: str = Field(primary_key=True)
    position: int = Field(sa_type=BigInteger)
    """Every event up to here was acknowledged by the brokers."""
    updated_at: int = Field(sa_type=BigInteger)


def last_relayed(session: Session, topic: str) -> int:
    """How far the topic of this name is filled that was filled last; 0 where none ever was."""
    found = (
        select(col(RelayPosition.position))
        .where(col(RelayPosition.topic) == topic)
        .order_by(col(RelayPosition.updated_at).desc())
        .limit(1)
    )
    return session.execute(found).scalar() or 0
