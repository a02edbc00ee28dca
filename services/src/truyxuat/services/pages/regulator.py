"""The regulator's desk: search any code, ask where it went or came from, see recent recalls."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from truyxuat.services.code_facts.knowing import legality_of, maker_of
from truyxuat.services.linking import graph_of
from truyxuat.services.pages.asking import direction_of, instant_of, mode_of
from truyxuat.services.pages.codes import GS1_HOME, written
from truyxuat.services.pages.fiction import is_fictional
from truyxuat.services.pages.layout import render, words_of
from truyxuat.services.pages.legality_view import LegalityView
from truyxuat.services.pages.legality_words import legality_in_words
from truyxuat.services.pages.master_names import naming_of
from truyxuat.services.pages.recalls import recent_recalls
from truyxuat.services.pages.regulator_view import FoundRow, RegulatorView
from truyxuat.services.pages.searching import search
from truyxuat.services.pages.trace_page import Asked, trace_view
from truyxuat.services.pages.wording import Words
from truyxuat.services.sessions import SessionDep
from truyxuat.services.settings import Settings
from truyxuat.services.traces import trace_recorded
from truyxuat.traceability.errors import InvalidIdentifier, NotFound
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.identifiers import canonical
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.tracing.answer import Answer
from truyxuat.traceability.tracing.query import Query

router = APIRouter(include_in_schema=False)

CODE_LENGTH_MAX = 2_048


@router.get("/regulator")
def regulator(request: Request, session: SessionDep, id: str = "") -> Response:
    """Search by any code; a whole code that is recorded opens its trace at once."""
    words = words_of(request)
    text = id.strip()[:CODE_LENGTH_MAX]
    view = RegulatorView(text=text)
    if not text:
        return _page(request, session, view)
    found = search(session, text)
    if found.exact:
        return RedirectResponse(_trace_address(request, found.keys[0]), status_code=303)
    if not found.keys:
        problem = words("regulator.not_found")
        return _page(request, session, replace(view, problem=problem), status=404)
    naming = naming_of(session, found.keys, words)
    rows = tuple(_found(key, naming.object(key)) for key in found.keys)
    return _page(request, session, replace(view, found=rows, found_more=found.more))


@router.get("/regulator/trace")
def trace_of(request: Request, session: SessionDep) -> Response:
    """Where something went, or what it came from, as it is or was known."""
    asked_for = request.query_params
    started = time.perf_counter()
    text = asked_for.get("id", "").strip()[:CODE_LENGTH_MAX]
    try:
        key = canonical(text)
    except InvalidIdentifier:
        problem = words_of(request)("scan.not_a_code")
        return _page(
            request, session, RegulatorView(text=text, problem=problem), status=400
        )
    now = datetime.now(UTC)
    as_of = instant_of("as_of", asked_for.get("as_of"))
    compare = instant_of("compare", asked_for.get("compare"))
    query = Query(
        seeds=(key,),
        direction=direction_of(asked_for.get("direction")),
        mode=mode_of(asked_for.get("mode")),
        as_of=as_of,
    )
    settings: Settings = request.app.state.settings
    try:
        answer = trace_recorded(session, query, now=now, settings=settings)
    except NotFound:
        problem = words_of(request)("regulator.not_found")
        return _page(
            request, session, RegulatorView(text=text, problem=problem), status=404
        )
    earlier = None
    if compare is not None:
        then = replace(query, as_of=compare)
        earlier = trace_recorded(session, then, now=now, settings=settings)
    graph = graph_of(session)
    events = events_of(graph, answer)
    keys = keys_of(answer, earlier) | places_of(events)
    naming = naming_of(session, keys, words_of(request))
    took = time.perf_counter() - started
    asked = Asked(as_of=as_of, compare=compare, took_seconds=took)
    view = trace_view(answer, events, naming, asked=asked, earlier=earlier)
    view = replace(view, code_line=_code_line(session, view.id, as_of or now, naming.words))
    return render(request, "trace.html.jinja", view, fictional=is_fictional(session))


def events_of(graph: Graph, answer: Answer) -> list[LinkedEvent]:
    """The linked events that an answer is made of."""
    keys = {one.id for one in (*answer.seeds, *answer.affected)}
    keys |= {carrier.id for carrier in answer.carriers}
    return graph.around(keys)


def places_of(events: list[LinkedEvent]) -> set[str]:
    """Where events were, and between whom goods went."""
    keys: set[str] = set()
    for event in events:
        keys |= {event.place or "", event.read_point or ""}
        keys |= {key for _, key in (*event.sources, *event.destinations)}
    return keys - {""}


def keys_of(*answers: Answer | None) -> set[str]:
    """Every key that an answer names and a page may have to name."""
    keys: set[str] = set()
    for answer in answers:
        if answer is None:
            continue
        for one in (*answer.seeds, *answer.affected):
            keys |= {one.id, one.place or "", one.holder or "", one.owner or ""}
            keys |= {key or "" for held in one.held for key in (held.party, held.place)}
        keys |= {event.place or "" for event in answer.events}
        keys |= {consignee.party for consignee in answer.consignees}
        keys |= {carrier.id for carrier in answer.carriers}
        keys |= {gap.object or "" for gap in answer.gaps}
    return keys - {""}


def _code_line(
    session: Session, key: str, at: datetime, words: Words
) -> LegalityView | None:
    """Of a GS1 key: as it was known at the instant that the page is about."""
    if not key.startswith(GS1_HOME):
        return None
    used_by = maker_of(session, key)
    return legality_in_words(legality_of(session, key, used_by, at), used_by, words)


def _found(key: str, name: tuple[str, str]) -> FoundRow:
    return FoundRow(key=key, name=name[0], more=name[1], code=written(key))


def _trace_address(request: Request, key: str) -> str:
    query = {"id": key, "direction": "forward"}
    if request.query_params.get("lang") == "en":
        query["lang"] = "en"
    return "/regulator/trace?" + urlencode(query)


def _page(
    request: Request, session: Session, view: RegulatorView, *, status: int = 200
) -> Response:
    fictional = is_fictional(session)
    view = replace(view, recalls=recent_recalls(session, words_of(request)))
    return render(request, "regulator.html.jinja", view, fictional=fictional, status=status)
