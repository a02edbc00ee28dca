"""Cases T1 to T4, T9 and T16: what is in what, and what that means for who got what."""

from __future__ import annotations

from tests.stories.asking import (
    CERTAIN,
    POSSIBLE,
    about,
    back,
    came_from,
    forward,
    ids,
    went_into,
)
from tests.stories.trade import (
    CARRIERS,
    DAIRYMEN,
    DEPOT,
    GROCERS,
    MARKET,
    SHOP,
    TRADERS,
    item,
    lot,
    made,
    packed,
    pallet,
    pieces,
    received,
    recorded,
    seen,
    seen_in,
    shipped,
    unpacked,
)
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing.answer import Answer

A, B = lot("A"), lot("B")
ONE, TWO, THREE = item("1"), item("2"), item("3")
P, P2 = pallet(1), pallet(2)
CASE, CONTAINER = pallet(11), pallet(12)


def consignees(found: Answer) -> set[str]:
    return {consignee.party for consignee in found.consignees}


def inherited(found: Answer) -> list[str]:
    return [event.id for event in found.events if event.inherited]


def one_pallet_used_twice() -> MemoryGraph:
    """Pallet P brings lot A to the grocers in January and lot B to the traders in March."""
    return recorded(
        made("01-02", pieces(A, 100)),
        packed("01-10", P, pieces(A, 100)),
        shipped("01-11", P, by=DAIRYMEN, to=GROCERS),
        received("01-12", P, by=GROCERS, of=DAIRYMEN, where=SHOP),
        unpacked("02-20", P, pieces(A, 100)),
        made("03-01", pieces(B, 100)),
        packed("03-10", P, pieces(B, 100)),
        shipped("03-11", P, by=DAIRYMEN, to=TRADERS),
        received("03-12", P, by=TRADERS, of=DAIRYMEN, where=MARKET),
    )


def test_t1_a_pallet_in_february_held_only_what_was_in_it_then() -> None:
    graph = one_pallet_used_twice()

    for mode in (CERTAIN, POSSIBLE):
        assert came_from(graph, P, mode, to="02-01") == {A}
        assert came_from(graph, P, mode, to="03-20") == {B}
        assert came_from(graph, P, mode, to="03-05") == set()


def test_t1_the_customers_of_march_never_had_the_lot_of_january() -> None:
    graph = one_pallet_used_twice()

    for mode in (CERTAIN, POSSIBLE):
        assert consignees(forward(graph, A, mode)) == {GROCERS}
        assert consignees(forward(graph, B, mode)) == {TRADERS}


def three_packed_one_taken_out() -> tuple[MemoryGraph, str]:
    arrival = received("11:00", P, by=GROCERS, of=DAIRYMEN, where=SHOP)
    graph = recorded(
        made("07:00", ONE, TWO, THREE),
        packed("08:00", P, ONE, TWO, THREE),
        unpacked("09:00", P, TWO),
        shipped("10:00", P, by=DAIRYMEN, to=GROCERS),
        arrival,
        unpacked("12:00", P, biz_location=SHOP),
        received("13:00", P, by=CARRIERS, of=GROCERS, where=DEPOT),
    )
    return graph, graph.around([P])[3].event_id


def test_t2_the_customer_got_what_was_still_on_the_pallet() -> None:
    graph, arrival = three_packed_one_taken_out()

    for mode in (CERTAIN, POSSIBLE):
        for thing in (ONE, THREE):
            found = forward(graph, thing, mode)
            assert consignees(found) == {GROCERS}
            assert arrival in inherited(found)
            assert found.seeds[0].place == SHOP


def test_t2_what_was_taken_out_before_never_reached_the_customer() -> None:
    graph, _ = three_packed_one_taken_out()

    for mode in (CERTAIN, POSSIBLE):
        found = forward(graph, TWO, mode)

        assert consignees(found) == set()
        assert inherited(found) == []
        assert found.seeds[0].place is None


def nested_four_deep() -> tuple[MemoryGraph, list[str]]:
    graph = recorded(
        made("06:00", ONE),
        packed("07:00", CASE, ONE),
        packed("07:30", P, CASE),
        packed("08:00", CONTAINER, P),
        seen("09:00", CONTAINER, biz_location=DEPOT),
        unpacked("10:00", CONTAINER, P),
        seen("11:00", CONTAINER, biz_location=MARKET),
        seen("12:00", P, biz_location=SHOP),
        unpacked("13:00", P, CASE, biz_location=SHOP),
        seen("14:00", P, biz_location=MARKET),
    )
    return graph, [event.event_id for event in graph.around([CONTAINER, P])]


def test_t3_an_item_has_the_events_of_the_container_it_is_deep_inside() -> None:
    graph, events = nested_four_deep()
    at_depot, at_shop = events[2], events[5]

    for mode in (CERTAIN, POSSIBLE):
        found = forward(graph, ONE, mode)

        assert at_depot in inherited(found)
        assert at_shop in inherited(found)
        assert found.seeds[0].place == SHOP


def test_t3_an_item_inherits_no_more_once_unpacked() -> None:
    graph, events = nested_four_deep()
    container_at_market, pallet_at_market = events[4], events[7]

    for mode in (CERTAIN, POSSIBLE):
        found = forward(graph, ONE, mode)

        assert container_at_market not in inherited(found)
        assert pallet_at_market not in inherited(found)


def test_t3_the_containers_are_carriers_and_not_affected() -> None:
    graph, _ = nested_four_deep()

    found = forward(graph, ONE)

    assert ids(found) == set()
    assert {carrier.id for carrier in found.carriers} == {CASE, P, CONTAINER}


def moved_without_a_word() -> MemoryGraph:
    return recorded(
        made("07:00", ONE),
        packed("08:00", P, ONE),
        packed("09:00", P2, ONE),
        seen("10:00", P, biz_location=MARKET),
        seen("11:00", P2, biz_location=SHOP),
    )


def test_t4_what_is_packed_elsewhere_has_left_its_first_pallet() -> None:
    graph = moved_without_a_word()

    for mode in (CERTAIN, POSSIBLE):
        assert forward(graph, ONE, mode).seeds[0].place == SHOP
        assert came_from(graph, P, mode, to="10:00") == set()
        assert came_from(graph, P2, mode, to="10:00") == {ONE}


def test_t4_the_end_nobody_wrote_is_flagged_as_implied() -> None:
    graph = moved_without_a_word()

    carriers = {carrier.id: carrier for carrier in forward(graph, ONE).carriers}

    assert carriers[P].inferred == ("to:implied",)
    assert carriers[P2].inferred == ()


def test_t9_packed_and_shipped_at_one_instant_is_shipped() -> None:
    graph = recorded(
        made("07:00", ONE),
        shipped("08:00", P, by=DAIRYMEN, to=GROCERS),
        packed("08:00", P, ONE),
    )

    for mode in (CERTAIN, POSSIBLE):
        found = forward(graph, ONE, mode)
        assert inherited(found) == [graph.around([P])[0].event_id]
        assert "closed_at_instant" not in found.seeds[0].flags


def test_t9_unpacked_and_received_at_one_instant_is_only_possibly_received() -> None:
    graph = recorded(
        made("07:00", ONE),
        packed("08:00", P, ONE),
        received("10:00", P, by=GROCERS, of=DAIRYMEN, where=SHOP),
        unpacked("10:00", P, ONE),
    )

    certain = forward(graph, ONE, CERTAIN)
    possible = forward(graph, ONE, POSSIBLE)

    assert inherited(certain) == []
    assert inherited(possible) == [graph.around([P])[1].event_id]
    assert "closed_at_instant" in possible.seeds[0].flags


def test_t16_a_child_that_a_reading_misses_is_still_inside() -> None:
    graph = recorded(
        made("07:00", ONE, TWO),
        packed("08:00", P, ONE, TWO),
        seen_in("09:00", P, ONE),
        received("10:00", P, by=GROCERS, of=DAIRYMEN, where=SHOP),
    )

    for mode in (CERTAIN, POSSIBLE):
        assert ids(back(graph, P, mode)) == {ONE, TWO}
        assert about(forward(graph, TWO, mode), TWO).place == SHOP
        assert went_into(graph, P, mode) == {ONE, TWO}
