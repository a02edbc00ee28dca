"""Documents of a cooperative's ordinary days, to be captured: many events, ten objects each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 1, tzinfo=UTC)
OBJECTS_PER_EVENT = 10
EVENTS_PER_DOCUMENT = 1_000
STEPS = ("commissioning", "packing", "shipping", "receiving", "storing")


def event(number: int) -> dict[str, object]:
    """An ObjectEvent that names ten bags by their serial numbers."""
    time = START + timedelta(seconds=7 * number)
    batch = number // len(STEPS)
    step = STEPS[number % len(STEPS)]
    serials = range(batch * OBJECTS_PER_EVENT, (batch + 1) * OBJECTS_PER_EVENT)
    return {
        "type": "ObjectEvent",
        "eventTime": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "eventTimeZoneOffset": "+07:00",
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "epcList": [f"urn:epc:id:sgtin:9521234.000101.{serial}" for serial in serials],
        "action": "ADD" if step == "commissioning" else "OBSERVE",
        "bizStep": step,
        "disposition": "in_progress",
        "readPoint": {"id": "urn:epc:id:sgln:9521234.00015.0"},
        "bizLocation": {"id": "urn:epc:id:sgln:9521234.00015.0"},
    }


def documents(events: int) -> Iterator[tuple[list[dict[str, object]], bytes]]:
    """Capture documents of a thousand events each: the events, and the body as sent."""
    for first in range(0, events, EVENTS_PER_DOCUMENT):
        batch = [event(first + number) for number in range(EVENTS_PER_DOCUMENT)]
        body = {
            "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2026-03-01T00:00:00Z",
            "epcisBody": {"eventList": batch},
        }
        yield batch, json.dumps(body).encode()
