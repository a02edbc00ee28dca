"""Cases T7, T8, T10 and T17: how a thing came to be known must not change what is true."""

from __future__ import annotations

import json
from itertools import permutations

import pytest

from tests.stories.asking import (
    CERTAIN,
    POSSIBLE,
    about,
    came_from,
    forward,
    ids,
    went_into,
)
from tests.stories.trade import (
    CHEESE,
    DAIRYMEN,
    GROCERS,
    SHOP,
    at,
    declared_wrong,
    item,
    known,
    lot,
    made,
    packed,
    pallet,
    received,
    recorded,
    seen,
    shipped,
    turned,
    unpacked,
)
from truyxuat.traceability.epcis.reading import read_event_json
from truyxuat.traceability.linking import linked_event
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing import answer_json
from truyxuat.traceability.tracing.query import Mode

A, B = lot("A"), lot("B")
ONE, TWO, THREE = item("1"), item("2"), item("3")
Q = lot("Q", of=CHEESE)
P = pallet(1)

SHIPPED_PALLET = [
    known("20:00", made("07:00", ONE, TWO, THREE)),
    known("20:00", packed("08:00", P, ONE, TWO, THREE)),
    known("20:00", unpacked("09:00", P, TWO)),
    known("20:00", shipped("10:00", P, by=DAIRYMEN, to=GROCERS)),
    known("20:00", unpacked("12:00", P)),
]


def answers(graph: MemoryGraph) -> list[object]:
    """What each question answers, less how far the record had been read."""
    told: list[object] = []
    for mode in (CERTAIN, POSSIBLE):
        for seed in (ONE, TWO, P):
            answer = answer_json(forward(graph, seed, mode))
            told.append({name: answer[name] for name in answer if not name.endswith("_to")})
    return told


def test_t7_captured_in_any_order_the_answer_is_the_same() -> None:
    in_order = answers(recorded(*SHIPPED_PALLET))

    for shuffled in permutations(SHIPPED_PALLET):
        assert answers(recorded(*shuffled)) == in_order


def test_t7_captured_in_reverse_and_twice_the_answer_is_the_same() -> None:
    once = answers(recorded(*SHIPPED_PALLET))

    backwards = SHIPPED_PALLET[::-1]
    again = [known("22:00", event) for event in backwards]

    assert answers(recorded(*backwards, *again)) == once
    assert answers(recorded(*again, *backwards)) == once


def wrong_lot_shipped(*, event_id: str | None) -> MemoryGraph:
    """Lot A is said to be in the cheese; at noon that is declared wrong: it was lot B."""
    wrong = turned("08:00", A, Q, event_id=event_id)
    return recorded(
        made("07:00", A, B),
        wrong,
        declared_wrong("12:00", wrong),
        known("12:00", turned("08:00", B, Q)),
    )


@pytest.mark.parametrize("event_id", [None, "urn:uuid:aaaa"])
def test_t8_a_correction_changes_answers_from_its_own_time_on(event_id: str | None) -> None:
    graph = wrong_lot_shipped(event_id=event_id)

    for mode in (CERTAIN, POSSIBLE):
        assert went_into(graph, A, mode, as_of="11:59") == {Q}
        assert went_into(graph, B, mode, as_of="11:59") == set()
        assert went_into(graph, A, mode, as_of="12:00") == set()
        assert went_into(graph, B, mode, as_of="12:00") == {Q}
        assert came_from(graph, Q, mode) == {B}


@pytest.mark.parametrize("event_id", [None, "urn:uuid:aaaa"])
def test_t8_a_declaration_recorded_before_its_event_holds_too(event_id: str | None) -> None:
    wrong = turned("08:00", A, Q, event_id=event_id)
    graph = recorded(
        declared_wrong("09:00", wrong), known("10:00", wrong), made("07:00", A)
    )

    for mode in (CERTAIN, POSSIBLE):
        assert went_into(graph, A, mode) == set()
        assert went_into(graph, A, mode, as_of="10:00") == set()


def test_t8_a_declaration_counts_neither_before_it_is_declared_nor_recorded() -> None:
    wrong = turned("08:00", A, Q)
    late = known("15:00", declared_wrong("09:00", wrong))
    ahead = known("09:00", declared_wrong("15:00", wrong))

    for declaration in (late, ahead):
        graph = recorded(wrong, declaration)
        assert went_into(graph, A, as_of="14:59") == {Q}
        assert went_into(graph, A, as_of="15:00") == set()


def test_t8_a_declaration_names_one_event_and_spares_its_twin() -> None:
    wrong = turned("08:00", A, Q, event_id="urn:uuid:one")
    twin = turned("08:00", A, Q, event_id="urn:uuid:two")

    graph = recorded(wrong, twin, declared_wrong("12:00", wrong))

    assert went_into(graph, A) == {Q}
    assert about(forward(graph, A), Q).witness == ("urn:uuid:two",)


def test_t8_a_declaration_with_an_id_nobody_has_falls_on_the_equal_event() -> None:
    wrong = turned("08:00", A, Q)
    renamed = turned("08:00", A, Q, event_id="urn:uuid:lost")

    graph = recorded(wrong, declared_wrong("12:00", renamed))

    assert went_into(graph, A, as_of="11:00") == {Q}
    assert went_into(graph, A) == set()


def test_t10_events_are_ordered_by_instant_and_not_by_how_the_time_is_written() -> None:
    graph = MemoryGraph()
    stories = [
        aggregation("ADD", "2026-09-14T06:00:00.000+07:00"),
        aggregation("DELETE", "2026-09-13T20:00:00.000-05:00"),
    ]
    for position, text in enumerate(stories, start=1):
        [event] = read_event_json(text).document.events
        graph.add([linked_event(event, position=position, recorded=at("20:00"))], position)
    between = seen("09-14 00:30", P, biz_location=SHOP)
    graph.add([linked_event(between, position=3, recorded=at("20:00"))], 3)

    for mode in (CERTAIN, POSSIBLE):
        assert went_into(graph, P, mode, from_="09-13 23:00") == {ONE}
        assert went_into(graph, P, mode, from_="09-14 01:30") == set()
        assert [e.type for e in forward(graph, ONE, mode).events if e.inherited] == [
            "ObjectEvent"
        ]


def aggregation(action: str, time: str) -> bytes:
    event = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "AggregationEvent",
        "eventTime": time,
        "eventTimeZoneOffset": time[-6:],
        "action": action,
        "parentID": P,
        "childEPCs": [ONE],
    }
    return json.dumps(event).encode()


ONE_ITEM = [
    "https://id.gs1.org/01/09521234003014/21/1",
    "urn:epc:id:sgtin:9521234.000301.1",
    "https://sua.example.vn/01/09521234003014/21/1",
    "HTTP://sua.example.vn/shop/01/09521234003014/10/A/21/1?17=261231",
    "(01)09521234003014(21)1",
]


@pytest.mark.parametrize("spelling", ONE_ITEM)
def test_t17_a_thing_is_one_object_however_it_is_spelled(spelling: str) -> None:
    graph = recorded(made("07:00", spelling), packed("08:00", P, spelling))

    for mode in (CERTAIN, POSSIBLE):
        assert ids(forward(graph, P, mode)) == {ONE}
        assert forward(graph, ONE, mode).seeds[0].since == at("07:00")


@pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])
def test_t17_each_spelling_adds_to_the_same_story(mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE_ITEM[0]),
        packed("08:00", P, ONE_ITEM[1]),
        received("09:00", P, by=GROCERS, of=DAIRYMEN, where=SHOP),
        unpacked("10:00", P, ONE_ITEM[2]),
        turned("11:00", ONE_ITEM[4], Q),
    )

    assert went_into(graph, ONE, mode) == {Q}
    assert went_into(graph, P, mode, from_="10:30") == set()
