"""The events and epcs resources of the EPCIS 2.0 REST bindings: one event in, events out.

Answers are put together from the text that the record keeps, so that an event leaves exactly as
it was taken in, extensions and all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request, Response

from truyxuat.services.api import examples
from truyxuat.services.api.bindings import (
    DISCOVERY_HEADERS,
    EPCIS_RULES,
    VERSION_HEADERS,
    BodyDep,
    SettingsDep,
    media_type_of,
)
from truyxuat.services.api.event_list import query_document
from truyxuat.services.capturing import capture_event
from truyxuat.services.epcis_bodies import JSON_TYPES
from truyxuat.services.event_blocks import last_archived, refuse_archived
from truyxuat.services.event_filters import ANY_CLASS, ANY_EPC, identifier, naming
from truyxuat.services.event_query import EventQuery, parse_query, run
from truyxuat.services.instants import instant, written
from truyxuat.services.observing.work import stage
from truyxuat.services.problem_details import problem_responses
from truyxuat.services.recorded import at_positions, by_event_id
from truyxuat.services.sessions import SessionDep
from truyxuat.traceability.epcis.reading import read_event_json

router = APIRouter(tags=["Events"], dependencies=EPCIS_RULES)

ARCHIVED_HEADER = "Truyxuat-Archived-To"
"""recordTime of the last event that is archived: an answer holds only what came after it."""

VERSIONS_MAX = 1_000
"""Events answered under one eventID: the event and the declarations that it was wrong."""


@router.post(
    "/events",
    status_code=201,
    response_class=Response,
    responses={**examples.EVENT_CREATED, **problem_responses(400, 406, 409, 413, 415, 500)},
    openapi_extra={"requestBody": examples.EVENT_BODY},
)
def post_event(
    request: Request, body: BodyDep, session: SessionDep, settings: SettingsDep
) -> Response:
    """Take in one event; the answer is the event as recorded, 200 if it had been before."""
    media_type_of(request, *JSON_TYPES)
    with stage("capture.read"):
        reading = read_event_json(body)
    captured = capture_event(
        session,
        reading,
        now=datetime.now(UTC),
        events_max=settings.document_events_max,
    )
    [position] = captured.new or captured.duplicates
    found = at_positions(session, [position])
    if not found:
        refuse_archived(session, position)
    [stored] = found
    location = f"/events/{quote(stored.event_id, safe='')}"
    return Response(
        stored.standing_alone(),
        201 if captured.new else 200,
        {**VERSION_HEADERS, "Location": location},
        media_type="application/ld+json",
    )


@router.get(
    "/events",
    response_class=Response,
    responses={**examples.EVENTS, **problem_responses(400, 406, 413, 500)},
    openapi_extra={"parameters": examples.QUERY_PARAMETERS},
)
def events(request: Request, session: SessionDep, settings: SettingsDep) -> Response:
    """Events that match every parameter, by the simple event query of EPCIS 2.0."""
    query = parse_query(request.query_params.multi_items(), settings)
    return _page(request, session, query)


@router.get(
    "/events/{event_id:path}",
    response_class=Response,
    responses={**examples.EVENTS, **problem_responses(404, 406, 500)},
)
def event(
    event_id: Annotated[str, Path(description="The eventID, percent-encoded")],
    session: SessionDep,
) -> Response:
    """The event with this eventID, and the declarations that it was wrong.

    The eventID is percent-encoded in the path.
    """
    found = by_event_id(session, event_id, limit=VERSIONS_MAX)
    return query_document(found, now=datetime.now(UTC))


@router.get(
    "/epcs/{epc:path}/events",
    response_class=Response,
    responses={**examples.EVENTS, **problem_responses(400, 406, 413, 500)},
    openapi_extra={"parameters": examples.QUERY_PARAMETERS},
)
def events_of_epc(
    epc: Annotated[str, Path(description="In any spelling, percent-encoded")],
    request: Request,
    session: SessionDep,
    settings: SettingsDep,
) -> Response:
    """Events that name this instance, lot or class, narrowed as in `/events`.

    The identifier may be in any spelling, percent-encoded in the path.
    """
    naming_it = naming([identifier("epc", epc)], [*ANY_EPC, *ANY_CLASS])
    pairs = request.query_params.multi_items()
    return _page(request, session, parse_query(pairs, settings, fixed=(naming_it,)))


@router.options("/events", status_code=204)
def discover_events(response: Response) -> None:
    """What the events resource can do, in the headers."""
    response.headers.update(DISCOVERY_HEADERS)
    response.headers["Allow"] = "GET, HEAD, OPTIONS, POST"


@router.options("/events/{event_id:path}", status_code=204, include_in_schema=False)
@router.options("/epcs/{epc:path}/events", status_code=204, include_in_schema=False)
def discover_event(response: Response) -> None:
    """What can be asked of an event, in the headers."""
    response.headers.update(DISCOVERY_HEADERS)
    response.headers["Allow"] = "GET, HEAD, OPTIONS"


def _page(request: Request, session: SessionDep, query: EventQuery) -> Response:
    page = run(session, query)
    answer = query_document(page.events, now=datetime.now(UTC))
    archived = last_archived(session)
    if archived is not None and archived.recorded_to is not None:
        answer.headers[ARCHIVED_HEADER] = written(instant(archived.recorded_to))
    if page.next_token is not None:
        kept = [
            pair
            for pair in request.query_params.multi_items()
            if pair[0] != "nextPageToken"
        ]
        more = urlencode([*kept, ("nextPageToken", page.next_token)])
        path = quote(request.url.path)
        raw = request.scope.get("raw_path")
        if isinstance(raw, bytes):
            path = raw.decode("ascii")
        answer.headers["Link"] = f'<{path}?{more}>; rel="next"'
    return answer
