"""What the capture interface tells of a capture job, in the names of the EPCIS bindings."""

from __future__ import annotations

import msgspec
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy import select
from sqlmodel import Session, col

from truyxuat.services.instants import instant, written
from truyxuat.services.tables import CaptureJob, Duplicate, JobRow, RecordedEvent
from truyxuat.traceability.errors import Problem

_problems = msgspec.json.Decoder(list[Problem]).decode


class _Answer(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class JobProblem(_Answer):
    """An event that was refused, or something odd that was kept, as problem details."""

    type: str
    title: str
    status: int | None = None
    detail: str
    event: int | None = Field(default=None, description="0-based index in the document")
    place: str
    code: str
    expected: str = ""
    got: str = ""


class JobDuplicate(_Answer):
    """An event that had been recorded before: nothing was changed."""

    event: int = Field(description="0-based index in the document")
    event_id: str = Field(alias="eventID")
    first_recorded: str = Field(description="Its recordTime, when it was first captured")
    first_capture: str = Field(
        alias="firstCaptureID", description="The capture job that recorded it"
    )


class JobAnswer(_Answer):
    """A capture job (EPCIS 2.0 REST bindings, CaptureJob), with what became of each event."""

    capture_id: str = Field(alias="captureID")
    created_at: str
    finished_at: str | None
    running: bool = False
    success: bool
    capture_error_behaviour: str
    errors: list[JobProblem]
    warnings: list[JobProblem]
    duplicates: list[JobDuplicate] = Field(description="At most job_duplicates_max of them")
    event_count: int
    recorded_count: int
    duplicate_count: int
    conflict_count: int


def job_answer(
    session: Session, job: CaptureJob | JobRow, *, duplicates_max: int
) -> JobAnswer:
    """Everything there is to say of a job."""
    return JobAnswer(
        capture_id=job.capture_id,
        created_at=written(instant(job.created_at)),
        finished_at=None if job.finished_at is None else written(instant(job.finished_at)),
        running=job.finished_at is None,
        success=job.success,
        capture_error_behaviour=job.behaviour,
        errors=[_conflict(problem) for problem in _problems(job.errors)],
        warnings=[_warning(problem) for problem in _problems(job.warnings)],
        duplicates=_duplicates(session, job, duplicates_max),
        event_count=job.events,
        recorded_count=job.recorded,
        duplicate_count=job.duplicates,
        conflict_count=job.conflicts,
    )


def _conflict(problem: Problem) -> JobProblem:
    return JobProblem(
        type="epcisException:ResourceAlreadyExistsException",
        title="Conflict with the record",
        status=409,
        **_facts(problem),
    )


def _warning(problem: Problem) -> JobProblem:
    return JobProblem(type="about:blank", title="Kept, but odd", **_facts(problem))


def _facts(problem: Problem) -> dict[str, str | int | None]:
    return {
        "detail": problem.message,
        "event": problem.event,
        "place": problem.place,
        "code": problem.code,
        "expected": problem.expected,
        "got": problem.got,
    }


def _duplicates(
    session: Session, job: CaptureJob | JobRow, most: int
) -> list[JobDuplicate]:
    if not job.duplicates:
        return []
    question = (
        select(
            col(Duplicate.place),
            col(RecordedEvent.event_id),
            col(RecordedEvent.record_time),
            col(CaptureJob.capture_id),
        )
        .join(RecordedEvent, col(RecordedEvent.position) == col(Duplicate.position))
        .join(CaptureJob, col(CaptureJob.id) == col(RecordedEvent.capture))
        .where(col(Duplicate.capture) == job.id)
        .order_by(col(Duplicate.place))
        .limit(most)
    )
    return [
        JobDuplicate(
            event=place,
            event_id=event_id,
            first_recorded=written(instant(recorded)),
            first_capture=capture_id,
        )
        for place, event_id, recorded, capture_id in session.execute(question)
    ]
