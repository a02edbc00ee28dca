"""Events, amounts, gaps and state (forward rules 8 and 9, D4): what is told of each thing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.stories.asking import (
    CERTAIN,
    POSSIBLE,
    about,
    back,
    forward,
    gaps,
    held,
    ids,
)
from tests.stories.trade import (
    CARRIERS,
    CHEESE,
    DAIRY,
    DAIRYMEN,
    DEPOT,
    FARM,
    GROCERS,
    MARKET,
    MILKERS,
    SHOP,
    TRADERS,
    at,
    counted,
    ended,
    item,
    kg,
    lot,
    made,
    packed,
    pallet,
    pieces,
    received,
    recorded,
    seen,
    shipped,
    turned,
    unpacked,
)
from truyxuat.traceability.epcis.events import TypedId
from truyxuat.traceability.tracing.answer import GapKind
from truyxuat.traceability.tracing.query import MasterData, Mode

A, B = lot("A"), lot("B")
ONE, TWO = item("1"), item("2")
Q = lot("Q", of=CHEESE)
P, CASE = pallet(1), pallet(11)
BOTH = pytest.mark.parametrize("mode", [CERTAIN, POSSIBLE])


@BOTH
def test_the_events_of_a_thing_begin_when_it_became_affected(mode: Mode) -> None:
    graph = recorded(
        seen("06:00", Q, event_id="urn:x:too-early"),
        turned("08:00", A, Q, event_id="urn:x:made"),
        seen("09:00", Q, event_id="urn:x:seen"),
        seen("09:00", B, event_id="urn:x:of-another"),
    )

    found = forward(graph, A, mode)

    assert [(event.id, event.inherited) for event in found.events] == [
        ("urn:x:made", False),
        ("urn:x:seen", False),
    ]


@BOTH
def test_where_it_is_is_where_it_was_said_to_be_last(mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE, biz_location=DAIRY),
        packed("08:00", P, ONE, biz_location=DAIRY),
        shipped("09:00", P, by=DAIRYMEN, to=GROCERS),
        received("10:00", P, by=GROCERS, of=DAIRYMEN, where=SHOP),
    )

    assert forward(graph, ONE, mode, to="08:30").seeds[0].place == DAIRY
    assert forward(graph, ONE, mode, to="09:30").seeds[0].place is None
    assert forward(graph, ONE, mode, to="10:00").seeds[0].place == SHOP


@BOTH
def test_a_shipper_holds_until_somebody_received(mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE, biz_location=DAIRY),
        shipped("09:00", ONE, by=DAIRYMEN, to=GROCERS),
        received("10:00", ONE, by=GROCERS, of=DAIRYMEN, where=SHOP),
    )

    underway = forward(graph, ONE, mode, to="09:30").seeds[0]
    arrived = forward(graph, ONE, mode).seeds[0]

    assert underway.holder == DAIRYMEN
    assert [(h.state, h.party, h.claimed_by) for h in underway.held] == [
        ("in_transit", DAIRYMEN, GROCERS)
    ]
    assert arrived.holder == GROCERS
    assert [(h.state, h.party, h.place) for h in arrived.held] == [
        ("on_hand", GROCERS, SHOP)
    ]


@BOTH
def test_the_last_disposition_stays_where_an_event_omits_it(mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE, disposition="active"),
        seen("08:00", ONE, disposition="damaged"),
        seen("09:00", ONE),
    )

    assert forward(graph, ONE, mode).seeds[0].disposition == "damaged"


@BOTH
def test_consignees_are_told_in_waves_with_whom_to_call(mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE),
        packed("08:00", P, ONE),
        shipped("09:00", P, by=DAIRYMEN, to=CARRIERS),
        received("10:00", P, by=CARRIERS, of=DAIRYMEN, where=DEPOT),
        shipped("11:00", P, by=CARRIERS, to=GROCERS),
        received("12:00", P, by=GROCERS, of=CARRIERS, where=SHOP),
    )
    master = MasterData(contacts={GROCERS: {"phone": "0211 000 000"}})

    found = forward(graph, ONE, mode, master=master)

    assert [(c.party, c.wave, c.objects, c.received) for c in found.consignees] == [
        (CARRIERS, 1, (ONE,), at("10:00")),
        (GROCERS, 2, (ONE,), at("12:00")),
    ]
    assert found.consignees[1].contact == {"phone": "0211 000 000"}


@BOTH
def test_shipped_and_not_received_is_a_gap(mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE, TWO),
        packed("08:00", P, ONE),
        shipped("09:00", P, by=DAIRYMEN, to=GROCERS, event_id="urn:x:lost"),
        shipped("09:00", TWO, by=DAIRYMEN, to=GROCERS),
        received("10:00", TWO, by=GROCERS, of=DAIRYMEN, where=SHOP),
    )

    lost = gaps(forward(graph, (ONE, TWO), mode), GapKind.SHIPPED_NOT_RECEIVED)

    assert [(gap.object, gap.event, gap.since) for gap in lost] == [
        (ONE, "urn:x:lost", at("09:00"))
    ]


@BOTH
def test_what_nobody_made_is_a_gap_of_the_look_back(mode: Mode) -> None:
    graph = recorded(made("07:00", A), turned("08:00", [A, B], Q))

    unknown = gaps(back(graph, Q, mode), GapKind.NEVER_COMMISSIONED)

    assert [gap.object for gap in unknown] == [B]


@BOTH
def test_packed_into_nobody_knows_what_is_a_gap(mode: Mode) -> None:
    graph = recorded(made("07:00", ONE), packed("08:00", None, ONE, event_id="urn:x:where"))

    unknown = gaps(forward(graph, ONE, mode), GapKind.UNKNOWN_PARENT)

    assert [(gap.object, gap.event) for gap in unknown] == [(ONE, "urn:x:where")]


@BOTH
def test_nothing_is_said_of_gaps_where_there_are_none(mode: Mode) -> None:
    graph = recorded(
        made("07:00", ONE, biz_location=DAIRY),
        shipped("09:00", ONE, by=DAIRYMEN, to=GROCERS),
        received("10:00", ONE, by=GROCERS, of=DAIRYMEN, where=SHOP),
    )

    assert forward(graph, ONE, mode).gaps == ()
    assert forward(graph, ONE, mode).complete


@BOTH
def test_an_amount_never_told_is_unknown_and_not_nothing(mode: Mode) -> None:
    graph = recorded(made("07:00", A, biz_location=DAIRY))

    assert held(forward(graph, A, mode), A) == {(DAIRY, "on_hand", None, None)}


@BOTH
def test_each_holder_has_what_came_less_what_left(mode: Mode) -> None:
    graph = recorded(
        made("06:00", kg(A, 100), biz_location=FARM),
        shipped("07:00", kg(A, 60), by=MILKERS, to=DAIRYMEN, biz_location=FARM),
        received("08:00", kg(A, 60), by=DAIRYMEN, of=MILKERS, where=DAIRY),
        ended("09:00", kg(A, 5), biz_location=DAIRY),
        turned("10:00", kg(A, 30), Q, biz_location=DAIRY),
        shipped("11:00", kg(A, 10), by=DAIRYMEN, to=GROCERS, biz_location=DAIRY),
    )

    found = forward(graph, A, mode)

    assert held(found, A) == {
        (FARM, "on_hand", "40", "40"),
        (DAIRY, "on_hand", "15", "15"),
        (DAIRY, "destroyed", "5", "5"),
        (DAIRY, "consumed", "30", "30"),
        (None, "in_transit", "10", "10"),
    }
    assert {amount.unit for amount in found.seeds[0].held} == {"KGM"}


@BOTH
def test_a_lot_moves_with_the_pallet_it_is_on(mode: Mode) -> None:
    graph = recorded(
        made("06:00", pieces(A, 100), biz_location=DAIRY),
        packed("07:00", P, pieces(A, 70), biz_location=DAIRY),
        shipped("08:00", P, by=DAIRYMEN, to=GROCERS),
        received("09:00", P, by=GROCERS, of=DAIRYMEN, where=SHOP),
    )

    assert held(forward(graph, A, mode), A) == {
        (DAIRY, "on_hand", "30", "30"),
        (SHOP, "on_hand", "70", "70"),
    }


@BOTH
def test_units_of_one_kind_add_up(mode: Mode) -> None:
    tonne = replace(kg(A, 1), uom="TNE")
    graph = recorded(
        made("06:00", tonne, biz_location=DAIRY),
        ended("07:00", kg(A, 250), biz_location=DAIRY),
    )

    total = sum(
        (amount.upper or Decimal(0)) * (1000 if amount.unit == "TNE" else 1)
        for amount in forward(graph, A, mode).seeds[0].held
    )

    assert total == 1000


@BOTH
def test_a_count_that_finds_all_explains_all(mode: Mode) -> None:
    graph = recorded(
        made("06:00", pieces(A, 10), biz_location=DAIRY),
        counted("08:00", pieces(A, 10), where=DAIRY),
    )

    assert held(forward(graph, A, mode), A) == {(DAIRY, "on_hand", "10", "10")}


@BOTH
def test_twins_link_alike_and_count_once_or_twice(mode: Mode) -> None:
    first = made("06:00", pieces(A, 10), biz_location=DAIRY, event_id="urn:x:1")
    graph = recorded(first, replace(first, event_id="urn:x:2"), turned("07:00", A, Q))

    found = forward(graph, A, mode)

    assert ids(found) == {Q}
    assert (DAIRY, "on_hand", "10", "20") in held(forward(graph, A, mode, to="06:30"), A)


@BOTH
def test_a_product_is_held_where_it_was_made(mode: Mode) -> None:
    graph = recorded(
        made("06:00", kg(A, 10), biz_location=FARM),
        turned("08:00", kg(A, 10), kg(Q, 9), biz_location=DAIRY),
        packed("09:00", CASE, kg(Q, 9), biz_location=DAIRY),
        unpacked("10:00", CASE, biz_location=MARKET),
    )

    found = forward(graph, A, mode, to="09:30")

    assert about(found, Q).place == DAIRY
    assert held(found, Q) == {(DAIRY, "on_hand", "9", "9")}


@BOTH
def test_an_owner_is_not_a_holder(mode: Mode) -> None:
    sold = seen(
        "09:00",
        ONE,
        biz_step="accepting",
        sources=(TypedId(DAIRYMEN, "owning_party"),),
        destinations=(TypedId(TRADERS, "owning_party"),),
    )
    graph = recorded(received("08:00", ONE, by=GROCERS, of=DAIRYMEN, where=SHOP), sold)

    seed = forward(graph, ONE, mode).seeds[0]

    assert (seed.holder, seed.owner) == (GROCERS, TRADERS)


@BOTH
def test_what_was_taken_off_as_the_pallet_went_into_a_step_lives_on(mode: Mode) -> None:
    graph = recorded(
        packed("08:00", CASE, ONE),
        packed("08:10", P, CASE),
        unpacked("09:00", P, CASE),
        turned("09:00", [P], [Q]),
    )

    found = forward(graph, CASE, mode, from_="09:30")

    assert ids(found) == {ONE}
    assert (found.seeds[0].life, about(found, ONE).life) == ("alive", "alive")
    assert held(found, ONE) == held(forward(graph, CASE, CERTAIN, from_="09:30"), ONE)
