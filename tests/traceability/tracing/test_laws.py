"""Laws that hold of every history, however odd: no oracle is needed to check them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.traceability.tracing.telling import (
    CASE,
    CRATE,
    FARM,
    MACHINE,
    ONE,
    SHOP,
    SHOPKEEPER,
    TWO,
    A,
    B,
    L,
    P,
    at,
    ended,
    fitted,
    graph_of,
    ids,
    made,
    of_lot,
    packed,
    seen,
    seen_in,
    some,
    taken_off,
    turned,
    unpacked,
)
from truyxuat.traceability.links import Link, LinkedEvent
from truyxuat.traceability.tracing import answer_json, trace
from truyxuat.traceability.tracing.answer import Answer
from truyxuat.traceability.tracing.query import Direction, Follow, Mode, Query

THINGS = (A, B, L, ONE, TWO, P, CASE, CRATE, MACHINE)
TIMES = st.sampled_from([f"{hour:02}:00" for hour in range(8, 14)])
FEW = settings(max_examples=60, deadline=None)


def _named(key: str) -> st.SearchStrategy[str | Link]:
    if "/10/" in key:
        return st.sampled_from([key, some(key, 1), some(key, 3)])
    return st.sampled_from([key, of_lot(key, L)] if "/21/" in key else [key])


THING = st.sampled_from(THINGS).flatmap(_named)
SOME = st.lists(THING, max_size=3)
STEP = st.sampled_from([None, "shipping", "receiving", "retail_selling", "stock_taking"])
PLACE = st.sampled_from([None, FARM, SHOP])
PARTY = st.sampled_from([(), (("possessing_party", SHOPKEEPER),)])
INTO = st.sampled_from([P, CASE, CRATE])


@st.composite
def _events(draw: st.DrawFn) -> LinkedEvent:
    time, place = draw(TIMES), draw(PLACE)
    kind = draw(st.sampled_from(["object", "packing", "fitting", "step"]))
    if kind == "object":
        tell = draw(st.sampled_from([made, seen, ended]))
        more = {"step": draw(STEP), "place": place, "destinations": draw(PARTY)}
        return tell(time, *draw(SOME), **more)
    if kind == "packing":
        pack = draw(st.sampled_from([packed, unpacked, seen_in]))
        return pack(time, draw(INTO), *draw(SOME), place=place)
    if kind == "fitting":
        return draw(st.sampled_from([fitted, taken_off]))(time, ONE, *draw(SOME))
    more = draw(st.sampled_from([{}, {"transformation": "urn:x:t"}]))
    return turned(time, draw(SOME), draw(SOME), place=place, **more)


HISTORY = st.lists(_events(), min_size=1, max_size=9)
SEED = st.sampled_from(THINGS)
DIRECTION = st.sampled_from([*Direction])
MODE = st.sampled_from([*Mode])


def asked(history: list[LinkedEvent], seed: str, **more: object) -> Answer:
    query = replace(Query(seeds=(seed,)), **more)  # type: ignore[arg-type]  # named fields
    return trace(graph_of(*history), query)


@FEW
@given(history=HISTORY, seed=SEED, direction=DIRECTION, mode=MODE, order=st.integers())
def test_the_order_of_the_record_and_replays_change_nothing(
    history: list[LinkedEvent], seed: str, direction: Direction, mode: Mode, order: int
) -> None:
    replayed = [
        structs.replace(event, recorded=event.recorded + timedelta(days=1))
        for event in history
    ]
    shuffled = [*history, *replayed]
    Random(order).shuffle(shuffled)

    first = asked(history, seed, direction=direction, mode=mode)
    again = asked(shuffled, seed, direction=direction, mode=mode)

    assert answer_json(first)["result_hash"] == answer_json(again)["result_hash"]


@FEW
@given(history=HISTORY, seed=SEED, direction=DIRECTION)
def test_what_is_certain_is_possible(
    history: list[LinkedEvent], seed: str, direction: Direction
) -> None:
    certain = asked(history, seed, direction=direction, mode=Mode.CERTAIN)
    possible = asked(history, seed, direction=direction, mode=Mode.POSSIBLE)

    assert ids(certain) <= ids(possible)
    assert {each.id for each in possible.affected if each.certainty == "possible"} == (
        ids(possible) - ids(certain)
    )


@FEW
@given(history=HISTORY, seed=SEED)
def test_what_a_thing_went_into_came_from_it(history: list[LinkedEvent], seed: str) -> None:
    only = {"follow": frozenset({Follow.COMPOSITION}), "mode": Mode.CERTAIN}

    ahead = ids(asked(history, seed, **only))
    behind = {
        thing
        for thing in THINGS
        if seed in ids(asked(history, thing, direction=Direction.BACK, **only))
    }

    assert ahead - {seed} == behind - {seed}


@FEW
@given(history=HISTORY, seed=SEED, mode=MODE, later=TIMES, more=TIMES)
def test_a_wider_window_never_loses_a_thing(
    history: list[LinkedEvent], seed: str, mode: Mode, later: str, more: str
) -> None:
    narrow, wide = sorted([at(later), at(more)])

    assert ids(asked(history, seed, mode=mode, to=narrow)) <= ids(
        asked(history, seed, mode=mode, to=wide)
    )
    assert ids(asked(history, seed, mode=mode, from_=wide)) <= ids(
        asked(history, seed, mode=mode, from_=narrow)
    )


@FEW
@given(history=HISTORY, seed=SEED, mode=MODE)
def test_bounds_of_amounts_are_never_crossed(
    history: list[LinkedEvent], seed: str, mode: Mode
) -> None:
    answer = asked(history, seed, mode=mode)

    for thing in (*answer.seeds, *answer.affected):
        for row in thing.held:
            if row.lower is not None and row.upper is not None:
                assert 0 <= row.lower <= row.upper
