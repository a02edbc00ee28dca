"""A recorded event comes out of its message as the event table gives it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.services.documents import body, event
from tests.services.kafka.partner_messages import MONDAY
from truyxuat.services.capturing import capture
from truyxuat.services.database import Database
from truyxuat.services.event_log import TableEventLog
from truyxuat.services.kafka.recorded_message import logged_event, message_of, position_of
from truyxuat.services.kafka.sending import Outgoing
from truyxuat.services.recorded import content_keys, parked_among, read_after
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.errors import InvalidInput


def recorded(database: Database) -> list[Outgoing]:
    """The messages of three events: one without eventID, one ordinary, one parked."""
    now = MONDAY + timedelta(microseconds=123_456)
    events = (event(1, eventID=None), event(2), event(2, bizStep="receiving"))
    with database.writing() as session:
        capture(session, read_json(body(*events)), now=now, events_max=9)
    with database.reading() as session:
        stored = read_after(session, 0, limit=9)
        keys = content_keys(session, stored)
        parked = parked_among(session, stored)
        return [
            message_of(each, keys[each.position], parked=each.position in parked)
            for each in stored
        ]


def test_a_message_holds_all_that_a_reader_of_the_log_must_know(
    database: Database,
) -> None:
    messages = recorded(database)

    with database.reading() as session:
        from_table = TableEventLog(session).read_after(0, limit=9)
    assert [logged_event(each.headers, each.body) for each in messages] == from_table
    assert [position_of(each.headers) for each in messages] == [1, 2, 3]


def test_a_message_is_a_json_ld_document_of_its_own(database: Database) -> None:
    first, second, _ = recorded(database)

    assert json.loads(first.body)["eventID"].startswith("ni:///sha-256;")
    assert json.loads(second.body)["recordTime"] == "2026-09-14T12:00:00.123456Z"
    assert dict(second.headers) == {
        "schema": b"truyxuat.recorded-event/1",
        "content-type": b"application/ld+json",
        "gs1-epcis-version": b"2.0",
        "position": b"2",
        "record-time": b"2026-09-14T12:00:00.123456Z",
        "content": dict(second.headers)["content"],
        "explicit-event-id": b"true",
        "parked": b"false",
    }
    assert len(second.key or b"") == 64


def test_a_message_of_somebody_else_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        position_of([("position", b"7")])

    assert str(refused.value) == (
        "A message of recorded events: expected schema truyxuat.recorded-event/1, "
        "got None; who else writes to this topic?"
    )
