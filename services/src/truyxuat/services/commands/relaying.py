"""`truyxuat relay`: recorded events to their Kafka topic, until it is told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.markup import escape

from truyxuat.services.commands.stopping import asked_to_stop
from truyxuat.services.commands.terminal import messages, opened
from truyxuat.services.database import Database
from truyxuat.services.kafka.alone import alone
from truyxuat.services.kafka.connecting import producing
from truyxuat.services.kafka.relaying import relay_step, require_one_partition
from truyxuat.services.kafka.topics import TopicFacts, topic_facts
from truyxuat.services.settings import Settings, read_settings
from truyxuat.traceability.errors import Unavailable

PROGRESS_SECONDS = 5.0
RETRY_SECONDS = 2.0

Asked = Callable[[float], bool]


def relay() -> None:
    """Send recorded events to Kafka in order. One relay works, any other waits for its place."""
    settings = read_settings()
    [topic] = topic_facts(settings, settings.kafka_recorded_topic)
    require_one_partition(topic)
    with opened(settings) as database, asked_to_stop() as asked:
        sent = Sent()
        said = ""
        while not asked(0):
            try:
                _relay(database, settings, topic, asked, sent)
            except Unavailable as error:
                # With the producer everything is dropped that it had not sent: the next one
                # begins at the note, so nothing is sent out of order.
                if str(error) != said:
                    messages.print(f"[yellow]waiting[/] {escape(str(error))}")
                said = str(error)
                asked(RETRY_SECONDS)
    messages.print(f"relayed: {sent.total:,} events")


class Sent:
    """How much was relayed, told every few seconds in which something was."""

    def __init__(self) -> None:
        self.total = 0
        self._since = 0
        self._at = time.monotonic()

    def add(self, events: int) -> None:
        """So many more; prints a line when it is time."""
        self.total += events
        self._since += events
        elapsed = time.monotonic() - self._at
        if elapsed >= PROGRESS_SECONDS:
            if self._since:
                messages.print(
                    f"{self._since / elapsed:,.0f} events/s, {self.total:,} sent"
                )
            self._since, self._at = 0, time.monotonic()


def _relay(
    database: Database,
    settings: Settings,
    topic: TopicFacts,
    asked: Asked,
    sent: Sent,
) -> None:
    with (
        alone(database.engine, f"relay {topic.name} {topic.id}") as still_held,
        producing(settings) as producer,
    ):
        while not asked(0):
            still_held()
            limit = settings.relay_batch_events_max
            events = relay_step(database, producer, topic, limit=limit)
            sent.add(events)
            if not events:
                asked(settings.relay_wait_seconds)
