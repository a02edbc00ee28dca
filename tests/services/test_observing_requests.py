"""A request has one name from its caller to the log, and is counted by its route."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import document, event
from tests.services.observed import SPAN, TRACE, TRACEPARENT, logged, metrics
from truyxuat.services.app import create_app
from truyxuat.services.settings import Settings

ON_EVERY_ENGINE = False


def test_a_caller_finds_its_own_name_of_a_request_in_answer_problem_and_log(
    platform: TestClient,
) -> None:
    with logged() as log:
        answer = platform.get("/events/x", headers={"X-Request-ID": "erp-2026/09:14.7"})

    assert answer.headers["X-Request-ID"] == "erp-2026/09:14.7"
    assert answer.json()["requestId"] == "erp-2026/09:14.7"
    assert [line["request_id"] for line in log.lines("request")] == ["erp-2026/09:14.7"]


def test_a_request_of_a_trace_is_called_after_it_and_logged_with_it(
    platform: TestClient,
) -> None:
    with logged() as log:
        answer = platform.get("/events", headers={"traceparent": TRACEPARENT})

    assert answer.headers["X-Request-ID"] == TRACE
    [line] = log.lines("request")
    assert (line["trace_id"], line["span_id"]) == (TRACE, SPAN)


def test_a_request_without_a_name_gets_one_of_its_own(platform: TestClient) -> None:
    names = {platform.get("/events").headers["X-Request-ID"] for _ in range(3)}

    assert len(names) == 3
    assert {len(name) for name in names} == {32}


@pytest.mark.parametrize(
    "name", ["", "two words", "a" * 129, "ma\u00a0", '"}', "<script>", "line%0d\ttab"]
)
def test_a_name_that_could_break_a_log_or_a_header_is_replaced(
    platform: TestClient, name: str
) -> None:
    answer = platform.get("/events", headers=[(b"X-Request-ID", name.encode("latin-1"))])

    assert answer.headers["X-Request-ID"] != name
    assert len(answer.headers["X-Request-ID"]) == 32


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        "00-0af7651916cd43dd8448eb211c80319c",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        "x" * 10_000,
    ],
)
def test_a_broken_traceparent_is_passed_over(
    platform: TestClient, traceparent: str
) -> None:
    answer = platform.get("/events", headers={"traceparent": traceparent})

    assert answer.status_code == 200
    assert answer.headers["X-Request-ID"] not in traceparent


def test_a_page_of_an_error_carries_the_name_too(platform: TestClient) -> None:
    answer = platform.get("/nowhere", headers={"Accept": "text/html", "X-Request-ID": "a1"})

    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["X-Request-ID"] == "a1"


def test_requests_are_counted_by_the_template_of_their_route(platform: TestClient) -> None:
    for number in range(20):
        platform.get(f"/events/urn:x:{number}")
        platform.get(f"/01/09521234001010/10/L{number}")
        platform.get(f"/nowhere/{number}")
        platform.get(f"/static/{number}.css")
    platform.head("/events")
    platform.request("BREW", "/events")
    platform.get("/openapi.json")

    counted = {
        name: value
        for name, value in metrics(platform).items()
        if name.startswith("truyxuat_http_requests_total")
    }

    assert counted == {
        _requests("GET", "/events/{event_id:path}", 404): 20,
        _requests("GET", "/01/{rest:path}", 404): 20,
        _requests("GET", "unmatched", 404): 20,
        _requests("GET", "/static/{path}", 404): 20,
        _requests("HEAD", "/events", 200): 1,
        _requests("other", "/events", 405): 1,
        _requests("GET", "/openapi.json", 200): 1,
    }


def _requests(method: str, route: str, status: int) -> str:
    return f"truyxuat_http_requests_total{{method={method},route={route},status={status}}}"


def test_every_request_is_timed(platform: TestClient) -> None:
    platform.get("/events")
    platform.get("/events?perPage=many")

    found = metrics(platform)
    labels = "{method=GET,route=/events}"
    assert found[f"truyxuat_http_request_seconds_count{labels}"] == 2
    assert 0 < found[f"truyxuat_http_request_seconds_sum{labels}"] < 60


def test_a_trace_is_timed_wherever_it_is_asked(platform: TestClient) -> None:
    platform.post("/capture", json=document(event(1)))
    item = "urn:epc:id:sgtin:9521234.000101.1"

    platform.get(f"/trace/{item}")
    platform.get("/regulator/trace", params={"id": item}, headers={"Accept": "text/html"})

    assert metrics(platform)["truyxuat_trace_seconds_count"] == 2


def test_a_line_of_the_log_says_what_was_asked_and_never_what_was_sent(
    platform: TestClient,
) -> None:
    secret = "urn:epc:id:sgtin:9521234.000101.SECRET"
    with logged() as log:
        platform.get(f"/trace/{secret}?seed={secret}")
        platform.post("/capture", json=document(event(1, epcList=[secret], bizStep="?")))
        platform.post("/capture", json=document(event(2, epcList=[secret])))

    first, second, third = log.lines("request")
    assert set(first) == {
        "time",
        "level",
        "event",
        "request_id",
        "method",
        "route",
        "status",
        "duration_seconds",
        "problem",
    }
    assert (first["route"], first["status"]) == ("/trace/{id:path}", 404)
    assert first["problem"] == "epcisException:NoSuchResourceException"
    assert (second["route"], second["status"]) == ("/capture", 400)
    assert (third["route"], third["status"]) == ("/capture", 202)
    assert "SECRET" not in log.text


def test_a_capture_is_found_in_the_log_by_its_id(platform: TestClient) -> None:
    with logged() as log:
        answer = platform.post("/capture", json=document(event(1)))

    assert [line["capture_id"] for line in log.lines("request")] == [
        answer.json()["captureID"]
    ]


def test_what_machines_ask_all_day_is_no_news(platform: TestClient) -> None:
    addresses = ["/health/live", "/health/ready", "/metrics", "/static/style.css"]
    with logged() as log:
        for address in addresses:
            platform.get(address)
    with logged(logging.DEBUG) as wordy:
        for address in addresses:
            platform.get(address)

    assert log.lines("request") == []
    assert len(wordy.lines("request")) == 4


def test_a_fault_inside_is_logged_with_its_way_and_its_request(
    file_settings: Settings, tmp_path: Path
) -> None:
    app = create_app(file_settings)
    with sqlite3.connect(tmp_path / "record.db") as other:
        other.execute("DROP TABLE event")
    other.close()

    with (
        TestClient(app, raise_server_exceptions=False) as platform,
        logged() as log,
    ):
        answer = platform.get("/events?MATCH_epc=urn:epc:id:sgtin:9521234.000101.SECRET")
        found = metrics(platform)

    assert answer.status_code == 500
    [line] = log.lines("request")
    assert line["level"] == "error"
    assert line["status"] == 500
    assert line["request_id"] == answer.json()["requestId"]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert any(step.endswith(" run") for step in line["error"])
    assert "OperationalError: no such table: event" in line["error"]
    assert "SECRET" not in log.text
    assert found[_requests("GET", "/events", 500)] == 1


def test_two_platforms_in_one_process_count_for_themselves(
    platform: TestClient, tmp_path: Path
) -> None:
    elsewhere = Settings(database_url=f"sqlite:///{tmp_path / 'other.db'}")
    with TestClient(create_app(elsewhere)) as other:
        other.get("/events")
        other.get("/events")
        platform.get("/events")

        counted = [
            metrics(each)[_requests("GET", "/events", 200)] for each in (platform, other)
        ]

    assert counted == [1, 2]
