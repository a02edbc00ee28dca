"""What each error is called as problem details (RFC 9457), for whoever tells one.

Types are the exception names of the EPCIS 2.0 REST bindings where the standard has one, so an
EPCIS client understands them. Workers tell problems too, in parked messages and on their health
port, and need no web framework for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from truyxuat.traceability.errors import (
    Conflict,
    InvalidBarcode,
    InvalidDocument,
    InvalidIdentifier,
    InvalidInput,
    InvalidQuery,
    NotFound,
    TooLarge,
    TruyxuatError,
    Unavailable,
    UnsupportedMediaType,
)

MEDIA_TYPE = "application/problem+json"
PROBLEMS_MAX = 1_000
"""Single problems in one answer; ``problemCount`` counts them all."""

EPCIS_EXCEPTION = "epcisException:"
TYPES: Mapping[type[TruyxuatError], str] = {
    InvalidInput: "ValidationException",
    InvalidIdentifier: "ValidationException",
    InvalidBarcode: "ValidationException",
    InvalidDocument: "ValidationException",
    InvalidQuery: "QueryParameterException",
    NotFound: "NoSuchResourceException",
    Conflict: "ResourceAlreadyExistsException",
    TooLarge: "CaptureLimitExceededException",
    UnsupportedMediaType: "UnsupportedMediaTypeException",
    Unavailable: "ImplementationException",
}
STATUS_TYPES: Mapping[int, str] = {
    400: "ValidationException",
    404: "NoSuchResourceException",
    406: "NotAcceptableException",
    413: "CaptureLimitExceededException",
    414: "URITooLongException",
    415: "UnsupportedMediaTypeException",
    422: "ValidationException",
    500: "ImplementationException",
    503: "ImplementationException",
}


def details(error: TruyxuatError, instance: str) -> dict[str, object]:
    """An error of ours as problem details about whatever ``instance`` names."""
    problems = error.problems
    return {
        "type": EPCIS_EXCEPTION + _exception_name(type(error)),
        "title": error.title,
        "status": error.status,
        "detail": str(error),
        "instance": instance,
        "problems": [asdict(problem) for problem in problems[:PROBLEMS_MAX]],
        "problemCount": len(problems),
    }


def status_type(status: int) -> str:
    """The type of a problem that has nothing but a status."""
    name = STATUS_TYPES.get(status)
    return EPCIS_EXCEPTION + name if name else "about:blank"


def _exception_name(error: type[TruyxuatError]) -> str:
    return next(
        (TYPES[cls] for cls in error.__mro__ if cls in TYPES), "ImplementationException"
    )
