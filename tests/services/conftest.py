"""A platform of one's own for each test: an empty record in a file, and HTTP to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import document
from tests.services.querying import HARVEST, MAKING, PACKING, SHIPPING
from truyxuat.services.app import create_app
from truyxuat.services.database import Database, open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
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
