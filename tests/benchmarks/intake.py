"""Events per second from the broker to the commit: our workers, a naive consumer, bare COPY.

Ours does the whole job: message checked, events hashed, compared, recorded, indexed and linked,
outcome of each message and offsets in the same transaction. Its workers are `truyxuat intake`
processes, stopped (SIGSTOP) while the messages are sent, so that the clock runs from the moment
all messages lie in the broker and every worker has its partitions to the commit of the last one.

The naive consumer does what a first attempt does: the Python checksum, one message at a time, row
after row into two tables, a commit for each message, then the offset to the broker; it checks,
hashes and links nothing. Bare COPY is the floor: the same batches as ours, parsed as JSON, copied
to temporary tables and on into three tables with 8-byte keys, nothing checked.

The two that the target compares, documents to two workers and bare COPY, take a long stream, so
that beginning and end weigh little; the others a shorter one.

Where the time goes is printed beside it: CPU seconds per 1,000 events of the workers and of the
server of the record, and the most memory that one worker held.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import psycopg
from kafka.errors import CoordinatorNotAvailableError
from kafka.record import default_records, util
from sqlalchemy import Engine, create_engine, text

from tests.benchmarks.capture_postgresql import TABLES, copy_bare
from tests.benchmarks.harvest import event
from tests.benchmarks.processes import Clock, Taken
from tests.benchmarks.rounds import ROUNDS, Timing, table
from tests.live.kafka_trade import process, settled_members
from tests.live_servers import new_database, psycopg_url, servers_in_a_new_home
from truyxuat.services.database import Database, open_database
from truyxuat.services.kafka.connecting import Client, consuming, producing
from truyxuat.services.kafka.topics import create_topics
from truyxuat.services.migrating import migrate
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings

EVENTS = 60_000
FEWER_EVENTS = 20_000
NAIVE_EVENTS = 500
PER_DOCUMENT = 100
PARTITIONS = 4
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

BARE_MESSAGES_PER_BATCH = 50
POLL_SECONDS = 0.1
"""Rare: whoever asks how far the record is takes its time on the same two cores."""
JOIN_SECONDS_MAX = 60

Way = Callable[[Settings, int], Taken]
"""Takes so many events in."""


def run() -> str:
    """Take the same events in by every way, interleaved, each time from a new topic."""
    with ExitStack() as stack:
        servers = stack.enter_context(servers_in_a_new_home())
        folder = Path(stack.enter_context(TemporaryDirectory()))
        broker = servers.started("kafka")
        postgresql = servers.started("postgresql")
        files = (f"sqlite:///{folder / str(number)}.db" for number in itertools.count())
        databases = _new_databases(stack, postgresql)
        ways: dict[str, tuple[Iterator[str], Way, int]] = {
            "PostgreSQL, documents, 2 workers": (databases, _documents(2), EVENTS),
            "PostgreSQL, documents, 1 worker": (databases, _documents(1), FEWER_EVENTS),
            "PostgreSQL, single events, 2 workers": (databases, _single(2), FEWER_EVENTS),
            "PostgreSQL, naive, single events": (databases, _naive, NAIVE_EVENTS),
            "PostgreSQL, bare COPY, documents": (databases, _bare, EVENTS),
            "SQLite, documents, 1 worker": (files, _documents(1), FEWER_EVENTS),
        }
        taken: dict[str, list[Taken]] = {name: [] for name in ways}
        for number in range(ROUNDS + 1):
            for name, (urls, way, events) in ways.items():
                once = way(_settings(broker, next(urls)), events).per(events)
                if number > 0:  # the first round warms up
                    taken[name].append(once)
    timings = [
        Timing(name, tuple(each.seconds for each in some)) for name, some in taken.items()
    ]
    lines = [
        table("Broker to commit, events of 10 objects", timings, amount=1, unit="events"),
        "CPU seconds per 1,000 events, and the most memory of a worker:",
        f"  {'way':<44}{'workers':>10}{'PostgreSQL':>12}{'memory':>10}",
        *(_costs(name, some) for name, some in taken.items()),
    ]
    return "\n".join(lines)


def _costs(name: str, taken: list[Taken]) -> str:
    worked, served = (
        1000 * statistics.median(getattr(each, what) for each in taken)
        for what in ("worked", "served")
    )
    megabytes = max(each.memory for each in taken) / 1024
    return f"  {name:<44}{worked:>10.2f}{served:>12.2f}{megabytes:>8.0f}MB"


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


def bodies(events: int) -> list[bytes]:
    """Documents of a hundred events each."""
    return [
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
        for first in range(0, events, PER_DOCUMENT)
    ]


def _singles(events: int) -> list[bytes]:
    return [
        json.dumps({"@context": [CONTEXT], **event(number)}).encode()
        for number in range(events)
    ]


def _documents(workers: int) -> Way:
    return lambda settings, events: _taken_in(settings, bodies(events), events, workers)


def _single(workers: int) -> Way:
    return lambda settings, events: _taken_in(settings, _singles(events), events, workers)


def _taken_in(settings: Settings, sent: list[bytes], events: int, workers: int) -> Taken:
    database = open_database(settings)
    migrate(database)
    with ExitStack() as stack:
        started = [stack.enter_context(process(settings, "intake")) for _ in range(workers)]
        while joined(settings) < workers:
            time.sleep(0.2)
        send(settings, [_first(number) for number in range(PARTITIONS)])
        while _last_position(database) < PARTITIONS:
            time.sleep(0.1)
        for each in started:
            each.send_signal(signal.SIGSTOP)
        send(settings, sent)
        clock = Clock([each.pid for each in started])
        for each in started:
            each.send_signal(signal.SIGCONT)
        while _last_position(database) < PARTITIONS + events:
            time.sleep(POLL_SECONDS)
        taken = clock.read()
    database.close()
    return taken


def joined(settings: Settings) -> int:
    """How many workers have their share of the partitions."""
    with contextlib.suppress(
        CoordinatorNotAvailableError
    ):  # nobody asked for the group yet
        return settled_members(settings)
    return 0


def _first(number: int) -> bytes:
    """An event of its own for each partition, so that every worker has read one before."""
    told = {**event(EVENTS + number), "eventID": f"urn:x-first:{number}"}
    return json.dumps({"@context": [CONTEXT], **told}).encode()


def _last_position(database: Database) -> int:
    with database.reading() as session:
        return last_position(session)


def _naive(settings: Settings, events: int) -> Taken:
    engine = create_engine(
        settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    )
    _make_naive_tables(engine)
    with (
        _consuming(settings) as consumer,
        patch.object(default_records, "calc_crc32c", util.crc32c_py),
    ):
        send(settings, _singles(events))
        clock = Clock([os.getpid()])
        for position in range(events):
            _record_naively(engine, position, json.loads(next(consumer).value))
            consumer.commit()
        taken = clock.read()
    engine.dispose()
    return taken


def _bare(settings: Settings, events: int) -> Taken:
    with (
        _consuming(settings) as consumer,
        psycopg.connect(psycopg_url(settings.database_url)) as connection,
    ):
        connection.execute(TABLES)
        connection.commit()
        send(settings, bodies(events))
        clock = Clock([os.getpid()])
        position = 0
        while position < events:
            polled = consumer.poll(timeout_ms=500, max_records=BARE_MESSAGES_PER_BATCH)
            told = [
                one
                for records in polled.values()
                for each in records
                for one in json.loads(each.value)["epcisBody"]["eventList"]
            ]
            if told:
                copy_bare(connection, list(enumerate(told, position)))
                consumer.commit()
                position += len(told)
        return clock.read()


@contextmanager
def _consuming(settings: Settings) -> Iterator[Client]:
    """A consumer that has its partitions."""
    with consuming(
        settings, group_id=settings.kafka_group, auto_offset_reset="earliest"
    ) as consumer:
        consumer.subscribe([settings.kafka_partner_topic])
        deadline = time.monotonic() + JOIN_SECONDS_MAX
        while len(consumer.assignment()) < PARTITIONS:
            assert time.monotonic() < deadline, "no broker gave the consumer its partitions"
            consumer.poll(timeout_ms=100)
        yield consumer


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


def send(settings: Settings, bodies: list[bytes]) -> None:
    """Messages to all partitions in turn."""
    with producing(settings) as producer:
        for number, body in enumerate(bodies):
            producer.send(
                settings.kafka_partner_topic, value=body, partition=number % PARTITIONS
            )
