"""Cases T19 to T21: by GTIN and dates, lot or serial range; very many; a place and time."""

from __future__ import annotations

import pytest

from tests.stories.asking import CERTAIN, POSSIBLE, forward, ids, since
from tests.stories.trade import (
    CARRIERS,
    CHEESE,
    DAIRY,
    DAIRYMEN,
    DEPOT,
    FARM,
    GROCERS,
    MARKET,
    MILK,
    SHOP,
    at,
    ended,
    item,
    lot,
    made,
    packed,
    pallet,
    received,
    recorded,
    seen,
    shipped,
    turned,
    unpacked,
)
from truyxuat.traceability.epcis.events import Location
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing import present_at, trace
from truyxuat.traceability.tracing.query import Budget, MasterData, Mode, Query

A, B = lot("A"), lot("B")
ONE, TWO, THREE, FOUR = item("1"), item("2"), item("3"), item("4")
Q = lot("Q", of=CHEESE)
P, P2 = pallet(1), pallet(2)


def two_lots_and_a_loose_item() -> MemoryGraph:
    return recorded(
        made("09-01 08:00", A),
        made("09-02 08:00", ONE, TWO, lot_number="A"),
        made("09-05 08:00", B),
        made("09-06 08:00", THREE, lot_number="B"),
        made("09-07 08:00", FOUR),
        turned("09-20 08:00", [TWO, FOUR], Q),
    )


@pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])
def test_t19_recalling_a_gtin_finds_its_lots_and_its_items_without_a_lot(
    mode: Mode,
) -> None:
    found = forward(two_lots_and_a_loose_item(), MILK, mode)

    assert ids(found) == {A, B, ONE, TWO, THREE, FOUR, Q}


@pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])
def test_t19_a_gtin_and_dates_is_what_was_born_within_them(mode: Mode) -> None:
    graph = two_lots_and_a_loose_item()

    assert ids(forward(graph, MILK, mode, from_="09-03", to="09-08")) == {B, THREE, FOUR}
    assert ids(forward(graph, (B, FOUR), mode)) == {THREE, Q}


@pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])
def test_t19_a_lot_is_its_items_and_what_was_made_of_them(mode: Mode) -> None:
    graph = two_lots_and_a_loose_item()

    assert ids(forward(graph, A, mode)) == {ONE, TWO, Q}
    assert ids(forward(graph, B, mode)) == {THREE}


@pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])
def test_t19_a_serial_range_is_its_items_and_nothing_beside_them(mode: Mode) -> None:
    graph = two_lots_and_a_loose_item()

    assert ids(forward(graph, (ONE, TWO), mode)) == {Q}
    assert ids(forward(graph, (ONE, THREE), mode)) == set()


SIBLINGS = 100_000


def very_many_items() -> MemoryGraph:
    """One lot of 100,000 items, made and put on pallets 1,000 at a time."""
    graph = []
    for number in range(SIBLINGS // 1_000):
        items = [item(f"{number}-{serial}") for serial in range(1_000)]
        graph.append(made("08:00", *items, lot_number="A", event_id=f"urn:x:made{number}"))
        graph.append(packed("09:00", pallet(number), *items))
    return recorded(made("07:00", A), *graph)


def test_t20_a_hundred_thousand_items_of_one_lot_are_all_found() -> None:
    graph = very_many_items()

    found = trace(graph, Query(seeds=(A,)))

    assert found.complete
    assert len(found.affected) == SIBLINGS
    assert len(found.carriers) == 100


def test_t20_over_the_budget_the_answer_says_that_it_is_cut() -> None:
    items = [item(str(serial)) for serial in range(500)]
    graph = recorded(made("07:00", A), made("08:00", *items, lot_number="A"))

    found = trace(graph, Query(seeds=(A,)), budget=Budget(objects_max=100))

    assert not found.complete
    assert found.truncated_by == "objects_max"
    assert 0 < len(found.affected) <= 100


def a_day_at_the_depot() -> MemoryGraph:
    return recorded(
        made("06:00", ONE, biz_location=FARM),
        made("06:00", TWO, biz_location=DEPOT),
        made("06:00", THREE, biz_location=DEPOT),
        packed("07:00", P, ONE, biz_location=FARM),
        shipped("08:00", P, by=DAIRYMEN, to=CARRIERS, biz_location=FARM),
        received("10:00", P, by=CARRIERS, of=DAIRYMEN, where=DEPOT),
        ended("09:30", THREE, biz_location=DEPOT),
        shipped("12:00", P, by=CARRIERS, to=GROCERS, biz_location=DEPOT),
        received("14:00", P, by=GROCERS, of=CARRIERS, where=SHOP),
        seen("15:00", FOUR, read_point=Location(DEPOT)),
    )


def there(place: str, first: str, last: str, mode: Mode = CERTAIN) -> dict[str, str]:
    master = MasterData(parent_place={DEPOT: MARKET})
    found = present_at(
        a_day_at_the_depot(), place, at(first), at(last), mode=mode, master=master
    )
    return {presence.key: f"{presence.since:%H:%M}" for presence in found}


@pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])
def test_t21_a_place_and_time_is_what_was_there_then_own_or_inherited(mode: Mode) -> None:
    assert there(DEPOT, "11:00", "11:30", mode) == {ONE: "11:00", P: "11:00", TWO: "11:00"}


def test_t21_what_left_or_ended_before_was_not_there() -> None:
    assert there(DEPOT, "09:00", "09:15") == {TWO: "09:00", THREE: "09:00"}
    assert there(DEPOT, "09:45", "09:50") == {TWO: "09:45"}
    assert there(DEPOT, "12:30", "13:00") == {TWO: "12:30"}
    assert there(FARM, "09:00", "20:00") == {}


def test_t21_what_came_within_the_window_was_there_from_its_coming() -> None:
    assert there(DEPOT, "09:45", "10:30") == {TWO: "09:45", ONE: "10:00", P: "10:00"}


def test_t21_a_place_holds_what_is_in_the_places_within_it() -> None:
    assert there(MARKET, "11:00", "11:30") == {ONE: "11:00", P: "11:00", TWO: "11:00"}


def test_t21_a_read_point_is_presence_at_that_instant_and_possibly_longer() -> None:
    assert FOUR in there(DEPOT, "15:00", "15:00")
    assert FOUR not in there(DEPOT, "15:01", "16:00")
    assert there(DEPOT, "15:01", "16:00", POSSIBLE)[FOUR] == "15:01"


def test_t21_what_was_there_is_followed_from_then_on() -> None:
    graph = recorded(
        made("07:00", ONE, biz_location=DAIRY),
        turned("08:00", TWO, A),
        seen("09:00", TWO, biz_location=DAIRY),
        turned("10:00", [ONE, TWO], B),
        unpacked("11:00", P2),
    )
    present = present_at(graph, DAIRY, at("09:00"), at("09:30"), mode=CERTAIN)

    found = [forward(graph, key, from_=f"{moment:%H:%M}") for key, moment in present]

    assert [since(each) for each in found] == [{B: "10:00"}, {B: "10:00"}]
