"""Whether an answer is everything there is: gaps, budgets, questions refused, its JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.traceability.tracing.telling import (
    FARM,
    GTIN,
    ONE,
    P2,
    SHOP,
    SHOPKEEPER,
    TWO,
    A,
    B,
    C,
    D,
    P,
    at,
    back,
    forward,
    gap,
    gaps,
    graph_of,
    ids,
    made,
    packed,
    received,
    seen,
    shipped,
    some,
    turned,
    unpacked,
)
from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.tracing import answer_json, trace
from truyxuat.traceability.tracing.query import Budget, Follow, MasterData, Mode, Query


def test_nobody_says_where_a_thing_came_from() -> None:
    found = gap(forward(seen("08:00", ONE, id="1"), seed=ONE), "never_commissioned")

    assert (found.object, found.event, found.since) == (ONE, "1", at("08:00"))
    assert found.reason == (
        "No event says how it was made or where it came from; it is first named by this event."
    )
    nothing = gap(forward(seen("08:00", ONE), seed=TWO), "never_commissioned")
    assert (nothing.event, nothing.since) == (None, None)


def test_an_unnamed_container_and_unnamed_contents_are_gaps() -> None:
    into_what = packed("08:00", None, ONE)
    what = unpacked("08:00", P), packed("07:00", P2)

    assert ("unknown_parent", ONE) in gaps(forward(into_what, seed=ONE))
    assert ("unknown_child", P) in gaps(forward(*what, seed=P))
    assert ("unknown_child", P2) in gaps(forward(*what, seed=P2))
    known = packed("07:00", P, ONE), unpacked("08:00", P)
    assert ("unknown_child", P) not in gaps(forward(*known, seed=P))


def test_what_is_not_understood_is_a_gap() -> None:
    bad = "urn:epc:id:sscc:0614141.12345678901234"
    several = made("08:00", some(GTIN, 5), lot_unknown=True)
    broken = seen("08:00", bad, malformed=(bad,))

    assert ("not_understood", GTIN) in gaps(forward(several, seed=GTIN))
    assert ("not_understood", bad) in gaps(forward(broken, seed=bad))


def test_a_budget_that_is_reached_makes_the_answer_incomplete() -> None:
    events = turned("08:00", [A], [B]), turned("09:00", [B], [C]), turned("10:00", [C], [D])

    whole = forward(*events, seed=A)
    few_objects = forward(*events, seed=A, budget=Budget(objects_max=2))
    few_events = forward(*events, seed=A, budget=Budget(events_max=1))
    behind = back(*events, seed=D, budget=Budget(objects_max=2))

    assert (whole.complete, whole.truncated_by) == (True, None)
    assert (few_objects.complete, few_objects.truncated_by) == (False, "objects_max")
    assert ids(few_objects) == {B}
    assert (few_events.complete, few_events.truncated_by) == (False, "events_max")
    assert (behind.complete, ids(behind)) == (False, {C})


def test_a_question_without_a_start_or_with_its_bounds_crossed_cannot_be_asked() -> None:
    graph = graph_of()

    with pytest.raises(InvalidQuery, match="needs at least one identifier to start from"):
        trace(graph, Query(seeds=()))
    with pytest.raises(InvalidQuery, match=r"'to' .* is before 'from'"):
        trace(graph, Query(seeds=(A,), from_=at("09:00"), to=at("08:00")))


def test_a_seed_nobody_named_is_unborn_and_has_nothing() -> None:
    answer = forward(made("08:00", ONE), seed=A)

    assert answer.seeds[0].life == "unborn"
    assert answer.seeds[0].since is None
    assert (answer.affected, answer.events, answer.consignees) == ((), (), ())


def test_a_consignee_comes_with_the_contact_that_is_known() -> None:
    events = (
        shipped("08:00", ONE, FARM, SHOPKEEPER),
        received("09:00", ONE, SHOP, SHOPKEEPER),
    )
    master = MasterData(contacts={SHOPKEEPER: {"phone": "02113 800 000", "name": "Shop"}})

    answer = forward(*events, seed=ONE, master=master)

    assert answer_json(answer)["consignees"] == [
        {
            "party": SHOPKEEPER,
            "wave": 1,
            "objects": [ONE],
            "received": "2026-09-14T09:00:00Z",
            "contact": {"name": "Shop", "phone": "02113 800 000"},
        }
    ]


AFFECTED_IN_JSON = [
    {
        "id": B,
        "level": "lot",
        "since": "2026-09-14T09:00:00Z",
        "certainty": "certain",
        "anticausal": False,
        "via": "composition",
        "witness": ["3"],
        "more_paths": False,
        "life": "alive",
        "place": FARM,
        "holder": FARM,
        "owner": None,
        "disposition": None,
        "persistent_dispositions": [],
        "held": [
            {
                "party": None,
                "place": FARM,
                "state": "on_hand",
                "lower": None,
                "upper": None,
                "unit": None,
                "claimed_by": None,
            }
        ],
        "flags": [],
    }
]


def test_the_answer_as_json_has_the_names_that_other_programs_read() -> None:
    events = (
        made("07:00", some(A, "1.50", "KGM"), place=FARM, id="1"),
        packed("08:00", P, some(A, "1.50", "KGM"), id="2"),
        turned("09:00", [some(A, 1, "KGM")], [B], place=FARM, id="3"),
    )

    body = answer_json(forward(*events, seed=A, as_of=at("23:30")))

    assert json.loads(json.dumps(body)) == body
    assert body["query"] == {
        "seeds": [A],
        "direction": "forward",
        "from": None,
        "to": None,
        "as_of": "2026-09-14T23:30:00Z",
        "mode": "certain",
        "follow": ["association", "composition", "containment"],
    }
    assert (body["complete"], body["truncated_by"]) == (True, None)
    assert (body["recorded_to"], body["linked_to"]) == (3, 3)
    assert body["affected"] == AFFECTED_IN_JSON
    assert body["carriers"] == [
        {"id": P, "from": "2026-09-14T08:00:00Z", "to": None, "of": [A], "inferred": []}
    ]
    assert "contact" not in body
    assert str(body["result_hash"]).startswith("sha256:")


def test_a_question_with_instants_of_its_own_echoes_them() -> None:
    body = answer_json(forward(made("08:00", A), seed=A, since=((A, at("08:00")),)))

    assert isinstance(body["query"], dict)
    assert body["query"]["since"] == {A: "2026-09-14T08:00:00Z"}


def test_the_hash_names_what_was_found_and_not_when_it_was_asked() -> None:
    event = turned("08:00", [A], [B])
    found = forward(event, seed=A)

    later = replace(found, linked_to=99, recorded_to=100)
    other = forward(event, seed=A, mode=Mode.POSSIBLE)

    hashes = [answer_json(each)["result_hash"] for each in (found, later, other)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_what_only_touched_stands_apart_in_json() -> None:
    body = answer_json(forward(packed("08:00", P, ONE, TWO), seed=ONE, also=Follow.CONTACT))

    assert isinstance(body["contact"], list)
    [near] = body["contact"]
    assert isinstance(near, dict)
    assert (near["id"], near["via"], near["certainty"]) == (TWO, "contact", "possible")


def test_a_chain_is_kept_though_what_it_leads_through_is_settled_again() -> None:
    events = (
        turned("10:00", [A], [], transformation="urn:x:1", id="in-1"),
        turned("09:00", [], [B], transformation="urn:x:1", id="out-1"),
        turned("11:00", [B], [], transformation="urn:x:2", id="in-2"),
        turned("08:00", [], [C], transformation="urn:x:2", id="out-2"),
        turned("12:00", [C], [], transformation="urn:x:3", id="in-3"),
        turned("07:00", [], [B], transformation="urn:x:3", id="out-3"),
    )

    answer = forward(*events, seed=A, mode=Mode.POSSIBLE)

    assert {each.id: each.witness for each in answer.affected} == {
        B: ("in-1", "out-1", "in-2", "out-2", "in-3", "out-3"),
        C: ("in-1", "out-1", "in-2", "out-2"),
    }
