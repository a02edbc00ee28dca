"""The capture interface of the EPCIS 2.0 REST bindings: documents in, jobs out.

A document is checked whole before anything is written: one that is unsound is answered with all
its problems (400) and leaves no trace. A sound one is captured at once, so its job is finished
when the answer leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from sqlalchemy import select
from sqlmodel import col

from truyxuat.services.api import examples
from truyxuat.services.api.bindings import (
    DISCOVERY_HEADERS,
    EPCIS_RULES,
    VERSION_HEADERS,
    BodyDep,
    SettingsDep,
    media_type_of,
)
from truyxuat.services.api.jobs import JobAnswer, job_answer
from truyxuat.services.capturing import ErrorBehaviour
from truyxuat.services.capturing import capture as capture_document
from truyxuat.services.epcis_bodies import READERS
from truyxuat.services.observing.work import stage
from truyxuat.services.problem_details import problem_responses
from truyxuat.services.sessions import SessionDep
from truyxuat.services.settings import Settings
from truyxuat.services.tables import CaptureJob
from truyxuat.traceability.epcis.reading import Reading
from truyxuat.traceability.errors import InvalidQuery, NotFound

router = APIRouter(tags=["Capture"], dependencies=EPCIS_RULES)


@dataclass(frozen=True, slots=True)
class SentDocument:
    """A sound document as it was sent, and what shall happen if an event is in conflict."""

    reading: Reading
    behaviour: ErrorBehaviour | None


def sent_document(
    request: Request,
    body: BodyDep,
    gs1_capture_error_behaviour: Annotated[ErrorBehaviour | None, Header()] = None,
) -> SentDocument:
    """Read the body in whichever syntax its media type says."""
    read = READERS[media_type_of(request, *READERS)]
    with stage("capture.read"):
        reading = read(body)
    return SentDocument(reading, gs1_capture_error_behaviour)


@router.post(
    "/capture",
    status_code=202,
    responses=problem_responses(400, 406, 413, 415, 500, 503),
    openapi_extra={"requestBody": examples.CAPTURE_BODY},
    response_description="Captured; Location names the capture job",
)
def capture(
    document: Annotated[SentDocument, Depends(sent_document)],
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
) -> JobAnswer:
    """Take in an EPCIS document: every event is recorded once and for good.

    The same event again is reported as a duplicate. Another event under a taken eventID is
    parked and reported; with `GS1-Capture-Error-Behaviour: rollback` nothing of the document
    is kept then.
    """
    captured = capture_document(
        session,
        document.reading,
        now=datetime.now(UTC),
        behaviour=document.behaviour,
        events_max=settings.document_events_max,
    )
    response.headers.update(VERSION_HEADERS)
    response.headers["Location"] = f"/capture/{captured.job.capture_id}"
    most = settings.job_duplicates_max
    return job_answer(session, captured.job, duplicates_max=most)


@router.get("/capture/{capture_id}", responses=problem_responses(404, 406, 500))
def capture_job(
    capture_id: Annotated[str, Path(description="From the Location of a capture")],
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
) -> JobAnswer:
    """A capture job: what became of the events of one document."""
    question = select(CaptureJob).where(col(CaptureJob.capture_id) == capture_id)
    job = session.execute(question).scalar()
    if job is None:
        raise NotFound(f"No capture job is called {capture_id!r}.")
    response.headers.update(VERSION_HEADERS)
    return job_answer(session, job, duplicates_max=settings.job_duplicates_max)


@router.get("/capture", responses=problem_responses(400, 406, 500))
def capture_jobs(
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    per_page: Annotated[int | None, Query(alias="perPage", ge=1)] = None,
    next_page_token: Annotated[str | None, Query(alias="nextPageToken")] = None,
) -> list[JobAnswer]:
    """The capture jobs, latest first."""
    size = min(per_page or settings.page_default, settings.page_max)
    question = select(CaptureJob).order_by(col(CaptureJob.id).desc()).limit(size + 1)
    if next_page_token is not None:
        question = question.where(col(CaptureJob.id) < _job_number(next_page_token))
    jobs = list(session.execute(question).scalars())
    response.headers.update(VERSION_HEADERS)
    if len(jobs) > size:
        query = urlencode({"perPage": size, "nextPageToken": jobs[size - 1].id})
        response.headers["Link"] = f'</capture?{query}>; rel="next"'
    return [
        job_answer(session, job, duplicates_max=settings.job_duplicates_max)
        for job in jobs[:size]
    ]


@router.options("/capture", status_code=204)
def discover_capture(response: Response, settings: SettingsDep) -> None:
    """What the capture interface can do, in the headers."""
    response.headers.update(capture_discovery(settings))
    response.headers["Allow"] = "GET, HEAD, OPTIONS, POST"


@router.options("/capture/{capture_id}", status_code=204, include_in_schema=False)
def discover_capture_job(response: Response) -> None:
    """What can be asked of a capture job, in the headers."""
    response.headers.update(DISCOVERY_HEADERS)
    response.headers["Allow"] = "GET, HEAD, OPTIONS"


def capture_discovery(settings: Settings) -> dict[str, str]:
    """The headers that announce the capture interface's limits."""
    return {
        **DISCOVERY_HEADERS,
        "GS1-EPCIS-Capture-Limit": str(settings.document_events_max),
        "GS1-EPCIS-Capture-File-Size-Limit": str(settings.body_bytes_max),
        "GS1-Capture-Error-Behaviour": "all",
    }


def _job_number(token: str) -> int:
    if not (token.isascii() and token.isdigit() and len(token) < 19):
        raise InvalidQuery(
            f"nextPageToken: expected one from a Link header, got {token[:80]!r}."
        )
    return int(token)
