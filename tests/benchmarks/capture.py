"""Events captured per second, beside a plain row-by-row insert and a bare executemany.

Ours does the whole job: check the document, hash every event, find repeats, record, index and
link, one durable transaction per document of a thousand events. The two others only insert the
event's text and its object keys into two indexed tables of a database with the same settings:
the plain one commits row after row (one event, its ten objects, commit), the bare one commits a
document's rows at once. Neither reads, checks, hashes or links anything.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.harvest import documents
from tests.benchmarks.rounds import interleaved, table
from truyxuat.services.capturing import capture
from truyxuat.services.database import open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json

EVENTS = 5_000
NOW = datetime(2026, 4, 1, tzinfo=UTC)

Sent = list[tuple[list[dict[str, object]], bytes]]


def run() -> str:
    """Capture the same documents in three ways, each time into an empty database."""
    sent = list(documents(EVENTS))
    with TemporaryDirectory() as folder:
        files = (Path(folder) / f"{number}.db" for number in itertools.count())
        timings = interleaved(
            {
                "captured (checked, hashed, indexed, linked)": _captured(sent, files),
                "plain insert, row by row": _plain(sent, files),
                "bare executemany, nothing checked": _bare(sent, files),
            }
        )
    title = f"Capture of {EVENTS:,} events of 10 objects each, SQLite file"
    return table(title, timings, amount=EVENTS, unit="events")


def _captured(sent: Sent, files: Iterator[Path]) -> Callable[[], None]:
    def way() -> None:
        url = f"sqlite:///{next(files)}"
        database = open_database(Settings(database_url=url))
        migrate(database)
        for _, body in sent:
            with database.writing() as session:
                captured = capture(session, read_json(body), now=NOW, events_max=EVENTS)
                assert len(captured.new) == len(sent[0][0])
        database.close()

    return way


def _plain(sent: Sent, files: Iterator[Path]) -> Callable[[], None]:
    def way() -> None:
        connection = _opened(next(files))
        for position, event in enumerate(itertools.chain(*(events for events, _ in sent))):
            connection.execute("BEGIN")
            connection.execute(
                "INSERT INTO event VALUES (?, ?, ?)", row_of(position, event)
            )
            for link in links_of(position, event):
                connection.execute("INSERT INTO link VALUES (?, ?)", link)
            connection.execute("COMMIT")
        connection.close()

    return way


def _bare(sent: Sent, files: Iterator[Path]) -> Callable[[], None]:
    def way() -> None:
        connection = _opened(next(files))
        position = 0
        for events, _ in sent:
            numbered = list(enumerate(events, position))
            position += len(events)
            rows = [row_of(place, event) for place, event in numbered]
            links = [link for place, event in numbered for link in links_of(place, event)]
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)
            connection.executemany("INSERT INTO link VALUES (?, ?)", links)
            connection.execute("COMMIT")
        connection.close()

    return way


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE event (position INTEGER PRIMARY KEY, event_id TEXT UNIQUE, body TEXT)"
    )
    connection.execute(
        "CREATE TABLE link (object TEXT, position INTEGER,"
        " PRIMARY KEY (object, position)) WITHOUT ROWID"
    )
    return connection


def row_of(position: int, event: dict[str, object]) -> tuple[int, object, str]:
    """What the plainer ways keep of an event."""
    return position, event["eventID"], json.dumps(event)


def links_of(position: int, event: dict[str, object]) -> list[tuple[object, int]]:
    """The objects it names, each with the event's position."""
    epcs = event["epcList"]
    assert isinstance(epcs, list)
    return [(epc, position) for epc in epcs]
