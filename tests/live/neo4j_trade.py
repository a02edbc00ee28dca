"""The chayote story on a platform that has a Neo4j beside its record."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.services.recall_record import database_of, keep_story, key
from truyxuat.graph import Neo4j, Neo4jGraph, open_neo4j
from truyxuat.services.app import create_app
from truyxuat.services.database import Database
from truyxuat.services.following import Follower, table_log
from truyxuat.services.settings import Settings

Json = dict[str, Any]  # the JSON of an answer


def settings_of(folder: Path, url: str) -> Settings:
    """A record of one's own, and a log of its own in that Neo4j; no url: no Neo4j."""
    return Settings(
        database_url=f"sqlite:///{folder / f'{uuid.uuid4().hex}.db'}",
        graph_url=url,
        graph_log=f"test-{uuid.uuid4().hex}",
    )


@contextmanager
def platform_on(settings: Settings, *, story: bool = True) -> Iterator[TestClient]:
    """The platform over HTTP, with the story captured."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        if story:
            keep_story(client)
        yield client


@contextmanager
def neo4j_of(settings: Settings) -> Iterator[Neo4j]:
    """The Neo4j of the settings, for a writer."""
    neo4j = open_neo4j(settings.graph_url, retry_seconds_max=1)
    try:
        yield neo4j
    finally:
        neo4j.close()


def graph_in(neo4j: Neo4j, settings: Settings) -> Neo4jGraph:
    return Neo4jGraph(neo4j, settings.graph_log)


def link(platform: TestClient, settings: Settings, *, most: int | None = None) -> int:
    """Let the linker follow the whole record, or so many events of it; where it stands."""
    with neo4j_of(settings) as neo4j:
        return followed(database_of(platform), neo4j, settings, most=most)


def followed(
    database: Database, neo4j: Neo4j, settings: Settings, *, most: int | None = None
) -> int:
    follower = Follower(
        neo4j, settings.graph_log, table_log(database), batch_events_max=most or 20
    )
    while follower.step() and most is None:
        pass
    return follower.position


def traced(platform: TestClient, lot: str, **asked: str) -> Json:
    answer = platform.get(f"/trace/{key(lot).replace('/', '%2F')}", params=asked)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found
