"""Label sheets: ordered, checked, streamed as PDF, ZPL or SVG.

A sheet is never stored as a file. What is kept is the order and the serials made for it, from
which any process streams the same bytes at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlmodel import Session

from truyxuat.services import label_jobs
from truyxuat.services.api import sheet_examples
from truyxuat.services.api.bindings import SettingsDep, answers_json, each_once
from truyxuat.services.api.json_bodies import JsonBodyRoute
from truyxuat.services.database import Database
from truyxuat.services.instants import instant, written
from truyxuat.services.label_checking import SheetChecking
from truyxuat.services.label_orders import (
    SHEET_TYPES,
    LabelOrder,
    page_svg,
    pages_of,
    sheet_pieces,
)
from truyxuat.services.label_tables import LabelSheet, SheetState
from truyxuat.services.problem_details import SingleProblem, problem_responses
from truyxuat.services.sessions import SessionDep
from truyxuat.traceability.errors import Conflict, NotFound

router = APIRouter(tags=["Barcode"], route_class=JsonBodyRoute)

ONCE = [Depends(each_once())]
PRIVATE = {"Cache-Control": "private, no-store"}
"""Serials that nobody shall guess are in nobody's cache either."""


class _Answer(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class SheetLinks(_Answer):
    """Where to go on; files are there once the sheet is ready."""

    self: str
    pdf: str
    zpl: str | None = Field(description="null: the order names no dpi")
    svg: str = Field(description="One page; `?page=2` is the second")
    serials: str | None = Field(
        description="The serials as CSV; null: all labels are alike"
    )


class SheetAnswer(_Answer):
    """A label sheet and how far it has come."""

    id: str
    state: SheetState = Field(description="waiting, ready or refused")
    created: str
    labels: int
    drawings: int = Field(description="Labels that differ")
    checked: int = Field(description="Differing labels found drawable so far")
    pages: int
    problems: tuple[SingleProblem, ...] = Field(description="Why it was refused")
    links: SheetLinks

    @classmethod
    def of(cls, kept: LabelSheet) -> Self:
        """The answer about a sheet."""
        order = label_jobs.order_of(kept)
        path = f"/barcode/sheets/{kept.id}"
        return cls(
            id=kept.id,
            state=SheetState(kept.state),
            created=written(instant(kept.created_at)),
            labels=order.labels,
            drawings=order.drawings,
            checked=kept.checked,
            pages=pages_of(order),
            problems=tuple(
                SingleProblem.model_validate(one, from_attributes=True)
                for one in label_jobs.problems_of(kept)
            ),
            links=SheetLinks(
                self=path,
                pdf=f"{path}/sheet.pdf",
                zpl=f"{path}/sheet.zpl" if order.dpi else None,
                svg=f"{path}/sheet.svg",
                serials=f"{path}/serials.csv" if order.serialised else None,
            ),
        )


def _checking(request: Request) -> SheetChecking:
    checking = request.app.state.sheets
    assert isinstance(checking, SheetChecking)
    return checking


CheckingDep = Annotated[SheetChecking, Depends(_checking)]


@router.post(
    "/barcode/sheets",
    status_code=201,
    dependencies=[Depends(answers_json), *ONCE],
    responses={
        **sheet_examples.ORDERED,
        **problem_responses(400, 406, 413, 415, 500, 503),
    },
    openapi_extra={"requestBody": sheet_examples.REQUEST_BODY},
)
def post_sheet(
    order: LabelOrder,
    request: Request,
    response: Response,
    settings: SettingsDep,
    checking: CheckingDep,
) -> SheetAnswer:
    """Order a sheet of labels: alike, for a list or range of serials, or for new ones.

    Labels are checked before anything is kept, as far as that is quick: 201, the sheet is ready.
    With many differing labels the answer is 202 and the rest is checked in the background; ask
    `Location` until `state` is ready. `make` draws serials nobody can guess.
    """
    database = request.app.state.database
    assert isinstance(database, Database)
    kept = label_jobs.order_sheet(database, order, settings, now=datetime.now(UTC))
    answer = SheetAnswer.of(kept)
    response.headers.update(PRIVATE | {"Location": answer.links.self})
    if answer.state is SheetState.WAITING:
        response.status_code = 202
        checking.soon(answer.id)
    return answer


@router.get(
    "/barcode/sheets/{sheet_id}",
    dependencies=[Depends(answers_json), *ONCE],
    responses={**sheet_examples.READ, **problem_responses(400, 404, 406, 500)},
)
def get_sheet(
    sheet_id: str, response: Response, session: SessionDep, checking: CheckingDep
) -> SheetAnswer:
    """How far a sheet has come, and where its files are."""
    kept = label_jobs.find(session, sheet_id)
    if label_jobs.needs_checking(kept, now=datetime.now(UTC)):
        checking.soon(kept.id)  # whoever was checking it has fallen
    response.headers.update(PRIVATE)
    return SheetAnswer.of(kept)


@router.get(
    "/barcode/sheets/{sheet_id}/sheet.pdf",
    response_class=Response,
    dependencies=ONCE,
    responses={**sheet_examples.FILES["pdf"], **problem_responses(400, 404, 409, 500)},
)
def get_pdf(sheet_id: str, session: SessionDep) -> Response:
    """The sheet to print, page after page as it is made; the same bytes each time."""
    kept, order = _ready(session, sheet_id)
    serials = label_jobs.serials_of(session, kept, order)
    return _streamed(kept, sheet_pieces(order, serials, "pdf"), "pdf")


@router.get(
    "/barcode/sheets/{sheet_id}/sheet.zpl",
    response_class=Response,
    dependencies=ONCE,
    responses={**sheet_examples.FILES["zpl"], **problem_responses(400, 404, 409, 500)},
)
def get_zpl(sheet_id: str, session: SessionDep) -> Response:
    """The labels for a printer that speaks ZPL II, of the dots that the order names."""
    kept, order = _ready(session, sheet_id)
    if order.dpi is None:
        raise Conflict(
            f"Label sheet {kept.id}: its order names no dpi, so it was not checked for a label "
            "printer's dots; order it again with dpi."
        )
    serials = label_jobs.serials_of(session, kept, order)
    return _streamed(kept, sheet_pieces(order, serials, "zpl"), "zpl")


@router.get(
    "/barcode/sheets/{sheet_id}/sheet.svg",
    response_class=Response,
    dependencies=ONCE,
    responses={**sheet_examples.FILES["svg"], **problem_responses(400, 404, 409, 500)},
)
def get_svg(
    sheet_id: str,
    session: SessionDep,
    page: Annotated[int, Query(ge=1, description="From 1")] = 1,
) -> Response:
    """One page of the sheet as it will be printed."""
    kept, order = _ready(session, sheet_id)
    pages = pages_of(order)
    if page > pages:
        raise NotFound(
            f"Label sheet {kept.id}: it has pages 1 to {pages}, got page {page}."
        )
    serials = label_jobs.serials_of(session, kept, order)
    return _streamed(kept, iter((page_svg(order, serials, page),)), "svg")


@router.get(
    "/barcode/sheets/{sheet_id}/serials.csv",
    response_class=Response,
    dependencies=ONCE,
    responses={**sheet_examples.SERIALS, **problem_responses(400, 404, 500)},
)
def get_serials(sheet_id: str, session: SessionDep) -> Response:
    """The serials of the sheet with their product, one a line, in the order of the labels."""
    kept = label_jobs.find(session, sheet_id)
    order = label_jobs.order_of(kept)
    if not order.serialised:
        raise NotFound(f"Label sheet {kept.id}: its labels are alike, it has no serials.")
    gtin = order.gtin()
    rows = (
        f"{gtin},{_cell(one)}\r\n" for one in label_jobs.serials_of(session, kept, order)
    )
    content = "gtin,serial\r\n" + "".join(rows)
    headers = PRIVATE | _named(f"serials-{kept.id}.csv")
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")


def _ready(session: Session, sheet_id: str) -> tuple[LabelSheet, LabelOrder]:
    kept = label_jobs.find(session, sheet_id)
    return kept, label_jobs.ready_order(kept)


def _cell(serial: str) -> str:
    """A serial as a cell; it may hold the comma and the quotation mark of GS1's 82 characters."""
    return '"' + serial.replace('"', '""') + '"'


def _streamed(kept: LabelSheet, pieces: Iterator[bytes], form: str) -> StreamingResponse:
    headers = PRIVATE | _named(f"labels-{kept.id}.{form}")
    return StreamingResponse(pieces, headers=headers, media_type=SHEET_TYPES[form])


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
