"""A worker's batch as one piece of work: timed, counted once it is kept, its traces continued.

A batch carries events of many traces. Each of these traces gets a span of its own for the batch
(as long as the batch took), so that whoever follows one capture sees every hand it went through.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

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

from truyxuat.services.observing.capture_names import context_of_capture
from truyxuat.services.observing.spans import (
    Headers,
    ReceivedHeaders,
    context_of,
    headers_of,
)
from truyxuat.services.observing.work import Work, watching


class Batch:
    """One turn of a worker's loop; made by the worker's report, which counts it at the end."""

    def __init__(self, name: str, kind: SpanKind, tracer: Tracer | None) -> None:
        self.work = Work(tracer=tracer)
        self.seconds = 0.0
        self._name = name
        self._kind = kind
        self._tracer = tracer
        self._started = time.perf_counter()
        self._began = time.time_ns()
        self._spans: dict[tuple[int, int], Span] = {}
        self._inside = ExitStack()

    def __enter__(self) -> Self:
        self._inside.enter_context(watching(self.work))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        with self._inside:
            self.seconds = time.perf_counter() - self._started
            for span in self._spans.values():
                if kind is not None:
                    span.set_status(Status(StatusCode.ERROR))
                    span.set_attribute("error.type", kind.__name__)
                span.end()

    @property
    def follows_traces(self) -> bool:
        """Whether it is worth while to find out which traces a batch belongs to."""
        return self._tracer is not None

    def continues_captures(self, names: Iterable[str]) -> None:
        """Go on with the traces of these captures (`capture_names.captures_between`)."""
        for name in dict.fromkeys(names) if self.follows_traces else ():
            self._span_in(context_of_capture(name))

    def continues_messages(self, messages: Iterable[ReceivedHeaders]) -> None:
        """Go on with the traces that the headers of these messages carry."""
        for headers in messages if self.follows_traces else ():
            self._span_in(context_of(headers))

    def headers(self, capture: str | None) -> Headers:
        """What the next hand needs to go on with the trace of this capture; often nothing."""
        if not self.follows_traces or capture is None:
            return []
        span = self._span_in(context_of_capture(capture))
        return [] if span is None else headers_of(set_span_in_context(span, Context()))

    @contextmanager
    def message(self, headers: ReceivedHeaders) -> Iterator[None]:
        """One message of the batch: what happens inside goes on with its sender's trace.

        An error inside passes through; the events of the message then count as refused,
        whatever becomes of the rest of the batch.
        """
        with ExitStack() as inside:
            if self._tracer is not None:
                span = self._tracer.start_as_current_span(
                    self._name,
                    context_of(headers),
                    self._kind,
                    record_exception=False,
                    set_status_on_exception=False,
                )
                inside.enter_context(span)
            before = replace(self.work.events)
            kept = False
            try:
                yield
                kept = True
            finally:
                if not kept:
                    sent = max(self.work.events.sent, before.sent + 1)
                    self.work.events = replace(before, sent=sent)

    def _span_in(self, parent: Context | None) -> Span | None:
        """The batch's span in this trace, begun when it is first asked for."""
        if self._tracer is None or parent is None:
            return None
        place = get_current_span(parent).get_span_context()
        if not place.is_valid:
            return None
        key = (place.trace_id, place.span_id)
        if key not in self._spans:
            self._spans[key] = self._tracer.start_span(
                self._name, parent, self._kind, start_time=self._began
            )
        return self._spans[key]
