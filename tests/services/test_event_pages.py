"""Answers in pages: together one state of the record, whatever is captured meanwhile."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import (
    MILK,
    document,
    event,
    listed,
)
from tests.services.querying import (
    HARVEST,
    MAKING,
    PACKING,
    SHIPPING,
    found,
)
from truyxuat.services.app import create_app
from truyxuat.services.settings import Settings


def test_more_than_the_caller_can_take_is_refused(trade: TestClient) -> None:
    assert trade.get("/events?maxEventCount=4").status_code == 200

    answer = trade.get("/events?maxEventCount=3")

    assert answer.status_code == 413
    assert answer.json()["detail"] == ("The query finds more events than maxEventCount, 3.")


@pytest.mark.parametrize(
    "order",
    [
        "",
        "&GE_eventTime=2026-09-14T00:00:00Z",
        "&GE_recordTime=2026-01-01T00:00:00Z",
        "&orderBy=eventTime",
        "&orderBy=eventTime&orderDirection=ASC",
        "&orderBy=recordTime",
    ],
)
def test_pages_are_one_state_of_the_record_whatever_is_captured_meanwhile(
    platform: TestClient, order: str
) -> None:
    times = ["2026-09-14T05:00:00.000Z", "2026-09-14T03:00:00.000Z"]
    sent = [event(number, eventTime=times[number % 2]) for number in range(10, 20)]
    platform.post("/capture", json=document(*sent))
    whole = found(platform, f"/events?perPage=100{order}")

    pages = []
    address = f"/events?perPage=3{order}"
    late = 100
    while address:
        answer = platform.get(address)
        pages += [each["eventID"] for each in listed(answer.json())]
        address = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
        late += 1
        platform.post("/capture", json=document(event(late, eventTime=times[late % 2])))

    assert len(whole) == 10
    assert pages == whole


def test_a_count_limit_holds_over_all_pages(trade: TestClient) -> None:
    first = trade.get("/events?orderBy=eventTime&eventCountLimit=3&perPage=2")
    address, _, relation = first.headers["Link"].partition("; ")

    second = trade.get(address.strip("<>"))

    assert relation == 'rel="next"'
    assert len(listed(first.json())) == 2
    assert len(listed(second.json())) == 1
    assert "Link" not in second.headers


def test_a_page_token_continues_its_own_query_only(trade: TestClient) -> None:
    token = trade.get("/events?perPage=1").headers["Link"].partition("nextPageToken=")[2]

    answer = trade.get(f"/events?EQ_action=ADD&nextPageToken={token.partition('>')[0]}")

    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        "nextPageToken: belongs to a query with other parameters."
    )


def test_a_page_is_never_larger_than_the_platform_allows(settings: Settings) -> None:
    small = settings.model_copy(update={"page_max": 2, "page_default": 1})

    with TestClient(create_app(small)) as platform:
        platform.post("/capture", json=document(HARVEST, SHIPPING, PACKING, MAKING))

        assert found(platform, "/events") == ["harvest"]
        assert found(platform, "/events?perPage=999999999") == ["harvest", "shipping"]


def test_pages_of_one_thing_lead_on_at_its_own_address(trade: TestClient) -> None:
    address = f"/epcs/{quote(MILK, safe='')}/events?perPage=1"

    first = trade.get(address)
    following = first.headers["Link"].partition(">")[0].lstrip("<")

    assert following.startswith(f"/epcs/{quote(MILK, safe='')}/events?perPage=1&")
    assert found(trade, following) == ["making"]
