"""The topic of recorded events read as a log: any position is found, and none is left out.

The topic holds runs of consecutive positions. A run begins at or before the position behind the
last one that was acknowledged, so after any message of it the higher positions follow in order,
among repeats that are dropped. The place of a position is found by bisection, since positions
grow along offsets.

A relay that lost its place without knowing may leave up to a batch of messages behind the run of
its successor. Bisection may land on those, where the run does not follow. It shows by a gap, or
by higher positions shortly before; then the place is sought further ahead of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from kafka import TopicPartition

from truyxuat.services.event_log import LoggedEvent
from truyxuat.services.kafka.connecting import Client, broker_errors, consuming
from truyxuat.services.kafka.recorded_message import logged_event, position_of
from truyxuat.services.kafka.relaying import PARTITION, require_one_partition
from truyxuat.services.kafka.topics import topic_facts
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

BROKER_MS_MAX = 10_000
POLL_MS = 500
SCANNED_MAX = 500
"""So many messages are read in one go rather than bisected further."""
STEP_GROWS = 4


class LogTrimmed(Unavailable):
    """The topic no longer holds the wanted position: the record does."""


class LogGap(Unavailable):
    """The topic holds later positions, not the wanted one: the relay has to send it again."""


class KafkaEventLog:
    """An `EventLog` on the topic of recorded events; one thread uses it.

    ``late_max`` is how many messages a relay may leave behind: its batch.
    """

    def __init__(self, consumer: Client, topic: str, *, late_max: int) -> None:
        self._consumer = consumer
        self._where = TopicPartition(topic, PARTITION)
        self._late_max = late_max
        self._reached: int | None = None
        """The position behind which the next read goes on without a search."""
        self._placed = self._next = 0
        """The offset at which reading began, and the next to be read."""
        self._highest = 0
        """The highest position seen since then; the wanted one should stand before it."""
        self._sure = False
        """The place is known to be right, or there is no other."""
        consumer.assign([self._where])

    def read_after(self, position: int, *, limit: int) -> list[LoggedEvent]:
        """The next events behind a position, in order, none left out, at most ``limit``.

        Raises:
            LogTrimmed: the next one is older than what the topic keeps; rebuild from the record.
            LogGap: the next one is not there though later ones are; it will be sent again.
            Unavailable: the brokers do not answer.
        """
        with broker_errors(f"Reading {self._where.topic} failed"):
            first, end = self._ends()
            if self._reached != position or not first <= self._next <= end:
                self._open(position, first, end)
            found = self._forward(position, end, limit)
            if not found and not self._sure:
                found = self._seek_ahead(position, first, end, limit)
        if found:
            self._reached = found[-1].position
        elif self._highest > position:
            raise LogGap(
                f"Position {position + 1} is not in {self._where.topic} though later ones "
                "are: the relay has to send it again."
            )
        return found

    def _ends(self) -> tuple[int, int]:
        where = self._where
        first = self._consumer.beginning_offsets([where], timeout_ms=BROKER_MS_MAX)[where]
        end = self._consumer.end_offsets([where], timeout_ms=BROKER_MS_MAX)[where]
        return first, end

    def _open(self, position: int, first: int, end: int) -> None:
        """Begin to read behind this position."""
        oldest = self._position_at(first, end)
        if first > 0 and oldest is not None and oldest > position + 1:
            raise LogTrimmed(
                f"Position {position + 1} is no longer in {self._where.topic}, which begins "
                f"with {oldest}: rebuild from the record (`truyxuat rebuild-graph`)."
            )
        self._reached, self._highest = position, 0
        self._place(position, first, end, end)

    def _place(self, position: int, first: int, before: int, end: int) -> None:
        """Go to a message that is not behind the wanted one, ahead of an offset."""
        low, high = first, before
        while high - low > SCANNED_MAX:
            middle = (low + high) // 2
            at = self._position_at(middle, end)
            if at is None or at > position:
                high = middle
            else:
                low = middle
        self._placed, self._next, self._sure = low, low, low == first

    def _position_at(self, offset: int, end: int) -> int | None:
        """The position of the first message at or after an offset; None behind the last."""
        record = next(self._records(offset, end, 1), None)
        return None if record is None else position_of(record.headers)

    def _forward(self, position: int, end: int, limit: int) -> list[LoggedEvent]:
        """Read on, to the end, to the limit, or to a gap behind what was found."""
        found: list[LoggedEvent] = []
        wanted = position + 1
        for record in self._records(self._next, end, limit):
            at = position_of(record.headers)
            self._highest = max(self._highest, at)
            if at > wanted and found:
                break
            self._next = record.offset + 1
            if at == wanted:
                found.append(logged_event(record.headers, record.value))
                wanted += 1
                if len(found) == limit:
                    break
        return found

    def _seek_ahead(
        self, position: int, first: int, end: int, limit: int
    ) -> list[LoggedEvent]:
        """Place the reader ahead of messages that came late, where there are such."""
        back = 2 * self._late_max
        if self._highest <= position and not self._later_ahead(position, first, back):
            self._sure = True
            return []
        before = self._placed
        while not self._sure:
            self._place(position, first, max(first, before - back), end)
            found = self._forward(position, end, limit)
            if found:
                return found
            back *= STEP_GROWS
        return []

    def _later_ahead(self, position: int, first: int, back: int) -> bool:
        """Whether a higher position stands shortly ahead of where reading began."""
        start, placed = max(first, self._placed - back), self._placed
        return any(
            position_of(record.headers) > position
            for record in self._records(start, placed, back)
        )

    def _records(self, offset: int, end: int, at_once: int) -> Iterator[Client]:
        """The messages from an offset up to an end that was asked for before."""
        self._consumer.seek(self._where, offset)
        heard = time.monotonic()
        while offset < end:
            polled = self._consumer.poll(timeout_ms=POLL_MS, max_records=at_once)
            for record in polled.get(self._where, ()):
                if record.offset >= end:
                    return
                yield record
            reached = self._consumer.position(self._where, timeout_ms=BROKER_MS_MAX)
            if reached is not None and reached > offset:
                offset, heard = reached, time.monotonic()
            elif time.monotonic() - heard > BROKER_MS_MAX / 1000:
                raise Unavailable(
                    f"The brokers send nothing of {self._where.topic} from {offset} on."
                )


@contextmanager
def opened_log(settings: Settings) -> Iterator[KafkaEventLog]:
    """The log of the topic that the settings name.

    Raises:
        InvalidInput: the topic has more than one partition.
        NotFound: there is no such topic.
        Unavailable: no broker answers.
    """
    [facts] = topic_facts(settings, settings.kafka_recorded_topic)
    require_one_partition(facts)
    with consuming(settings, group_id=None, auto_offset_reset="none") as consumer:
        late_max = settings.relay_batch_events_max
        yield KafkaEventLog(consumer, facts.name, late_max=late_max)


class TopicKeptOpen:
    """The log of the settings' topic for one reader: opened once, anew after a failure."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        self._log: KafkaEventLog | None = None

    @contextmanager
    def opened(self) -> Iterator[KafkaEventLog]:
        """The log for one batch; after an `Unavailable` it is opened again next time."""
        if self._log is None:
            self._log = self._open.enter_context(opened_log(self._settings))
        try:
            yield self._log
        except Unavailable:
            self.close()
            raise

    def close(self) -> None:
        """Leave the brokers."""
        self._log = None
        self._open.close()
