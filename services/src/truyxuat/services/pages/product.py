"""The consumer page behind a printed code: `/01/{gtin}` with lot and serial (ISO/IEC 18975).

One address serves a phone's camera, a person and a program: `Accept: application/json` answers
the same facts as data. A wrong or unknown code gets a page that says what was checked, never a
bare error (R-092).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlmodel import Session

from truyxuat.services.code_facts.knowing import firm_of, legality_of
from truyxuat.services.pages.codes import GS1_HOME, check_digit, element, elements, written
from truyxuat.services.pages.fiction import is_fictional
from truyxuat.services.pages.findings import Code, findings_of, is_seen
from truyxuat.services.pages.layout import prefers_json, render, words_of
from truyxuat.services.pages.legality_words import legality_in_words
from truyxuat.services.pages.master_names import naming_of
from truyxuat.services.pages.opening import path_of
from truyxuat.services.pages.product_page import product_view
from truyxuat.services.pages.product_view import Check, ProductView, VerdictBand, as_data
from truyxuat.services.pages.wording import Words
from truyxuat.services.sessions import SessionDep
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import Identifier, element_date, parse

router = APIRouter(include_in_schema=False)

STATUS_OF = {"not_found": 404, "part_not_found": 404, "invalid": 400}
"""Every other verdict is an answer: 200."""

OTHER_KEYS = (
    "00",
    "253",
    "255",
    "401",
    "402",
    "414",
    "417",
    "8003",
    "8004",
    "8006",
    "8010",
)
"""Primary keys that are no trade item's, each with a page of its own."""


@router.get("/01/{rest:path}")
def product(request: Request, session: SessionDep) -> Response:
    """What this platform knows of these goods: the verdict, the public facts, the journey."""
    words = words_of(request)
    path = _path(request)
    try:
        identifier = parse(GS1_HOME + path)
    except InvalidIdentifier:
        return _answer(request, session, _invalid(path, words))
    right_path = path_of(identifier)
    if right_path != path:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(right_path + query, status_code=308)
    code = _code(request, identifier, right_path)
    now = datetime.now(UTC)
    findings = findings_of(session, code, now)
    places = {event.place for event in findings.events if event.place}
    naming = naming_of(session, places, words)
    address = str(request.base_url).rstrip("/") + code.path
    used_by = firm_of(findings.maker) if findings.maker else None
    legality = legality_of(session, code.class_key, used_by, now)
    view = product_view(findings, naming, address=address)
    line = legality_in_words(legality, used_by, words)
    return _answer(request, session, replace(view, code_line=line))


def other_code(request: Request, session: SessionDep) -> Response:
    """A code that is not a product's (a pallet, a place, an asset): what kind it is."""
    words = words_of(request)
    path = _path(request)
    try:
        identifier = parse(GS1_HOME + path)
    except InvalidIdentifier:
        return _answer(request, session, _invalid(path, words))
    seen = is_seen(session, identifier.key)
    kind = words.term("kind", "x" + elements(identifier.key)[-1][0])
    view = ProductView(
        code=written(identifier.key),
        verdict=VerdictBand(verdict="other_code", heading=words("verdict.other_code")),
        checks=(
            Check(
                label=words("product.check_code"),
                value=written(identifier.key),
                is_code=True,
            ),
            Check(label=words("product.check_kind"), value=kind),
            Check(
                label=words("product.check_events"),
                value=words("product.check_some" if seen else "product.check_none"),
            ),
        ),
        trace_id=identifier.key if seen else None,
    )
    return _answer(request, session, view)


for _ai in OTHER_KEYS:
    router.add_api_route(f"/{_ai}/{{rest:path}}", other_code, methods=["GET"])


def _path(request: Request) -> str:
    """The path as it was sent: a lot may hold an escaped slash."""
    raw = request.scope.get("raw_path") or request.url.path.encode()
    return bytes(raw).partition(b"?")[0].decode("ascii", errors="replace")


def _code(request: Request, identifier: Identifier, path: str) -> Code:
    gtin = element(identifier.key, "01")
    assert gtin is not None, "the path begins with /01/"
    lot = element(identifier.lot_key, "10") if identifier.lot_key else None
    return Code(
        gtin=gtin,
        lot=lot,
        serial=element(identifier.key, "21"),
        lot_key=identifier.lot_key,
        key=identifier.key,
        path=path,
        expires_on=_printed_day(request.query_params.get("17")),
    )


def _printed_day(text: str | None) -> date | None:
    """AI 17 as it is printed; None for what is no day, which must not hide a recall."""
    try:
        return element_date(text, datetime.now(UTC).date()) if text else None
    except InvalidIdentifier:
        return None


def _invalid(path: str, words: Words) -> ProductView:
    """What was received and which rule it breaks, in a buyer's words."""
    steps = [unquote(step) for step in path.split("/")[1:]]
    pairs = list(zip(steps[::2], steps[1::2], strict=False))
    shown = "".join(f"({ai}){value}" for ai, value in pairs) or path
    checks = [Check(label=words("product.check_code"), value=shown, is_code=True)]
    gtin = pairs[0][1] if pairs else ""
    digits = gtin.isascii() and gtin.isdigit() and len(gtin) in (8, 12, 13, 14)
    expected = check_digit(gtin[:-1]) if digits else ""
    if digits and expected != gtin[-1]:
        wrong = words("product.check_digit_wrong", got=gtin[-1], expected=expected)
        checks.append(Check(label=words("product.check_digit"), value=wrong))
    else:
        form = words("product.check_form_wrong")
        checks.append(Check(label=words("product.check_form"), value=form))
    band = VerdictBand(
        verdict="invalid",
        heading=words("verdict.broken"),
        text=words("verdict.broken_text"),
    )
    return ProductView(code=shown, verdict=band, checks=tuple(checks))


def _answer(request: Request, session: Session, view: ProductView) -> Response:
    status = STATUS_OF.get(view.verdict.verdict, 200)
    if prefers_json(request):
        return JSONResponse(as_data(view), status_code=status, headers={"Vary": "Accept"})
    fictional = is_fictional(session)
    return render(request, "product.html.jinja", view, fictional=fictional, status=status)
