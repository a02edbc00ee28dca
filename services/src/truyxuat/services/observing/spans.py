"""OpenTelemetry spans: opened only where a collector is named, and carried from hand to hand.

Without TRUYXUAT_OTLP_ENDPOINT nothing of the SDK is even imported. With it, finished spans wait
in a bounded queue for a thread that sends them: a collector that is slow or away costs spans,
never a request. Sampling and resource attributes follow the SDK's own variables
(OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES).

A span's place in its trace travels as W3C `traceparent`, in HTTP headers and in Kafka headers
alike: `headers_of` writes it, `context_of` reads it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opentelemetry.context import Context
from opentelemetry.trace import Tracer, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from truyxuat.services.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

NAMESPACE = "truyxuat"
EXPORT_SECONDS_MAX = 5.0
"""One attempt to hand a batch to the collector; only the sending thread waits for it."""
CLOSE_SECONDS_MAX = 2.0
"""How long a stopping process tries to hand over its last spans."""
SPANS_WAITING_MAX = 8_192
"""Finished spans that wait to be sent; more are dropped, oldest first."""
TRACES_PATH = "/v1/traces"

Headers = list[tuple[str, bytes]]
"""As Kafka takes them."""
ReceivedHeaders = Iterable[tuple[str, bytes | None]]
"""As Kafka gives them: a partner may send a header without a value."""

_w3c = TraceContextTextMapPropagator()


@dataclass(frozen=True, slots=True)
class Spans:
    """Where a process makes its spans; ``tracer`` None: none are made."""

    tracer: Tracer | None = None
    provider: TracerProvider | None = None

    def close(self) -> None:
        """Hand over what is left, for at most `CLOSE_SECONDS_MAX`."""
        if self.provider is None:
            return
        # The SDK would wait for a collector that is away, batch by batch.
        last = threading.Thread(target=self.provider.shutdown, daemon=True)
        last.start()
        last.join(CLOSE_SECONDS_MAX)


def open_spans(settings: Settings, process: str) -> Spans:
    """Spans of this process, sent to the collector that the settings name, if they name one."""
    if not settings.otlp_endpoint:
        return Spans()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    address = settings.otlp_endpoint.rstrip("/")
    if not address.endswith(TRACES_PATH):
        address += TRACES_PATH
    exporter = OTLPSpanExporter(endpoint=address, timeout=EXPORT_SECONDS_MAX)
    sender = BatchSpanProcessor(exporter, max_queue_size=SPANS_WAITING_MAX)
    return spans_to(sender, process)


def spans_to(receiver: SpanProcessor, process: str) -> Spans:
    """Spans of this process, handed to a receiver of the SDK when they end."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    names = {"service.namespace": NAMESPACE, "service.name": f"{NAMESPACE}-{process}"}
    provider = TracerProvider(resource=Resource.create(names), shutdown_on_exit=False)
    provider.add_span_processor(receiver)
    return Spans(provider.get_tracer(NAMESPACE), provider)


def headers_of(context: Context | None = None) -> Headers:
    """The headers that carry this place in a trace, default the present one; none outside."""
    if not get_current_span(context).get_span_context().is_valid:
        return []
    carrier: dict[str, str] = {}
    _w3c.inject(carrier, context)
    return [(name, value.encode()) for name, value in carrier.items()]


def context_of(headers: ReceivedHeaders) -> Context:
    """The place in a trace that the headers carry; an empty context where they carry none.

    What is no `traceparent` by the letter of the W3C recommendation is passed over.
    """
    carrier = {
        name.lower(): value.decode("ascii", "replace")
        for name, value in headers
        if value is not None and name.lower() in _w3c.fields
    }
    return _w3c.extract(carrier, Context()) if carrier else Context()
