"""A platform whose PostgreSQL was killed says so at once, and recovers by itself."""

from __future__ import annotations

import time

import pytest
from fastapi.testclient import TestClient

from tests.live_servers import LocalServers
from tests.services.documents import document, event
from tests.services.observed import events_by_outcome, metrics
from truyxuat.services.app import create_app
from truyxuat.services.settings import Settings

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("sockets_left_open")]


def test_a_record_that_was_killed_makes_the_platform_unavailable_until_it_is_back(
    own_servers: LocalServers,
) -> None:
    url = own_servers.started("postgresql")

    with TestClient(create_app(Settings(database_url=url))) as platform:
        platform.post("/capture", json=document(event(1), event(2)))
        own_servers.kill("postgresql")
        asked = time.monotonic()
        down = platform.get("/health/ready")
        waited = time.monotonic() - asked
        refused = platform.post("/capture", json=document(event(3)))
        scraped = metrics(platform)
        own_servers.start("postgresql")
        back = platform.get("/health/ready")
        platform.post("/capture", json=document(event(3)))
        counted = events_by_outcome(platform)

    assert (down.status_code, down.json()["state"]) == (503, "unavailable")
    assert down.json()["parts"]["record"]["detail"]
    assert waited < 4
    assert refused.status_code == 503
    assert "truyxuat_record_position" not in scraped
    assert (back.status_code, back.json()["parts"]["record"]["position"]) == (200, 2)
    assert counted == {"recorded": 3, "refused": 1}
