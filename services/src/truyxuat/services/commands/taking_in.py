"""`truyxuat intake`: partners' events from Kafka into the record, until it is told to stop."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.markup import escape

from truyxuat.services.commands.stopping import asked_to_stop
from truyxuat.services.commands.terminal import messages, opened
from truyxuat.services.kafka.connecting import producing
from truyxuat.services.kafka.intake import Worker, working
from truyxuat.services.kafka.parked_topic import ParkedPublisher
from truyxuat.services.kafka.taking_in import IntakeCounts
from truyxuat.services.kafka.topics import topic_facts
from truyxuat.services.settings import Settings, read_settings

PROGRESS_SECONDS = 5.0


def intake(
    *,
    skip_lost: Annotated[
        bool,
        typer.Option(help="Go on where brokers deleted messages before they were read."),
    ] = False,
) -> None:
    """Take partners' events in from Kafka. SIGTERM finishes the batch and leaves the group."""
    settings = read_settings()
    topic_facts(settings, settings.kafka_partner_topic, settings.kafka_parked_topic)
    with (
        opened(settings) as database,
        producing(settings) as producer,
        working(database, settings, skip_lost=skip_lost) as worker,
        asked_to_stop() as asked,
    ):
        publisher = ParkedPublisher(database, settings, producer)
        progress = Progress(settings)
        messages.print(
            f"reading {settings.kafka_partner_topic} as {settings.kafka_group} "
            f"from {settings.kafka_servers}"
        )
        while not asked(0):
            counts = worker.step(lambda: asked(0))
            publisher.publish(counts.parked)
            progress.report(counts, worker, publisher)
    messages.print(progress.total_line())


class Progress:
    """What an operator reads on the terminal, every few seconds in which something happened."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._total = IntakeCounts()
        self._since = IntakeCounts()
        self._at = time.monotonic()
        self._trouble: tuple[str | None, str | None] = (None, None)

    def report(
        self, counts: IntakeCounts, worker: Worker, publisher: ParkedPublisher
    ) -> None:
        """Add what was just taken in; print a line when it is time, and trouble at once."""
        self._since += counts
        trouble = (worker.trouble, publisher.trouble)
        if trouble != self._trouble:
            self._trouble = trouble
            for said in trouble:
                if said is not None:
                    messages.print(f"[yellow]waiting[/] {escape(said)}")
        elapsed = time.monotonic() - self._at
        if elapsed < PROGRESS_SECONDS:
            return
        if self._since.messages:
            rate = self._since.messages / elapsed
            events = self._since.events / elapsed
            behind = sum(worker.lag().values())
            messages.print(
                f"{rate:,.0f} messages/s, {events:,.0f} events/s, {behind:,} behind: "
                + told(self._since)
            )
        self._total += self._since
        self._since, self._at = IntakeCounts(), time.monotonic()

    def total_line(self) -> str:
        """Everything since the start."""
        return "taken in: " + told(self._total + self._since)


def told(counts: IntakeCounts) -> str:
    """Counts in words."""
    return (
        f"{counts.messages:,} messages ({counts.stored:,} stored, "
        f"{counts.duplicates:,} duplicate, {counts.parked:,} parked), "
        f"{counts.events:,} events recorded"
    )
