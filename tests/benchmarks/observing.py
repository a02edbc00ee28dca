"""What it costs to observe: captures and requests with nothing observed, without spans, with.

The same documents are captured with every stage taken off, with stages but no collector (the
default), and with spans for a collector that is away. A request that does next to nothing shows
what its name, its metrics and its line in the log cost; it is asked of the same application
with and without the observer around it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp, Message

from tests.benchmarks.capture import NOW
from tests.benchmarks.harvest import event
from tests.benchmarks.rounds import interleaved, table
from truyxuat.services import capturing, record
from truyxuat.services.app import create_app
from truyxuat.services.database import open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.observing.logs import handler_of
from truyxuat.services.observing.requests import ObservedRequests
from truyxuat.services.observing.spans import Spans, open_spans
from truyxuat.services.observing.work import Work, watching
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.contexts import EPCIS_CONTEXT
from truyxuat.traceability.epcis.reading import read_json

CAPTURES = 100
REQUESTS = 300
ROUNDS = 9
AWAY = "http://127.0.0.1:9"
"""A collector that refuses connections."""

CONTEXT = {"@context": [EPCIS_CONTEXT]}

STAGED = (
    (capturing, "capture"),
    (capturing, "link_captured"),
    (record, "compare"),
    (record, "write"),
)


def run() -> str:
    """Both tables."""
    with TemporaryDirectory() as folder:
        return "\n".join((_captures(Path(folder)), _requests(Path(folder))))


def _captures(folder: Path) -> str:
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    away = open_spans(Settings(otlp_endpoint=AWAY), "benchmark")
    timings = interleaved(
        {
            "stages, no collector (the default)": _capturing(folder / "off.db", Spans()),
            "stages taken off": _bare(_capturing(folder / "bare.db", None)),
            "spans for a collector that is away": _capturing(folder / "on.db", away),
        },
        ROUNDS,
    )
    away.close()
    title = f"Capture of {CAPTURES} documents of one event of 10 objects, SQLite file"
    return table(title, timings, amount=CAPTURES, unit="events")


def _requests(folder: Path) -> str:
    application = create_app(Settings(database_url=f"sqlite:///{folder / 'http.db'}"))
    observed = application.build_middleware_stack()
    assert isinstance(observed, ObservedRequests)
    with _logging_to_nowhere():
        timings = interleaved(
            {
                "named, counted, logged": lambda: _ask(observed, application),
                "nothing observed": lambda: _ask(observed.inside, application),
            },
            ROUNDS,
        )
    title = f"{REQUESTS} requests that do next to nothing (GET /health/live)"
    return table(title, timings, amount=REQUESTS, unit="requests")


def _capturing(file: Path, spans: Spans | None) -> Callable[[], None]:
    numbers = itertools.count()
    database = open_database(Settings(database_url=f"sqlite:///{file}"))
    migrate(database)

    def way() -> None:
        for number in itertools.islice(numbers, CAPTURES):
            reading = read_json(json.dumps(event(number) | CONTEXT).encode())
            with _watched(spans), database.writing() as session:
                capturing.capture(session, reading, now=NOW, events_max=1)

    return way


@contextmanager
def _watched(spans: Spans | None) -> Iterator[None]:
    if spans is None:
        yield
        return
    with watching(Work(tracer=spans.tracer)):
        yield


def _bare(way: Callable[[], None]) -> Callable[[], None]:
    """The same way with every stage taken off."""

    def without() -> None:
        staged = [(module, name, getattr(module, name)) for module, name in STAGED]
        for module, name, function in staged:
            setattr(module, name, function.__wrapped__)
        try:
            way()
        finally:
            for module, name, function in staged:
                setattr(module, name, function)

    return without


def _ask(asked: ASGIApp, application: ASGIApp) -> None:
    asyncio.run(_asking(asked, application))


async def _asking(asked: ASGIApp, application: ASGIApp) -> None:
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    for _ in range(REQUESTS):
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/health/live",
            "query_string": b"",
            "headers": [(b"host", b"x"), (b"accept", b"*/*")],
            "app": application,
        }
        await asked(scope, receive, send)
    assert statuses == [200] * REQUESTS


@contextmanager
def _logging_to_nowhere() -> Iterator[None]:
    """Lines are written, as by a process, where nobody reads them."""
    ours = logging.getLogger("truyxuat")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        handler = handler_of(nowhere, "json")
        ours.addHandler(handler)
        ours.setLevel(logging.DEBUG)
        yield
        ours.setLevel(logging.NOTSET)
        ours.removeHandler(handler)
