"""How the platform itself is: is it alive, is it ready, which part is behind, its metrics."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from truyxuat.services.observing.process import Process
from truyxuat.services.observing.readiness import (
    LIVE_PATH,
    METRICS_PATH,
    READY_PATH,
    State,
)
from truyxuat.services.observing.work import current_work
from truyxuat.services.problem_details import example, problem_responses
from truyxuat.services.problem_types import MEDIA_TYPE

router = APIRouter(tags=["Operation"])


class Alive(BaseModel):
    """The process answers."""

    state: State = State.OK


class PartAnswer(BaseModel):
    """One part of the platform: the record, the graph that follows it, Neo4j, Kafka."""

    ok: bool = Field(description="It answers and keeps up")
    needed: bool = Field(description="Without it the process is not ready")
    answers: bool
    position: int | None = Field(description="How far it is in the record")
    behind_events: int = Field(
        description="Recorded events it has not got yet (Kafka: messages)"
    )
    behind_since: str | None = Field(description="Record time of the oldest of them")
    behind_seconds: float = Field(description="How long ago that is")
    parked_messages: int | None = Field(
        description="Messages kept aside until they are mended; null where none come in"
    )
    detail: str = Field(description="What is wrong, in words")


class Ready(BaseModel):
    """Whether the platform can do its work, part by part."""

    state: State
    parts: dict[str, PartAnswer]


_RECORD: dict[str, object] = {
    "ok": True,
    "needed": True,
    "answers": True,
    "position": 1284,
    "behind_events": 0,
    "behind_since": None,
    "behind_seconds": 0.0,
    "parked_messages": None,
    "detail": "",
}
_LATE = {
    **_RECORD,
    "ok": False,
    "position": 1200,
    "behind_events": 84,
    "behind_since": "2026-09-14T08:00:00.000Z",
    "behind_seconds": 125.2,
}
_SILENT = {
    **_RECORD,
    "ok": False,
    "answers": False,
    "position": None,
    "detail": "The file of the record cannot be opened or made.",
}
READY_ANSWERS = {
    "ok": {"state": "ok", "parts": {"record": _RECORD, "graph": _RECORD}},
    "degraded": {"state": "degraded", "parts": {"record": _RECORD, "graph": _LATE}},
}
UNAVAILABLE = {
    **example(503),
    "title": "Temporarily unavailable",
    "detail": "record: The file of the record cannot be opened or made.",
    "instance": READY_PATH,
    "state": "unavailable",
    "parts": {"record": _SILENT, "graph": _SILENT},
}
METRICS_EXAMPLE = """\
# HELP truyxuat_record_position Position of the last recorded event
# TYPE truyxuat_record_position gauge
truyxuat_record_position 1284.0
"""


def _process(request: Request) -> Process:
    process = request.app.state.process
    assert isinstance(process, Process)
    return process


@router.get(LIVE_PATH, responses=problem_responses(500))
def live() -> Alive:
    """The process answers; nothing behind it is asked."""
    return Alive()


@router.get(
    READY_PATH,
    response_class=Response,
    responses={
        200: {
            "description": "It can do its work; `degraded` names the part that is behind",
            "model": Ready,
            "content": {
                "application/json": {
                    "examples": {
                        name: {"value": value} for name, value in READY_ANSWERS.items()
                    }
                }
            },
        },
        **problem_responses(500),
        503: {
            **problem_responses(503)[503],
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/ProblemDetails"},
                    "example": UNAVAILABLE,
                }
            },
        },
    },
)
def ready(request: Request) -> Response:
    """Whether the platform can do its work, and which part is behind by how much.

    `unavailable` (503): a needed part does not answer. `degraded` (200): another part does not
    answer, or some part has for longer than `behind_seconds_max` not got an event that is
    recorded. With Neo4j down the platform stays ready, because it answers from the record.
    """
    found = _process(request).readiness(datetime.now(UTC))
    told = found.json()
    work = current_work()
    if found.status == HTTPStatus.OK:
        return JSONResponse(told)
    if work is not None:
        told["requestId"] = work.request_id
    return JSONResponse(told, found.status, media_type=MEDIA_TYPE)


@router.get(
    METRICS_PATH,
    response_class=Response,
    responses={
        200: {
            "description": "Every metric of this process",
            "content": {
                "text/plain": {"schema": {"type": "string"}, "example": METRICS_EXAMPLE},
                "application/openmetrics-text": {
                    "schema": {"type": "string"},
                    "example": METRICS_EXAMPLE + "# EOF\n",
                },
            },
        },
        **problem_responses(500),
    },
)
def metrics(
    request: Request, accept: Annotated[str, Header(include_in_schema=False)] = ""
) -> Response:
    """The metrics of this process for Prometheus; OpenMetrics where `Accept` asks for it."""
    page, media_type = _process(request).metrics(accept)
    return Response(page, headers={"Content-Type": media_type})
