"""The topic of recorded events read as a log, in whatever state relays that fell left it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from kafka import TopicPartition

from tests.services.kafka.fallen_relays import relays_that_fell
from tests.services.kafka.recorded_events import event_at
from truyxuat.services.kafka.connecting import administering, producing
from truyxuat.services.kafka.event_log import LogGap, LogTrimmed, opened_log
from truyxuat.services.kafka.recorded_message import message_of
from truyxuat.services.kafka.sending import Sending
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidInput

pytestmark = pytest.mark.live


def fill(settings: Settings, positions: Iterable[int]) -> None:
    """Send events of these positions, in this order."""
    with producing(settings) as producer:
        sending = Sending(producer, settings.kafka_recorded_topic, partition=0)
        for position in positions:
            sending.send(message_of(event_at(position), b"key", parked=False))
        sending.finish()


def read(settings: Settings, position: int, limit: int = 10) -> list[int]:
    with opened_log(settings) as log:
        return [each.position for each in log.read_after(position, limit=limit)]


def test_any_position_of_a_long_log_is_found(trade: Settings) -> None:
    fill(trade, range(1, 3_001))

    with opened_log(trade) as log:
        for position in (0, 1, 499, 1_500, 1_501, 2_989, 2_990):
            found = log.read_after(position, limit=10)
            assert [each.position for each in found] == list(
                range(position + 1, position + 11)
            )
        assert log.read_after(3_000, limit=10) == []


def test_fallen_relays_and_their_late_messages_leave_nothing_out(trade: Settings) -> None:
    goal = 1_500
    fill(trade, relays_that_fell(seed=1, goal=goal))

    whole: list[int] = []
    with opened_log(trade) as log:
        while found := log.read_after(len(whole), limit=goal):
            whole += [each.position for each in found]
    assert whole == list(range(1, goal + 1))
    for position in (7, 400, 901, 1_490):
        assert read(trade, position, 5) == list(range(position + 1, position + 6))


def test_a_message_that_comes_late_hides_no_run_behind_it(trade: Settings) -> None:
    late = range(901, 1_901)
    fill(trade, [*range(1, 3_001), *late])

    for position in (0, 890, 1_000, 1_500, 1_890, 2_500, 2_980):
        with opened_log(trade) as log:
            first = log.read_after(position, limit=10)
            second = log.read_after(position + 10, limit=10)
        read_on = [each.position for each in (*first, *second)]
        assert read_on == list(range(position + 1, position + 21))
    assert read(trade, 3_000) == []
    fill(trade, range(3_001, 3_011))
    assert read(trade, 1_899, 20) == list(range(1_900, 1_920))
    assert read(trade, 3_000, 20) == list(range(3_001, 3_011))


def test_a_gap_is_told_until_the_relay_has_filled_it(trade: Settings) -> None:
    fill(trade, [*range(1, 11), *range(14, 21)])

    with opened_log(trade) as log:
        assert len(log.read_after(0, limit=99)) == 10
        for _ in range(2):
            with pytest.raises(LogGap) as gap:
                log.read_after(10, limit=99)
        assert str(gap.value) == (
            f"Position 11 is not in {trade.kafka_recorded_topic} though later ones are: "
            "the relay has to send it again."
        )
        fill(trade, range(11, 25))
        found = [each.position for each in log.read_after(10, limit=99)]
        assert found == list(range(11, 25))


def test_what_the_topic_no_longer_keeps_is_in_the_record(trade: Settings) -> None:
    fill(trade, range(1, 101))
    where = TopicPartition(trade.kafka_recorded_topic, 0)
    with administering(trade) as admin:
        admin.delete_records({where: 50})

    with pytest.raises(LogTrimmed) as trimmed:
        read(trade, 30)

    assert str(trimmed.value) == (
        f"Position 31 is no longer in {trade.kafka_recorded_topic}, which begins with 51: "
        "rebuild from the record (`truyxuat rebuild-graph`)."
    )
    assert read(trade, 50) == list(range(51, 61))
    assert read(trade, 97) == [98, 99, 100]


def test_recorded_events_have_one_order_so_their_topic_has_one_partition(
    trade: Settings,
) -> None:
    wide = trade.model_copy(update={"kafka_recorded_topic": trade.kafka_partner_topic})

    with pytest.raises(InvalidInput) as refused, opened_log(wide):
        pass

    assert str(refused.value) == (
        f"Topic {trade.kafka_partner_topic} has 4 partitions, expected 1: recorded events "
        "have one order."
    )
