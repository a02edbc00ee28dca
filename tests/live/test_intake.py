"""The intake on a real broker: nothing lost, nothing twice, whatever befalls it."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kafka import TopicPartition
from sqlalchemy import select
from sqlmodel import col

from tests.live.kafka_trade import (
    NOT_JSON,
    counted,
    documents,
    environment,
    members,
    process,
    running,
    send,
    take_all,
    until,
)
from tests.services.documents import body, event
from truyxuat.services.database import Database
from truyxuat.services.kafka.connecting import consuming, producing
from truyxuat.services.kafka.intake import working
from truyxuat.services.kafka.parked_topic import publish_parked
from truyxuat.services.kafka.parking import parked_messages, replay
from truyxuat.services.kafka.tables import Outcome, TakenMessage
from truyxuat.services.kafka.taking_in import IntakeCounts
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import NotFound

pytestmark = pytest.mark.live

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)


def test_one_bad_message_waits_and_the_others_are_stored(
    record: Database, trade: Settings
) -> None:
    good = documents([event(number) for number in range(20)])
    send(trade, [*good[:10], NOT_JSON, *good[10:]], headers=[("company", b"9521234")])

    counts = take_all(record, trade, 21)

    assert counts == IntakeCounts(stored=20, parked=1, events=20)
    with record.reading() as session:
        assert last_position(session) == 20
        [parked] = parked_messages(session, replayed=False, limit=9)
        assert (parked.row.company, parked.message.body) == ("9521234", NOT_JSON)
        companies = session.execute(select(col(TakenMessage.company)).distinct())
        assert companies.scalars().all() == ["9521234"]


def test_a_senders_wrong_clock_does_not_age_its_message(trade: Settings) -> None:
    new_years_day_1970 = 1

    with producing(trade) as producer:
        told = producer.send(
            trade.kafka_partner_topic, value=body(event(1)), timestamp_ms=new_years_day_1970
        ).get(30)

    assert datetime.fromtimestamp(told.timestamp / 1000, UTC) > NOW


def test_what_is_sent_twice_is_counted_as_a_duplicate(
    record: Database, trade: Settings
) -> None:
    sent = documents([event(number) for number in range(30)])
    send(trade, [*sent, *sent])

    take_all(record, trade, 60)

    assert counted(record, trade) == (30, 30, 0)


def test_a_parked_message_is_told_to_who_subscribes_and_replayed_after_a_fix(
    record: Database, trade: Settings
) -> None:
    send(trade, [body(event(1), event(2))], headers=[("company", b"9521234")])
    take_all(record, trade.model_copy(update={"document_events_max": 1}), 1)

    with producing(trade) as producer:
        assert publish_parked(record, trade, producer) == 1
        assert publish_parked(record, trade, producer) == 0
    assert replay(record, 1, trade, now=NOW) is Outcome.STORED

    with consuming(trade, group_id=None, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(trade.kafka_parked_topic, 0)])
        polled = consumer.poll(timeout_ms=10_000)
    [[told]] = polled.values()
    headers = dict(told.headers)
    assert told.value == body(event(1), event(2))
    assert headers["company"] == b"9521234"
    assert headers["truyxuat-parked"] == b"1"
    assert headers["truyxuat-source"].startswith(trade.kafka_partner_topic.encode())
    assert b"document_events_max is 1" in headers["truyxuat-reason"]


KILLED_BEFORE_THE_BROKERS_KNOW = """
import os, signal
from truyxuat.services.database import open_database
from truyxuat.services.kafka.intake import working
from truyxuat.services.settings import read_settings

settings = read_settings()
with working(open_database(settings), settings) as worker:
    worker._consumer.commit_async = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    while True:
        worker.step(lambda: False)
"""


def test_a_worker_killed_between_the_two_commits_leaves_nothing_to_take_again(
    record: Database, trade: Settings
) -> None:
    send(trade, documents([event(number) for number in range(10)]), partition=0)

    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE_THE_BROKERS_KNOW],
        env=environment(trade),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert counted(record, trade) == (10, 0, 0)
    send(trade, documents([event(10)]), partition=0)
    assert take_all(record, trade, 1) == IntakeCounts(stored=1, events=1)


def test_the_record_decides_where_reading_goes_on_not_the_brokers(
    record: Database, trade: Settings
) -> None:
    send(trade, documents([event(number) for number in range(5)]), partition=0)
    take_all(record, trade, 5)
    with record.writing() as session:
        session.connection().exec_driver_sql("UPDATE partner_source SET next_offset = 3")
        session.connection().exec_driver_sql(
            "DELETE FROM taken_message WHERE message_offset >= 3"
        )

    again = take_all(record, trade, 2)

    assert again == IntakeCounts(duplicates=2, event_duplicates=2)


def test_workers_share_the_partitions_and_hand_them_over_whole(
    record: Database, trade: Settings
) -> None:
    trade = trade.model_copy(update={"intake_batch_messages_max": 10})
    sent = documents([event(number) for number in range(300)])
    send(trade, sent[:100])
    with running(trade) as first:
        with running(trade) as second:
            until(lambda: len(second.reading()) == 2, "the second worker to get its half")
            assert not first.reading() & second.reading()
            send(trade, sent[100:200])
            until(lambda: sum(counted(record, trade)) == 200, "both to take in 200")
        until(lambda: len(first.reading()) == 4, "the first worker to get all back")
        send(trade, sent[200:])
        until(lambda: sum(counted(record, trade)) == 300, "the first to take in the rest")

    assert counted(record, trade) == (300, 0, 0)
    assert second.total.stored > 0
    assert (first.total + second.total).messages == 300


def test_a_worker_that_slept_through_a_handover_takes_nothing_twice(
    record: Database, trade: Settings
) -> None:
    sent = documents([event(number) for number in range(60)])
    with process(trade, "intake") as sleeper:
        until(lambda: members(trade) == 1, "the first worker to join")
        send(trade, sent[:20])
        until(lambda: sum(counted(record, trade)) == 20, "the first worker to take in 20")
        sleeper.send_signal(signal.SIGSTOP)
        send(trade, sent[20:40])
        with running(trade) as other:
            until(lambda: sum(counted(record, trade)) == 40, "the other to take over")
            sleeper.send_signal(signal.SIGCONT)
            send(trade, sent[40:])
            until(lambda: sum(counted(record, trade)) == 60, "the two to take in the rest")

    assert counted(record, trade) == (60, 0, 0)
    assert other.total.stored >= 20


def test_while_the_record_is_busy_a_worker_waits_in_its_group_and_loses_nothing(
    record: Database, trade: Settings
) -> None:
    trade = trade.model_copy(update={"busy_seconds_max": 1, "intake_retry_seconds_max": 1})
    with running(trade) as worker:
        with record.writing() as session:
            last_position(session)  # the writer's lock is taken with the first statement
            send(trade, documents([event(number) for number in range(30)]))
            until(lambda: worker.trouble() is not None, "the worker to meet the lock")
            assert members(trade) == 1
            assert worker.total.messages == 0
        until(lambda: sum(counted(record, trade)) == 30, "the worker to go on")

    assert counted(record, trade) == (30, 0, 0)


def test_asked_to_end_a_worker_finishes_its_batch_and_leaves_the_group(
    record: Database, trade: Settings
) -> None:
    send(trade, documents([event(number) for number in range(50)]))
    with process(trade, "intake") as worker:
        until(lambda: sum(counted(record, trade)) == 50, "the worker to take all in")
        worker.terminate()
        said, _ = worker.communicate(timeout=30)

    assert worker.returncode == 0
    assert "taken in: 50 messages (50 stored, 0 duplicate, 0 parked), 50 events" in said
    assert members(trade) == 0


def test_lag_is_what_lies_behind_the_record(record: Database, trade: Settings) -> None:
    few = trade.model_copy(update={"intake_batch_messages_max": 10})
    send(trade, documents([event(number) for number in range(25)]), partition=2)

    with working(record, few) as worker:
        until(lambda: worker.step(lambda: False).messages == 10, "ten messages")

        assert worker.lag()[2] == 15


def test_a_topic_that_is_missing_is_told(record: Database, trade: Settings) -> None:
    elsewhere = trade.model_copy(update={"kafka_partner_topic": "no-such-topic"})

    with pytest.raises(NotFound) as missing, working(record, elsewhere):
        pass

    assert str(missing.value) == (
        f"There is no topic no-such-topic at {trade.kafka_servers}; "
        "`truyxuat kafka-topics` makes it."
    )
