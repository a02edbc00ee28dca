"""The chayote recall: every number of the story, from its own table of deeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

import pytest

from tests.stories import chayote
from tests.stories.chayote import (
    PLACES,
    RECALL_TIME,
    TANK,
    asked,
    by_place,
    exact,
    expected,
    graph_of,
    key,
    keys,
    lots_in,
    table,
    thing,
    told,
)
from truyxuat.services.sample import susu
from truyxuat.services.sample.susu import Deed
from truyxuat.services.sample.telling import Moment, Step, Story, clock
from truyxuat.traceability.identifiers import canonical
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.recalling import (
    Balance,
    RecallAnswer,
    ScopeName,
    collected,
    difference,
    recovered,
)
from truyxuat.traceability.recalling.amounts import Amount, Share, exactly
from truyxuat.traceability.recalling.vocabulary import RETURNING
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import GapKind, Holding
from truyxuat.traceability.tracing.query import Direction, Query

LOTS = ("L1", "L2", "L3", "L4", "X9")
SCOPES = {
    "narrow": (("W-1",), ScopeName.NARROW),
    "genealogical_from_W1": (("W-1",), ScopeName.GENEALOGICAL),
    "genealogical_from_TBV07": (("TBV-07",), ScopeName.GENEALOGICAL),
    "precautionary_tank": (("W-1",), ScopeName.PRECAUTIONARY),
    "precautionary_full": (("W-1", "TBV-07"), ScopeName.PRECAUTIONARY),
}
"""Each scope of the story: the causes that are named, and how far the recall reaches."""


@pytest.fixture
def graph() -> MemoryGraph:
    return graph_of(told(table()))


def only(answer: RecallAnswer, scope: ScopeName) -> Balance:
    [balance] = answer.scope(scope).totals
    return balance


def test_our_copy_of_the_story_is_the_story() -> None:
    assert susu.deeds() == table()
    assert len(susu.deeds()) == 66


def test_the_sample_has_the_places_and_products_of_the_story() -> None:
    story = expected()

    for code, gln in story["parties"].items():
        assert PLACES.place(code) == f"https://id.gs1.org/414/{gln}"
    for code, gtin in story["gtins"].items():
        assert PLACES.gtin(code) == gtin
    assert canonical(story["sscc_example"]) == "https://id.gs1.org/00/395212340000000014"


@pytest.mark.parametrize("lot", LOTS)
def test_what_a_lot_was_made_from(graph: MemoryGraph, lot: str) -> None:
    answer = trace(graph, Query(seeds=(key(lot),), direction=Direction.BACK))

    assert {found.id for found in answer.affected} == keys(expected()["back"][lot])
    assert answer.complete


def test_where_the_pesticide_went_also_into_the_other_firms_goods(
    graph: MemoryGraph,
) -> None:
    answer = trace(graph, Query(seeds=(key("TBV-07"),), to=RECALL_TIME))

    assert {found.id for found in answer.affected} == keys(expected()["forward_TBV07"])


@pytest.mark.parametrize("lot", LOTS)
def test_who_holds_a_lot_at_the_recall_and_what_became_of_the_rest(
    graph: MemoryGraph, lot: str
) -> None:
    story = expected()["answers"][lot]

    found = thing(asked(graph, seeds=[lot]), lot)

    balance = found.balance
    assert balance.produced == exactly(story["produced"])
    assert by_place(found, Holding.ON_HAND) == story["on_hand"]
    assert exact(balance, Holding.ON_HAND) == story["on_hand_total"]
    assert exact(balance, Holding.SOLD) == story["sold"]
    assert exact(balance, Holding.CONSUMED) == story["consumed"]
    assert exact(balance, Holding.SAMPLED) == story["sampled"]
    assert sorted(chayote.code_at(stay.place) for stay in found.stays) == story["ever_held"]
    assert balance.closed
    assert balance.surplus == 0


@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_holds_exactly_its_lots_and_adds_up(
    graph: MemoryGraph, scope: str
) -> None:
    story, (causes, name) = expected(), SCOPES[scope]

    answer = asked(graph, *causes)

    totals = story["scope_totals"][scope]
    balance = only(answer, name)
    assert lots_in(answer, name) == set(story["scopes"][scope])
    assert balance.produced == exactly(totals["produced"])
    assert exact(balance, Holding.ON_HAND) == totals["on_hand"]
    assert exact(balance, Holding.SOLD) == totals["sold"]
    assert exact(balance, Holding.CONSUMED) == totals["consumed"]
    assert exact(balance, Holding.SAMPLED) == totals["sampled"]
    assert balance.closed
    assert answer.complete


@pytest.mark.parametrize("causes", [("W-1",), ("TBV-07",), ("W-1", "TBV-07"), ()])
def test_what_was_washed_after_the_change_of_water_is_never_recalled(
    graph: MemoryGraph, causes: tuple[str, ...]
) -> None:
    answer = asked(graph, *causes)

    for scope in ScopeName:
        assert lots_in(answer, scope).isdisjoint(expected()["scopes"]["must_exclude"])


def test_the_same_water_is_the_reason_and_its_unknown_start_a_gap(
    graph: MemoryGraph,
) -> None:
    answer = asked(graph, "W-1")

    [reason] = thing(answer, "L3").reasons
    assert (reason.kind, reason.source, reason.start_known) == ("equipment", TANK, False)
    assert reason.to == clock("2026-09-14 08:00").astimezone(UTC)
    [gap] = [gap for gap in answer.gaps if gap.kind is GapKind.WINDOW_START_UNKNOWN]
    assert gap.object == TANK
    assert gap.since == clock("2026-09-14 06:30").astimezone(UTC)


def test_nobody_having_named_a_cause_everything_it_may_be_is_a_precaution(
    graph: MemoryGraph,
) -> None:
    answer = asked(graph)

    assert answer.causes_inferred
    assert lots_in(answer, ScopeName.GENEALOGICAL) == {"L1"}
    assert lots_in(answer, ScopeName.PRECAUTIONARY) == {"L1", "L2", "L3", "X9"}
    assert [cause.id.rsplit("/", 1)[1] for cause in answer.candidates] == [
        "TBV-07",
        "H-A1",
        "H-B1",
        "W-1",
    ]


def test_the_precautionary_recall_can_take_back_a_quarter(graph: MemoryGraph) -> None:
    balance = only(asked(graph, "W-1"), ScopeName.PRECAUTIONARY)

    assert balance.recoverable == Share(Decimal("25.09"), Decimal("25.09"))
    assert balance.reconciled == Share(Decimal("100.00"), Decimal("100.00"))


MISSING = {("STALL", "L1"): 2, ("STALL", "L3"): 4}


def collection(story: Story) -> None:
    """Two days later everything on hand is given back; the stall has six packs too few."""
    when = clock("2026-09-19 10:00")
    for lot in ("L1", "L2", "L3"):
        for place, packs in expected()["answers"][lot]["on_hand"].items():
            given = packs - MISSING.get((place, lot), 0)
            product = susu.PRODUCT_OF[lot]
            here = Moment(when, place)
            story.see(here, Step(RETURNING), [PLACES.some(product, lot, given)])
            nothing = [PLACES.some(product, lot, 0)]
            later = Moment(clock("2026-09-19 18:00"), place)
            story.see(later, Step("stock_taking"), nothing)


def test_two_days_later_six_packs_are_missing_at_the_stall_and_nowhere_else() -> None:
    story = susu.tell(PLACES, table())
    collection(story)
    graph = graph_of(story.told)

    start = only(asked(graph, "W-1"), ScopeName.PRECAUTIONARY)
    later = asked(graph, "W-1", at=clock("2026-09-19 20:00").astimezone(UTC))
    now = only(later, ScopeName.PRECAUTIONARY)

    assert collected(start, now) == exactly(551)
    assert recovered(start, now) == Share(Decimal("98.92"), Decimal("98.92"))
    assert now.on_hand == exactly(0)
    assert now.states[Holding.UNEXPLAINED] == exactly(6)
    missing = {
        (chayote.code_at(held.place), lot): held.lower
        for lot in ("L1", "L2", "L3")
        for held in thing(later, lot).affected.held
        if held.state is Holding.UNEXPLAINED
    }
    assert missing == MISSING
    assert now.reconciled == Share(Decimal("99.73"), Decimal("99.73"))


def test_a_distributor_that_sent_everything_on_holds_nothing(graph: MemoryGraph) -> None:
    found = thing(asked(graph, "W-1"), "L3")

    assert "DIST" not in by_place(found, Holding.ON_HAND)
    assert "DIST" in [chayote.code_at(stay.place) for stay in found.stays]


def test_what_was_shipped_and_not_received_is_under_way_and_not_on_hand() -> None:
    graph = graph_of(told(deed for deed in table() if deed.id != "E25r"))
    before_sales = clock("2026-09-14 18:00").astimezone(UTC)

    answer = asked(graph, "W-1", at=before_sales)

    found = thing(answer, "L1")
    assert "RET1" not in by_place(found, Holding.ON_HAND)
    assert exact(found.balance, Holding.IN_TRANSIT) == 250
    assert exact(found.balance, Holding.ON_HAND) == 750
    assert found.balance.reconciled == Share(Decimal("75.00"), Decimal("75.00"))
    [gap] = [gap for gap in answer.gaps if gap.kind is GapKind.SHIPPED_NOT_RECEIVED]
    assert gap.object == key("L1")


def test_a_wash_reported_late_widens_the_recall_from_then_on() -> None:
    reported = clock("2026-09-18 09:00")
    graph = graph_of(told(table(), late={"E11": reported}))

    before = asked(graph, "W-1", as_of=clock("2026-09-17 15:00").astimezone(UTC))
    after = asked(graph, "W-1", as_of=reported.astimezone(UTC))

    assert lots_in(before, ScopeName.PRECAUTIONARY) == {"L1", "L2"}
    assert lots_in(after, ScopeName.PRECAUTIONARY) == {"L1", "L2", "L3"}
    change = difference(before, after).scopes[2]
    assert change.added == tuple(sorted(keys(["W-2", "L3"])))
    assert change.removed == ()
    assert {chayote.code_at(place) for _, place in change.holders_added} == {"SCHOOL"}
    assert set(change.parties_added) == {PLACES.party("SCHOOL")}


def test_a_lot_known_by_its_firm_only_from_a_receipt_has_an_unknown_beginning() -> None:
    deeds = [deed for deed in table() if deed.id not in ("E15", "E11")]

    found = thing(asked(graph_of(told(deeds)), seeds=["L3"]), "L3")

    assert found.balance.produced == Amount(None, None)
    assert found.balance.reconciled == Share(None, None)


def test_any_table_of_that_form_can_be_told() -> None:
    deed = Deed.of(
        {
            "id": "Z1",
            "time": "2026-09-14T05:00",
            "type": "Transformation",
            "bizStep": "harvesting",
            "loc": "PLOT_C",
            "outputs": [["H-C1", 270]],
        }
    )

    [event] = told([deed])

    assert event.event.event_time == clock("2026-09-14 05:00")
    assert event.recorded == clock("2026-09-14 06:00")
    assert deed == replace(deed, inputs=[], to=None)
