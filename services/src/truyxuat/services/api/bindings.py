"""What the EPCIS 2.0 REST bindings ask of every request and answer: media types and versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from truyxuat.services.epcis_bodies import JSON_TYPES, SPOKEN, version_of
from truyxuat.services.observing.work import note_events_expected
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidQuery, UnsupportedMediaType

EPCIS_VERSION = "2.0.0"
CBV_VERSION = "2.0.0"
VERSION_HEADERS = {
    "GS1-EPCIS-Version": EPCIS_VERSION,
    "GS1-CBV-Version": CBV_VERSION,
    "GS1-Extensions": "",
}
DISCOVERY_HEADERS = {
    **VERSION_HEADERS,
    "GS1-EPCIS-Min": EPCIS_VERSION,
    "GS1-EPCIS-Max": EPCIS_VERSION,
    "GS1-CBV-Min": CBV_VERSION,
    "GS1-CBV-Max": CBV_VERSION,
    "GS1-EPC-Format": "Never_Translates",
    "GS1-Vendor-Version": "truyxuat",
}


def settings_of(request: Request) -> Settings:
    """The settings this application was made with."""
    settings = request.app.state.settings
    assert isinstance(settings, Settings)
    return settings


SettingsDep = Annotated[Settings, Depends(settings_of)]


async def _whole_body(request: Request) -> bytes:
    # The only coroutine of the API: a body arrives piece by piece, and its length is limited
    # by `http_limits` while it does.
    note_events_expected()
    return await request.body()


BodyDep = Annotated[bytes, Depends(_whole_body)]
"""The request's body as it was sent, where it holds events."""


def answers_json(request: Request) -> None:
    """Refuse with 406 who would not accept JSON."""
    accept = request.headers.get("accept")
    if accept is not None and not _acceptable(accept, JSON_TYPES):
        raise HTTPException(
            406,
            f"This address answers {', '.join(JSON_TYPES)}; got Accept: {accept[:200]}.",
        )


def each_once(*repeatable: str) -> Callable[[Request], None]:
    """Refuse a query parameter given twice: whoever reads the last one answers another question.

    `repeatable` names those that are lists.
    """

    def checked(request: Request) -> None:
        for name in request.query_params:
            given = len(request.query_params.getlist(name))
            if given > 1 and name not in repeatable:
                raise InvalidQuery(f"{name}: expected one value, got {given}.")

    return checked


def understood_versions(request: Request) -> None:
    """Refuse with 406 a request that needs other versions of EPCIS or CBV than 2.0."""
    for vocabulary in ("EPCIS", "CBV"):
        for bound, holds in _BOUNDS.items():
            name = f"GS1-{vocabulary}-{bound}"
            value = request.headers.get(name)
            if value is None:
                continue
            version = version_of(value)
            if version is None or not holds(version):
                raise HTTPException(
                    406, f"{name}: this platform speaks 2.0, got {value[:40]!r}."
                )


_BOUNDS: dict[str, Callable[[tuple[int, int]], bool]] = {
    "Version": lambda version: version == SPOKEN,
    "Min": lambda version: version <= SPOKEN,
    "Max": lambda version: version >= SPOKEN,
}

EPCIS_RULES = [Depends(answers_json), Depends(understood_versions)]


def media_type_of(request: Request, *readable: str) -> str:
    """The media type of the body, without its parameters.

    Raises:
        UnsupportedMediaType: not one of the readable ones, or compressed.
    """
    sent = request.headers.get("content-type", "")
    media_type = sent.partition(";")[0].strip().lower()
    if media_type not in readable:
        raise UnsupportedMediaType(
            f"Content-Type: expected {' or '.join(readable)}, got {sent[:100]!r}."
        )
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise UnsupportedMediaType(
            f"Content-Encoding: expected none, got {encoding[:40]!r}."
        )
    return media_type


def _acceptable(accept: str, offered: Sequence[str]) -> bool:
    """Whether any offered type is accepted with a weight above 0 (RFC 9110 section 12.5.1)."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        weights[media] = _weight(parameters)
    return any(
        weights.get(
            media, weights.get(media.partition("/")[0] + "/*", weights.get("*/*", 0.0))
        )
        > 0
        for media in offered
    )


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
