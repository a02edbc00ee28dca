"""What an answer says of each object, and whether that is everything there is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.traceability.tracing.telling import (
    CASE,
    FARM,
    GTIN,
    MARKET,
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
    about,
    at,
    back,
    ended,
    forward,
    gap,
    gaps,
    graph_of,
    ids,
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
from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.tracing import answer_json, trace
from truyxuat.traceability.tracing.query import Budget, Follow, MasterData, Mode, Query


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
    assert body["affected"] == [
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
