"""What a worker reports to: one small object for the intake, the relay and the linker each.

A worker opens its process where it begins, and puts every turn of its loop into a batch. What a
batch did is counted when its `with` ends well, that is after the commit, so metrics never run
ahead of what is kept; a batch that raises counts nothing, because it will be done again:

    settings = read_settings()
    log_to_stderr(settings)
    with opened(settings) as database:
        parts = [record_part(database), follower("neo4j", database, position, needed=True)]
        with worker(settings, "link", parts) as process:
            report = LinkReport(process)
            while running:
                with report.batch() as batch:
                    events = log.read_after(graph.position(), limit=2_000)
                    if batch.follows_traces:
                        batch.continues_captures(captures_between(session, ...).values())
                    graph.add(linked(events), events[-1].position)
                    batch.linked(len(events))

With TRUYXUAT_METRICS_PORT set, `/metrics`, `/health/live` and `/health/ready` answer there, in
threads of their own. A loop that has not turned for `TURN_SECONDS_MAX` makes the process not
ready, so a worker whose server is away should come back from its batch, or raise, before that.

The intake wraps each message, so that its capture goes on with the sender's trace, and says what
became of it. The relay asks for the headers of every event it sends. A linker that reads from
Kafka hands over headers (`continues_messages`) in place of captures:

    with intake.batch() as batch:                  with relay.batch() as batch:
        for message in messages:                       names = captures_between(...)
            with batch.message(message.headers):       for event in events:
                capture(session, ...)                      capture = names[event.position]
            batch.stored += 1                              send(event, batch.headers(capture))
        session.commit()                               flush()
    intake.lags({(topic, partition): behind})          batch.relayed(len(events), position)
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry.trace import SpanKind

from truyxuat.services.observing.batches import Batch
from truyxuat.services.observing.logs import logger_of
from truyxuat.services.observing.metrics import (
    CaptureMetrics,
    IntakeMetrics,
    LinkMetrics,
    RelayMetrics,
)
from truyxuat.services.observing.process import Process
from truyxuat.services.observing.spans import Spans
from truyxuat.services.observing.standing import Part, Standing
from truyxuat.services.observing.worker_server import serving_observations
from truyxuat.services.settings import Settings

TURN_SECONDS_MAX = 120.0
"""A loop that takes longer for one turn is told as stuck."""

_log = logger_of(__name__)


class Worker(Process):
    """A process that goes through batches in a loop."""

    def __init__(
        self,
        settings: Settings,
        name: str,
        parts: Sequence[Part],
        spans: Spans | None = None,
        *,
        turn_seconds_max: float = TURN_SECONDS_MAX,
    ) -> None:
        loop = Part("loop", self._loop, needed=True)
        super().__init__(settings, name, [*parts, loop], spans)
        self._turn_seconds_max = turn_seconds_max
        self._turned = time.monotonic()

    def turn(self) -> None:
        """The loop begins another turn."""
        self._turned = time.monotonic()

    def _loop(self) -> Standing:
        seconds = time.monotonic() - self._turned
        if seconds <= self._turn_seconds_max:
            return Standing(answers=True)
        return Standing(answers=False, detail=f"It has not turned for {seconds:.0f} s.")


@contextmanager
def worker(
    settings: Settings, name: str, parts: Sequence[Part], *, spans: Spans | None = None
) -> Iterator[Worker]:
    """Observe a worker until it ends, and answer about it on TRUYXUAT_METRICS_PORT, if set."""
    opened = Worker(settings, name, parts, spans)
    try:
        if settings.metrics_port:
            with serving_observations(opened, settings.host, settings.metrics_port):
                yield opened
        else:
            yield opened
    finally:
        opened.close()


class IntakeBatch(Batch):
    """Messages of the partner topic; their outcomes are added up as they are known."""

    stored = 0
    """Messages with at least one event that is new."""
    duplicate = 0
    """Messages of which everything had been recorded before."""
    parked = 0
    """Messages kept aside with the reason why they could not be taken in."""


class IntakeReport:
    """Told by the worker that takes partner events from Kafka."""

    def __init__(self, process: Worker) -> None:
        self._process = process
        self._metrics = IntakeMetrics(process.registry)
        self._captures = CaptureMetrics(process.registry, "kafka")

    @contextmanager
    def batch(self) -> Iterator[IntakeBatch]:
        """One turn: messages in, everything of them committed at the end."""
        self._process.turn()
        with IntakeBatch("intake", SpanKind.CONSUMER, self._process.spans.tracer) as batch:
            yield batch
        outcomes = {
            "stored": batch.stored,
            "duplicate": batch.duplicate,
            "parked": batch.parked,
        }
        if any(outcomes.values()):
            self._metrics.batch(outcomes, batch.seconds)
            self._captures.kept(batch.work.events)
            self._captures.went_through(batch.work.seconds)
            _told("messages taken in", batch, **outcomes)

    def lags(self, messages: Mapping[tuple[str, int], int]) -> None:
        """Messages not yet stored, by topic and partition, of every partition assigned."""
        self._metrics.lags(messages)


class RelayBatch(Batch):
    """Recorded events handed on to Kafka."""

    events = 0
    position = 0

    def relayed(self, events: int, position: int) -> None:
        """The broker has acknowledged so many events, the last one at this position."""
        self.events += events
        self.position = position


class RelayReport:
    """Told by the worker that hands recorded events on to Kafka."""

    def __init__(self, process: Worker) -> None:
        self._process = process
        self._metrics = RelayMetrics(process.registry)

    @contextmanager
    def batch(self) -> Iterator[RelayBatch]:
        """One turn: events read from the record, sent, acknowledged."""
        self._process.turn()
        with RelayBatch("relay", SpanKind.PRODUCER, self._process.spans.tracer) as batch:
            yield batch
        if batch.events:
            self._metrics.batch(batch.events, batch.position)
            _told("events relayed", batch, events=batch.events, position=batch.position)


class LinkBatch(Batch):
    """Recorded events linked in the graph."""

    events = 0

    def linked(self, events: int) -> None:
        """The graph has committed so many events."""
        self.events += events


class LinkReport:
    """Told by the worker that links recorded events."""

    def __init__(self, process: Worker) -> None:
        self._process = process
        self._metrics = LinkMetrics(process.registry)

    @contextmanager
    def batch(self) -> Iterator[LinkBatch]:
        """One turn: events read from a log, linked, committed."""
        self._process.turn()
        with LinkBatch("link", SpanKind.CONSUMER, self._process.spans.tracer) as batch:
            yield batch
        if batch.events:
            self._metrics.batch(batch.events, batch.seconds)
            _told("events linked", batch, events=batch.events)


class CommandReport:
    """Told by a command that captures files."""

    def __init__(self, process: Worker) -> None:
        self._process = process
        self._captures = CaptureMetrics(process.registry, "cli")

    @contextmanager
    def file(self) -> Iterator[None]:
        """One file, committed at the end; one that raises is counted as refused."""
        self._process.turn()
        with Batch("capture.file", SpanKind.INTERNAL, self._process.spans.tracer) as batch:
            try:
                with batch.message(()):
                    yield
            finally:
                self._captures.kept(batch.work.events)
                self._captures.went_through(batch.work.seconds)


def _told(what: str, batch: Batch, **counts: int) -> None:
    _log.info(what, **counts, duration_seconds=round(batch.seconds, 6))
