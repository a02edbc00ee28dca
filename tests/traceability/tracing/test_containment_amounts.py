"""When a thing is in what: nested stays, parts of lots and odd evidence (D5, D6)."""

from __future__ import annotations

from tests.traceability.tracing.telling import (
    CASE,
    CRATE,
    MACHINE,
    ONE,
    P2,
    THREE,
    TWO,
    A,
    B,
    P,
    ended,
    fitted,
    ground_of,
    made,
    packed,
    seen,
    seen_in,
    some,
    taken_off,
    turned,
    unpacked,
)
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.tracing.intervals import Interval
from truyxuat.traceability.tracing.query import Mode

CERTAIN, POSSIBLE = Mode.CERTAIN, Mode.POSSIBLE


def told(interval: Interval) -> str:
    """An interval as ``parent begin-end opening/closing``."""
    end = f"{interval.end:%H:%M}" if interval.end else ""
    closing = interval.closing or "open"
    name = {P: "P", P2: "P2", CASE: "CASE", CRATE: "CRATE"}[interval.parent]
    return f"{name} {interval.begin:%H:%M}-{end} {interval.opening}/{closing}"


def intervals(child: str, *events: LinkedEvent, mode: Mode = CERTAIN) -> list[str]:
    ground = ground_of(*events, mode=mode)
    ground.containment.settle([child])
    return [told(each) for each in ground.containment.intervals(child)]


def flags(child: str, *events: LinkedEvent) -> set[str]:
    ground = ground_of(*events)
    ground.containment.settle([child])
    return ground.containment.flags.get(child, set())


def test_packing_what_has_ended_is_an_anomaly() -> None:
    events = made("07:00", ONE), ended("08:00", ONE), packed("09:00", P, ONE)

    assert intervals(ONE, *events) == ["P 09:00- asserted/open"]
    assert flags(ONE, *events) == {"stray"}
    assert flags(ONE, *events[:2], made("08:30", ONE), events[2]) == set()


def test_what_is_packed_as_a_step_uses_it_up_is_no_anomaly() -> None:
    events = packed("08:00", P, ONE), turned("08:00", [ONE], [A])

    assert intervals(ONE, *events) == ["P 08:00-08:00 asserted/implied"]
    assert flags(ONE, *events) == set()


def test_what_is_in_a_case_leaves_the_pallet_with_the_case() -> None:
    events = (
        packed("08:00", P, CASE, ONE),
        packed("08:10", CASE, ONE),
        unpacked("09:00", P, CASE),
    )

    assert sorted(intervals(ONE, *events)) == [
        "CASE 08:10- asserted/open",
        "P 08:00-09:00 asserted/implied",
    ]


def test_what_is_in_a_case_settled_before_leaves_the_pallet_with_it() -> None:
    events = (
        packed("08:00", P, CASE, ONE),
        packed("08:10", CASE, ONE),
        packed("09:00", P2, CASE),
    )
    ground = ground_of(*events)
    ground.containment.settle([CASE])

    ground.containment.settle([ONE])

    assert sorted(told(each) for each in ground.containment.intervals(ONE)) == [
        "CASE 08:10- asserted/open",
        "P 08:00-09:00 asserted/implied",
    ]


def test_a_delete_that_names_a_thing_in_a_case_settled_before() -> None:
    ground = ground_of(
        packed("08:00", P, CASE), packed("08:10", CASE, ONE), unpacked("09:00", P, ONE)
    )
    ground.containment.settle([CASE])

    ground.containment.settle([ONE])

    assert [told(each) for each in ground.containment.intervals(ONE)] == [
        "CASE 08:10-09:00 asserted/asserted"
    ]


def test_a_lot_may_be_on_several_pallets() -> None:
    events = packed("08:00", P, some(A, 10)), packed("08:30", P2, some(A, 5))

    assert intervals(A, *events) == ["P 08:00- asserted/open", "P2 08:30- asserted/open"]


def test_part_of_a_lot_taken_out_leaves_the_rest_inside() -> None:
    start = packed("08:00", P, some(A, 10))
    some_out, rest_out = unpacked("09:00", P, some(A, 4)), unpacked("10:00", P, some(A, 6))

    assert intervals(A, start, some_out) == ["P 08:00- asserted/open"]
    assert intervals(A, start, some_out, rest_out) == ["P 08:00-10:00 asserted/asserted"]
    assert intervals(A, start, unpacked("09:00", P, A)) == [
        "P 08:00-09:00 asserted/asserted"
    ]


def test_what_is_left_of_a_lot_is_counted_with_what_came_in_later() -> None:
    events = (
        packed("08:00", P, some(A, 1, "KGM")),
        packed("08:30", P, some(A, 500, "GRM")),
        unpacked("09:00", P, some(A, 1, "KGM")),
    )

    assert intervals(A, *events) == ["P 08:00- asserted/open"]


def test_use_of_a_lot_lowers_what_is_surely_inside() -> None:
    events = (
        packed("08:00", P, some(A, 10)),
        turned("08:30", [some(A, 6)], [B]),
        unpacked("09:00", P, some(A, 4)),
    )

    assert intervals(A, *events) == ["P 08:00-09:00 asserted/asserted"]
    assert intervals(A, *events, mode=POSSIBLE) == ["P 08:00- asserted/open"]


def test_use_of_an_unknown_amount_leaves_nothing_sure() -> None:
    events = (
        packed("08:00", P, some(A, 10)),
        turned("08:30", [A], [B]),
        unpacked("09:00", P, some(A, 1)),
    )

    assert intervals(A, *events) == ["P 08:00-09:00 asserted/asserted"]


def test_an_amount_in_another_kind_of_unit_closes_nothing() -> None:
    events = packed("08:00", P, some(A, 10, "KGM")), unpacked("09:00", P, some(A, 99))

    assert intervals(A, *events) == ["P 08:00- asserted/open"]


def test_an_unknown_amount_inside_is_never_counted_to_its_end() -> None:
    events = packed("08:00", P, A, some(B, 1)), unpacked("09:00", P, some(A, 99))

    assert intervals(A, *events, mode=POSSIBLE) == ["P 08:00- asserted/open"]


def test_part_of_a_lot_from_one_of_two_cases_closes_neither() -> None:
    events = (
        packed("08:00", P, CASE, CRATE),
        packed("08:10", CASE, some(A, 5)),
        packed("08:20", CRATE, some(A, 5)),
        unpacked("09:00", P, some(A, 5)),
    )

    assert intervals(A, *events) == [
        "CASE 08:10- asserted/open",
        "CRATE 08:20- asserted/open",
    ]


def test_a_lot_packed_and_partly_unpacked_at_one_instant_stays_in_part() -> None:
    start = packed("08:00", P, some(A, 10))

    assert intervals(A, start, unpacked("08:00", P, some(A, 4))) == [
        "P 08:00- asserted/open"
    ]
    assert intervals(A, start, unpacked("08:00", P, some(A, 10))) == [
        "P 08:00-08:00 asserted/asserted"
    ]


def test_a_lot_found_on_another_pallet_stays_where_it_was() -> None:
    events = packed("08:00", P, some(A, 10)), seen_in("09:00", P2, some(A, 2))

    assert intervals(A, *events) == ["P 08:00- asserted/open", "P2 09:00- observed/open"]


def test_twins_put_in_twice_only_where_that_matters() -> None:
    once = packed("08:00", P, some(A, 10), id="x")
    twin = packed("08:00", P, some(A, 10), id="y")
    out = unpacked("09:00", P, some(A, 10))

    assert intervals(A, once, twin, out) == ["P 08:00-09:00 asserted/asserted"]
    assert intervals(A, once, twin, out, mode=POSSIBLE) == ["P 08:00- asserted/open"]


def test_fitting_into_a_pallet_or_of_a_lot_is_packing() -> None:
    assert intervals(ONE, fitted("08:00", P, ONE)) == ["P 08:00- asserted/open"]
    assert intervals(A, fitted("08:00", CRATE, some(A, 5))) == [
        "CRATE 08:00- asserted/open"
    ]


def test_taking_off_everything_fitted_leaves_what_was_packed() -> None:
    events = packed("08:00", P, ONE), fitted("08:10", P, TWO), taken_off("09:00", P)

    assert intervals(ONE, *events) == ["P 08:00- asserted/open"]
    assert intervals(TWO, *events) == ["P 08:10-09:00 asserted/asserted"]


def test_fitting_to_an_item_is_no_packing() -> None:
    ground = ground_of(fitted("08:00", THREE, ONE))

    ground.containment.settle([ONE])
    ground.association.settle([ONE])

    assert ground.containment.intervals(ONE) == []
    assert [each.parent for each in ground.association.intervals(ONE)] == [THREE]


def test_a_ring_of_containers_is_walked_once() -> None:
    ground = ground_of(packed("08:00", P, CASE), packed("08:00", CASE, P), seen("09:00", P))

    ground.containment.settle([P])
    ground.containment.settle_contents([P])

    assert {parent for parent, _ in ground.containment.above(P)} == {CASE}
    assert {child for child, _ in ground.containment.below(P)} == {CASE}


def test_a_machine_in_no_container_has_no_intervals() -> None:
    assert intervals(MACHINE, turned("08:00", [A, MACHINE], [B, MACHINE])) == []


def test_a_thing_taken_out_as_its_pallet_ends_was_taken_out() -> None:
    events = packed("08:00", P, ONE), unpacked("09:00", P, ONE), ended("09:00", P)

    assert intervals(ONE, *events) == ["P 08:00-09:00 asserted/asserted"]


def test_put_on_two_pallets_and_taken_off_one_at_one_instant_it_is_on_the_other() -> None:
    events = (
        packed("08:00", P, ONE),
        packed("08:00", P2, ONE),
        unpacked("08:00", P, ONE),
        unpacked("08:00", P2, ONE),
    )

    assert len(intervals(ONE, *events)) == 2
    assert all(
        each.partition("-")[2].startswith("08:00") for each in intervals(ONE, *events)
    )


def test_an_event_without_a_container_puts_a_thing_into_nothing() -> None:
    assert intervals(ONE, packed("08:00", None, ONE)) == []
