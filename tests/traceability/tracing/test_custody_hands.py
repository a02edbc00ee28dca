"""In whose hands items, pallets and what is on them are (trace rule 9, state of an object)."""

from __future__ import annotations

from decimal import Decimal

from tests.traceability.tracing.telling import (
    CASE,
    CRATE,
    FARM,
    FARMER,
    MACHINE,
    MARKET,
    ONE,
    SHOP,
    SHOPKEEPER,
    STORE,
    STOREKEEPER,
    TWO,
    A,
    B,
    P,
    about,
    at,
    ended,
    event,
    forward,
    held,
    made,
    packed,
    received,
    seen,
    seen_in,
    shipped,
    some,
    turned,
    unpacked,
)
from truyxuat.traceability.epcis.events import EventType
from truyxuat.traceability.links import Link, LinkedEvent, Role
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


def test_a_lot_on_a_pallet_goes_where_the_pallet_goes() -> None:
    events = (
        MADE,
        packed("07:00", P, kilos(30)),
        shipped("08:00", P, FARM, SHOPKEEPER),
        received("09:00", P, SHOP, SHOPKEEPER),
    )

    assert stock(*events) == {("on_hand", FARM): "70", ("on_hand", SHOPKEEPER): "30"}


def test_a_lot_on_a_pallet_is_used_up_with_it() -> None:
    events = (
        MADE,
        packed("07:00", P, kilos(30)),
        turned("08:00", [P], [B], place=FARM),
    )

    assert stock(*events) == {("on_hand", FARM): "70", ("consumed", FARM): "30"}


def test_of_a_lot_in_two_cases_of_a_pallet_both_parts_go_along() -> None:
    events = (
        MADE,
        packed("06:30", CASE, kilos(10)),
        packed("06:40", CRATE, A),
        packed("07:00", P, CASE, CRATE),
        shipped("08:00", P, FARM, SHOPKEEPER),
    )

    assert stock(*events) == {
        ("on_hand", FARM): "None..100",
        ("in_transit", SHOPKEEPER): "None..100",
    }


def test_what_was_on_the_pallet_goes_along_at_the_instant_it_is_unpacked() -> None:
    events = (
        MADE,
        packed("07:00", P, kilos(30)),
        unpacked("08:00", P, kilos(30)),
        shipped("08:00", P, FARM, SHOPKEEPER),
    )

    assert stock(*events) == {
        ("on_hand", FARM): "70",
        ("in_transit", SHOPKEEPER): "30",
    }


def test_an_item_is_in_one_hand() -> None:
    start = made("06:00", ONE, place=FARM)
    sent = shipped("07:00", ONE, FARM, SHOPKEEPER)
    came = received("08:00", ONE, SHOP, SHOPKEEPER)

    assert stock(start, seed=ONE) == {("on_hand", FARM): "1"}
    assert stock(start, sent, seed=ONE) == {("in_transit", SHOPKEEPER): "1"}
    assert stock(start, sent, came, seed=ONE) == {("on_hand", SHOPKEEPER): "1"}
    sold = did("09:00", "retail_selling", ONE, SHOP)
    assert stock(start, sent, came, sold, seed=ONE) == {("sold", SHOPKEEPER): "1"}
    assert stock(start, sent, sold, seed=ONE) == {("sold", SHOPKEEPER): "1"}
    used = turned("09:00", [ONE], [B], place=SHOP)
    assert stock(start, sent, came, used, seed=ONE) == {("consumed", SHOPKEEPER): "1"}


def test_an_item_that_is_gone_stays_gone_and_one_sold_may_come_back() -> None:
    start = made("06:00", ONE, place=FARM)
    late = received("09:00", ONE, SHOP, SHOPKEEPER)
    sold = did("07:00", "retail_selling", ONE, FARM)
    back_again = did("09:00", "receiving", ONE, FARM, disposition="returned")

    assert stock(start, ended("07:00", ONE), late, seed=ONE) == {("destroyed", FARM): "1"}
    assert stock(start, sold, back_again, seed=ONE) == {("returned", FARM): "1"}


def test_an_item_whose_shipping_is_void_is_where_it_was() -> None:
    events = (
        made("06:00", ONE, place=FARM),
        shipped("07:00", ONE, FARM, SHOPKEEPER),
        did("08:00", "void_shipping", ONE, FARM),
    )

    assert stock(*events, seed=ONE) == {("on_hand", FARM): "1"}


def test_an_item_sold_elsewhere_while_on_the_way_is_sold() -> None:
    events = (
        shipped("07:00", ONE, FARM, SHOPKEEPER),
        did("08:00", "retail_selling", ONE, MARKET),
    )

    assert stock(*events, seed=ONE) == {("sold", FARM): "1"}


def test_an_item_received_by_nobody_named_is_with_whom_it_was_sent_to() -> None:
    events = shipped("07:00", ONE, FARM, SHOPKEEPER), received("08:00", ONE, None, None)

    assert stock(*events, seed=ONE) == {("on_hand", SHOPKEEPER): "1"}


def test_a_pallet_that_is_no_more_is_held_by_nobody() -> None:
    assert stock(seen("06:00", P, place=FARM), seed=P) == {("on_hand", FARM): "1"}
    assert stock(seen("06:00", P, place=FARM), ended("07:00", P), seed=P) == {}


def test_a_transaction_moves_no_stock() -> None:

    link = Link(A, Role.EPC, Decimal(5), "KGM")
    order = event(EventType.TRANSACTION, "08:00", [link], step="shipping", place=FARM)

    assert stock(MADE, order) == {("on_hand", FARM): "100"}


def test_who_holds_and_who_owns_are_named() -> None:
    parties = (("possessing_party", SHOPKEEPER), ("owning_party", STOREKEEPER))
    sold = seen(
        "07:00",
        ONE,
        step="shipping",
        place=FARM,
        sources=(("owning_party", FARMER),),
        destinations=parties,
    )
    came = seen("08:00", ONE, step="accepting", place=SHOP, destinations=parties)

    before, after = forward(sold, seed=ONE).seeds[0], forward(sold, came, seed=ONE).seeds[0]

    assert (before.holder, before.owner) == (FARMER, FARMER)
    assert (after.holder, after.owner) == (SHOPKEEPER, STOREKEEPER)


def test_a_lot_in_one_hand_names_its_holder() -> None:
    assert forward(MADE, seed=A).seeds[0].holder == FARM
    sent = shipped("08:00", kilos(100), FARM, SHOPKEEPER)
    assert forward(MADE, sent, seed=A).seeds[0].holder is None


def test_parties_are_called_in_the_order_of_the_hands() -> None:
    events = (
        MADE,
        shipped("07:00", kilos(50), FARM, SHOPKEEPER),
        received("07:30", kilos(50), SHOP, SHOPKEEPER),
        turned("08:00", [kilos(50)], [some(B, 50)], place=SHOP),
        shipped("09:00", some(B, 20), SHOP, STOREKEEPER),
        received("09:30", some(B, 20), STORE, STOREKEEPER),
        shipped("10:00", some(B, 5), STORE, None),
        received("10:30", some(B, 5), MARKET, None),
    )

    answer = forward(*events, seed=A)

    assert [(each.party, each.wave, each.objects) for each in answer.consignees] == [
        (SHOPKEEPER, 1, (A,)),
        (STOREKEEPER, 2, (B,)),
        (MARKET, 3, (B,)),
    ]


def test_who_received_an_item_of_unknown_origin_is_called_in_the_first_wave() -> None:
    events = (made("06:00", ONE), received("08:00", ONE, SHOP, SHOPKEEPER))

    answer = forward(*events, seed=ONE)

    assert [(each.party, each.wave) for each in answer.consignees] == [(SHOPKEEPER, 1)]


def test_who_books_in_what_he_made_himself_is_no_consignee() -> None:
    events = (made("06:00", ONE, place=SHOP), received("08:00", ONE, SHOP, None))

    assert forward(*events, seed=ONE).consignees == ()


def test_an_item_made_of_an_item_starts_at_the_wave_it_was_made_at() -> None:
    events = (
        made("06:00", ONE, place=FARM),
        shipped("07:00", ONE, FARM, SHOPKEEPER),
        received("08:00", ONE, SHOP, SHOPKEEPER),
        turned("09:00", [ONE], [TWO], place=SHOP),
        shipped("10:00", TWO, SHOP, STOREKEEPER),
    )

    answer = forward(*events, seed=ONE)

    assert [(each.party, each.wave) for each in answer.consignees] == [
        (SHOPKEEPER, 1),
        (STOREKEEPER, 2),
    ]
    assert answer.consignees[1].received is None


def test_hands_before_the_affected_time_are_not_called() -> None:
    events = (
        shipped("07:00", ONE, FARM, SHOPKEEPER),
        received("08:00", ONE, SHOP, SHOPKEEPER),
        received("10:00", ONE, STORE, STOREKEEPER),
    )

    answer = forward(*events, seed=ONE, from_=at("09:00"))

    assert [each.party for each in answer.consignees] == [STOREKEEPER]


def test_a_machine_that_makes_things_stays_where_it_is() -> None:
    events = (
        made("06:00", MACHINE, place=FARM),
        turned("07:00", [MACHINE, A], [MACHINE, B], place=FARM),
    )

    machine = about(forward(*events, seed=MACHINE), MACHINE)

    assert machine.life == "alive"
    assert held(machine.held) == {("on_hand", FARM): "1"}


def test_a_receipt_takes_no_more_than_it_names_out_of_two_shipments() -> None:
    events = (
        MADE,
        shipped("07:00", kilos(30), FARM, SHOPKEEPER),
        shipped("07:30", kilos(30), FARM, SHOPKEEPER),
        received("08:00", kilos(30), SHOP, SHOPKEEPER),
    )

    assert stock(*events) == {
        ("on_hand", FARM): "40",
        ("in_transit", SHOPKEEPER): "30",
        ("on_hand", SHOPKEEPER): "30",
    }


def test_a_place_keeps_its_stock_when_its_party_becomes_known() -> None:
    events = (
        MADE,
        did("06:30", "retail_selling", kilos(5), FARM),
        shipped("07:00", kilos(30), FARM, SHOPKEEPER),
        received("08:00", kilos(2), FARM, FARMER),
    )

    assert stock(*events) == {
        ("on_hand", FARMER): "67",
        ("sold", FARMER): "5",
        ("in_transit", SHOPKEEPER): "28",
    }


def test_what_nothing_is_left_for_is_not_listed() -> None:
    events = (
        MADE,
        did("07:00", "retail_selling", kilos(10), MARKET),
        did("08:00", "retail_selling", kilos(90), FARM),
    )

    assert stock(*events) == {("sold", MARKET): "10", ("sold", FARM): "90"}


def test_how_much_was_on_a_pallet_before_it_was_read_is_unknown() -> None:
    events = (
        MADE,
        shipped("07:00", P, FARM, SHOPKEEPER),
        seen_in("08:00", P, kilos(30)),
    )

    assert stock(*events) == {
        ("on_hand", FARM): "None..100",
        ("in_transit", SHOPKEEPER): "None..100",
    }
