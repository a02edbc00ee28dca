"""A developer's servers answer real clients, and keep what they took in through a kill."""

from __future__ import annotations

import psycopg
import pytest

from tests.live_servers import LocalServers, psycopg_url

pytestmark = pytest.mark.live


def test_postgresql_keeps_what_was_committed_through_a_kill(
    own_servers: LocalServers,
) -> None:
    url = psycopg_url(own_servers.started("postgresql"))
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE lots (gtin text, lot text)")
        connection.execute("INSERT INTO lots VALUES ('09521234001010', 'Lô 1')")

    own_servers.kill("postgresql")
    own_servers.start("postgresql")

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT * FROM lots").fetchall() == [
            ("09521234001010", "Lô 1")
        ]
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
