"""What a platform tells of itself, as values: its metrics, its log lines, its spans."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from truyxuat.services.observing.logs import handler_of
from truyxuat.services.observing.spans import Spans, spans_to

Line = dict[str, Any]  # JSON of one line
Samples = dict[str, float]

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE}-{SPAN}-01"


def samples_of(page: str) -> Samples:
    """Every sample of a page of metrics, by its name and labels as they are written."""
    return {
        _written(sample.name, sample.labels): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def _written(name: str, labels: dict[str, str]) -> str:
    inside = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    return f"{name}{{{inside}}}" if inside else name


def metrics(platform: TestClient) -> Samples:
    """What the platform's /metrics tells now."""
    answer = platform.get("/metrics")
    assert answer.status_code == 200
    return samples_of(answer.text)


def events_by_outcome(platform: TestClient, source: str = "http") -> dict[str, float]:
    """How many events the platform has counted, by what became of them, if any."""
    beginning, end = "truyxuat_capture_events_total{outcome=", f",source={source}}}"
    return {
        name.removeprefix(beginning).removesuffix(end): value
        for name, value in metrics(platform).items()
        if name.startswith(beginning) and name.endswith(end) and value
    }


class Log:
    """The lines that the platform's loggers wrote, as JSON."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        """As an operator finds it."""
        return self.stream.getvalue()

    def lines(self, event: str) -> list[Line]:
        """Every line about this."""
        read = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in read if line["event"] == event]


@contextmanager
def logged(level: int = logging.INFO) -> Iterator[Log]:
    """Listen to the platform's loggers as a process does, from this level up."""
    log, ours = Log(), logging.getLogger("truyxuat")
    handler, before = handler_of(log.stream, "json"), ours.level
    ours.addHandler(handler)
    ours.setLevel(level)
    try:
        yield log
    finally:
        ours.setLevel(before)
        ours.removeHandler(handler)


class SpansInMemory:
    """Spans that are kept, to be looked at when they have ended."""

    def __init__(self) -> None:
        self._kept = InMemorySpanExporter()

    def of(self, process: str) -> Spans:
        """Where a process of this name makes its spans; all end up here."""
        return spans_to(SimpleSpanProcessor(self._kept), process)

    def ended(self) -> tuple[ReadableSpan, ...]:
        """Every span, in the order in which they ended."""
        return self._kept.get_finished_spans()

    def named(self, name: str) -> ReadableSpan:
        """The one span of this name."""
        [span] = [span for span in self.ended() if span.name == name]
        return span


def trace_of(span: ReadableSpan) -> str:
    """The trace that a span belongs to, as it is written."""
    assert span.context is not None
    return f"{span.context.trace_id:032x}"


def id_of(span: ReadableSpan) -> str:
    """A span's own id, as it is written."""
    assert span.context is not None
    return f"{span.context.span_id:016x}"


def parent_of(span: ReadableSpan) -> str | None:
    """The id of a span's parent, as it is written."""
    return None if span.parent is None else f"{span.parent.span_id:016x}"
