"""The real servers take the settings that compose.yaml gives to their containers.

Only addresses, folders and the size of memory are another host's; the images themselves, which
turn variables into settings by the rule used here, are not run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest
from deploy.local.finding import ROOT, pinned
from deploy.local.servers import Server
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from tests.deploy.test_compose import SERVICES
from tests.live_servers import LocalServers, psycopg_url

pytestmark = pytest.mark.live

PLACE = {"listeners", "advertised.listeners", "log.dirs", "controller.quorum.voters"}
MEMORY = {"server.memory.heap.initial_size", "server.memory.heap.max_size"}
LONGEST_MESSAGE = 10_000_000


def setting(variable: str, prefix: str) -> str:
    """The rule of both images: `_` stands for a dot, `__` for itself, `___` for a hyphen."""
    return (
        variable.removeprefix(prefix)
        .replace("___", "-")
        .replace("__", "\0")
        .replace("_", ".")
        .replace("\0", "_")
    )


def given(service: str, prefix: str, *others: str) -> dict[str, str]:
    """The settings that a container's environment stands for."""
    variables = SERVICES[service]["environment"]
    return {
        setting(name, prefix): str(value)
        for name, value in variables.items()
        if name.startswith(prefix) and name not in others
    }


def settle(file: Path, settings: dict[str, str]) -> None:
    """Write settings into a file of NAME=VALUE lines, over those that are there."""
    lines = file.read_text(encoding="utf-8").splitlines()
    known = dict(line.split("=", 1) for line in lines) | settings
    file.write_text("".join(f"{k}={v}\n" for k, v in known.items()), encoding="utf-8")


def test_kafka_takes_its_settings_and_the_longest_message(
    own_servers: LocalServers,
) -> None:
    place = Server(own_servers.home, "kafka").prepare()
    settings = {
        name.lower(): value
        for name, value in given("kafka", "KAFKA_", "KAFKA_HEAP_OPTS").items()
    }
    settle(
        place.directory / "kraft.properties",
        {name: value for name, value in settings.items() if name not in PLACE},
    )

    broker = own_servers.started("kafka")

    admin = KafkaAdminClient(bootstrap_servers=broker)
    admin.create_topics([NewTopic("longest", num_partitions=1, replication_factor=1)])
    producer = KafkaProducer(bootstrap_servers=broker, max_request_size=2 * LONGEST_MESSAGE)
    producer.send("longest", b"x" * LONGEST_MESSAGE).get(timeout=20)
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=broker)
    assert consumer.end_offsets([TopicPartition("longest", 0)]) == {
        TopicPartition("longest", 0): 1
    }
    consumer.close()
    admin.close()
    said = (place.directory / "log").read_text(encoding="utf-8", errors="replace")
    assert "isn't a known config" not in said
    assert settings["auto.create.topics.enable"] == "false"


def test_neo4j_knows_every_setting_that_it_is_given(own_servers: LocalServers) -> None:
    place = Server(own_servers.home, "neo4j").prepare()
    settings = given("neo4j", "NEO4J_", "NEO4J_AUTH_FILE")
    settle(
        place.directory / "conf" / "neo4j.conf",
        {name: value for name, value in settings.items() if name not in MEMORY},
    )

    own_servers.start("neo4j")

    assert settings["db.tx_log.rotation.retention_policy"] == "1 days"


def test_neo4j_would_refuse_a_setting_that_it_does_not_know(
    own_servers: LocalServers,
) -> None:
    place = Server(own_servers.home, "neo4j").prepare()
    settle(place.directory / "conf" / "neo4j.conf", {"db.tx_log.retention": "1 days"})

    with pytest.raises(pytest.fail.Exception, match=r"db\.tx_log\.retention"):
        own_servers.start("neo4j")


def test_the_postgresql_of_the_containers_takes_its_configuration(
    own_servers: LocalServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUYXUAT_POSTGRESQL_VERSION", pinned("postgresql"))
    place = Server(own_servers.home, "postgresql").prepare()
    shutil.copyfile(ROOT / "deploy" / "postgresql.conf", place.data / "postgresql.conf")

    server = own_servers.started("postgresql")

    with psycopg.connect(psycopg_url(server)) as connection:
        [version] = connection.execute("SHOW server_version").fetchone() or ()
        kept = connection.execute(
            "SELECT current_setting('archive_timeout'), current_setting('wal_compression')"
        ).fetchone()
    assert SERVICES["postgresql"]["image"] == f"postgres:{version}-bookworm"
    assert kept == ("1min", "pglz")


def test_postgresql_would_refuse_a_setting_that_it_does_not_know(
    own_servers: LocalServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUYXUAT_POSTGRESQL_VERSION", pinned("postgresql"))
    place = Server(own_servers.home, "postgresql").prepare()
    (place.data / "postgresql.conf").write_text("wal_compresion = on\n", encoding="utf-8")

    with pytest.raises(pytest.fail.Exception, match="wal_compresion"):
        own_servers.start("postgresql")
