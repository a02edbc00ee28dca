"""`GET /trace/{id}`: any spelling in, the exact answer with its limits out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import (
    CHEESE,
    MILK,
    declared_wrong,
    document,
    event,
    lot_event,
)
from truyxuat.services.api.trace_examples import ANSWER
from truyxuat.services.app import create_app
from truyxuat.services.settings import Settings

MILK_KEY = "https://id.gs1.org/01/09521234003014/10/M1"
CHEESE_KEY = "https://id.gs1.org/01/09521234003021/10/C1"
MADE = lot_event(1, MILK, 1000, action="ADD", bizStep="commissioning")
CHURNED = {
    "type": "TransformationEvent",
    "eventID": "urn:uuid:churned",
    "eventTime": "2026-09-14T04:00:00.000Z",
    "eventTimeZoneOffset": "+07:00",
    "inputQuantityList": [{"epcClass": MILK, "quantity": 1000, "uom": "KGM"}],
    "outputQuantityList": [{"epcClass": CHEESE, "quantity": 100, "uom": "KGM"}],
}

Json = dict[str, Any]  # the answer of a trace


@pytest.fixture
def dairy(platform: TestClient) -> TestClient:
    """Milk was made, and cheese of it."""
    platform.post("/capture", json=document(MADE, CHURNED))
    return platform


def traced(platform: TestClient, address: str) -> Json:
    answer = platform.get(address)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def affected(answer: Json) -> list[str]:
    return [each["id"] for each in answer["affected"]]


@pytest.mark.parametrize(
    "spelling",
    [
        MILK,
        MILK_KEY,
        "https://dairy.example/01/09521234003014/10/M1?17=270101",
        "(01)09521234003014(10)M1",
        "]C1010952123400301410M1",
    ],
)
def test_milk_in_any_spelling_is_found_in_its_cheese(
    dairy: TestClient, spelling: str
) -> None:
    answer = traced(dairy, f"/trace/{quote(spelling, safe='')}")

    assert affected(answer) == [CHEESE_KEY]
    assert answer["query"]["seeds"] == [MILK_KEY]
    assert answer["complete"] is True


def test_cheese_is_traced_back_to_its_milk(dairy: TestClient) -> None:
    answer = traced(dairy, f"/trace/{quote(CHEESE)}?direction=back&mode=certain")

    assert affected(answer) == [MILK_KEY]
    assert (answer["query"]["direction"], answer["query"]["mode"]) == ("back", "certain")


def test_the_answer_says_how_far_the_graph_had_followed_the_record(
    dairy: TestClient,
) -> None:
    answer = traced(dairy, f"/trace/{quote(MILK)}")

    assert (answer["recorded_to"], answer["linked_to"]) == (2, 2)


def test_the_published_example_has_the_names_of_a_real_answer(dairy: TestClient) -> None:
    answer = traced(dairy, f"/trace/{quote(MILK)}")

    assert set(ANSWER) == set(answer)
    assert set(ANSWER["query"]) == set(answer["query"])
    [cheese] = answer["affected"]
    [example] = ANSWER["affected"]
    assert set(example) <= set(cheese)
    assert set(example["held"][0]) <= set(cheese["held"][0])


def test_as_of_an_earlier_time_the_answer_is_what_was_known_then(
    platform: TestClient,
) -> None:
    platform.post("/capture", json=document(MADE))
    job = platform.post("/capture", json=document(CHURNED)).json()
    before = traced(platform, f"/trace/{quote(MILK)}")
    platform.post("/capture", json=document(declared_wrong(CHURNED)))

    now = traced(platform, f"/trace/{quote(MILK)}")
    then = traced(platform, f"/trace/{quote(MILK)}?as_of={job['createdAt']}")

    assert affected(before) == affected(then) == [CHEESE_KEY]
    assert affected(now) == []


def test_an_answer_is_never_given_as_of_a_time_that_could_still_change_it(
    dairy: TestClient,
) -> None:
    asked = dairy.get(f"/trace/{quote(MILK)}?as_of=2999-01-01T00:00:00Z").json()
    now = dairy.get(f"/trace/{quote(MILK)}").json()

    assert asked["query"]["as_of"] < now["query"]["as_of"]
    assert asked["result_hash"] == now["result_hash"]


def test_several_seeds_are_one_question(dairy: TestClient) -> None:
    dairy.post("/capture", json=document(event(5)))
    more = quote("urn:epc:id:sgtin:9521234.000101.5")

    answer = traced(dairy, f"/trace/{quote(MILK)}?seed={more}&seed={quote(MILK_KEY)}")

    assert answer["query"]["seeds"] == [
        MILK_KEY,
        "https://id.gs1.org/01/09521234001010/21/5",
    ]


def test_what_to_follow_is_given_one_by_one_or_with_commas(dairy: TestClient) -> None:
    commas = traced(dairy, f"/trace/{quote(MILK)}?follow=containment,contact")
    single = traced(dairy, f"/trace/{quote(MILK)}?follow=containment&follow=contact")

    assert commas["query"]["follow"] == ["composition", "contact", "containment"]
    assert single["query"]["follow"] == commas["query"]["follow"]
    assert affected(commas) == affected(single) == [CHEESE_KEY]


def test_bounds_are_inclusive_and_in_any_offset(dairy: TestClient) -> None:
    until = "2026-09-14T11:00:00+07:00"

    assert affected(traced(dairy, f"/trace/{quote(MILK)}?to={quote(until)}")) == [
        CHEESE_KEY
    ]
    early = "2026-09-14T03:59:59Z"
    assert affected(traced(dairy, f"/trace/{quote(MILK)}?to={early}")) == []


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("(01)09521234003014(10)M2", 404, "No event names 'https://id.gs1.org/01/"),
        ("(01)09521234003015(10)M1", 400, "id: GTIN '09521234003015': check digit"),
        (f"{MILK}?direction=sideways", 400, "/query/direction: "),
        (f"{MILK}?mode=sure", 400, "/query/mode: "),
        (f"{MILK}?mode=certain&mode=possible", 400, "mode: expected one value, got 2."),
        (f"{MILK}?depth=3", 400, "/query/depth: "),
        (f"{MILK}?from=yesterday", 400, "from: expected an instant such as"),
        (f"{MILK}?to=2026-09-14", 400, "to: expected an instant such as"),
        (f"{MILK}?to=9999-12-31T23:59:59-12:00", 400, "to: expected an instant such as"),
        (f"{MILK}?follow=everything", 400, "follow: expected composition, "),
        (f"{MILK}?seed=hello", 400, "seed: "),
        (
            f"{MILK}?from=2026-09-15T00:00:00Z&to=2026-09-14T00:00:00Z",
            400,
            "'to' (2026-09-14T00:00:00+00:00) is before 'from'",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    dairy: TestClient, address: str, status: int, detail: str
) -> None:
    answer = dairy.get(f"/trace/{address}")

    assert answer.status_code == status
    assert answer.json()["detail"].startswith(detail)


def test_a_trace_that_hits_its_budget_says_so(settings: Settings) -> None:
    poor = settings.model_copy(update={"trace_objects_max": 1})
    lots = [f"urn:epc:class:lgtin:9521234.000302.C{number}" for number in range(5)]
    split = {
        **CHURNED,
        "outputQuantityList": [
            {"epcClass": lot, "quantity": 1, "uom": "KGM"} for lot in lots
        ],
    }

    with TestClient(create_app(poor)) as platform:
        platform.post("/capture", json=document(MADE, split))
        answer = traced(platform, f"/trace/{quote(MILK)}")

    assert answer["complete"] is False
    assert answer["truncated_by"]


def test_too_many_seeds_are_refused_by_name(settings: Settings) -> None:
    few = settings.model_copy(update={"trace_seeds_max": 1})

    with TestClient(create_app(few)) as platform:
        answer = platform.get(f"/trace/{quote(MILK)}?seed={quote(CHEESE)}")

    assert answer.status_code == 400
    assert answer.json()["detail"] == "seed: 2 to start from; trace_seeds_max is 1."
