"""A process logs what happened in facts, one line each, and nothing that was sent to it."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_server import free_port, serving
from tests.services.observed import Line, logged
from truyxuat.services.observing.logs import handler_of, logger_of
from truyxuat.services.observing.work import Work, note, note_capture, stage, watching
from truyxuat.services.settings import read_settings
from truyxuat.traceability.errors import InvalidInput

log = logger_of("truyxuat.test")


def lines_of(database: Path) -> list[Line]:
    """What a server that was started by `serving` wrote to standard error."""
    return [
        json.loads(line) for line in database.with_suffix(".log").read_text().splitlines()
    ]


def test_a_server_writes_one_json_object_a_line(tmp_path: Path) -> None:
    database = tmp_path / "record.db"

    with serving(database) as base:
        urllib.request.urlopen(f"{base}/events?MATCH_epc=urn:x:secret").close()

    lines = lines_of(database)
    assert {line["event"] for line in lines} == {"serving", "request"}
    assert [list(line)[:3] for line in lines] == [["time", "level", "event"]] * len(lines)
    request = next(line for line in lines if line.get("route") == "/events")
    assert (request["method"], request["status"]) == ("GET", 200)
    assert "secret" not in database.with_suffix(".log").read_text()


def test_a_fault_of_a_server_is_one_line_that_a_program_can_read(tmp_path: Path) -> None:
    database = tmp_path / "record.db"

    with serving(database) as base:
        with sqlite3.connect(database) as other:
            other.execute("DROP TABLE event")
        other.close()
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{base}/events")
        refused.value.close()

    errors = [line for line in lines_of(database) if line["level"] == "error"]
    assert [(line["event"], line["status"]) for line in errors] == [("request", 500)]
    assert errors[0]["request_id"] == refused.value.headers["X-Request-ID"]


def test_a_server_says_only_as_much_as_it_was_asked_to(tmp_path: Path) -> None:
    database = tmp_path / "record.db"

    with serving(database, log_level="ERROR") as base:
        urllib.request.urlopen(f"{base}/events").close()

    assert lines_of(database) == []


def test_a_collector_that_is_away_is_told_once_not_every_second(tmp_path: Path) -> None:
    database = tmp_path / "record.db"

    with serving(database, otlp_endpoint=f"http://127.0.0.1:{free_port()}") as base:
        for _ in range(4):
            urllib.request.urlopen(f"{base}/events").close()
            time.sleep(2)

    other = [
        line for line in lines_of(database) if line["event"] not in {"request", "serving"}
    ]
    assert [line["level"] for line in other] == ["warning"]


def test_an_operator_at_a_terminal_reads_columns(tmp_path: Path) -> None:
    database = tmp_path / "record.db"

    with serving(database, log_format="console") as base:
        urllib.request.urlopen(f"{base}/events").close()

    written = database.with_suffix(".log").read_text()
    assert "request" in written
    assert "route" in written
    with pytest.raises(json.JSONDecodeError):
        json.loads(written.splitlines()[0])


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What another library's logger wrote through our handler."""
    written, other = io.StringIO(), logging.getLogger("elsewhere")
    handler = handler_of(written, "json")
    other.addHandler(handler)
    yield written
    other.removeHandler(handler)


def test_other_libraries_write_the_same_lines(stream: io.StringIO) -> None:
    with watching(Work(request_id="r1")):
        logging.getLogger("elsewhere").warning("Broker %s is away", "b1")

    line = json.loads(stream.getvalue())
    assert (line["level"], line["event"]) == ("warning", "Broker b1 is away")
    assert line["request_id"] == "r1"


def test_of_an_error_the_first_words_and_the_way_to_it_are_logged(
    stream: io.StringIO,
) -> None:
    try:
        try:
            raise KeyError("first line\nDETAIL: Key (name)=(Nguyễn Văn A)")
        except KeyError as error:
            raise ValueError("x" * 1_000) from error
    except ValueError:
        logging.getLogger("elsewhere").exception("Failed")

    line = json.loads(stream.getvalue())
    errors = [words for words in line["error"] if not words.startswith("  ")]
    assert errors == [
        "ValueError: " + "x" * 200,
        "KeyError: 'first line",
    ]
    assert "Nguyễn" not in stream.getvalue()


def test_a_line_during_work_says_for_which_request_and_capture() -> None:
    with logged() as found, watching(Work(request_id="r1")):
        note_capture("c1", recorded=1, duplicates=0, conflicts=0)
        log.info("linked", links=3)

    [line] = found.lines("linked")
    assert (line["request_id"], line["capture_id"], line["links"]) == ("r1", "c1", 3)


def test_outside_of_work_nothing_is_kept_and_nothing_fails() -> None:
    with stage("capture"):
        note(anything=1)
        note_capture("c1", recorded=1, duplicates=0, conflicts=0)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOG_LEVEL", "loud", "TRUYXUAT_LOG_LEVEL: Input should be 'debug'"),
        ("LOG_FORMAT", "xml", "TRUYXUAT_LOG_FORMAT: Input should be 'auto'"),
        ("METRICS_PORT", "99999", "TRUYXUAT_METRICS_PORT: Input should be less"),
        (
            "OTLP_ENDPOINT",
            "localhost:4317",
            "TRUYXUAT_OTLP_ENDPOINT: Value error, expected http",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"TRUYXUAT_{name}", value)

    with pytest.raises(InvalidInput, match=said):
        read_settings()
