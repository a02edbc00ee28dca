"""A platform of one's own for each test: an empty record, and HTTP to it.

Every test that asks for a record runs on both engines: a SQLite file, and a database of a
real PostgreSQL server, emptied for each of them. A module that asks the record nothing which
two engines could answer differently says ``ON_EVERY_ENGINE = False`` and runs on a file only.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import document
from tests.services.querying import HARVEST, MAKING, PACKING, SHIPPING
from tests.services.recall_record import keep_story
from tests.services.remembered import RememberedStories
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


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty record in a SQLite file, to be copied: to make its tables takes long."""
    file = tmp_path_factory.mktemp("made") / "record.db"
    made = open_database(Settings(database_url=f"sqlite:///{file}"))
    migrate(made)
    made.close()
    return file


@pytest.fixture
def record_file(made_file: Path, tmp_path: Path) -> str:
    """Where an empty record is, in a SQLite file of one's own."""
    return f"sqlite:///{shutil.copy(made_file, tmp_path / 'record.db')}"


@pytest.fixture
def record_url(request: pytest.FixtureRequest) -> str:
    """Where an empty record is, on each engine."""
    if request.param == "sqlite":
        file: str = request.getfixturevalue("record_file")
        return file
    reused: ReusedDatabase = request.getfixturevalue("reused")
    return reused.emptied()


@pytest.fixture(scope="session")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> RememberedStories:
    """Stories to be laid down in an empty record."""
    return RememberedStories(tmp_path_factory.mktemp("stories"))


@pytest.fixture
def settings(record_url: str) -> Settings:
    return Settings(database_url=record_url)


@pytest.fixture
def file_settings(record_file: str) -> Settings:
    """A record in a SQLite file, for what only a file can suffer."""
    return Settings(database_url=record_file)


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


@pytest.fixture
def chayote(settings: Settings, remembered: RememberedStories) -> Iterator[TestClient]:
    """A platform that holds the chayote story, as it was captured over HTTP."""
    remembered.told("chayote", settings, _captured_chayote)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def _captured_chayote(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        keep_story(client)
