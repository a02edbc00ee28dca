"""The graph in Neo4j made anew beside the living one, compared with the record, and swapped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.neo4j_trade import followed, graph_in, neo4j_of, settings_of
from tests.services.documents import CHEESE, MILK, Event, body, declared_wrong, event
from truyxuat.graph import Neo4j, Neo4jGraph, SqlGraph, begin_neo4j_generation
from truyxuat.services.capturing import capture
from truyxuat.services.checking import compare
from truyxuat.services.database import Database, open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.rebuilding import rebuild_beside
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.tracing.query import Direction

from tests.services.test_linking import ITEMS, MILK_KEY, NOW, trade  # isort: skip

pytestmark = pytest.mark.live

CHEESE_KEY = "https://id.gs1.org/01/09521234003021/10/C1"
EVENTS = 34


def step(number: int, input_lot: str, output_lot: str) -> Event:
    """One lot made of another."""
    return event(
        number,
        type="TransformationEvent",
        action=None,
        bizStep=None,
        epcList=None,
        inputQuantityList=[{"epcClass": input_lot}],
        outputQuantityList=[{"epcClass": output_lot}],
    )


@pytest.fixture
def settings(neo4j_url: str, tmp_path: Path) -> Settings:
    return settings_of(tmp_path, neo4j_url)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings)
    migrate(opened)
    trade(opened)
    with opened.writing() as session:
        capture(session, read_json(body(step(70, MILK, CHEESE))), now=NOW, events_max=9)
    yield opened
    opened.close()


@pytest.fixture
def neo4j(settings: Settings) -> Iterator[Neo4j]:
    with neo4j_of(settings) as opened:
        yield opened


def nodes(neo4j: Neo4j, settings: Settings, generation: int) -> int:
    with neo4j.session() as session:
        found = session.run(
            "MATCH (n) WHERE n.graph = $graph RETURN count(n) AS nodes",
            graph=f"{settings.graph_log}.{generation}",
        )
        return int(found.single(strict=True)["nodes"])


def test_a_rebuilt_graph_is_the_graph_that_was_followed(
    database: Database, neo4j: Neo4j, settings: Settings
) -> None:
    followed(database, neo4j, settings)
    graph = graph_in(neo4j, settings)
    before = graph.around([*ITEMS, MILK_KEY])
    told: list[tuple[int, int]] = []

    reached = rebuild_beside(
        database,
        neo4j,
        settings.graph_log,
        lambda done, goal: told.append((done, goal)),
        events_per_batch=10,
    )

    assert reached == graph.position() == EVENTS
    assert [done for done, _ in told] == [10, 20, 30, EVENTS]
    assert graph.around([*ITEMS, MILK_KEY]) == before
    assert graph.reach([MILK_KEY], Direction.FORWARD) == {CHEESE_KEY}
    assert nodes(neo4j, settings, 1) == 0
    assert nodes(neo4j, settings, 2) > EVENTS


def test_who_asks_during_a_rebuild_gets_the_old_graph_whole(
    database: Database, neo4j: Neo4j, settings: Settings
) -> None:
    followed(database, neo4j, settings)
    graph = graph_in(neo4j, settings)
    before = graph.around(ITEMS)
    seen: list[bool] = []

    rebuild_beside(
        database,
        neo4j,
        settings.graph_log,
        lambda _done, _goal: seen.append(graph.around(ITEMS) == before),
        events_per_batch=10,
    )

    assert seen == [True] * 4


def test_a_rebuild_that_was_broken_off_is_begun_anew_and_the_linker_goes_on_after_a_swap(
    database: Database, neo4j: Neo4j, settings: Settings
) -> None:
    followed(database, neo4j, settings)
    broken_off = begin_neo4j_generation(neo4j, settings.graph_log)
    stray = graph_in(neo4j, settings).around([MILK_KEY])
    Neo4jGraph(neo4j, settings.graph_log, generation=broken_off).add(stray, 99)

    rebuild_beside(database, neo4j, settings.graph_log)
    with database.writing() as session:
        capture(session, read_json(body(event(39))), now=NOW, events_max=9)

    assert followed(database, neo4j, settings) == EVENTS + 1
    assert compare(database, graph_in(neo4j, settings)).equal


def test_a_graph_that_follows_is_equal_to_the_record_and_so_are_the_records_own_links(
    database: Database, neo4j: Neo4j, settings: Settings
) -> None:
    followed(database, neo4j, settings)
    graph = graph_in(neo4j, settings)

    beside, own = compare(database, graph), compare(database, SqlGraph(database.engine))

    assert beside.equal
    assert own.equal
    assert beside.graph == own.graph == own.record
    assert graph.flows() == beside.flows == 2
    assert graph.broken_chains(9) == []


@pytest.mark.parametrize(
    "harm",
    [
        "MATCH (e:Event {graph: $graph, position: 7}) DETACH DELETE e",
        "MATCH (e:Event {graph: $graph, position: 7})-[link]-(:Thing) DELETE link",
        "MATCH (e:Event {graph: $graph, position: 7}), (o:Event {graph: $graph, position: 8}) "
        "SET e.body = o.body",
    ],
)
def test_a_harmed_graph_is_told_by_the_position_of_the_harm(
    database: Database, neo4j: Neo4j, settings: Settings, harm: str
) -> None:
    followed(database, neo4j, settings)

    with neo4j.session() as session:
        session.run(harm, graph=f"{settings.graph_log}.1").consume()

    found = compare(database, graph_in(neo4j, settings))
    assert (found.differences, found.differing) == (1, [7])
    assert found.graph != found.record


def test_a_broken_chain_is_told_by_its_thing(
    database: Database, neo4j: Neo4j, settings: Settings
) -> None:
    with database.writing() as session:
        capture(session, read_json(body(step(90, MILK, f"{MILK}b"))), now=NOW, events_max=9)
    followed(database, neo4j, settings)
    graph = graph_in(neo4j, settings)
    assert graph.broken_chains(9) == []

    with neo4j.session() as session:
        session.run(
            "MATCH (:Thing {graph: $graph})-[:WAS]->()-[next:NEXT]->() DELETE next",
            graph=f"{settings.graph_log}.1",
        ).consume()

    assert graph.broken_chains(9) == [MILK_KEY]


def test_declarations_and_conflicts_are_alike_in_both_stores(
    database: Database, neo4j: Neo4j, settings: Settings
) -> None:
    with database.writing() as session:
        capture(session, read_json(body(declared_wrong(event(5)))), now=NOW, events_max=9)

    followed(database, neo4j, settings)

    assert graph_in(neo4j, settings).around(ITEMS) == SqlGraph(database.engine).around(
        ITEMS
    )
