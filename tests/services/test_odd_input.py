"""Input at the edge of the calendar or of a scanner's habits gets an answer, never a failure."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import MILK, document, lot_event
from truyxuat.services.pages.opening import BLANKS, opening_of

BEFORE_TIME = "0001-01-01T00:00:00+07:00"


@pytest.fixture
def dairy(platform: TestClient) -> TestClient:
    made = lot_event(1, MILK, 100, action="ADD", bizStep="commissioning")
    assert platform.post("/capture", json=document(made)).status_code == 202
    return platform


@pytest.mark.parametrize("name", ["at", "as_of"])
def test_a_recall_as_of_before_the_calendar_is_refused_by_name(
    dairy: TestClient, name: str
) -> None:
    answer = dairy.post(
        "/recalls", json={"seeds": [MILK], name: BEFORE_TIME, "reason": "x"}
    )

    assert answer.status_code == 400
    assert f"{name}: expected an instant between the years 1 and 9999" in answer.text


def test_a_trace_page_before_the_calendar_says_so(dairy: TestClient) -> None:
    answer = dairy.get("/regulator/trace", params={"id": MILK, "as_of": BEFORE_TIME})

    assert answer.status_code == 400


def test_a_leading_fnc1_of_a_scanner_is_part_of_the_code() -> None:
    assert "\x1d" not in BLANKS

    assert opening_of("\x1d010952123400101010L1").path == "/01/09521234001010/10/L1"


@pytest.mark.parametrize(
    "address",
    ["/events/a%00b", "/events?EQ_eventID=a%00b", "/lookup?code=%00", "/trace/urn:x:%00"],
)
def test_an_address_with_a_nul_is_refused_on_every_engine(
    platform: TestClient, address: str
) -> None:
    answer = platform.get(address)

    assert answer.status_code == 400
    assert "NUL" in answer.json()["detail"]


def test_the_longest_names_fit_into_every_index(platform: TestClient) -> None:
    name = "urn:x:" + "".join(f"{number:x}" for number in range(9_999))[:1_018]
    longest = lot_event(
        1,
        name,
        1,
        eventID=name,
        bizStep=name,
        disposition=name,
        readPoint={"id": name},
        bizTransactionList=[{"type": name, "bizTransaction": name}],
    )

    assert platform.post("/capture", json=document(longest)).status_code == 202
    assert platform.get("/events", params={"EQ_eventID": name}).json()["epcisBody"]
