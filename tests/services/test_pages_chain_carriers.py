"""What travels inside something is drawn through it; what comes back stands there anew."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from tests.services.drawn_goods import (
    BOTTLE,
    CASE,
    DAIRY,
    MILK,
    PALLET,
    PLACES,
    SHOP,
    answer,
    at,
    carrier,
    drawn,
    happened,
    made,
    put_in,
    some,
)
from truyxuat.services.pages.chain import Fold
from truyxuat.services.pages.chain_folding import (
    CARRIERS_DRAWN_MAX,
    chain_of,
)
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Link, Role


def test_a_case_on_a_pallet_takes_its_goods_onto_the_pallet() -> None:
    events = [
        made(at(1, 6), some(MILK, 60)),
        put_in(at(1, 7), CASE, *some(MILK, 60, Role.CHILD)),
        put_in(at(1, 8), PALLET, Link(CASE, Role.CHILD)),
        happened(at(1, 9), "shipping", DAIRY, (Link(PALLET, Role.EPC),), to=SHOP),
        happened(at(1, 10), "receiving", SHOP, some(MILK, 60)),
    ]
    found = answer(MILK, [], events, carriers=(carrier(CASE), carrier(PALLET)))

    chain = chain_of(found, events, PLACES)

    kinds = {box.name: box.object for box in chain.boxes}
    joined = [(edge.kind, kinds[edge.source], kinds[edge.target]) for edge in chain.edges]
    assert joined == [
        ("inside", MILK, CASE),
        ("inside", CASE, PALLET),
        ("move", PALLET, MILK),
    ]


def test_what_was_taken_out_of_a_pallet_leaves_without_it() -> None:
    unpacked = structs.replace(
        happened(at(1, 8), "unpacking", DAIRY, (Link(PALLET, Role.PARENT),)),
        action=Action.DELETE,
        type=EventType.AGGREGATION,
    )
    events = [
        made(at(1, 6), some(MILK, 60)),
        put_in(at(1, 7), PALLET, *some(MILK, 60, Role.CHILD)),
        unpacked,
        happened(at(1, 9), "shipping", DAIRY, some(MILK, 60), to=SHOP),
        happened(at(1, 10), "receiving", SHOP, some(MILK, 60)),
    ]

    chain = chain_of(answer(MILK, [], events, carriers=(carrier(PALLET),)), events, PLACES)

    kinds = {box.name: box.kind for box in chain.boxes}
    moves = [kinds[edge.source] for edge in chain.edges if edge.kind == "move"]
    assert moves == ["object"]


def test_many_carriers_of_a_day_and_place_are_one_outline_and_the_page_says_so() -> None:
    pallets = [f"{PALLET}{n}" for n in range(CARRIERS_DRAWN_MAX + 5)]
    events = [made(at(1, 6), some(MILK, 90))]
    events += [put_in(at(1, 7), one, *some(MILK, 1, Role.CHILD)) for one in pallets]
    found = answer(MILK, [], events, carriers=tuple(carrier(one) for one in pallets))

    chain = chain_of(found, events, PLACES)

    outlines = [box for box in chain.boxes if box.kind == "carrier"]
    assert [len(box.carriers) for box in outlines] == [CARRIERS_DRAWN_MAX + 5]
    assert chain.folds == (Fold("carriers", "", CARRIERS_DRAWN_MAX + 5),)


def test_a_single_thing_that_comes_back_stands_there_anew_further_right() -> None:
    bottle = (Link(BOTTLE, Role.EPC),)
    events = [
        made(at(1, 6), bottle),
        happened(at(1, 8), "shipping", DAIRY, bottle, to=SHOP),
        happened(at(1, 9), "receiving", SHOP, bottle),
        happened(at(3, 8), "shipping", SHOP, bottle, to=DAIRY),
        happened(at(3, 9), "receiving", DAIRY, bottle),
    ]
    found = answer(BOTTLE, [], events)
    found = replace(found, seeds=(replace(found.seeds[0], level="instance"),))

    drawing = drawn(chain_of(found, events, PLACES), found)

    lanes = [placed.box.lane for placed in sorted(drawing.boxes, key=lambda one: one.x)]
    assert lanes == [DAIRY, SHOP, DAIRY]


def test_an_event_that_says_no_place_moves_nothing() -> None:
    recalled = structs.replace(
        happened(at(5, 8), "x", DAIRY, some(MILK, 0)), place=None, step=None
    )
    events = [made(at(1, 6), some(MILK, 60)), recalled]

    chain = chain_of(answer(MILK, [], events), events, PLACES)

    assert [(box.lane, len(box.witness)) for box in chain.boxes] == [(DAIRY, 2)]


def test_inside_one_party_goods_stay_in_their_box_until_they_are_handed_over() -> None:
    tank = "farm:dairy/tank"
    events = [
        made(at(1, 6), some(MILK, 60)),
        happened(at(1, 7), "storing", tank, some(MILK, 60)),
        happened(at(1, 8), "receiving", "farm:dairy/gate", some(MILK, 60)),
    ]
    same_party = replace(PLACES, lane_of=lambda place: place.split("/")[0])

    chain = chain_of(answer(MILK, [], events), events, same_party)

    assert [box.site for box in chain.boxes] == [DAIRY, "farm:dairy/gate"]
    assert chain.lanes == (DAIRY,)
