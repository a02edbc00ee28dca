"""Ask the record a trace: the pure walk, over the living graph, with what master data knows.

The answer says how far the record went and how far the graph had followed it, read in the
same transaction, so a caller can tell a late answer from a whole one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from truyxuat.services.instants import instant, microseconds
from truyxuat.services.linking import graph_of
from truyxuat.services.master import master_data
from truyxuat.services.observing.work import stage
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings
from truyxuat.services.tables import RecordedEvent
from truyxuat.traceability.errors import NotFound
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import Answer
from truyxuat.traceability.tracing.query import Budget, Query


@stage("trace")
def trace_recorded(
    session: Session, query: Query, *, now: datetime, settings: Settings
) -> Answer:
    """Answer a query from the record; ``as_of`` None means everything recorded so far.

    No answer is given as of a time to come, which could change it: the answer says as of when
    it really is.

    Raises:
        NotFound: no event names any of the seeds.
    """
    graph = graph_of(session)
    known = _everything(session, now)
    query = replace(query, as_of=min(query.as_of or known, known))
    budget = Budget(settings.trace_objects_max, settings.trace_events_max)
    answer = trace(graph, query, master=master_data(session), budget=budget)
    unborn = [seed.id for seed in answer.seeds if seed.since is None]
    unknown = [key for key in unborn if not graph.around([key])]
    if unknown:
        raise NotFound(f"No event names {' or '.join(map(repr, unknown))}.")
    return replace(answer, recorded_to=last_position(session), answered=graph.answered)


def _everything(session: Session, now: datetime) -> datetime:
    """Now, or the last record time where the clock was set back since."""
    last = session.execute(select(func.max(col(RecordedEvent.record_time)))).scalar()
    return instant(max(microseconds(now), last or 0))
