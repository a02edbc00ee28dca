"""Answers with a Neo4j beside the record are the record's own, late, down or half-way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.live.neo4j_trade import link, platform_on, settings_of, traced
from tests.live_servers import LocalServers
from tests.services.documents import body, declared_wrong, event
from tests.services.recall_record import drafted
from truyxuat.services.settings import Settings

pytestmark = pytest.mark.live

LOTS = ("L1", "L3", "TBV-07")
DOWN = "The graph database does not answer; the record did."


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The same story where there is no Neo4j."""
    settings = settings_of(tmp_path_factory.mktemp("embedded"), "")
    with platform_on(settings) as platform:
        yield platform


@pytest.fixture
def settings(neo4j_url: str, tmp_path: Path) -> Settings:
    return settings_of(tmp_path, neo4j_url)


def alike(one: TestClient, other: TestClient) -> None:
    for lot in LOTS:
        for direction in ("forward", "back"):
            for mode in ("certain", "possible"):
                asked = {
                    "direction": direction,
                    "mode": mode,
                    "as_of": "2026-09-30T00:00:00Z",
                }
                left, right = traced(one, lot, **asked), traced(other, lot, **asked)
                assert left["result_hash"] == right["result_hash"], (lot, asked)


def test_neo4j_gives_the_answer_of_the_record_and_says_that_it_did(
    settings: Settings, embedded: TestClient
) -> None:
    with platform_on(settings) as platform:
        link(platform, settings)

        alike(platform, embedded)
        answer = traced(platform, "L1")
        assert (answer["answered_from"], answer["answered_because"]) == ("graph", None)
        assert answer["linked_to"] == answer["recorded_to"] == 66
        assert traced(embedded, "L1")["answered_from"] == "record"
        recall = drafted(platform, "TBV-07")["answer"]
        assert recall["answered_from"] == "graph"
        assert recall["result_hash"] == drafted(embedded, "TBV-07")["answer"]["result_hash"]
        found = platform.get("/lookup", params={"code": "(01)09521234001010(10)L1"}).json()
        assert (found["answeredFrom"], found["answeredBecause"]) == ("graph", None)


def test_a_neo4j_that_is_behind_is_overlaid_with_what_the_record_has_more(
    settings: Settings, embedded: TestClient
) -> None:
    with platform_on(settings) as platform:
        assert link(platform, settings, most=30) == 30

        alike(platform, embedded)
        answer = traced(platform, "L1")
        assert answer["answered_from"] == "graph"
        assert answer["linked_to"] == answer["recorded_to"] == 66
        assert answer["answered_because"] == (
            "The graph had followed the record to position 30 of 66; the record added the rest."
        )


def test_an_error_declaration_counts_before_neo4j_has_heard_of_it(
    settings: Settings,
) -> None:
    item = "https%3A%2F%2Fid.gs1.org%2F01%2F09521234001010%2F21%2F3"
    with platform_on(settings, story=False) as platform:
        platform.post("/capture", content=body(event(3)), headers=JSON)
        link(platform, settings)
        platform.post("/capture", content=body(declared_wrong(event(3))), headers=JSON)

        answer = platform.get(f"/trace/{item}").json()
        assert answer["answered_from"] == "graph"
        assert answer["events"] == []


JSON = {"Content-Type": "application/json"}


def test_with_neo4j_down_everything_goes_on_from_the_record_and_says_so(
    own_servers: LocalServers, tmp_path: Path, embedded: TestClient
) -> None:
    settings = settings_of(tmp_path, own_servers.started("neo4j"))
    with platform_on(settings) as platform:
        link(platform, settings)
        assert traced(platform, "L1")["answered_from"] == "graph"

        own_servers.kill("neo4j")

        alike(platform, embedded)
        answer = traced(platform, "L1")
        assert (answer["answered_from"], answer["answered_because"]) == ("record", DOWN)
        assert drafted(platform, "TBV-07")["answer"]["answered_because"] == DOWN
        found = platform.get("/lookup", params={"code": "(01)09521234001010(10)L1"}).json()
        assert (found["answeredFrom"], found["answeredBecause"]) == ("record", DOWN)
        sent = platform.post("/capture", content=body(event(3)), headers=JSON)
        assert sent.status_code == 202
