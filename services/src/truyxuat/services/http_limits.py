"""What holds for every request whatever answers it: its length, HEAD, types, no NUL.

The length of a body is counted as it arrives: a client may announce none, or a false one.
"""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from truyxuat.services.problem_details import too_large
from truyxuat.traceability.errors import InvalidQuery

MATCHED = ("endpoint", "route")
"""What routing leaves in a request's scope."""


class BodyLimit:
    """Stop reading a body that is longer than allowed; the answer is 413."""

    def __init__(self, app: ASGIApp, *, body_bytes_max: int) -> None:
        self._app = app
        self._most = body_bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the request with a body that is counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = _announced_length(scope)
        read = 0

        async def counted() -> Message:
            nonlocal read
            if announced > self._most:
                raise too_large(self._most)
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise too_large(self._most)
            return message

        await self._app(scope, counted, send)


def no_nul(request: Request) -> None:
    """Refuse an address with a NUL sign: no text holds one, so nothing can be named by it."""
    given = [("path", request.url.path), *request.query_params.multi_items()]
    for name, text in given:
        if "\0" in name + text:
            raise InvalidQuery(f"{name}: a NUL sign (%00) is no sign of any text.")


class HeadAsGet:
    """Answer HEAD wherever GET is answered, with its headers (RFC 9110 section 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on HEAD as GET, and the answer without its body."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, without_body)
        finally:
            # Whoever stands outside is told which route answered.
            scope.update((name, asked[name]) for name in MATCHED if name in asked)


class NoGuessing:
    """Tell browsers to take every answer for what it says it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the request, and the answer with the header."""

        async def with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        await self._app(scope, receive, with_header)


def _announced_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and len(value) < 20:
            return int(value)
    return 0
