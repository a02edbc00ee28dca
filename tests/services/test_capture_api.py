"""The capture interface over HTTP, as the EPCIS 2.0 REST bindings describe it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import body, document, event, listed
from truyxuat.services.api.examples import DOCUMENT, EVENT_BODY, XML_DOCUMENT
from truyxuat.services.app import create_app
from truyxuat.services.settings import Settings


def test_a_document_is_captured_and_its_job_can_be_asked(platform: TestClient) -> None:
    answer = platform.post("/capture", json=document(event(1), event(2)))

    assert answer.status_code == 202
    assert answer.headers["GS1-EPCIS-Version"] == "2.0.0"
    assert answer.headers["GS1-CBV-Version"] == "2.0.0"
    job = platform.get(answer.headers["Location"]).json()
    assert job["captureID"] == answer.headers["Location"].rpartition("/")[2]
    assert job["running"] is False
    assert job["success"] is True
    assert job["errors"] == []
    assert (job["eventCount"], job["recordedCount"], job["duplicateCount"]) == (2, 2, 0)


def test_duplicates_are_listed_with_where_they_were_first(platform: TestClient) -> None:
    first = platform.post("/capture", json=document(event(1))).json()

    again = platform.post("/capture", json=document(event(2), event(1))).json()

    assert again["duplicates"] == [
        {
            "event": 1,
            "eventID": "urn:uuid:00000000-0000-4000-8000-000000000001",
            "firstRecorded": first["createdAt"],
            "firstCaptureID": first["captureID"],
        }
    ]


def test_a_conflict_is_told_as_a_problem_of_its_event(platform: TestClient) -> None:
    platform.post("/capture", json=document(event(1)))

    job = platform.post(
        "/capture", json=document(event(2), event(1, bizStep="receiving"))
    ).json()

    [error] = job["errors"]
    assert job["success"] is True
    assert error["type"] == "epcisException:ResourceAlreadyExistsException"
    assert (error["event"], error["code"]) == (1, "event_id_taken")
    assert error["place"] == "/epcisBody/eventList/1/eventID"


def test_rollback_is_asked_for_with_the_standards_header(platform: TestClient) -> None:
    platform.post("/capture", json=document(event(1)))

    job = platform.post(
        "/capture",
        json=document(event(2), event(1, bizStep="receiving")),
        headers={"GS1-Capture-Error-Behaviour": "rollback"},
    ).json()

    assert job["success"] is False
    assert job["captureErrorBehaviour"] == "rollback"
    assert job["recordedCount"] == 0
    assert len(listed(platform.get("/events").json())) == 1


@pytest.mark.parametrize("media_type", ["application/xml", "text/xml; charset=utf-8"])
def test_xml_is_taken_in_like_json(platform: TestClient, media_type: str) -> None:
    answer = platform.post(
        "/capture", content=XML_DOCUMENT, headers={"Content-Type": media_type}
    )

    assert answer.status_code == 202
    [recorded] = listed(platform.get("/events").json())
    assert recorded["epcList"] == ["urn:epc:id:sgtin:9521234.000101.1"]


def test_the_published_examples_are_documents_that_can_be_captured(
    platform: TestClient,
) -> None:
    published = EVENT_BODY["content"]
    assert isinstance(published, dict)
    harvest = published["application/json"]["example"]

    assert platform.post("/capture", json=DOCUMENT).json()["recordedCount"] == 1
    assert platform.post("/events", json=harvest).status_code == 200


def test_an_unsound_document_leaves_no_trace_and_all_its_problems_are_told(
    platform: TestClient,
) -> None:
    unsound = document(
        event(1), event(2, eventTime="yesterday"), event(3, bizStep="teleporting")
    )

    answer = platform.post("/capture", json=unsound)

    assert answer.status_code == 400
    problem = answer.json()
    assert problem["type"] == "epcisException:ValidationException"
    assert [(each["event"], each["place"]) for each in problem["problems"]] == [
        (1, "/epcisBody/eventList/1/eventTime"),
        (2, "/epcisBody/eventList/2/bizStep"),
    ]
    assert platform.get("/capture").json() == []
    assert listed(platform.get("/events").json()) == []


def test_one_event_is_taken_in_by_itself_and_answered_as_recorded(
    platform: TestClient,
) -> None:
    bare = {"@context": document()["@context"], **event(1)}

    answer = platform.post("/events", json=bare)

    assert answer.status_code == 201
    location = answer.headers["Location"]
    assert location == f"/events/{quote(bare['eventID'], safe='')}"
    recorded = answer.json()
    assert recorded["recordTime"]
    [same] = listed(platform.get(location).json())
    assert same["recordTime"] == recorded["recordTime"]


def test_one_event_again_is_answered_with_its_first_record(platform: TestClient) -> None:
    bare = {"@context": document()["@context"], **event(1)}
    first = platform.post("/events", json=bare)

    again = platform.post("/events", json=bare)

    assert again.status_code == 200
    assert again.json() == first.json()


def test_one_event_in_conflict_is_refused(platform: TestClient) -> None:
    context = document()["@context"]
    platform.post("/events", json={"@context": context, **event(1)})

    clash = platform.post(
        "/events", json={"@context": context, **event(1, bizStep="receiving")}
    )

    assert clash.status_code == 409
    assert clash.json()["type"] == "epcisException:ResourceAlreadyExistsException"


def test_one_event_that_was_parked_is_refused_again(platform: TestClient) -> None:
    clash = event(1, bizStep="receiving")
    platform.post("/capture", json=document(event(1), clash))

    answer = platform.post("/events", json={"@context": document()["@context"], **clash})

    assert answer.status_code == 409


def test_a_document_is_no_single_event(platform: TestClient) -> None:
    answer = platform.post("/events", json=document(event(1)))

    assert answer.status_code == 400
    assert answer.json()["problems"][0]["expected"] == "one event"


def test_jobs_are_listed_latest_first_and_page_by_page(platform: TestClient) -> None:
    sent = [
        platform.post("/capture", json=document(event(number))).json()["captureID"]
        for number in range(5)
    ]

    first = platform.get("/capture?perPage=3")
    platform.post("/capture", json=document(event(9)))
    address, _, relation = first.headers["Link"].partition("; ")
    second = platform.get(address.strip("<>"))

    pages = [job["captureID"] for page in (first, second) for job in page.json()]
    assert pages == sent[::-1]
    assert relation == 'rel="next"'
    assert "Link" not in second.headers


def test_an_unknown_job_is_not_found(platform: TestClient) -> None:
    answer = platform.get("/capture/none")

    assert answer.status_code == 404
    assert answer.json()["detail"] == "No capture job is called 'none'."


def test_a_made_up_page_of_jobs_is_refused(platform: TestClient) -> None:
    answer = platform.get("/capture?nextPageToken=²")

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("nextPageToken: expected one from a Link")


def test_what_capture_can_do_is_announced(platform: TestClient) -> None:
    answer = platform.options("/capture")

    assert answer.status_code == 204
    assert answer.headers["GS1-EPCIS-Capture-Limit"] == "100000"
    assert answer.headers["GS1-EPCIS-Capture-File-Size-Limit"] == "50000000"
    assert answer.headers["GS1-Capture-Error-Behaviour"] == "all"
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    for path in ("/capture/x", "/events", "/events/x", "/epcs/x/events"):
        assert platform.options(path).headers["GS1-EPCIS-Max"] == "2.0.0"


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("GS1-EPCIS-Version", "2.0", 202),
        ("GS1-EPCIS-Version", "1.2", 406),
        ("GS1-EPCIS-Min", "1.2", 202),
        ("GS1-EPCIS-Min", "2.1", 406),
        ("GS1-CBV-Max", "2.1.0", 202),
        ("GS1-CBV-Version", "two", 406),
        ("GS1-Capture-Error-Behaviour", "sometimes", 400),
        ("Content-Encoding", "gzip", 415),
        ("Content-Type", "text/csv", 415),
        ("Content-Type", "", 415),
    ],
)
def test_headers_that_ask_for_what_there_is_not_are_refused(
    platform: TestClient, header: str, value: str, status: int
) -> None:
    headers = {"Content-Type": "application/json", header: value}

    answer = platform.post("/capture", content=body(event(1)), headers=headers)

    assert answer.status_code == status


def test_a_body_over_the_limit_is_refused_announced_or_not(settings: Settings) -> None:
    small = settings.model_copy(update={"body_bytes_max": 1_000})
    headers = {"Content-Type": "application/json"}

    with TestClient(create_app(small)) as platform:
        told = platform.post("/capture", content=b" " * 1_001, headers=headers)
        silent = platform.post("/events", content=iter([b" "] * 1_001), headers=headers)
        fitting = platform.post("/capture", content=b" " * 1_000, headers=headers)

    for answer in (told, silent):
        assert answer.status_code == 413
        assert answer.json()["detail"] == (
            "The body is longer than body_bytes_max, 1000 bytes."
        )
    assert fitting.status_code == 400


def test_too_many_events_are_refused_by_name(settings: Settings) -> None:
    few = settings.model_copy(update={"document_events_max": 1})

    with TestClient(create_app(few)) as platform:
        answer = platform.post("/capture", json=document(event(1), event(2)))

    assert answer.status_code == 413
    assert answer.json()["detail"] == (
        "The document holds 2 events; document_events_max is 1: send it in parts."
    )
