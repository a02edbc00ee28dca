"""Recorded events that differ in nothing but their position, for tests of their order."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.services.documents import body, event
from truyxuat.services.naming import named
from truyxuat.services.recorded import StoredEvent
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.epcis.times import written

MONDAY = datetime(2026, 9, 14, 12, tzinfo=UTC)

[_ONE] = named(read_json(body(event(1))).document.events)
_TEXT = _ONE.rendering.body(written(MONDAY))


def event_at(position: int) -> StoredEvent:
    """An event that stands at this place in the record."""
    return StoredEvent(
        position=position,
        event_id=_ONE.event_id,
        explicit_id=True,
        content=_ONE.content,
        time=MONDAY,
        recorded=MONDAY,
        body=_TEXT,
        context="[]",
    )
