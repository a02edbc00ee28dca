"""A platform of one's own for each test: an empty record, and HTTP to it.

Every test that asks for a record runs on both engines: a SQLite file, and a database of a
real PostgreSQL server, emptied for each of them. A module that asks the record nothing which
two engines could answer differently says ``ON_EVERY_ENGINE = False`` and runs on a file only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import document
from tests.services.querying import HARVEST, MAKING, PACKING, SHIPPING
from tests.services.reused_database import ReusedDatabase, reused_database
from truyxuat.services.app import create_app
from truyxuat.services.database import Database, open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.live)]


@pytest.fixture(scope="session")
def reused(postgresql_url: str) -> Iterator[ReusedDatabase]:
    """The PostgreSQL database of all tests that do not need one of their own."""
    with reused_database(postgresql_url) as database:
        yield database


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the engines of a test that asks for a record."""
    if "record_url" not in metafunc.fixturenames:
        return
    marks = metafunc.definition.iter_markers("parametrize")
    if any(mark.args[0] == "record_url" for mark in marks):
        return  # it chose them itself
    every = getattr(metafunc.module, "ON_EVERY_ENGINE", True)
    metafunc.parametrize("record_url", ENGINES if every else ENGINES[:1], indirect=True)


@pytest.fixture
def record_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty record is, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record.db'}"
    reused: ReusedDatabase = request.getfixturevalue("reused")
    return reused.emptied()


@pytest.fixture
def settings(record_url: str) -> Settings:
    return Settings(database_url=record_url)


@pytest.fixture
def file_settings(tmp_path: Path) -> Settings:
    """A record in a SQLite file, for what only a file can suffer."""
    return Settings(database_url=f"sqlite:///{tmp_path / 'record.db'}")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An empty record, its tables made."""
    opened = open_database(settings)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def platform(settings: Settings) -> Iterator[TestClient]:
    """The whole platform over HTTP; an error inside is a 500, as for any caller."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def trade(platform: TestClient) -> TestClient:
    """A platform that holds four events of four kinds."""
    sent = platform.post("/capture", json=document(HARVEST, SHIPPING, PACKING, MAKING))
    assert sent.json()["recordedCount"] == 4
    return platform
