"""The drawn chain shows what the events say: splits, steps, gaps, folds; and can be read."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from tests.services.drawn_goods import (
    CHEESE,
    DAIRY,
    MILK,
    PALLET,
    PLACES,
    SHOP,
    SPLIT,
    STALL,
    answer,
    at,
    boxes,
    drawn,
    edges,
    happened,
    made,
    some,
    transformed,
)
from truyxuat.services.pages.chain import Fold
from truyxuat.services.pages.chain_drawing import BOX_WIDTH
from truyxuat.services.pages.chain_folding import (
    LANES_DRAWN_MAX,
    OBJECTS_DRAWN_MAX,
    chain_of,
)
from truyxuat.services.pages.codes import class_key
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Link, Role
from truyxuat.traceability.tracing.answer import Carrier, Gap, GapKind


def test_a_split_lot_stands_once_at_each_holder_with_what_came_there() -> None:
    chain = chain_of(answer(MILK, [], SPLIT), SPLIT, PLACES)

    assert {(box.lane, box.arrived) for box in chain.boxes} == {
        (DAIRY, Decimal(100)),
        (SHOP, Decimal(60)),
        (STALL, Decimal(30)),
    }
    assert edges(chain) == {("move", DAIRY, SHOP), ("move", DAIRY, STALL)}
    assert chain.lanes == (DAIRY, SHOP, STALL)


def test_a_step_joins_what_went_in_with_what_came_out() -> None:
    links = some(MILK, 100, Role.INPUT) + some(CHEESE, 10, Role.OUTPUT)
    events = [
        made(at(1, 6), some(MILK, 100)),
        transformed(at(1, 7), links),
    ]

    chain = chain_of(answer(MILK, [CHEESE], events), events, PLACES)

    assert boxes(chain) == {(MILK, DAIRY, "object"), (CHEESE, DAIRY, "object")}
    assert edges(chain) == {("step", DAIRY, DAIRY)}


def test_goods_sent_and_not_seen_again_end_in_a_ghost_with_a_dashed_edge() -> None:
    lost = [event for event in SPLIT if event.place != STALL]

    chain = chain_of(answer(MILK, [], lost), lost, PLACES)

    assert (MILK, STALL, "ghost") in boxes(chain)
    assert ("gap", DAIRY, STALL) in edges(chain)


def test_a_hand_over_that_the_answer_calls_a_gap_is_dashed_though_the_goods_turned_up() -> (
    None
):
    events = [event for event in SPLIT if event.place != STALL]
    events.append(happened(at(3, 9), "retail_selling", STALL, some(MILK, 5)))
    sent = "shipping-farm:dairy-0108"
    gap = Gap(
        kind=GapKind.SHIPPED_NOT_RECEIVED,
        object=MILK,
        event=sent,
        since=None,
        reason="no receipt",
    )

    chain = chain_of(answer(MILK, [], events, gaps=(gap,)), events, PLACES)

    assert ("gap", DAIRY, STALL) in edges(chain)
    assert (MILK, STALL, "ghost") not in boxes(chain)


def test_what_travels_in_a_pallet_goes_through_its_outline() -> None:
    parent, child = Link(PALLET, Role.PARENT), Link(MILK, Role.CHILD, Decimal(60))
    packed = replace(
        happened(at(1, 7), "packing", DAIRY, (parent, child)),
        action=Action.ADD,
        type=EventType.AGGREGATION,
    )
    events = [
        made(at(1, 6), some(MILK, 60)),
        packed,
        happened(at(1, 8), "shipping", DAIRY, (Link(PALLET, Role.EPC),), to=SHOP),
        happened(at(1, 9), "receiving", SHOP, some(MILK, 60)),
    ]
    carrier = Carrier(id=PALLET, from_=at(1, 7), to=None, of=(MILK,))

    chain = chain_of(answer(MILK, [], events, carriers=(carrier,)), events, PLACES)

    assert (PALLET, DAIRY, "carrier") in boxes(chain)
    assert edges(chain) == {("inside", DAIRY, DAIRY), ("move", DAIRY, SHOP)}


def test_a_big_answer_is_folded_by_product_and_says_how_many_stand_for_one() -> None:
    lots = [f"{CHEESE}{n}" for n in range(OBJECTS_DRAWN_MAX + 4)]
    links = some(MILK, 100, Role.INPUT) + tuple(
        Link(lot, Role.OUTPUT, Decimal(1)) for lot in lots
    )
    events = [transformed(at(1, 7), links)]

    chain = chain_of(answer(MILK, lots, events), events, PLACES)

    assert len(chain.boxes) == 2
    assert chain.folds == (Fold("objects", class_key(CHEESE), OBJECTS_DRAWN_MAX + 4),)


def test_many_last_holders_of_one_region_share_a_lane_and_the_page_says_so() -> None:
    shops = [f"shop:{n}" for n in range(LANES_DRAWN_MAX + 3)]
    events = [made(at(1, 6), some(MILK, 90))]
    for shop in shops:
        events.append(happened(at(1, 8), "shipping", DAIRY, some(MILK, 1), to=shop))
        events.append(happened(at(1, 9), "receiving", shop, some(MILK, 1)))

    chain = chain_of(answer(MILK, [], events), events, PLACES)

    assert chain.lanes == (DAIRY, "region:shop")
    assert chain.folds == (Fold("holders", "region:shop", LANES_DRAWN_MAX + 3),)


def test_time_runs_to_the_right_and_nothing_overlaps() -> None:
    found = answer(MILK, [], SPLIT)
    drawing = drawn(chain_of(found, SPLIT, PLACES), found)

    by_time = sorted(drawing.boxes, key=lambda placed: placed.box.time)
    assert [placed.x for placed in by_time] == sorted(placed.x for placed in by_time)
    for edge in drawing.edges:
        where = {placed.box.name: placed.x for placed in drawing.boxes}
        assert where[edge.edge.target] >= where[edge.edge.source] + BOX_WIDTH
    assert len({(placed.x, placed.y) for placed in drawing.boxes}) == len(drawing.boxes)


def test_a_new_day_begins_a_new_column_with_its_date() -> None:
    found = answer(MILK, [], SPLIT)
    drawing = drawn(chain_of(found, SPLIT, PLACES), found)

    assert [(f"{c.day:%d/%m}", c.first_of_day, c.label) for c in drawing.columns] == [
        ("01/09", True, "13:00"),
        ("01/09", False, "16:00"),
        ("02/09", True, "16:00"),
    ]


def test_a_focused_box_says_what_it_is_where_and_which_events_witness_it() -> None:
    found = answer(MILK, [], SPLIT)
    drawing = drawn(chain_of(found, SPLIT, PLACES), found)

    shop = next(placed for placed in drawing.boxes if placed.box.lane == SHOP)
    assert shop.says == "Lô M1. shop:one. Nhận hàng. 60. 01/09/2026 16:00 Nhận hàng."


def test_rework_that_comes_back_to_its_own_lot_still_ends() -> None:
    links = some(MILK, 5, Role.INPUT) + some(MILK, 5, Role.OUTPUT)
    events = [
        made(at(1, 6), some(MILK, 100)),
        transformed(at(1, 7), links),
    ]

    found = answer(MILK, [], events)
    drawing = drawn(chain_of(found, events, PLACES), found)

    assert len(drawing.boxes) == 1
