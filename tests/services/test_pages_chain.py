"""The drawn chain shows what the events say: splits, steps, carriers, gaps; and can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from truyxuat.services.pages.chain import Chain, Fold
from truyxuat.services.pages.chain_captions import captions_of
from truyxuat.services.pages.chain_drawing import BOX_WIDTH, Drawing, draw
from truyxuat.services.pages.chain_folding import (
    CARRIERS_DRAWN_MAX,
    LANES_DRAWN_MAX,
    OBJECTS_DRAWN_MAX,
    Places,
    chain_of,
)
from truyxuat.services.pages.codes import class_key
from truyxuat.services.pages.naming import Known, Naming
from truyxuat.services.pages.wording import Words
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Link, LinkedEvent, Role
from truyxuat.traceability.tracing.answer import (
    Affected,
    Answer,
    AnswerEvent,
    Carrier,
    Gap,
    GapKind,
)
from truyxuat.traceability.tracing.query import Query

MILK = "https://id.gs1.org/01/09521234003014/10/M1"
CHEESE = "https://id.gs1.org/01/09521234003021/10/C1"
PALLET = "https://id.gs1.org/00/395212340000000014"
DAIRY, SHOP, STALL = "farm:dairy", "shop:one", "stall:two"


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


def happened(
    time: datetime,
    step: str,
    place: str,
    links: tuple[Link, ...],
    to: str | None = None,
) -> LinkedEvent:
    name = f"{step}-{place}-{time:%d%H}"
    return LinkedEvent(
        position=1,
        event_id=name,
        content=name,
        explicit_id=True,
        type=EventType.OBJECT,
        time=time,
        recorded=time,
        action=Action.OBSERVE,
        step=step,
        place=place,
        destinations=(("owning_party", to),) if to else (),
        links=links,
    )


def made(time: datetime, links: tuple[Link, ...]) -> LinkedEvent:
    return replace(happened(time, "commissioning", DAIRY, links), action=Action.ADD)


def transformed(time: datetime, links: tuple[Link, ...]) -> LinkedEvent:
    return replace(
        happened(time, "commissioning", DAIRY, links), type=EventType.TRANSFORMATION
    )


def some(key: str, amount: int, role: Role = Role.EPC) -> tuple[Link, ...]:
    return (Link(key, role, Decimal(amount)),)


def affected(key: str, via: str = "composition") -> Affected:
    return Affected(id=key, level="lot", since=None, certainty="certain", via="composition")


def answer(
    seed: str,
    others: Iterable[str],
    events: list[LinkedEvent],
    *,
    carriers: tuple[Carrier, ...] = (),
    gaps: tuple[Gap, ...] = (),
) -> Answer:
    keys = {seed, *others}
    return Answer(
        query=Query(seeds=(seed,)),
        complete=True,
        truncated_by=None,
        linked_to=9,
        seeds=(affected(seed),),
        affected=tuple(affected(key) for key in others),
        carriers=carriers,
        events=tuple(
            AnswerEvent(
                id=event.event_id,
                time=event.time,
                type=event.type,
                step=event.step,
                inherited=False,
                place=event.place,
                objects=tuple(
                    keys
                    if event.step == "shipping" and not own(event, keys)
                    else own(event, keys)
                ),
            )
            for event in events
        ),
        consignees=(),
        gaps=gaps,
    )


def own(event: LinkedEvent, keys: set[str]) -> set[str]:
    return {link.key for link in event.links} & keys


PLACES = Places(
    lane_of=lambda place: place,
    region_of=lambda lane: lane.split(":")[0],
    class_of=class_key,
)


def drawn(chain: Chain, of: Answer) -> Drawing:
    names = {lane: Known(lane, "xã Tam Đảo") for lane in chain.lanes}
    naming = Naming(Words(), places=names)
    return draw(chain, captions_of(chain, of, naming, {}))


def boxes(chain: Chain) -> set[tuple[str, str, str]]:
    return {(box.object, box.lane, box.kind) for box in chain.boxes}


def edges(chain: Chain) -> set[tuple[str, str, str]]:
    lane = {box.name: box.lane for box in chain.boxes}
    return {(edge.kind, lane[edge.source], lane[edge.target]) for edge in chain.edges}


SPLIT = [
    made(at(1, 6), some(MILK, 100)),
    happened(at(1, 8), "shipping", DAIRY, some(MILK, 60), to=SHOP),
    happened(at(1, 9), "receiving", SHOP, some(MILK, 60)),
    happened(at(1, 8), "shipping", DAIRY, some(MILK, 30), to=STALL),
    happened(at(2, 9), "receiving", STALL, some(MILK, 30)),
]


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
    assert shop.says == "Lô M1. shop:one. Nhận hàng. 60 đơn vị. 01/09/2026 16:00 Nhận hàng."


def test_rework_that_comes_back_to_its_own_lot_still_ends() -> None:
    links = some(MILK, 5, Role.INPUT) + some(MILK, 5, Role.OUTPUT)
    events = [
        made(at(1, 6), some(MILK, 100)),
        transformed(at(1, 7), links),
    ]

    found = answer(MILK, [], events)
    drawing = drawn(chain_of(found, events, PLACES), found)

    assert len(drawing.boxes) == 1


CASE = "https://id.gs1.org/00/395212340000000021"
BOTTLE = "https://id.gs1.org/01/09521234003014/21/7"


def put_in(time: datetime, parent: str, *children: Link) -> LinkedEvent:
    links = (Link(parent, Role.PARENT), *children)
    packed = happened(time, "packing", DAIRY, links)
    return replace(packed, action=Action.ADD, type=EventType.AGGREGATION)


def carrier(key: str) -> Carrier:
    return Carrier(id=key, from_=None, to=None, of=(MILK,))


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
    unpacked = replace(
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
    recalled = replace(happened(at(5, 8), "x", DAIRY, some(MILK, 0)), place=None, step=None)
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
