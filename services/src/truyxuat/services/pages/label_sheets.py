"""Order a large sheet of labels from the form, and the page where it waits, is seen and fetched.

The form is posted, since a list of thousands of serials fits no address, and since an order
changes the record. What cannot be printed comes back as the form, told beside its fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from truyxuat.services import label_jobs
from truyxuat.services.database import Database
from truyxuat.services.label_checking import SheetChecking
from truyxuat.services.label_orders import pages_of
from truyxuat.services.label_tables import LabelSheet, SheetState
from truyxuat.services.pages.fiction import is_fictional
from truyxuat.services.pages.label_form import LIST_LENGTH_MAX, Asked, spread
from truyxuat.services.pages.label_ordering import order_of
from truyxuat.services.pages.label_page import labels_view
from truyxuat.services.pages.label_refusals import beside_fields
from truyxuat.services.pages.label_sheet_page import Sheet, gtin_of, sheet_view
from truyxuat.services.pages.labels import (
    back_to_form,
    checked_fields,
    form_page,
    product_name,
)
from truyxuat.services.pages.layout import prefers_json, render, words_of
from truyxuat.services.pages.own_forms import refuse_foreign
from truyxuat.services.pages.wording import Language, today_in_vietnam
from truyxuat.services.sessions import SessionDep
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidBody, NotFound

router = APIRouter(include_in_schema=False)

LOOK_AGAIN_SECONDS = 3
"""How soon the page of a sheet that is being checked asks again, without a script."""
PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
"""The address of a sheet opens its serials: no cache and no search engine keeps it."""


async def _posted(request: Request) -> Mapping[str, str]:
    # A coroutine, because a form arrives piece by piece; its fields are those of an address,
    # and a long list of serials is longer than frameworks take by themselves.
    given = await request.form(max_part_size=LIST_LENGTH_MAX)
    return {name: text for name, text in given.items() if isinstance(text, str)}


PostedDep = Annotated[Mapping[str, str], Depends(_posted)]


@router.get("/labels/sheets")
def sheets(request: Request) -> Response:
    """The form: nothing is listed here, as only who ordered a sheet may find it."""
    return back_to_form(request, Asked.of(request.query_params))


@router.post("/labels/sheets")
def order_sheet(request: Request, posted: PostedDep) -> Response:
    """Order the sheet that the form describes and open its page; one press is one sheet."""
    refuse_foreign(request)
    asked = Asked.of(posted)
    asked = Asked.of(dict(asked.pairs()) | spread(asked.gtin, today_in_vietnam()))
    words, checked = words_of(request), checked_fields(request, asked)
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    if not labels_view(asked, checked, words).wrong:
        try:
            order = order_of(asked, checked)
            kept = label_jobs.order_sheet(
                database,
                order,
                settings,
                now=datetime.now(UTC),
                once=posted.get("once", ""),
            )
        except InvalidBody as error:
            checked.wrong = beside_fields(error.problems, words, checked.serials)
        else:
            _check_in_time(request, kept)
            return RedirectResponse(_address(request, kept), status_code=303)
    with database.reading() as session:
        return form_page(request, session, asked, checked, status=400)


@router.get("/labels/sheets/{sheet_id}")
def sheet_page(
    request: Request,
    session: SessionDep,
    sheet_id: str,
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """How far a sheet has come, what is on it, one page of it, and its files."""
    kept = label_jobs.find(session, sheet_id)
    if prefers_json(request):
        return RedirectResponse(f"/barcode/sheets/{kept.id}", status_code=303)
    _check_in_time(request, kept)
    words, order = words_of(request), label_jobs.order_of(kept)
    pages = pages_of(order)
    if page > pages:
        raise NotFound(f"This sheet has pages 1 to {pages}, got page {page}.")
    refused = kept.state == SheetState.REFUSED
    serials = label_jobs.serials_of(session, kept, order) if refused else []
    product = product_name(session, gtin_of(order), words)
    view = sheet_view(Sheet(kept, order, serials), page, product, words)
    fictional = is_fictional(session)
    answer = render(request, "label_sheet.html.jinja", view, fictional=fictional)
    answer.headers.update(PRIVATE)
    if kept.state == SheetState.WAITING:
        answer.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


def _check_in_time(request: Request, kept: LabelSheet) -> None:
    """Have a waiting sheet checked, unless a living process is at it."""
    if label_jobs.needs_checking(kept, now=datetime.now(UTC)):
        checking: SheetChecking = request.app.state.sheets
        checking.soon(kept.id)


def _address(request: Request, kept: LabelSheet) -> str:
    lang = "?lang=en" if words_of(request).language is Language.EN else ""
    return f"/labels/sheets/{kept.id}{lang}"
