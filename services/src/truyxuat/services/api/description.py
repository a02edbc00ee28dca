"""`GET /docs`: the API's description as a page, made on the server from `/openapi.json`.

The usual viewers load scripts from elsewhere, which nothing on this platform may do; a developer
needs no script to read what to send and what comes back.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from truyxuat.services.pages.layout import HEADERS
from truyxuat.services.pages.static_files import static_address

router = APIRouter(include_in_schema=False)

METHODS = ("get", "post", "put", "patch", "delete")

Json = Mapping[str, Any]  # an OpenAPI document


@dataclass(frozen=True, slots=True)
class Example:
    """A body as it may be sent or answered."""

    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A part of the path, the query or the headers."""

    name: str
    where: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One way the operation may answer."""

    status: str
    phrase: str
    text: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address."""

    method: str
    path: str
    paragraphs: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    bodies: tuple[Example, ...]
    replies: tuple[Reply, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"{self.method}-{self.path.strip('/')}".translate(
            str.maketrans("/{}", "---")
        ).lower()


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Every operation with its parameters, examples and errors."""
    described = request.app.openapi()
    page = (
        _environment()
        .get_template("docs.html.jinja")
        .render(
            info=described["info"],
            paragraphs=_paragraphs(described["info"]["description"]),
            groups=_groups(described),
            style=static_address("style.css"),
            icon=static_address("icon.svg"),
        )
    )
    return HTMLResponse(page, headers=HEADERS)


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["marked"] = _marked
    return made


def _groups(described: Json) -> list[tuple[Json, list[Operation]]]:
    """The operations by tag, in the order in which the tags are described."""
    operations = list(_operations(described))
    return [
        (tag, [each for name, each in operations if name == tag["name"]])
        for tag in described["tags"]
    ]


def _operations(described: Json) -> Iterator[tuple[str, Operation]]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                found = item[method]
                yield found["tags"][0], _operation(described, method, path, found)


def _operation(described: Json, method: str, path: str, found: Json) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        paragraphs=_paragraphs(found["description"]),
        parameters=tuple(
            Parameter(
                each["name"],
                each["in"],
                each.get("required", False),
                each.get("description", ""),
            )
            for each in found.get("parameters", [])
        ),
        bodies=_examples(described, found.get("requestBody", {})),
        replies=tuple(
            Reply(
                status,
                HTTPStatus(int(status)).phrase,
                reply["description"],
                _examples(described, reply),
            )
            for status, reply in sorted(found["responses"].items())
        ),
    )


def _examples(described: Json, holder: Json) -> tuple[Example, ...]:
    """What is shown of a body, each text once."""
    shown: dict[str, Example] = {}
    for media_type, media in holder.get("content", {}).items():
        value = _example(described, media)
        if value is not None:
            text = value if isinstance(value, str) else _written(value)
            shown.setdefault(text, Example(media_type, text))
    return tuple(shown.values())


def _example(described: Json, media: Json) -> object:
    if "example" in media:
        return media["example"]
    for named in media.get("examples", {}).values():
        return named["value"]
    reference = media.get("schema", {}).get("$ref", "").rpartition("/")[2]
    schema = described["components"]["schemas"].get(reference, {})
    return next(iter(schema.get("examples", [])), None)


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _marked(text: str) -> Markup:
    """Words between backticks as code."""
    pieces = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(piece) if number % 2 else piece
        for number, piece in enumerate(pieces)
    )
