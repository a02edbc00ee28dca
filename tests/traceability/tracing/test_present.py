"""What was at a place between two instants (case T21)."""

from __future__ import annotations

import pytest

from tests.traceability.tracing.telling import (
    FARM,
    GTIN,
    MARKET,
    ONE,
    SHOP,
    SHOPKEEPER,
    STORE,
    TWO,
    A,
    B,
    P,
    at,
    ended,
    graph_of,
    made,
    packed,
    seen,
    shipped,
    some,
    turned,
    unpacked,
)
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.tracing import present_at
from truyxuat.traceability.tracing.query import MasterData, Mode

CERTAIN, POSSIBLE = Mode.CERTAIN, Mode.POSSIBLE


def present(
    *events: LinkedEvent,
    window: str,
    mode: Mode = CERTAIN,
    master: MasterData | None = None,
) -> dict[str, str]:
    """Key -> since, at SHOP within ``from-to``."""
    start, _, end = window.partition("-")
    found = present_at(
        graph_of(*events),
        SHOP,
        at(start),
        at(end),
        mode=mode,
        master=master or MasterData(),
    )
    return {each.key: f"{each.since:%H:%M}" for each in found}


CAME = seen("08:00", ONE, place=SHOP)


def test_a_thing_is_there_from_its_event_until_it_is_elsewhere() -> None:
    gone = seen("10:00", ONE, place=STORE)

    assert present(CAME, gone, window="07:00-07:59") == {}
    assert present(CAME, gone, window="07:00-08:00") == {ONE: "08:00"}
    assert present(CAME, gone, window="09:00-09:30") == {ONE: "09:00"}
    assert present(CAME, gone, window="10:00-11:00") == {}
    assert present(CAME, gone, window="10:00-11:00", mode=POSSIBLE) == {ONE: "10:00"}


@pytest.mark.parametrize(
    "leaving",
    [
        shipped("09:00", ONE, SHOP, None),
        seen("09:00", ONE, step="departing"),
        ended("09:00", ONE, place=SHOP),
        turned("09:00", [ONE], [A], place=SHOP),
    ],
    ids=["shipped", "departed", "destroyed", "used up"],
)
def test_a_thing_is_gone_when_it_is_sent_off_or_ends(leaving: LinkedEvent) -> None:
    assert ONE in present(CAME, leaving, window="08:30-09:00")
    assert ONE not in present(CAME, leaving, window="09:30-10:00")


def test_a_thing_shipped_from_a_place_was_there_at_that_instant() -> None:
    assert present(shipped("09:00", ONE, SHOP, None), window="08:00-10:00") == {
        ONE: "09:00"
    }


def test_what_is_in_a_pallet_is_where_the_pallet_is() -> None:
    events = (
        packed("07:00", P, ONE, place=FARM),
        seen("08:00", P, place=SHOP),
        packed("08:30", P, TWO),
        unpacked("09:00", P, ONE, place=SHOP),
        seen("09:30", P, place=STORE),
    )

    assert present(*events, window="08:00-08:10") == {P: "08:00", ONE: "08:00"}
    assert present(*events, window="08:40-08:50") == {
        P: "08:40",
        ONE: "08:40",
        TWO: "08:40",
    }
    assert present(*events, window="10:00-11:00") == {ONE: "10:00"}


def test_a_reading_proves_an_instant_and_possibly_a_stay() -> None:
    read = seen("08:00", ONE, read_point=SHOP)
    gone = seen("10:00", ONE, read_point=STORE)

    assert present(read, gone, window="08:00-09:00") == {ONE: "08:00"}
    assert present(read, gone, window="09:00-09:30") == {}
    assert present(read, gone, window="09:00-09:30", mode=POSSIBLE) == {ONE: "09:00"}


def test_a_reading_on_the_way_elsewhere_is_an_instant() -> None:
    through = seen("08:00", ONE, read_point=SHOP, place=STORE)

    assert present(through, window="07:00-09:00", mode=POSSIBLE) == {ONE: "08:00"}
    assert present(through, window="08:30-09:00", mode=POSSIBLE) == {}


def test_a_reading_elsewhere_ends_a_certain_stay() -> None:
    gate = seen("09:00", ONE, read_point=STORE)

    assert present(CAME, gate, window="09:30-10:00") == {}
    assert present(CAME, gate, window="09:30-10:00", mode=POSSIBLE) == {ONE: "09:30"}


def test_a_reading_at_the_place_does_not_end_a_stay_there() -> None:
    read = seen("09:00", ONE, read_point=SHOP)

    assert present(CAME, read, window="09:30-10:00") == {ONE: "09:30"}


def test_a_cold_room_of_the_shop_is_the_shop() -> None:
    room, shelf = f"{SHOP}/254/cold1", "urn:example:shelf"
    inside = MasterData(parent_place={shelf: "urn:example:room", "urn:example:room": SHOP})

    cold, shelved = seen("08:00", ONE, place=room), seen("08:00", TWO, place=shelf)

    assert present(cold, shelved, window="08:00-09:00", master=inside) == {
        ONE: "08:00",
        TWO: "08:00",
    }
    assert present(shelved, window="08:00-09:00") == {}


def test_part_of_a_lot_going_elsewhere_leaves_the_rest_possibly_there() -> None:
    events = (
        made("08:00", some(A, 10), place=SHOP),
        shipped("09:00", some(A, 4), SHOP, SHOPKEEPER),
        seen("09:30", some(A, 4), place=MARKET),
    )
    rest = shipped("10:00", some(A, 6), SHOP, SHOPKEEPER)

    assert present(*events, window="09:10-09:40") == {}
    assert present(*events, window="09:10-09:40", mode=POSSIBLE) == {A: "09:10"}
    assert present(*events, rest, window="10:10-10:40", mode=POSSIBLE) == {}


def test_a_class_and_what_comes_out_of_a_step_are_there_too() -> None:
    step = turned("08:00", [some(GTIN, 5)], [some(B, 2)], place=SHOP)

    assert present(step, window="08:00-08:00") == {GTIN: "08:00", B: "08:00"}
