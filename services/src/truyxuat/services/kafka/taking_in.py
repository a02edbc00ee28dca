"""A batch of partner messages into the record: rows and consumed offsets in one transaction.

What the record says it has consumed decides. A message below the stored offset was taken before,
by this worker or another, and is left out; the offset only grows, and only from the value this
transaction saw. So a message redelivered after a fall, or held by a worker that lost its
partition without knowing, is never taken twice, and none is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import msgspec
import psycopg
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, col

from truyxuat.graph.sql_rows import insert_rows
from truyxuat.services import record
from truyxuat.services.capturing import Captured, capture_all
from truyxuat.services.database import Database
from truyxuat.services.instants import microseconds
from truyxuat.services.kafka.offsets import Topic, move_on, sources
from truyxuat.services.kafka.partner_message import FAULTS, Poison, Sound, fault_of
from truyxuat.services.kafka.tables import (
    Outcome,
    ParkedMessage,
    PartnerSource,
    TakenMessage,
)
from truyxuat.services.problem_types import details
from truyxuat.services.record import Numbered
from truyxuat.services.tables import table_of

MessageRead = Sound | Poison

REFUSALS = (
    DataError,
    IntegrityError,
    psycopg.DataError,  # COPY speaks to psycopg itself, so its errors come undressed
    psycopg.IntegrityError,
    *FAULTS,
)
"""What the record, or our way into it, raises at a value that it does not take."""


@dataclass(frozen=True, slots=True)
class IntakeCounts:
    """What became of messages and of the events in them."""

    stored: int = 0
    duplicates: int = 0
    parked: int = 0
    taken_before: int = 0
    """Messages delivered again, that had been taken in before."""
    events: int = 0
    """Events newly recorded."""
    event_duplicates: int = 0
    event_conflicts: int = 0

    @property
    def messages(self) -> int:
        """Messages taken in, each once."""
        return self.stored + self.duplicates + self.parked

    def __add__(self, other: IntakeCounts) -> IntakeCounts:
        return IntakeCounts(
            *(
                getattr(self, each.name) + getattr(other, each.name)
                for each in fields(IntakeCounts)
            )
        )


@dataclass(slots=True)
class Batch:
    """Messages that one transaction takes in."""

    messages: Sequence[MessageRead]
    ready: Numbered | None = None
    """Their events, where they were made ready before the writer's turn."""

    def make_ready(self, connection: Connection) -> None:
        """Give numbers to what their events name, and prepare what follows from these."""
        sound = (each for each in self.messages if isinstance(each, Sound))
        events = [event for each in sound for event in each.document.events]
        self.ready = record.numbered(connection, events)


def take_in(
    database: Database,
    topic: Topic,
    batch: Sequence[MessageRead],
    *,
    after: Mapping[int, int],
    now: datetime,
) -> IntakeCounts:
    """Take in messages, in the order given, all of them or, on an error, none.

    ``after`` is where this worker stands in each partition: below that it has seen everything.
    A message that only the record refuses is found out by taking each one by itself.

    Raises:
        OffsetsMoved: the record stands before ``after`` (it was restored), or another worker
            moved it at the same time; nothing was kept.
        Unavailable: the record does not answer; nothing was kept.
    """
    taken = Batch(batch)
    try:
        with database.writing(taken.make_ready) as session:
            return _take_in(session, topic, taken, after=after, now=now)
    except REFUSALS as refused:
        if len(batch) > 1:
            return _one_by_one(database, topic, batch, after=after, now=now)
        [single] = batch
        if isinstance(single, Poison):
            raise
        poison = refused_by_record(single, refused)
        with database.writing() as session:
            return _take_in(session, topic, Batch([poison]), after=after, now=now)


def refused_by_record(sound: Sound, refused: Exception) -> Poison:
    """A message that was read well, and what the record had against it."""
    fault = refused.orig if isinstance(refused, DataError | IntegrityError) else refused
    assert isinstance(fault, Exception), "an engine raises exceptions"
    return Poison(sound.message, sound.company, fault_of(fault))


def outcomes(session: Session, topic: str) -> dict[Outcome, int]:
    """How many messages of a topic were stored, were duplicates, were parked."""
    question = (
        select(col(TakenMessage.outcome), func.count())
        .join(PartnerSource, col(PartnerSource.id) == col(TakenMessage.source))
        .where(col(PartnerSource.topic) == topic)
        .group_by(col(TakenMessage.outcome))
    )
    found = {outcome: number for outcome, number in session.execute(question)}
    return {outcome: found.get(outcome, 0) for outcome in Outcome}


def _one_by_one(
    database: Database,
    topic: Topic,
    batch: Sequence[MessageRead],
    *,
    after: Mapping[int, int],
    now: datetime,
) -> IntakeCounts:
    total = IntakeCounts()
    reached = dict(after)
    for each in batch:
        total += take_in(database, topic, [each], after=reached, now=now)
        reached[each.message.partition] = each.message.offset + 1
    return total


def _take_in(
    session: Session,
    topic: Topic,
    batch: Batch,
    *,
    after: Mapping[int, int],
    now: datetime,
) -> IntakeCounts:
    messages = batch.messages
    partitions = {each.message.partition for each in messages}
    known = sources(session, topic, {each: after[each] for each in partitions}, now)
    fresh = [
        each
        for each in messages
        if each.message.offset >= known[each.message.partition].next_offset
    ]
    numbers = {partition: source.number for partition, source in known.items()}
    sound = [each for each in fresh if isinstance(each, Sound)]
    documents = [each.document for each in sound]
    captured = capture_all(session, documents, now=now, ready=batch.ready)
    poison = [each for each in fresh if isinstance(each, Poison)]
    _write_parked(session, numbers, poison, now)
    taken = list(zip(sound, captured, strict=True))
    _write_taken(session, numbers, taken, poison)
    reached = {each.message.partition: each.message.offset + 1 for each in fresh}
    for partition, next_offset in reached.items():
        move_on(session, known[partition], next_offset, now)
    return _counted([each for _, each in taken], len(poison), len(messages) - len(fresh))


def _write_taken(
    session: Session,
    numbers: Mapping[int, int],
    taken: Iterable[tuple[Sound, Captured]],
    poison: Iterable[Poison],
) -> None:
    rows: list[tuple[object, ...]] = [
        (
            numbers[each.message.partition],
            each.message.offset,
            outcome_of(captured).value,
            captured.job.id,
            each.company,
        )
        for each, captured in taken
    ]
    rows += [
        (
            numbers[each.message.partition],
            each.message.offset,
            Outcome.PARKED.value,
            None,
            each.company,
        )
        for each in poison
    ]
    columns = ("source", "message_offset", "outcome", "capture", "company")
    insert_rows(session.connection(), table_of(TakenMessage), columns, rows)


def _write_parked(
    session: Session, numbers: Mapping[int, int], poison: Iterable[Poison], now: datetime
) -> None:
    session.add_all(
        ParkedMessage(
            source=numbers[each.message.partition],
            message_offset=each.message.offset,
            key=each.message.key,
            headers=msgspec.json.encode(each.message.headers).decode(),
            body=each.message.body,
            reason=reason_of(each),
            company=each.company,
            sent_at=None
            if each.message.timestamp is None
            else each.message.timestamp * 1000,
            parked_at=microseconds(now),
        )
        for each in poison
    )
    session.flush()


def outcome_of(captured: Captured) -> Outcome:
    """What a capture makes of its message: a duplicate if it says nothing that is new."""
    if captured.duplicates and not captured.new:
        return Outcome.DUPLICATE
    return Outcome.STORED


def reason_of(poison: Poison) -> str:
    """Why a message is parked, as problem details in JSON."""
    message = poison.message
    where = f"{message.topic}/{message.partition}/{message.offset}"
    return msgspec.json.encode(details(poison.error, where)).decode()


def _counted(captured: Sequence[Captured], parked: int, taken_before: int) -> IntakeCounts:
    duplicates = sum(outcome_of(each) is Outcome.DUPLICATE for each in captured)
    return IntakeCounts(
        stored=len(captured) - duplicates,
        duplicates=duplicates,
        parked=parked,
        taken_before=taken_before,
        events=sum(each.job.recorded for each in captured),
        event_duplicates=sum(each.job.duplicates for each in captured),
        event_conflicts=sum(each.job.conflicts for each in captured),
    )
