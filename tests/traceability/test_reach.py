"""What is in reach of a thing by the flows that events state: the reference for every store."""

from __future__ import annotations

from hypothesis import given, settings

from tests.stories.trade import (
    BIKE,
    CHEESE,
    DEPOT,
    at,
    crate,
    declared_wrong,
    fitted,
    item,
    lot,
    machine,
    made,
    packed,
    pallet,
    pieces,
    recorded,
    seen,
    turned,
    unpacked,
)
from tests.traceability.soups import EVERYTHING, soups
from truyxuat.traceability.epcis.events import Event
from truyxuat.traceability.tracing.query import Direction

FORWARD, BACK = Direction.FORWARD, Direction.BACK
A, B, Q = lot("A"), lot("B"), lot("Q", of=CHEESE)


def test_what_was_made_of_a_lot_is_in_its_reach_and_what_was_made_before_is_not() -> None:
    graph = recorded(
        turned("08:00", A, B), turned("09:00", B, Q), turned("07:00", B, lot("C"))
    )

    assert graph.reach([A], FORWARD) == {B, Q}
    assert graph.reach([Q], BACK) == {A, B}
    assert graph.reach([lot("C")], BACK) == {B}


def test_reach_begins_at_an_instant_and_ends_at_one_looking_back() -> None:
    graph = recorded(turned("08:00", A, B), turned("09:00", A, Q))

    assert graph.reach([A], FORWARD, since=at("08:30")) == {Q}
    assert graph.reach([Q, B], BACK, since=at("08:30")) == {A}
    assert graph.reach([Q], BACK, since=at("08:30")) == set()


def test_a_lot_reaches_its_items_and_a_box_what_was_in_it_but_not_the_other_way() -> None:
    first = item("1")
    graph = recorded(
        made("08:00", first, lot_number="A"),
        packed("09:00", pallet(1), first, item("2")),
        unpacked("10:00", pallet(1), item("3")),
    )

    assert graph.reach([A], FORWARD) == {first}
    assert graph.reach([pallet(1)], FORWARD) == {first, item("2"), item("3")}
    assert graph.reach([first], BACK) == {A, pallet(1)}


def test_a_component_reaches_what_it_was_fitted_to_and_a_crate_what_was_put_into_it() -> (
    None
):
    battery, bike = item("b1"), item("1", of=BIKE)
    graph = recorded(
        fitted("08:00", bike, battery),
        fitted("08:00", crate("K"), item("1")),
        fitted("08:00", machine("7"), pieces(A, 3)),
        fitted("08:00", DEPOT, machine("8")),
    )

    assert graph.reach([battery], FORWARD) == {bike}
    assert graph.reach([bike], FORWARD) == set()
    assert graph.reach([crate("K")], FORWARD) == {item("1")}
    assert graph.reach([machine("7")], FORWARD) == {A}
    assert graph.reach([machine("8")], FORWARD) == set()


def test_a_step_told_in_several_events_passes_on_what_went_in_before() -> None:
    step = {"transformation_id": "urn:x:step"}
    graph = recorded(
        turned("08:00", A, **step),
        turned("09:00", (), Q, **step),
        turned("10:00", B, **step),
    )

    assert graph.reach([A], FORWARD) == {"urn:x:step", Q}
    assert graph.reach([B], FORWARD) == {"urn:x:step"}


def test_a_vat_that_goes_in_and_comes_out_again_passes_nothing_on() -> None:
    vat = machine("vat")
    graph = recorded(turned("08:00", (vat, A), (vat, B)))

    assert graph.reach([A], FORWARD) == {B}
    assert graph.reach([vat], FORWARD) == set()


def test_a_declaration_that_a_step_was_wrong_states_no_flow_and_takes_none_back() -> None:
    step = turned("08:00", A, B)
    graph = recorded(declared_wrong("09:00", step), seen("07:00", A))

    assert graph.reach([A], FORWARD) == set()
    assert recorded(step, declared_wrong("09:00", step)).reach([A], FORWARD) == {B}


def test_rework_ends_and_a_thing_is_never_in_its_own_reach() -> None:
    graph = recorded(
        turned("08:00", A, B), turned("09:00", B, (A, Q)), turned("10:00", A, A)
    )

    assert graph.reach([A], FORWARD) == {B, Q}


@settings(max_examples=60, deadline=None)
@given(soup=soups())
def test_what_is_in_reach_of_a_thing_has_that_thing_in_reach_looking_back(
    soup: tuple[Event, ...],
) -> None:
    graph = recorded(*soup)

    forward = {(one, other) for one in EVERYTHING for other in graph.reach([one], FORWARD)}
    back = {(other, one) for one in EVERYTHING for other in graph.reach([one], BACK)}

    assert {(one, other) for one, other in forward if other in EVERYTHING} == {
        (one, other) for one, other in back if one in EVERYTHING
    }
