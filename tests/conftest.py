"""Real servers for every test that asks for one."""

import os

from tests.live_servers import (
    fresh_postgresql,
    kafka_servers,
    local_servers,
    neo4j_url,
    own_servers,
    postgresql_url,
    pytest_configure,
)

# A width that the runner of several workers exports would become that of every console.
os.environ.pop("COLUMNS", None)

__all__ = [
    "fresh_postgresql",
    "kafka_servers",
    "local_servers",
    "neo4j_url",
    "own_servers",
    "postgresql_url",
    "pytest_configure",
]
