"""The broker is killed and comes back: intake and relay go on where they were, by themselves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.live.kafka_trade import counted, documents, process, send, until
from tests.live_servers import LocalServers
from tests.services.documents import event
from truyxuat.services.database import open_database
from truyxuat.services.kafka.event_log import opened_log
from truyxuat.services.kafka.relaying import relayed_to
from truyxuat.services.kafka.topics import create_topics, topic_facts
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("sockets_left_open")]

DOWN_SECONDS = 3


def test_intake_and_relay_outlive_a_killed_broker(
    own_servers: LocalServers, tmp_path: Path
) -> None:
    trade = Settings(
        database_url=f"sqlite:///{tmp_path / 'record.db'}",
        kafka_servers=own_servers.started("kafka"),
        kafka_session_seconds_max=6,
    )
    create_topics(trade, partitions=4, replication=1)
    [topic] = topic_facts(trade, trade.kafka_recorded_topic)
    record = open_database(trade)
    migrate(record)
    sent = documents([event(number) for number in range(60)])

    def all_through(goal: int) -> bool:
        with record.reading() as session:
            relayed = relayed_to(session, topic)
        return counted(record, trade) == (goal, 0, 0) and relayed == goal

    with process(trade, "intake") as intake, process(trade, "relay") as relay:
        send(trade, sent[:30])
        until(lambda: all_through(30), "thirty messages to be taken in and relayed")
        own_servers.kill("kafka")
        time.sleep(DOWN_SECONDS)
        own_servers.start("kafka")
        send(trade, sent[30:])
        until(lambda: all_through(60), "thirty more after the fall")
        assert (intake.poll(), relay.poll()) == (None, None)

    with opened_log(trade) as log:
        positions = [logged.position for logged in log.read_after(0, limit=99)]
    record.close()
    assert positions == list(range(1, 61))
