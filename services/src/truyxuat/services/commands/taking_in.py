"""`truyxuat intake`: partners' events from Kafka into the record, until it is told to stop."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.stopping import asked_to_stop
from truyxuat.services.kafka.connecting import producing
from truyxuat.services.kafka.intake import working
from truyxuat.services.kafka.parked_topic import ParkedPublisher
from truyxuat.services.kafka.parking import waiting
from truyxuat.services.kafka.standing import kafka_part
from truyxuat.services.kafka.taking_in import IntakeCounts
from truyxuat.services.kafka.topics import topic_facts
from truyxuat.services.observing.logs import log_to_stderr, logger_of
from truyxuat.services.observing.record_parts import record_part
from truyxuat.services.observing.standing import Part
from truyxuat.services.observing.workers import IntakeReport
from truyxuat.services.observing.workers import worker as observed_worker
from truyxuat.services.settings import Settings, read_settings

PROGRESS_SECONDS = 5.0

_log = logger_of(__name__)


def intake(
    *,
    skip_lost: Annotated[
        bool,
        typer.Option(help="Go on where brokers deleted messages before they were read."),
    ] = False,
) -> None:
    """Take partners' events in from Kafka. SIGTERM finishes the batch and leaves the group."""
    settings = read_settings()
    log_to_stderr(settings)
    topic_facts(settings, settings.kafka_partner_topic, settings.kafka_parked_topic)
    with (
        opened(settings) as database,
        observed_worker(
            settings, "intake", [record_part(database, parked_messages=waiting)]
        ) as process,
        producing(settings) as producer,
        working(database, settings, skip_lost=skip_lost) as worker,
        asked_to_stop() as asked,
    ):
        report = IntakeReport(process)
        process.watch(_kafka(settings, report))
        publisher = ParkedPublisher(database, settings, producer)
        progress = Progress()
        _log.info(
            "reading",
            topic=settings.kafka_partner_topic,
            group=settings.kafka_group,
            servers=settings.kafka_servers,
        )
        while not asked(0):
            with report.batch() as batch:
                counts = worker.step(lambda: asked(0))
                batch.stored += counts.stored
                batch.duplicate += counts.duplicates
                batch.parked += counts.parked
            topic = settings.kafka_partner_topic
            report.lags({(topic, part): behind for part, behind in worker.lag().items()})
            publisher.publish(counts.parked)
            progress.report(counts, report.behind, (worker.trouble, publisher.trouble))
    _log.info(progress.total_line())


def _kafka(settings: Settings, report: IntakeReport) -> Part:
    topics = [settings.kafka_partner_topic, settings.kafka_parked_topic]
    return kafka_part(settings, topics=topics, needed=True, waiting=lambda: report.behind)


class Progress:
    """What an operator reads in the log, every few seconds in which something happened."""

    def __init__(self) -> None:
        self._total = IntakeCounts()
        self._since = IntakeCounts()
        self._at = time.monotonic()
        self._trouble: tuple[str | None, str | None] = (None, None)

    def report(
        self, counts: IntakeCounts, behind: int, trouble: tuple[str | None, str | None]
    ) -> None:
        """Add what was just taken in; write a line when it is time, and trouble at once."""
        self._since += counts
        if trouble != self._trouble:
            self._trouble = trouble
            for said in trouble:
                if said is not None:
                    _log.warning("waiting", reason=said)
        elapsed = time.monotonic() - self._at
        if elapsed < PROGRESS_SECONDS:
            return
        if self._since.messages:
            _log.info(
                "taking in",
                messages_per_second=round(self._since.messages / elapsed),
                events_per_second=round(self._since.events / elapsed),
                behind=behind,
                stored=self._since.stored,
                duplicate=self._since.duplicates,
                parked=self._since.parked,
                events=self._since.events,
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
