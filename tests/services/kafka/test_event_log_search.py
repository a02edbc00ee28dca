"""Every position of a log is found from everywhere, in whatever state fallen relays left it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace

import pytest
from kafka import TopicPartition

from tests.services.kafka.fallen_relays import relays_that_fell
from tests.services.kafka.recorded_events import event_at
from truyxuat.services.kafka import event_log
from truyxuat.services.kafka.event_log import KafkaEventLog
from truyxuat.services.kafka.recorded_message import message_of

LATE_MAX = 20


class Shelf:
    """What a log asks of kafka-python's consumer, over messages in a list."""

    def __init__(self, positions: Sequence[int]) -> None:
        self._records = [record(*each) for each in enumerate(positions)]
        self._offset = 0

    def assign(self, _partitions: object) -> None:
        """There is one partition."""

    def seek(self, _where: object, offset: int) -> None:
        self._offset = offset

    def position(self, _where: object, timeout_ms: int) -> int:
        assert timeout_ms > 0
        return self._offset

    def beginning_offsets(
        self, held: list[TopicPartition], timeout_ms: int
    ) -> Mapping[TopicPartition, int]:
        assert timeout_ms > 0
        return dict.fromkeys(held, 0)

    def end_offsets(
        self, held: list[TopicPartition], timeout_ms: int
    ) -> Mapping[TopicPartition, int]:
        assert timeout_ms > 0
        return dict.fromkeys(held, len(self._records))

    def poll(
        self, timeout_ms: int, max_records: int
    ) -> Mapping[TopicPartition, Sequence[object]]:
        assert timeout_ms > 0
        found = self._records[self._offset : self._offset + max_records]
        self._offset += len(found)
        return {TopicPartition("recorded", 0): found}


def record(offset: int, position: int) -> object:
    """A message of the topic; only its position differs."""
    message = message_of(event_at(position), b"key", parked=False)
    return SimpleNamespace(offset=offset, headers=message.headers, value=message.body)


def read_on(log: KafkaEventLog, position: int, limit: int) -> Iterator[int]:
    """Positions as a reader gets them that asks until there is nothing more."""
    while found := log.read_after(position, limit=limit):
        yield from (each.position for each in found)
        position = found[-1].position


@pytest.mark.parametrize("seed", range(25))
def test_whatever_relays_left_a_reader_that_begins_anywhere_misses_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_log, "SCANNED_MAX", 3)
    goal = 300
    shelf = Shelf(relays_that_fell(seed, goal, late_max=LATE_MAX))

    for position in random.Random(seed).sample(range(goal + 1), 20):
        log = KafkaEventLog(shelf, "recorded", late_max=LATE_MAX)
        found = list(itertools.islice(read_on(log, position, limit=7), 60))
        assert found == list(range(position + 1, goal + 1))[:60]


def test_a_whole_batch_behind_the_last_run_is_seen_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_log, "SCANNED_MAX", 3)
    shelf = Shelf([*range(1, 301), *range(101, 121)])

    for position in range(0, 301, 5):
        log = KafkaEventLog(shelf, "recorded", late_max=LATE_MAX)
        assert list(read_on(log, position, 7)) == list(range(position + 1, 301))


def test_a_higher_position_seen_among_late_messages_is_not_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_log, "SCANNED_MAX", 3)
    shelf = Shelf(relays_that_fell(1473, 200, late_max=LATE_MAX))

    log = KafkaEventLog(shelf, "recorded", late_max=LATE_MAX)

    assert list(read_on(log, 167, 7)) == list(range(168, 201))
