"""The page where an enterprise makes labels: what to print, for which use, on which paper.

The whole state lives in the address, so a label can be bookmarked and printed again next week.
A picture to take the fields from is sent as a form. New serials come back inside the address,
so that every file made from it holds the same ones.
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
from truyxuat.services.master import Product, product_of
from truyxuat.services.pages.codes import GS1_HOME
from truyxuat.services.pages.fiction import is_fictional
from truyxuat.services.pages.label_form import Asked, Checked, check, spread
from truyxuat.services.pages.label_page import (
    FORMS,
    LabelsView,
    file_of,
    labels_view,
    refusals,
)
from truyxuat.services.pages.label_serials import SERIALS_LISTED_MAX
from truyxuat.services.pages.layout import render, words_of
from truyxuat.services.pages.scan import ReadingDep, unreadable
from truyxuat.services.pages.wording import Language, today_in_vietnam
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
        return _back(request, Asked.of(dict(asked.pairs()) | given))
    if not asked.pairs():
        return _page(request, session, asked, Checked())
    return _page(request, session, asked, _checked(request, asked))


@router.post("/labels")
def labels_of_picture(
    request: Request,
    session: ReadingDep,
    picture: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Fill the form from a code in a picture: product, lot, dates."""
    words, asked = words_of(request), Asked()
    if picture is None or not picture.size:
        return _back(request, asked)
    try:
        reading = reading_of(picture.file.read(DEFAULT_LIMITS.picture_bytes_max + 1))
    except (InvalidInput, TooLarge, UnsupportedMediaType) as error:
        checked = Checked(wrong={"picture": unreadable(error, words)})
        return _page(request, session, asked, checked, status=error.status)
    if reading.choice is None:
        checked = Checked(wrong={"picture": words("scan.nothing_seen")})
        return _page(request, session, asked, checked, status=422)
    text = reading.choice.symbol.scanned
    return _back(request, Asked.of(spread(text, today_in_vietnam()) or {"gtin": text}))


@router.get("/labels/serials")
def new_serials(request: Request) -> Response:
    """Make unguessable serials and put them into the address of the form; nothing is kept."""
    given = dict(request.query_params)
    asked = Asked.of(given)
    key = _serial_key(request)
    gtin = _checked(request, asked).gtin
    wanted = asked.count if asked.count.isascii() and asked.count.isdigit() else "0"
    count = int(wanted[:6])
    if key is None or not gtin or not 1 <= count <= SERIALS_LISTED_MAX:
        return _back(request, Asked.of(given | {"serials": "list"}))
    made = "\n".join(make_serials(count, gtin, key))
    return _back(request, Asked.of(given | {"serials": "list", "serial_list": made}))


@router.get("/labels/labels.{form}")
def label_file(request: Request, session: ReadingDep, form: str) -> Response:
    """All labels as PDF or ZPL, or the first one's symbol as SVG or PNG."""
    if form not in FORMS:
        raise NotFound(f"labels.{form}: expected one of {', '.join(FORMS)}.")
    asked = Asked.of(request.query_params)
    checked = _checked(request, asked)
    view = labels_view(asked, checked, words_of(request))
    if view.preview is None or view.wrong:
        return _back(request, asked)
    try:
        made = file_of(form, asked, checked)
    except InvalidBody as error:
        checked.wrong = dict(refusals(error.problems, words_of(request)))
        return _page(request, session, asked, checked, status=400)
    named = f'attachment; filename="{_file_name(checked)}.{form}"'
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    return Response(made, media_type=FORMS[form], headers=headers)


def _file_name(checked: Checked) -> str:
    return f"tem-{checked.gtin}" if checked.gtin else "tem-sscc"


def _checked(request: Request, asked: Asked) -> Checked:
    stem = str(request.base_url).rstrip("/")
    return check(asked, words_of(request), stem)


def _serial_key(request: Request) -> SerialKey | None:
    settings: Settings = request.app.state.settings
    return settings.key_of_serials


def _back(request: Request, asked: Asked) -> Response:
    pairs = list(asked.pairs())
    if words_of(request).language is Language.EN:
        pairs.append(("lang", "en"))
    query = urlencode(pairs, quote_via=quote, safe="")
    return RedirectResponse("/labels" + (f"?{query}" if query else ""), status_code=303)


def _page(
    request: Request, session: Session, asked: Asked, checked: Checked, *, status: int = 200
) -> Response:
    words = words_of(request)
    english = words.language is Language.EN
    view = labels_view(asked, checked, words)
    declared = session.exec(
        select(Product).order_by(col(Product.key)).limit(PRODUCTS_OFFERED_MAX)
    )
    offered = tuple(
        (one.key.rsplit("/", 1)[-1], one.name_en if english else one.name_vi)
        for one in declared
    )
    known = product_of(session, f"{GS1_HOME}/01/{checked.gtin}") if checked.gtin else None
    name = (known.name_en if english else known.name_vi) if known else ""
    whole = _with(view, offered, name, can_make=_serial_key(request) is not None)
    fictional = is_fictional(session)
    return render(request, "labels.html.jinja", whole, fictional=fictional, status=status)


def _with(
    view: LabelsView, offered: tuple[tuple[str, str], ...], name: str, *, can_make: bool
) -> LabelsView:
    return replace(view, products=offered, product_name=name, can_make=can_make)
