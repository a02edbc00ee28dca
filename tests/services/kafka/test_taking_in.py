"""A batch of messages and its offsets are one transaction, whoever else takes the same ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from tests.services.documents import body, event
from tests.services.kafka.partner_messages import (
    MONDAY,
    NOT_JSON,
    TOPIC,
    documents,
    message,
)
from truyxuat.services.database import Database
from truyxuat.services.kafka.offsets import OffsetsMoved, Topic, next_offsets
from truyxuat.services.kafka.partner_message import PartnerMessage, read_message
from truyxuat.services.kafka.tables import Outcome, ParkedMessage, TakenMessage
from truyxuat.services.kafka.taking_in import IntakeCounts, outcomes, take_in
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings
from truyxuat.services.tables import CaptureJob

SETTINGS = Settings()


def taken(
    database: Database,
    messages: Sequence[PartnerMessage],
    *,
    after: int = 0,
    topic: Topic = TOPIC,
) -> IntakeCounts:
    stands = {each.partition: after for each in messages}
    read = [read_message(each, SETTINGS) for each in messages]
    return take_in(database, topic, read, after=stands, now=MONDAY)


def stored_offset(database: Database, partition: int = 0) -> int | None:
    with database.reading() as session:
        return next_offsets(session, TOPIC, [partition]).get(partition)


def test_a_batch_is_recorded_and_its_offset_noted(database: Database) -> None:
    counts = taken(database, documents(event(1), event(2)))

    assert counts == IntakeCounts(stored=2, events=2)
    assert stored_offset(database) == 2
    with database.reading() as session:
        assert last_position(session) == 2


def test_one_bad_message_waits_and_the_others_are_stored(database: Database) -> None:
    good, after_it = documents(event(1), event(2))
    bad = message(2, NOT_JSON, headers={"company": "9521234"})

    counts = taken(database, [good, after_it, bad])

    assert (counts.stored, counts.parked) == (2, 1)
    with database.reading() as session:
        parked = session.execute(select(ParkedMessage)).scalars().one()
        assert (parked.message_offset, parked.body) == (2, NOT_JSON)
        assert (parked.company, parked.key) == ("9521234", b"key")
        assert '"code":"not_json"' in parked.reason
        assert '"instance":"partner-events/0/2"' in parked.reason


def test_what_was_sent_is_stored_or_a_duplicate_or_parked(database: Database) -> None:
    sent = [
        *documents(event(1), event(2), event(1)),
        message(3, NOT_JSON),
        message(4, body(event(2), event(3))),
        message(5, body()),
    ]

    counts = taken(database, sent)

    assert (counts.stored, counts.duplicates, counts.parked) == (4, 1, 1)
    assert (counts.events, counts.event_duplicates) == (3, 2)
    assert counts.messages == len(sent)
    with database.reading() as session:
        assert outcomes(session, TOPIC.name) == {
            Outcome.STORED: 4,
            Outcome.DUPLICATE: 1,
            Outcome.PARKED: 1,
        }


def test_the_count_can_be_checked_by_the_sql_of_the_manual(database: Database) -> None:
    manual = Path(__file__).parents[3] / "services" / "KAFKA.md"
    [_, question, _] = re.split("```(?:sql)?", manual.read_text(encoding="utf-8"))
    taken(database, [*documents(event(1), event(1)), message(2, NOT_JSON)])

    with database.reading() as session:
        counted = {tuple(row) for row in session.execute(text(question))}

    assert counted == {
        (TOPIC.name, "stored", 1),
        (TOPIC.name, "duplicate", 1),
        (TOPIC.name, "parked", 1),
    }


def test_each_message_has_a_capture_job_of_its_own(database: Database) -> None:
    taken(database, [*documents(event(1), event(2)), message(2, NOT_JSON)])

    with database.reading() as session:
        question = (
            select(col(TakenMessage.message_offset), col(CaptureJob.recorded))
            .join(CaptureJob, col(CaptureJob.id) == col(TakenMessage.capture))
            .order_by("message_offset")
        )
        assert [tuple(row) for row in session.execute(question)] == [(0, 1), (1, 1)]


def test_an_event_in_conflict_is_recorded_and_its_message_is_stored(
    database: Database,
) -> None:
    counts = taken(database, documents(event(1), event(1, bizStep="receiving")))

    assert (counts.stored, counts.parked, counts.event_conflicts) == (2, 0, 1)


def test_a_message_delivered_again_is_not_taken_twice(database: Database) -> None:
    messages = documents(event(1), event(2), event(3))
    taken(database, messages[:2])

    again = taken(database, messages)

    assert again == IntakeCounts(stored=1, taken_before=2, events=1)
    assert stored_offset(database) == 3


def test_a_worker_that_lost_its_partition_cannot_move_it_back(database: Database) -> None:
    messages = documents(event(1), event(2), event(3))
    taken(database, messages)

    late = taken(database, messages[:1])

    assert late == IntakeCounts(taken_before=1)
    assert stored_offset(database) == 3


def test_a_parked_message_delivered_again_is_parked_once(database: Database) -> None:
    taken(database, [message(0, NOT_JSON)])
    taken(database, [message(0, NOT_JSON)])

    with database.reading() as session:
        assert len(session.execute(select(ParkedMessage)).scalars().all()) == 1
        assert outcomes(session, TOPIC.name)[Outcome.PARKED] == 1


def test_a_record_restored_from_an_older_copy_is_noticed(database: Database) -> None:
    messages = documents(event(1), event(2), event(3))
    taken(database, messages[:1])

    with pytest.raises(OffsetsMoved) as moved:
        taken(database, messages[2:], after=2)

    assert str(moved.value) == (
        "partner-events/0: the record stands at 1, this worker at 2."
    )
    with database.reading() as session:
        assert last_position(session) == 1


def test_reading_begins_where_the_topic_does(database: Database) -> None:
    assert stored_offset(database) is None

    taken(database, [message(7_000, body(event(1)))], after=7_000)

    assert stored_offset(database) == 7_001


def test_partitions_are_noted_apart(database: Database) -> None:
    taken(database, [message(0, body(event(1))), message(0, body(event(2)), partition=3)])

    assert (stored_offset(database, 0), stored_offset(database, 3)) == (1, 1)
    assert stored_offset(database, 1) is None


def test_a_topic_made_anew_is_read_from_its_start(database: Database) -> None:
    taken(database, documents(event(1), event(2)))
    made_anew = Topic(TOPIC.group, TOPIC.name, "topic-id-2")

    counts = taken(database, documents(event(3)), topic=made_anew)

    assert counts.stored == 1


def test_a_message_that_only_the_record_refuses_is_found_and_parked(
    database: Database,
) -> None:
    order = [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:1152"}]
    with database.writing() as session:
        session.execute(text("CREATE UNIQUE INDEX refusing ON event_value (name, value)"))

    counts = taken(
        database,
        documents(
            event(1, bizTransactionList=order),
            event(2, bizTransactionList=order),
            event(3),
        ),
    )

    with database.writing() as session:
        session.execute(text("DROP INDEX refusing"))
    assert (counts.stored, counts.parked, counts.events) == (2, 1, 2)
    with database.reading() as session:
        parked = session.execute(select(ParkedMessage)).scalars().one()
        assert parked.message_offset == 1
        assert '"title":"Failed to read a message"' in parked.reason
        assert last_position(session) == 2
