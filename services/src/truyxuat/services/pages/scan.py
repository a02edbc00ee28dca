"""The scan page: a typed code, or a picture, and the answer opens at once.

It is the home page. Without a script a code is typed or a picture chosen and sent as a plain
form; with one, the camera posts its frames to the same address and asks for JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlmodel import Session

from truyxuat.barcode.reading import DEFAULT_LIMITS, Symbol, read_picture
from truyxuat.services.database import Database
from truyxuat.services.pages.codes import GS1_HOME
from truyxuat.services.pages.fiction import is_fictional
from truyxuat.services.pages.layout import prefers_json, render, words_of
from truyxuat.services.pages.opening import BLANKS, Opening, opening_of, openings_of
from truyxuat.services.pages.wording import Words
from truyxuat.traceability.errors import (
    InvalidIdentifier,
    InvalidInput,
    TooLarge,
    TruyxuatError,
    UnsupportedMediaType,
)

router = APIRouter(include_in_schema=False)


def open_reading(request: Request) -> Iterator[Session]:
    """A session that only reads, for a POST too: a picture changes nothing in the record."""
    database: Database = request.app.state.database
    with database.reading() as session:
        yield session


ReadingDep = Annotated[Session, Depends(open_reading, scope="function")]

CODE_LENGTH_MAX = 2_048
"""Longer texts are no codes: the longest GS1 Digital Link URI fits well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanView:
    """The form, what was typed into it, and what was wrong beside which field."""

    code: str = ""
    code_problem: str | None = None
    picture_problem: str | None = None
    detail: str | None = None
    choices: tuple[Opening, ...] = ()


@router.get("/")
@router.get("/scan")
def scan(
    request: Request,
    session: ReadingDep,
    code: str | None = None,
    gtin: str | None = None,
    lot: str | None = None,
) -> Response:
    """The form; with a code (or a product and its lot), the page that answers it."""
    if gtin is not None and lot:
        return _typed(
            request, session, f"{GS1_HOME}/01/{gtin}/10/{quote(lot.strip(), safe='')}"
        )
    if code is None:
        return _page(request, session, ScanView())
    return _typed(request, session, code)


@router.post("/scan")
def scan_picture(
    request: Request,
    session: ReadingDep,
    picture: Annotated[UploadFile | None, File()] = None,
    code: Annotated[str, Form()] = "",
) -> Response:
    """Read the picture that was sent (or the code typed beside it) and open what it names."""
    if picture is None or not picture.size:
        return _typed(request, session, code)
    data = picture.file.read(DEFAULT_LIMITS.picture_bytes_max + 1)
    try:
        symbols = read_picture(data)
    except (InvalidInput, TooLarge, UnsupportedMediaType) as error:
        return _unreadable(request, session, error)
    return _seen(request, session, symbols)


def _typed(request: Request, session: ReadingDep, code: str) -> Response:
    words = words_of(request)
    text = code.strip(BLANKS)
    if not text:
        view = ScanView(code_problem=words("scan.empty"))
        return _page(request, session, view, status=400)
    if len(text) > CODE_LENGTH_MAX:
        problem = words("scan.too_long", most=CODE_LENGTH_MAX)
        view = ScanView(code=text[:CODE_LENGTH_MAX], code_problem=problem)
        return _page(request, session, view, status=400)
    try:
        opening = opening_of(text)
    except InvalidIdentifier as error:
        view = ScanView(code=text, code_problem=words("scan.not_a_code"), detail=str(error))
        return _page(request, session, view, status=400)
    return _open(request, opening)


def _seen(request: Request, session: ReadingDep, symbols: tuple[Symbol, ...]) -> Response:
    """Open the one page the symbols lead to, or offer the choice, or say what was seen."""
    words = words_of(request)
    openings = openings_of(symbol.scanned for symbol in symbols)
    if prefers_json(request):
        return JSONResponse(_as_data(request, symbols, openings))
    if len(openings) == 1:
        return _open(request, openings[0])
    if openings:
        return _page(request, session, ScanView(choices=openings))
    if symbols:
        view = ScanView(
            code=symbols[0].text,
            code_problem=words("scan.read_but_no_code", kind=symbols[0].symbology),
        )
        return _page(request, session, view, status=400)
    view = ScanView(picture_problem=words("scan.nothing_seen"))
    return _page(request, session, view, status=422)


def unreadable(error: TruyxuatError, words: Words) -> str:
    """Why a picture could not be opened, in words."""
    says = {413: "scan.picture_large", 415: "scan.picture_form"}
    return words(says.get(error.status, "scan.picture_broken"))


def _unreadable(request: Request, session: ReadingDep, error: TruyxuatError) -> Response:
    words = words_of(request)
    if prefers_json(request):
        problem = {"type": error.type, "title": error.title, "detail": str(error)}
        return JSONResponse(
            problem | {"status": error.status},
            status_code=error.status,
            media_type="application/problem+json",
        )
    view = ScanView(picture_problem=unreadable(error, words), detail=str(error))
    return _page(request, session, view, status=error.status)


def _as_data(
    request: Request, symbols: tuple[Symbol, ...], openings: tuple[Opening, ...]
) -> dict[str, object]:
    return {
        "symbols": [
            {"text": s.text, "symbology": s.symbology, "identifier": s.symbology_identifier}
            for s in symbols
        ],
        "open": [_address(request, opening) for opening in openings],
    }


def _address(request: Request, opening: Opening) -> str:
    english = {"lang": "en"} if request.query_params.get("lang") == "en" else {}
    query = urlencode(opening.query | english)
    return opening.path + (f"?{query}" if query else "")


def _open(request: Request, opening: Opening) -> Response:
    return RedirectResponse(_address(request, opening), status_code=303)


def _page(
    request: Request, session: ReadingDep, view: ScanView, *, status: int = 200
) -> Response:
    fictional = is_fictional(session)
    return render(request, "scan.html.jinja", view, fictional=fictional, status=status)
