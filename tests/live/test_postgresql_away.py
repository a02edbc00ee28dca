"""The server of the record goes away and comes back under a running platform."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.live_servers import LocalServers
from tests.services.documents import document, event
from truyxuat.services.app import create_app
from truyxuat.services.settings import Settings


@pytest.mark.live
def test_a_platform_outlives_the_server_of_its_record(own_servers: LocalServers) -> None:
    settings = Settings(database_url=own_servers.started("postgresql"))

    with TestClient(create_app(settings), raise_server_exceptions=False) as platform:
        before = platform.post("/capture", json=document(event(1)))
        own_servers.kill("postgresql")
        away = platform.post("/capture", json=document(event(2)))
        asked = platform.get("/events")
        own_servers.start("postgresql")
        after = platform.post("/capture", json=document(event(1), event(2)))

    assert before.json()["recordedCount"] == 1
    assert away.status_code == asked.status_code == 503
    assert (
        away.json()["detail"] == "No database server listens at the address of the record."
    )
    assert after.json()["recordedCount"] == 1
    assert after.json()["duplicateCount"] == 1
