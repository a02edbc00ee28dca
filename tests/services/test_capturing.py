"""What the record promises about every event that is captured."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.event import listen
from sqlmodel import Session, col

from tests.services.documents import MILK, body, declared_wrong, event, lot_event
from truyxuat.services.capturing import Captured, ErrorBehaviour, capture, capture_event
from truyxuat.services.database import Database, open_database
from truyxuat.services.linking import graph_of
from truyxuat.services.migrating import migrate
from truyxuat.services.record import last_position
from truyxuat.services.recorded import at_positions, by_event_id, read_after
from truyxuat.services.settings import Settings
from truyxuat.services.tables import CaptureJob, Parked, RecordedEvent
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.errors import Conflict, TooLarge, Unavailable

MONDAY = datetime(2026, 9, 14, 12, tzinfo=UTC)
EVENTS_MAX = 1_000


def captured(
    database: Database,
    document: bytes,
    now: datetime = MONDAY,
    behaviour: ErrorBehaviour | None = None,
) -> Captured:
    with database.writing() as session:
        return capture(
            session,
            read_json(document),
            now=now,
            behaviour=behaviour,
            events_max=EVENTS_MAX,
        )


def test_events_stand_in_the_record_in_the_order_they_were_sent(database: Database) -> None:
    first = captured(database, body(event(1), event(2)))
    second = captured(database, body(event(3)))

    assert first.new == (1, 2)
    assert second.new == (3,)


def test_the_same_event_again_changes_nothing_and_is_reported(database: Database) -> None:
    captured(database, body(event(1)))

    again = captured(database, body(event(2), event(1)), now=MONDAY + timedelta(days=1))

    assert again.new == (2,)
    assert again.duplicates == (1,)
    assert (again.job.recorded, again.job.duplicates, again.job.conflicts) == (1, 1, 0)


def test_a_replay_keeps_the_first_record_time(database: Database) -> None:
    captured(database, body(event(1)))
    captured(database, body(event(1)), now=MONDAY + timedelta(days=30))

    with database.reading() as session:
        [stored] = at_positions(session, [1])

    assert stored.recorded == MONDAY


def test_an_event_twice_in_one_document_is_recorded_once(database: Database) -> None:
    twice = captured(database, body(event(1), event(1)))

    assert twice.new == (1,)
    assert twice.duplicates == (1,)


def test_the_same_event_in_other_spellings_is_the_same_event(database: Database) -> None:
    captured(database, body(event(1)))

    link = "https://example.com/01/09521234001010/21/1"
    other = captured(
        database,
        body(event(1, epcList=[link], bizStep="urn:epcglobal:cbv:bizstep:shipping")),
    )

    assert other.new == ()
    assert other.duplicates == (1,)


def test_an_event_without_an_id_is_named_by_its_hash(database: Database) -> None:
    captured(database, body(event(1, eventID=None)))
    again = captured(database, body(event(1, eventID=None)))

    with database.reading() as session:
        [stored] = at_positions(session, [1])

    assert again.duplicates == (1,)
    assert stored.event_id.startswith("ni:///sha-256;")
    assert stored.event_id.endswith("?ver=CBV2.0")
    assert stored.event().event_id is None


def test_another_event_under_a_taken_id_is_parked_and_told(database: Database) -> None:
    captured(database, body(event(1)))

    clash = captured(database, body(event(1, bizStep="receiving"), event(2)))

    assert clash.job.success
    assert (clash.job.recorded, clash.job.conflicts) == (2, 1)
    assert "is taken by another event, recorded at position 1" in clash.job.errors
    with database.reading() as session:
        parked = session.execute(select(Parked)).scalars().one()
        graph = graph_of(session)
        assert (parked.position, parked.contradicts) == (2, 1)
        item = "https://id.gs1.org/01/09521234001010/21/1"
        assert [linked.position for linked in graph.around([item])] == [1]
        assert graph.position() == 3


def test_a_sender_who_tries_a_conflict_again_is_told_of_it_again(
    database: Database,
) -> None:
    captured(database, body(event(1), event(1, bizStep="receiving")))

    again = captured(database, body(event(1, bizStep="receiving")))

    assert again.duplicates == (2,)
    assert (again.job.recorded, again.job.conflicts) == (0, 1)
    assert "is taken by another event, recorded at position 1" in again.job.errors
    with database.reading() as session:
        assert session.execute(select(Parked)).scalars().one().position == 2


def test_who_asks_for_rollback_gets_all_or_nothing(database: Database) -> None:
    captured(database, body(event(1)))
    document = body(event(2), event(1, bizStep="receiving"), event(2), event(1))

    clash = captured(database, document, behaviour=ErrorBehaviour.ROLLBACK)

    assert not clash.job.success
    assert (clash.job.recorded, clash.job.conflicts) == (0, 1)
    assert clash.duplicates == (1,)
    with database.reading() as session:
        assert last_position(session) == 1
        assert session.execute(select(Parked)).scalars().all() == []


def test_who_asks_to_proceed_is_told_that_not_all_went_well(database: Database) -> None:
    captured(database, body(event(1)))
    document = body(event(2), event(1, bizStep="receiving"))

    clash = captured(database, document, behaviour=ErrorBehaviour.PROCEED)

    assert not clash.job.success
    assert clash.job.recorded == 2


def test_an_error_declaration_stands_beside_the_event_it_declares_wrong(
    database: Database,
) -> None:
    wrong = event(1)
    captured(database, body(wrong))

    declared = captured(database, body(declared_wrong(wrong)))

    assert declared.new == (2,)
    assert declared.job.conflicts == 0
    with database.reading() as session:
        both = by_event_id(session, str(wrong["eventID"]), limit=10)
        assert [stored.position for stored in both] == [1, 2]
        assert both[0].event().error_declaration is None
        assert both[1].event().error_declaration is not None


def test_a_declaration_may_come_before_its_event(database: Database) -> None:
    wrong = event(1)

    captured(database, body(declared_wrong(wrong)))
    late = captured(database, body(wrong))

    assert late.new == (2,)
    assert late.job.conflicts == 0


def test_an_event_declared_wrong_twice_for_two_reasons_is_two_declarations(
    database: Database,
) -> None:
    wrong = event(1)
    captured(database, body(wrong, declared_wrong(wrong)))

    other = captured(database, body(declared_wrong(wrong, "did_not_occur")))

    assert other.new == (3,)


def test_one_content_under_two_ids_is_kept_twice_and_told(database: Database) -> None:
    captured(database, body(lot_event(1, MILK, 300)))

    twin = captured(database, body(lot_event(1, MILK, 300, eventID="urn:uuid:other")))

    assert twin.new == (2,)
    assert "The same content is recorded under another eventID" in twin.job.warnings


def test_record_time_never_runs_backwards_when_the_clock_does(database: Database) -> None:
    captured(database, body(event(1)))
    captured(database, body(event(2)), now=MONDAY - timedelta(hours=1))

    with database.reading() as session:
        assert [stored.recorded for stored in read_after(session, 0, limit=10)] == [
            MONDAY,
            MONDAY,
        ]


def test_more_events_than_the_limit_are_refused_whole(database: Database) -> None:
    with database.writing() as session, pytest.raises(TooLarge) as refused:
        capture(session, read_json(body(event(1), event(2))), now=MONDAY, events_max=1)

    assert str(refused.value) == (
        "The document holds 2 events; document_events_max is 1: send it in parts."
    )


def test_one_event_in_conflict_is_refused_and_nothing_is_kept(database: Database) -> None:
    captured(database, body(event(1)))

    reading = read_json(body(event(1, bizStep="receiving")))
    with pytest.raises(Conflict), database.writing() as session:
        capture_event(session, reading, now=MONDAY, events_max=1)

    with database.reading() as session:
        assert last_position(session) == 1
        assert len(session.execute(select(CaptureJob)).scalars().all()) == 1


def test_a_failure_halfway_keeps_nothing(database: Database) -> None:
    class Fallen(Exception):
        """The power went off."""

    def capture_and_fall(session: Session) -> None:
        capture(session, read_json(body(event(1))), now=MONDAY, events_max=1)
        raise Fallen

    with pytest.raises(Fallen), database.writing() as session:
        capture_and_fall(session)

    with database.reading() as session:
        assert last_position(session) == 0
        assert graph_of(session).position() == 0
        assert session.execute(select(CaptureJob)).scalars().all() == []


def test_positions_are_handed_out_in_commit_order_while_two_write(
    database: Database,
) -> None:
    seen: list[list[int]] = []
    done = threading.Event()

    def write(first: int) -> None:
        for number in range(first, first + 40):
            captured(database, body(event(number)))

    def watch() -> None:
        while not done.is_set():
            with database.reading() as session:
                question = select(col(RecordedEvent.position)).order_by("position")
                seen.append(list(session.execute(question).scalars()))

    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 100)]
    watcher = threading.Thread(target=watch)
    for thread in (*writers, watcher):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    watcher.join()

    # A reader that saw position n will never see a position below n appear later.
    for positions in seen:
        assert positions == list(range(1, len(positions) + 1))
    with database.reading() as session:
        assert last_position(session) == 80
        assert graph_of(session).position() == 80


def test_a_full_disk_keeps_nothing_and_says_so(file_settings: Settings) -> None:
    database = open_database(file_settings)
    migrate(database)
    captured(database, body(event(1)))
    with database.reading() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar()
    database.engine.dispose()
    listen(
        database.engine,
        "connect",
        lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages}"),
    )

    with pytest.raises(Unavailable) as refused:
        captured(database, body(*(event(number) for number in range(2, 500))))

    assert str(refused.value) == (
        "The disk that holds the record is full; nothing was kept."
    )
    with database.reading() as session:
        assert last_position(session) == 1
        assert graph_of(session).position() == 1
    database.close()
