"""What a worker reports to: one small object for the intake, the relay and the linker each.

A worker opens its process where it begins, and puts what it does in a turn of its loop into a
batch. What a batch did is counted when its `with` ends well, that is after the commit, so
metrics never run ahead of what is kept; a batch that raises counts nothing, because it will be
done again:

    settings = read_settings()
    log_to_stderr(settings)
    with opened(settings) as database:
        parts = [record_part(database), follower("neo4j", database, position, needed=True)]
        with worker(settings, "link", parts) as process:
            report = LinkReport(process)
            while running:
                with report.batch() as batch:
                    events = log.read_after(graph.position(), limit=2_000)
                    if hands.follows_traces():
                        hands.continue_captures(captures_between(session, ...).values())
                    graph.add(linked(events), events[-1].position)
                    batch.events += len(events)

With TRUYXUAT_METRICS_PORT set, `/metrics`, `/health/live` and `/health/ready` answer there, in
threads of their own. A loop that has not turned for `TURN_SECONDS_MAX` makes the process not
ready. Every batch is a turn; a loop that may long find nothing to do calls `process.turned()`.

    with intake.batch() as batch:                     with relay.batch() as batch:
        names = [hands.capture_name_for(m.headers)        events = read_after(...)
                 for m in messages]                       names = captures_between(...)
        with stage(INTAKE_BATCH):                         for event in events:
            take_in(documents, names)                         more = hands.headers_after(
        batch.stored += 1  # duplicate, parked                    names[event.position])
    intake.lags({(topic, partition): behind})             batch.events += len(events)

Positions are not reported but looked at when they are scraped: a `follower` part called "relay"
is `truyxuat_relay_position`, one called "neo4j" `truyxuat_graph_position{store="neo4j"}`, and
`record_part(database, parked_messages=count)` is `truyxuat_parked_messages`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from opentelemetry.trace import SpanKind

from truyxuat.services.observing.hands import hand
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
from truyxuat.services.observing.work import Work, stage, watching
from truyxuat.services.observing.worker_server import serving_observations
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

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

    def turned(self) -> None:
        """The loop has begun another turn, even if there is nothing to do in it."""
        self._turned = time.monotonic()

    @contextmanager
    def batch(self, kind: SpanKind) -> Iterator[Work]:
        """A batch as one piece of work."""
        self.turned()
        tracer = self.spans.tracer
        with watching(Work(tracer=tracer)) as work, hand(self.name, kind, tracer):
            yield work

    def _loop(self) -> Standing:
        seconds = time.monotonic() - self._turned
        if seconds <= self._turn_seconds_max:
            return Standing(answers=True)
        detail = f"It has not turned for {seconds:.0f} s."
        return Standing(answers=False, detail=detail)


@contextmanager
def worker(
    settings: Settings,
    name: str,
    parts: Sequence[Part],
    *,
    spans: Spans | None = None,
    port_needed: bool = True,
) -> Iterator[Worker]:
    """Observe a worker until it ends, and answer about it on TRUYXUAT_METRICS_PORT, if set.

    Raises:
        Unavailable: the port is taken, and ``port_needed``.
    """
    opened = Worker(settings, name, parts, spans)
    try:
        with ExitStack() as inside:
            if settings.metrics_port:
                served = serving_observations(opened, settings.host, settings.metrics_port)
                try:
                    inside.enter_context(served)
                except Unavailable as error:
                    if port_needed:
                        raise
                    _log.warning("metrics are not served", reason=str(error))
            yield opened
    finally:
        opened.close()


@dataclass(slots=True)
class IntakeBatch:
    """Messages of the partner topic, by what became of them."""

    stored: int = 0
    """With at least one event that is new."""
    duplicate: int = 0
    """Everything in them had been recorded before."""
    parked: int = 0
    """Kept aside with the reason why they could not be taken in."""


class IntakeReport:
    """Told by the worker that takes partner events from Kafka."""

    def __init__(self, process: Worker) -> None:
        self._process = process
        self._metrics = IntakeMetrics(process.registry)
        self._captures = CaptureMetrics(process.registry, "kafka")
        self._behind = 0

    @property
    def behind(self) -> int:
        """Messages not yet stored, of all partitions, as last told."""
        return self._behind

    @contextmanager
    def batch(self) -> Iterator[IntakeBatch]:
        """Messages in, each transaction in a stage `INTAKE_BATCH`, all committed at the end."""
        batch = IntakeBatch()
        with self._process.batch(SpanKind.CONSUMER) as work:
            yield batch
        outcomes = {
            "stored": batch.stored,
            "duplicate": batch.duplicate,
            "parked": batch.parked,
        }
        if any(outcomes.values()):
            self._metrics.taken_in(outcomes)
            self._metrics.went_through(work.seconds)
            kept = work.events.recorded + work.events.duplicates + work.events.conflicts
            # What was read and could not be taken yet will be read again; of what is parked
            # nobody can always tell how many events it holds.
            self._captures.kept(replace(work.events, sent=kept + batch.parked))
            self._captures.went_through(work.seconds)
            _told("messages taken in", work.elapsed(), **outcomes, events=kept)

    def lags(self, messages: Mapping[tuple[str, int], int]) -> None:
        """Messages not yet stored, by topic and partition, of every partition assigned."""
        self._behind = sum(messages.values())
        self._metrics.lags(messages)


@dataclass(slots=True)
class EventBatch:
    """Recorded events that a follower of the record has handed on or linked."""

    events: int = 0


class RelayReport:
    """Told by the worker that hands recorded events on to Kafka."""

    def __init__(self, process: Worker) -> None:
        self._process = process
        self._metrics = RelayMetrics(process.registry)

    @contextmanager
    def batch(self) -> Iterator[EventBatch]:
        """Events read from the record, sent, acknowledged."""
        batch = EventBatch()
        with self._process.batch(SpanKind.PRODUCER) as work:
            yield batch
        if batch.events:
            self._metrics.batch(batch.events)
            _told("events relayed", work.elapsed(), events=batch.events)


class LinkReport:
    """Told by the worker that links recorded events."""

    def __init__(self, process: Worker) -> None:
        self._process = process
        self._metrics = LinkMetrics(process.registry)

    @contextmanager
    def batch(self) -> Iterator[EventBatch]:
        """Events read from a log, linked, committed."""
        batch = EventBatch()
        with self._process.batch(SpanKind.CONSUMER) as work:
            yield batch
        if batch.events:
            seconds = work.elapsed()
            self._metrics.batch(batch.events, seconds)
            _told("events linked", seconds, events=batch.events)


class CommandReport:
    """Told by a command that captures files."""

    def __init__(self, process: Worker) -> None:
        self._process = process
        self._captures = CaptureMetrics(process.registry, "cli")

    @contextmanager
    def file(self) -> Iterator[None]:
        """One file, committed at the end; one that raises is counted as refused."""
        kept = False
        with self._process.batch(SpanKind.INTERNAL) as work:
            try:
                with stage("capture.file"):
                    yield
                kept = True
            finally:
                if kept:
                    self._captures.kept(work.events)
                else:
                    self._captures.refused(max(work.events.sent, work.lost))
                self._captures.went_through(work.seconds)


def _told(what: str, seconds: float, **counts: int) -> None:
    _log.debug(what, **counts, duration_seconds=round(seconds, 6))
