"""The whole thread on real servers: the same answers as one process on one file, to the hash.

The sample province goes from an enterprise's files over Kafka into PostgreSQL (the version that
compose.yaml names), from there over the relay's topic into Neo4j, and is asked over HTTP.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.live_servers import new_database, shipped_postgresql
from truyxuat.services.__main__ import app
from truyxuat.services.app import create_app
from truyxuat.services.faults.processes import Processes
from truyxuat.services.settings import Settings

pytestmark = pytest.mark.live

EVENTS = 5_804
THREAD_SECONDS_MAX = 180
PESTICIDE = "https://id.gs1.org/01/09521234009009/10/TBV-07"
L1 = "https://id.gs1.org/01/09521234001010/10/L1"
MILK = "https://id.gs1.org/01/09521234003014"

Json = dict[str, Any]  # the JSON of an answer


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sample as the files that enterprises send."""
    folder = tmp_path_factory.mktemp("province")
    assert CliRunner().invoke(app, ["sample", str(folder)]).exit_code == 0
    return sorted(folder.iterdir())


@pytest.fixture
def production_database() -> Iterator[str]:
    """An empty one in the PostgreSQL that compose.yaml runs."""
    with shipped_postgresql() as server, new_database(server) as url:
        yield url


@contextmanager
def platform(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


def asked(client: TestClient) -> dict[str, Json]:
    """Traces and a recall, by what was asked."""
    answers = {
        f"{direction} {seed}": client.get(
            f"/trace/{quote(seed, safe='')}", params={"direction": direction, "mode": mode}
        ).json()
        for seed, direction, mode in (
            (PESTICIDE, "forward", "possible"),
            (L1, "back", "certain"),
            (MILK, "forward", "possible"),
        )
    }
    recall = client.post(
        "/recalls", json={"seeds": [L1], "causes": [PESTICIDE], "reason": "dư lượng"}
    )
    assert recall.status_code == 201, recall.text
    return {**answers, "recall": recall.json()["answer"]}


def test_the_production_path_gives_the_same_answers_as_the_embedded_default(
    province: list[Path],
    trade: Settings,
    production_database: str,
    neo4j_url: str,
    tmp_path: Path,
) -> None:
    with platform(Settings(database_url=f"sqlite:///{tmp_path / 'one.db'}")) as embedded:
        for file in province:
            sent = embedded.post(
                "/capture",
                content=file.read_bytes(),
                headers={"Content-Type": "application/json"},
            )
            assert sent.status_code == 202, sent.text
        expected = asked(embedded)

    production = trade.model_copy(
        update={
            "database_url": production_database,
            "graph_url": neo4j_url,
            "graph_log": f"test-{uuid.uuid4().hex}",
            "link_log": "kafka",
        }
    )
    workers = Processes(environment(production), tmp_path / "logs")
    try:
        for command in ("intake", "relay", "link"):
            workers.start(command, command)
        produced = CliRunner().invoke(
            app, ["produce", *map(str, province)], env=environment(production)
        )
        assert produced.exit_code == 0, produced.output
        with platform(production) as client:
            wait_for_neo4j(client, workers)
            found = asked(client)
    finally:
        workers.stop()

    assert workers.fallen == 0
    for question, answer in expected.items():
        assert found[question]["result_hash"] == answer["result_hash"], question
        assert found[question]["answered_from"] == "graph"
        assert answer["answered_from"] == "record"


def wait_for_neo4j(client: TestClient, workers: Processes) -> None:
    """Wait until the whole sample is linked; fail with what the workers said."""
    deadline = time.monotonic() + THREAD_SECONDS_MAX
    while linked(client) != EVENTS:
        if time.monotonic() > deadline:
            said = "\n".join(workers.said(name) for name in ("intake", "relay", "link"))
            pytest.fail(f"{linked(client)} of {EVENTS} events reached Neo4j:\n{said}")
        time.sleep(0.2)


def linked(client: TestClient) -> int:
    """How far Neo4j has followed the record."""
    parts = client.get("/health/ready").json()["parts"]
    return int(parts["neo4j"].get("position") or 0)


def environment(settings: Settings) -> dict[str, str]:
    """The settings as an operator gives them to processes."""
    chosen = (
        "database_url",
        "graph_url",
        "graph_log",
        "link_log",
        "kafka_servers",
        "kafka_partner_topic",
        "kafka_recorded_topic",
        "kafka_parked_topic",
        "kafka_group",
    )
    return {f"TRUYXUAT_{name.upper()}": str(getattr(settings, name)) for name in chosen}
