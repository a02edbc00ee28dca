"""Every HTTP request as one piece of work: a name, a span, a line in the log, its metrics.

It stands around everything else, so that a fault inside is counted and named as the 500 that
the caller got. The route is the template of the path: a raw path would make a metric per lot,
and would put identifiers into logs.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    format_span_id,
    format_trace_id,
    get_current_span,
)
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from truyxuat.services.observing.logs import logger_of
from truyxuat.services.observing.metrics import CaptureMetrics, RequestMetrics
from truyxuat.services.observing.process import Process
from truyxuat.services.observing.readiness import LIVE_PATH, METRICS_PATH, READY_PATH
from truyxuat.services.observing.request_ids import REQUEST_ID, request_id_of
from truyxuat.services.observing.spans import context_of
from truyxuat.services.observing.work import Work, watching

UNMATCHED = "unmatched"
"""The route of what is nowhere."""
STATIC = "/static/{path}"
QUIET_ROUTES = frozenset({LIVE_PATH, READY_PATH, METRICS_PATH, STATIC})
"""Asked by machines all day, or by every page: their lines are for debugging only."""

CALLER_GONE = 499
"""The status counted where the caller went away before anything was answered."""

_TRACE_HEADERS = frozenset({b"traceparent", b"tracestate"})

_log = logger_of(__name__)


class ObservedRequests:
    """Observe every request that this application answers."""

    def __init__(self, app: ASGIApp, process: Process) -> None:
        self.inside = app
        self._tracer = process.spans.tracer
        self._requests = RequestMetrics(process.registry)
        self._captures = CaptureMetrics(process.registry, "http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the request; its answer leaves with the request's name."""
        if scope["type"] != "http":
            await self.inside(scope, receive, send)
            return
        request = _Request(scope, self)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message["status"]
                name = (REQUEST_ID, request.work.request_id.encode())
                message = {**message, "headers": [*message.get("headers", ()), name]}
            await send(message)

        with request:
            await self.inside(scope, receive, named)

    def begin(self, scope: Scope, inside: ExitStack) -> tuple[Work, Span | None]:
        """Name the request and, where spans are sent, begin its span; both end with `inside`."""
        headers = scope["headers"]
        caller = context_of(
            (name.decode("ascii"), value)
            for name, value in headers
            if name in _TRACE_HEADERS
        )
        work = Work(request_id=request_id_of(headers, caller), tracer=self._tracer)
        if self._tracer is None:
            place = get_current_span(caller).get_span_context()
            if place.is_valid:
                work.facts["trace_id"] = format_trace_id(place.trace_id)
                work.facts["span_id"] = format_span_id(place.span_id)
        inside.enter_context(watching(work))
        span = None
        if self._tracer is not None:
            span = inside.enter_context(
                self._tracer.start_as_current_span(
                    scope["method"],
                    caller,
                    SpanKind.SERVER,
                    record_exception=False,
                    set_status_on_exception=False,
                )
            )
        return work, span

    def answered(self, request: _Request, route: str, error: BaseException | None) -> None:
        """Count and log a request that has ended."""
        work, status = request.work, request.status
        seconds = work.elapsed()
        method = request.scope["method"]
        self._requests.answered(method, route, status, seconds)
        self._requests.went_through(work.seconds)
        self._captures.went_through(work.seconds)
        if status < 400:
            self._captures.kept(work.events)
        elif work.takes_events:
            self._captures.refused(max(work.events.sent, work.lost))
        _log.log(
            _level(route, status),
            "request",
            method=method,
            route=route,
            status=status,
            duration_seconds=round(seconds, 6),
            **work.facts,
            exc_info=error,
        )


class _Request:
    """One request from its arrival to the end of its answer."""

    def __init__(self, scope: Scope, observed: ObservedRequests) -> None:
        self.scope = scope
        self.status = CALLER_GONE
        self.work = Work()
        self._observed = observed
        self._inside = ExitStack()
        self._span: Span | None = None

    def __enter__(self) -> Self:
        self.work, self._span = self._observed.begin(self.scope, self._inside)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        with self._inside:
            route = route_of(self.scope)
            if isinstance(error, Exception):
                self.status = 500
            if self._span is not None:
                _describe(self._span, self.scope["method"], route, self.status)
            self._observed.answered(self, route, error)


def route_of(scope: Scope) -> str:
    """The template of the path that answered, `UNMATCHED` where none did."""
    path = getattr(scope.get("route"), "path", None)
    if isinstance(path, str):
        return path
    # Only FastAPI's own routes name themselves; the few others are found by what they call.
    endpoint = scope.get("endpoint")
    for route in scope["app"].routes:
        if isinstance(route, Mount) and route.app is endpoint:
            return f"{route.path}/{{path}}"
        if isinstance(route, Route) and route.endpoint is endpoint:
            return route.path
    return UNMATCHED


def _describe(span: Span, method: str, route: str, status: int) -> None:
    """Name the span and say what became of the request, by OpenTelemetry's conventions."""
    span.update_name(f"{method} {route}")
    span.set_attribute("http.request.method", method)
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_status(Status(StatusCode.ERROR))


def _level(route: str, status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.DEBUG if route in QUIET_ROUTES else logging.INFO
