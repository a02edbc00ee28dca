"""Parked messages told to whoever subscribes: the original message, with the reason beside it.

    key, value    as they were sent; the value is left out where it is too long for the topic
    headers       as they were sent, and after them
      truyxuat-parked      its number in the record (`truyxuat parked show`)
      truyxuat-source      topic/partition/offset of the original
      truyxuat-reason      problem details (RFC 9457) as JSON, of many problems the first ones

Sent after the commit that parked the message and marked as sent after the acknowledgement, so a
subscriber may see one twice: its source tells it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import msgspec
from kafka.errors import MessageSizeTooLargeError

from truyxuat.services.database import Database
from truyxuat.services.kafka.connecting import Client, broker_errors
from truyxuat.services.kafka.parking import ParkedWhole, mark_published, unpublished
from truyxuat.services.kafka.partner_message import Header
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

AT_ONCE_MAX = 100
PROBLEMS_SENT_MAX = 20
SEND_SECONDS_MAX = 30
RETRY_SECONDS = 30

PARKED = "truyxuat-parked"
SOURCE = "truyxuat-source"
REASON = "truyxuat-reason"


class ParkedPublisher:
    """Sends what is due whenever it can; trouble with its topic never stops the intake."""

    def __init__(self, database: Database, settings: Settings, producer: Client) -> None:
        self._database = database
        self._settings = settings
        self._producer = producer
        self._due = True
        self._retry_at = 0.0
        self.trouble: str | None = None
        """Why parked messages are not being sent, while they are not."""

    def publish(self, newly_parked: int) -> None:
        """Send what is due, unless it failed just now."""
        self._due = self._due or newly_parked > 0
        if not self._due or time.monotonic() < self._retry_at:
            return
        try:
            publish_parked(self._database, self._settings, self._producer)
        except Unavailable as error:
            self.trouble = str(error)
            self._retry_at = time.monotonic() + RETRY_SECONDS
            return
        self._due, self.trouble = False, None


def publish_parked(database: Database, settings: Settings, producer: Client) -> int:
    """Send the parked messages that are due; how many were sent.

    Raises:
        Unavailable: the brokers or the record do not answer; what is due stays due.
    """
    sent = 0
    while True:
        with database.reading() as session:
            due = unpublished(session, limit=AT_ONCE_MAX)
        if not due:
            return sent
        with broker_errors(f"Sending to {settings.kafka_parked_topic} failed"):
            _send(producer, settings.kafka_parked_topic, due)
        numbers = [each.row.id for each in due if each.row.id is not None]
        with database.writing() as session:
            mark_published(session, numbers, datetime.now(UTC))
        sent += len(due)


def reason_header(reason: str) -> bytes:
    """The reason, short enough for a header; ``problemCount`` still counts every problem."""
    details = msgspec.json.decode(reason)
    details["problems"] = details["problems"][:PROBLEMS_SENT_MAX]
    return msgspec.json.encode(details)


def _send(producer: Client, topic: str, due: list[ParkedWhole]) -> None:
    waiting = [(each, _sent(producer, topic, each, each.message.body)) for each in due]
    for each, future in waiting:
        try:
            if future is not None:
                future.get(SEND_SECONDS_MAX)
                continue
        except MessageSizeTooLargeError:
            pass
        _sent(producer, topic, each, None).get(SEND_SECONDS_MAX)


def _sent(producer: Client, topic: str, whole: ParkedWhole, body: bytes | None) -> Client:
    """The producer's promise; None where the message is longer than it may send."""
    message = whole.message
    headers: list[Header] = [(name, value or b"") for name, value in message.headers]
    source = f"{message.topic}/{message.partition}/{message.offset}"
    headers += [
        (PARKED, str(whole.row.id).encode()),
        (SOURCE, source.encode()),
        (REASON, reason_header(whole.row.reason)),
    ]
    try:
        key = message.key if body is not None else message.key or b""
        return producer.send(topic, value=body, key=key, headers=headers)
    except MessageSizeTooLargeError:
        if body is None:
            raise
        return None
