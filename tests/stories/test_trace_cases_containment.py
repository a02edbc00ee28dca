"""Every row of the containment table (definition D5): what opens an interval, what ends it."""

from __future__ import annotations

import pytest

from tests.stories.asking import (
    CERTAIN,
    POSSIBLE,
    about,
    came_from,
    forward,
    ids,
    since,
    went_into,
)
from tests.stories.trade import (
    CHEESE,
    crate,
    ended,
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
    seen_in,
    turned,
    unpacked,
)
from truyxuat.traceability.tracing.answer import Carrier
from truyxuat.traceability.tracing.query import MasterData, Mode

A = lot("A")
ONE, TWO, THREE = item("1"), item("2"), item("3")
Q = lot("Q", of=CHEESE)
P, P2, CASE, BAG = pallet(1), pallet(2), pallet(11), pallet(12)
BOTH = pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])


def carriers(*story: object, of: str, mode: Mode = CERTAIN) -> dict[str, Carrier]:
    found = forward(recorded(*story), of, mode)  # type: ignore[arg-type]  # events
    return {carrier.id: carrier for carrier in found.carriers}


@BOTH
def test_listing_an_item_in_the_pallet_and_in_its_case_moves_it_nowhere(mode: Mode) -> None:
    graph = recorded(
        packed("08:00", CASE, ONE),
        packed("08:10", P, CASE, ONE),
        packed("08:20", CASE, ONE),
    )

    assert came_from(graph, CASE, mode) == {ONE}
    assert came_from(graph, P, mode) == {ONE, CASE}


@BOTH
def test_at_one_instant_a_case_may_be_packed_and_put_on_a_pallet_with_its_items(
    mode: Mode,
) -> None:
    graph = recorded(packed("08:00", P, CASE, ONE), packed("08:00", CASE, ONE))

    assert came_from(graph, CASE, mode) == {ONE}
    assert came_from(graph, P, mode) == {ONE, CASE}


@BOTH
def test_what_is_packed_elsewhere_leaves_the_pallet_of_its_case_too(mode: Mode) -> None:
    graph = recorded(
        packed("08:00", CASE, ONE, TWO), packed("08:10", P, CASE), packed("09:00", P2, ONE)
    )

    assert came_from(graph, P, mode, to="10:00") == {CASE, TWO}
    assert came_from(graph, P2, mode, to="10:00") == {ONE}


def test_packed_after_its_end_of_life_it_is_inside_as_an_anomaly() -> None:
    graph = recorded(made("07:00", ONE), ended("08:00", ONE), packed("09:00", P, ONE))

    found = forward(graph, ONE)

    assert came_from(graph, P) == {ONE}
    assert found.seeds[0].life == "ended"
    assert "stray" in found.seeds[0].flags


@BOTH
def test_fitting_a_lot_to_a_pallet_is_packing_it(mode: Mode) -> None:
    graph = recorded(
        fitted("08:00", P, pieces(A, 10), ONE), fitted("08:00", crate("K"), TWO)
    )

    assert came_from(graph, P, mode) == {A, ONE}
    assert went_into(graph, P, mode) == {A, ONE}
    assert went_into(graph, A, mode) == set()
    assert came_from(graph, crate("K"), mode) == {TWO}


@BOTH
def test_fitting_a_known_sensor_to_a_pallet_packs_nothing(mode: Mode) -> None:
    graph = recorded(fitted("08:00", P, machine("S")))
    known = MasterData(sensors=frozenset({machine("S")}))

    assert ids(forward(graph, P, mode)) == {machine("S")}
    assert ids(forward(graph, P, mode, master=known)) == set()
    assert ids(forward(graph, machine("S"), mode, master=known)) == set()


@BOTH
def test_taken_off_the_pallet_by_name_it_leaves_its_case_as_well(mode: Mode) -> None:
    graph = recorded(
        packed("08:00", BAG, ONE, TWO),
        packed("08:10", CASE, BAG),
        packed("08:20", P, CASE),
        unpacked("09:00", P, ONE),
    )

    assert came_from(graph, P, mode, to="10:00") == {CASE, BAG, TWO}
    assert came_from(graph, CASE, mode, to="10:00") == {BAG, TWO}
    assert came_from(graph, BAG, mode, to="10:00") == {TWO}


@BOTH
def test_a_part_of_a_lot_leaves_and_the_rest_stays_until_nothing_is_left(
    mode: Mode,
) -> None:
    graph = recorded(
        packed("08:00", P, pieces(A, 60)),
        packed("08:30", P, pieces(A, 40)),
        unpacked("09:00", P, pieces(A, 70)),
        unpacked("10:00", P, pieces(A, 30)),
    )

    assert came_from(graph, P, mode, to="09:30") == {A}
    assert came_from(graph, P, mode, to="10:30") == set()


@BOTH
def test_a_lot_taken_out_without_an_amount_is_out(mode: Mode) -> None:
    graph = recorded(packed("08:00", P, pieces(A, 60)), unpacked("09:00", P, A))

    assert came_from(graph, P, mode, to="10:00") == set()


@BOTH
def test_a_lot_may_be_on_many_pallets_at_once(mode: Mode) -> None:
    graph = recorded(packed("08:00", P, pieces(A, 60)), packed("09:00", P2, pieces(A, 60)))

    assert came_from(graph, P, mode) == {A}
    assert came_from(graph, P2, mode) == {A}


def test_using_a_lot_closes_nothing_but_lowers_what_is_surely_on_the_pallet() -> None:
    graph = recorded(
        packed("08:00", P, pieces(A, 60)),
        turned("09:00", pieces(A, 30), Q),
        unpacked("10:00", P, pieces(A, 30)),
    )

    assert came_from(graph, P, CERTAIN, to="09:30") == {A}
    assert came_from(graph, P, CERTAIN, to="10:30") == set()
    assert came_from(graph, P, POSSIBLE, to="10:30") == {A}


@BOTH
def test_a_delete_that_names_nobody_empties_the_pallet(mode: Mode) -> None:
    graph = recorded(
        packed("08:00", CASE, TWO),
        packed("08:10", P, CASE, ONE, pieces(A, 5)),
        unpacked("09:00", P),
    )

    assert came_from(graph, P, mode, to="10:00") == set()
    assert came_from(graph, CASE, mode, to="10:00") == {TWO}


def test_taking_out_what_was_never_packed_proves_it_was_inside() -> None:
    graph = recorded(
        seen("06:00", P), made("07:00", ONE), seen("08:00", P), unpacked("09:00", P, ONE)
    )

    assert since(forward(graph, P, POSSIBLE)) == {ONE: "07:00"}
    assert since(forward(graph, P, POSSIBLE, from_="08:30")) == {ONE: "08:30"}
    assert went_into(graph, P, CERTAIN) == set()
    for mode in (CERTAIN, POSSIBLE):
        assert came_from(graph, P, mode, to="08:30") == set()
        assert came_from(graph, P, mode, to="09:30") == set()


@BOTH
def test_taking_out_of_one_pallet_what_stood_on_another_ends_the_other(mode: Mode) -> None:
    graph = recorded(packed("08:00", P, ONE), unpacked("09:00", P2, ONE))

    assert came_from(graph, P, mode, to="08:30") == {ONE}
    assert came_from(graph, P, mode, to="10:00") == set()
    found = carriers(packed("08:00", P, ONE), unpacked("09:00", P2, ONE), of=ONE, mode=mode)
    assert found[P].inferred == ("to:inferred",)


def test_a_delete_only_confirms_an_end_that_was_already_implied() -> None:
    graph = recorded(
        packed("08:00", P, ONE), packed("09:00", P2, ONE), unpacked("10:00", P, ONE)
    )

    for mode in (CERTAIN, POSSIBLE):
        assert came_from(graph, P2, mode, to="11:00") == {ONE}
        assert came_from(graph, P, mode, to="09:30") == set()


def test_a_second_delete_with_nothing_between_proves_nothing() -> None:
    once = (packed("08:00", P, ONE), unpacked("09:00", P, ONE))
    twice = (*once, unpacked("11:00", P, ONE))
    read_between = (*twice, seen_in("10:00", P2, ONE))

    assert went_into(recorded(*twice), P, POSSIBLE, from_="10:00") == set()
    assert went_into(recorded(*read_between), P, POSSIBLE, from_="10:30") == {ONE}
    assert came_from(recorded(*read_between), P2, POSSIBLE, to="10:30") == {ONE}
    assert came_from(recorded(*read_between), P2, POSSIBLE, to="12:00") == set()


def test_a_reading_finds_inside_what_was_never_packed() -> None:
    graph = recorded(made("07:00", ONE), seen("08:00", P), seen_in("09:00", P, ONE))

    assert since(forward(graph, P, CERTAIN)) == {ONE: "09:00"}
    assert since(forward(graph, P, POSSIBLE)) == {ONE: "08:00"}
    assert since(forward(graph, P, POSSIBLE, from_="06:00")) == {ONE: "07:00"}
    for mode in (CERTAIN, POSSIBLE):
        assert came_from(graph, P, mode, to="09:00") == {ONE}
        assert came_from(graph, P, mode, to="20:00") == {ONE}


@BOTH
def test_a_reading_in_another_pallet_infers_that_it_left_the_first(mode: Mode) -> None:
    story = (packed("08:00", P, ONE), seen_in("09:00", P2, ONE))

    assert came_from(recorded(*story), P, mode, to="10:00") == set()
    assert came_from(recorded(*story), P2, mode, to="10:00") == {ONE}
    assert "to:inferred" in carriers(*story, of=ONE, mode=mode)[P].inferred


@BOTH
def test_a_reading_of_the_item_in_the_pallet_of_its_case_changes_nothing(
    mode: Mode,
) -> None:
    graph = recorded(
        packed("08:00", CASE, ONE), packed("08:10", P, CASE), seen_in("09:00", P, ONE)
    )

    assert came_from(graph, CASE, mode, to="10:00") == {ONE}
    assert came_from(graph, P, mode, to="10:00") == {CASE, ONE}


@BOTH
def test_the_end_of_a_child_or_of_its_pallet_closes(mode: Mode) -> None:
    graph = recorded(packed("08:00", P, ONE, TWO), ended("09:00", ONE), ended("10:00", P))

    assert came_from(graph, P, mode, to="09:30") == {TWO}
    assert came_from(graph, P, mode, to="10:30") == set()
    assert forward(graph, TWO, mode).seeds[0].life == "alive"


@BOTH
def test_an_item_used_up_is_in_the_pallet_no_more(mode: Mode) -> None:
    graph = recorded(packed("08:00", P, ONE, TWO), turned("09:00", ONE, Q))

    assert came_from(graph, P, mode, to="09:30") == {TWO}


@BOTH
def test_a_pallet_number_commissioned_again_starts_empty(mode: Mode) -> None:
    graph = recorded(made("07:00", P), packed("08:00", P, ONE), made("09:00", P))

    assert came_from(graph, P, mode, to="08:30") == {ONE}
    assert came_from(graph, P, mode, to="09:30") == set()


@BOTH
def test_a_crate_emptied_into_a_step_is_empty_and_lives_on(mode: Mode) -> None:
    graph = recorded(
        made("07:00", crate("K")),
        packed("08:00", crate("K"), A),
        turned("09:00", crate("K"), Q),
    )

    assert came_from(graph, crate("K"), mode, to="09:30") == set()
    assert forward(graph, crate("K"), mode).seeds[0].life == "alive"
    assert came_from(graph, Q, mode) == {crate("K"), A}


@BOTH
def test_a_machine_that_goes_in_and_comes_out_stays_where_it_was(mode: Mode) -> None:
    graph = recorded(
        packed("08:00", P, machine("M")),
        turned("09:00", [machine("M"), A], [machine("M"), Q]),
    )

    assert came_from(graph, P, mode, to="10:00") == {machine("M")}
    assert came_from(graph, Q, mode) == {A}
    assert went_into(graph, machine("M"), mode) == set()


@BOTH
def test_a_case_taken_off_takes_along_the_items_written_on_the_pallet_too(
    mode: Mode,
) -> None:
    graph = recorded(
        packed("08:00", CASE, ONE, TWO),
        packed("08:10", P, CASE, ONE, TWO, THREE),
        unpacked("09:00", P, CASE),
    )

    assert came_from(graph, P, mode, to="10:00") == {THREE}
    assert came_from(graph, CASE, mode, to="10:00") == {ONE, TWO}


def test_closings_come_before_openings_and_a_pair_of_one_instant_is_inside_just_then() -> (
    None
):
    graph = recorded(
        seen("08:30", P),
        packed("09:00", P, ONE),
        unpacked("09:00", P, ONE),
        seen("10:00", P),
    )

    for mode in (CERTAIN, POSSIBLE):
        assert came_from(graph, P, mode, to="09:00") == {ONE}
        assert came_from(graph, P, mode, to="08:30") == set()
        assert came_from(graph, P, mode, to="10:00") == set()


def test_at_the_instant_its_interval_ends_it_is_only_possibly_inside() -> None:
    graph = recorded(packed("08:00", P, ONE), unpacked("09:00", P, ONE))

    assert came_from(graph, P, CERTAIN, to="09:00") == set()
    assert came_from(graph, P, POSSIBLE, to="09:00") == {ONE}
    possible = forward(graph, P, POSSIBLE, from_="09:00")
    assert "closed_at_instant" in about(possible, ONE).flags
    assert ids(forward(graph, P, CERTAIN, from_="09:00")) == set()
