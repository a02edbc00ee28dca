"""A small trade over a real broker: topics of one's own, messages into them, workers on them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.services.documents import Event, body
from truyxuat.services.database import Database, open_database
from truyxuat.services.kafka.connecting import administering, producing
from truyxuat.services.kafka.intake import Worker, working
from truyxuat.services.kafka.tables import Outcome
from truyxuat.services.kafka.taking_in import IntakeCounts, outcomes
from truyxuat.services.settings import Settings

WAIT_SECONDS_MAX = 60
Header = tuple[str, bytes]
NOT_JSON = b'{"type": '


def send(
    settings: Settings,
    bodies: Sequence[bytes],
    *,
    headers: Sequence[Header] = (),
    partition: int | None = None,
) -> None:
    """Send these to the partner topic, each with a key of its own, and wait for the broker."""
    with producing(settings) as producer:
        for number, sent in enumerate(bodies):
            producer.send(
                settings.kafka_partner_topic,
                value=sent,
                key=str(number).encode(),
                headers=list(headers),
                partition=partition,
            )
        producer.flush()


def documents(events: Sequence[Event]) -> list[bytes]:
    """A document for each of these."""
    return [body(each) for each in events]


def counted(database: Database, settings: Settings) -> tuple[int, int, int]:
    """Messages stored, duplicate, parked, as the record has them."""
    with database.reading() as session:
        found = outcomes(session, settings.kafka_partner_topic)
    return found[Outcome.STORED], found[Outcome.DUPLICATE], found[Outcome.PARKED]


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; fail with its name if it does not."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        assert time.monotonic() < deadline, f"waited {WAIT_SECONDS_MAX} s for {what}"
        time.sleep(0.05)


def take_all(database: Database, settings: Settings, messages: int) -> IntakeCounts:
    """Take in with one worker until so many messages are accounted for."""
    total = IntakeCounts()
    with working(database, settings) as worker:
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while total.messages < messages and time.monotonic() < deadline:
            total += worker.step(lambda: False)
    return total


class Running:
    """A worker in a thread of its own, on its own connection to the record."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.total = IntakeCounts()
        self.worker: Worker | None = None
        self.error: BaseException | None = None
        self._asked = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> Running:
        """Begin, and wait until it has joined the group."""
        self._thread.start()
        until(lambda: self.error is not None or bool(self.reading()), "a worker to join")
        return self

    def reading(self) -> frozenset[int]:
        """The partitions it reads now."""
        return frozenset() if self.worker is None else self.worker.reading()

    def trouble(self) -> str | None:
        """Why it is waiting for the record, while it is."""
        return None if self.worker is None else self.worker.trouble

    def stop(self) -> None:
        """Ask it to end and wait until it has."""
        self._asked.set()
        self._thread.join(WAIT_SECONDS_MAX)
        if self.error is not None:
            raise self.error

    def _run(self) -> None:
        database = open_database(self.settings)
        try:
            with working(database, self.settings) as worker:
                self.worker = worker
                while not self._asked.is_set():
                    self.total += worker.step(self._asked.is_set)
        except (AssertionError, OSError, RuntimeError, ValueError) as error:
            self.error = error
        finally:
            database.close()


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    """A worker that is stopped at the end."""
    worker = Running(settings).start()
    try:
        yield worker
    finally:
        worker.stop()


@contextmanager
def process(settings: Settings, *command: str) -> Iterator[subprocess.Popen[str]]:
    """A `truyxuat` command in a process of its own; killed at the end if it still runs."""
    started = subprocess.Popen(
        [sys.executable, "-m", "truyxuat.services", *command],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def environment(settings: Settings) -> dict[str, str]:
    """The settings as the environment of a process."""
    named = {
        f"TRUYXUAT_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_unset=True).items()
    }
    return {**os.environ, **named, "COLUMNS": "1000"}


def members(settings: Settings) -> int:
    """How many workers the group has, as the broker knows it."""
    return len(_group(settings)["members"])


def settled_members(settings: Settings) -> int:
    """How many workers share the partitions; 0 while they are being shared out anew."""
    group = _group(settings)
    return len(group["members"]) if group["group_state"] == "Stable" else 0


def _group(settings: Settings) -> dict[str, Any]:  # Any: kafka-python is untyped
    with administering(settings) as admin:
        return dict(admin.describe_groups([settings.kafka_group])[settings.kafka_group])
