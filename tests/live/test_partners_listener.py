"""The listener that compose.partners.yaml opens: a company writes to one topic, over TLS."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy.local.finding import jars, java
from deploy.local.servers import Server
from kafka import KafkaProducer
from kafka.errors import TopicAuthorizationFailedError

from tests.deploy.test_compose import PARTNERS, SERVICES
from tests.live.kafka_trade import documents, send
from tests.live.secured_neo4j import certify
from tests.live.test_compose_engines import setting, settle
from tests.live_servers import LocalServers, servers_in_a_new_home
from tests.running_server import free_port
from tests.services.documents import body, event
from truyxuat.services.kafka.connecting import client_arguments
from truyxuat.services.kafka.topics import create_topics
from truyxuat.services.settings import Settings

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("sockets_left_open")]

COMPANY, PASSWORD = "company", "of-the-company"


def tool(servers: LocalServers, program: str, *arguments: str) -> None:
    """One of Kafka's own tools, as deploy/README.md has it."""
    place = Server(servers.home, "kafka").place()
    assert place is not None, "it runs"
    libs = f"{jars('kafka', place.version)}/*"
    where = ["--bootstrap-server", servers.url("kafka")]
    command = [str(java((17, 21, 25))), "-cp", libs, program, *where, *arguments]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """What a company is told; the topics are made from within."""
    folder = tmp_path_factory.mktemp("partners")
    certify(folder / "chain.crt", folder / "private.key")
    whole = (folder / "private.key").read_text() + (folder / "chain.crt").read_text()
    (folder / "kafka_partners.pem").write_text(whole)
    with servers_in_a_new_home() as servers:
        port = free_port()
        place = Server(servers.home, "kafka").prepare()
        settle(place.directory / "kraft.properties", given(place.ports, port, folder))
        inside = Settings(kafka_servers=servers.started("kafka"))
        create_topics(inside, partitions=2, replication=1)
        user = ["--entity-type", "users", "--entity-name", COMPANY]
        scram = f"SCRAM-SHA-512=[password={PASSWORD}]"
        tool(servers, "kafka.admin.ConfigCommand", "--alter", *user, "--add-config", scram)
        rights = ["--operation", "Write", "--operation", "Describe"]
        topic = ["--topic", inside.kafka_partner_topic]
        acl = ["--add", "--allow-principal", f"User:{COMPANY}", *rights, *topic]
        tool(servers, "org.apache.kafka.tools.AclCommand", *acl)
        yield Settings(
            kafka_servers=f"localhost:{port}",
            kafka_security_protocol="SASL_SSL",
            kafka_sasl_mechanism="SCRAM-SHA-512",
            kafka_sasl_username=COMPANY,
            kafka_sasl_password=PASSWORD,
            kafka_ssl_cafile=str(folder / "chain.crt"),
            kafka_start_seconds_max=5,
        )


def given(ports: dict[str, int], port: int, folder: Path) -> dict[str, str]:
    """The settings of both compose files; addresses and folders are this host's."""
    variables = (
        SERVICES["kafka"]["environment"] | PARTNERS["services"]["kafka"]["environment"]
    )
    settings = {
        setting(name, "KAFKA_").lower(): str(value)
        for name, value in variables.items()
        if name.startswith("KAFKA_") and name != "KAFKA_HEAP_OPTS"
    }
    for name in ("log.dirs", "controller.quorum.voters"):
        del settings[name]
    inside = f"PLAINTEXT://127.0.0.1:{ports['broker']}"
    outside = f"PARTNERS://localhost:{port}"
    store = "listener.name.partners.ssl.keystore.location"
    assert settings[store] == "/run/secrets/kafka_partners.pem"
    return settings | {
        "listeners": f"{inside},CONTROLLER://127.0.0.1:{ports['controller']},{outside}",
        "advertised.listeners": f"{inside},{outside}",
        store: str(folder / "kafka_partners.pem"),
    }


def test_a_company_sends_over_tls_with_its_password(company: Settings) -> None:
    send(company, documents([event(1), event(2)]))


def test_a_company_writes_to_no_other_topic(company: Settings) -> None:
    producer = KafkaProducer(**client_arguments(company))
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            producer.send(company.kafka_recorded_topic, b"x").get(timeout=20)
    finally:
        producer.close(timeout=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"SASL_PASSWORD": "another"},
        {"SASL_USERNAME": "nobody"},
        {"SECURITY_PROTOCOL": "SASL_PLAINTEXT"},
        {"SECURITY_PROTOCOL": "PLAINTEXT"},
        {"SSL_CAFILE": ""},
    ],
)
def test_who_has_no_name_here_or_speaks_in_the_clear_is_not_let_in(
    company: Settings, tmp_path: Path, wrong: dict[str, str]
) -> None:
    (tmp_path / "harvest.json").write_bytes(body(event(3)))

    ran = produced(tmp_path / "harvest.json", company, START_SECONDS_MAX="2", **wrong)

    assert ran.returncode == 2, ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_command_sends_with_what_a_company_is_told(
    company: Settings, tmp_path: Path
) -> None:
    (tmp_path / "harvest.json").write_bytes(body(event(3)))

    ran = produced(tmp_path / "harvest.json", company)

    assert ran.returncode == 0, ran.stderr
    assert "1 messages sent to truyxuat.partner-events." in ran.stdout


def produced(
    file: Path, company: Settings, **others: str
) -> subprocess.CompletedProcess[str]:
    """`truyxuat produce` as the company runs it."""
    told = {
        "SERVERS": company.kafka_servers,
        "SECURITY_PROTOCOL": company.kafka_security_protocol,
        "SASL_MECHANISM": company.kafka_sasl_mechanism,
        "SASL_USERNAME": COMPANY,
        "SASL_PASSWORD": PASSWORD,
        "SSL_CAFILE": company.kafka_ssl_cafile,
    }
    named = {f"TRUYXUAT_KAFKA_{name}": value for name, value in (told | others).items()}
    return subprocess.run(
        [sys.executable, "-m", "truyxuat.services", "produce", str(file)],
        env={**os.environ, **named},
        capture_output=True,
        text=True,
        check=False,
    )
