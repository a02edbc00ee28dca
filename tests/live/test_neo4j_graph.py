"""How the graph lies in Neo4j: forward in time, by index, every log for itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from truyxuat.graph import Neo4j, Neo4jGraph, open_neo4j, prepare
from truyxuat.graph import neo4j_statements as cypher
from truyxuat.graph.neo4j_graph import DIVIDED_EVENTS_MIN
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.errors import InvalidInput, Unavailable
from truyxuat.traceability.links import Link, LinkedEvent, Role
from truyxuat.traceability.tracing.query import Direction

pytestmark = pytest.mark.live

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
MILK = "https://id.gs1.org/01/09521234003014/10/M1"
CHEESE = "https://id.gs1.org/01/09521234003021/10/C1"
WHEY = "https://id.gs1.org/01/09521234003038/10/W1"


@pytest.fixture(scope="module")
def neo4j(neo4j_url: str) -> Iterator[Neo4j]:
    opened = open_neo4j(neo4j_url)
    prepare(opened)
    yield opened
    opened.close()


@pytest.fixture
def log() -> str:
    return f"test-{uuid.uuid4().hex}"


def step(position: int, hour: int, source: str, target: str) -> LinkedEvent:
    return LinkedEvent(
        position=position,
        event_id=f"urn:uuid:{position}",
        content=f"ni:{position}",
        explicit_id=True,
        type=EventType.TRANSFORMATION,
        time=NOON + timedelta(hours=hour),
        recorded=NOON,
        links=(Link(source, Role.INPUT), Link(target, Role.OUTPUT)),
    )


def plan_of(neo4j: Neo4j, statement: str, **asked: object) -> str:
    """Every operator of the plan that was run."""

    def names(plan: dict[str, object]) -> Iterator[str]:
        yield str(plan["operatorType"])
        children = plan.get("children", [])
        assert isinstance(children, list)
        for child in children:
            yield from names(child)

    with neo4j.session() as session:
        summary = session.run(f"PROFILE {statement}", asked).consume()
    assert summary.profile is not None
    return " ".join(names(summary.profile))


def states(neo4j: Neo4j, log: str, key: str) -> list[int]:
    """The hours of a thing's states, walked along their chain from the first one."""
    with neo4j.session() as session:
        row = session.run(
            "MATCH (:Thing {graph: $graph, key: $key})-[:WAS]->(first:State) "
            "WHERE NOT EXISTS { ()-[:NEXT]->(first) } "
            "MATCH path = (first)-[:NEXT*0..]->(last) WHERE NOT EXISTS { (last)-[:NEXT]->() } "
            "RETURN [state IN nodes(path) | state.at] AS instants",
            {"graph": f"{log}.1", "key": key},
        ).single(strict=True)
    noon = int(NOON.timestamp()) * 1_000_000
    return [(at - noon) // 3_600_000_000 for at in row["instants"]]


def test_an_event_that_becomes_known_late_is_put_where_it_belongs(
    neo4j: Neo4j, log: str
) -> None:
    graph = Neo4jGraph(neo4j, log)
    graph.add([step(1, 1, MILK, CHEESE), step(2, 9, MILK, WHEY)], 2)

    graph.add([step(3, 5, CHEESE, MILK)], 3)
    graph.add([step(4, 0, MILK, WHEY), step(5, 7, MILK, WHEY), step(6, 12, WHEY, MILK)], 6)

    assert states(neo4j, log, MILK) == [0, 1, 5, 7, 9, 12]
    assert states(neo4j, log, CHEESE) == [1, 5]
    assert graph.broken_chains(9) == []
    assert graph.reach([CHEESE], Direction.FORWARD) == {MILK, WHEY}


def test_reach_is_one_breadth_first_search_that_prunes_what_it_has_seen(
    neo4j: Neo4j, log: str
) -> None:
    Neo4jGraph(neo4j, log).add([step(1, 1, MILK, CHEESE), step(2, 2, CHEESE, WHEY)], 2)

    for statement in (cypher.FORWARD, cypher.BACK):
        plan = plan_of(neo4j, statement, log=log, generation=None, keys=[MILK], since=None)

        assert "VarLengthExpand(Pruning,BFS,All)" in plan
        assert "NodeUniqueIndexSeek" in plan
        assert "Scan" not in plan


def test_a_graph_whose_states_do_not_say_whose_they_are_is_not_searched_but_named(
    neo4j: Neo4j, log: str
) -> None:
    """So an older version left it, and a lot that is not found would not be recalled."""
    graph = Neo4jGraph(neo4j, log)
    graph.add([step(1, 1, MILK, CHEESE), step(2, 2, CHEESE, WHEY)], 2)
    with neo4j.session() as session:
        session.run(
            "MATCH (:Thing {graph: $graph, key: $key})-[:WAS]->(state) REMOVE state.key",
            {"graph": f"{log}.1", "key": WHEY},
        ).consume()

    with pytest.raises(Unavailable, match="rebuild-graph"):
        graph.reach([MILK], Direction.FORWARD)

    assert graph.broken_chains(9) == [WHEY]
    assert graph.reach([CHEESE], Direction.BACK) == {MILK}


def test_a_big_batch_is_the_same_graph_whether_it_came_in_parts_or_event_by_event(
    neo4j: Neo4j, log: str
) -> None:
    lots = [f"{MILK}-{number}" for number in range(40)]
    events = [
        step(number + 1, number * 7 % 50, lots[number % 37], lots[number * 11 % 40])
        for number in range(DIVIDED_EVENTS_MIN)
    ]
    whole, single = Neo4jGraph(neo4j, log), Neo4jGraph(neo4j, f"{log}-b")

    whole.add(events, len(events))
    for start in range(0, len(events), 50):
        single.add(events[start : start + 50], events[start + 49].position)

    assert whole.kept(1, len(events)) == single.kept(1, len(events))
    assert whole.flows() == single.flows()
    assert [states(neo4j, log, lot) for lot in lots] == [
        states(neo4j, f"{log}-b", lot) for lot in lots
    ]
    assert whole.broken_chains(9) == []
    assert whole.reach([lots[0]], Direction.FORWARD) == single.reach(
        [lots[0]], Direction.FORWARD
    )


def test_a_batch_whose_last_part_cannot_be_written_leaves_nothing(
    neo4j: Neo4j, log: str
) -> None:
    events = [step(n + 1, n, MILK, CHEESE) for n in range(DIVIDED_EVENTS_MIN)]
    unwritable = replace(events[-1], step="\ud800")
    graph = Neo4jGraph(neo4j, log)

    with pytest.raises(UnicodeEncodeError):
        graph.add([*events[:-1], unwritable], len(events))

    assert (graph.position(), graph.kept(1, len(events)), graph.flows()) == (0, {}, 0)


def test_flows_are_counted_where_nothing_was_made_of_anything(
    neo4j: Neo4j, log: str
) -> None:
    box = "https://id.gs1.org/00/095212340000000015"
    packed = replace(
        step(1, 1, MILK, box),
        type=EventType.AGGREGATION,
        action=Action.ADD,
        links=(Link(box, Role.PARENT), Link(MILK, Role.CHILD)),
    )
    graph = Neo4jGraph(neo4j, log)
    assert graph.flows() == 0

    graph.add([packed], 1)

    assert graph.flows() == 1


def test_events_are_found_by_index(neo4j: Neo4j, log: str) -> None:
    Neo4jGraph(neo4j, log).add([step(1, 1, MILK, CHEESE)], 1)

    plan = plan_of(neo4j, cypher.AROUND, graph=f"{log}.1", keys=[MILK, CHEESE])

    assert "NodeUniqueIndexSeek" in plan
    assert "Scan" not in plan


def test_logs_in_one_database_know_nothing_of_each_other(neo4j: Neo4j, log: str) -> None:
    one, other = Neo4jGraph(neo4j, log), Neo4jGraph(neo4j, f"{log}-b")
    one.add([step(1, 1, MILK, CHEESE)], 1)
    other.add([replace(step(1, 1, MILK, WHEY), declares_wrong=True)], 7)

    assert one.reach([MILK], Direction.FORWARD) == {CHEESE}
    assert [event.declarations for event in one.around([MILK])] == [()]
    assert (one.position(), other.position()) == (1, 7)
    assert other.reach([MILK], Direction.FORWARD) == set()


def test_an_address_that_is_none_is_refused_with_what_was_expected() -> None:
    with pytest.raises(
        InvalidInput, match=r"^bolt://HOST:PORT or neo4j\+s://HOST:PORT exp"
    ):
        open_neo4j("mqtt://127.0.0.1:1883")
