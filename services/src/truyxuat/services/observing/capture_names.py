"""The name of a capture job says where in its trace the capture was.

Whoever reads the event table later (relay, linker) should go on with the trace in which an
event was captured, and the table has no column for that. A capture's name is ours to choose:
where spans are made it is its trace id and span id (32 and 16 hexadecimal digits), so one look
at the job finds the trace, and a follower finds its parent. Elsewhere it is a random UUID, of 32
digits, which can be told apart. The caller may have chosen the trace id; the span id is random,
so names still do not meet.
"""

from __future__ import annotations

import re
import uuid

from opentelemetry.context import Context
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    TraceFlags,
    format_span_id,
    format_trace_id,
    get_current_span,
    set_span_in_context,
)
from sqlalchemy import select
from sqlmodel import Session, col

from truyxuat.services.observing.work import current_work
from truyxuat.services.tables import CaptureJob, RecordedEvent

_IN_A_TRACE = re.compile(r"([0-9a-f]{32})([0-9a-f]{16})")


def capture_name(span: Span | None = None) -> str:
    """A new name for a capture job, from this span (default the present one) if it is recorded.

    A second capture of the same span gets a name of its own: names are unique.
    """
    work = current_work()
    span = get_current_span() if span is None else span
    place = span.get_span_context()
    if work is None or not span.is_recording() or place.span_id in work.names_taken:
        return uuid.uuid4().hex
    work.names_taken.add(place.span_id)
    return format_trace_id(place.trace_id) + format_span_id(place.span_id)


def context_of_capture(capture_id: str) -> Context | None:
    """Where in its trace this capture was; None where it was in none."""
    found = _IN_A_TRACE.fullmatch(capture_id)
    if found is None:
        return None
    place = SpanContext(
        trace_id=int(found[1], 16),
        span_id=int(found[2], 16),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )
    return set_span_in_context(NonRecordingSpan(place), Context())


def captures_between(session: Session, first: int, last: int) -> dict[int, str]:
    """By position, from the first to the last: the name of the capture that recorded it."""
    question = (
        select(col(RecordedEvent.position), col(CaptureJob.capture_id))
        .join(CaptureJob, col(CaptureJob.id) == col(RecordedEvent.capture))
        .where(col(RecordedEvent.position).between(first, last))
    )
    return {position: name for position, name in session.execute(question)}
