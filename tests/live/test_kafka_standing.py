"""Readiness says of Kafka whether its topics can be used, and never hangs with it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.live_servers import LocalServers
from truyxuat.services.app import create_app
from truyxuat.services.kafka.topics import create_topics
from truyxuat.services.settings import Settings

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("sockets_left_open")]


def kafka_of(settings: Settings) -> tuple[dict[str, Any], float]:  # JSON of a part
    """What /health/ready says of Kafka, and how long it took to say so."""
    with TestClient(create_app(settings)) as platform:
        began = time.monotonic()
        part: dict[str, Any] = platform.get("/health/ready").json()["parts"]["kafka"]
        return part, time.monotonic() - began


def test_a_kafka_whose_topics_have_leaders_is_sound(trade: Settings) -> None:
    part, _ = kafka_of(trade)

    assert (part["ok"], part["detail"]) == (True, "")


def test_a_topic_that_is_missing_is_named(trade: Settings) -> None:
    part, _ = kafka_of(trade.model_copy(update={"kafka_partner_topic": "nobody-made-it"}))

    assert (part["ok"], part["detail"]) == (
        False,
        "There is no topic nobody-made-it; `truyxuat kafka-topics` makes it.",
    )


def test_a_broker_that_accepts_connections_and_hangs_does_not_answer(
    own_servers: LocalServers, tmp_path: Path
) -> None:
    broker = own_servers.started("kafka")
    settings = Settings(database_url=f"sqlite:///{tmp_path}/a.db", kafka_servers=broker)
    create_topics(settings, partitions=2, replication=1)
    assert kafka_of(settings)[0]["ok"]

    with own_servers.frozen("kafka"):
        part, seconds = kafka_of(settings)

    assert not part["ok"]
    assert "answer" in part["detail"]
    assert seconds < 4
    assert kafka_of(settings)[0]["ok"]
