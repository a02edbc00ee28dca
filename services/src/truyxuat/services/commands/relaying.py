"""`truyxuat relay`: recorded events to their Kafka topic, until it is told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.stopping import asked_to_stop
from truyxuat.services.database import Database
from truyxuat.services.kafka.alone import alone
from truyxuat.services.kafka.connecting import producing
from truyxuat.services.kafka.relaying import (
    relay_step,
    relayed_to,
    require_one_partition,
)
from truyxuat.services.kafka.standing import kafka_part
from truyxuat.services.kafka.topics import TopicFacts, topic_facts
from truyxuat.services.observing.logs import log_to_stderr, logger_of
from truyxuat.services.observing.record_parts import follower, record_part
from truyxuat.services.observing.standing import Part
from truyxuat.services.observing.workers import RelayReport, worker
from truyxuat.services.settings import Settings, read_settings
from truyxuat.traceability.errors import Unavailable

PROGRESS_SECONDS = 5.0
RETRY_SECONDS = 2.0

Asked = Callable[[float], bool]

_log = logger_of(__name__)


def relay() -> None:
    """Send recorded events to Kafka in order. One relay works, any other waits for its place."""
    settings = read_settings()
    log_to_stderr(settings)
    [topic] = topic_facts(settings, settings.kafka_recorded_topic)
    require_one_partition(topic)
    with (
        opened(settings) as database,
        worker(settings, "relay", _parts(settings, database, topic)) as process,
        asked_to_stop() as asked,
    ):
        report = RelayReport(process)
        sent = Sent()
        said = ""
        while not asked(0):
            try:
                for events in _relayed(database, settings, topic, asked, report):
                    sent.add(events)
            except Unavailable as error:
                # With the producer everything is dropped that it had not sent: the next one
                # begins at the note, so nothing is sent out of order.
                if str(error) != said:
                    _log.warning("waiting", reason=str(error))
                said = str(error)
                process.turned()
                asked(RETRY_SECONDS)
    _log.info(f"relayed: {sent.total:,} events")


def _parts(settings: Settings, database: Database, topic: TopicFacts) -> list[Part]:
    return [
        record_part(database),
        follower(
            "relay", database, lambda session: relayed_to(session, topic), needed=True
        ),
        kafka_part(settings, topics=[topic.name], needed=True),
    ]


class Sent:
    """How much was relayed, told every few seconds in which something was."""

    def __init__(self) -> None:
        self.total = 0
        self._since = 0
        self._at = time.monotonic()

    def add(self, events: int) -> None:
        """So many more; writes a line when it is time."""
        self.total += events
        self._since += events
        elapsed = time.monotonic() - self._at
        if elapsed >= PROGRESS_SECONDS:
            if self._since:
                rate = round(self._since / elapsed)
                _log.info("relaying", events_per_second=rate, events=self.total)
            self._since, self._at = 0, time.monotonic()


def _relayed(
    database: Database,
    settings: Settings,
    topic: TopicFacts,
    asked: Asked,
    report: RelayReport,
) -> Iterator[int]:
    """How many events each batch held, for as long as all goes well."""
    with (
        alone(database.engine, f"relay {topic.name} {topic.id}") as still_held,
        producing(settings) as producer,
    ):
        while not asked(0):
            still_held()
            limit = settings.relay_batch_events_max
            with report.batch() as batch:
                events = relay_step(database, producer, topic, limit=limit)
                batch.events += events
            yield events
            if not events:
                asked(settings.relay_wait_seconds)
