"""Messages that could not be taken in: listed, replayed after a fix, told to who subscribes.

A parked message lies whole in the record with the reason. A replay reads it as the intake would
today; if it can be taken in now, its events and the mark that it was replayed commit together,
so it is never taken in twice. The topic of parked messages is filled after the commit, at least
once: a message stays due there until the brokers have acknowledged it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Select, func, select, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from truyxuat.services.capturing import Captured, capture_all
from truyxuat.services.database import Database
from truyxuat.services.instants import microseconds
from truyxuat.services.kafka.partner_message import (
    Header,
    PartnerMessage,
    Poison,
    read_message,
)
from truyxuat.services.kafka.tables import Outcome, ParkedMessage, PartnerSource
from truyxuat.services.kafka.taking_in import (
    REFUSALS,
    outcome_of,
    reason_of,
    refused_by_record,
)
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Conflict, NotFound

_headers = msgspec.json.Decoder(tuple[Header, ...]).decode


@dataclass(frozen=True, slots=True)
class ParkedWhole:
    """A parked message as the record holds it, and the message it was."""

    row: ParkedMessage
    message: PartnerMessage


def parked_message(session: Session, number: int) -> ParkedWhole:
    """The parked message of this number.

    Raises:
        NotFound: no message was parked under it.
    """
    question = _question().where(col(ParkedMessage.id) == number)
    found = _whole(session, question)
    if not found:
        raise NotFound(f"No message is parked under the number {number}.")
    return found[0]


def parked_messages(
    session: Session, *, replayed: bool, after: int = 0, limit: int
) -> list[ParkedWhole]:
    """Parked messages in the order they were parked, those replayed among them if asked for."""
    question = _question().where(col(ParkedMessage.id) > after)
    if not replayed:
        question = question.where(col(ParkedMessage.replayed_at).is_(None))
    return _whole(session, question.order_by(col(ParkedMessage.id)).limit(limit))


def waiting(session: Session) -> int:
    """How many messages are parked and were not taken in since."""
    question = select(func.count()).where(col(ParkedMessage.replayed_at).is_(None))
    return int(session.execute(question.select_from(ParkedMessage)).scalar_one())


def unpublished(session: Session, *, limit: int) -> list[ParkedWhole]:
    """Parked messages that the brokers have not acknowledged yet, the oldest first."""
    question = _question().where(col(ParkedMessage.published_at).is_(None))
    return _whole(session, question.order_by(col(ParkedMessage.id)).limit(limit))


def mark_published(session: Session, numbers: Sequence[int], now: datetime) -> None:
    """Note that the brokers hold these."""
    session.execute(
        update(ParkedMessage)
        .where(col(ParkedMessage.id).in_(numbers))
        .values(published_at=microseconds(now))
    )


def replay(
    database: Database, number: int, settings: Settings, *, now: datetime
) -> Outcome:
    """Read a parked message again and take it in if that goes; what became of it.

    Raises:
        NotFound: no message was parked under this number.
        Conflict: it was replayed before.
    """
    with database.reading() as session:
        whole = parked_message(session, number)
    if whole.row.replayed_at is not None:
        raise Conflict(f"Message {number} was replayed before: {whole.row.replayed_as}.")
    read = read_message(whole.message, settings)
    if isinstance(read, Poison):
        return _keep_parked(database, number, read, now)
    try:
        with database.writing() as session:
            [captured] = capture_all(session, [read.document], now=now)
            _mark_replayed(session, number, captured, now)
    except REFUSALS as refused:
        return _keep_parked(database, number, refused_by_record(read, refused), now)
    return outcome_of(captured)


def _mark_replayed(
    session: Session, number: int, captured: Captured, now: datetime
) -> None:
    marked = session.execute(
        update(ParkedMessage)
        .where(col(ParkedMessage.id) == number, col(ParkedMessage.replayed_at).is_(None))
        .values(
            replayed_at=microseconds(now),
            replayed_as=outcome_of(captured).value,
            capture=captured.job.id,
        )
    )
    assert isinstance(marked, CursorResult), "an update tells how many rows it met"
    if marked.rowcount != 1:
        raise Conflict(f"Message {number} was replayed by somebody else meanwhile.")


def _keep_parked(database: Database, number: int, poison: Poison, now: datetime) -> Outcome:
    with database.writing() as session:
        session.execute(
            update(ParkedMessage)
            .where(col(ParkedMessage.id) == number)
            .values(tried_at=microseconds(now), reason=reason_of(poison))
        )
    return Outcome.PARKED


def _question() -> Select[ParkedMessage, str, int]:
    return select(
        ParkedMessage, col(PartnerSource.topic), col(PartnerSource.partition)
    ).join(PartnerSource, col(PartnerSource.id) == col(ParkedMessage.source))


def _whole(
    session: Session, question: Select[ParkedMessage, str, int]
) -> list[ParkedWhole]:
    return [
        ParkedWhole(
            row,
            PartnerMessage(
                topic=topic,
                partition=partition,
                offset=row.message_offset,
                key=row.key,
                headers=_headers(row.headers),
                body=row.body,
                timestamp=None if row.sent_at is None else row.sent_at // 1000,
            ),
        )
        for row, topic, partition in session.execute(question)
    ]
