"""Real servers for every test that asks for one."""

from tests.live_servers import (
    fresh_postgresql,
    kafka_servers,
    local_servers,
    neo4j_url,
    own_servers,
    postgresql_url,
)

__all__ = [
    "fresh_postgresql",
    "kafka_servers",
    "local_servers",
    "neo4j_url",
    "own_servers",
    "postgresql_url",
]
