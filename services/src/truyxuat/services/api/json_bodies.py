"""JSON bodies of the platform's own requests, held to the rules that EPCIS documents are held to.

The framework's reader lets the last of two equal keys win and takes NaN and half characters. A
recall asked twice in one body would then be answered once, for seeds nobody checked.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from truyxuat.services.api.bindings import media_type_of
from truyxuat.services.epcis_bodies import JSON_TYPES
from truyxuat.traceability.epcis.findings import Findings, json_pointer
from truyxuat.traceability.epcis.json_text import load
from truyxuat.traceability.errors import InvalidBody

# Any: the framework's own type of a coroutine that answers.
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonBodyRoute(APIRoute):
    """A route that reads a body only when it is JSON that says one thing.

    Raises:
        UnsupportedMediaType: declared as something else, or compressed.
        InvalidBody: what is wrong with it, each with its place.
    """

    def get_route_handler(self) -> Handler:
        """The framework's handler, asked after the body was found to be sound."""
        answered = super().get_route_handler()

        async def handler(request: Request) -> Response:
            if self.body_field is not None:
                media_type_of(request, *JSON_TYPES)
                if body := await request.body():
                    _refuse_unsound(body)
            return await answered(request)

        return handler


def _refuse_unsound(body: bytes) -> None:
    findings = Findings(json_pointer)
    try:
        load(body, findings)
        findings.raise_if_any()
    except InvalidBody as error:
        raise InvalidBody(error.problems) from None
