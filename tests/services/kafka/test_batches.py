"""What a poll brings is cut so that a transaction stays within its limits."""

from __future__ import annotations

from tests.services.documents import body, event
from tests.services.kafka.partner_messages import NOT_JSON, documents, message
from truyxuat.services.kafka.chunks import batches
from truyxuat.services.kafka.partner_message import PartnerMessage
from truyxuat.services.settings import Settings


def offsets(
    messages: list[PartnerMessage],
    *,
    messages_max: int = 99,
    events_max: int = 99,
    bytes_max: int = 99_999,
) -> list[list[int]]:
    settings = Settings(
        intake_batch_messages_max=messages_max,
        intake_batch_events_max=events_max,
        intake_batch_bytes_max=bytes_max,
    )
    return [
        [read.message.offset for read in batch] for batch in batches(messages, settings)
    ]


def test_a_batch_ends_where_a_limit_is_reached() -> None:
    messages = documents(*(event(number) for number in range(5)))
    size = len(messages[0].body)

    assert offsets(messages) == [[0, 1, 2, 3, 4]]
    assert offsets(messages, messages_max=2) == [[0, 1], [2, 3], [4]]
    assert offsets(messages, events_max=3) == [[0, 1, 2], [3, 4]]
    assert offsets(messages, bytes_max=2 * size) == [[0, 1], [2, 3], [4]]


def test_a_message_over_the_limits_is_a_batch_of_its_own() -> None:
    large = message(1, body(event(1), event(2), event(3)))
    messages = [message(0, body(event(0))), large, message(2, body(event(4)))]

    assert offsets(messages, events_max=2) == [[0, 1], [2]]
    assert offsets(messages, bytes_max=1) == [[0], [1], [2]]


def test_messages_that_cannot_be_read_count_as_messages() -> None:
    messages = [message(number, NOT_JSON) for number in range(3)]

    assert offsets(messages, messages_max=2, events_max=1) == [[0, 1], [2]]


def test_nothing_is_no_batch() -> None:
    assert offsets([]) == []
