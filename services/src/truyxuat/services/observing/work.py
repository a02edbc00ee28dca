"""One piece of work under observation: a request or a batch, with what is told of it at its end.

Code that works says where it is (`stage`) and what it did (`note`, `note_capture` and others)
without knowing who listens. Whoever began the work, a request's middleware or a worker's loop,
put it into a context variable, so that every thread that answers for it sees the same one.
Outside such work all of it does nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from opentelemetry.trace import Status, StatusCode, Tracer, get_current_span

Fact = str | int | float


@dataclass(slots=True)
class EventCounts:
    """What became of the events of the documents that this work took in."""

    sent: int = 0
    recorded: int = 0
    duplicates: int = 0
    conflicts: int = 0
    """Recorded but parked: another event holds the eventID."""

    @property
    def refused(self) -> int:
        """Sent, and not kept."""
        return self.sent - self.recorded - self.duplicates - self.conflicts


@dataclass(slots=True)
class Work:
    """What is known so far of one request or batch; the one who began it tells it at the end."""

    request_id: str = ""
    began: float = field(default_factory=time.perf_counter)
    tracer: Tracer | None = None
    """None where no spans are sent: then none are made."""
    facts: dict[str, Fact] = field(default_factory=dict)
    """For its line in the log; never what was sent, only what the platform calls it."""
    seconds: list[tuple[str, float]] = field(default_factory=list)
    """Each stage that was gone through to its end, and how long it took."""
    events: EventCounts = field(default_factory=EventCounts)
    lost: int = 0
    """Events of the last transaction that kept nothing."""
    names_taken: set[int] = field(default_factory=set)
    """Spans whose place in their trace a capture is called by (`capture_names`)."""
    takes_events: bool = False
    """Whether it was asked to take events in, whatever becomes of them."""

    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.perf_counter() - self.began


@contextmanager
def watching(work: Work) -> Iterator[Work]:
    """Let everything that happens inside count as part of this work."""
    token = _work.set(work)
    try:
        yield work
    finally:
        _work.reset(token)


def current_work() -> Work | None:
    """The work that is being watched here, if any."""
    return _work.get()


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A part of the work, timed if it succeeds and, where spans are sent, a span; also a decorator.

    A span tells that its stage failed and by which class of error, never the message, which
    may hold what was sent.
    """
    work = _work.get()
    if work is None:
        yield
        return
    started = time.perf_counter()
    if work.tracer is None:
        yield
    else:
        with _spanned(work.tracer, name):
            yield
    work.seconds.append((name, time.perf_counter() - started))


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A transaction: where it ends in an error, what was counted inside counts no more.

    The work may try again, in one piece or in several, and count then.
    """
    work = _work.get()
    if work is None:
        yield
        return
    before = replace(work.events)
    kept = False
    try:
        yield
        kept = True
    finally:
        if not kept:
            work.lost = work.events.sent - before.sent
            work.events = before


def note(**facts: Fact) -> None:
    """Add facts to the line that the log will hold about this work."""
    work = _work.get()
    if work is not None:
        work.facts.update(facts)


def note_events_expected() -> None:
    """Whatever this work was sent, events should come of it; if none do, they were refused."""
    work = _work.get()
    if work is not None:
        work.takes_events = True


def note_document(events: int) -> None:
    """A document was read and holds so many events; what becomes of them is not yet known."""
    work = _work.get()
    if work is not None:
        work.events.sent += events


def note_capture(
    capture_id: str, *, recorded: int, duplicates: int, conflicts: int
) -> None:
    """What a capture did with the events of a document; counted when the work succeeds."""
    work = _work.get()
    if work is None:
        return
    work.events.recorded += recorded
    work.events.duplicates += duplicates
    work.events.conflicts += conflicts
    work.facts["capture_id"] = capture_id
    get_current_span().set_attribute("truyxuat.capture_id", capture_id)


_work: ContextVar[Work | None] = ContextVar("truyxuat_work", default=None)


@contextmanager
def _spanned(tracer: Tracer, name: str) -> Iterator[None]:
    with tracer.start_as_current_span(
        name, record_exception=False, set_status_on_exception=False
    ) as span:
        done = False
        try:
            yield
            done = True
        finally:
            if not done:
                span.set_status(Status(StatusCode.ERROR))
                span.set_attribute("error.type", type(sys.exception()).__name__)
