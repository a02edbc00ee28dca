"""The relay on a real broker: recorded events in order, one relay at a time."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from kafka import TopicPartition
from sqlalchemy import create_engine

from tests.live.kafka_trade import process, until
from tests.services.documents import Event, body, event
from truyxuat.services.capturing import capture
from truyxuat.services.database import Database
from truyxuat.services.kafka.alone import alone, lock_number
from truyxuat.services.kafka.connecting import consuming, producing
from truyxuat.services.kafka.relaying import relay_step, relayed_to
from truyxuat.services.kafka.topics import topic_facts
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.errors import Conflict, Unavailable

pytestmark = pytest.mark.live

MONDAY = datetime(2026, 9, 14, 12, tzinfo=UTC)
LOG_APPEND_TIME = 1
"""Kafka's number for it: retention counts from when a message was sent, however old its event."""


def recorded(database: Database, events: Sequence[Event]) -> None:
    with database.writing() as session:
        capture(session, read_json(body(*events)), now=MONDAY, events_max=999)


def sent(settings: Settings) -> list[Any]:  # kafka-python ships no types
    """Every message of the topic of recorded events."""
    where = TopicPartition(settings.kafka_recorded_topic, 0)
    messages: list[Any] = []  # likewise
    with consuming(settings, group_id=None, auto_offset_reset="earliest") as consumer:
        consumer.assign([where])
        end = consumer.end_offsets([where])[where]
        while len(messages) < end:
            messages += consumer.poll(timeout_ms=5_000).get(where, [])
    return messages


def test_recorded_events_are_sent_in_order_and_noted(
    record: Database, trade: Settings
) -> None:
    recorded(record, [event(number) for number in range(7)])
    [topic] = topic_facts(trade, trade.kafka_recorded_topic)

    with producing(trade) as producer:
        steps = [relay_step(record, producer, topic, limit=3) for _ in range(4)]

    assert steps == [3, 3, 1, 0]
    messages = sent(trade)
    assert [dict(each.headers)["position"] for each in messages] == [
        str(position).encode() for position in range(1, 8)
    ]
    assert {each.timestamp_type for each in messages} == {LOG_APPEND_TIME}
    with record.reading() as session:
        assert relayed_to(session, topic) == 7


def test_a_second_relay_is_told_by_the_note(record: Database, trade: Settings) -> None:
    recorded(record, [event(number) for number in range(4)])
    [topic] = topic_facts(trade, trade.kafka_recorded_topic)

    class OtherFirst:
        """A producer that lets another relay finish before it sends anything."""

        def send(self, *arguments: object, **more: object) -> object:
            relay_step(record, real, topic, limit=9)
            return real.send(*arguments, **more)

        def flush(self, timeout: float) -> None:
            real.flush(timeout)

    with producing(trade) as real, pytest.raises(Conflict) as refused:
        relay_step(record, OtherFirst(), topic, limit=9)

    assert str(refused.value) == (
        f"Another relay fills {trade.kafka_recorded_topic}: it moved the note on from 0."
    )


def test_asked_to_end_the_relay_has_noted_what_it_sent(
    record: Database, trade: Settings
) -> None:
    recorded(record, [event(number) for number in range(5)])
    [topic] = topic_facts(trade, trade.kafka_recorded_topic)

    def noted() -> int:
        with record.reading() as session:
            return relayed_to(session, topic)

    with process(trade, "relay") as relay:
        until(lambda: noted() == 5, "the relay to send five events")
        recorded(record, [event(number) for number in range(5, 8)])
        until(lambda: noted() == 8, "the relay to send three more")
        relay.send_signal(signal.SIGTERM)
        said, _ = relay.communicate(timeout=30)

    assert relay.returncode == 0
    assert "relayed: 8 events" in said
    assert len(sent(trade)) == 8


def test_on_postgresql_one_process_holds_the_lock(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)
    name = "relay of this test"
    with alone(engine, name) as still_held:
        still_held()
        with pytest.raises(Unavailable) as refused, alone(engine, name):
            pass

    with alone(engine, name):
        pass

    assert str(refused.value) == (
        "Another process holds the lock 'relay of this test'; this one waits."
    )
    engine.dispose()


def test_a_lock_whose_connection_broke_is_no_longer_held(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)
    with alone(engine, "relay that broke") as still_held:
        with engine.connect() as other:
            other.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                f" AND objid = {lock_number('relay that broke') & 0xFFFFFFFF}"
            )

        with pytest.raises(Unavailable, match="The lock 'relay that broke' is not held: "):
            still_held()
    engine.dispose()
