"""A developer's servers answer real clients, and keep what they took in through a kill."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import neo4j
import psycopg
import pytest
from deploy.local.finding import javas
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.record import util as kafka_checksums

from tests.live_servers import DEPLOY, LocalServers, psycopg_url, servers_in_a_new_home

pytestmark = pytest.mark.live

TOPIC = "events"


@pytest.fixture(scope="module")
def servers() -> Iterator[LocalServers]:
    """All three, started at once, for the tests of this file to kill."""
    with servers_in_a_new_home() as servers:
        servers.start()
        yield servers


def test_postgresql_keeps_what_was_committed_through_a_kill(servers: LocalServers) -> None:
    url = psycopg_url(servers.url("postgresql"))
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE lots (gtin text, lot text)")
        connection.execute("INSERT INTO lots VALUES ('09521234001010', 'Lô 1')")

    servers.kill("postgresql")
    servers.start("postgresql")

    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT gtin, lot FROM lots").fetchall()
        assert rows == [("09521234001010", "Lô 1")]
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_neo4j_keeps_what_was_committed_through_a_kill(servers: LocalServers) -> None:
    url = servers.url("neo4j")
    with neo4j.GraphDatabase.driver(url) as driver:
        driver.execute_query("CREATE (:Lot {key: 'milk'})-[:FLOW]->(:Lot {key: 'cheese'})")

    servers.kill("neo4j")
    servers.start("neo4j")

    with neo4j.GraphDatabase.driver(url) as driver:
        answer = driver.execute_query(
            "MATCH (:Lot {key: 'milk'})-[:FLOW]->(made) RETURN made.key"
        )
        assert [record.value() for record in answer.records] == ["cheese"]


def test_kafka_keeps_what_was_acknowledged_through_a_kill(servers: LocalServers) -> None:
    address = servers.url("kafka")
    produce(address, count=1000)

    servers.kill("kafka")
    servers.start("kafka")

    assert consume(address) == [f"event {n}".encode() for n in range(1000)]
    assert kafka_checksums.crc32c_c is not None


def test_a_new_database_is_empty_and_nobody_elses(
    fresh_postgresql: str, postgresql_url: str
) -> None:
    assert fresh_postgresql != postgresql_url

    with psycopg.connect(psycopg_url(fresh_postgresql)) as connection:
        tables = connection.execute("SELECT FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchall() == []


def test_a_topic_nobody_made_does_not_appear_by_itself(servers: LocalServers) -> None:
    admin = KafkaAdminClient(bootstrap_servers=servers.url("kafka"))

    admin.describe_topics(["nobodys"])

    assert "nobodys" not in admin.list_topics()
    admin.close()


def test_starting_what_runs_changes_nothing_and_needs_no_network(
    servers: LocalServers, tmp_path: Path
) -> None:
    before = (servers.home / "env").read_text(encoding="utf-8")
    servers.stop("kafka")
    for tool in ("mvn", "apt-get"):
        (tmp_path / tool).write_text("#!/bin/sh\necho used >&2; exit 1\n")
        (tmp_path / tool).chmod(0o755)

    ran = subprocess.run(
        ["sh", str(DEPLOY / "start"), "--home", str(servers.home)],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "runs already: TRUYXUAT_DATABASE_URL=" in ran.stdout
    assert "answers after" in ran.stdout
    assert (servers.home / "env").read_text(encoding="utf-8") == before


@pytest.mark.skipif(25 not in javas(), reason="the newer Neo4j needs a Java 25")
def test_the_newer_neo4j_answers_where_a_java_25_is_found(
    own_servers: LocalServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUYXUAT_NEO4J_VERSION", "2026.03.1")

    url = own_servers.started("neo4j")

    with neo4j.GraphDatabase.driver(url) as driver:
        answer = driver.execute_query(
            "CALL dbms.components() YIELD versions RETURN versions[0]"
        )
        assert answer.records[0].value() == "2026.03.1"


def test_stopping_what_does_not_run_is_no_error(own_servers: LocalServers) -> None:
    own_servers.stop()
    own_servers.kill("kafka")


def test_a_server_that_does_not_start_shows_its_log(own_servers: LocalServers) -> None:
    own_servers.start("postgresql")
    own_servers.stop("postgresql")
    (own_servers.home / "postgresql" / "data" / "PG_VERSION").write_text("1\n")

    with pytest.raises(pytest.fail.Exception, match="database files are incompatible"):
        own_servers.start("postgresql")


def produce(address: str, *, count: int) -> None:
    """Make the topic and send numbered events; returns when the broker has all."""
    admin = KafkaAdminClient(bootstrap_servers=address)
    admin.create_topics([NewTopic(TOPIC, num_partitions=1, replication_factor=1)])
    admin.close()
    producer = KafkaProducer(bootstrap_servers=address, acks="all")
    for number in range(count):
        producer.send(TOPIC, f"event {number}".encode())
    producer.flush()
    producer.close()


def consume(address: str) -> list[bytes]:
    """All events of the topic from its beginning."""
    partition = TopicPartition(TOPIC, 0)
    consumer = KafkaConsumer(bootstrap_servers=address, consumer_timeout_ms=20_000)
    consumer.assign([partition])
    consumer.seek_to_beginning(partition)
    end = consumer.end_offsets([partition])[partition]
    values = [next(consumer).value for _ in range(end)]
    consumer.close()
    return values
