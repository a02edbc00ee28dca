"""The check page: anyone pastes or photographs a code and reads what it says and what is wrong.

A pasted code lives in the address, so an answer can be shared; a picture is sent as a form and
each of its codes links to the address of its own answer. Whose code it is comes from the record;
nothing is recorded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from sqlmodel import Session

from truyxuat.barcode import Understood, understand, understand_symbol
from truyxuat.barcode.reading import DEFAULT_LIMITS, Reading, reading_of
from truyxuat.services.code_facts.knowing import (
    USER_LENGTH_MAX,
    legality_of,
    maker_of,
    organisation_of,
)
from truyxuat.services.pages.check_page import code_view
from truyxuat.services.pages.check_view import CheckView, CodeView, as_data
from truyxuat.services.pages.codes import GS1_HOME
from truyxuat.services.pages.fiction import is_fictional
from truyxuat.services.pages.layout import prefers_json, render, words_of
from truyxuat.services.pages.legality_view import LegalityView
from truyxuat.services.pages.legality_words import legality_in_words
from truyxuat.services.pages.opening import BLANKS
from truyxuat.services.pages.problem_words import readable
from truyxuat.services.pages.scan import ReadingDep, unreadable
from truyxuat.services.pages.wording import Words, today_in_vietnam
from truyxuat.traceability.errors import (
    InvalidInput,
    TooLarge,
    UnsupportedMediaType,
)

router = APIRouter(include_in_schema=False)

CODE_LENGTH_MAX = 8_191
"""Characters that are looked at; the largest QR Code holds 7,089 digits."""

CODES_MAX = 50
"""Symbols of one picture that are explained; a page of more is no help to anyone."""


@router.get("/check")
def check(
    request: Request,
    session: ReadingDep,
    code: str | None = None,
    used_by: Annotated[str, Query(max_length=USER_LENGTH_MAX)] = "",
) -> Response:
    """The form; with a code, what it says. A faulty code is a good question, so 200."""
    if code is None:
        return _page(request, session, CheckView())
    return _typed(request, session, code, used_by.strip())


@router.post("/check")
def check_picture(
    request: Request,
    session: ReadingDep,
    picture: Annotated[UploadFile | None, File()] = None,
    code: Annotated[str, Form()] = "",
) -> Response:
    """What every code in the picture says, the one used for look-up first."""
    words = words_of(request)
    if picture is None or not picture.size:
        return _typed(request, session, code)
    data = picture.file.read(DEFAULT_LIMITS.picture_bytes_max + 1)
    try:
        reading = reading_of(data)
    except (InvalidInput, TooLarge, UnsupportedMediaType) as error:
        view = CheckView(picture_problem=unreadable(error, words), detail=str(error))
        return _page(request, session, view, status=error.status)
    if not reading.symbols:
        return _page(request, session, nothing_seen(reading, words), status=422)
    return _page(request, session, _of_picture(session, reading, words))


def nothing_seen(reading: Reading, words: Words) -> CheckView:
    """No symbol: what to try, by what the picture looked like."""
    return CheckView(
        picture_problem=words("check.nothing_seen"),
        advice=tuple(words(f"advice.{one}") for one in reading.advice),
        incomplete=not reading.complete,
    )


def _typed(request: Request, session: Session, code: str, user: str = "") -> Response:
    text, words = code.strip(BLANKS), words_of(request)
    if not text:
        view = CheckView(code_problem=words("scan.empty"))
        return _page(request, session, view, status=400)
    if len(text) > CODE_LENGTH_MAX:
        problem = words("scan.too_long", most=words.number(CODE_LENGTH_MAX))
        view = CheckView(code=text[:CODE_LENGTH_MAX], code_problem=problem)
        return _page(request, session, view, status=400)
    answer = _told(session, understand(text), user, words)
    return _page(request, session, CheckView(code=readable(text), codes=(answer,)))


def _of_picture(session: Session, reading: Reading, words: Words) -> CheckView:
    choice = reading.choice
    assert choice is not None, "a reading with symbols has one to use"
    several = len(reading.symbols) > 1
    rest = [symbol for symbol in reading.symbols if symbol is not choice.symbol]
    answers = [
        _told(session, understand_symbol(symbol), "", words)
        for symbol in [choice.symbol, *rest][:CODES_MAX]
    ]
    if several:
        because = words(f"choice.{choice.reason}")
        answers[0] = replace(answers[0], used_because=because)
    return CheckView(
        codes=tuple(answers),
        of_picture=True,
        incomplete=not reading.complete or len(reading.symbols) > CODES_MAX,
    )


def _told(session: Session, found: Understood, user: str, words: Words) -> CodeView:
    answer = code_view(found, words, today_in_vietnam())
    legality = _legality(session, found, user, words)
    return replace(answer, legality=legality, used_by=user)


def _legality(
    session: Session, found: Understood, user: str, words: Words
) -> LegalityView | None:
    """Whose code it is, as far as known: of a sound GS1 key, or of a recorded internal code."""
    identifier = found.identifier
    is_key = identifier is not None and identifier.key.startswith(GS1_HOME)
    if found.faults or not (is_key or found.kind == "text"):
        return None
    code = identifier.key if identifier is not None else found.text
    used_by = maker_of(session, code) if is_key else None
    if user:
        used_by = organisation_of(session, user)
    legality = legality_of(session, code, used_by, datetime.now(UTC))
    known = is_key or legality.used
    return legality_in_words(legality, used_by, words) if known else None


def _page(
    request: Request, session: Session, view: CheckView, *, status: int = 200
) -> Response:
    if prefers_json(request):
        return JSONResponse(as_data(view), status_code=status, headers={"Vary": "Accept"})
    fictional = is_fictional(session)
    return render(request, "check.html.jinja", view, fictional=fictional, status=status)
