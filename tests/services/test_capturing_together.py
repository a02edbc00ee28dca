"""Documents captured together leave the record as if captured one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.services.documents import body, declared_wrong, event
from truyxuat.services.capturing import capture, capture_all, prepared
from truyxuat.services.database import Database, open_database
from truyxuat.services.linking import graph_of
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json

MONDAY = datetime(2026, 9, 14, 12, tzinfo=UTC)
TABLES = {
    "capture_job": "id, success, events, recorded, duplicates, conflicts, errors, warnings",
    "event": "position, capture, place, event_id, content, body, record_time",
    "event_object": "object, part, position",
    "duplicate": "capture, place, position",
    "parked": "position, contradicts, message",
}
MESSAGES = (
    body(event(1), event(2)),
    body(event(3)),
    body(event(2), event(4), event(4)),
    body(event(1, bizStep="receiving"), event(5)),
    body(event(5, eventID="urn:uuid:twin"), declared_wrong(event(3))),
    body(),
)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """A second empty record."""
    opened = open_database(Settings(database_url=f"sqlite:///{tmp_path / 'other.db'}"))
    migrate(opened)
    yield opened
    opened.close()


def content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return {
            table: [
                tuple(row)
                for row in session.execute(
                    text(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3")
                )
            ]
            for table, columns in TABLES.items()
        }


def test_together_or_one_after_the_other_makes_the_same_record(
    database: Database, other: Database
) -> None:
    for message in MESSAGES:
        with other.writing() as session:
            capture(session, read_json(message), now=MONDAY, events_max=9)

    documents = [prepared(read_json(message), events_max=9) for message in MESSAGES]
    with database.writing() as session:
        together = capture_all(session, documents, now=MONDAY)

    assert content(database) == content(other)
    assert [(len(each.new), len(each.duplicates)) for each in together] == [
        (2, 0),
        (1, 0),
        (1, 2),
        (2, 0),
        (2, 0),
        (0, 0),
    ]
    assert [each.job.conflicts for each in together] == [0, 0, 0, 1, 0, 0]
    with database.reading() as session:
        assert graph_of(session).position() == 8


def test_nothing_together_is_nothing(database: Database) -> None:
    with database.writing() as session:
        assert capture_all(session, [], now=MONDAY) == []
