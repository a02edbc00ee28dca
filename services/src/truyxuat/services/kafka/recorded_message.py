"""A message of the topic of recorded events: what subscribers, and our own linkers, read.

    value        the event as a JSON-LD document of its own, with its eventID and recordTime
    key          its content key, hexadecimal: the same event has the same one, for ever
    timestamp    when it was sent, by which the topic's retention counts
    headers
      schema              truyxuat.recorded-event/1
      position            its place in the record, from 1; no number is left out
      record-time         RFC 3339, exact
      content             CBV event hash of what it says
      explicit-event-id   false: it came without an eventID, which is its hash
      parked              true: it contradicts an event of the same eventID, no trace follows it
      content-type, gs1-epcis-version
      traceparent         W3C Trace Context, where the event was captured in a trace

What a subscriber may rely on: every position is sent, and after some message with a position
there follow, in order, all that are higher. A message may come again, and with it those behind
it, when the relay fell before it noted its position; so drop what is not the next position, or
what has a content key that was seen. Nothing is ever changed or taken back: a correction is an
event of its own. Headers may be added under this schema's number, never change their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from truyxuat.services.epcis_bodies import JSON_TYPES
from truyxuat.services.event_log import LoggedEvent
from truyxuat.services.instants import written
from truyxuat.services.kafka.partner_message import CONTENT_TYPE, EPCIS_VERSION
from truyxuat.services.kafka.sending import Outgoing
from truyxuat.services.observing.hands import headers_after
from truyxuat.services.recorded import StoredEvent, as_captured
from truyxuat.traceability.errors import InvalidInput

SCHEMA = "truyxuat.recorded-event/1"
POSITION = "position"
FIXED = [
    ("schema", SCHEMA.encode()),
    (CONTENT_TYPE, JSON_TYPES[1].encode()),
    (EPCIS_VERSION, b"2.0"),
]
SAID = {True: b"true", False: b"false"}

Headers = Sequence[tuple[str, bytes | None]]


def message_of(stored: StoredEvent, content_key: bytes, *, parked: bool) -> Outgoing:
    """The message of a recorded event."""
    return Outgoing(
        key=content_key.hex().encode(),
        headers=[
            *FIXED,
            (POSITION, str(stored.position).encode()),
            ("record-time", written(stored.recorded).encode()),
            ("content", stored.content.encode()),
            ("explicit-event-id", SAID[stored.explicit_id]),
            ("parked", SAID[parked]),
        ],
        body=stored.standing_alone().encode(),
        place=f"event {stored.position}",
    )


def followed(message: Outgoing, capture: str | None) -> Outgoing:
    """The message with what its reader needs to go on with the trace of this capture."""
    more = headers_after(capture)
    return replace(message, headers=[*message.headers, *more]) if more else message


def position_of(headers: Headers) -> int:
    """The position that a message says it has.

    Raises:
        InvalidInput: it is no message of this schema.
    """
    return int(_texts(headers)[POSITION])


def logged_event(headers: Headers, body: bytes) -> LoggedEvent:
    """The event of a message, as a reader of the log wants it.

    Raises:
        InvalidInput: it is no message of this schema.
    """
    texts = _texts(headers)
    return LoggedEvent(
        position=int(texts[POSITION]),
        recorded=datetime.fromisoformat(texts["record-time"]),
        content=texts["content"],
        parked=texts["parked"] == "true",
        event=as_captured(body, explicit_id=texts["explicit-event-id"] == "true"),
    )


def _texts(headers: Headers) -> Mapping[str, str]:
    texts = {name: (value or b"").decode(errors="replace") for name, value in headers}
    if texts.get("schema") != SCHEMA:
        raise InvalidInput(
            f"A message of recorded events: expected schema {SCHEMA}, "
            f"got {texts.get('schema')!r}; who else writes to this topic?"
        )
    return texts
