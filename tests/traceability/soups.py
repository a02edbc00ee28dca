"""Soups of events: any makings, packings, steps and readings, at colliding times.

Unlike the worlds, a soup need not be possible: boxes are unpacked that never were packed, things
are used after their end. The laws of a trace hold all the same.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.stories.trade import (
    CHEESE,
    crate,
    ended,
    fitted,
    item,
    known,
    lot,
    made,
    packed,
    pallet,
    pieces,
    seen,
    seen_in,
    taken_off,
    turned,
    unpacked,
)
from truyxuat.traceability.epcis.events import Event

ITEMS = (item("1"), item("2"), item("3"))
LOTS = (lot("A"), lot("B"), lot("Q", of=CHEESE))
CONTAINERS = (pallet(1), pallet(2), crate("K"))
EVERYTHING = (*ITEMS, *LOTS, *CONTAINERS)

minutes = st.integers(0, 9).map(lambda minute: f"08:0{minute}")
some_item = st.sampled_from(ITEMS)
some_lot = st.sampled_from(LOTS)
container = st.sampled_from(CONTAINERS)
goods = st.one_of(some_item, some_lot, st.builds(pieces, some_lot, st.integers(1, 3)))
thing = st.one_of(goods, container)
several = st.lists(thing, min_size=1, max_size=3, unique_by=str)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """One event of any kind."""
    time = draw(minutes)
    kind = draw(st.sampled_from(["make", "step", "in", "object", "fit"]))
    if kind == "make":
        return made(
            time, draw(some_item), lot_number=draw(st.sampled_from([None, "A", "B"]))
        )
    if kind == "step":
        return turned(time, draw(several), draw(several))
    if kind == "object":
        act = draw(st.sampled_from([made, seen, ended]))
        return act(time, draw(thing))
    parent = draw(container)
    children = [child for child in draw(several) if child != parent]
    if kind == "fit":
        fit = draw(st.sampled_from([fitted, taken_off]))
        return fit(time, draw(some_item), draw(some_item))
    moves = [packed, packed, unpacked, seen_in] if children else [unpacked]
    move = draw(st.sampled_from(moves))
    return move(time, parent, *children)


@st.composite
def soups(draw: st.DrawFn, *, most: int = 10) -> tuple[Event, ...]:
    """Some events, each with its own eventID and the minute it was recorded."""
    drawn = draw(st.lists(events(), min_size=1, max_size=most))
    late = draw(st.lists(minutes, min_size=len(drawn), max_size=len(drawn)))
    return tuple(
        known(f"09:{when[3:]}", replace(event, event_id=f"urn:x:{number}"))
        for number, (event, when) in enumerate(zip(drawn, late, strict=True))
    )
