"""How far a recall reaches: what was found, what caused it, and what counts once."""

from __future__ import annotations

import pytest

from tests.stories.trade import (
    CHEESE,
    DAIRY,
    MILK,
    at,
    crate,
    item,
    kg,
    lot,
    made,
    packed,
    pallet,
    pieces,
    recorded,
    turned,
)
from tests.traceability.recalling.asking import (
    GENEALOGICAL,
    NARROW,
    PRECAUTIONARY,
    goods,
    recalled,
    thing,
    why,
)
from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.recalling import PlaceWindow, RecallQuestion, recall
from truyxuat.traceability.recalling.amounts import exactly
from truyxuat.traceability.tracing.query import Budget

RAW, A, B, C = lot("RAW"), lot("A"), lot("B"), lot("C")
ONE, TWO = item("1"), item("2")


def one_source_two_lots() -> MemoryGraph:
    return recorded(
        made("05:00", kg(RAW, 100), biz_location=DAIRY),
        turned("06:00", [kg(RAW, 60)], [pieces(A, 60)], biz_location=DAIRY),
        turned("07:00", [kg(RAW, 30)], [pieces(B, 30)], biz_location=DAIRY),
        turned("08:00", [pieces(A, 10)], [pieces(C, 5)], biz_location=DAIRY),
    )


def test_a_finding_stands_for_itself_and_goes_into_its_descendants() -> None:
    answer = recalled(one_source_two_lots(), A)

    assert goods(answer, NARROW) == {A}
    assert goods(answer, GENEALOGICAL) == {A, C}
    assert goods(answer, PRECAUTIONARY) == {A, B, C}
    assert why(answer, C) == [("descendant", A)]
    assert why(answer, B) == [("input_lot", RAW)]
    assert answer.causes == (A,)
    assert answer.causes_inferred


def test_several_findings_point_to_the_earliest_thing_they_share() -> None:
    answer = recalled(one_source_two_lots(), B, C)

    assert answer.causes == (RAW,)
    assert answer.causes_inferred
    assert goods(answer, GENEALOGICAL) == {A, B, C}
    [cause] = [one for one in answer.candidates if one.chosen]
    assert (cause.id, cause.seeds, cause.time) == (RAW, tuple(sorted((B, C))), at("05:00"))


def test_findings_that_share_nothing_stand_for_themselves() -> None:
    graph = recorded(
        made("05:00", pieces(A, 10), biz_location=DAIRY),
        made("05:00", pieces(B, 10), biz_location=DAIRY),
    )

    answer = recalled(graph, A, B)

    assert answer.causes == (A, B)
    assert goods(answer, GENEALOGICAL) == {A, B}


def test_a_cause_that_goods_were_made_of_is_a_source_not_goods() -> None:
    answer = recalled(one_source_two_lots(), A, causes=[RAW])

    assert thing(answer, RAW).role == "source"
    assert goods(answer, GENEALOGICAL) == {A, B, C}
    assert not answer.causes_inferred
    [totals] = answer.scope(GENEALOGICAL).totals
    assert (totals.unit, totals.produced) == (None, exactly(95))


def test_what_is_found_unsafe_itself_is_goods_even_as_the_cause() -> None:
    answer = recalled(one_source_two_lots(), RAW)

    assert thing(answer, RAW).role == "goods"
    assert goods(answer, NARROW) == {RAW}


def test_what_went_wholly_into_other_things_is_not_to_be_taken_back() -> None:
    graph = recorded(
        made("05:00", kg(RAW, 60), biz_location=DAIRY),
        turned("06:00", [kg(RAW, 60)], [pieces(A, 60)], biz_location=DAIRY),
    )

    answer = recalled(graph, A, causes=[RAW])

    assert thing(answer, RAW).role == "intermediate"
    assert thing(answer, RAW).balance.closed


def test_a_finding_that_the_cause_does_not_explain_is_recalled_all_the_same() -> None:
    graph = recorded(
        made("05:00", kg(RAW, 60), biz_location=DAIRY),
        turned("06:00", [kg(RAW, 60)], [pieces(B, 60)], biz_location=DAIRY),
        made("05:00", pieces(A, 10), biz_location=DAIRY),
        turned("08:00", [pieces(A, 10)], [pieces(C, 5)], biz_location=DAIRY),
    )

    answer = recalled(graph, A, causes=[RAW])

    assert goods(answer, GENEALOGICAL) == {B, C}
    assert why(answer, C) == [("descendant", A)]
    assert why(answer, B) == [("descendant", RAW)]


def test_very_many_findings_are_followed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truyxuat.traceability.recalling.drafting.FOLLOWED_APART_MAX", 1)
    monkeypatch.setattr("truyxuat.traceability.recalling.drafting.CANDIDATE_SEEDS_MAX", 1)

    answer = recalled(one_source_two_lots(), A, B)

    assert answer.candidates == ()
    assert goods(answer, GENEALOGICAL) == {A, B, C}


def test_a_product_is_its_lots_and_loose_items_and_a_lot_is_its_items() -> None:
    graph = recorded(
        made("05:00", pieces(A, 2), biz_location=DAIRY),
        made("05:10", ONE, TWO, lot_number="A", biz_location=DAIRY),
        made("05:20", item("3"), biz_location=DAIRY),
        turned("06:00", [ONE], [pieces(lot("K", CHEESE), 1)], biz_location=DAIRY),
    )

    by_product = recalled(graph, MILK)
    by_lot = recalled(graph, A)

    assert goods(by_product, NARROW) == {A, TWO, item("3")}
    assert thing(by_product, MILK).role == "class"
    assert goods(by_lot, NARROW) == {A, TWO}
    assert lot("K", CHEESE) in goods(by_lot, GENEALOGICAL)


def test_a_container_is_recalled_with_what_is_in_it() -> None:
    graph = recorded(
        made("05:00", ONE, TWO, biz_location=DAIRY),
        packed("06:00", pallet(1), ONE, biz_location=DAIRY),
        turned("07:00", [ONE], [pieces(C, 1)], biz_location=DAIRY),
    )

    answer = recalled(graph, pallet(1))

    assert {one.id for one in answer.objects if one.scope is NARROW} == {pallet(1), ONE}
    assert thing(answer, pallet(1)).role == "goods"
    assert goods(answer, GENEALOGICAL) == {pallet(1), C}


def test_a_container_on_the_way_of_goods_is_none_itself() -> None:
    graph = recorded(
        made("05:00", kg(RAW, 10), biz_location=DAIRY),
        turned("06:00", [kg(RAW, 10)], [crate("7"), pieces(A, 10)], biz_location=DAIRY),
    )

    answer = recalled(graph, RAW)

    assert thing(answer, crate("7")).role == "container"
    assert goods(answer, GENEALOGICAL) == {A}


def test_a_question_that_starts_from_nothing_or_from_two_things_is_refused() -> None:
    window = PlaceWindow(place=DAIRY, from_=at("05:00"), to=at("06:00"))

    with pytest.raises(InvalidQuery, match="name one of them"):
        RecallQuestion()
    with pytest.raises(InvalidQuery, match="name one of them"):
        RecallQuestion(seeds=(A,), window=window)
    with pytest.raises(InvalidQuery) as refused:
        RecallQuestion(window=PlaceWindow(place=DAIRY, from_=at("06:00"), to=at("05:00")))
    assert str(refused.value) == (
        "The window ends at 2026-09-14T05:00:00Z, before it begins at 2026-09-14T06:00:00Z."
    )


def test_a_recall_cut_short_says_by_what() -> None:
    graph = one_source_two_lots()

    answer = recalled(graph, RAW, budget=Budget(objects_max=1))

    assert not answer.complete
    assert answer.truncated_by == "objects_max"


def test_a_recall_without_master_data_can_be_asked() -> None:
    answer = recall(one_source_two_lots(), RecallQuestion(seeds=(A,)))

    assert answer.complete
    assert answer.linked_to == 4
