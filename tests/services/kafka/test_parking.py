"""A parked message can be read again after a fix, and is taken in once."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.services.documents import body, event
from tests.services.kafka.partner_messages import MONDAY, NOT_JSON, TOPIC, message
from truyxuat.services.database import Database
from truyxuat.services.kafka.parked_topic import reason_header
from truyxuat.services.kafka.parking import (
    parked_message,
    parked_messages,
    replay,
    unpublished,
)
from truyxuat.services.kafka.partner_message import PartnerMessage, read_message
from truyxuat.services.kafka.tables import Outcome
from truyxuat.services.kafka.taking_in import outcomes, take_in
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings
from truyxuat.services.tables import CaptureJob
from truyxuat.traceability.errors import Conflict, NotFound

TIGHT = Settings(document_events_max=1)
TUESDAY = MONDAY + timedelta(days=1)


def park(database: Database, *messages: PartnerMessage) -> None:
    """Take these in under a limit of one event each."""
    read = [read_message(each, TIGHT) for each in messages]
    take_in(database, TOPIC, read, after={0: 0}, now=MONDAY)


def test_a_message_replayed_after_a_fix_is_stored(database: Database) -> None:
    park(database, message(0, body(event(1), event(2)), headers={"company": "9521234"}))

    assert replay(database, 1, Settings(), now=TUESDAY) is Outcome.STORED

    with database.reading() as session:
        assert last_position(session) == 2
        row = parked_message(session, 1).row
        assert row.replayed_as == "stored"
        job = session.get(CaptureJob, row.capture)
        assert job is not None
        assert job.recorded == 2


def test_a_replay_does_not_change_what_became_of_the_message_when_it_came(
    database: Database,
) -> None:
    park(database, message(0, body(event(1), event(2))))
    replay(database, 1, Settings(), now=TUESDAY)

    with database.reading() as session:
        assert outcomes(session, TOPIC.name)[Outcome.PARKED] == 1


def test_a_message_is_replayed_once(database: Database) -> None:
    park(database, message(0, body(event(1), event(2))))
    replay(database, 1, Settings(), now=TUESDAY)

    with pytest.raises(Conflict) as refused:
        replay(database, 1, Settings(), now=TUESDAY)

    assert str(refused.value) == "Message 1 was replayed before: stored."
    with database.reading() as session:
        assert last_position(session) == 2


def test_a_message_whose_events_came_on_another_way_is_a_duplicate(
    database: Database,
) -> None:
    park(
        database,
        message(0, body(event(1), event(2))),
        message(1, body(event(1))),
        message(2, body(event(2))),
    )

    assert replay(database, 1, Settings(), now=TUESDAY) is Outcome.DUPLICATE


def test_a_message_that_still_cannot_be_read_stays_parked_with_its_reason_of_today(
    database: Database,
) -> None:
    two = body(event(1), event(2, action="MOVE"))
    park(database, message(0, body(event(3), event(4))), message(1, two))

    assert replay(database, 2, Settings(), now=TUESDAY) is Outcome.PARKED

    with database.reading() as session:
        row = parked_message(session, 2).row
        assert row.replayed_at is None
        assert row.tried_at is not None
        assert "/epcisBody/eventList/1/action" in row.reason


def test_the_message_comes_back_as_it_was(database: Database) -> None:
    sent = PartnerMessage(
        TOPIC.name,
        0,
        0,
        None,
        (("x", b"\xff\x00"), ("y", None)),
        NOT_JSON,
        1_789_387_200_123,
    )
    park(database, sent)

    with database.reading() as session:
        assert parked_message(session, 1).message == sent


def test_only_what_still_waits_is_listed_unless_all_is_asked_for(
    database: Database,
) -> None:
    park(database, message(0, body(event(1), event(2))), message(1, NOT_JSON))
    replay(database, 1, Settings(), now=TUESDAY)

    with database.reading() as session:
        waiting = parked_messages(session, replayed=False, limit=9)
        everything = parked_messages(session, replayed=True, limit=9)

    assert [each.row.id for each in waiting] == [2]
    assert [each.row.id for each in everything] == [1, 2]


def test_what_was_parked_is_due_in_the_topic_of_parked_messages(database: Database) -> None:
    park(database, message(0, NOT_JSON))

    with database.reading() as session:
        assert [each.row.id for each in unpublished(session, limit=9)] == [1]


def test_a_number_that_nothing_was_parked_under_is_told(database: Database) -> None:
    with pytest.raises(NotFound) as missing:
        replay(database, 7, Settings(), now=MONDAY)

    assert str(missing.value) == "No message is parked under the number 7."


def test_a_header_tells_the_first_problems_and_how_many_there_are() -> None:
    problems = [{"place": f"/{number}"} for number in range(50)]
    reason = msgspec.json.encode({"problems": problems, "problemCount": 50}).decode()

    told = msgspec.json.decode(reason_header(reason))

    assert len(told["problems"]) == 20
    assert told["problemCount"] == 50
