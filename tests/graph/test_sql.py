"""The graph in SQL tables: it joins its caller's transaction, and changes as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.orm import Session

from truyxuat.graph import (
    SqlGraph,
    begin_generation,
    create_tables,
    living_generation,
    swap_in,
)
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Link, LinkedEvent, Role
from truyxuat.traceability.tracing.query import Direction

NOON = datetime(2026, 9, 14, 12, 0, 0, 123456, tzinfo=UTC)
MILK = "https://id.gs1.org/01/09521234003014/10/M1"
CHEESE = "https://id.gs1.org/01/09521234003021/10/C1"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'graph.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("fresh_postgresql")
    made = create_engine(url)
    create_tables(made)
    yield made
    made.dispose()


def linked(position: int, *keys: str) -> LinkedEvent:
    return LinkedEvent(
        position=position,
        event_id=f"urn:uuid:{position}",
        content=f"ni:///sha-256;{position}?ver=CBV2.0",
        explicit_id=True,
        type=EventType.OBJECT,
        action=Action.OBSERVE,
        time=NOON,
        recorded=NOON,
        links=tuple(Link(key, Role.EPC) for key in keys or (MILK,)),
    )


CHEESE_MADE = replace(
    linked(1, MILK),
    type=EventType.TRANSFORMATION,
    links=(Link(MILK, Role.INPUT), Link(CHEESE, Role.OUTPUT)),
)


def test_everything_of_an_event_comes_back_as_it_was(engine: Engine) -> None:
    event = LinkedEvent(
        position=1,
        event_id="urn:uuid:1",
        content="ni:///sha-256;1?ver=CBV2.0",
        explicit_id=False,
        type=EventType.TRANSFORMATION,
        time=NOON,
        recorded=NOON,
        step="commissioning",
        disposition="active",
        disposition_set=("recalled",),
        disposition_unset=("damaged",),
        read_point="https://id.gs1.org/414/9521234000150",
        place="https://id.gs1.org/414/9521234000167",
        sources=(("possessing_party", "https://id.gs1.org/417/9521234000150"),),
        destinations=(("owning_party", "https://id.gs1.org/417/9521234000167"),),
        transformation="urn:example:batch:1",
        declares_wrong=True,
        declared=NOON,
        lot_unknown=True,
        malformed=("urn:epc:id:sscc:08600031303.0005",),
        links=(
            Link(MILK, Role.INPUT, Decimal("1000.10"), "KGM"),
            Link("urn:x:1", Role.OUTPUT, lot=MILK),
        ),
    )

    SqlGraph(engine).add([event], 1)

    [found] = SqlGraph(engine).around([MILK])
    assert found.declarations != ()
    assert replace(found, declarations=()) == event
    assert str(found.links[0].quantity) == "1000.10"


def test_links_given_up_with_their_callers_transaction_are_gone(engine: Engine) -> None:
    with Session(engine) as session:
        SqlGraph(session).add([linked(1)], 1)
        assert SqlGraph(session).around([MILK]) != []
        session.rollback()

    assert SqlGraph(engine).around([MILK]) == []
    assert SqlGraph(engine).position() == 0


def test_a_connection_is_joined_like_a_session(engine: Engine) -> None:
    with engine.begin() as connection:
        SqlGraph(connection).add([linked(1)], 1)

    assert SqlGraph(engine).position() == 1


def test_a_new_generation_is_not_seen_before_it_is_swapped_in(engine: Engine) -> None:
    SqlGraph(engine).add([linked(1)], 1)

    fresh = begin_generation(engine)
    SqlGraph(engine, generation=fresh).add([linked(1), linked(2)], 2)

    assert SqlGraph(engine).position() == 1
    swap_in(engine, fresh)
    assert SqlGraph(engine).position() == 2
    assert [event.position for event in SqlGraph(engine).around([MILK])] == [1, 2]


def test_generations_before_leave_no_tables_behind(engine: Engine) -> None:
    before = set(inspect(engine).get_table_names())

    for _ in range(3):
        swap_in(engine, begin_generation(engine))
    begin_generation(engine)

    after = set(inspect(engine).get_table_names())
    assert {name for name in after if not name.startswith("graph_5_")} == {
        name.replace("graph_1_", "graph_4_") for name in before
    }


def test_a_rebuild_that_was_broken_off_is_begun_anew(engine: Engine) -> None:
    broken_off = begin_generation(engine)
    SqlGraph(engine, generation=broken_off).add([linked(7)], 7)

    again = begin_generation(engine)

    assert again == broken_off
    assert SqlGraph(engine, generation=again).position() == 0
    assert SqlGraph(engine, generation=again).around([MILK]) == []


def test_tables_are_made_once(engine: Engine) -> None:
    SqlGraph(engine).add([linked(1)], 1)

    create_tables(engine)

    assert SqlGraph(engine).position() == 1
    with engine.begin() as connection:
        assert living_generation(connection) == 1


def test_a_thing_named_a_thousand_times_is_kept_once(engine: Engine) -> None:
    SqlGraph(engine).add([linked(number) for number in range(1, 1_001)], 1_000)

    with engine.begin() as connection:
        objects = connection.execute(text("SELECT count(*) FROM object"))
        links = connection.execute(text("SELECT count(*) FROM graph_1_link"))
        assert (objects.scalar(), links.scalar()) == (1, 1_000)


def test_the_question_of_a_trace_is_answered_by_indexes(engine: Engine) -> None:
    asked = """
        SELECT e.position, e.body FROM graph_1_event e
        WHERE e.position IN (
            SELECT l.position FROM graph_1_link l
            JOIN object o ON o.id = l.object WHERE o.key IN ('a', 'b')
        )
    """

    with engine.begin() as connection:
        plan = planned(connection, asked)

    assert not [step for step in plan if step.startswith("SCAN") or "Seq Scan" in step], (
        plan
    )


def planned(connection: Connection, asked: str) -> list[str]:
    """The steps by which the engine would answer."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("EXPLAIN QUERY PLAN" + asked))
        return [row[3] for row in rows]
    # An empty table is read whole whatever the question, unless that is forbidden.
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    return list(connection.execute(text("EXPLAIN" + asked)).scalars())


def test_a_graph_made_before_flows_were_kept_gets_them_from_its_events(
    engine: Engine,
) -> None:
    SqlGraph(engine).add([CHEESE_MADE], 1)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE graph_1_flow"))

    create_tables(engine)

    assert SqlGraph(engine).reach([MILK], Direction.FORWARD) == {CHEESE}


def test_a_graph_that_numbered_its_objects_by_itself_takes_the_records_numbers(
    engine: Engine,
) -> None:
    SqlGraph(engine).add([CHEESE_MADE, linked(2, CHEESE)], 2)
    with engine.begin() as connection:
        for change in NUMBERED_BY_ITSELF:
            connection.execute(text(change))

    create_tables(engine)
    SqlGraph(engine).add([linked(3, MILK)], 3)

    graph = SqlGraph(engine)
    assert [event.position for event in graph.around([CHEESE])] == [1, 2]
    assert [event.position for event in graph.around([MILK])] == [1, 3]
    assert graph.reach([MILK], Direction.FORWARD) == {CHEESE}
    assert graph.reach([CHEESE], Direction.BACK) == {MILK}
    assert not [name for name in inspect(engine).get_table_names() if "_object" in name]
    kept = inspect(engine).get_indexes("graph_1_flow")
    assert [index["column_names"] for index in kept] == [["target", "at"]]


NUMBERED_BY_ITSELF = (
    "CREATE TABLE graph_1_object (id BIGINT PRIMARY KEY, key TEXT UNIQUE)",
    "CREATE TABLE graph_2_object (id BIGINT PRIMARY KEY, key TEXT UNIQUE)",
    "INSERT INTO graph_1_object SELECT 3 - id, key FROM object",
    # Both numbers change places, and the record knows one of the objects alone.
    "UPDATE graph_1_link SET object = 3 - object WHERE position = 2",
    "DELETE FROM graph_1_link WHERE position = 1",
    "INSERT INTO graph_1_link VALUES (1, 1), (2, 1)",
    "UPDATE graph_1_flow SET source = 3 - source WHERE source > 0",
    "UPDATE graph_1_flow SET target = 3 - target WHERE target > 0",
    f"DELETE FROM object WHERE key = '{CHEESE}'",
)
"""How a version before this one kept a graph of two objects."""


def test_the_question_of_reach_is_answered_by_indexes(engine: Engine) -> None:
    asked = """
        WITH RECURSIVE walk(node, at) AS (
            SELECT CAST(1 AS BIGINT), CAST(0 AS BIGINT)
            UNION SELECT f.{to}, f.at FROM walk w
            JOIN graph_1_flow f ON f.{of} = w.node AND f.at {sign} w.at
        ) SELECT o.key FROM object o
        JOIN (SELECT DISTINCT node FROM walk WHERE node > 0) found ON found.node = o.id
    """

    with engine.begin() as connection:
        plan = [
            step
            for of, to, sign in (("source", "target", ">="), ("target", "source", "<="))
            for step in planned(connection, asked.format(of=of, to=to, sign=sign))
        ]

    searched = [
        step
        for step in plan
        if "SEARCH f" in step or ("graph_1_flow" in step and "Index" in step)
    ]
    assert len(searched) == 2, plan
