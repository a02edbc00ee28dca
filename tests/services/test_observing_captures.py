"""Every event that was sent is counted once, by what became of it: the sum is what was sent."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import body, document, event
from tests.services.observed import events_by_outcome, metrics
from truyxuat.services.app import create_app
from truyxuat.services.database import open_database
from truyxuat.services.settings import Settings

JSON = {"Content-Type": "application/json"}


def test_events_captured_again_and_in_conflict_are_told_apart(
    platform: TestClient,
) -> None:
    platform.post("/capture", json=document(event(1), event(2), event(3)))
    platform.post("/capture", json=document(event(1), event(2), event(4)))
    platform.post("/capture", json=document(event(1, bizStep="receiving"), event(5)))

    assert events_by_outcome(platform) == {"recorded": 5, "duplicate": 2, "conflict": 1}
    assert metrics(platform)["truyxuat_capture_seconds_count"] == 3


def test_a_document_rolled_back_is_refused_but_for_what_was_known(
    platform: TestClient,
) -> None:
    platform.post("/capture", json=document(event(1), event(2)))

    rolled_back = platform.post(
        "/capture",
        json=document(event(1), event(2, bizStep="receiving"), event(3)),
        headers={"GS1-Capture-Error-Behaviour": "rollback"},
    )

    assert rolled_back.status_code == 202
    assert events_by_outcome(platform) == {"recorded": 2, "duplicate": 1, "refused": 2}


def test_one_event_by_itself_is_counted_likewise(platform: TestClient) -> None:
    sent = [event(1), event(1), event(1, bizStep="receiving"), event(2, eventTime="?")]
    context = document()["@context"]

    statuses = [
        platform.post("/events", json={"@context": context, **each}).status_code
        for each in sent
    ]

    assert statuses == [201, 200, 409, 400]
    assert events_by_outcome(platform) == {"recorded": 1, "duplicate": 1, "refused": 2}


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"no JSON", JSON, 400),
        (body(event(1, eventTime="?"), event(2)), JSON, 400),
        (body(event(1)), {"Content-Type": "text/csv"}, 415),
        (body(event(1), event(2)) + b" " * 2_000, JSON, 413),
    ],
)
def test_a_document_that_cannot_be_read_counts_as_one_refused(
    settings: Settings, content: bytes, headers: dict[str, str], status: int
) -> None:
    small = settings.model_copy(update={"body_bytes_max": 2_000})

    with TestClient(create_app(small)) as platform:
        answer = platform.post("/capture", content=content, headers=headers)
        counted = events_by_outcome(platform)

    assert answer.status_code == status
    assert counted == {"refused": 1}


def test_a_document_of_too_many_events_is_refused_with_all_of_them(
    settings: Settings,
) -> None:
    small = settings.model_copy(update={"document_events_max": 2})

    with TestClient(create_app(small)) as platform:
        answer = platform.post(
            "/capture", json=document(*(event(number) for number in range(7)))
        )
        counted = events_by_outcome(platform)

    assert answer.status_code == 413
    assert counted == {"refused": 7}


def test_events_that_the_record_could_not_take_were_refused(settings: Settings) -> None:
    impatient = settings.model_copy(update={"busy_seconds_max": 0.05})
    other = open_database(settings)

    with TestClient(create_app(impatient)) as platform:
        with other.writing() as session:
            session.connection()
            answer = platform.post("/capture", json=document(event(1), event(2)))
        counted = events_by_outcome(platform)
    other.close()

    assert answer.status_code == 503
    assert counted == {"refused": 2}


def test_an_announced_recall_is_an_event_recorded_like_any_other(
    platform: TestClient,
) -> None:
    lot = {"epcClass": "urn:epc:class:lgtin:9521234.000301.M1", "quantity": 5, "uom": "KGM"}
    made = event(1, epcList=None, quantityList=[lot], bizStep="commissioning", action="ADD")
    platform.post("/capture", json=document(made))
    drafted = platform.post("/recalls", json={"seeds": [lot["epcClass"]], "reason": "test"})

    address = f"{drafted.headers['Location']}/announcement"
    announced = platform.post(address, json={"scope": "narrow"})

    assert announced.status_code == 200
    assert events_by_outcome(platform) == {"recorded": 2}


def test_reading_pages_and_events_counts_no_capture(trade: TestClient) -> None:
    before = events_by_outcome(trade)

    trade.get("/events")
    trade.get("/capture")
    trade.post("/lookup", content=b"x")

    assert events_by_outcome(trade) == before == {"recorded": 4}
