"""How much stands where, and what became of the rest (trace rule 9)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.traceability.tracing.telling import (
    FARM,
    FARMER,
    MARKET,
    SHOP,
    SHOPKEEPER,
    STORE,
    STOREKEEPER,
    A,
    B,
    at,
    ended,
    forward,
    gap,
    held,
    made,
    received,
    seen,
    shipped,
    some,
    turned,
)
from truyxuat.traceability.links import Link, LinkedEvent
from truyxuat.traceability.tracing.query import Mode

MADE = made("06:00", some(A, 100, "KGM"), place=FARM)


def kilos(amount: int) -> Link:
    return some(A, amount, "KGM")


def stock(*events: LinkedEvent, seed: str = A) -> dict[tuple[str, str | None], str]:
    return held(forward(*events, seed=seed, mode=Mode.POSSIBLE).seeds[0].held)


def did(
    time: str, step: str, amount: Link | str, place: str, **more: object
) -> LinkedEvent:
    return seen(time, amount, step=step, place=place, **more)


def test_what_is_shipped_is_on_the_way_until_it_is_received() -> None:
    sent = shipped("08:00", kilos(30), FARM, SHOPKEEPER)
    came = received("09:00", kilos(30), SHOP, SHOPKEEPER)

    assert stock(MADE, sent) == {("on_hand", FARM): "70", ("in_transit", SHOPKEEPER): "30"}
    assert stock(MADE, sent, came) == {
        ("on_hand", FARM): "70",
        ("on_hand", SHOPKEEPER): "30",
    }


def test_part_of_a_shipment_not_received_is_still_on_the_way_and_a_gap() -> None:
    events = (
        MADE,
        shipped("08:00", kilos(30), FARM, SHOPKEEPER),
        received("09:00", kilos(20), SHOP, SHOPKEEPER),
    )

    answer = forward(*events, seed=A)

    assert held(answer.seeds[0].held) == {
        ("on_hand", FARM): "70",
        ("in_transit", SHOPKEEPER): "10",
        ("on_hand", SHOPKEEPER): "20",
    }
    found = gap(answer, "shipped_not_received")
    assert (found.object, found.event, found.since) == (A, events[1].event_id, at("08:00"))
    assert SHOPKEEPER in found.reason


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("retail_selling", "sold"),
        ("dispensing", "sold"),
        ("https://example.org/step/consuming", "consumed"),
        ("urn:example:step:exporting", "exported"),
        ("sampling", "sampled"),
        ("destroying", "destroyed"),
        ("returning", "returned"),
    ],
)
def test_each_step_says_what_becomes_of_the_goods(step: str, state: str) -> None:
    assert stock(MADE, did("08:00", step, kilos(40), FARM)) == {
        ("on_hand", FARM): "60",
        (state, FARM): "40",
    }


def test_selling_by_delete_is_selling_and_a_bare_delete_is_destroying() -> None:
    sold = ended("08:00", kilos(40), step="retail_selling", place=FARM)
    gone = ended("08:00", kilos(40), place=FARM)

    assert stock(MADE, sold) == {("on_hand", FARM): "60", ("sold", FARM): "40"}
    assert stock(MADE, gone) == {("on_hand", FARM): "60", ("destroyed", FARM): "40"}


def test_a_count_that_finds_less_makes_the_rest_unexplained_there() -> None:
    events = (
        MADE,
        shipped("08:00", kilos(30), FARM, SHOPKEEPER),
        received("09:00", kilos(30), SHOP, SHOPKEEPER),
        turned("10:00", [kilos(20)], [B], place=FARM),
    )

    count = did("11:00", "stock_taking", kilos(0), FARM)
    more = did("11:00", "cycle_counting", kilos(99), FARM)
    unknown = did("11:00", "cycle_counting", A, FARM)

    before = {
        ("on_hand", FARM): "50",
        ("on_hand", SHOPKEEPER): "30",
        ("consumed", FARM): "20",
    }
    assert stock(*events) == stock(*events, more) == stock(*events, unknown) == before
    assert stock(*events, count) == {
        ("unexplained", FARM): "50",
        ("on_hand", SHOPKEEPER): "30",
        ("consumed", FARM): "20",
    }


def test_a_count_is_all_that_is_known_where_nothing_says_what_came() -> None:
    sold = did("08:00", "retail_selling", kilos(5), SHOP)
    count = did("09:00", "stock_taking", kilos(7), SHOP)

    assert stock(sold) == {("on_hand", SHOP): "None", ("sold", SHOP): "5"}
    assert stock(sold, count) == {("on_hand", SHOP): "7", ("sold", SHOP): "5"}


def test_goods_used_where_they_were_sent_had_come_there() -> None:
    events = (
        MADE,
        shipped("08:00", kilos(30), FARM, SHOPKEEPER),
        did("09:00", "retail_selling", kilos(10), SHOP),
    )

    assert stock(*events) == {
        ("on_hand", FARM): "70",
        ("sold", SHOPKEEPER): "10",
        ("in_transit", SHOPKEEPER): "20",
    }
    [consignee] = forward(*events, seed=A).consignees
    assert (consignee.party, consignee.wave, consignee.received) == (SHOPKEEPER, 1, None)


def test_what_was_received_though_nobody_sent_it_came_out_of_the_only_stock() -> None:
    came = received("09:00", kilos(30), SHOP, SHOPKEEPER)

    assert stock(MADE, came) == {("on_hand", FARM): "70", ("on_hand", SHOPKEEPER): "30"}


def test_what_may_have_come_from_either_of_two_loosens_both() -> None:
    events = (
        MADE,
        shipped("07:00", kilos(40), FARM, SHOPKEEPER),
        received("08:00", kilos(40), SHOP, SHOPKEEPER),
        received("09:00", kilos(30), STORE, STOREKEEPER),
    )

    assert stock(*events) == {
        ("on_hand", FARM): "30..60",
        ("on_hand", SHOPKEEPER): "10..40",
        ("on_hand", STOREKEEPER): "30",
    }


def test_the_sender_a_receipt_names_is_the_one_it_came_from() -> None:
    parties = {"sources": (("possessing_party", SHOPKEEPER),)}
    events = (
        MADE,
        shipped("07:00", kilos(40), FARM, SHOPKEEPER),
        received("08:00", kilos(40), SHOP, SHOPKEEPER),
        did("09:00", "receiving", kilos(30), STORE, **parties),
    )

    assert stock(*events) == {
        ("on_hand", FARM): "60",
        ("on_hand", SHOPKEEPER): "10",
        ("on_hand", STORE): "30",
    }


def test_a_receipt_told_twice_in_other_words_makes_no_more_goods() -> None:
    events = (
        MADE,
        shipped("07:00", kilos(100), FARM, SHOPKEEPER),
        received("08:00", kilos(100), SHOP, SHOPKEEPER),
        received("08:30", kilos(100), SHOP, SHOPKEEPER),
        did("08:40", "accepting", kilos(100), SHOP),
    )

    assert stock(*events) == {("on_hand", SHOPKEEPER): "100"}


def test_goods_of_unknown_making_come_from_nowhere_known() -> None:
    assert stock(received("08:00", kilos(30), SHOP, SHOPKEEPER)) == {
        ("on_hand", SHOPKEEPER): "30"
    }


def test_more_going_out_than_ever_came_leaves_the_stock_unknown_and_the_others_loose() -> (
    None
):
    events = (
        MADE,
        shipped("07:00", kilos(40), FARM, SHOPKEEPER),
        did("08:00", "retail_selling", kilos(10), MARKET),
    )

    assert stock(*events) == {
        ("on_hand", FARM): "50..60",
        ("in_transit", SHOPKEEPER): "30..40",
        ("sold", MARKET): "10",
        ("on_hand", MARKET): "0..10",
    }


def test_an_unknown_amount_shipped_leaves_both_sides_unknown() -> None:
    assert stock(MADE, shipped("08:00", A, FARM, SHOPKEEPER)) == {
        ("on_hand", FARM): "None..100",
        ("in_transit", SHOPKEEPER): "None..100",
    }


def test_an_amount_in_pieces_is_unknown_in_kilograms() -> None:
    sold = did("08:00", "retail_selling", some(A, 3), FARM)

    assert stock(MADE, sold) == {
        ("on_hand", FARM): "None..100",
        ("sold", FARM): "None..100",
    }


def test_grams_are_told_in_the_kilograms_of_the_making() -> None:
    sold = did("08:00", "retail_selling", some(A, 500, "GRM"), FARM)

    [on_hand, gone] = forward(MADE, sold, seed=A).seeds[0].held

    assert (on_hand.lower, on_hand.unit) == (Decimal("99.5"), "KGM")
    assert (gone.lower, gone.unit) == (Decimal("0.5"), "KGM")


def test_twins_count_once_in_the_lower_bound_and_twice_in_the_upper() -> None:
    twins = [
        seen("08:00", kilos(10), step="retail_selling", place=FARM, id=name)
        for name in ("x", "y")
    ]

    assert stock(MADE, *twins) == {
        ("on_hand", FARM): "80..90",
        ("sold", FARM): "10..20",
    }


def test_returned_goods_stand_apart_from_stock() -> None:
    back_again = did("09:00", "receiving", kilos(5), FARM, disposition="returned")
    events = MADE, shipped("08:00", kilos(5), FARM, FARMER), back_again

    assert stock(*events) == {("on_hand", FARM): "95", ("returned", FARM): "5"}


def test_a_void_shipping_brings_the_goods_back_to_stock() -> None:
    events = (
        MADE,
        shipped("08:00", kilos(30), FARM, SHOPKEEPER),
        did("09:00", "void_shipping", kilos(30), FARM),
    )

    assert stock(*events) == {("on_hand", FARM): "100"}


def test_a_receipt_that_names_nobody_is_by_whom_the_shipper_claimed() -> None:
    events = (
        MADE,
        shipped("08:00", kilos(30), FARM, SHOPKEEPER),
        received("09:00", kilos(30), None, None),
    )

    assert stock(*events) == {("on_hand", FARM): "70", ("on_hand", SHOPKEEPER): "30"}


def test_goods_received_elsewhere_than_claimed_are_those_on_the_way() -> None:
    events = (
        MADE,
        shipped("08:00", kilos(30), FARM, SHOPKEEPER),
        received("09:00", kilos(30), STORE, STOREKEEPER),
    )

    assert stock(*events) == {("on_hand", FARM): "70", ("on_hand", STOREKEEPER): "30"}


def test_a_use_that_names_no_place_is_where_the_goods_are() -> None:
    assert stock(MADE, turned("08:00", [kilos(30)], [B])) == {
        ("on_hand", FARM): "70",
        ("consumed", FARM): "30",
    }


def test_goods_shipped_twice_from_where_nobody_received_them_are_never_more_than_were_made() -> (
    None
):
    found = forward(
        made("07:00", some(A, 288), place=FARM),
        did("08:00", "shipping", some(A, 144), place=SHOP),
        did("09:00", "shipping", some(A, 144), place=SHOP),
        seed=A,
    )

    lower = [held.lower for held in found.seeds[0].held]
    assert None not in lower
    assert sum(amount for amount in lower if amount is not None) <= 288
