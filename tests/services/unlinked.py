"""Events that are recorded and not linked, as they stand where a linker is behind."""

from __future__ import annotations

from datetime import datetime

from tests.services.documents import body, event
from truyxuat.services import record
from truyxuat.services.database import Database
from truyxuat.services.instants import microseconds
from truyxuat.services.naming import named
from truyxuat.services.tables import CaptureJob
from truyxuat.traceability.epcis.reading import read_json


def record_unlinked(
    database: Database, *numbers: int, recorded: datetime, capture_id: str | None = None
) -> None:
    """Write shippings of these numbers into the record, in one capture."""
    events = named(read_json(body(*map(event, numbers))).document.events)
    with database.writing() as session:
        job = CaptureJob(
            capture_id=capture_id or f"unlinked {numbers}",
            created_at=microseconds(recorded),
            success=True,
            behaviour="proceed",
            events=len(events),
        )
        session.add(job)
        session.flush()
        new = record.compare(session, events).new
        captures = {placed.position: job.id or 0 for placed in new}
        turn = record.turn(session, recorded, new)
        record.write(session, new, captures=captures, turn=turn)
