"""When a thing is in what: openings, closings and what they imply (definitions D5, D6)."""

from __future__ import annotations

import pytest

from tests.traceability.tracing.telling import (
    CASE,
    CRATE,
    ONE,
    P2,
    TWO,
    A,
    B,
    P,
    ended,
    ground_of,
    made,
    packed,
    seen_in,
    some,
    turned,
    unpacked,
)
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.tracing.intervals import Interval
from truyxuat.traceability.tracing.query import Mode

CERTAIN, POSSIBLE = Mode.CERTAIN, Mode.POSSIBLE


BOTH = pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])


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


def test_adding_opens_and_deleting_closes() -> None:
    events = packed("08:00", P, ONE), unpacked("09:00", P, ONE)

    assert intervals(ONE, *events) == ["P 08:00-09:00 asserted/asserted"]


def test_an_item_put_elsewhere_has_left_where_it_was() -> None:
    events = packed("08:00", P, ONE), packed("09:00", P2, ONE)

    assert intervals(ONE, *events) == [
        "P 08:00-09:00 asserted/implied",
        "P2 09:00- asserted/open",
    ]


def test_an_item_may_be_written_in_a_case_and_in_the_pallet_the_case_is_on() -> None:
    events = packed("08:00", P, CASE), packed("08:00", CASE, ONE), packed("08:00", P, ONE)

    assert sorted(intervals(ONE, *events)) == [
        "CASE 08:00- asserted/open",
        "P 08:00- asserted/open",
    ]


def test_two_pallets_at_one_instant_leave_an_item_on_one() -> None:
    events = packed("08:00", P, ONE), packed("08:00", P2, ONE)

    found = intervals(ONE, *events)

    assert sorted(each.partition(" ")[2] for each in found) == [
        "08:00- asserted/open",
        "08:00-08:00 asserted/implied",
    ]


def test_taking_a_thing_off_the_pallet_takes_it_out_of_the_case_between() -> None:
    events = packed("08:00", P, CASE), packed("08:10", CASE, ONE), unpacked("09:00", P, ONE)

    assert intervals(ONE, *events) == ["CASE 08:10-09:00 asserted/asserted"]


def test_naming_nobody_empties_the_parent() -> None:
    events = packed("08:00", P, ONE, TWO), unpacked("09:00", P)

    assert intervals(TWO, *events) == ["P 08:00-09:00 asserted/asserted"]


def test_taking_out_what_was_not_known_inside_proves_that_it_was() -> None:
    events = made("07:00", ONE), unpacked("09:00", P, ONE)

    assert intervals(ONE, *events) == ["P 09:00-09:00 observed/asserted"]
    assert intervals(ONE, *events, mode=POSSIBLE) == ["P 07:00-09:00 observed/asserted"]


def test_taking_it_out_of_another_pallet_proves_it_had_left_the_first() -> None:
    events = packed("08:00", P, ONE), unpacked("09:00", P2, ONE)

    assert intervals(ONE, *events) == [
        "P 08:00-09:00 asserted/inferred",
        "P2 09:00-09:00 observed/asserted",
    ]


def test_an_end_already_implied_is_only_confirmed() -> None:
    events = packed("08:00", P, ONE), packed("09:00", P2, ONE), unpacked("10:00", P, ONE)

    assert intervals(ONE, *events) == [
        "P 08:00-09:00 asserted/implied",
        "P2 09:00- asserted/open",
    ]


def test_an_end_implied_by_the_case_moving_is_only_confirmed() -> None:
    events = (
        packed("08:00", P, CASE),
        packed("08:10", CASE, ONE),
        packed("09:00", P2, CASE),
        unpacked("10:00", P, ONE),
    )

    assert intervals(ONE, *events) == ["CASE 08:10- asserted/open"]


def test_a_second_delete_proves_nothing_and_is_flagged() -> None:
    events = packed("08:00", P, ONE), unpacked("09:00", P, ONE), unpacked("10:00", P, ONE)

    assert intervals(ONE, *events) == ["P 08:00-09:00 asserted/asserted"]
    assert flags(ONE, *events) == {"deleted_twice"}


def test_a_reading_of_what_was_not_known_inside_opens() -> None:
    events = made("07:00", ONE), seen_in("09:00", P, ONE)

    assert intervals(ONE, *events) == ["P 09:00- observed/open"]
    assert intervals(ONE, *events, mode=POSSIBLE) == ["P 07:00- observed/open"]


def test_an_unknown_start_is_no_earlier_than_the_last_known_end() -> None:
    events = packed("08:00", P, ONE), unpacked("08:30", P, ONE), seen_in("09:00", P2, ONE)

    assert intervals(ONE, *events, mode=POSSIBLE)[1] == "P2 08:30- observed/open"


def test_a_reading_elsewhere_infers_that_it_left() -> None:
    events = packed("08:00", P, ONE), seen_in("09:00", P2, ONE)

    assert intervals(ONE, *events)[0] == "P 08:00-09:00 asserted/inferred"


def test_a_reading_that_misses_a_child_changes_nothing() -> None:
    events = packed("08:00", P, ONE, TWO), seen_in("09:00", P, TWO)

    assert intervals(ONE, *events) == ["P 08:00- asserted/open"]


def test_a_reading_at_the_instant_of_unpacking_does_not_open_again() -> None:
    events = packed("08:00", P, ONE), unpacked("09:00", P, ONE), seen_in("09:00", P, ONE)

    assert intervals(ONE, *events) == ["P 08:00-09:00 asserted/asserted"]


@BOTH
def test_packed_and_unpacked_at_one_instant_is_inside_then_and_only_then(
    mode: Mode,
) -> None:
    ground = ground_of(packed("08:00", P, ONE), unpacked("08:00", P, ONE), mode=mode)

    ground.containment.settle([ONE])

    [(parent, span)] = ground.containment.above(ONE)
    assert parent == P
    assert span.holds(span.lo)
    assert span.lo == span.hi


def test_unpacked_and_packed_again_at_one_instant_is_inside_after() -> None:
    events = packed("08:00", P, ONE), unpacked("09:00", P, ONE), packed("09:00", P, ONE)

    assert intervals(ONE, *events) == [
        "P 08:00-09:00 asserted/asserted",
        "P 09:00- asserted/open",
    ]


def test_the_end_of_a_pallet_or_of_what_is_on_it_ends_the_stay() -> None:
    start = packed("08:00", P, ONE)

    assert intervals(ONE, start, ended("09:00", P)) == ["P 08:00-09:00 asserted/implied"]
    assert intervals(ONE, start, ended("09:00", ONE)) == ["P 08:00-09:00 asserted/implied"]


def test_a_pallet_number_commissioned_again_is_another_pallet() -> None:
    events = made("07:00", P), packed("08:00", P, ONE), made("09:00", P)

    assert intervals(ONE, *events) == ["P 08:00-09:00 asserted/implied"]


@pytest.mark.parametrize("outputs", [[A], [A, CRATE]])
def test_what_is_in_a_crate_that_goes_into_a_step_ends_there(outputs: list[str]) -> None:
    events = packed("08:00", CRATE, ONE), turned("09:00", [CRATE], outputs)

    assert intervals(ONE, *events) == ["CRATE 08:00-09:00 asserted/implied"]


def test_a_lot_stays_in_a_crate_that_a_step_gives_out_again() -> None:
    start = packed("08:00", CRATE, some(A, 5))

    assert intervals(A, start, turned("09:00", [CRATE], [B])) == [
        "CRATE 08:00-09:00 asserted/implied"
    ]
    assert intervals(A, start, turned("09:00", [CRATE], [B, CRATE])) == [
        "CRATE 08:00- asserted/open"
    ]


def test_what_is_in_a_case_goes_into_the_step_with_the_pallet_and_ends() -> None:
    events = (
        packed("08:00", P, CASE, CRATE),
        packed("08:10", CASE, ONE),
        packed("08:20", CRATE, TWO),
        turned("09:00", [P], [A, CRATE]),
    )

    assert intervals(ONE, *events) == ["CASE 08:10-09:00 asserted/implied"]
    assert intervals(TWO, *events) == ["CRATE 08:20-09:00 asserted/implied"]
    assert intervals(CRATE, *events) == ["P 08:00-09:00 asserted/implied"]


def test_a_case_settled_before_ends_for_what_is_asked_of_it_later() -> None:
    ground = ground_of(
        packed("08:00", P, CASE),
        packed("08:10", CASE, ONE, some(A, 5)),
        turned("09:00", [P], [B]),
    )
    ground.containment.settle([CASE])

    ground.containment.settle([ONE, A])

    for child in (ONE, A):
        assert [told(each) for each in ground.containment.intervals(child)] == [
            "CASE 08:10-09:00 asserted/implied"
        ]


def test_a_pallet_commissioned_after_it_was_first_named_begins_anew() -> None:
    events = packed("08:00", P, ONE), made("09:00", P)

    assert intervals(ONE, *events) == ["P 08:00-09:00 asserted/implied"]


def test_a_reading_as_the_pallet_ends_says_it_was_inside_till_then() -> None:
    events = packed("08:00", P, ONE), ended("09:00", P), seen_in("09:00", P, ONE)

    assert intervals(ONE, *events) == ["P 08:00-09:00 asserted/implied"]


def test_a_crate_used_from_a_pallet_has_left_the_pallet() -> None:
    events = packed("08:00", P, CRATE), turned("09:00", [CRATE], [A])

    assert intervals(CRATE, *events) == ["P 08:00-09:00 asserted/implied"]
