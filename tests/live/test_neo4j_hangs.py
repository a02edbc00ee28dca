"""A Neo4j that takes connections and answers nothing holds nobody up for long."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.live.kafka_trade import until
from tests.live.neo4j_trade import (
    graph_in,
    link,
    neo4j_of,
    platform_on,
    settings_of,
    traced,
)
from tests.live.test_link import captured, linker, recorded, stands_at
from tests.live.test_neo4j_answers import DOWN
from tests.live_servers import LocalServers
from tests.services.recall_record import drafted
from truyxuat.graph import open_neo4j
from truyxuat.services.checking import compare
from truyxuat.traceability.errors import Unavailable

pytestmark = pytest.mark.live

LOT = {"code": "(01)09521234001010(10)L1"}


@contextmanager
def seconds_at_most(most: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < most


def from_the_record(platform: TestClient) -> None:
    answer = traced(platform, "L1")
    assert (answer["answered_from"], answer["answered_because"]) == ("record", DOWN)
    assert drafted(platform, "TBV-07")["answer"]["answered_because"] == DOWN
    found = platform.get("/lookup", params=LOT).json()
    assert (found["answeredFrom"], found["answeredBecause"]) == ("record", DOWN)


def test_a_neo4j_that_hangs_is_waited_for_once_and_asked_again_when_it_lives(
    own_servers: LocalServers, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, own_servers.started("neo4j"))
    quick = settings.model_copy(update={"graph_answer_seconds_max": 1.5})
    with platform_on(quick) as platform:
        link(platform, settings)
        before = traced(platform, "L1")

        with own_servers.frozen("neo4j"):
            with seconds_at_most(8):
                from_the_record(platform)
            with seconds_at_most(4):
                ready = platform.get("/health/ready")
            assert (ready.status_code, ready.json()["state"]) == (200, "degraded")
            assert not ready.json()["parts"]["neo4j"]["answers"]
            assert "did not answer within" in ready.json()["parts"]["neo4j"]["detail"]

        until(lambda: traced(platform, "L1")["answered_from"] == "graph", "Neo4j's answer")
        assert traced(platform, "L1")["result_hash"] == before["result_hash"]
        assert platform.get("/health/ready").json()["parts"]["neo4j"]["answers"]


def test_the_linker_tries_again_what_a_hung_neo4j_did_not_take(
    own_servers: LocalServers, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, own_servers.started("neo4j"))
    log = tmp_path / "log"
    quick = {"TRUYXUAT_LINK_ANSWER_SECONDS_MAX": "1"}
    with recorded(settings, 20) as database, linker(settings, log, **quick) as process:
        stands_at(settings, 20)

        with own_servers.frozen("neo4j"):
            captured(database, 20, 50)
            until(lambda: "did not answer within 1 s" in log.read_text(), "its word")
            assert process.poll() is None

        stands_at(settings, 50)
        with neo4j_of(settings) as neo4j:
            assert compare(database, graph_in(neo4j, settings)).equal


def test_an_address_that_takes_connections_and_says_nothing_is_no_neo4j(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings = settings_of(tmp_path, f"bolt://127.0.0.1:{mute.getsockname()[1]}")
        with platform_on(settings) as platform, seconds_at_most(8):
            from_the_record(platform)


def test_a_question_that_takes_too_long_is_ended_in_neo4j_as_well(neo4j_url: str) -> None:
    asked = (
        "UNWIND range(1, 1000000000) AS n WITH n WHERE n % 7 = 3 RETURN count(n) AS slow"
    )
    running = (
        "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery = $asked RETURN count(*)"
    )
    neo4j, patient = open_neo4j(neo4j_url, answer_seconds_max=0.5), open_neo4j(neo4j_url)
    try:
        with pytest.raises(Unavailable, match=r"did not answer within 0.5 s|terminated"):
            neo4j.read(lambda reading: reading.run(asked).single(strict=True))

        def ended() -> bool:
            with patient.session() as session:
                found = session.run(running, asked=asked).single(strict=True)
            return bool(found[0] == 0)

        until(ended, "the end of the question")
    finally:
        neo4j.close()
        patient.close()
