"""Events per second from the broker to the commit, in documents and one by one, on both engines.

Ours does the whole job: message checked, events hashed, compared, recorded, indexed and linked,
outcome of each message and offsets in the same transaction. The naive consumer does what a first
attempt does: the Python checksum, one message at a time, row after row into two tables, a commit
for each message, then the offset to the broker; it checks, hashes and links nothing.

The clock runs from the moment all messages lie in the broker and a worker has its partitions to
the commit of the last one. Where the worker's own time goes is printed beside it: CPU seconds
of the whole process per 1,000 events.
"""

from __future__ import annotations

import itertools
import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from kafka.record import default_records, util
from sqlalchemy import Engine, create_engine, text

from tests.benchmarks.harvest import event
from tests.benchmarks.rounds import ROUNDS, Timing, table
from tests.live_servers import new_database, servers_in_a_new_home
from truyxuat.services.database import open_database
from truyxuat.services.kafka.connecting import consuming, producing
from truyxuat.services.kafka.intake import working
from truyxuat.services.kafka.topics import create_topics
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

EVENTS = 5_000
NAIVE_EVENTS = 500
PER_DOCUMENT = 100
PARTITIONS = 4
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

Way = Callable[[Settings], tuple[float, float]]
"""Takes messages in; seconds on the clock and of the processor."""


def run() -> str:
    """Take the same events in by every way, interleaved, each time from a new topic."""
    with ExitStack() as stack:
        servers = stack.enter_context(servers_in_a_new_home())
        folder = Path(stack.enter_context(TemporaryDirectory()))
        broker = servers.started("kafka")
        postgresql = servers.started("postgresql")
        files = (f"sqlite:///{folder / str(number)}.db" for number in itertools.count())
        databases = _new_databases(stack, postgresql)
        ways: dict[str, tuple[Iterator[str], Way, int]] = {}
        for engine, urls in (("SQLite", files), ("PostgreSQL", databases)):
            ways |= {
                f"{engine}, documents of {PER_DOCUMENT}": (urls, _documents, EVENTS),
                f"{engine}, single events": (urls, _single, EVENTS),
                f"{engine}, naive, single events": (urls, _naive, NAIVE_EVENTS),
            }
        wall: dict[str, list[float]] = {name: [] for name in ways}
        cpu: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(ROUNDS + 1):
            for name, (urls, way, events) in ways.items():
                seconds, worked = way(_settings(broker, next(urls)))
                if number > 0:  # the first round warms up
                    wall[name].append(seconds / events)
                    cpu[name].append(worked / events)
    timings = [Timing(name, tuple(seconds)) for name, seconds in wall.items()]
    lines = [
        table("Broker to commit, events of 10 objects", timings, amount=1, unit="events"),
        "CPU seconds of the worker per 1,000 events:",
        *(
            f"  {name:<44}{1000 * Timing(name, tuple(worked)).median:>10.2f}"
            for name, worked in cpu.items()
        ),
    ]
    return "\n".join(lines)


def _new_databases(stack: ExitStack, server: str) -> Iterator[str]:
    while True:
        yield stack.enter_context(new_database(server))


def _settings(broker: str, url: str) -> Settings:
    name = uuid.uuid4().hex[:8]
    settings = Settings(
        database_url=url,
        kafka_servers=broker,
        kafka_partner_topic=f"partner-{name}",
        kafka_recorded_topic=f"recorded-{name}",
        kafka_parked_topic=f"parked-{name}",
        kafka_group=f"group-{name}",
    )
    create_topics(settings, partitions=PARTITIONS, replication=1)
    return settings


def _documents(settings: Settings) -> tuple[float, float]:
    bodies = [
        json.dumps(
            {
                "@context": [CONTEXT],
                "type": "EPCISDocument",
                "schemaVersion": "2.0",
                "creationDate": "2026-03-01T00:00:00Z",
                "epcisBody": {
                    "eventList": [event(first + each) for each in range(PER_DOCUMENT)]
                },
            }
        ).encode()
        for first in range(0, EVENTS, PER_DOCUMENT)
    ]
    return _taken_in(settings, bodies)


def _single(settings: Settings) -> tuple[float, float]:
    return _taken_in(settings, _singles(EVENTS))


def _singles(events: int) -> list[bytes]:
    return [
        json.dumps({"@context": [CONTEXT], **event(number)}).encode()
        for number in range(events)
    ]


def _taken_in(settings: Settings, bodies: list[bytes]) -> tuple[float, float]:
    database = open_database(settings)
    migrate(database)
    with working(database, settings) as worker:
        while len(worker.reading()) < PARTITIONS:
            worker.step(lambda: False)
        _send(settings, bodies)
        clock = _Clock()
        messages = events = 0
        while messages < len(bodies):
            counts = worker.step(lambda: False)
            messages, events = messages + counts.messages, events + counts.events
        took = clock.read()
    database.close()
    assert events == EVENTS, f"{events} of {EVENTS} events were recorded"
    return took


def _naive(settings: Settings) -> tuple[float, float]:
    engine = create_engine(
        settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    )
    _make_naive_tables(engine)
    topic, group = settings.kafka_partner_topic, settings.kafka_group
    with (
        consuming(settings, group_id=group, auto_offset_reset="earliest") as consumer,
        patch.object(default_records, "calc_crc32c", util.crc32c_py),
    ):
        consumer.subscribe([topic])
        while len(consumer.assignment()) < PARTITIONS:
            consumer.poll(timeout_ms=100)
        _send(settings, _singles(NAIVE_EVENTS))
        clock = _Clock()
        for position in range(NAIVE_EVENTS):
            _record_naively(engine, position, json.loads(next(consumer).value))
            consumer.commit()
        took = clock.read()
    engine.dispose()
    return took


def _record_naively(engine: Engine, position: int, sent: dict[str, list[str]]) -> None:
    insert_event = text("INSERT INTO naive_event VALUES (:position, :id, :body)")
    insert_link = text("INSERT INTO naive_link VALUES (:object, :position)")
    with engine.begin() as connection:
        connection.execute(
            insert_event,
            {"position": position, "id": sent["eventID"], "body": json.dumps(sent)},
        )
        for epc in sent["epcList"]:
            connection.execute(insert_link, {"object": epc, "position": position})


def _make_naive_tables(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA synchronous = FULL")
        connection.execute(
            text(
                "CREATE TABLE naive_event (position BIGINT PRIMARY KEY,"
                " event_id TEXT UNIQUE, body TEXT)"
            )
        )
        connection.execute(
            text(
                "CREATE TABLE naive_link (object TEXT, position BIGINT,"
                " PRIMARY KEY (object, position))"
            )
        )


def _send(settings: Settings, bodies: list[bytes]) -> None:
    with producing(settings) as producer:
        for number, body in enumerate(bodies):
            producer.send(
                settings.kafka_partner_topic, value=body, key=str(number).encode()
            )


class _Clock:
    """Time on the wall and of this process's threads."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Seconds since it was made."""
        return time.perf_counter() - self._wall, time.process_time() - self._cpu
