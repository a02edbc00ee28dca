"""A worker says what it did after it is kept, and every trace goes on through its hands."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.running_server import free_port
from tests.services.documents import body, event
from tests.services.observed import (
    SPAN,
    TRACE,
    TRACEPARENT,
    Samples,
    SpansInMemory,
    id_of,
    logged,
    parent_of,
    samples_of,
    trace_of,
)
from truyxuat.services.capturing import Captured, capture
from truyxuat.services.database import Database
from truyxuat.services.event_log import TableEventLog
from truyxuat.services.linking import follow
from truyxuat.services.observing.capture_names import captures_between
from truyxuat.services.observing.record_parts import follower, record_part
from truyxuat.services.observing.spans import Spans
from truyxuat.services.observing.workers import (
    CommandReport,
    IntakeReport,
    LinkReport,
    RelayReport,
    Worker,
    worker,
)
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.errors import InvalidDocument
from truyxuat.traceability.memory_graph import MemoryGraph

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


@pytest.fixture
def spans() -> SpansInMemory:
    return SpansInMemory()


def opened(settings: Settings, name: str, spans: Spans | None = None) -> Worker:
    return Worker(settings, name, [], spans or Spans())


def counted(process: Worker) -> Samples:
    """The samples of the platform's own metrics, without buckets."""
    page, _ = process.metrics("")
    return {
        name: value
        for name, value in samples_of(page.decode()).items()
        if name.startswith("truyxuat_") and "_bucket" not in name
    }


def taken_in(database: Database, message: bytes) -> Captured:
    with database.writing() as session:
        return capture(session, read_json(message), now=NOW, events_max=100)


def test_the_intake_counts_messages_and_their_events(
    settings: Settings, database: Database
) -> None:
    process = opened(settings, "intake")
    report = IntakeReport(process)

    with report.batch() as batch:
        with batch.message([]):
            taken_in(database, body(event(1), event(2)))
        batch.stored += 1
        with batch.message([]):
            taken_in(database, body(event(1), event(2)))
        batch.duplicate += 1
        with pytest.raises(InvalidDocument), batch.message([]):
            taken_in(database, body(event(3, eventTime="?")))
        batch.parked += 1

    found = counted(process)
    seconds = found.pop("truyxuat_intake_batch_seconds_sum")
    assert 0 < seconds < 60
    assert found.pop("truyxuat_capture_seconds_sum") < seconds
    assert found == {
        "truyxuat_intake_messages_total{outcome=stored}": 1,
        "truyxuat_intake_messages_total{outcome=duplicate}": 1,
        "truyxuat_intake_messages_total{outcome=parked}": 1,
        "truyxuat_intake_batch_seconds_count": 1,
        "truyxuat_capture_events_total{outcome=recorded,source=kafka}": 2,
        "truyxuat_capture_events_total{outcome=duplicate,source=kafka}": 2,
        "truyxuat_capture_events_total{outcome=refused,source=kafka}": 1,
        "truyxuat_capture_seconds_count": 2,
    }


def test_a_batch_that_was_not_kept_counts_nothing(settings: Settings) -> None:
    process = opened(settings, "intake")
    report = IntakeReport(process)

    def cut_off() -> None:
        with report.batch() as batch:
            batch.stored += 5
            raise ConnectionError

    with pytest.raises(ConnectionError):
        cut_off()
    assert counted(process)["truyxuat_intake_batch_seconds_count"] == 0


def test_a_turn_without_messages_is_no_batch(settings: Settings) -> None:
    process = opened(settings, "intake")

    with IntakeReport(process).batch():
        pass

    assert counted(process)["truyxuat_intake_batch_seconds_count"] == 0


def test_a_partition_taken_away_is_no_longer_told(settings: Settings) -> None:
    process = opened(settings, "intake")
    report = IntakeReport(process)

    report.lags({("partners", 0): 7, ("partners", 1): 0})
    report.lags({("partners", 1): 3})

    lags = {name: value for name, value in counted(process).items() if "lag" in name}
    assert lags == {"truyxuat_intake_lag{partition=1,topic=partners}": 3}


def test_the_relay_and_the_linker_count_what_they_handed_on(settings: Settings) -> None:
    relay, linker = opened(settings, "relay"), opened(settings, "link")

    with RelayReport(relay).batch() as handed:
        handed.relayed(20, position=120)
        handed.relayed(5, position=125)
    with LinkReport(linker).batch() as linked:
        linked.linked(25)

    assert counted(relay) == {
        "truyxuat_relay_events_total": 25,
        "truyxuat_relay_position": 125,
    }
    assert counted(linker)["truyxuat_link_events_total"] == 25
    assert counted(linker)["truyxuat_link_batch_seconds_count"] == 1


def test_every_batch_is_one_line_of_the_log(settings: Settings) -> None:
    process = opened(settings, "relay")

    with logged() as log, RelayReport(process).batch() as batch:
        batch.relayed(20, position=120)

    [line] = log.lines("events relayed")
    assert (line["events"], line["position"]) == (20, 120)
    assert line["duration_seconds"] >= 0


def test_files_captured_by_command_are_counted_as_such(
    settings: Settings, database: Database
) -> None:
    process = opened(settings, "capture")
    report = CommandReport(process)

    with report.file():
        taken_in(database, body(event(1), event(2)))
    with pytest.raises(InvalidDocument), report.file():
        taken_in(database, body(event(3, eventTime="?")))

    beginning = "truyxuat_capture_events_total"
    assert {k: v for k, v in counted(process).items() if k.startswith(beginning)} == {
        f"{beginning}{{outcome=recorded,source=cli}}": 2,
        f"{beginning}{{outcome=refused,source=cli}}": 1,
    }


def test_one_trace_goes_from_the_partner_through_every_hand_to_the_link(
    settings: Settings, database: Database, spans: SpansInMemory
) -> None:
    intake = IntakeReport(opened(settings, "intake", spans.of("intake")))
    relay = RelayReport(opened(settings, "relay", spans.of("relay")))
    linker = LinkReport(opened(settings, "link", spans.of("link")))

    with intake.batch() as batch, batch.message([("traceparent", TRACEPARENT.encode())]):
        taken_in(database, body(event(1), event(2)))
    with relay.batch() as handed, database.reading() as session:
        names = captures_between(session, 1, 2)
        messages = [handed.headers(names[position]) for position in (1, 2)]
    with linker.batch() as linked:
        linked.continues_messages(messages)

    hands = ["intake", "capture", "relay", "link"]
    chain = [spans.named(name) for name in hands]
    assert {trace_of(each) for each in chain} == {TRACE}
    assert [parent_of(each) for each in chain] == [SPAN, *map(id_of, chain[:-1])]
    services = [each.resource.attributes["service.name"] for each in chain]
    assert services == [
        f"truyxuat-{name}" for name in ("intake", "intake", "relay", "link")
    ]


def test_a_linker_that_reads_the_table_goes_on_with_the_captures_traces(
    settings: Settings, database: Database, spans: SpansInMemory
) -> None:
    intake = IntakeReport(opened(settings, "intake", spans.of("intake")))
    linker = LinkReport(opened(settings, "link", spans.of("link")))
    taken_in(database, body(event(1)))
    with intake.batch() as batch:
        for number in (2, 3):
            with batch.message([]):
                taken_in(database, body(event(number), event(number + 10)))
    graph = MemoryGraph()

    with linker.batch() as linked, database.reading() as session:
        reached = follow(TableEventLog(session), graph, limit=100)
        linked.continues_captures(captures_between(session, 1, reached).values())
        linked.linked(reached)

    links = [each for each in spans.ended() if each.name == "link"]
    captures = [each for each in spans.ended() if each.name == "capture"]
    assert reached == 5
    assert [parent_of(each) for each in links] == [id_of(each) for each in captures]
    assert len({trace_of(each) for each in links}) == 2


def test_without_spans_no_headers_are_made(settings: Settings, database: Database) -> None:
    relay = RelayReport(opened(settings, "relay"))
    captured = taken_in(database, body(event(1)))

    with relay.batch() as handed:
        assert handed.headers(captured.job.capture_id) == []
        assert not handed.follows_traces


@pytest.fixture
def served(settings: Settings, database: Database) -> Iterator[str]:
    """A linker that is far behind, and the address where it answers."""
    taken_in(database, body(event(1), event(2)))
    watched = settings.model_copy(update={"metrics_port": free_port()})
    parts = [
        record_part(database),
        follower("neo4j", database, lambda _session: 0, needed=True),
    ]
    with worker(watched, "link", parts):
        yield f"http://127.0.0.1:{watched.metrics_port}"


def get(address: str) -> tuple[int, str, str]:
    """Status, media type and body of an answer."""
    try:
        answer = urllib.request.urlopen(address, timeout=10)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return answer.status, answer.headers["Content-Type"], answer.read().decode()


def test_a_worker_answers_for_itself_on_its_own_port(served: str) -> None:
    alive = get(f"{served}/health/live")
    status, media_type, ready = get(f"{served}/health/ready?verbose")
    nothing = get(f"{served}/capture")

    assert alive == (200, "application/json", '{"state":"ok"}')
    assert (status, media_type) == (200, "application/json")
    told = json.loads(ready)
    assert told["state"] == "degraded"
    assert told["parts"]["neo4j"]["behind_events"] == 2
    assert told["parts"]["neo4j"]["behind_since"] == "2026-09-14T08:00:00.000Z"
    assert told["parts"]["loop"]["ok"] is True
    assert nothing[:2] == (404, "application/problem+json")


def test_a_worker_is_scraped_on_its_own_port(served: str) -> None:
    _, media_type, page = get(f"{served}/metrics")

    assert media_type.startswith("text/plain")
    found = samples_of(page)
    assert found["truyxuat_record_position"] == 2
    assert found["truyxuat_graph_position{store=neo4j}"] == 0
    assert found["process_resident_memory_bytes"] > 0


def test_a_worker_whose_loop_stands_still_is_not_ready(settings: Settings) -> None:
    process = Worker(settings, "link", [], Spans(), turn_seconds_max=0.01)

    time.sleep(0.05)
    stuck = process.readiness(NOW)
    with LinkReport(process).batch():
        turning = process.readiness(NOW)

    assert (stuck.status, turning.status) == (503, 200)
    assert stuck.json()["detail"] == "loop: It has not turned for 0 s."
