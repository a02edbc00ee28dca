"""Cut what was polled into batches that one transaction takes, reading each message on the way.

Messages are read only when their batch is made, so no more than one batch of events is held in
memory, whatever a poll brought.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from truyxuat.services.kafka.partner_message import PartnerMessage, Sound, read_message
from truyxuat.services.kafka.taking_in import MessageRead
from truyxuat.services.settings import Settings


def batches(
    messages: Iterable[PartnerMessage], settings: Settings
) -> Iterator[list[MessageRead]]:
    """The messages, read, in batches within the limits; at least one message in each."""
    batch: list[MessageRead] = []
    size = events = 0
    for message in messages:
        if batch and size + len(message.body) > settings.intake_batch_bytes_max:
            yield batch
            batch, size, events = [], 0, 0
        read = read_message(message, settings)
        batch.append(read)
        size += len(message.body)
        events += len(read.document.events) if isinstance(read, Sound) else 0
        if (
            len(batch) >= settings.intake_batch_messages_max
            or events >= settings.intake_batch_events_max
        ):
            yield batch
            batch, size, events = [], 0, 0
    if batch:
        yield batch
