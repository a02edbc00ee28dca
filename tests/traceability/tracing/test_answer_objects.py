"""What an answer says of each object: place, life, witnesses, carriers and events."""

from __future__ import annotations

import pytest

from tests.traceability.tracing.telling import (
    CASE,
    FARM,
    MARKET,
    ONE,
    P2,
    SHOP,
    TWO,
    A,
    B,
    C,
    D,
    P,
    about,
    at,
    ended,
    forward,
    made,
    of_lot,
    packed,
    received,
    seen,
    seen_in,
    shipped,
    some,
    turned,
    unpacked,
)
from truyxuat.traceability.links import LinkedEvent


def test_a_thing_is_where_its_latest_event_left_it() -> None:
    start = packed("08:00", P, ONE, place=FARM)
    moved = seen("09:00", P, place=SHOP, read_point=MARKET)
    gone = seen("10:00", P, step="departing", read_point=SHOP)

    assert forward(start, seed=ONE).seeds[0].place == FARM
    assert forward(start, moved, seed=ONE).seeds[0].place == SHOP
    assert forward(start, moved, gone, seed=ONE).seeds[0].place is None
    assert forward(start, moved, gone, seed=ONE, to=at("09:30")).seeds[0].place == SHOP


def test_what_is_sent_and_received_at_one_instant_is_where_it_was_received() -> None:
    events = received("09:00", ONE, SHOP, None), shipped("09:00", ONE, FARM, None)

    assert forward(*events, seed=ONE).seeds[0].place == SHOP


def test_a_disposition_holds_until_another_is_given() -> None:
    events = (
        made("07:00", ONE, disposition="active"),
        packed("08:00", P, ONE),
        seen("09:00", P, disposition="in_transit"),
        turned("10:00", [ONE], [A], disposition="active"),
    )

    assert forward(*events[:2], seed=ONE).seeds[0].disposition == "active"
    assert forward(*events, seed=ONE).seeds[0].disposition == "in_transit"
    assert about(forward(*events, seed=ONE), A).disposition == "active"
    assert forward(made("07:00", ONE), seed=ONE).seeds[0].disposition is None


def test_each_persistent_disposition_is_set_and_unset_on_its_own() -> None:
    events = (
        seen("08:00", ONE, disposition_set=("recalled", "damaged")),
        seen("09:00", ONE, disposition="returned"),
        seen("10:00", ONE, disposition_unset=("recalled",)),
    )
    told = [
        forward(*events, seed=ONE, to=at(time)).seeds[0].persistent_dispositions
        for time in ("08:30", "09:30", "10:30")
    ]

    assert told == [("damaged", "recalled"), ("damaged", "recalled"), ("damaged",)]
    unset_then = seen("08:00", ONE, disposition_unset=("recalled",))
    assert forward(events[0], unset_then, seed=ONE).seeds[0].persistent_dispositions == (
        "damaged",
        "recalled",
    )


@pytest.mark.parametrize(
    ("events", "life", "flags"),
    [
        ((made("07:00", ONE),), "alive", ()),
        ((made("07:00", ONE), turned("08:00", [ONE], [A])), "consumed", ()),
        ((made("07:00", ONE), ended("08:00", ONE)), "ended", ()),
        (
            (made("07:00", ONE), ended("08:00", ONE), seen("09:00", ONE)),
            "ended",
            ("stray",),
        ),
        ((made("07:00", ONE), ended("08:00", ONE), made("09:00", ONE)), "alive", ()),
        ((packed("07:00", P, ONE), turned("08:00", [P], [A])), "consumed", ()),
        ((made("07:00", TWO),), "unborn", ()),
    ],
)
def test_a_life_has_one_end_and_nothing_seen_after_it_undoes_it(
    events: tuple[LinkedEvent, ...], life: str, flags: tuple[str, ...]
) -> None:
    seed = forward(*events, seed=ONE).seeds[0]

    assert seed.life == life
    assert seed.flags == flags


def test_a_lot_lives_while_some_of_it_can_be_left() -> None:
    start = made("07:00", some(A, 10))
    half = turned("08:00", [some(A, 5)], [B])
    rest = turned("09:00", [some(A, 5)], [C])
    thrown = ended("09:00", some(A, 5))

    assert forward(start, seed=A).seeds[0].life == "alive"
    assert forward(start, half, seed=A).seeds[0].life == "partly_consumed"
    assert forward(start, half, rest, seed=A).seeds[0].life == "consumed"
    assert forward(start, half, thrown, seed=A).seeds[0].life == "ended"
    assert forward(start, ended("08:00", some(A, 5)), seed=A).seeds[0].life == "alive"
    assert forward(start, ended("08:00", A), seed=A).seeds[0].life == "ended"
    assert forward(start, ended("08:00", A), made("09:00", A), seed=A).seeds[0].life == (
        "alive"
    )
    unknown = made("07:00", A)
    assert forward(unknown, half, seed=A).seeds[0].life == "partly_consumed"
    pieces = made("07:30", some(A, 5)), made("07:40", some(A, 5, "KGM"))
    assert forward(*pieces, half, seed=A).seeds[0].life == "partly_consumed"


def test_a_witness_is_one_chain_and_says_whether_there_are_more() -> None:
    events = (
        turned("08:00", [A], [B], id="1"),
        turned("08:00", [A], [C], id="2"),
        turned("09:00", [B, C], [D], id="3"),
        made("10:00", of_lot(ONE, D), id="4"),
    )

    answer = forward(*events, seed=A)

    assert {each.id: (each.witness, each.more_paths) for each in answer.affected} == {
        B: (("1",), False),
        C: (("2",), False),
        D: (("1", "3"), True),
        ONE: (("1", "3", "4"), True),
    }


def test_a_way_round_to_itself_is_not_another_path() -> None:
    events = turned("08:00", [A], [B]), turned("09:00", [B], [C]), turned("10:00", [C], [B])

    answer = forward(*events, seed=A)

    assert {each.id: each.more_paths for each in answer.affected} == {B: False, C: False}


def test_a_carrier_is_told_with_its_times_and_what_was_not_written_down() -> None:
    events = (
        packed("08:00", P, ONE),
        packed("09:00", P2, ONE),
        seen_in("10:00", CASE, TWO),
        turned("07:00", [A], [ONE, TWO]),
    )

    carriers = forward(*events, seed=A).carriers

    assert [
        (each.id, each.from_, each.to, each.of, each.inferred) for each in carriers
    ] == [
        (P, at("08:00"), at("09:00"), (ONE,), ("to:implied",)),
        (P2, at("09:00"), None, (ONE,), ()),
        (CASE, at("10:00"), None, (TWO,), ("from:observed",)),
    ]


def test_stays_on_one_carrier_are_one_entry_while_they_touch() -> None:
    events = (
        turned("07:00", [A], [ONE, TWO]),
        packed("08:00", P, ONE),
        unpacked("09:00", P, ONE),
        packed("09:00", P, TWO),
        unpacked("10:00", P, TWO),
        packed("11:00", P, ONE),
    )

    carriers = forward(*events, seed=A).carriers

    assert [(each.from_, each.to, each.of) for each in carriers] == [
        (at("08:00"), at("10:00"), (ONE, TWO)),
        (at("11:00"), None, (ONE,)),
    ]


def test_an_affected_container_is_no_carrier_but_was_one_before() -> None:
    events = packed("08:00", P, ONE), turned("09:00", [A], [P])

    assert forward(*events, seed=P).carriers == ()
    assert [each.to for each in forward(*events, seed=ONE).carriers] == [at("09:00")]


def test_an_observed_start_and_an_inferred_end_are_flagged() -> None:
    events = seen_in("08:00", P, ONE), seen_in("09:00", P2, ONE)

    assert forward(*events, seed=ONE).seeds[0].flags == ("inferred_end", "observed_start")


def test_the_events_of_an_object_are_its_own_and_its_carriers_while_it_was_inside() -> None:
    events = (
        packed("08:00", P, ONE, id="1"),
        seen("09:00", P, step="shipping", place=FARM, id="2"),
        unpacked("10:00", P, ONE, id="3"),
        seen("11:00", P, id="4"),
    )

    answer = forward(*events, seed=ONE)

    told = [(each.id, each.inherited, each.step, each.objects) for each in answer.events]
    assert told == [
        ("1", False, None, (ONE,)),
        ("2", True, "shipping", (ONE,)),
        ("3", False, None, (ONE,)),
    ]
