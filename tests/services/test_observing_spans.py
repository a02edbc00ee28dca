"""One trace goes from the request that sent an event to the link that was made of it."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.running_server import free_port
from tests.services.documents import document, event
from tests.services.observed import (
    SPAN,
    TRACE,
    TRACEPARENT,
    SpansInMemory,
    id_of,
    logged,
    parent_of,
    trace_of,
)
from truyxuat.services.app import create_app
from truyxuat.services.observing.capture_names import context_of_capture
from truyxuat.services.observing.spans import (
    CLOSE_SECONDS_MAX,
    EXPORT_SECONDS_MAX,
    context_of,
    headers_of,
)
from truyxuat.services.settings import Settings


@pytest.fixture
def spans() -> SpansInMemory:
    return SpansInMemory()


@pytest.fixture
def observed(file_settings: Settings, spans: SpansInMemory) -> Iterator[TestClient]:
    """A platform that makes spans."""
    app = create_app(file_settings, spans=spans.of("api"))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_capture_is_one_trace_from_the_request_to_the_link(
    observed: TestClient, spans: SpansInMemory
) -> None:
    observed.post("/capture", json=document(event(1), event(2)))

    assert {
        (each.name, _parent_name(spans, parent_of(each))) for each in spans.ended()
    } == {
        ("POST /capture", None),
        ("capture.read", "POST /capture"),
        ("capture", "POST /capture"),
        ("capture.compare", "capture"),
        ("capture.number", "capture"),
        ("capture.record", "capture"),
        ("capture.link", "capture"),
    }
    assert len({trace_of(each) for each in spans.ended()}) == 1


def _parent_name(spans: SpansInMemory, parent: str | None) -> str | None:
    return next((each.name for each in spans.ended() if id_of(each) == parent), None)


def test_the_callers_trace_goes_on_in_ours(
    observed: TestClient, spans: SpansInMemory
) -> None:
    with logged() as log:
        observed.get("/events", headers={"traceparent": TRACEPARENT})

    request = spans.named("GET /events")
    assert (trace_of(request), parent_of(request)) == (TRACE, SPAN)
    [line] = log.lines("request")
    assert (line["trace_id"], line["span_id"]) == (TRACE, id_of(request))


def test_who_asks_not_to_be_traced_is_not(
    observed: TestClient, spans: SpansInMemory
) -> None:
    unsampled = TRACEPARENT.removesuffix("01") + "00"

    answer = observed.post(
        "/capture", json=document(event(1)), headers={"traceparent": unsampled}
    )

    assert spans.ended() == ()
    assert len(answer.json()["captureID"]) == 32


def test_a_captures_id_says_where_in_its_trace_it_was(
    observed: TestClient, spans: SpansInMemory
) -> None:
    answer = observed.post(
        "/capture", json=document(event(1)), headers={"traceparent": TRACEPARENT}
    )

    capture_id = answer.json()["captureID"]
    captured = spans.named("capture")
    assert capture_id == TRACE + id_of(captured)
    assert (captured.attributes or {})["truyxuat.capture_id"] == capture_id
    assert observed.get(f"/capture/{capture_id}").status_code == 200


def test_two_captures_of_one_trace_have_two_ids(observed: TestClient) -> None:
    ids = {
        observed.post(
            "/capture", json=document(event(number)), headers={"traceparent": TRACEPARENT}
        ).json()["captureID"]
        for number in range(3)
    }

    assert len(ids) == 3


@pytest.mark.parametrize("name", ["", "0" * 32, "0" * 47, "G" * 48, "0" * 48])
def test_a_capture_of_no_trace_has_no_place_in_one(name: str) -> None:
    context = context_of_capture(name)

    assert context is None or headers_of(context) == []


def test_a_place_in_a_trace_survives_the_way_through_headers() -> None:
    sent = [("company", b"x"), ("TraceParent", TRACEPARENT.encode()), ("tracestate", None)]

    context = context_of(sent)

    assert headers_of(context) == [("traceparent", TRACEPARENT.encode())]


@pytest.mark.parametrize("value", [b"", b"\xff\xfe", b"00-zz", None])
def test_headers_without_a_place_in_a_trace_carry_none(value: bytes | None) -> None:
    assert headers_of(context_of([("traceparent", value)])) == []
    assert headers_of(context_of([])) == []


def test_a_span_of_a_failure_says_so_and_repeats_nothing_that_was_sent(
    observed: TestClient, spans: SpansInMemory
) -> None:
    observed.post("/capture", json=document(event(1, eventTime="SECRET")))
    observed.get("/events?MATCH_epc=SECRET")

    read = spans.named("capture.read")
    assert not read.status.is_ok
    assert (read.attributes or {})["error.type"] == "InvalidDocument"
    assert spans.named("POST /capture").status.is_unset
    told = "".join(each.to_json() for each in spans.ended())
    assert "SECRET" not in told


def test_requests_are_described_by_route_and_status(
    observed: TestClient, spans: SpansInMemory
) -> None:
    observed.get("/events/urn:x:nothing")

    request = spans.named("GET /events/{event_id:path}")
    assert dict(request.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/events/{event_id:path}",
        "http.response.status_code": 404,
    }
    assert request.resource.attributes["service.name"] == "truyxuat-api"


@pytest.fixture(params=["refuses", "never answers"])
def collector(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a collector that is down, in one way or the other."""
    if request.param == "refuses":
        yield f"http://127.0.0.1:{free_port()}"
        return
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(16)
        yield f"http://127.0.0.1:{mute.getsockname()[1]}"


def test_a_collector_that_is_down_slows_and_fails_nothing(
    file_settings: Settings, collector: str
) -> None:
    sending = file_settings.model_copy(update={"otlp_endpoint": collector})
    seconds: list[float] = []
    with TestClient(create_app(sending)) as platform:
        platform.get("/events")
        # More spans than one export takes, so that the sender is busy failing meanwhile.
        for number in range(200):
            started = time.perf_counter()
            answer = platform.post("/capture", json=document(event(number)))
            seconds.append(time.perf_counter() - started)
            assert answer.status_code == 202
        closing = time.perf_counter()

    assert max(seconds) < EXPORT_SECONDS_MAX
    assert time.perf_counter() - closing < CLOSE_SECONDS_MAX + 3


def test_a_collector_gets_what_was_made_until_the_platform_closed(
    file_settings: Settings,
) -> None:
    with collecting() as (address, taken):
        sending = file_settings.model_copy(update={"otlp_endpoint": address})
        with TestClient(create_app(sending)) as platform:
            platform.get("/events", headers={"traceparent": TRACEPARENT})

    [(path, request)] = taken
    [resource] = request.resource_spans
    [scope] = resource.scope_spans
    assert path == "/v1/traces"
    [span] = scope.spans
    assert (span.name, span.kind) == ("GET /events", Span.SPAN_KIND_SERVER)
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == (TRACE, SPAN)
    named = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert named["service.name"] == "truyxuat-api"


@contextmanager
def collecting() -> Iterator[tuple[str, list[tuple[str, ExportTraceServiceRequest]]]]:
    """An OpenTelemetry collector; what it was sent, each with the path it was sent to."""
    taken: list[tuple[str, ExportTraceServiceRequest]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.path, ExportTraceServiceRequest.FromString(body)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", taken
        server.shutdown()
        thread.join()


def test_without_a_collector_nothing_of_the_sdk_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from truyxuat.services.app import create_app\n"
        "from truyxuat.services.settings import Settings\n"
        f"create_app(Settings(database_url='sqlite:///{tmp_path}/r.db', otlp_endpoint=''))\n"
        "print(sorted(name for name in sys.modules if 'opentelemetry.sdk' in name))\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "[]"
