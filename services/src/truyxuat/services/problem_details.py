"""Every error as RFC 9457 problem details, rendered in this one place.

A program reads ``type`` and ``problems``; a person with a browser gets the same facts as a page.
Types are the exception names of the EPCIS 2.0 REST bindings where the standard has one, so an
EPCIS client understands them. What went wrong inside is logged by the server, never told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Match

from truyxuat.services.observing.work import current_work, note
from truyxuat.services.problem_types import (
    MEDIA_TYPE,
    PROBLEMS_MAX,
    details,
    status_type,
)
from truyxuat.traceability.errors import Problem, TruyxuatError

METHODS = ("DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT")
RenderPage = Callable[[Request, int, Mapping[str, object]], Response | None]
"""The page of a problem where the caller is a person; None where a program asks."""


class SingleProblem(BaseModel):
    """One thing wrong with what was sent."""

    place: Annotated[
        str,
        Field(
            description="JSON pointer (RFC 6901), XPath, first:after of a text, or where in the "
            "request"
        ),
    ]
    event: Annotated[int | None, Field(description="0-based index of the event")] = None
    code: Annotated[str, Field(description="A stable short word for programs")]
    expected: str = ""
    got: str = ""
    message: str


class ProblemDetails(BaseModel):
    """An error as RFC 9457 describes it; ``problems`` holds every fault that was found."""

    type: Annotated[str, Field(examples=["epcisException:ValidationException"])]
    title: Annotated[str, Field(examples=["Invalid EPCIS document"])]
    status: Annotated[int, Field(examples=[400])]
    detail: str
    instance: Annotated[str, Field(description="The path that was asked")]
    problems: list[SingleProblem] = []
    problemCount: int = 0  # noqa: N815, RUF100  # the JSON name, as EPCIS spells names
    requestId: Annotated[  # noqa: N815, RUF100  # likewise
        str, Field(description="As in the header X-Request-ID, and in the platform's log")
    ] = ""


def problem_responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The problem answers of an operation, for its OpenAPI description."""
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": schema,
                    "example": example(status),
                }
            },
        }
        for status in statuses
    }


def example(status: int) -> dict[str, object]:
    """What an answer with this status looks like."""
    return {
        "type": status_type(status),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _EXAMPLES.get(status, HTTPStatus(status).description),
        "instance": "/events",
        "problems": [],
        "problemCount": 0,
        "requestId": "5b0c8f9c6d0e4f6f9c2a1d3e4f5a6b7c",
    }


_EXAMPLES = {
    400: "Unknown query parameter 'EQ_bizSteps'; did you mean 'EQ_bizStep'?",
    404: "No event is recorded as 'urn:uuid:0'.",
    406: "This address answers application/json, application/ld+json; got Accept: text/csv.",
    413: "The body is longer than body_bytes_max, 50000000 bytes.",
}


def install(app: FastAPI, render_page: RenderPage) -> None:
    """Let every error of the application leave as problem details."""
    app.state.render_page = render_page
    app.add_exception_handler(TruyxuatError, _ours)
    app.add_exception_handler(StarletteHTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)


def too_large(most: int) -> HTTPException:
    """The error of a body longer than `body_bytes_max`, for the middleware that counts."""
    return HTTPException(413, f"The body is longer than body_bytes_max, {most} bytes.")


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TruyxuatError)
    return _answer(request, details(error, request.url.path))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    status = HTTPStatus(error.status_code)
    body = {
        "type": status_type(status),
        "title": status.phrase,
        "status": status.value,
        "detail": _http_detail(request, error, status),
    }
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed_methods(request)
    return _answer(request, body, headers=headers)


def _invalid(request: Request, error: Exception) -> Response:
    """A parameter of the wrong form is a bad request; a body that is, is unprocessable."""
    assert isinstance(error, RequestValidationError)
    problems = [_validation_problem(each) for each in error.errors()]
    in_body = any(problem.place.startswith("/body") for problem in problems)
    status = HTTPStatus(422 if in_body else 400)
    first = problems[0]
    body = {
        "type": status_type(status),
        "title": "Invalid input",
        "status": status.value,
        "detail": f"{first.place}: {first.message}",
    }
    return _answer(request, body, problems)


def _broken(request: Request, _error: Exception) -> Response:
    body = {
        "type": status_type(500),
        "title": "Internal error",
        "status": 500,
        "detail": "The platform failed to answer; nothing was changed. It has been logged.",
    }
    return _answer(request, body)


def _answer(
    request: Request,
    body: Mapping[str, object],
    problems: Sequence[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    status = body["status"]
    assert isinstance(status, int)
    full = {
        "instance": request.url.path,
        "problems": [asdict(problem) for problem in problems[:PROBLEMS_MAX]],
        "problemCount": len(problems),
        **body,
    }
    note(problem=str(body["type"]))
    work = current_work()
    if work is not None:
        full["requestId"] = work.request_id
    render_page: RenderPage = request.app.state.render_page
    answer = render_page(request, status, full)
    if answer is None:
        answer = JSONResponse(full, status, media_type=MEDIA_TYPE)
    answer.headers.update(headers or {})
    return answer


def _http_detail(
    request: Request, error: StarletteHTTPException, status: HTTPStatus
) -> str:
    if error.detail != status.phrase:
        return error.detail
    if status == HTTPStatus.NOT_FOUND:
        return f"There is nothing at {request.url.path}."
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = _allowed_methods(request)
        return f"{request.method} is not allowed at {request.url.path}, only {allowed}."
    return status.description or status.phrase


def _allowed_methods(request: Request) -> str:
    """Every method that some route answers at this path; the router stops at the first."""
    allowed = {
        method
        for method in METHODS
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    }
    return ", ".join(sorted(allowed | {"HEAD"} if "GET" in allowed else allowed))


def _validation_problem(error: Mapping[str, object]) -> Problem:
    where = error.get("loc", ())
    assert isinstance(where, tuple | list)
    got = error.get("input")
    return Problem(
        place="/" + "/".join(str(step) for step in where),
        code=str(error.get("type", "invalid")),
        message=str(error.get("msg", "")),
        expected=str(error.get("msg", "")),
        got="" if got is None else str(got)[:200],
    )
