"""Send many messages in order, holding no more of them in memory than a window allows.

kafka-python's producer takes whatever it is given; so whoever sends waits here for the oldest
message when too many are on their way. The first that fails ends the sending: what came after
it on its partition is not sent out of order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kafka.errors import MessageSizeTooLargeError, RecordListTooLargeError

from truyxuat.services.kafka.connecting import (
    DELIVERY_SECONDS_MAX,
    Client,
    broker_errors,
)
from truyxuat.traceability.errors import TooLarge, Unavailable

WINDOW_BYTES = 32_000_000
WINDOW_MESSAGES = 10_000
ACKNOWLEDGED_SECONDS_MAX = DELIVERY_SECONDS_MAX + 10
"""A little longer than the producer itself tries."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send."""

    key: bytes | None
    headers: list[tuple[str, bytes]]
    body: bytes
    place: str
    """Where it comes from, for errors."""


class Sending:
    """Messages on their way to one topic."""

    def __init__(
        self, producer: Client, topic: str, *, partition: int | None = None
    ) -> None:
        self._producer = producer
        self._topic = topic
        self._partition = partition
        self._waiting: deque[tuple[Client, Outgoing]] = deque()
        self._bytes = 0
        self.acknowledged = 0

    def send(self, message: Outgoing) -> None:
        """Send one more; waits while the window is full.

        Raises:
            TooLarge: it, or one before it, is longer than we or the brokers allow.
            Unavailable: the brokers did not acknowledge one before it.
        """
        with self._errors(message):
            future = self._producer.send(
                self._topic,
                value=message.body,
                key=message.key,
                headers=message.headers,
                partition=self._partition,
            )
        self._waiting.append((future, message))
        self._bytes += len(message.body)
        while self._bytes > WINDOW_BYTES or len(self._waiting) > WINDOW_MESSAGES:
            self._wait_for_oldest()

    def finish(self) -> None:
        """Wait until every message is acknowledged."""
        with broker_errors(f"Sending to {self._topic} failed"):
            self._producer.flush(ACKNOWLEDGED_SECONDS_MAX)
        while self._waiting:
            self._wait_for_oldest()

    def _wait_for_oldest(self) -> None:
        future, message = self._waiting.popleft()
        with self._errors(message):
            future.get(ACKNOWLEDGED_SECONDS_MAX)
        self._bytes -= len(message.body)
        self.acknowledged += 1

    @contextmanager
    def _errors(self, message: Outgoing) -> Iterator[None]:
        try:
            with broker_errors(f"{message.place}: not sent to {self._topic}"):
                yield
        except Unavailable as error:
            if isinstance(error.__cause__, TOO_LARGE):
                raise TooLarge(
                    f"{message.place}: {len(message.body):,} bytes are more than "
                    f"kafka_message_bytes_max or max.message.bytes of {self._topic} allow."
                ) from error.__cause__
            raise


TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
