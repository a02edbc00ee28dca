"""Real servers for every test that asks for one, an order, and laws tried without a clock."""

import os

from hypothesis import settings

from tests.live_servers import (
    fresh_postgresql,
    kafka_servers,
    local_servers,
    neo4j_url,
    own_servers,
    postgresql_url,
    pytest_configure,
)
from tests.running_order import pytest_collection_modifyitems

# A width that the runner of several workers exports would become that of every console.
os.environ.pop("COLUMNS", None)

# How long an example takes says more of a busy machine than of the law it tries.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

__all__ = [
    "fresh_postgresql",
    "kafka_servers",
    "local_servers",
    "neo4j_url",
    "own_servers",
    "postgresql_url",
    "pytest_collection_modifyitems",
    "pytest_configure",
]
