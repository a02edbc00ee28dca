"""What cannot be asked of a recall, or not twice, and what every refusal says."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.services.recall_record import (
    AT,
    PLACES,
    Json,
    drafted,
    keep_story,
    key,
)
from truyxuat.services.app import create_app
from truyxuat.services.settings import Settings

ON_EVERY_ENGINE = False

TANK = PLACES.place("TANK_W1")


REFUSED = [
    (
        {},
        400,
        "A recall starts from seeds or from a place and time window: name one of them.",
    ),
    ({"seeds": ["01234"]}, 400, "seeds: '01234': a GTIN of 8, 12, 13 or 14 digits or an "),
    ({"seeds": [key("L1")], "causes": ["x y"]}, 400, "causes: 'x y': a GS1 identifier "),
    ({"seeds": [key("L1")], "lookback_hours": -1}, 422, "/body/lookback_hours: "),
    ({"seeds": [key("L1")], "at": "2026-09-17T14:00:00"}, 422, "/body/at: "),
    ({"seeds": [key("L1")], "scope": "narrow"}, 422, "/body/scope: "),
    (
        {"seeds": [key("L1")], "as_of": "2999-01-01T00:00:00Z"},
        400,
        "as_of: nothing is known",
    ),
    (
        {"seeds": ["https://id.gs1.org/01/09521234001010/10/NEVER"]},
        404,
        "Nothing is recorded about https://id.gs1.org/01/09521234001010/10/NEVER, so ",
    ),
    (
        {"window": {"place": TANK, "from": AT, "to": "2026-09-01T00:00:00Z"}},
        400,
        "The window ends at 2026-09-01T00:00:00Z, before it begins at 2026-09-17T07:00:00Z.",
    ),
    (
        {"serials": [{"product": "09521234004011", "first": "9", "last": "10"}]},
        400,
        "serials: expected two of one length in ascending order, got '9' to '10'.",
    ),
    (
        {"born": [{"product": "09521234004011", "from": AT, "to": AT}]},
        400,
        "born: no goods of '09521234004011' are recorded in that range.",
    ),
    (
        {"window": {"place": PLACES.place("GOLD"), "from": AT, "to": AT}},
        404,
        f"Nothing is recorded about {PLACES.place('GOLD')}, so there is nothing to recall.",
    ),
]


@pytest.mark.parametrize(("asked", "status", "detail"), REFUSED)
def test_a_question_that_cannot_be_asked_says_why(
    chayote: TestClient, asked: Json, status: int, detail: str
) -> None:
    answer = chayote.post("/recalls", json=asked)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(detail)
    assert chayote.get("/recalls").json() == {"recalls": []}


UNSOUND = [
    (b'{"seeds": ["1"], "seeds": ["2"]}', 400, "/seeds: The key 'seeds' stands twice in "),
    (b'{"seeds": ["1"]', 400, "/: Not JSON at line 1 column 16: Expecting ',' delimiter."),
    (b'{"seeds": ["\xff"]}', 400, "/: Byte 12 is not UTF-8."),
    (b'{"reason": "\\ud800"}', 400, "/reason: A NUL or half of a surrogate pair is "),
    (b"[" * 200_000, 400, "/: Nested deeper than 64 levels."),
    (b"", 422, "/body: Field required"),
]


@pytest.mark.parametrize(("body", "status", "detail"), UNSOUND)
def test_a_recall_is_never_drafted_from_a_body_that_can_be_read_two_ways(
    chayote: TestClient, body: bytes, status: int, detail: str
) -> None:
    answer = chayote.post(
        "/recalls", content=body, headers={"content-type": "application/json"}
    )

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(detail)
    assert chayote.get("/recalls").json() == {"recalls": []}


def test_a_recall_is_not_asked_in_plain_text(chayote: TestClient) -> None:
    answer = chayote.post("/recalls", content=b"{}", headers={"content-type": "text/plain"})

    assert answer.status_code == 415
    assert answer.json()["detail"] == (
        "Content-Type: expected application/json or application/ld+json, got 'text/plain'."
    )


@pytest.mark.parametrize(
    "address",
    ["/recalls/none", "/recalls/none.csv", "/recalls/none.xlsx", "/recalls/none.json"],
)
def test_a_recall_nobody_drafted_is_not_found(chayote: TestClient, address: str) -> None:
    answer = chayote.get(address)

    assert answer.status_code == 404
    assert answer.json()["detail"] == "No recall is called 'none'."


def test_too_many_things_to_start_from_name_the_limit(settings: Settings) -> None:
    small = settings.model_copy(update={"trace_seeds_max": 1})
    with TestClient(create_app(small)) as platform:
        keep_story(platform)

        answer = platform.post("/recalls", json={"seeds": [key("L1"), key("L2")]})

    assert answer.json()["detail"] == (
        "The recall starts from 2 things; trace_seeds_max is 1."
    )


def test_a_recall_that_hits_its_budget_says_so(settings: Settings) -> None:
    small = settings.model_copy(update={"trace_objects_max": 1})
    with TestClient(create_app(small)) as platform:
        keep_story(platform)

        recall = drafted(platform, "TBV-07")

    assert recall["complete"] is False
    assert recall["answer"]["truncated_by"] == "objects_max"
