"""`truyxuat link`: the record followed into Neo4j until told to stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.stopping import asked_to_stop
from truyxuat.services.database import Database
from truyxuat.services.following import (
    PASSING,
    Follower,
    Opening,
    Patience,
    table_log,
)
from truyxuat.services.graphs import opened_neo4j
from truyxuat.services.kafka.event_log import TopicKeptOpen
from truyxuat.services.observing import hands
from truyxuat.services.observing.capture_names import captures_between
from truyxuat.services.observing.logs import log_to_stderr, logger_of
from truyxuat.services.observing.record_parts import beside_parts, record_part
from truyxuat.services.observing.workers import LinkReport, worker
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings, read_settings
from truyxuat.traceability.errors import InvalidInput, Refused

_log = logger_of(__name__)

PROGRESS_SECONDS = 5.0

DRIVER_RETRIES_SECONDS = 5.0
"""So long the driver tries a transaction again by itself; then the loop waits, and can stop."""


def link() -> None:
    """Follow the record into Neo4j. SIGTERM finishes the batch that is being added."""
    settings = read_settings()
    if not settings.graph_url:
        raise InvalidInput("TRUYXUAT_GRAPH_URL names no Neo4j to link into.")
    log_to_stderr(settings)
    neo4j = opened_neo4j(
        settings,
        retry_seconds_max=DRIVER_RETRIES_SECONDS,
        answer_seconds_max=settings.link_answer_seconds_max,
    )
    try:
        with opened(settings) as database:
            parts = [record_part(database), *beside_parts(database, needed=True)]
            with (
                worker(settings, "link", parts) as process,
                _log_of(database, settings) as log,
            ):
                follower = Follower(
                    neo4j,
                    settings.graph_log,
                    log,
                    batch_events_max=settings.link_batch_events_max,
                )
                _follow(database, settings, follower, LinkReport(process))
    finally:
        neo4j.close()


@contextmanager
def _log_of(database: Database, settings: Settings) -> Iterator[Opening]:
    if settings.link_log == "record":
        yield table_log(database)
        return
    topic = TopicKeptOpen(settings)
    try:
        yield topic.opened
    finally:
        topic.close()


def _follow(
    database: Database, settings: Settings, follower: Follower, report: LinkReport
) -> None:
    patience, told = Patience(settings.link_retry_seconds_max), Told(database)
    with asked_to_stop() as asked:
        wait = 0.0
        while not asked(wait):
            try:
                linked = _batch(database, follower, report)
            except PASSING as error:
                refused = isinstance(error, Refused)
                wait = settings.link_retry_seconds_max if refused else patience.pause()
                told.waiting(str(error), wait)
            else:
                patience.renewed()
                wait = 0.0 if linked else settings.link_wait_seconds
                told.linked(linked, follower.position)
    told.ended(follower.position)


def _batch(database: Database, follower: Follower, report: LinkReport) -> int:
    with report.batch() as batch:
        events = follower.step()
        if events and hands.follows_traces():
            first, last = events[0].position, events[-1].position
            with database.reading() as session:
                hands.continue_captures(captures_between(session, first, last).values())
        batch.events += len(events)
    return len(events)


class Told:
    """What an operator reads in the log: progress now and then, trouble at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events = 0
        self._since = time.monotonic()
        self._trouble = ""

    def waiting(self, why: str, seconds: float) -> None:
        """Something does not answer; said once, until it is another thing."""
        if why != self._trouble:
            self._trouble = why
            _log.warning("waiting", reason=why, seconds=seconds)

    def linked(self, events: int, position: int) -> None:
        """So many more events are in the graph."""
        if self._trouble:
            self._trouble = ""
            _log.info("answers again")
        self._events += events
        elapsed = time.monotonic() - self._since
        if elapsed < PROGRESS_SECONDS or not self._events:
            return
        with self._database.reading() as session:
            behind = max(last_position(session) - position, 0)
        rate = round(self._events / elapsed)
        _log.info("linking", events_per_second=rate, position=position, behind=behind)
        self._events, self._since = 0, time.monotonic()

    def ended(self, position: int) -> None:
        """The last word."""
        _log.info(f"stopped; the graph stands at position {position:,} of the record")
