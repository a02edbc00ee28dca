"""A trace goes on from hand to hand: sender, intake, relay, linker.

A worker's batch carries events of many traces. Each of these traces gets a span of its own for
the batch (as long as the batch took), so that whoever follows one capture sees every hand it
went through. What a trace is known by is what the worker has at hand: the headers of a message,
or the name of the capture that recorded an event. Without a collector all of it does nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from opentelemetry.context import Context
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    get_current_span,
    set_span_in_context,
)

from truyxuat.services.observing.capture_names import capture_name, context_of_capture
from truyxuat.services.observing.spans import (
    Headers,
    ReceivedHeaders,
    context_of,
    headers_of,
    open_spans,
)
from truyxuat.services.observing.work import Work, stage, watching
from truyxuat.services.settings import Settings


@dataclass(slots=True)
class _Hand:
    """A batch as a part of the traces it belongs to."""

    name: str
    kind: SpanKind
    tracer: Tracer
    began: int = field(default_factory=time.time_ns)
    spans: dict[tuple[int, int], Span] = field(default_factory=dict)
    """By trace and parent."""
    captures: list[Span] = field(default_factory=list)

    def span_in(self, parent: Context | None) -> Span | None:
        """The batch's span in this trace, begun when it is first asked for."""
        place = get_current_span(parent or Context()).get_span_context()
        if not place.is_valid:
            return None
        key = (place.trace_id, place.span_id)
        if key not in self.spans:
            self.spans[key] = self.begun(self.name, parent)
        return self.spans[key]

    def begun(self, name: str, parent: Context | None) -> Span:
        """A span as long as the batch."""
        return self.tracer.start_span(name, parent, self.kind, start_time=self.began)


@contextmanager
def hand(name: str, kind: SpanKind, tracer: Tracer | None) -> Iterator[None]:
    """Be this hand until the batch ends; the spans of its traces end with it."""
    if tracer is None:
        yield
        return
    held = _Hand(name, kind, tracer)
    token = _hand.set(held)
    kept = False
    try:
        yield
        kept = True
    finally:
        _hand.reset(token)
        for span in (*held.captures, *held.spans.values()):
            if not kept:
                span.set_status(Status(StatusCode.ERROR))
            span.end()


@contextmanager
def traced(settings: Settings, process: str) -> Iterator[None]:
    """All that a short process does, as one trace; its last spans are sent at the end."""
    spans = open_spans(settings, process)
    try:
        with watching(Work(tracer=spans.tracer)), stage(process):
            yield
    finally:
        spans.close()


def follows_traces() -> bool:
    """Whether it is worth while to find out which traces a batch belongs to."""
    return _hand.get() is not None


def continue_captures(names: Iterable[str]) -> None:
    """Go on with the traces of these captures (`capture_names.captures_between`)."""
    held = _hand.get()
    if held is not None:
        for name in dict.fromkeys(names):
            held.span_in(context_of_capture(name))


def continue_messages(messages: Iterable[ReceivedHeaders]) -> None:
    """Go on with the traces that the headers of these messages carry."""
    held = _hand.get()
    if held is not None:
        for headers in messages:
            held.span_in(context_of(headers))


def headers_after(capture: str | None) -> Headers:
    """What the next hand needs to go on with the trace of this capture; often nothing."""
    held = _hand.get()
    if held is None or capture is None:
        return []
    span = held.span_in(context_of_capture(capture))
    return [] if span is None else headers_of(set_span_in_context(span, Context()))


def capture_name_for(headers: ReceivedHeaders) -> str:
    """A name for the capture of this message, as a span of its own in its sender's trace."""
    held = _hand.get()
    if held is None:
        return capture_name()
    span = held.begun("capture", context_of(headers))
    held.captures.append(span)
    name = capture_name(span)
    span.set_attribute("truyxuat.capture_id", name)
    return name


_hand: ContextVar[_Hand | None] = ContextVar("truyxuat_hand", default=None)
