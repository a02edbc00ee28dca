"""Readiness says which part is behind, by how many events and since when."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import document, event
from tests.services.observed import metrics
from tests.services.unlinked import record_unlinked
from truyxuat.services.app import create_app
from truyxuat.services.database import Database, open_database
from truyxuat.services.instants import written
from truyxuat.services.observing.readiness import State, readiness
from truyxuat.services.observing.record_parts import follower, graph_part, record_part
from truyxuat.services.observing.standing import Part, Parts, Standing
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


def test_a_platform_that_keeps_up_is_ready(trade: TestClient) -> None:
    answer = trade.get("/health/ready")

    even = {
        "ok": True,
        "needed": True,
        "answers": True,
        "position": 4,
        "behind_events": 0,
        "behind_since": None,
        "behind_seconds": 0.0,
        "parked_messages": None,
        "detail": "",
    }
    assert answer.status_code == 200
    assert answer.json() == {"state": "ok", "parts": {"record": even, "graph": even}}


def test_a_graph_that_is_behind_is_told_with_how_many_events_and_since_when(
    trade: TestClient, settings: Settings
) -> None:
    first, then = datetime.now(UTC) - timedelta(hours=2), datetime.now(UTC)
    other = open_database(settings)
    record_unlinked(other, 1, 2, recorded=first)
    record_unlinked(other, 3, recorded=then)
    other.close()

    answer = trade.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["state"] == "degraded"
    parts = answer.json()["parts"]
    assert (parts["record"]["ok"], parts["record"]["position"]) == (True, 7)
    graph = parts["graph"]
    assert (graph["ok"], graph["answers"], graph["position"]) == (False, True, 4)
    assert (graph["behind_events"], graph["behind_since"]) == (3, written(first))
    assert 7_200 <= graph["behind_seconds"] < 7_260


def test_the_next_capture_catches_up_and_all_is_well_again(
    trade: TestClient, settings: Settings
) -> None:
    other = open_database(settings)
    record_unlinked(other, 1, recorded=datetime.now(UTC) - timedelta(hours=2))
    other.close()

    trade.post("/capture", json=document(event(2)))

    assert trade.get("/health/ready").json()["state"] == "ok"


def test_positions_are_read_when_they_are_scraped(
    trade: TestClient, settings: Settings
) -> None:
    other = open_database(settings)
    record_unlinked(other, 1, 2, 3, recorded=NOW)
    other.close()

    found = metrics(trade)

    assert found["truyxuat_record_position"] == 7
    assert found["truyxuat_graph_position{store=record}"] == 4


def test_a_short_delay_is_told_and_worries_nobody(database: Database) -> None:
    record_unlinked(database, 1, recorded=NOW - timedelta(seconds=20))

    parts = Parts([record_part(database), graph_part(database)])
    found = readiness(parts, NOW, behind_seconds_max=30)
    late = readiness(parts, NOW, behind_seconds_max=10)

    assert (found.state, late.state) == (State.OK, State.DEGRADED)
    assert found.parts[1].standing.behind_events == 1
    assert found.parts[1].behind_seconds == 20


def test_a_record_that_does_not_answer_makes_the_platform_unavailable(
    file_settings: Settings, tmp_path: Path
) -> None:
    with TestClient(create_app(file_settings)) as platform:
        platform.app.state.database.close()  # type: ignore[attr-defined]  # ours, not any ASGI app
        (tmp_path / "record.db").write_bytes(b"no database at all" * 100)
        for file in tmp_path.glob("record.db-*"):
            os.remove(file)
        answer = platform.get("/health/ready", headers={"X-Request-ID": "probe-1"})
        alive = platform.get("/health/live")
        scraped = platform.get("/metrics")

    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "epcisException:ImplementationException"
    assert problem["state"] == "unavailable"
    assert problem["requestId"] == "probe-1"
    assert problem["parts"]["record"]["answers"] is False
    assert problem["detail"].startswith("record: The file of the record is no SQLite")
    assert (alive.status_code, alive.json()) == (200, {"state": "ok"})
    assert scraped.status_code == 200
    assert "truyxuat_record_position" not in scraped.text


def test_the_published_examples_of_readiness_have_the_shape_of_real_answers(
    trade: TestClient,
) -> None:
    description = trade.get("/openapi.json").json()
    responses = description["paths"]["/health/ready"]["get"]["responses"]
    examples = responses["200"]["content"]["application/json"]["examples"]
    refused = responses["503"]["content"]["application/problem+json"]["example"]

    real = trade.get("/health/ready").json()

    shown = [*(each["value"] for each in examples.values()), refused]
    assert [each["state"] for each in shown] == ["ok", "degraded", "unavailable"]
    graph = real["parts"]["graph"]
    for each in shown:
        # FastAPI leaves out of a published example what is null.
        told = set(each["parts"]["graph"])
        assert set(each) >= set(real)
        assert set(graph) >= told >= {"ok", "needed", "answers", "behind_events", "detail"}


@pytest.fixture
def down() -> Part:
    """A graph server that is away and that nobody needs at once."""

    def refuse() -> Standing:
        raise Unavailable("Neo4j does not answer at bolt://127.0.0.1:7687.")

    return Part("neo4j", refuse, needed=False)


def test_a_platform_whose_neo4j_is_down_stays_ready_and_says_so(
    database: Database, down: Part
) -> None:
    found = readiness(Parts([record_part(database), down]), NOW, behind_seconds_max=60)

    assert (found.state, found.status) == (State.DEGRADED, 200)
    told = found.json()["parts"]["neo4j"]
    assert (told["ok"], told["answers"], told["position"]) == (False, False, None)
    assert told["detail"] == "Neo4j does not answer at bolt://127.0.0.1:7687."


def test_a_follower_is_asked_for_its_own_position(database: Database) -> None:
    record_unlinked(database, 1, 2, 3, recorded=NOW)

    neo4j = follower("neo4j", database, lambda _session: 1, needed=False)

    standing = neo4j.look()
    assert (standing.position, standing.behind_events) == (1, 2)
    assert standing.behind_since == NOW


@pytest.fixture
def hanging() -> Iterator[Part]:
    """A part that never comes back while it is being looked at."""
    end = threading.Event()
    looks = []

    def hang() -> Standing:
        looks.append(1)
        assert len(looks) == 1, "it is looked at once, however often it is asked for"
        end.wait()
        return Standing(answers=True)

    yield Part("kafka", hang, needed=False)
    end.set()


def test_a_part_that_hangs_holds_up_neither_the_answer_nor_the_others(
    database: Database, hanging: Part
) -> None:
    parts = Parts([record_part(database), hanging], seconds_max=0.2)

    first, second = parts.look(), parts.look()

    assert first == second
    assert first["record"] == Standing(answers=True, position=0)
    assert first["kafka"].detail == "It did not answer within 0.2 s."


def test_messages_kept_aside_are_told_and_scraped(database: Database) -> None:
    part = record_part(database, parked_messages=lambda _session: 3)

    found = readiness(Parts([part]), NOW, behind_seconds_max=60)

    assert found.json()["parts"]["record"]["parked_messages"] == 3


def test_openmetrics_is_answered_to_who_accepts_it(platform: TestClient) -> None:
    plain = platform.get("/metrics")
    asked = platform.get(
        "/metrics",
        headers={"Accept": "application/openmetrics-text;version=1.0.0,*/*;q=0.1"},
    )

    assert plain.headers["Content-Type"].startswith("text/plain; version=")
    assert asked.headers["Content-Type"].startswith("application/openmetrics-text")
    assert asked.text.endswith("# EOF\n")
    assert not plain.text.endswith("# EOF\n")
    assert "_created" not in plain.text + asked.text
