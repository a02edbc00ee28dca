"""The published description of the API is valid, complete and true about errors."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

ON_EVERY_ENGINE = False

Json = dict[str, Any]  # an OpenAPI document


@pytest.fixture
def description(platform: TestClient) -> Json:
    """What the platform publishes at /openapi.json."""
    published: Json = platform.get("/openapi.json").json()
    return published


def operations(description: Json) -> list[tuple[str, str, Json]]:
    return [
        (method, path, operation)
        for path, item in description["paths"].items()
        for method, operation in item.items()
        if method != "options"
    ]


def test_it_is_valid_openapi(description: Json) -> None:
    validate(description)

    assert description["openapi"].startswith("3.1")


def test_it_names_every_address_of_the_platform(description: Json) -> None:
    named = {(method, path) for method, path, _ in operations(description)}

    assert named >= {
        ("post", "/capture"),
        ("get", "/capture"),
        ("get", "/capture/{capture_id}"),
        ("post", "/events"),
        ("get", "/events"),
        ("get", "/events/{event_id}"),
        ("get", "/epcs/{epc}/events"),
        ("get", "/trace/{id}"),
        ("get", "/lookup"),
        ("get", "/codes/{code}/legality"),
        ("post", "/codes/facts"),
        ("post", "/recalls"),
        ("get", "/recalls/{recall_id}"),
        ("get", "/health/live"),
        ("get", "/health/ready"),
        ("get", "/metrics"),
    }


def test_every_operation_says_what_it_is_for_and_how_it_fails(description: Json) -> None:
    for method, path, operation in operations(description):
        where = f"{method} {path}"
        assert operation["description"], where
        failures = {status for status in operation["responses"] if status >= "4"}
        assert failures, where
        for status in failures:
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], where
            media = content["application/problem+json"]
            assert media["schema"] == {"$ref": "#/components/schemas/ProblemDetails"}, where
            assert media["example"]["status"] == int(status), where


def test_every_body_has_an_example(description: Json) -> None:
    for method, path, operation in operations(description):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            assert shown(description, media), f"{method} {path}"


def shown(description: Json, media: Json) -> bool:
    """Whether a reader sees what to send: an example, or fields that are lists of words."""
    if "example" in media or "examples" in media:
        return True
    schemas = description["components"]["schemas"]
    schema = schemas[media["schema"]["$ref"].rpartition("/")[2]]
    fields = [
        schemas.get(field.get("$ref", "").rpartition("/")[2], field)
        for field in schema["properties"].values()
    ]
    words = all("enum" in field or "examples" in field for field in fields)
    return "examples" in schema or "example" in schema or words


def test_the_errors_members_are_described(description: Json) -> None:
    members = description["components"]["schemas"]["ProblemDetails"]["properties"]

    assert set(members) == {
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "problems",
        "problemCount",
        "requestId",
    }


def test_the_description_is_a_page_that_loads_nothing_from_elsewhere(
    platform: TestClient, description: Json
) -> None:
    answer = platform.get("/docs")

    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for method, path, operation in operations(description):
        assert f"{method.upper()} {path}" in answer.text
        assert str(operation["tags"]) != "[]"
    assert "<script" not in answer.text
    assert 'src="http' not in answer.text
