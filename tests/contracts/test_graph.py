"""What every graph store promises, told once and run on each of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from tests.contracts.stores import Opening
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.links import Link, LinkedEvent, Role

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
MILK = "https://id.gs1.org/01/09521234003014/10/M1"
CHEESE = "https://id.gs1.org/01/09521234003021/10/C1"
PALLET = "https://id.gs1.org/00/395212340000000014"
DAIRY = "https://id.gs1.org/414/9521234000150"


def linked(position: int, *links: Link, **more: object) -> LinkedEvent:
    event = LinkedEvent(
        position=position,
        event_id=f"urn:uuid:{position}",
        content=f"ni:///sha-256;{position}?ver=CBV2.0",
        explicit_id=True,
        type=EventType.OBJECT,
        action=Action.OBSERVE,
        time=NOON,
        recorded=NOON + timedelta(minutes=position),
        links=links,
    )
    return replace(event, **more)


def test_an_event_is_found_by_everything_it_names(graph: Graph) -> None:
    packed = linked(
        1, Link(PALLET, Role.PARENT), Link(MILK, Role.CHILD), Link(DAIRY, Role.PLACE)
    )

    graph.add([packed], 1)

    for key in (PALLET, MILK, DAIRY):
        assert graph.around([key]) == [packed]
    assert graph.around([CHEESE]) == []


def test_an_event_comes_once_however_many_of_the_keys_it_names(graph: Graph) -> None:
    packed = linked(
        1, Link(PALLET, Role.PARENT), Link(MILK, Role.CHILD), Link(MILK, Role.EPC)
    )

    graph.add([packed], 1)

    assert graph.around([PALLET, MILK, MILK]) == [packed]


def test_events_come_whole_and_in_the_order_of_the_record(graph: Graph) -> None:
    first = linked(1, Link(MILK, Role.INPUT), Link(CHEESE, Role.OUTPUT))
    second = linked(2, Link(CHEESE, Role.EPC))

    graph.add([second], 2)
    graph.add([first], 2)

    assert graph.around([CHEESE]) == [first, second]


def test_adding_an_event_again_changes_nothing(graph: Graph) -> None:
    event = linked(1, Link(MILK, Role.EPC))

    graph.add([event], 1)
    graph.add([event], 1)

    assert graph.around([MILK]) == [event]


def test_the_position_is_kept_with_the_links_and_never_goes_back(
    new_graph: Opening,
) -> None:
    assert new_graph().position() == 0

    new_graph().add([linked(7, Link(MILK, Role.EPC))], 7)
    new_graph().add([linked(3, Link(MILK, Role.EPC))], 3)

    assert new_graph().position() == 7


def test_the_position_moves_on_where_events_link_nothing(graph: Graph) -> None:
    graph.add([], 12)

    assert graph.position() == 12


def test_an_error_declaration_is_attached_to_the_event_it_names(graph: Graph) -> None:
    event = linked(1, Link(MILK, Role.EPC))
    declaration = replace(
        event,
        position=2,
        recorded=NOON + timedelta(days=1),
        declares_wrong=True,
        declared=NOON + timedelta(hours=1),
    )

    graph.add([event, declaration], 2)

    found = graph.around([MILK])
    assert [each.position for each in found] == [1, 2]
    [against] = found[0].declarations
    assert against.event_id == event.event_id
    assert against.declared == NOON + timedelta(hours=1)
    assert against.recorded == NOON + timedelta(days=1)
    assert against.target_recorded == event.recorded


def test_a_declaration_that_came_before_its_event_is_attached_too(graph: Graph) -> None:
    event = linked(2, Link(MILK, Role.EPC))
    declaration = replace(event, position=1, declares_wrong=True, declared=NOON)

    graph.add([declaration], 1)
    graph.add([event], 2)

    found = {each.position: each for each in graph.around([MILK])}
    assert len(found[2].declarations) == 1


def test_a_declaration_with_another_id_is_attached_by_equal_content(graph: Graph) -> None:
    event = linked(1, Link(MILK, Role.EPC))
    declaration = replace(
        event, position=2, event_id="urn:uuid:nobody", declares_wrong=True, declared=NOON
    )

    graph.add([event, declaration], 2)

    [against] = graph.around([MILK])[0].declarations
    assert against.event_id == "urn:uuid:nobody"
    assert against.target_recorded is None


def test_keys_with_wildcards_and_quotes_are_only_themselves(graph: Graph) -> None:
    graph.add(
        [
            linked(1, Link("urn:x:lot_1%", Role.EPC)),
            linked(2, Link("urn:x:lot'1", Role.EPC)),
        ],
        2,
    )

    assert [event.position for event in graph.around(["urn:x:lot_1%"])] == [1]
    assert [event.position for event in graph.around(["urn:x:lot'1"])] == [2]
    assert graph.around(["urn:x:lotA1B"]) == []


def test_a_frontier_of_thirty_thousand_keys_is_one_question(graph: Graph) -> None:
    lots = [f"{MILK}-{number}" for number in range(30_000)]
    graph.add([linked(1, *(Link(lot, Role.EPC) for lot in lots))], 1)
    graph.add([linked(2, Link(lots[-1], Role.EPC))], 2)

    found = graph.around(lots)

    assert [event.position for event in found] == [1, 2]
    assert len(found[0].links) == 30_000
