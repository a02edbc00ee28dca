"""The small HTTP server of a process that has no API of its own: metrics and health.

It answers in threads of its own, so that a worker deep in a batch still answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec

from truyxuat.services.observing.process import Process
from truyxuat.services.observing.readiness import (
    LIVE_PATH,
    METRICS_PATH,
    READY_PATH,
    State,
)
from truyxuat.traceability.errors import Unavailable

JSON = "application/json"
PROBLEM = "application/problem+json"

Page = tuple[int, bytes, str]
"""Status, body and media type."""


@contextmanager
def serving_observations(process: Process, host: str, port: int) -> Iterator[int]:
    """Answer on this address until the end; yields the port, which is a free one for port 0.

    Raises:
        Unavailable: another process listens there, or it is no address of this machine.
    """
    try:
        server = ThreadingHTTPServer((host, port), _handler(process))
    except OSError as error:
        raise Unavailable(
            f"TRUYXUAT_METRICS_PORT: cannot listen on {host}:{port}: {error.strerror}."
        ) from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="observations", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(process: Process) -> type[BaseHTTPRequestHandler]:
    pages: dict[str, Callable[[str], Page]] = {
        METRICS_PATH: lambda accept: (200, *process.metrics(accept)),
        LIVE_PATH: lambda _accept: (200, msgspec.json.encode({"state": State.OK}), JSON),
        READY_PATH: lambda _accept: _ready(process),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            page = pages.get(path)
            accept = self.headers.get("Accept", "")
            self._answer(_nothing(path) if page is None else page(accept))

        def log_message(self, *_args: object) -> None:
            """Say nothing: machines ask all day."""

        def _answer(self, page: Page) -> None:
            status, body, media_type = page
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _ready(process: Process) -> Page:
    ready = process.readiness(datetime.now(UTC))
    media_type = JSON if ready.status == 200 else PROBLEM
    return ready.status, msgspec.json.encode(ready.json()), media_type


def _nothing(path: str) -> Page:
    known = ", ".join((METRICS_PATH, LIVE_PATH, READY_PATH))
    problem = {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": f"There is nothing at {path}, only at {known}.",
        "instance": path,
    }
    return 404, msgspec.json.encode(problem), PROBLEM
