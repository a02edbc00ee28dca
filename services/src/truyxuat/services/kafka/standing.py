"""How Kafka stands for a process: does a broker listen, and how many messages wait?

A connection is opened and closed and nothing is asked: a client of its own for every look would
cost more than the look is worth, and the one that works in this process belongs to its thread.
"""

from __future__ import annotations

import socket
from collections.abc import Callable

from truyxuat.services.observing.standing import LOOK_SECONDS_MAX, Part, Standing
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable


def kafka_part(
    settings: Settings, *, needed: bool, waiting: Callable[[], int] = lambda: 0
) -> Part:
    """The brokers, and the messages of the partner topic that are not yet stored."""
    servers = [each.strip() for each in settings.kafka_servers.split(",") if each.strip()]
    each_seconds = LOOK_SECONDS_MAX / 2 / max(len(servers), 1)

    def look() -> Standing:
        if not any(_listens(each, each_seconds) for each in servers):
            raise Unavailable(f"No broker listens at {', '.join(servers)}.")
        return Standing(answers=True, behind_events=waiting())

    return Part("kafka", look, needed=needed)


def _listens(server: str, seconds_max: float) -> bool:
    host, _, port = server.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=seconds_max):
            return True
    except (OSError, ValueError):
        return False
