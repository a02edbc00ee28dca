"""One worker of the intake: polls the partner topic and takes in what it gets, for ever.

A partition is read only from where the record says. Whenever that may have changed (it was just
assigned, the record did not answer, another worker was there first) it is paused, its stored
offset is asked for, and it is read on from there. While the record does not answer all are
paused: nothing is held in memory, the worker stays in its group, and attempts grow rarer. The
offsets committed to the brokers are for whoever watches the lag, and are never read.

kafka-python calls the listener of rebalances from its own thread, but only while this thread
waits in `poll` or `close`; so no batch is ever in work when a partition is taken away.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kafka import ConsumerRebalanceListener, OffsetAndMetadata, TopicPartition
from kafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    KafkaError,
    OffsetOutOfRangeError,
    RebalanceInProgressError,
    RetriableError,
    UnknownMemberIdError,
)

from truyxuat.services.database import Database
from truyxuat.services.kafka.chunks import batches
from truyxuat.services.kafka.connecting import Client, broker_errors, consuming
from truyxuat.services.kafka.offsets import OffsetsMoved, Topic, next_offsets
from truyxuat.services.kafka.partner_message import PartnerMessage
from truyxuat.services.kafka.taking_in import IntakeCounts, MessageRead, take_in
from truyxuat.services.kafka.topics import topic_facts
from truyxuat.services.observing.metrics import INTAKE_BATCH
from truyxuat.services.observing.work import stage
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

POLL_MS = 500
"""How long a poll waits for messages; also how soon a worker notices that it shall stop."""
BROKER_MS_MAX = 10_000
FIRST_PAUSE_SECONDS = 0.2

PASSING = (
    RetriableError,
    CommitFailedError,
    IllegalGenerationError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
"""Errors of the brokers after which the next poll finds its way by itself."""


class MessagesLost(Unavailable):
    """The brokers no longer hold a message that was not taken in yet."""


@dataclass(slots=True)
class Partitions:
    """Where this worker stands in each partition it was given."""

    stands: dict[int, int] = field(default_factory=dict)
    """The next offset of every partition that is being read."""
    unplaced: set[int] = field(default_factory=set)
    """Partitions that are paused until the record has said where to go on."""

    def assigned(self, partitions: Iterable[int]) -> None:
        """These were given to this worker, or are in doubt."""
        for partition in partitions:
            self.stands.pop(partition, None)
            self.unplaced.add(partition)

    def revoked(self, partitions: Iterable[int]) -> None:
        """These are no longer this worker's."""
        for partition in partitions:
            self.stands.pop(partition, None)
            self.unplaced.discard(partition)


class Worker:
    """One consumer of the group with its record; see the module."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        consumer: Client,
        topic: Topic,
        *,
        skip_lost: bool = False,
    ) -> None:
        self._database = database
        self._settings = settings
        self._consumer = consumer
        self._topic = topic
        self._skip_lost = skip_lost
        self._partitions = Partitions()
        self._pause = 0.0
        self._retry_at = 0.0
        self.trouble: str | None = None
        """Why the record is not being written, while it is not."""
        consumer.subscribe([topic.name], listener=_listener(consumer, self._partitions))

    def step(self, stopping: Callable[[], bool]) -> IntakeCounts:
        """Poll once and take in what came, batch by batch, until it is told to stop.

        Raises:
            MessagesLost: the brokers deleted messages before they were taken in.
            Unavailable: the brokers refuse; waiting will not help.
        """
        polled = self._polled()
        if self._partitions.unplaced:
            self._place()
        total = IntakeCounts()
        for batch in batches(polled, self._settings):
            counts = self._taken_in(batch)
            if counts is None:
                break
            total += counts
            if stopping():
                break
        self._drop_rest(polled)
        return total

    def lag(self) -> Mapping[int, int]:
        """Messages behind the end of each partition that is being read, as last heard of."""
        ends = {
            partition: self._consumer.highwater(self._partition(partition))
            for partition in self._partitions.stands
        }
        return {
            partition: max(0, end - self._partitions.stands[partition])
            for partition, end in ends.items()
            if end is not None
        }

    def reading(self) -> frozenset[int]:
        """The partitions that this worker reads now."""
        return frozenset(self._partitions.stands)

    def finish(self) -> None:
        """Tell the brokers where the record stands, as far as they listen."""
        with contextlib.suppress(KafkaError):
            self._consumer.commit(self._offsets(), timeout_ms=POLL_MS)

    def _polled(self) -> list[PartnerMessage]:
        most = self._settings.intake_batch_messages_max
        try:
            with broker_errors("Reading the partner topic failed"):
                polled = self._consumer.poll(timeout_ms=POLL_MS, max_records=most)
        except Unavailable as error:
            if isinstance(error.__cause__, PASSING):
                return []
            if isinstance(error.__cause__, OffsetOutOfRangeError):
                self._doubt()
                return []
            raise
        return [
            _message(record)
            for _, records in sorted(polled.items())
            for record in records
            if record.partition in self._partitions.stands
        ]

    def _place(self) -> None:
        """Go where the record says, in every partition that waits for it."""
        if time.monotonic() < self._retry_at:
            return
        waiting = sorted(self._partitions.unplaced)
        try:
            with self._database.reading() as session:
                stored = next_offsets(session, self._topic, waiting)
        except Unavailable as error:
            self._wait(error)
            return
        held = [self._partition(each) for each in waiting]
        try:
            with broker_errors("Asking for the ends of the partner topic failed"):
                first = self._consumer.beginning_offsets(held, timeout_ms=BROKER_MS_MAX)
                end = self._consumer.end_offsets(held, timeout_ms=BROKER_MS_MAX)
        except Unavailable as error:
            if isinstance(error.__cause__, PASSING):
                return  # the partitions stay paused, the next poll asks again
            raise
        for each in held:
            offset = stored.get(each.partition, first[each])
            self._place_at(each, self._possible(each, offset, first[each], end[each]))
        self.trouble = None

    def _place_at(self, where: TopicPartition, offset: int) -> None:
        self._consumer.seek(where, offset)
        self._consumer.resume(where)
        self._partitions.unplaced.discard(where.partition)
        self._partitions.stands[where.partition] = offset

    def _possible(self, where: TopicPartition, offset: int, first: int, end: int) -> int:
        if first <= offset <= end:
            return offset
        if self._skip_lost and offset < first:
            return first
        raise MessagesLost(
            f"{where.topic}/{where.partition}: the record wants to go on at {offset}, the "
            f"brokers hold {first} to {end}. What was deleted before it was taken in has to "
            "be sent again; `truyxuat intake --skip-lost` goes on without it."
        )

    def _taken_in(self, batch: Sequence[MessageRead]) -> IntakeCounts | None:
        """Take in a batch; None where the record has to be asked again first."""
        stands = self._partitions.stands
        try:
            with stage(INTAKE_BATCH):
                now = datetime.now(UTC)
                counts = take_in(self._database, self._topic, batch, after=stands, now=now)
        except Unavailable as error:
            self._doubt()
            self._wait(error)
            return None
        except OffsetsMoved:
            self._doubt()
            return None
        for each in batch:
            stands[each.message.partition] = each.message.offset + 1
        self._pause = 0.0
        self._consumer.commit_async(self._offsets())
        return counts

    def _drop_rest(self, polled: Sequence[PartnerMessage]) -> None:
        """Read again later what was polled and not taken in."""
        stands = self._partitions.stands
        behind = {
            message.partition
            for message in polled
            if message.offset >= stands.get(message.partition, message.offset + 1)
        }
        for partition in behind:
            self._consumer.seek(self._partition(partition), stands[partition])

    def _doubt(self) -> None:
        """Pause everything until the record has said where to go on."""
        held = self._consumer.assignment()
        self._consumer.pause(*held)
        self._partitions.assigned(each.partition for each in held)

    def _wait(self, error: Unavailable) -> None:
        longest = self._settings.intake_retry_seconds_max
        self._pause = min(longest, self._pause * 2 or FIRST_PAUSE_SECONDS)
        self._retry_at = time.monotonic() + self._pause
        self.trouble = str(error)

    def _offsets(self) -> dict[TopicPartition, OffsetAndMetadata]:
        return {
            self._partition(partition): OffsetAndMetadata(offset, "", -1)
            for partition, offset in self._partitions.stands.items()
        }

    def _partition(self, number: int) -> TopicPartition:
        return TopicPartition(self._topic.name, number)


@contextlib.contextmanager
def working(
    database: Database, settings: Settings, *, skip_lost: bool = False
) -> Iterator[Worker]:
    """A worker in its consumer group; it leaves the group at the end.

    Raises:
        NotFound: there is no partner topic.
        Unavailable: no broker answers.
    """
    [facts] = topic_facts(settings, settings.kafka_partner_topic)
    topic = Topic(settings.kafka_group, facts.name, facts.id)
    most = settings.intake_batch_bytes_max
    with consuming(
        settings,
        group_id=settings.kafka_group,
        auto_offset_reset="none",
        session_timeout_ms=settings.kafka_session_seconds_max * 1000,
        heartbeat_interval_ms=settings.kafka_session_seconds_max * 1000 // 6,
        fetch_max_bytes=most,
        max_partition_fetch_bytes=most,
    ) as consumer:
        worker = Worker(database, settings, consumer, topic, skip_lost=skip_lost)
        yield worker
        worker.finish()


def _listener(consumer: Client, partitions: Partitions) -> ConsumerRebalanceListener:
    class Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python is untyped
        def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
            partitions.revoked(each.partition for each in revoked)

        def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
            consumer.pause(*assigned)
            for each in assigned:
                # Paused, so nothing is read from there; without a place the consumer would
                # ask the brokers for the offset that it must not use.
                consumer.seek(each, 0)
            partitions.assigned(each.partition for each in assigned)

    return Listener()


def _message(record: Client) -> PartnerMessage:
    return PartnerMessage(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        headers=tuple(record.headers or ()),
        body=record.value or b"",
        timestamp=record.timestamp if record.timestamp >= 0 else None,
    )
