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

from truyxuat.graph.sql_rows import fresh_numbers, insert_rows
from truyxuat.services import record, vocabulary
from truyxuat.services.instants import microseconds
from truyxuat.services.linking import link_captured
from truyxuat.services.naming import NamedEvent, named
from truyxuat.services.observing.capture_names import capture_name
from truyxuat.services.observing.hands import capture_name_for
from truyxuat.services.observing.spans import ReceivedHeaders
from truyxuat.services.observing.work import note_capture, note_document, stage
from truyxuat.services.record import Against, Comparison, Numbered, Placed, Turn
from truyxuat.services.tables import CaptureJob, Duplicate, JobRow, Parked, table_of
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
class NamedDocument:
    """A document with its events named: all of its capture that can be done without the record."""

    reading: Reading
    events: tuple[NamedEvent, ...]
    headers: ReceivedHeaders | None = None
    """Of the message that it came in: its capture goes on with the sender's trace."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What became of a document: its job, and the positions of events new and old."""

    job: JobRow
    new: tuple[int, ...]
    duplicates: tuple[int, ...]


def prepared(reading: Reading, *, events_max: int) -> NamedDocument:
    """Name the events of a document that was read.

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
    return NamedDocument(reading, tuple(named(events)))


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
    document = prepared(reading, events_max=events_max)
    compared = record.compare(session, document.events)
    recorded = record.record_time(session, now)
    contradicts = compared.conflicts or compared.parked_before
    if contradicts and behaviour is ErrorBehaviour.ROLLBACK:
        compared = _without_new(session, compared)
        [captured] = _report(session, [document], [compared], behaviour, recorded)
        return captured
    turn = record.turn(session, recorded, compared.new)
    [captured] = _keep(session, [document], compared, behaviour, turn)
    return captured


@stage("capture")
def capture_all(
    session: Session,
    documents: Sequence[NamedDocument],
    *,
    now: datetime,
    ready: Numbered | None = None,
) -> list[Captured]:
    """Take in many documents as if one after the other, for little more than the price of one.

    Each has its own job; conflicts are parked. ``ready`` is what `record.numbered` made of their
    events, perhaps among others, before the writer's turn.
    """
    events = [named_event for document in documents for named_event in document.events]
    compared = record.compare(session, events)
    recorded = record.record_time(session, now)
    turn = record.turn(session, recorded, compared.new, ready)
    return _keep(session, documents, compared, None, turn)


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


def _keep(
    session: Session,
    documents: Sequence[NamedDocument],
    compared: Comparison,
    behaviour: ErrorBehaviour | None,
    turn: Turn,
) -> list[Captured]:
    """Write everything that is new in the documents; ``compared`` is about all of them."""
    parts = _by_document(documents, compared)
    outcomes = _report(session, documents, parts, behaviour, turn.recorded)
    captures = {
        position: outcome.job.id for outcome in outcomes for position in outcome.new
    }
    record.write(session, compared.new, captures=captures, turn=turn)
    for outcome, document in zip(outcomes, documents, strict=True):
        elements = document.reading.document.master_data
        if not elements:
            continue
        number = outcome.job.id
        vocabulary.keep(session, elements, capture=number, recorded=turn.recorded)
    if compared.new:
        _park(session, compared.conflicts)
        link_captured(session, compared, turn)
    return outcomes


def _report(
    session: Session,
    documents: Sequence[NamedDocument],
    parts: Sequence[Comparison],
    behaviour: ErrorBehaviour | None,
    recorded: datetime,
) -> list[Captured]:
    """Write the jobs, each with its document's duplicates."""
    connection = session.connection()
    numbers = fresh_numbers(connection, table_of(CaptureJob), len(documents))
    jobs = [
        _job(number, part, document, behaviour, recorded)
        for number, part, document in zip(numbers, parts, documents, strict=True)
    ]
    insert_rows(connection, table_of(CaptureJob), JobRow._fields, jobs)
    rows = [
        (job.id, placed.named.place, placed.position)
        for job, part in zip(jobs, parts, strict=True)
        for placed in part.duplicates
    ]
    columns = ("capture", "place", "position")
    insert_rows(connection, table_of(Duplicate), columns, rows)
    for job, part in zip(jobs, parts, strict=True):
        conflicts = len(part.conflicts) if part.new else 0
        note_capture(
            job.capture_id,
            recorded=len(part.new) - conflicts,
            duplicates=len(part.duplicates),
            conflicts=conflicts,
        )
    return [
        Captured(
            job,
            tuple(placed.position for placed in part.new),
            tuple(placed.position for placed in part.duplicates),
        )
        for job, part in zip(jobs, parts, strict=True)
    ]


def _by_document(
    documents: Sequence[NamedDocument], compared: Comparison
) -> list[Comparison]:
    """The comparison of all the documents' events, shared out among them."""
    number = {
        id(named_event): number
        for number, document in enumerate(documents)
        for named_event in document.events
    }

    def placed(all_placed: Iterable[Placed]) -> list[tuple[Placed, ...]]:
        mine: list[list[Placed]] = [[] for _ in documents]
        for one in all_placed:
            mine[number[id(one.named)]].append(one)
        return [tuple(each) for each in mine]

    def against(all_against: Iterable[Against]) -> list[tuple[Against, ...]]:
        mine: list[list[Against]] = [[] for _ in documents]
        for one in all_against:
            mine[number[id(one.placed.named)]].append(one)
        return [tuple(each) for each in mine]

    return [
        Comparison(*parts)
        for parts in zip(
            placed(compared.new),
            placed(compared.duplicates),
            against(compared.conflicts),
            against(compared.twins),
            against(compared.parked_before),
            strict=True,
        )
    ]


def _job(
    number: int,
    compared: Comparison,
    document: NamedDocument,
    behaviour: ErrorBehaviour | None,
    recorded: datetime,
) -> JobRow:
    contradicts = [*compared.conflicts, *compared.parked_before]
    contradicts.sort(key=lambda conflict: conflict.placed.named.place)
    return JobRow(
        id=number,
        capture_id=capture_name()
        if document.headers is None
        else capture_name_for(document.headers),
        created_at=microseconds(recorded),
        finished_at=microseconds(recorded),
        success=behaviour is None or not contradicts,
        behaviour=(behaviour or ErrorBehaviour.PROCEED).value,
        events=len(document.events),
        recorded=len(compared.new),
        duplicates=len(compared.duplicates),
        conflicts=len(contradicts),
        errors=_encoded(map(_taken, contradicts)),
        warnings=_encoded([*document.reading.warnings, *map(_twin, compared.twins)]),
    )


def _encoded(problems: Iterable[Problem]) -> str:
    return msgspec.json.encode(list(itertools.islice(problems, NOTES_MAX))).decode()


def _without_new(session: Session, compared: Comparison) -> Comparison:
    """What is left to report when nothing of the document is kept."""
    last = record.last_position(session)
    before = tuple(placed for placed in compared.duplicates if placed.position <= last)
    return Comparison((), before, compared.conflicts, (), compared.parked_before)


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
