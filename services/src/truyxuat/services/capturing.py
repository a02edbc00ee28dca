"""Capture: take in the events of a document and say of each what became of it.

One transaction holds the job, its events, what they can be found by and their links, so nothing
is ever half-kept. A repeat changes nothing and is reported as a duplicate. Another event under
a taken eventID is a conflict: it is parked with its reason and the rest goes in, or, where the
caller asked for rollback, nothing goes in (EPCIS 2.0 section 8.1, GS1-Capture-Error-Behaviour).
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import insert
from sqlmodel import Session

from truyxuat.services import record
from truyxuat.services.instants import microseconds
from truyxuat.services.linking import link_captured
from truyxuat.services.naming import named
from truyxuat.services.record import Comparison, Seen
from truyxuat.services.tables import CaptureJob, Duplicate, Parked
from truyxuat.traceability.epcis.reading import Reading
from truyxuat.traceability.errors import Conflict, Problem, TooLarge

TAKEN = "event_id_taken"
TWIN = "twin"

NOTES_MAX = 1_000
"""Errors, and warnings, kept with a job; `conflicts` counts them all."""


class ErrorBehaviour(StrEnum):
    """GS1-Capture-Error-Behaviour: what happens to a document with an event in conflict."""

    ROLLBACK = "rollback"
    """Nothing of the document is kept."""
    PROCEED = "proceed"
    """The event is parked, the others are kept."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What became of a document: its job, and the positions of events new and old."""

    job: CaptureJob
    new: tuple[int, ...]
    duplicates: tuple[int, ...]


def capture(
    session: Session,
    reading: Reading,
    *,
    now: datetime,
    behaviour: ErrorBehaviour | None = None,
    events_max: int,
) -> Captured:
    """Take in a document; the session must be a writer's.

    ``behaviour`` None is what a caller gets who did not ask: conflicts are parked as with
    PROCEED, and the job still counts as a success, because every event is kept somewhere.
    """
    events = reading.document.events
    _check_size(len(events), events_max)
    names = named(events)
    compared = record.compare(session, names)
    keep = behaviour is not ErrorBehaviour.ROLLBACK or not compared.conflicts
    recorded = record.record_time(session, now)
    if not keep:
        compared = _without_new(session, compared)
    job = _job(compared, reading.warnings, behaviour, recorded, len(events))
    session.add(job)
    session.flush()
    assert job.id is not None, "a flushed job has its number"
    record.write(session, compared.new, capture=job.id, recorded=recorded)
    _write_duplicates(session, job.id, compared.duplicates)
    if keep:
        _park(session, job.id, compared.conflicts, recorded)
    link_captured(session, compared.new, recorded)
    return Captured(
        job,
        tuple(position for position, _ in compared.new),
        tuple(seen.position for seen in compared.duplicates),
    )


def capture_event(
    session: Session, reading: Reading, *, now: datetime, events_max: int
) -> Captured:
    """Take in one event by itself (`POST /events`).

    Raises:
        Conflict: its eventID is taken by another event; nothing is kept.
    """
    [named_event] = named(reading.document.events)
    for seen in record.compare(session, [named_event]).conflicts:
        raise Conflict(_taken(seen).message)
    return capture(session, reading, now=now, events_max=events_max)


def _check_size(events: int, most: int) -> None:
    if events > most:
        raise TooLarge(
            f"The document holds {events} events; document_events_max is {most}: "
            "send it in parts."
        )


def _job(
    compared: Comparison,
    warnings: Sequence[Problem],
    behaviour: ErrorBehaviour | None,
    recorded: datetime,
    events: int,
) -> CaptureJob:
    clean = not compared.conflicts or behaviour is None
    return CaptureJob(
        capture_id=uuid.uuid4().hex,
        created_at=microseconds(recorded),
        finished_at=microseconds(recorded),
        success=clean,
        behaviour=behaviour or ErrorBehaviour.PROCEED,
        events=events,
        recorded=len(compared.new),
        duplicates=len(compared.duplicates),
        conflicts=len(compared.conflicts),
        errors=_encoded(_taken(seen) for seen in compared.conflicts),
        warnings=_encoded([*warnings, *(_twin(seen) for seen in compared.twins)]),
    )


def _encoded(problems: Iterable[Problem]) -> str:
    return msgspec.json.encode(list(itertools.islice(problems, NOTES_MAX))).decode()


def _without_new(session: Session, compared: Comparison) -> Comparison:
    """What is left to report when nothing of the document is kept."""
    last = record.last_position(session)
    before = tuple(seen for seen in compared.duplicates if seen.position <= last)
    return Comparison((), before, compared.conflicts, ())


def _twin(seen: Seen) -> Problem:
    return Problem(
        place=f"/epcisBody/eventList/{seen.named.place}/eventID",
        code=TWIN,
        message=(
            f"The same content is recorded under another eventID (position {seen.position}):"
            " both are kept; amounts count it once at least and twice at most."
        ),
        got=seen.named.event_id,
        event=seen.named.place,
    )


def _write_duplicates(session: Session, job: int, duplicates: Sequence[Seen]) -> None:
    rows = [
        {"capture": job, "place": seen.named.place, "position": seen.position}
        for seen in duplicates
    ]
    if rows:
        session.execute(insert(Duplicate), rows)


def _park(
    session: Session, job: int, conflicts: Sequence[Seen], recorded: datetime
) -> None:
    for seen in conflicts:
        session.add(
            Parked(
                capture=job,
                place=seen.named.place,
                event_id=seen.named.event_id,
                reason=TAKEN,
                message=_taken(seen).message,
                position=seen.position,
                body=record.body_of(seen.named.as_recorded(recorded)),
            )
        )


def _taken(seen: Seen) -> Problem:
    event_id, content = seen.named.event_id, seen.named.content
    return Problem(
        place=f"/epcisBody/eventList/{seen.named.place}/eventID",
        code=TAKEN,
        message=(
            f"eventID {event_id!r} is taken by another event, recorded at position "
            f"{seen.position}; a correction is an error declaration and a new event."
        ),
        expected="the content recorded under it, or another eventID",
        got=content,
        event=seen.named.place,
    )
