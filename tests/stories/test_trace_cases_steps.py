"""Steps, ends of life and lots (definitions D6 to D10, forward rules 1 to 5), clause by clause."""

from __future__ import annotations

import pytest

from tests.stories.asking import (
    CERTAIN,
    POSSIBLE,
    about,
    back,
    came_from,
    forward,
    gaps,
    ids,
    since,
    went_into,
)
from tests.stories.trade import (
    CHEESE,
    MILK,
    YOGHURT,
    crate,
    ended,
    fitted,
    item,
    kg,
    lot,
    machine,
    made,
    measured_by,
    packed,
    pallet,
    pieces,
    recorded,
    seen,
    taken_off,
    turned,
    unpacked,
)
from truyxuat.traceability.tracing.answer import GapKind
from truyxuat.traceability.tracing.query import Follow, Mode

A, B = lot("A"), lot("B")
ONE, TWO, THREE = item("1"), item("2"), item("3")
Q, R = lot("Q", of=CHEESE), lot("R", of=CHEESE)
P, P2, CASE = pallet(1), pallet(2), pallet(11)
BOTH = pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])


@BOTH
def test_everything_in_a_container_that_goes_into_a_step_goes_in_with_it(
    mode: Mode,
) -> None:
    graph = recorded(
        packed("08:00", CASE, ONE), packed("08:10", P, CASE, A), turned("09:00", P, Q)
    )

    assert came_from(graph, Q, mode) == {P, CASE, ONE, A}
    assert went_into(graph, ONE, mode) == {Q}
    assert forward(graph, ONE, mode).seeds[0].life == "consumed"


@BOTH
def test_what_left_the_container_before_the_step_did_not_go_in(mode: Mode) -> None:
    graph = recorded(
        packed("08:00", P, ONE, TWO), unpacked("08:30", P, ONE), turned("09:00", P, Q)
    )

    assert came_from(graph, Q, mode) == {P, TWO}


@BOTH
def test_a_step_may_use_at_one_instant_what_another_made_then(mode: Mode) -> None:
    graph = recorded(turned("08:00", B, Q), turned("08:00", A, B))

    assert since(forward(graph, A, mode)) == {B: "08:00", Q: "08:00"}
    assert came_from(graph, Q, mode) == {B, A}


@BOTH
def test_what_was_used_before_it_was_suspect_passes_nothing_on(mode: Mode) -> None:
    graph = recorded(turned("08:00", Q, R), turned("09:00", A, Q))

    assert went_into(graph, A, mode) == {Q}
    assert came_from(graph, R, mode) == {Q}


def test_a_split_lot_is_followed_whole_and_the_answer_says_so() -> None:
    graph = recorded(
        made("06:00", kg(Q, 100)),
        turned("08:00", A, kg(Q, 100)),
        turned("09:00", kg(Q, 50), R),
    )

    found = forward(graph, A)

    assert since(found) == {Q: "08:00", R: "09:00"}
    assert about(found, R).certainty == "same_lot"


@BOTH
def test_an_item_used_up_has_come_to_its_end_and_a_lot_has_not(mode: Mode) -> None:
    graph = recorded(made("07:00", ONE, kg(A, 100)), turned("08:00", [ONE, kg(A, 40)], Q))

    assert forward(graph, ONE, mode).seeds[0].life == "consumed"
    assert forward(graph, A, mode).seeds[0].life == "partly_consumed"


@BOTH
def test_of_a_lot_only_the_amount_that_is_destroyed_ends(mode: Mode) -> None:
    start = (made("07:00", kg(A, 100)), packed("08:00", P, kg(A, 10)))

    part = recorded(*start, ended("09:00", kg(A, 60)))
    whole = recorded(*start, ended("09:00", kg(A, 60)), ended("10:00", kg(A, 40)))
    unknown = recorded(*start, ended("09:00", A))

    assert [forward(graph, A, mode).seeds[0].life for graph in (part, whole, unknown)] == [
        "alive",
        "ended",
        "ended",
    ]
    assert came_from(part, P, mode) == {A}
    assert came_from(whole, P, mode) == set()
    assert came_from(unknown, P, mode) == set()


@BOTH
@pytest.mark.parametrize("step", ["destroying", "decommissioning"])
def test_a_step_of_destroying_ends_life_whatever_its_action(step: str, mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE), packed("08:00", P, ONE), seen("09:00", ONE, biz_step=step)
    )

    assert forward(graph, ONE, mode).seeds[0].life == "ended"
    assert came_from(graph, P, mode, to="10:00") == set()


@BOTH
def test_nothing_else_ends_life(mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE, machine("M")),
        seen("08:00", ONE, disposition="expired", biz_step="retail_selling"),
        turned("09:00", machine("M"), Q),
    )

    assert forward(graph, ONE, mode).seeds[0].life == "alive"
    assert forward(graph, machine("M"), mode).seeds[0].life == "alive"


@BOTH
def test_a_class_made_with_one_lot_number_is_that_lot(mode: Mode) -> None:
    graph = recorded(
        turned("08:00", A, kg(CHEESE, 40), lot_number="Q"),
        made("07:00", kg(MILK, 100), lot_number="A"),
        turned("09:00", Q, R),
    )

    found = forward(graph, A, mode)

    assert ids(found) == {Q, R}
    assert found.seeds[0].since is not None
    assert gaps(found, GapKind.NOT_UNDERSTOOD) == []


@BOTH
def test_one_lot_number_for_several_classes_is_a_gap(mode: Mode) -> None:
    graph = recorded(turned("08:00", A, [kg(CHEESE, 40), kg(YOGHURT, 5)], lot_number="Q"))

    found = forward(graph, A, mode)

    assert ids(found) == {CHEESE, YOGHURT}
    assert gaps(found, GapKind.NOT_UNDERSTOOD) != []


@BOTH
def test_what_reports_a_temperature_in_any_event_is_a_known_sensor(mode: Mode) -> None:
    graph = recorded(
        fitted("08:00", P, machine("S")),
        measured_by(machine("S"), seen("11:00", item("elsewhere"))),
    )

    assert went_into(graph, P, mode) == set()


@BOTH
def test_a_lot_is_its_items_from_when_they_were_made(mode: Mode) -> None:
    graph = recorded(
        made("07:00", A),
        made("08:00", ONE, lot_number="A"),
        turned("09:00", B, A),
        made("10:00", TWO, lot_number="A"),
    )

    assert since(forward(graph, B, mode)) == {A: "09:00", TWO: "10:00"}
    assert since(forward(graph, A, mode)) == {ONE: "08:00", TWO: "10:00"}
    assert came_from(graph, TWO, mode) == {A, B}
    assert came_from(graph, ONE, mode) == {A}


@BOTH
def test_an_item_belongs_to_the_lot_in_its_own_spelling(mode: Mode) -> None:
    graph = recorded(made("07:00", A), made("08:00", f"{A}/21/1"))

    assert went_into(graph, A, mode) == {ONE}
    assert came_from(graph, ONE, mode) == {A}


@BOTH
def test_items_made_by_a_step_belong_to_the_lot_it_names(mode: Mode) -> None:
    graph = recorded(turned("08:00", A, item("5", of=CHEESE), lot_number="Q"))

    found = forward(graph, Q, mode)

    assert ids(found) == {item("5", of=CHEESE)}
    assert about(found, item("5", of=CHEESE)).via == "identity"


@BOTH
def test_from_an_item_to_its_lot_only_when_asked_to_widen(mode: Mode) -> None:
    graph = recorded(made("07:00", A), made("08:00", ONE, TWO, lot_number="A"))

    assert ids(forward(graph, ONE, mode)) == set()
    assert ids(forward(graph, ONE, mode, also=Follow.WIDEN)) == {A, TWO}


def test_a_class_that_is_reached_is_a_gap_and_passes_on_only_possibly() -> None:
    graph = recorded(
        turned("08:00", A, kg(CHEESE, 40)),
        made("09:00", Q),
        turned("10:00", kg(CHEESE, 10), ONE),
    )

    certain = forward(graph, A, CERTAIN)
    possible = forward(graph, A, POSSIBLE)

    assert ids(certain) == {CHEESE}
    assert ids(possible) == {CHEESE, ONE}
    assert about(possible, ONE).certainty == "same_class"
    for found in (certain, possible):
        assert [gap.object for gap in gaps(found, GapKind.CLASS_REACHED)] == [CHEESE]


@BOTH
def test_an_affected_pallet_affects_what_is_in_it_and_what_comes_into_it(
    mode: Mode,
) -> None:
    graph = recorded(
        packed("07:00", P, ONE),
        unpacked("07:30", P, ONE),
        packed("08:00", CASE, TWO),
        packed("08:10", P, CASE),
        packed("09:00", P, THREE),
    )

    assert since(forward(graph, P, mode, from_="08:30")) == {
        CASE: "08:30",
        TWO: "08:30",
        THREE: "09:00",
    }
    assert since(forward(graph, P, mode))[ONE] == "07:00"


@BOTH
def test_a_reached_crate_counts_until_it_has_been_emptied(mode: Mode) -> None:
    graph = recorded(
        turned("08:00", A, crate("K")),
        packed("09:00", crate("K"), ONE),
        unpacked("10:00", crate("K"), ONE),
        packed("11:00", crate("K"), TWO),
    )

    assert since(forward(graph, A, mode)) == {crate("K"): "08:00", ONE: "09:00"}


@BOTH
def test_a_reached_pallet_counts_until_it_is_commissioned_again(mode: Mode) -> None:
    graph = recorded(
        turned("08:00", A, P),
        packed("09:00", P, ONE),
        made("10:00", P),
        packed("11:00", P, TWO),
    )

    assert went_into(graph, A, mode) == {P, ONE}


@BOTH
def test_a_case_that_only_stood_in_an_affected_pallet_taints_nothing_later(
    mode: Mode,
) -> None:
    graph = recorded(
        turned("08:00", A, P),
        packed("09:00", CASE, ONE),
        packed("09:10", P, CASE),
        unpacked("10:00", P, CASE),
        packed("11:00", CASE, TWO),
    )

    assert went_into(graph, A, mode) == {P, CASE, ONE}


@BOTH
def test_a_component_reaches_the_assembly_through_what_it_is_built_into(mode: Mode) -> None:
    cell, battery, bike = item("c"), item("b"), item("k")
    graph = recorded(
        fitted("08:00", battery, cell), fitted("09:00", bike, battery, item("seat"))
    )

    assert since(forward(graph, cell, mode)) == {battery: "08:00", bike: "09:00"}
    assert about(forward(graph, cell, mode), bike).via == "association"
    assert went_into(graph, bike, mode) == set()
    assert came_from(graph, bike, mode) == {battery, cell, item("seat")}


@BOTH
def test_a_component_taken_off_before_it_was_suspect_reaches_nothing(mode: Mode) -> None:
    graph = recorded(
        fitted("08:00", item("k"), ONE),
        taken_off("09:00", item("k"), ONE),
        turned("10:00", A, ONE),
    )

    assert went_into(graph, A, mode) == {ONE}
    assert went_into(graph, ONE, mode, from_="09:30") == set()
    assert came_from(graph, item("k"), mode, to="10:00") == set()
    assert came_from(graph, item("k"), mode, to="08:30") == {ONE}


@BOTH
def test_what_is_fitted_to_a_place_does_not_make_the_place_affected(mode: Mode) -> None:
    tank = "https://id.gs1.org/414/9521234000020/254/T1"
    graph = recorded(fitted("08:00", tank, ONE))

    assert went_into(graph, ONE, mode) == set()


@BOTH
def test_looking_back_stops_at_what_was_in_the_seed_then(mode: Mode) -> None:
    graph = recorded(
        turned("07:00", A, ONE),
        turned("07:00", B, TWO),
        packed("08:00", P, ONE, TWO),
        unpacked("09:00", P, TWO),
        turned("10:00", THREE, A),
    )

    found = back(graph, P, mode, to="09:30")

    assert ids(found) == {ONE, A}
    assert since(found) == {ONE: "09:30", A: "07:00"}


@BOTH
def test_bounds_leave_out_the_steps_and_makings_beyond_them(mode: Mode) -> None:
    graph = recorded(
        made("06:00", A),
        made("07:00", ONE, lot_number="A"),
        turned("08:00", pieces(A, 1), Q),
        turned("10:00", Q, R),
    )

    assert went_into(graph, A, mode, from_="07:30") == {Q, R}
    assert went_into(graph, A, mode, to="09:00") == {ONE, Q}
    assert went_into(graph, A, mode, from_="08:00", to="10:00") == {Q, R}
    assert came_from(graph, R, mode, from_="09:00") == {Q}
    assert came_from(graph, R, mode, to="09:00") == set()
