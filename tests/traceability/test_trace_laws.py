"""The laws of a trace (L1 to L6 and L8) over soups of events; they need no oracle."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from tests.stories.asking import CERTAIN, POSSIBLE, back, forward, ids
from tests.stories.trade import (
    CHEESE,
    at,
    declared_wrong,
    ended,
    item,
    known,
    lot,
    made,
    packed,
    pallet,
    pieces,
    recorded,
    turned,
    unpacked,
)
from tests.traceability.soups import EVERYTHING, ITEMS, LOTS, soups
from truyxuat.graph import SqlGraph, create_tables
from truyxuat.traceability.epcis.events import Event
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.epcis.writing import document_json
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.linking import linked_event
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing import answer_json, trace
from truyxuat.traceability.tracing.query import (
    Direction,
    Follow,
    Mode,
    Query,
)

few = settings(max_examples=40, deadline=None)
modes = st.sampled_from([CERTAIN, POSSIBLE])
seeds = st.sampled_from(EVERYTHING)
URN_OF = {
    item("1"): "urn:epc:id:sgtin:9521234.000301.1",
    lot("A"): "urn:epc:class:lgtin:9521234.000301.A",
    pallet(1): "urn:epc:id:sscc:9521234.3000000001",
}


def told(
    graph: Graph, seed: str, mode: Mode, *, without_record: bool = True
) -> list[object]:
    """Both directions as JSON, less how far the record had been read."""
    answers = [
        answer_json(trace(graph, Query(seeds=(seed,), direction=direction, mode=mode)))
        for direction in Direction
    ]
    return [
        {
            name: value
            for name, value in answer.items()
            if not (without_record and name.endswith("_to"))
        }
        for answer in answers
    ]


@few
@given(soup=soups(), seed=seeds, mode=modes, data=st.data())
def test_l1_order_and_replay_of_the_captures_change_nothing(
    soup: tuple[Event, ...], seed: str, mode: Mode, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(soup))
    again = data.draw(st.lists(st.sampled_from(soup), max_size=3))
    later = [known("20:00", event) for event in again]

    assert told(recorded(*shuffled, *later), seed, mode) == told(
        recorded(*soup), seed, mode
    )


@few
@given(soup=soups(), seed=seeds, mode=modes)
def test_l1_the_spelling_of_the_things_changes_nothing(
    soup: tuple[Event, ...], seed: str, mode: Mode
) -> None:
    respelled = [_with_urns(event) for event in soup]

    assert told(recorded(*respelled), seed, mode) == told(recorded(*soup), seed, mode)


@few
@given(soup=soups(), seed=seeds, mode=modes)
def test_l1_written_to_json_and_read_again_the_answer_is_the_same(
    soup: tuple[Event, ...], seed: str, mode: Mode
) -> None:
    document = json.dumps(document_json(soup, at("20:00")), default=float)
    read = read_json(document.encode()).document.events
    graph = recorded(
        *(
            replace(event, record_time=first.record_time)
            for event, first in zip(read, soup, strict=True)
        )
    )

    assert told(graph, seed, mode) == told(recorded(*soup), seed, mode)


@few
@given(soup=soups())
def test_l2_what_went_into_a_thing_is_what_it_came_from(soup: tuple[Event, ...]) -> None:
    graph = recorded(*soup)
    only = frozenset({Follow.COMPOSITION})
    things = (*ITEMS, *LOTS)

    went = {
        (one.id, seed)
        for seed in things
        for one in trace(graph, Query(seeds=(seed,), mode=CERTAIN, follow=only)).affected
        if one.via in ("composition", "identity")
    }
    came = {
        (seed, one.id)
        for seed in things
        for one in trace(
            graph,
            Query(seeds=(seed,), direction=Direction.BACK, mode=CERTAIN, follow=only),
        ).affected
        if one.via in ("composition", "identity")
    }

    assert {pair for pair in went if pair[0] in things} == {
        pair for pair in came if pair[1] in things
    }


@few
@given(soup=soups(), seed=seeds, mode=modes)
def test_l3_unrelated_events_change_nothing(
    soup: tuple[Event, ...], seed: str, mode: Mode
) -> None:
    strangers = [
        known("09:30", made("08:04", "urn:x:stranger")),
        known("09:30", packed("08:05", pallet(77), "urn:x:stranger", "urn:x:another")),
    ]

    assert told(recorded(*soup, *strangers), seed, mode) == told(
        recorded(*soup), seed, mode
    )


@few
@given(soup=soups(), seed=seeds)
def test_l3_what_is_certain_is_possible(soup: tuple[Event, ...], seed: str) -> None:
    graph = recorded(*soup)

    assert ids(forward(graph, seed, CERTAIN)) <= ids(forward(graph, seed, POSSIBLE))


@few
@given(soup=soups(), seed=seeds, mode=modes)
def test_l3_a_wider_window_never_loses_a_thing(
    soup: tuple[Event, ...], seed: str, mode: Mode
) -> None:
    graph = recorded(*soup)

    narrow = ids(forward(graph, seed, mode, from_="08:02", to="08:06"))

    assert narrow <= ids(forward(graph, seed, mode, from_="08:01", to="08:08"))


@few
@given(soup=soups(), seed=seeds, mode=modes)
def test_l4_an_answer_as_of_then_never_changes_later(
    soup: tuple[Event, ...], seed: str, mode: Mode
) -> None:
    then = [
        event for event in soup if event.record_time and event.record_time <= at("09:05")
    ]
    wrong = [declared_wrong("10:00", event) for event in soup[:2]]
    everything = recorded(*soup, *wrong)

    for ask in (forward, back):
        assert ask(everything, seed, mode, as_of="09:05").affected == (
            ask(recorded(*then), seed, mode, as_of="09:05").affected
        )


@few
@given(soup=soups(), wrong=st.integers(0, 9), seed=seeds, mode=modes)
def test_l4_a_declaration_takes_its_event_away_from_then_on(
    soup: tuple[Event, ...], wrong: int, seed: str, mode: Mode
) -> None:
    nullified = soup[wrong % len(soup)]
    rest = [event for event in soup if event is not nullified]

    graph = recorded(*soup, declared_wrong("10:00", nullified))

    for ask in (forward, back):
        before = ask(graph, seed, mode, as_of="09:59").affected
        assert before == ask(recorded(*soup), seed, mode, as_of="09:59").affected
        after = ask(graph, seed, mode, as_of="10:00").affected
        assert after == ask(recorded(*rest), seed, mode, as_of="10:00").affected


@few
@given(mode=modes, packs=st.lists(st.sampled_from(ITEMS), min_size=2, unique=True))
def test_l5_things_that_only_shared_a_container_never_affect_each_other(
    mode: Mode, packs: list[str]
) -> None:
    first, *others = packs
    graph = recorded(
        turned("07:00", lot("A"), first),
        packed("08:00", pallet(1), *packs),
        packed("08:01", pallet(2), pallet(1)),
        unpacked("08:05", pallet(1), *others),
        turned("08:07", others, lot("Q", of=CHEESE)),
    )

    assert ids(forward(graph, lot("A"), mode)) == {first}


@few
@given(
    made_=st.integers(1, 50),
    parts=st.lists(st.tuples(st.sampled_from("udp"), st.integers(1, 20)), max_size=5),
    mode=modes,
)
def test_l6_what_is_held_used_and_destroyed_is_what_was_made(
    made_: int, parts: list[tuple[str, int]], mode: Mode
) -> None:
    story = [made("07:00", pieces(lot("A"), made_))]
    left = made_
    for number, (act, wanted) in enumerate(parts):
        amount = pieces(lot("A"), min(wanted, left))
        if left <= wanted:
            break
        left -= wanted if act in "ud" else 0
        story += {
            "u": [turned(f"08:0{number}", amount, lot(f"Q{number}", of=CHEESE))],
            "d": [ended(f"08:0{number}", amount)],
            "p": [packed(f"08:0{number}", pallet(1), amount)],
        }[act]

    held = forward(recorded(*story), lot("A"), mode).seeds[0].held

    assert sum(amount.lower or Decimal(0) for amount in held) <= made_
    assert made_ <= sum(amount.upper or Decimal(made_) for amount in held)


@settings(max_examples=20, deadline=None)
@given(soup=soups(), mode=modes)
def test_l8_the_sql_store_gives_the_answer_of_the_reference(
    soup: tuple[Event, ...], mode: Mode
) -> None:
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'graph.db'}")
        create_tables(engine)
        store = SqlGraph(engine)
        events = [
            linked_event(
                event, position=position, recorded=event.record_time or at("09:00")
            )
            for position, event in enumerate(soup, start=1)
        ]
        store.add(events, len(events))
        reference = MemoryGraph()
        reference.add(events, len(events))

        for seed in EVERYTHING:
            assert told(store, seed, mode, without_record=False) == (
                told(reference, seed, mode, without_record=False)
            )
        engine.dispose()


def _with_urns(event: Event) -> Event:
    """The same event with EPC URNs where this file knows them."""
    changed: dict[str, object] = {}
    for name in ("epcs", "child_epcs", "input_epcs", "output_epcs"):
        if hasattr(event, name):
            changed[name] = tuple(URN_OF.get(key, key) for key in getattr(event, name))
    for name in ("quantities", "child_quantities", "input_quantities", "output_quantities"):
        if hasattr(event, name):
            changed[name] = tuple(
                replace(each, epc_class=URN_OF.get(each.epc_class, each.epc_class))
                for each in getattr(event, name)
            )
    parent = getattr(event, "parent_id", None)
    if parent is not None:
        changed["parent_id"] = URN_OF.get(parent, parent)
    return replace(event, **changed)  # type: ignore[arg-type]  # fields that it has
