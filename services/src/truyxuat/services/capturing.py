"""Capture: take in the events of a document and say of each what became of it.

One transaction holds the job, its events, what they can be found by and their links, so nothing
is ever half-kept. A repeat changes nothing and is reported as a duplicate. Another event under
a taken eventID is a conflict: it is recorded but parked, so that no trace follows it, or, where
the caller asked for rollback, nothing goes in (EPCIS 2.0 section 8.1,
GS1-Capture-Error-Behaviour).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import insert
from sqlmodel import Session

from truyxuat.services import record, vocabulary
from truyxuat.services.instants import microseconds
from truyxuat.services.linking import link_captured
from truyxuat.services.naming import NamedEvent, named
from truyxuat.services.observing.capture_names import capture_name
from truyxuat.services.observing.work import note_capture, note_document, stage
from truyxuat.services.record import Against, Comparison, Placed
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


@stage("capture")
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
    PROCEED, and the job still counts as a success, because every event is kept.

    Raises:
        TooLarge: more than ``events_max`` events.
    """
    events = reading.document.events
    note_document(len(events))
    if len(events) > events_max:
        raise TooLarge(
            f"The document holds {len(events)} events; document_events_max is {events_max}: "
            "send it in parts."
        )
    compared = record.compare(session, named(events))
    contradicts = (*compared.conflicts, *compared.parked_before)
    keeps = not contradicts or behaviour is not ErrorBehaviour.ROLLBACK
    if not keeps:
        compared = _without_new(session, compared)
    recorded = record.record_time(session, now)
    job = _job(compared, reading.warnings, behaviour, recorded, len(events))
    session.add(job)
    session.flush()
    assert job.id is not None, "a flushed job has its number"
    record.write(session, compared.new, capture=job.id, recorded=recorded)
    _write_duplicates(session, job.id, compared.duplicates)
    if keeps:
        elements = reading.document.master_data
        vocabulary.keep(session, elements, capture=job.id, recorded=recorded)
    if compared.new:
        _park(session, compared.conflicts)
        link_captured(session, compared, recorded)
    conflicts = len(compared.conflicts) if compared.new else 0
    note_capture(
        job.capture_id,
        recorded=len(compared.new) - conflicts,
        duplicates=len(compared.duplicates),
        conflicts=conflicts,
    )
    return Captured(
        job,
        tuple(placed.position for placed in compared.new),
        tuple(placed.position for placed in compared.duplicates),
    )


def capture_event(
    session: Session, reading: Reading, *, now: datetime, events_max: int
) -> Captured:
    """Take in one event by itself (`POST /events`).

    Raises:
        Conflict: its eventID is taken by another event; nothing is kept.
    """
    [named_event] = named(reading.document.events)
    compared = record.compare(session, [named_event])
    for conflict in (*compared.conflicts, *compared.parked_before):
        raise Conflict(_taken(conflict).message)
    return capture(session, reading, now=now, events_max=events_max)


def _job(
    compared: Comparison,
    warnings: Sequence[Problem],
    behaviour: ErrorBehaviour | None,
    recorded: datetime,
    events: int,
) -> CaptureJob:
    contradicts = [*compared.conflicts, *compared.parked_before]
    contradicts.sort(key=lambda conflict: conflict.placed.named.place)
    return CaptureJob(
        capture_id=capture_name(),
        created_at=microseconds(recorded),
        finished_at=microseconds(recorded),
        success=behaviour is None or not contradicts,
        behaviour=behaviour or ErrorBehaviour.PROCEED,
        events=events,
        recorded=len(compared.new),
        duplicates=len(compared.duplicates),
        conflicts=len(contradicts),
        errors=_encoded(map(_taken, contradicts)),
        warnings=_encoded([*warnings, *map(_twin, compared.twins)]),
    )


def _encoded(problems: Iterable[Problem]) -> str:
    return msgspec.json.encode(list(itertools.islice(problems, NOTES_MAX))).decode()


def _without_new(session: Session, compared: Comparison) -> Comparison:
    """What is left to report when nothing of the document is kept."""
    last = record.last_position(session)
    before = tuple(placed for placed in compared.duplicates if placed.position <= last)
    return Comparison((), before, compared.conflicts, (), compared.parked_before)


def _write_duplicates(session: Session, job: int, duplicates: Sequence[Placed]) -> None:
    rows = [
        {"capture": job, "place": placed.named.place, "position": placed.position}
        for placed in duplicates
    ]
    if rows:
        session.execute(insert(Duplicate), rows)


def _park(session: Session, conflicts: Sequence[Against]) -> None:
    rows = [
        {
            "position": conflict.placed.position,
            "contradicts": conflict.other,
            "reason": TAKEN,
            "message": _taken(conflict).message,
        }
        for conflict in conflicts
    ]
    if rows:
        session.execute(insert(Parked), rows)


def _taken(conflict: Against) -> Problem:
    named_event = conflict.placed.named
    return Problem(
        place=_event_id_place(named_event),
        code=TAKEN,
        message=(
            f"eventID {named_event.event_id!r} is taken by another event, recorded at "
            f"position {conflict.other}; a correction is an error declaration and a new event."
        ),
        expected="the content recorded under it, or another eventID",
        got=named_event.content,
        event=named_event.place,
    )


def _twin(twin: Against) -> Problem:
    named_event = twin.placed.named
    return Problem(
        place=_event_id_place(named_event),
        code=TWIN,
        message=(
            f"The same content is recorded under another eventID (position {twin.other}): "
            "both are kept; amounts count it once at least and twice at most."
        ),
        got=named_event.event_id,
        event=named_event.place,
    )


def _event_id_place(named_event: NamedEvent) -> str:
    return f"/epcisBody/eventList/{named_event.place}/eventID"
