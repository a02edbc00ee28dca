"""Two answers to one question: who must be told now, and who was told for nothing."""

from __future__ import annotations

from tests.stories.trade import (
    DAIRY,
    DAIRYMEN,
    DEPOT,
    GROCERS,
    SHOP,
    TRADERS,
    at,
    declared_wrong,
    known,
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
)
from tests.traceability.recalling.asking import recalled
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.recalling import difference, difference_json, recall_json
from truyxuat.traceability.recalling.amounts import exactly
from truyxuat.traceability.tracing.answer import Holding

A, B = lot("A"), lot("B")


def sent_to_the_wrong_shop() -> MemoryGraph:
    wrong = received("08:00", pieces(A, 6), by=TRADERS, of=DAIRYMEN, where=DEPOT)
    right = received("08:00", pieces(A, 6), by=GROCERS, of=DAIRYMEN, where=SHOP)
    return recorded(
        made("05:00", pieces(A, 10), biz_location=DAIRY),
        shipped("07:00", pieces(A, 6), by=DAIRYMEN, to=GROCERS),
        wrong,
        declared_wrong("12:00", wrong),
        known("12:00", right),
        known("13:00", turned("06:00", [pieces(A, 2)], [pieces(B, 2)], biz_location=DAIRY)),
    )


def test_a_correction_takes_one_holder_out_and_brings_another_in() -> None:
    graph = sent_to_the_wrong_shop()

    change = difference(
        recalled(graph, A, as_of="11:00"), recalled(graph, A, as_of="12:00")
    )

    narrow = change.scopes[0]
    assert narrow.holders_added == ((GROCERS, SHOP),)
    assert narrow.holders_removed == ((TRADERS, DEPOT),)
    assert narrow.parties_removed == (TRADERS,)
    assert (narrow.added, narrow.removed) == ((), ())
    assert [(one.place, one.state, one.before, one.after) for one in change.changes] == [
        (SHOP, Holding.ON_HAND, None, exactly(6)),
        (DEPOT, Holding.ON_HAND, exactly(6), None),
    ]


def test_a_late_step_brings_in_what_was_made() -> None:
    graph = sent_to_the_wrong_shop()

    change = difference(
        recalled(graph, A, as_of="12:00"), recalled(graph, A, as_of="13:00")
    )

    assert change.scopes[0].added == ()
    assert change.scopes[1].added == (B,)
    amounts = {(one.object, one.state): (one.before, one.after) for one in change.changes}
    assert amounts[A, Holding.ON_HAND] == (exactly(4), exactly(2))
    assert amounts[B, Holding.ON_HAND] == (None, exactly(2))


def test_nothing_new_is_nothing() -> None:
    graph = sent_to_the_wrong_shop()

    change = difference(recalled(graph, A, as_of="13:00"), recalled(graph, A))

    assert change.nothing
    assert difference_json(change)["changes"] == []


def test_an_answer_as_of_a_time_does_not_change_when_more_becomes_known() -> None:
    before = MemoryGraph()
    linked = sent_to_the_wrong_shop().around([A])
    before.add(linked[:3], 3)

    early, late = (
        recalled(before, A, as_of="11:00"),
        recalled(sent_to_the_wrong_shop(), A, as_of="11:00"),
    )

    assert recall_json(early)["result_hash"] == recall_json(late)["result_hash"]


def test_answers_and_differences_have_one_spelling_in_json() -> None:
    graph = recorded(
        made("05:00", pieces(A, 10), biz_location=DAIRY),
        turned("06:00", [pieces(A, 4)], [pieces(B, 2)], biz_location=DAIRY),
        packed("07:00", pallet(1), pieces(B, 2), biz_location=DAIRY),
        known("09:00", received("08:00", pallet(1), by=GROCERS, of=DAIRYMEN, where=SHOP)),
    )
    before, after = recalled(graph, B, as_of="08:00"), recalled(graph, B, as_of="09:00")

    told, change = recall_json(after), difference_json(difference(before, after))

    assert told["candidate_causes"] == [
        {"id": A, "seeds": [B], "time": "2026-09-14T05:00:00Z", "chosen": False}
    ]
    assert told["carriers"] == [
        {
            "id": pallet(1),
            "from": "2026-09-14T07:00:00Z",
            "to": None,
            "of": [B],
            "inferred": [],
        }
    ]
    scopes = change["scopes"]
    assert isinstance(scopes, dict)
    narrow = scopes["narrow"]
    assert isinstance(narrow, dict)
    assert narrow["holders_added"] == [{"party": GROCERS, "place": SHOP}]
    changes = change["changes"]
    assert isinstance(changes, list)
    assert {
        "object": B,
        "party": GROCERS,
        "place": SHOP,
        "state": "on_hand",
        "before": None,
        "after": {"lower": "2", "upper": "2"},
    } in changes


def test_an_open_window_of_the_future_is_written_out() -> None:
    graph = recorded(
        made("05:00", pieces(A, 10), biz_location=DAIRY),
        seen("06:00", pieces(A, 10), biz_location=DAIRY),
    )

    told = recall_json(recalled(graph, window=(DAIRY, "05:00", "05:30"), as_of="07:00"))

    question = told["question"]
    assert isinstance(question, dict)
    assert question["window"] == {
        "place": DAIRY,
        "from": "2026-09-14T05:00:00Z",
        "to": "2026-09-14T05:30:00Z",
    }
    assert question["as_of"] == "2026-09-14T07:00:00Z"
    assert question["lookback_hours"] == "24"
    assert at("05:00") in {thing.affected.since for thing in recalled(graph, A).objects}
