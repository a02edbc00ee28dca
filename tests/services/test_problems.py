"""Every error leaves as problem details: what, where, expected and got; nothing from inside."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.services.conftest import ENGINES
from tests.services.documents import body, document, event
from truyxuat.services.app import create_app
from truyxuat.services.database import open_database
from truyxuat.services.settings import Settings

ON_EVERY_ENGINE = False

MEMBERS = {
    "type",
    "title",
    "status",
    "detail",
    "instance",
    "problems",
    "problemCount",
    "requestId",
}


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", "/nowhere", 404, "There is nothing at /nowhere."),
        ("GET", "/events/", 404, "No event is recorded as ''."),
        ("GET", "/capture/x/y", 404, "There is nothing at /capture/x/y."),
        (
            "PATCH",
            "/events",
            405,
            "PATCH is not allowed at /events, only GET, HEAD, OPTIONS, POST.",
        ),
        (
            "DELETE",
            "/events/x",
            405,
            "DELETE is not allowed at /events/x, only GET, HEAD, OPTIONS.",
        ),
        ("PUT", "/trace/x", 405, "PUT is not allowed at /trace/x, only GET, HEAD."),
        ("GET", "/trace/hello", 400, "id: "),
        ("GET", "/lookup", 400, "/query/code: Field required"),
        ("GET", "/capture?perPage=many", 400, "/query/perPage: "),
        ("POST", "/capture", 415, "Content-Type: expected application/json or"),
        ("GET", "/static/nothing.css", 404, "There is nothing at /static/nothing.css."),
    ],
)
def test_an_error_says_what_was_wrong_in_one_form(
    platform: TestClient, method: str, path: str, status: int, detail: str
) -> None:
    answer = platform.request(method, path)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == MEMBERS
    assert problem["status"] == status
    assert problem["instance"] == path.partition("?")[0]
    assert problem["detail"].startswith(detail)


def test_a_method_that_is_not_allowed_names_those_that_are(platform: TestClient) -> None:
    answer = platform.delete("/events")

    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    "path", ["/events", "/events/x", "/capture", "/capture/x", "/trace/x", "/lookup?code=x"]
)
def test_who_accepts_no_json_is_told_so(platform: TestClient, path: str) -> None:
    answer = platform.get(path, headers={"Accept": "text/csv, application/xml;q=0.5"})

    assert answer.status_code == 406
    assert answer.json()["type"] == "epcisException:NotAcceptableException"


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/*;q=0.1",
        "text/html, application/ld+json",
        "application/json;q=0, application/ld+json",
        "APPLICATION/JSON",
    ],
)
def test_who_accepts_json_somehow_is_answered(platform: TestClient, accept: str) -> None:
    assert platform.get("/events", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize("accept", ["application/json;q=0", "application/json;q=often", ""])
def test_who_wants_no_json_is_refused(platform: TestClient, accept: str) -> None:
    assert platform.get("/events", headers={"Accept": accept}).status_code == 406


def test_a_person_with_a_browser_gets_a_page_instead(platform: TestClient) -> None:
    answer = platform.get("/nowhere", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_all_problems_of_a_document_are_counted_and_the_first_told(
    platform: TestClient,
) -> None:
    unsound = document(*(event(number, eventTime="?") for number in range(1_200)))

    problem = platform.post("/capture", json=unsound).json()

    assert len(problem["problems"]) <= 1_000
    assert problem["problemCount"] >= 1_000


@pytest.mark.parametrize("record_url", ENGINES, indirect=True)
def test_a_fault_inside_is_told_without_its_inside(settings: Settings) -> None:
    app = create_app(settings)
    other = open_database(settings)
    with other.writing() as session:
        session.execute(text("DROP TABLE event"))
    other.close()

    with TestClient(app, raise_server_exceptions=False) as platform:
        answer = platform.get("/events")

    assert answer.status_code == 500
    assert answer.json()["type"] == "epcisException:ImplementationException"
    assert answer.json()["detail"] == (
        "The platform failed to answer; nothing was changed. It has been logged."
    )


@pytest.mark.parametrize("record_url", ENGINES, indirect=True)
def test_a_record_busy_with_another_writer_says_try_again(settings: Settings) -> None:
    impatient = settings.model_copy(update={"busy_seconds_max": 0.05})
    other = open_database(settings)

    with TestClient(create_app(impatient)) as platform, other.writing() as session:
        session.connection()
        headers = {"Content-Type": "application/json"}
        answer = platform.post("/capture", content=body(event(1)), headers=headers)
        reading = platform.get("/events")
    other.close()

    assert answer.status_code == 503
    assert answer.json()["detail"] == (
        "The record is busy with another writer; nothing was kept, try again."
    )
    assert reading.status_code == 200


def test_answers_forbid_guessing_what_they_are(platform: TestClient) -> None:
    assert platform.get("/events").headers["X-Content-Type-Options"] == "nosniff"
