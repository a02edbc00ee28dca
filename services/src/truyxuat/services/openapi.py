"""The published description of the API (OpenAPI), and the application that publishes it.

The description is written by FastAPI from the endpoints; here it is made to tell the truth about
errors: they are problem details everywhere, and 422 is only said of bodies that FastAPI reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema
from starlette.types import ASGIApp

from truyxuat.services.observing.process import Process
from truyxuat.services.observing.requests import ObservedRequests
from truyxuat.services.problem_details import ProblemDetails, problem_responses

VERSION = "0.1.0"
DESCRIPTION = """
Production events (EPCIS 2.0) come in, are checked and recorded for good, are linked by GS1
identifiers, and answer: where did this lot go, what went into it, who holds it now, what must
be recalled? Identifiers may be sent in any spelling; answers spell them as GS1 Digital Link
URIs on id.gs1.org. Every error is an RFC 9457 problem. Every answer names its request in
`X-Request-ID`: the caller's own name, if it sent one, or a new one.
"""
TAGS = [
    {"name": "Capture", "description": "Documents in, jobs out (EPCIS 2.0 REST bindings)"},
    {"name": "Events", "description": "One event in, events out (EPCIS 2.0 REST bindings)"},
    {"name": "Trace", "description": "Where something went, and what it came from"},
    {"name": "Recall", "description": "Drafted, compared, announced, exported"},
    {"name": "Lookup", "description": "What is known of a scanned code"},
    {"name": "Codes", "description": "Whose a code is, and whether it is used lawfully"},
    {"name": "Barcode", "description": "Pictures and texts read, symbols and labels drawn"},
    {"name": "Operation", "description": "Alive, ready, behind by how much; metrics"},
]
METHODS = ("get", "post", "put", "patch", "delete", "options")

Json = dict[str, Any]  # an OpenAPI document: JSON of any depth


class Lifespan(Protocol):
    """What opens and closes with the application."""

    def __call__(self, app: FastAPI, /) -> AbstractAsyncContextManager[None]:
        """Run around the application's life."""
        ...


class Platform(FastAPI):
    """The application; its description names every error as it really is answered."""

    def __init__(self, *, lifespan: Lifespan, process: Process) -> None:
        super().__init__(
            title="truyxuat",
            version=VERSION,
            description=DESCRIPTION,
            openapi_tags=TAGS,
            lifespan=lifespan,
            redirect_slashes=False,
            responses=problem_responses(422),
            # Their pages load scripts from elsewhere, which nothing here may do.
            docs_url=None,
            redoc_url=None,
        )
        self._process = process

    def build_middleware_stack(self) -> ASGIApp:
        """Everything that stands around the endpoints, and around it who observes requests.

        FastAPI answers for faults inside from further out than `add_middleware` reaches.
        """
        return ObservedRequests(super().build_middleware_stack(), self._process)

    def openapi(self) -> Json:
        """The description, made once."""
        if self.openapi_schema is None:
            described = super().openapi()
            _, problems = models_json_schema(
                [(ProblemDetails, "serialization")],
                ref_template="#/components/schemas/{model}",
            )
            described.setdefault("components", {}).setdefault("schemas", {}).update(
                problems["$defs"]
            )
            for operation in _operations(described):
                if not _body_is_modelled(operation):
                    operation["responses"].pop("422", None)
            self.openapi_schema = described
        return self.openapi_schema


def _operations(described: Json) -> Iterator[Json]:
    for path in described["paths"].values():
        for method in METHODS:
            if method in path:
                yield path[method]


def _body_is_modelled(operation: Json) -> bool:
    """Whether FastAPI reads the body; EPCIS documents and events are read by our reader."""
    content = operation.get("requestBody", {}).get("content", {})
    return any("$ref" in media["schema"] for media in content.values())
