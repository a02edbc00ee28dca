"""What intake, relay and linker tell of themselves beside real servers, and the trace through."""

from __future__ import annotations

import json
import signal
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from kafka import TopicPartition

from tests.live.kafka_trade import NOT_JSON, process, send, take_all, until
from tests.running_server import free_port
from tests.services.documents import body, document, event
from tests.services.observed import (
    SPAN,
    TRACE,
    TRACEPARENT,
    Samples,
    SpansInMemory,
    id_of,
    parent_of,
    samples_of,
    trace_of,
)
from truyxuat.services.app import create_app
from truyxuat.services.capturing import capture
from truyxuat.services.database import Database
from truyxuat.services.kafka.connecting import consuming, producing
from truyxuat.services.kafka.relaying import relay_step
from truyxuat.services.kafka.topics import topic_facts
from truyxuat.services.observing import hands
from truyxuat.services.observing.workers import (
    IntakeReport,
    LinkReport,
    RelayReport,
    Worker,
)
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json

pytestmark = pytest.mark.live

MONDAY = datetime(2026, 9, 14, 12, tzinfo=UTC)

Json = dict[str, Any]  # an answer of any depth


def ready(port: int) -> Json | None:
    """What the process says of itself; None while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready") as answer:
            found: Json = json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            found = json.load(refused)
    except urllib.error.URLError:
        return None
    return found


def scraped(port: int) -> Samples:
    """The metrics of the process, those that are 0 left out."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            page = answer.read().decode()
    except urllib.error.URLError:
        return {}
    return {name: value for name, value in samples_of(page).items() if value}


@contextmanager
def observed(settings: Settings, command: str) -> Iterator[tuple[int, list[str]]]:
    """A worker in a process of its own: its port, and after its end what it logged."""
    port = free_port()
    lines: list[str] = []
    with process(settings.model_copy(update={"metrics_port": port}), command) as started:
        yield port, lines
        started.send_signal(signal.SIGTERM)
        said, _ = started.communicate(timeout=60)
        lines += said.splitlines()


def test_the_intake_is_scraped_and_says_how_it_stands(
    record: Database, trade: Settings
) -> None:
    good = [body(event(1), event(2)), body(event(3)), body(event(1), event(2))]
    send(trade, [*good, NOT_JSON], partition=0)

    messages = "truyxuat_intake_messages_total{outcome=parked}"
    with observed(trade, "intake") as (port, lines):
        until(lambda: messages in scraped(port), "the messages to be taken in")
        found, standing = scraped(port), ready(port)

    assert {name: found[name] for name in found if "_total" in name and "truy" in name} == {
        "truyxuat_intake_messages_total{outcome=stored}": 2,
        "truyxuat_intake_messages_total{outcome=duplicate}": 1,
        "truyxuat_intake_messages_total{outcome=parked}": 1,
        "truyxuat_capture_events_total{outcome=recorded,source=kafka}": 3,
        "truyxuat_capture_events_total{outcome=duplicate,source=kafka}": 2,
        "truyxuat_capture_events_total{outcome=refused,source=kafka}": 1,
    }
    assert found["truyxuat_record_position"] == 3
    assert found["truyxuat_parked_messages"] == 1
    assert found["truyxuat_intake_batch_seconds_count"] >= 1
    assert standing is not None
    assert standing["state"] == "ok"
    assert set(standing["parts"]) == {"record", "loop", "kafka"}
    assert standing["parts"]["record"]["parked_messages"] == 1
    assert [json.loads(line)["event"] for line in lines][-1] == (
        "taken in: 4 messages (2 stored, 1 duplicate, 1 parked), 3 events recorded"
    )


def test_the_relay_is_scraped_and_says_how_far_it_is(
    record: Database, trade: Settings
) -> None:
    send(trade, [body(event(1), event(2), event(3))])
    take_all(record, trade, 1)

    with observed(trade, "relay") as (port, lines):
        position = "truyxuat_relay_position"
        until(lambda: scraped(port).get(position) == 3, "the events to be relayed")
        found, standing = scraped(port), ready(port)

    assert found["truyxuat_relay_events_total"] == 3
    assert standing is not None
    assert standing["state"] == "ok"
    assert standing["parts"]["relay"]["behind_events"] == 0
    assert json.loads(lines[-1])["event"] == "relayed: 3 events"


def test_the_linker_is_scraped_and_says_how_far_it_is(
    record: Database, trade: Settings, neo4j_url: str
) -> None:
    with record.writing() as session:
        three = read_json(body(event(1), event(2), event(3)))
        capture(session, three, now=MONDAY, events_max=9)
    linking = trade.model_copy(
        update={"graph_url": neo4j_url, "graph_log": f"log-{uuid.uuid4().hex[:8]}"}
    )

    with observed(linking, "link") as (port, lines):
        position = "truyxuat_graph_position{store=neo4j}"
        until(lambda: scraped(port).get(position) == 3, "the events to be linked")
        found, standing = scraped(port), ready(port)

    assert found["truyxuat_link_events_total"] == 3
    assert found["truyxuat_link_batch_seconds_count"] >= 1
    assert standing is not None
    assert standing["state"] == "ok"
    assert standing["parts"]["neo4j"]["behind_events"] == 0
    assert "position 3 of the record" in json.loads(lines[-1])["event"]


def test_one_trace_goes_from_the_sender_over_the_brokers_to_the_linker(
    record: Database, trade: Settings
) -> None:
    spans = SpansInMemory()
    [topic] = topic_facts(trade, trade.kafka_recorded_topic)
    send(trade, [body(event(1))], headers=[("traceparent", TRACEPARENT.encode())])
    send(trade, [body(event(2))])

    intake = IntakeReport(Worker(trade, "intake", [], spans.of("intake")))
    with intake.batch():
        take_all(record, trade, 2)
    relay = RelayReport(Worker(trade, "relay", [], spans.of("relay")))
    with relay.batch(), producing(trade) as producer:
        relay_step(record, producer, topic, limit=10)
    linker = LinkReport(Worker(trade, "link", [], spans.of("link")))
    with linker.batch():
        hands.continue_messages(headers_in(trade))

    ours = [each for each in spans.ended() if trace_of(each) == TRACE]
    by_name = {each.name: each for each in ours}
    assert set(by_name) == {"capture", "relay", "link"}
    assert parent_of(by_name["capture"]) == SPAN
    assert parent_of(by_name["relay"]) == id_of(by_name["capture"])
    assert parent_of(by_name["link"]) == id_of(by_name["relay"])
    links = [trace_of(each) for each in spans.ended() if each.name == "link"]
    assert len(set(links)) == 2


def headers_in(trade: Settings) -> list[list[tuple[str, bytes | None]]]:
    """The headers of every message in the topic of recorded events."""
    where = TopicPartition(trade.kafka_recorded_topic, 0)
    found: list[list[tuple[str, bytes | None]]] = []
    with consuming(trade, group_id=None, auto_offset_reset="earliest") as consumer:
        consumer.assign([where])
        end = consumer.end_offsets([where])[where]
        while len(found) < end:
            polled = consumer.poll(timeout_ms=5_000).get(where, [])
            found += [list(each.headers) for each in polled]
    return found


def test_a_platform_whose_kafka_is_away_stays_ready_and_says_so(
    trade: Settings,
) -> None:
    away = trade.model_copy(update={"kafka_servers": f"127.0.0.1:{free_port()}"})

    with TestClient(create_app(trade)) as platform:
        platform.post("/capture", json=document(event(1)))
        well = platform.get("/health/ready").json()
    with TestClient(create_app(away)) as platform:
        answer = platform.get("/health/ready")

    assert well["state"] == "ok"
    assert set(well["parts"]) == {"record", "graph", "kafka"}
    assert answer.status_code == 200
    assert answer.json()["state"] == "degraded"
    assert answer.json()["parts"]["kafka"]["answers"] is False
