"""Bodies of the barcode API: a picture as itself or in a form, a text as JSON or as itself.

What a caller calls a picture is only asked to be a kind of picture; which one it is the bytes
say, because phones and browsers often name another.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from truyxuat.barcode.reading import DEFAULT_LIMITS
from truyxuat.services.api.bindings import media_type_of
from truyxuat.traceability.epcis.findings import Findings, json_pointer
from truyxuat.traceability.epcis.json_text import load
from truyxuat.traceability.errors import InvalidBody, InvalidInput, Problem, TooLarge

PICTURE_TYPES = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
    "image/heif",
    "image/gif",
    "image/bmp",
    "image/tiff",
    "application/pdf",
    "application/octet-stream",
)
FORM_TYPE = "multipart/form-data"
JSON_TYPE, TEXT_TYPE = "application/json", "text/plain"

TEXT_BYTES_MAX = 100_000
"""A body of `POST /barcode/parse`; the longest barcode holds some thousand characters."""

FIELDS_MAX = 10


async def _picture(request: Request) -> bytes:
    media_type = media_type_of(request, *PICTURE_TYPES, FORM_TYPE)
    if media_type != FORM_TYPE:
        return await request.body()
    async with request.form(max_files=1, max_fields=FIELDS_MAX) as form:
        for field in form.values():
            if isinstance(field, UploadFile):
                return await field.read(DEFAULT_LIMITS.picture_bytes_max + 1)
    raise InvalidInput(f"{FORM_TYPE}: expected one file, got none.")


async def _text(request: Request) -> str:
    media_type = media_type_of(request, JSON_TYPE, TEXT_TYPE)
    body = await request.body()
    if len(body) > TEXT_BYTES_MAX:
        raise TooLarge(
            f"The text has {len(body)} bytes: text_bytes_max is {TEXT_BYTES_MAX}."
        )
    return _of_json(body) if media_type == JSON_TYPE else _of_plain(body)


PictureDep = Annotated[bytes, Depends(_picture)]
TextDep = Annotated[str, Depends(_text)]


def _of_plain(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{TEXT_TYPE}: UTF-8 expected, byte {error.start} is none."
        ) from error


def _of_json(body: bytes) -> str:
    findings = Findings(json_pointer)
    try:
        value = load(body, findings)
        findings.raise_if_any()
    except InvalidBody as error:
        raise InvalidBody(error.problems) from None
    if isinstance(value, dict) and set(value) == {"text"}:
        text = value["text"]
        if isinstance(text, str):
            return text
    raise InvalidBody(
        (
            Problem(
                "",
                "unexpected_members",
                'Expected {"text": "…"} and nothing else.',
                expected='{"text": "…"}',
                got=repr(value)[:80],
            ),
        )
    )
