"""The graph follows the record: at once, after a fall, and when it is made anew."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from tests.services.documents import MILK, body, declared_wrong, event, lot_event
from truyxuat.graph import SqlGraph, begin_generation, swap_in
from truyxuat.services.capturing import capture
from truyxuat.services.database import Database
from truyxuat.services.linking import catch_up, graph_of, rebuild
from truyxuat.services.record import last_position
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.memory_graph import MemoryGraph

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)
MILK_KEY = "https://id.gs1.org/01/09521234003014/10/M1"
ITEMS = [f"https://id.gs1.org/01/09521234001010/21/{number}" for number in range(40)]


def captured(database: Database, document: bytes) -> None:
    with database.writing() as session:
        capture(session, read_json(document), now=NOW, events_max=1_000)


def trade(database: Database) -> None:
    """Thirty shipments, one of them declared wrong, one event in conflict, one without id."""
    captured(database, body(*(event(number) for number in range(30))))
    captured(database, body(declared_wrong(event(3)), event(4, bizStep="receiving")))
    captured(database, body(lot_event(50, MILK, 300, eventID=None)))


def everything(session: Session) -> list[LinkedEvent]:
    return graph_of(session).around([*ITEMS, MILK_KEY])


def test_what_was_captured_is_linked_when_the_capture_is_answered(
    database: Database,
) -> None:
    trade(database)

    with database.reading() as session:
        linked = everything(session)
        assert graph_of(session).position() == 33

    assert [each.position for each in linked] == [*range(1, 32), 33]
    assert (
        linked[3].declarations[0].event_id
        == "urn:uuid:00000000-0000-4000-8000-000000000003"
    )
    assert not linked[-1].explicit_id


def test_a_graph_made_anew_is_the_same_graph(database: Database) -> None:
    trade(database)
    with database.reading() as session:
        before = everything(session)
    told: list[tuple[int, int]] = []

    reached = rebuild(database, lambda done, goal: told.append((done, goal)))

    with database.reading() as session:
        assert everything(session) == before
        assert graph_of(session).position() == 33
    assert reached == 33
    assert told[-1] == (33, 33)


def test_a_rebuild_goes_on_batch_by_batch(database: Database) -> None:
    trade(database)
    told: list[tuple[int, int]] = []

    with database.reading() as session:
        before = everything(session)
    rebuild(database, lambda done, goal: told.append((done, goal)), events_per_batch=10)

    with database.reading() as session:
        assert everything(session) == before
    assert [done for done, _ in told] == [10, 20, 30, 33]


def test_who_asks_during_a_rebuild_gets_the_old_graph_whole(database: Database) -> None:
    trade(database)
    with database.reading() as session:
        before = everything(session)
    seen: list[bool] = []

    def ask(done: int, goal: int) -> None:
        del done, goal
        with database.reading() as session:
            seen.append(everything(session) == before)

    rebuild(database, ask, events_per_batch=10)

    assert seen == [True] * 4


def test_who_began_to_ask_before_a_rebuild_ended_reads_on_in_the_old_graph(
    database: Database,
) -> None:
    trade(database)

    with database.reading() as session:
        assert last_position(session) == 33
        rebuild(database)
        assert len(everything(session)) == 32


def test_what_is_captured_during_a_rebuild_is_in_the_new_graph(database: Database) -> None:
    trade(database)
    late = iter([body(event(35)), body(event(36))])

    def capture_meanwhile(done: int, goal: int) -> None:
        del goal
        if done < 30:
            captured(database, next(late))

    rebuild(database, capture_meanwhile, events_per_batch=10)

    with database.reading() as session:
        assert [each.position for each in graph_of(session).around(ITEMS[35:37])] == [
            34,
            35,
        ]
        assert graph_of(session).position() == 35


def test_another_graph_catches_up_from_the_record_alone(database: Database) -> None:
    trade(database)
    reference = MemoryGraph()

    with database.writing() as session:
        assert catch_up(session, reference) == 33
        assert catch_up(session, reference) == 33
        assert reference.around([*ITEMS, MILK_KEY]) == everything(session)


def test_a_graph_that_was_left_behind_is_caught_up_by_the_next_capture(
    database: Database,
) -> None:
    trade(database)
    with database.writing() as session:
        fresh = begin_generation(session)
        swap_in(session, fresh)
        assert SqlGraph(session).position() == 0

    captured(database, body(event(60)))

    with database.reading() as session:
        assert graph_of(session).position() == 34
        assert len(everything(session)) == 32
