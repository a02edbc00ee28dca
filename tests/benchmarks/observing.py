"""What it costs to observe: a capture without a collector and with one, and a small request.

A capture takes milliseconds and what observes it microseconds, which no comparison of two
captures on a busy machine can tell. So the stages and notes of a capture are measured by
themselves, around nothing, each time right after a real capture has emptied the processor's
caches; as processor time of the thread, of which other programs take nothing.

A request that does next to nothing shows what its name, its metrics and its line in the log
cost; it is asked of the same application with and without the observer around it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from opentelemetry.trace import Tracer
from starlette.types import ASGIApp, Message

from tests.benchmarks.capture import NOW
from tests.benchmarks.harvest import event
from tests.benchmarks.rounds import interleaved, table
from truyxuat.services.app import create_app
from truyxuat.services.capturing import capture
from truyxuat.services.database import open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.observing.logs import handler_of
from truyxuat.services.observing.requests import ObservedRequests
from truyxuat.services.observing.spans import open_spans
from truyxuat.services.observing.work import (
    Work,
    all_or_nothing,
    note_capture,
    note_document,
    stage,
    watching,
)
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.contexts import EPCIS_CONTEXT
from truyxuat.traceability.epcis.reading import read_json

CAPTURES = 300
REQUESTS = 300
ROUNDS = 9
AWAY = "http://127.0.0.1:9"
"""A collector that refuses connections."""
STAGES = ("capture.compare", "capture.number", "capture.record", "capture.link")


def run() -> str:
    """Both tables."""
    with TemporaryDirectory() as folder:
        return "\n".join((_captures(Path(folder)), _requests(Path(folder))))


def _captures(folder: Path) -> str:
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    spans = open_spans(Settings(otlp_endpoint=AWAY), "benchmark")
    database = open_database(Settings(database_url=f"sqlite:///{folder / 'record.db'}"))
    migrate(database)

    def captured(number: int) -> None:
        sent = json.dumps(event(number) | {"@context": [EPCIS_CONTEXT]}).encode()
        with database.writing() as session:
            capture(session, read_json(sent), now=NOW, events_max=1)

    seconds: dict[str, list[float]] = {"captured": [], "off": [], "on": []}
    for number in range(CAPTURES):
        seconds["captured"].append(_timed(lambda: captured(number)))  # noqa: B023  # called at once
        seconds["off"].append(_timed(lambda: _observed(None)))
        captured(CAPTURES + number)
        seconds["on"].append(_timed(lambda: _observed(spans.tracer)))
    spans.close()
    database.close()
    median = {name: statistics.median(values) for name, values in seconds.items()}
    lines = [f"Capture of one event of 10 objects, medians of {CAPTURES}, processor time"]
    lines.append(f"  {'the capture itself':<44}{median['captured'] * 1e6:>10,.0f} us")
    for name, what in (("off", "no collector (the default)"), ("on", "with spans")):
        share = median[name] / median["captured"]
        what = f"observing it, {what}"
        lines.append(f"  {what:<44}{median[name] * 1e6:>10,.0f} us {share:>8.1%}")
    return "\n".join(lines)


def _timed(what: Callable[[], None]) -> float:
    started = time.thread_time()
    what()
    return time.thread_time() - started


def _observed(tracer: Tracer | None) -> None:
    """What a capture tells of itself, around nothing."""
    with watching(Work(tracer=tracer)), all_or_nothing(), stage("capture"):
        note_document(1)
        for name in STAGES:
            with stage(name):
                pass
        note_capture("1", recorded=1, duplicates=0, conflicts=0)


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
