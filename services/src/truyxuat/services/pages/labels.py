"""The page where an enterprise makes labels: what to print, for which use, on which paper.

The whole state lives in the address, so a label can be bookmarked and printed again next week.
A picture to take the fields from is sent as a form. New serials come back inside the address,
so that every file made from it holds the same ones. More labels than the page makes at once are
ordered as a sheet (`label_sheets`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from truyxuat.barcode.printing import SerialKey, make_serials
from truyxuat.barcode.reading import DEFAULT_LIMITS, reading_of
from truyxuat.services.label_jobs import fresh_name
from truyxuat.services.master import Product, product_of
from truyxuat.services.pages.codes import GS1_HOME
from truyxuat.services.pages.fiction import is_fictional
from truyxuat.services.pages.label_form import Asked, Checked, check, spread
from truyxuat.services.pages.label_page import (
    FORMS,
    file_of,
    labels_view,
)
from truyxuat.services.pages.label_refusals import beside_fields
from truyxuat.services.pages.label_serials import SERIALS_LISTED_MAX
from truyxuat.services.pages.layout import render, words_of
from truyxuat.services.pages.scan import ReadingDep, unreadable
from truyxuat.services.pages.wording import Language, Words, today_in_vietnam
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import (
    InvalidBody,
    InvalidInput,
    NotFound,
    TooLarge,
    UnsupportedMediaType,
)

router = APIRouter(include_in_schema=False)

PRODUCTS_OFFERED_MAX = 100


@router.get("/labels")
def labels(request: Request, session: ReadingDep) -> Response:
    """The form, and what it comes to; a scanned text in the field of the product is spread."""
    asked = Asked.of(request.query_params)
    given = spread(asked.gtin, today_in_vietnam())
    if given:
        return back_to_form(request, Asked.of(dict(asked.pairs()) | given))
    if not asked.pairs():
        return form_page(request, session, asked, _unchecked(request))
    return form_page(request, session, asked, checked_fields(request, asked))


@router.post("/labels")
def labels_of_picture(
    request: Request,
    session: ReadingDep,
    picture: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Fill the form from a code in a picture: product, lot, dates."""
    words, asked = words_of(request), Asked()
    if picture is None or not picture.size:
        return back_to_form(request, asked)
    try:
        reading = reading_of(picture.file.read(DEFAULT_LIMITS.picture_bytes_max + 1))
    except (InvalidInput, TooLarge, UnsupportedMediaType) as error:
        checked = _unchecked(request, picture=unreadable(error, words))
        return form_page(request, session, asked, checked, status=error.status)
    if reading.choice is None:
        checked = _unchecked(request, picture=words("scan.nothing_seen"))
        return form_page(request, session, asked, checked, status=422)
    text = reading.choice.symbol.scanned
    return back_to_form(
        request, Asked.of(spread(text, today_in_vietnam()) or {"gtin": text})
    )


@router.get("/labels/serials")
def new_serials(request: Request) -> Response:
    """Make unguessable serials and put them into the address of the form; nothing is kept.

    More than an address carries are left to the sheet, which makes and keeps its own.
    """
    given = dict(request.query_params)
    asked = Asked.of(given)
    key = _serial_key(request)
    gtin = checked_fields(request, asked).gtin
    wanted = asked.count if asked.count.isascii() and asked.count.isdigit() else "0"
    count = int(wanted[:6])
    if key is not None and count > SERIALS_LISTED_MAX:
        return back_to_form(request, Asked.of(given | {"serials": "make"}))
    if key is None or not gtin or not count:
        return back_to_form(request, Asked.of(given | {"serials": "list"}))
    made = "\n".join(make_serials(count, gtin, key))
    return back_to_form(request, Asked.of(given | {"serials": "list", "serial_list": made}))


@router.get("/labels/labels.{form}")
def label_file(request: Request, session: ReadingDep, form: str) -> Response:
    """All labels as PDF or ZPL, or the first one's symbol as SVG or PNG."""
    if form not in FORMS:
        raise NotFound(f"labels.{form}: expected one of {', '.join(FORMS)}.")
    asked = Asked.of(request.query_params)
    checked = checked_fields(request, asked)
    view = labels_view(asked, checked, words_of(request))
    if view.preview is None or view.wrong or view.sheet:
        return back_to_form(request, asked)
    try:
        made = file_of(form, asked, checked)
    except InvalidBody as error:
        checked.wrong = beside_fields(error.problems, words_of(request), checked.serials)
        return form_page(request, session, asked, checked, status=400)
    named = f'attachment; filename="{_file_name(checked)}.{form}"'
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    return Response(made, media_type=FORMS[form], headers=headers)


def checked_fields(request: Request, asked: Asked) -> Checked:
    """What the fields come to on this server: its address begins links, its key makes serials."""
    stem = str(request.base_url).rstrip("/")
    can_make = _serial_key(request) is not None
    return check(asked, words_of(request), stem, can_make=can_make)


def back_to_form(request: Request, asked: Asked) -> Response:
    """Open the form with these fields in its address."""
    pairs = list(asked.pairs())
    if words_of(request).language is Language.EN:
        pairs.append(("lang", "en"))
    query = urlencode(pairs, quote_via=quote, safe="")
    return RedirectResponse("/labels" + (f"?{query}" if query else ""), status_code=303)


def form_page(
    request: Request, session: Session, asked: Asked, checked: Checked, *, status: int = 200
) -> Response:
    """The form as it was filled in, with what it comes to or what is wrong."""
    words = words_of(request)
    english = words.language is Language.EN
    declared = session.exec(
        select(Product).order_by(col(Product.key)).limit(PRODUCTS_OFFERED_MAX)
    )
    offered = tuple(
        (one.key.rsplit("/", 1)[-1], one.name_en if english else one.name_vi)
        for one in declared
    )
    view = replace(
        labels_view(asked, checked, words),
        products=offered,
        once=fresh_name(),
        product_name=product_name(session, checked.gtin, words),
    )
    fictional = is_fictional(session)
    answer = render(request, "labels.html.jinja", view, fictional=fictional, status=status)
    answer.headers["Cache-Control"] = "private"  # two people never get the same `once`
    return answer


def product_name(session: Session, gtin: str, words: Words) -> str:
    """What a declared product is called; nothing for one that is not."""
    known = product_of(session, f"{GS1_HOME}/01/{gtin}") if gtin else None
    if known is None:
        return ""
    return known.name_en if words.language is Language.EN else known.name_vi


def _unchecked(request: Request, **wrong: str) -> Checked:
    return Checked(wrong=wrong, can_make=_serial_key(request) is not None)


def _file_name(checked: Checked) -> str:
    return f"tem-{checked.gtin}" if checked.gtin else "tem-sscc"


def _serial_key(request: Request) -> SerialKey | None:
    settings: Settings = request.app.state.settings
    return settings.key_of_serials
