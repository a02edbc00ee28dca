"""A worker says what it did after it is kept, and every trace goes on through its hands."""

from __future__ import annotations

import json
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.running_server import free_port
from tests.services.documents import body, event
from tests.services.observed import (
    Samples,
    logged,
    samples_of,
)
from truyxuat.services.capturing import Captured, capture
from truyxuat.services.database import Database
from truyxuat.services.observing.metrics import INTAKE_BATCH
from truyxuat.services.observing.record_parts import follower, record_part
from truyxuat.services.observing.spans import Spans
from truyxuat.services.observing.work import stage
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
from truyxuat.traceability.errors import InvalidDocument, Unavailable

ON_EVERY_ENGINE = False

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


def opened(settings: Settings, name: str, spans: Spans | None = None) -> Worker:
    return Worker(settings, name, [], spans or Spans())


def counted(process: Worker) -> Samples:
    """The samples of the platform's own metrics that are not 0, without buckets."""
    page, _ = process.metrics("")
    return {
        name: value
        for name, value in samples_of(page.decode()).items()
        if name.startswith("truyxuat_") and "_bucket" not in name and value
    }


def taken_in(database: Database, message: bytes) -> Captured:
    with database.writing() as session:
        return capture(session, read_json(message), now=NOW, events_max=100)


def test_the_intake_counts_messages_and_their_events(
    settings: Settings, database: Database
) -> None:
    process = opened(settings, "intake")
    report = IntakeReport(process)

    with report.batch() as batch, stage(INTAKE_BATCH):
        taken_in(database, body(event(1), event(2)))
        batch.stored += 1
        taken_in(database, body(event(1), event(2)))
        batch.duplicate += 1
        taken_in(database, body(event(1, bizStep="receiving"), event(2)))
        batch.stored += 1
        with pytest.raises(InvalidDocument):
            taken_in(database, body(event(3, eventTime="?")))
        batch.parked += 1

    found = counted(process)
    seconds = found.pop("truyxuat_intake_batch_seconds_sum")
    assert 0 < seconds < 60
    assert found.pop("truyxuat_capture_seconds_sum") < seconds
    assert found == {
        "truyxuat_intake_messages_total{outcome=stored}": 2,
        "truyxuat_intake_messages_total{outcome=duplicate}": 1,
        "truyxuat_intake_messages_total{outcome=parked}": 1,
        "truyxuat_intake_batch_seconds_count": 1,
        "truyxuat_capture_events_total{outcome=recorded,source=kafka}": 2,
        "truyxuat_capture_events_total{outcome=duplicate,source=kafka}": 3,
        "truyxuat_capture_events_total{outcome=conflict,source=kafka}": 1,
        "truyxuat_capture_events_total{outcome=refused,source=kafka}": 1,
        "truyxuat_capture_seconds_count": 3,
    }


def test_a_transaction_that_failed_and_was_done_again_counts_once(
    settings: Settings, database: Database
) -> None:
    process = opened(settings, "intake")
    together = body(event(1), event(2))

    def cut_off() -> None:
        with database.writing() as session:
            capture(session, read_json(together), now=NOW, events_max=100)
            raise ConnectionError

    with IntakeReport(process).batch() as batch:
        with pytest.raises(ConnectionError):
            cut_off()
        for number in (1, 2):
            taken_in(database, body(event(number)))
        batch.stored += 2

    beginning = "truyxuat_capture_events_total"
    assert {k: v for k, v in counted(process).items() if k.startswith(beginning)} == {
        f"{beginning}{{outcome=recorded,source=kafka}}": 2
    }


def test_a_batch_that_was_not_kept_counts_nothing(file_settings: Settings) -> None:
    process = opened(file_settings, "intake")
    report = IntakeReport(process)

    def cut_off() -> None:
        with report.batch() as batch:
            batch.stored += 5
            raise ConnectionError

    with pytest.raises(ConnectionError):
        cut_off()
    assert counted(process) == {}


def test_a_turn_without_messages_is_no_batch(file_settings: Settings) -> None:
    process = opened(file_settings, "intake")

    with IntakeReport(process).batch():
        pass

    assert counted(process) == {}


def test_outcomes_are_there_as_zeros_before_the_first_of_them(
    file_settings: Settings,
) -> None:
    process = opened(file_settings, "intake")
    IntakeReport(process)

    page, _ = process.metrics("")

    found = samples_of(page.decode())
    assert found["truyxuat_intake_messages_total{outcome=parked}"] == 0
    assert found["truyxuat_capture_events_total{outcome=refused,source=kafka}"] == 0


def test_a_partition_taken_away_is_no_longer_told(file_settings: Settings) -> None:
    process = opened(file_settings, "intake")
    report = IntakeReport(process)

    report.lags({("partners", 0): 7, ("partners", 1): 0})
    report.lags({("partners", 1): 3})

    lags = {name: value for name, value in counted(process).items() if "lag" in name}
    assert lags == {"truyxuat_intake_lag{partition=1,topic=partners}": 3}


def test_the_relay_and_the_linker_count_what_they_handed_on(
    file_settings: Settings,
) -> None:
    relay, linker = opened(file_settings, "relay"), opened(file_settings, "link")

    with RelayReport(relay).batch() as handed:
        handed.events += 25
    with LinkReport(linker).batch() as linked:
        linked.events += 25

    assert counted(relay) == {"truyxuat_relay_events_total": 25}
    found = counted(linker)
    assert found["truyxuat_link_events_total"] == 25
    assert found["truyxuat_link_batch_seconds_count"] == 1


def test_how_far_the_relay_is_is_looked_up_when_it_is_scraped(
    settings: Settings, database: Database
) -> None:
    taken_in(database, body(event(1), event(2), event(3)))
    relay = follower("relay", database, lambda _session: 2, needed=True)
    process = Worker(settings, "relay", [record_part(database), relay], Spans())

    assert counted(process) == {
        "truyxuat_record_position": 3,
        "truyxuat_relay_position": 2,
    }
    assert process.readiness(NOW).json()["parts"]["relay"]["behind_events"] == 1


def test_every_batch_is_one_line_of_the_log_for_who_wants_them(
    file_settings: Settings,
) -> None:
    process = opened(file_settings, "relay")

    with logged(logging.DEBUG) as log, RelayReport(process).batch() as batch:
        batch.events += 20

    [line] = log.lines("events relayed")
    assert line["events"] == 20
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


def test_a_worker_whose_port_is_taken_does_not_start(
    file_settings: Settings,
) -> None:
    taken = file_settings.model_copy(update={"metrics_port": free_port()})
    said = rf"TRUYXUAT_METRICS_PORT: cannot listen on 127\.0\.0\.1:{taken.metrics_port}: "

    with worker(taken, "link", []), pytest.raises(Unavailable, match=said):
        worker(taken, "link", []).__enter__()


def test_a_command_beside_a_worker_leaves_it_its_port(file_settings: Settings) -> None:
    taken = file_settings.model_copy(update={"metrics_port": free_port()})

    with (
        worker(taken, "link", []),
        logged() as log,
        worker(taken, "capture", [], port_needed=False),
    ):
        pass

    [line] = log.lines("metrics are not served")
    assert line["level"] == "warning"


def test_a_worker_whose_loop_stands_still_is_not_ready(file_settings: Settings) -> None:
    process = Worker(file_settings, "link", [], Spans(), turn_seconds_max=0.5)

    time.sleep(0.7)
    stuck = process.readiness(NOW)
    with LinkReport(process).batch():
        turning = process.readiness(NOW)

    assert (stuck.status, turning.status) == (503, 200)
    assert stuck.json()["detail"].startswith("loop: It has not turned for ")
