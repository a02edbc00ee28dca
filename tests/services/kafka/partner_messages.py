"""Messages as they lie in a partner topic, for tests that need no broker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from tests.services.documents import CONTEXT, Event, body
from truyxuat.services.kafka.offsets import Topic
from truyxuat.services.kafka.partner_message import PartnerMessage

MONDAY = datetime(2026, 9, 14, 12, tzinfo=UTC)
TOPIC = Topic("truyxuat-intake", "partner-events", "topic-id-1")
NOT_JSON = b'{"type": '


def message(
    offset: int,
    sent: bytes,
    *,
    partition: int = 0,
    headers: Mapping[str, str] | None = None,
) -> PartnerMessage:
    """A message with a key, at a time."""
    return PartnerMessage(
        topic=TOPIC.name,
        partition=partition,
        offset=offset,
        key=b"key",
        headers=tuple((name, value.encode()) for name, value in (headers or {}).items()),
        body=sent,
        timestamp=1_789_387_200_000,
    )


def documents(*events: Event) -> list[PartnerMessage]:
    """Messages from offset 0 on, each with a document of one of the events."""
    return [message(offset, body(each)) for offset, each in enumerate(events)]


def single(of: Event) -> bytes:
    """One event as a message of its own."""
    return json.dumps({"@context": [CONTEXT], **of}).encode()
