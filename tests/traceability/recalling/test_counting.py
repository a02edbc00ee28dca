"""What a recall counts, and once only: parts, items of lots, holders, firms."""

from __future__ import annotations

from decimal import Decimal

from tests.stories.trade import (
    BIKE,
    CHEESE,
    DAIRY,
    DAIRYMEN,
    DEPOT,
    GROCERS,
    SHOP,
    YOGHURT,
    at,
    ended,
    fitted,
    item,
    kg,
    lot,
    machine,
    made,
    packed,
    pallet,
    pieces,
    received,
    recorded,
    seen,
    shipped,
    taken_off,
    turned,
    unpacked,
)
from tests.traceability.recalling.asking import (
    GENEALOGICAL,
    NARROW,
    goods,
    recalled,
    thing,
)
from truyxuat.traceability.recalling.amounts import UNKNOWN, Amount, exactly
from truyxuat.traceability.tracing.answer import Holding

RAW, A, B, C = lot("RAW"), lot("A"), lot("B"), lot("C")
ONE, TWO = item("1"), item("2")


def test_a_part_is_where_the_thing_is_that_it_was_fitted_in() -> None:
    bike, lever = item("B1", BIKE), item("L1", CHEESE)
    graph = recorded(
        made("05:00", lever, biz_location=DAIRY),
        made("05:00", bike, biz_location=DAIRY),
        fitted("06:00", bike, lever),
        seen("07:00", bike, biz_step="retail_selling", biz_location=SHOP),
    )

    answer = recalled(graph, lever)

    part = thing(answer, lever)
    assert part.fitted_in == bike
    assert part.balance.states[Holding.SOLD] == exactly(1)
    assert part.balance.on_hand == exactly(0)
    assert goods(answer, GENEALOGICAL) == {lever, bike}
    [narrow] = answer.scope(NARROW).totals
    [genealogical] = answer.scope(GENEALOGICAL).totals
    assert narrow.produced == genealogical.produced == exactly(1)


def test_a_part_taken_off_again_is_by_itself() -> None:
    bike, lever = item("B1", BIKE), item("L1", CHEESE)
    graph = recorded(
        made("05:00", lever, bike, biz_location=DAIRY),
        fitted("06:00", bike, lever),
        taken_off("07:00", bike, lever),
        seen("08:00", bike, biz_step="retail_selling", biz_location=SHOP),
    )

    part = thing(recalled(graph, lever), lever)

    assert part.fitted_in is None
    assert part.balance.on_hand == exactly(1)


def test_a_part_of_a_part_is_where_the_whole_is() -> None:
    bike, brake, lever = item("B1", BIKE), item("K1", YOGHURT), item("L1", CHEESE)
    graph = recorded(
        made("05:00", lever, brake, bike, biz_location=DAIRY),
        fitted("06:00", brake, lever),
        fitted("07:00", bike, brake),
    )

    assert thing(recalled(graph, lever), lever).fitted_in == bike


def test_a_lot_put_on_a_pallet_by_association_is_fitted_in_nothing() -> None:
    graph = recorded(
        made("05:00", ONE, biz_location=DAIRY),
        fitted("06:00", pallet(1), ONE),
    )

    assert thing(recalled(graph, ONE), ONE).fitted_in is None


def test_items_of_a_lot_with_an_amount_are_not_made_a_second_time() -> None:
    graph = recorded(
        made("05:00", pieces(A, 10), biz_location=DAIRY),
        made("05:10", ONE, TWO, lot_number="A", biz_location=DAIRY),
        seen("06:00", ONE, biz_step="retail_selling", biz_location=SHOP),
    )

    answer = recalled(graph, A)

    [totals] = answer.scope(NARROW).totals
    assert thing(answer, ONE).lot == A
    assert totals.produced == exactly(10)
    assert totals.states[Holding.SOLD] == exactly(1)
    assert totals.on_hand == Amount(Decimal(9), Decimal(11))


def test_a_lot_that_was_never_counted_is_counted_by_its_items() -> None:
    graph = recorded(made("05:10", ONE, TWO, lot_number="A", biz_location=DAIRY))

    [totals] = recalled(graph, A).scope(NARROW).totals

    assert totals.produced == exactly(2)
    assert totals.closed


def test_a_lot_made_without_an_amount_is_unknown_and_stays_so() -> None:
    graph = recorded(
        made("05:00", A, biz_location=DAIRY),
        made("06:00", pieces(A, 5), biz_location=DAIRY),
        made("07:00", kg(A, 5), biz_location=DAIRY),
    )

    balance = thing(recalled(graph, A), A).balance

    assert balance.produced == Amount(Decimal(5), None)
    assert balance.unit is None


def test_a_lot_no_event_made_is_unknown_in_the_unit_it_is_traded_in() -> None:
    graph = recorded(
        received("06:00", kg(A, 5), by=GROCERS, of=DAIRYMEN, where=SHOP),
    )

    balance = thing(recalled(graph, A), A).balance

    assert (balance.produced, balance.unit) == (UNKNOWN, "KGM")


def test_what_was_destroyed_beside_being_used_is_goods_still() -> None:
    graph = recorded(
        made("05:00", kg(RAW, 100), biz_location=DAIRY),
        turned("06:00", [kg(RAW, 60)], [pieces(A, 60)], biz_location=DAIRY),
        ended("07:00", kg(RAW, 40), biz_location=DAIRY),
    )

    assert thing(recalled(graph, RAW), RAW).role == "goods"


def test_an_item_that_was_used_up_is_no_goods() -> None:
    graph = recorded(
        made("05:00", ONE, biz_location=DAIRY),
        turned("06:00", [ONE], [pieces(A, 6)], biz_location=DAIRY),
    )

    assert thing(recalled(graph, ONE), ONE).role == "intermediate"


def test_a_container_whose_contents_were_used_with_it_is_no_goods() -> None:
    graph = recorded(
        made("05:00", pieces(A, 4), biz_location=DAIRY),
        packed("05:10", pallet(1), pieces(A, 4), biz_location=DAIRY),
        turned("06:00", [pallet(1)], [pieces(B, 4)], biz_location=DAIRY),
    )

    assert thing(recalled(graph, pallet(1)), pallet(1)).role == "intermediate"


def test_every_place_the_goods_passed_is_a_holder_and_a_firm_is_named_once() -> None:
    graph = recorded(
        made("05:00", pieces(A, 10), biz_location=DAIRY),
        shipped("06:00", pieces(A, 6), by=DAIRYMEN, to=GROCERS),
        received("07:00", pieces(A, 4), by=GROCERS, of=DAIRYMEN, where=SHOP),
        seen("08:00", pieces(A, 4), biz_step="retail_selling", biz_location=SHOP),
    )

    answer = recalled(graph, A, party_of={DAIRY: DAIRYMEN, SHOP: GROCERS})

    scope = answer.scope(NARROW)
    rows = [(one.place, one.party, one.states[Holding.ON_HAND]) for one in scope.holders]
    assert rows == [
        (DAIRY, DAIRYMEN, exactly(4)),
        (SHOP, GROCERS, exactly(0)),
        (None, DAIRYMEN, exactly(0)),
    ]
    assert scope.holders[2].states[Holding.IN_TRANSIT] == exactly(2)
    assert [(one.party, one.wave) for one in scope.consignees] == [(GROCERS, 1)]


def test_a_firm_known_by_its_place_and_by_its_name_is_told_once() -> None:
    graph = recorded(
        made("05:00", pieces(A, 10), pieces(B, 10), biz_location=DAIRY),
        seen("06:00", pieces(A, 10), biz_step="receiving", biz_location=SHOP),
        shipped("06:00", pieces(B, 6), by=DAIRYMEN, to=GROCERS),
        received("07:00", pieces(B, 6), by=GROCERS, of=DAIRYMEN, where=DEPOT),
    )

    answer = recalled(graph, A, B, party_of={SHOP: GROCERS})

    [told] = answer.scope(NARROW).consignees
    assert (told.party, told.objects, told.received) == (GROCERS, (A, B), at("06:00"))


def test_carriers_and_events_of_all_traces_are_told_once() -> None:
    graph = recorded(
        made("05:00", pieces(A, 10), pieces(B, 10), biz_location=DAIRY),
        packed("06:00", pallet(1), pieces(A, 10), pieces(B, 10), biz_location=DAIRY),
        seen("07:00", pallet(1), biz_location=DEPOT),
        unpacked("08:00", pallet(1), biz_location=SHOP),
    )

    answer = recalled(graph, A, B)

    [carrier] = answer.carriers
    assert (carrier.id, set(carrier.of)) == (pallet(1), {A, B})
    assert [event.time for event in answer.events] == [
        at("05:00"),
        at("06:00"),
        at("07:00"),
        at("08:00"),
    ]
    [on_the_way] = [event for event in answer.events if event.time == at("07:00")]
    assert on_the_way.inherited
    assert set(on_the_way.objects) == {A, B}


def test_a_machine_found_unsafe_is_recalled_itself() -> None:
    graph = recorded(made("05:00", machine("M1"), biz_location=DAIRY))

    assert goods(recalled(graph, machine("M1")), NARROW) == {machine("M1")}
