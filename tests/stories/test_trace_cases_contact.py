"""Mode ``contact``: what only touched, found when asked for and reported apart (rules 6 and 7)."""

from __future__ import annotations

import pytest

from tests.stories.asking import CERTAIN, POSSIBLE, back, came_from, forward, ids, went_into
from tests.stories.trade import (
    CHEESE,
    fitted,
    item,
    lot,
    machine,
    packed,
    pallet,
    recorded,
    turned,
)
from truyxuat.traceability.tracing.query import Follow, Mode

A, B = lot("A"), lot("B")
ONE, TWO, THREE = item("1"), item("2"), item("3")
Q, R = lot("Q", of=CHEESE), lot("R", of=CHEESE)
P = pallet(1)
BOTH = pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])


@BOTH
def test_a_machine_on_both_sides_of_a_step_is_reached_by_contact_alone(mode: Mode) -> None:
    graph = recorded(
        turned("08:00", [A, machine("M")], [Q, machine("M")]),
        turned("09:00", [B, machine("M")], [R, machine("M")]),
    )

    assert went_into(graph, A, mode) == {Q}
    touched = forward(graph, A, mode, also=Follow.CONTACT)
    assert ids(touched) == {Q}
    assert {thing.id for thing in touched.contact} >= {machine("M"), R}


@BOTH
def test_siblings_are_not_followed_but_by_contact(mode: Mode) -> None:
    graph = recorded(
        turned("07:00", A, ONE), packed("08:00", P, ONE, TWO), turned("09:00", TWO, Q)
    )

    assert went_into(graph, A, mode) == {ONE}
    touched = forward(graph, A, mode, also=Follow.CONTACT)
    assert ids(touched) == {ONE}
    assert {thing.id for thing in touched.contact} >= {TWO, Q}


@BOTH
def test_looking_back_a_carrier_gives_custody_and_not_composition(mode: Mode) -> None:
    graph = recorded(
        turned("07:00", A, P), packed("08:00", P, ONE), turned("09:00", ONE, Q)
    )

    assert came_from(graph, Q, mode) == {ONE}
    touched = back(graph, Q, mode, also=Follow.CONTACT)
    assert {thing.id for thing in touched.contact} >= {A}


@BOTH
def test_other_components_of_an_assembly_are_reached_by_contact_alone(mode: Mode) -> None:
    bike, battery, seat = item("k"), item("b"), item("s")
    graph = recorded(fitted("08:00", bike, battery, seat))

    touched = forward(graph, battery, mode, also=Follow.CONTACT)

    assert ids(touched) == {bike}
    assert {thing.id for thing in touched.contact} == {seat}
