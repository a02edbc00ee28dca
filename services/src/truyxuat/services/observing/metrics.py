"""The platform's Prometheus metrics, by who counts them; each process makes those it needs.

A class is one group of metrics, made in the registry of one process: there is no registry of
the module, so that several platforms live side by side in one interpreter. Names and units are
a promise to dashboards and alerts (`services/OBSERVING.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from truyxuat.services.observing.work import EventCounts

Source = Literal["http", "kafka", "cli"]
"""How events came in."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Upper bounds of the buckets of every histogram."""

INTAKE_BATCH = "intake.batch"
"""The stage of one transaction of the intake."""

METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
OTHER_METHOD = "other"


class RequestMetrics:
    """Requests by route: the template of the path, so that their number stays bounded."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "truyxuat_http_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "truyxuat_http_request_seconds",
            "From a request's arrival until its answer was sent",
            ["method", "route"],
            buckets=SECONDS,
            registry=registry,
        )
        self._trace = Histogram(
            "truyxuat_trace_seconds",
            "Answering one trace",
            buckets=SECONDS,
            registry=registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        named = method if method in METHODS else OTHER_METHOD
        self._requests.labels(named, route, str(status)).inc()
        self._seconds.labels(named, route).observe(seconds)

    def went_through(self, stages: Iterable[tuple[str, float]]) -> None:
        """Count the traces among these stages."""
        for name, seconds in stages:
            if name == "trace":
                self._trace.observe(seconds)


class CaptureMetrics:
    """What became of events sent, and how long captures took; counted after the commit."""

    def __init__(self, registry: CollectorRegistry, source: Source) -> None:
        self._source = source
        self._events = Counter(
            "truyxuat_capture_events",
            "Events sent, by what became of them; a document that cannot be read counts as one",
            ["outcome", "source"],
            registry=registry,
        )
        self._seconds = Histogram(
            "truyxuat_capture_seconds",
            "Comparing, recording and linking one document, without reading and commit",
            buckets=SECONDS,
            registry=registry,
        )
        for outcome in ("recorded", "duplicate", "conflict", "refused"):
            self._events.labels(
                outcome, source
            )  # a rate needs the zero before the first one

    def kept(self, events: EventCounts) -> None:
        """Count events of work that was committed."""
        self._count("recorded", events.recorded)
        self._count("duplicate", events.duplicates)
        self._count("conflict", events.conflicts)
        self._count("refused", events.refused)

    def refused(self, events: int) -> None:
        """Count events of work that failed; one where nobody could tell how many."""
        self._count("refused", max(events, 1))

    def went_through(self, stages: Iterable[tuple[str, float]]) -> None:
        """Count the captures among these stages."""
        for name, seconds in stages:
            if name == "capture":
                self._seconds.observe(seconds)

    def _count(self, outcome: str, events: int) -> None:
        self._events.labels(outcome, self._source).inc(events)


class IntakeMetrics:
    """The worker that takes partner events from Kafka."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._messages = Counter(
            "truyxuat_intake_messages",
            "Messages of the partner topic, by what became of them",
            ["outcome"],
            registry=registry,
        )
        for outcome in ("stored", "duplicate", "parked"):
            self._messages.labels(outcome)
        self._lag = Gauge(
            "truyxuat_intake_lag",
            "Messages of a partition that are not yet stored",
            ["topic", "partition"],
            registry=registry,
        )
        self._seconds = Histogram(
            "truyxuat_intake_batch_seconds",
            "Recording one batch of messages that were read, with the commit",
            buckets=SECONDS,
            registry=registry,
        )

    def taken_in(self, outcomes: Mapping[str, int]) -> None:
        """Count messages of committed batches."""
        for outcome, messages in outcomes.items():
            self._messages.labels(outcome).inc(messages)

    def went_through(self, stages: Iterable[tuple[str, float]]) -> None:
        """Count the batches among these stages."""
        for name, seconds in stages:
            if name == INTAKE_BATCH:
                self._seconds.observe(seconds)

    def lags(self, messages: Mapping[tuple[str, int], int]) -> None:
        """How far each partition of this worker is behind; others are forgotten."""
        self._lag.clear()
        for (topic, partition), behind in messages.items():
            self._lag.labels(topic, str(partition)).set(behind)


class RelayMetrics:
    """The worker that hands recorded events on to Kafka."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._events = Counter(
            "truyxuat_relay_events", "Recorded events handed on", registry=registry
        )

    def batch(self, events: int) -> None:
        """Count a batch that the broker has acknowledged."""
        self._events.inc(events)


class LinkMetrics:
    """The worker that links recorded events in the graph."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._events = Counter(
            "truyxuat_link_events", "Recorded events linked", registry=registry
        )
        self._seconds = Histogram(
            "truyxuat_link_batch_seconds",
            "Reading a batch of recorded events and linking it",
            buckets=SECONDS,
            registry=registry,
        )

    def batch(self, events: int, seconds: float) -> None:
        """Count a batch that the graph has committed."""
        self._events.inc(events)
        self._seconds.observe(seconds)


def exposed(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    """The page that Prometheus reads, and its media type: OpenMetrics for who accepts it."""
    encode, media_type = choose_encoder(accept)
    return encode(_WithoutBirthdays(registry)), media_type


class _WithoutBirthdays(Collector):
    """A registry without the `_created` samples that double the number of series."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for metric in self._registry.collect():
            born = f"{metric.name}_created"
            metric.samples = [each for each in metric.samples if each.name != born]
            yield metric
