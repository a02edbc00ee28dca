"""Where a walk goes through classes, containers and assemblies (rules 4 to 7)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.traceability.tracing.telling import (
    CRATE,
    ONE,
    P2,
    SHOP,
    THREE,
    TWO,
    A,
    B,
    C,
    D,
    L,
    P,
    about,
    at,
    back,
    ended,
    fitted,
    forward,
    ids,
    made,
    of_lot,
    packed,
    seen,
    seen_in,
    some,
    taken_off,
    turned,
    unpacked,
)
from truyxuat.traceability.links import Link, Role
from truyxuat.traceability.tracing.query import Direction, Follow, MasterData, Mode

POSSIBLE = Mode.POSSIBLE


@pytest.mark.parametrize(
    "change",
    [
        unpacked("09:00", CRATE),
        ended("09:00", CRATE),
        made("09:00", CRATE),
    ],
    ids=["emptied", "ended", "commissioned again"],
)
def test_a_container_that_was_made_counts_until_it_is_emptied_or_begins_anew(
    change: object,
) -> None:
    start = turned("08:00", [A], [CRATE]), packed("08:10", CRATE, ONE)
    later = packed("10:00", CRATE, TWO)

    answer = forward(*start, change, later, seed=A)  # type: ignore[arg-type]  # an event

    assert ids(answer) == {CRATE, ONE}


def test_a_container_made_again_counts_again() -> None:
    events = (
        turned("08:00", [A], [P]),
        unpacked("08:30", P),
        packed("09:00", P, TWO),
        unpacked("09:30", P),
        turned("10:00", [A], [P]),
        packed("11:00", P, ONE),
    )

    assert ids(forward(*events, seed=A)) == {P, TWO, ONE}


def test_what_passes_through_as_a_container_is_made_is_in_it() -> None:
    events = (
        turned("08:00", [A], [P]),
        packed("08:00", P, ONE),
        unpacked("08:00", P, ONE),
        packed("09:00", P, TWO),
    )

    assert ids(forward(*events, seed=A)) == {P, ONE}


def test_back_from_a_container_to_what_was_in_it_then() -> None:
    events = (
        packed("08:00", P, ONE),
        unpacked("09:00", P, ONE),
        packed("10:00", P, TWO),
        turned("07:00", [A], [ONE]),
    )

    assert ids(back(*events, seed=P, to=at("08:30"))) == {ONE, A}
    now = back(*events, seed=P)
    assert ids(now) == {TWO}
    assert now.seeds[0].flags == ("contents_now",)


def test_a_component_affects_the_assembly_it_is_in_and_what_that_is_in() -> None:
    events = (
        fitted("08:00", TWO, ONE),
        fitted("09:00", THREE, TWO),
        taken_off("10:00", TWO, ONE),
    )

    assert ids(forward(*events, seed=ONE)) == {TWO, THREE}
    assert ids(forward(*events, seed=ONE, from_=at("10:30"))) == set()
    assert ids(back(*events, seed=THREE, to=at("09:30"))) == {TWO, ONE}
    assert ids(back(*events, seed=THREE)) == {TWO}


def test_chains_of_assemblies_count_only_while_they_exist() -> None:
    events = (
        fitted("08:00", TWO, ONE),
        taken_off("09:00", TWO, ONE),
        fitted("10:00", THREE, TWO),
    )

    assert ids(forward(*events, seed=ONE)) == {TWO}
    assert ids(forward(*events, turned("09:30", [ONE], [TWO]), seed=ONE)) == {TWO, THREE}


def test_a_place_is_no_assembly_and_a_sensor_no_component() -> None:
    fixed, on_bike = fitted("08:00", SHOP, ONE), fitted("08:00", TWO, ONE)
    sensors = MasterData(sensors=frozenset({ONE}))

    assert ids(forward(fixed, seed=ONE)) == set()
    assert ids(back(fixed, seed=SHOP)) == set()
    assert ids(forward(on_bike, seed=ONE, master=sensors)) == set()
    assert ids(back(on_bike, seed=TWO, master=sensors)) == set()
    assert ids(forward(fitted("08:00", P, ONE), seed=ONE, master=sensors)) == set()


def test_without_associations_no_assembly_is_reached() -> None:
    event = fitted("08:00", TWO, ONE)
    follow = frozenset({Follow.COMPOSITION, Follow.CONTAINMENT})

    assert ids(forward(event, seed=ONE, follow=follow)) == set()
    assert ids(back(event, seed=TWO, follow=follow)) == set()


def test_a_lot_as_a_component_is_packed_and_not_fitted() -> None:
    assert ids(forward(fitted("08:00", TWO, some(A, 5)), seed=A)) == set()


def test_a_lot_made_in_two_steps_is_followed_whole_and_says_so() -> None:
    events = (
        turned("08:00", [A], [L]),
        turned("09:00", [B], [L]),
        turned("10:00", [L], [D]),
    )

    assert about(forward(*events, seed=B), D).certainty == "same_lot"
    assert about(forward(*events, seed=A), D).certainty == "certain"
    assert about(back(*events, seed=D), A).certainty == "same_lot"


def test_what_a_lot_on_an_affected_pallet_became_may_be_another_part_of_it() -> None:
    events = (
        made("07:00", some(L, 10)),
        packed("08:00", P, some(L, 5)),
        turned("09:00", [some(L, 1)], [D]),
        made("09:00", of_lot(ONE, L)),
    )

    answer = forward(*events, seed=P)

    assert {each.id: each.certainty for each in answer.affected} == {
        L: "certain",
        D: "same_lot",
        ONE: "same_lot",
    }


def test_what_ended_before_the_trace_begins_is_not_listed() -> None:
    events = (
        turned("08:00", [], [C], transformation="urn:x:t"),
        turned("10:00", [B], [], transformation="urn:x:t"),
        ended("08:30", C),
    )

    assert ids(forward(*events, seed=B, mode=POSSIBLE)) == set()
    later = seen("11:00", C)
    assert ids(forward(*events, later, seed=B, mode=POSSIBLE)) == {C}


def test_each_seed_may_start_at_an_instant_of_its_own() -> None:
    events = turned("08:00", [A], [B]), turned("10:00", [A], [C])

    answer = forward(*events, seed=A, since=((A, at("09:00")),))
    behind = back(
        turned("08:00", [A], [C]),
        turned("10:00", [B], [C]),
        seed=C,
        since=((C, at("09:00")),),
        direction=Direction.BACK,
    )

    assert ids(answer) == {C}
    assert ids(behind) == {A}


def test_an_unpacked_pallet_is_only_possibly_where_it_ended() -> None:
    events = (
        packed("08:00", P, ONE),
        unpacked("09:00", P, ONE),
        seen("09:00", P, place=SHOP, id="at-shop"),
        packed("10:00", P2, TWO),
        seen_in("11:00", P2, TWO),
    )

    certain, possible = (
        forward(*events, seed=ONE),
        forward(*events, seed=ONE, mode=POSSIBLE),
    )

    assert "at-shop" not in {each.id for each in certain.events}
    assert "at-shop" in {each.id for each in possible.events}
    assert possible.seeds[0].flags == ("closed_at_instant",)
    assert about(forward(*events, seed=P, mode=POSSIBLE, from_=at("09:00")), ONE).flags == (
        "closed_at_instant",
    )


def test_a_thing_that_reports_temperatures_is_a_sensor_and_no_component() -> None:
    report = replace(
        seen("09:00", TWO), links=(Link(TWO, Role.EPC), Link(ONE, Role.SENSOR))
    )

    assert ids(forward(fitted("08:00", TWO, ONE), report, seed=ONE)) == set()
    assert ids(forward(fitted("08:00", TWO, ONE), seed=ONE)) == {TWO}


def test_better_evidence_of_one_step_is_asked_for_once() -> None:
    events = (
        turned("08:00", [A], [B, C]),
        turned("09:00", [B], [L]),
        turned("09:00", [C], [L]),
        turned("10:00", [L], [D]),
    )

    assert ids(back(*events, seed=D)) == {L, B, C, A}
    assert about(back(*events, seed=D), A).more_paths


def test_contact_is_not_asked_of_a_container_entered_too_late() -> None:
    events = packed("10:00", P, ONE, TWO), turned("09:00", [ONE], [A])

    answer = back(*events, seed=A, also=Follow.CONTACT)

    assert answer.contact == ()


def test_a_container_that_was_made_is_empty_when_the_last_thing_is_taken_out() -> None:
    events = (
        turned("08:00", [A], [P]),
        packed("08:10", P, ONE),
        packed("08:20", P, TWO),
        unpacked("09:00", P),
        packed("09:00", P, THREE),
    )

    assert ids(forward(*events, seed=A)) == {P, ONE, TWO}
