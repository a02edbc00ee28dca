"""`GET /barcode/{symbology}.{form}`: one symbol, for a label, a web page or a printer.

The same query gives the same bytes, so anything between may keep them; the tag is made of the
bytes and not of the query, so that a corrected drawing is fetched again.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from truyxuat.barcode import Symbology, SymbolRequest, Use
from truyxuat.services.api.bindings import each_once
from truyxuat.services.problem_details import problem_responses
from truyxuat.services.symbol_files import (
    DATA_LENGTH_MAX,
    HEIGHT_MM_MAX,
    LINE_LENGTH_MAX,
    LINES_MAX,
    MEDIA_TYPES,
    SymbolForm,
    default_use,
    renamed,
    symbol_file,
)
from truyxuat.traceability.errors import InvalidBody, InvalidQuery, Problem

router = APIRouter(tags=["Barcode"], dependencies=[Depends(each_once("line"))])

CACHED = "public, max-age=86400"
NO_SCRIPT = "default-src 'none'"
"""An SVG opened by itself is a document; this one holds outlines and needs nothing."""
KNOWN = frozenset(
    "data use x height dpi hri line stem level rectangular lang".split()  # noqa: SIM905  # a list of words
)
Line = Annotated[str, Query(max_length=LINE_LENGTH_MAX)]


def _known_parameters(request: Request) -> None:
    """Refuse a parameter nobody reads: a symbol drawn without it is another symbol."""
    for name in request.query_params:
        if name not in KNOWN:
            raise InvalidQuery(
                f"Unknown query parameter {name!r}; known: {', '.join(sorted(KNOWN))}."
            )


def _asked(  # noqa: PLR0913  # one parameter is one of the address
    symbology: Annotated[Symbology, Path(description="Which symbol")],
    data: Annotated[
        str,
        Query(
            min_length=1,
            max_length=DATA_LENGTH_MAX,
            description="A GTIN, an element string in brackets, or a GS1 Digital Link URI",
            examples=["(01)09521234001010(10)L1(17)271231"],
        ),
    ],
    use: Annotated[
        Use | None,
        Query(
            description="Where it is scanned; decides the sizes. Left out: retail if allowed"
        ),
    ] = None,
    x: Annotated[
        float | None,
        Query(gt=0, le=10, allow_inf_nan=False, description="X-dimension in mm"),
    ] = None,
    height: Annotated[
        float | None,
        Query(gt=0, le=HEIGHT_MM_MAX, allow_inf_nan=False, description="Bars, in mm"),
    ] = None,
    *,
    hri: Annotated[bool, Query(description="Print what it says below it")] = True,
    line: Annotated[
        list[Line] | None, Query(max_length=LINES_MAX, description="Text above it")
    ] = None,
    stem: Annotated[
        str,
        Query(
            max_length=200, description="Web address to make a link of an element string"
        ),
    ] = "",
    level: Annotated[
        Literal["L", "M", "Q", "H"], Query(description="Error correction of a QR Code")
    ] = "M",
    rectangular: Annotated[
        bool, Query(description="A Data Matrix wider than high")
    ] = False,
) -> SymbolRequest:
    return SymbolRequest(
        symbology=symbology,
        data=data,
        use=use or default_use(symbology),
        stem=stem,
        x_mm=x,
        height_mm=height,
        hri=hri,
        lines=tuple(line or ()),
        rectangular=rectangular,
        error_correction=level,
    )


@router.get(
    "/barcode/{symbology}.{form}",
    response_class=Response,
    dependencies=[Depends(_known_parameters)],
    responses={
        200: {
            "description": "The symbol; ZPL is one label format",
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}}
                for media_type in MEDIA_TYPES.values()
            },
        },
        304: {"description": "The same as the caller has (If-None-Match)"},
        **problem_responses(400, 413, 500),
    },
)
def get_symbol(
    asked: Annotated[SymbolRequest, Depends(_asked)],
    form: Annotated[SymbolForm, Path(description="svg, png, pdf or zpl")],
    request: Request,
    dpi: Annotated[
        int | None,
        Query(
            ge=100, le=1_200, description="Printer's dots per inch; X becomes whole dots"
        ),
    ] = None,
) -> Response:
    """Draw a symbol at a size that its use allows, with quiet zones and text.

    Sizes under the minimum of the GS1 General Specifications, and data that are not sound or
    do not fit the symbol, are refused with all reasons. Left out, sizes are the targets.
    """
    try:
        content = symbol_file(asked, form, dpi)
    except InvalidBody as error:
        raise InvalidBody(tuple(map(_in_query, error.problems))) from None
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": CACHED, "Content-Security-Policy": NO_SCRIPT}
    if tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    name = f"{asked.symbology}.{form}"
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(content, headers=headers, media_type=MEDIA_TYPES[form])


def _in_query(problem: Problem) -> Problem:
    """A problem of a request as one of the address: ``/x`` is the parameter x."""
    place = renamed(problem).place.replace("/lines/", "/line/")
    return replace(problem, place=f"/query{place}")


def _tags(header: str) -> set[str]:
    """The tags of If-None-Match; a weak one compares alike (RFC 9110 section 13.1.2)."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
