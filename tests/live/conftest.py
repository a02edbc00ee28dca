"""An empty record and topics of one's own on the shared broker, for each test."""

from __future__ import annotations

import gc
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from truyxuat.services.database import Database, open_database
from truyxuat.services.kafka.topics import create_topics
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

PARTITIONS = 4


@pytest.fixture
def sockets_left_open() -> Iterator[None]:
    """For tests of brokers that refuse or hang: kafka-python leaves its sockets to the collector.

    Collected here, they are not held against the test that happens to run when it comes by.
    """
    yield
    _collect_sockets()


@pytest.fixture(autouse=True, scope="module")
def no_sockets_for_the_next_file() -> Iterator[None]:
    """The same behind each file: a broker that starts or falls refuses for a moment, too."""
    yield
    _collect_sockets()


def _collect_sockets() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def trade(kafka_servers: str, tmp_path: Path) -> Settings:
    """Settings with topics and a group that nobody else uses; the topics are made."""
    name = uuid.uuid4().hex[:8]
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'record.db'}",
        kafka_servers=kafka_servers,
        kafka_partner_topic=f"partner-{name}",
        kafka_recorded_topic=f"recorded-{name}",
        kafka_parked_topic=f"parked-{name}",
        kafka_group=f"intake-{name}",
        kafka_session_seconds_max=6,
    )
    create_topics(settings, partitions=PARTITIONS, replication=1)
    return settings


@pytest.fixture
def record(trade: Settings) -> Iterator[Database]:
    """The record of that trade, empty."""
    opened = open_database(trade)
    migrate(opened)
    yield opened
    opened.close()
