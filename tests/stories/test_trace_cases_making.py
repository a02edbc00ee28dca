"""Cases T5, T6, T11 to T15: what became of a lot, and what a thing's life was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.stories.asking import (
    CERTAIN,
    POSSIBLE,
    about,
    came_from,
    forward,
    held,
    ids,
    since,
    went_into,
)
from tests.stories.trade import (
    BIKE,
    CHEESE,
    DAIRY,
    DAIRYMEN,
    GROCERS,
    MARKET,
    SHOP,
    YOGHURT,
    counted,
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
    received,
    recorded,
    seen,
    shipped,
    turned,
)
from truyxuat.traceability.epcis.events import PersistentDisposition
from truyxuat.traceability.memory_graph import MemoryGraph

MILK_A, MILK_M = lot("A"), lot("M")
MIX_1, MIX_2 = lot("1", of=YOGHURT), lot("2", of=YOGHURT)
Q = lot("Q", of=CHEESE)
ONE, TWO = item("1"), item("2")
P = pallet(1)


def a_ton_of_milk() -> MemoryGraph:
    """1000 kg: 300 to the shop, 200 into cheese; a count at noon finds none left."""
    return recorded(
        made("06:00", kg(MILK_A, 1000), biz_location=DAIRY),
        shipped("07:00", kg(MILK_A, 300), by=DAIRYMEN, to=GROCERS, biz_location=DAIRY),
        received("08:00", kg(MILK_A, 300), by=GROCERS, of=DAIRYMEN, where=SHOP),
        turned("09:00", [kg(MILK_A, 200), kg(MILK_M, 50)], kg(Q, 240), biz_location=DAIRY),
        counted("12:00", kg(MILK_A, 0), where=DAIRY),
    )


def test_t5_before_the_count_the_plant_has_what_is_left_on_hand() -> None:
    found = forward(a_ton_of_milk(), MILK_A, to="11:00")

    assert ids(found) == {Q}
    assert (DAIRY, "on_hand", "500", "500") in held(found, MILK_A)
    assert (SHOP, "on_hand", "300", "300") in held(found, MILK_A)


def test_t5_what_the_count_misses_is_unexplained_at_the_plant_alone() -> None:
    found = forward(a_ton_of_milk(), MILK_A)

    amounts = held(found, MILK_A)
    assert ids(found) == {Q}
    assert (DAIRY, "unexplained", "500", "500") in amounts
    assert (SHOP, "on_hand", "300", "300") in amounts
    assert {state for _, state, _, _ in amounts} == {"unexplained", "on_hand", "consumed"}
    assert not any(state == "on_hand" and place == DAIRY for place, state, *_ in amounts)


def one_batch_in_three_events() -> MemoryGraph:
    batch = "urn:uuid:5f6a0000-0000-4000-8000-000000000001"
    return recorded(
        made("07:00", MILK_A, MILK_M),
        turned("08:00", MILK_A, (), transformation_id=batch),
        turned("09:00", (), Q, transformation_id=batch),
        turned("10:00", MILK_M, (), transformation_id=batch),
    )


def test_t6_certainly_only_what_went_in_before_is_in_the_cheese() -> None:
    graph = one_batch_in_three_events()

    assert came_from(graph, Q, CERTAIN) == {MILK_A}
    assert went_into(graph, MILK_A, CERTAIN) == {Q}
    assert went_into(graph, MILK_M, CERTAIN) == set()


def test_t6_possibly_the_late_input_is_in_it_too_and_is_marked() -> None:
    graph = one_batch_in_three_events()

    assert came_from(graph, Q, POSSIBLE) == {MILK_A, MILK_M}
    assert about(forward(graph, MILK_A, POSSIBLE), Q).anticausal is False
    late = about(forward(graph, MILK_M, POSSIBLE), Q)
    assert late.anticausal is True
    assert f"{late.since:%H:%M}" == "09:00"


def diamond() -> MemoryGraph:
    return recorded(
        made("07:00", MILK_A),
        turned("08:00", MILK_A, MIX_1, event_id="urn:x:first"),
        turned("08:30", MILK_A, MIX_2, event_id="urn:x:second"),
        turned("09:00", [MIX_1, MIX_2], Q, event_id="urn:x:last"),
    )


@pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])
def test_t11_a_product_reached_on_two_ways_counts_once(mode: object) -> None:
    found = forward(diamond(), MILK_A, POSSIBLE if mode is POSSIBLE else CERTAIN)

    assert [thing.id for thing in found.affected].count(Q) == 1
    assert since(found) == {MIX_1: "08:00", MIX_2: "08:30", Q: "09:00"}
    assert about(found, Q).witness == ("urn:x:first", "urn:x:last")
    assert about(found, Q).more_paths is True
    assert about(found, MIX_1).more_paths is False


def rework() -> MemoryGraph:
    """Cheese Q is worked into yoghurt, and yoghurt into Q again."""
    return recorded(
        made("07:00", MILK_A),
        turned("08:00", MILK_A, Q),
        turned("09:00", Q, MIX_1),
        turned("10:00", MIX_1, Q),
    )


def test_t12_rework_ends_and_the_earliest_instant_counts() -> None:
    for mode in (CERTAIN, POSSIBLE):
        assert since(forward(rework(), MILK_A, mode)) == {Q: "08:00", MIX_1: "09:00"}
        assert came_from(rework(), Q, mode) == {MILK_A, MIX_1}


def test_t12_a_seed_that_rework_reaches_again_stays_a_seed() -> None:
    found = forward(rework(), Q)

    assert ids(found) == {MIX_1}
    assert found.seeds[0].flags == ("rework",)


def test_t13_a_read_after_destroying_is_a_stray_and_never_a_resurrection() -> None:
    graph = recorded(
        made("07:00", ONE), ended("08:00", ONE), seen("09:00", ONE, biz_location=MARKET)
    )

    for mode in (CERTAIN, POSSIBLE):
        seed = forward(graph, ONE, mode).seeds[0]
        assert seed.life == "ended"
        assert "stray" in seed.flags


def pallet_with_logger() -> MemoryGraph:
    logger = machine("LOGGER")
    return recorded(
        made("06:00", ONE),
        packed("07:00", P, ONE),
        fitted("08:00", P, logger),
        measured_by(logger, seen("09:00", P)),
    )


def test_t14_recalling_a_sensor_lists_no_goods() -> None:
    for mode in (CERTAIN, POSSIBLE):
        found = forward(pallet_with_logger(), machine("LOGGER"), mode)
        assert ids(found) == set()


def test_t14_recalling_a_battery_lists_the_bike_it_is_in() -> None:
    battery, bike = item("B7", of=CHEESE), item("K1", of=BIKE)
    graph = recorded(
        made("07:00", battery, bike), fitted("08:00", bike, battery, item("seat"))
    )

    for mode in (CERTAIN, POSSIBLE):
        assert ids(forward(graph, battery, mode)) == {bike}
        assert ids(forward(graph, bike, mode)) == set()
        assert came_from(graph, bike, mode) == {battery, item("seat")}


def test_t15_persistent_dispositions_fold_at_each_instant() -> None:
    recalled = PersistentDisposition(set=("recalled",))
    cleared = PersistentDisposition(unset=("recalled",))
    graph = recorded(
        made("07:00", ONE, disposition="active"),
        seen("08:00", ONE, persistent_disposition=recalled),
        seen("09:00", ONE, disposition="returned"),
        seen("10:00", ONE, persistent_disposition=cleared),
    )

    at_each = {
        hour: forward(graph, ONE, to=hour).seeds[0]
        for hour in ("07:30", "08:00", "09:30", "10:00")
    }

    assert {h: s.persistent_dispositions for h, s in at_each.items()} == {
        "07:30": (),
        "08:00": ("recalled",),
        "09:30": ("recalled",),
        "10:00": (),
    }
    assert {h: s.disposition for h, s in at_each.items()} == {
        "07:30": "active",
        "08:00": "active",
        "09:30": "returned",
        "10:00": "returned",
    }


def test_t15_a_product_does_not_inherit_the_persistent_dispositions_of_its_input() -> None:
    recalled = PersistentDisposition(set=("recalled",))
    story = recorded(
        replace(made("07:00", ONE), persistent_disposition=recalled),
        turned("08:00", ONE, TWO),
    )

    assert about(forward(story, ONE), TWO).persistent_dispositions == ()
