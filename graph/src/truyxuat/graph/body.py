"""A linked event as bytes, one form for every store: a trace always wants the event whole."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from truyxuat.traceability.links import LinkedEvent

_encode = msgspec.msgpack.Encoder(decimal_format="string").encode
_decode = msgspec.msgpack.Decoder(LinkedEvent).decode


def body_of(event: LinkedEvent) -> bytes:
    """The event as it is kept; declarations are attached when it is read, never stored."""
    return _encode(replace(event, declarations=()) if event.declarations else event)


def event_of(body: bytes) -> LinkedEvent:
    """The event as it was given; equal values, amounts digit for digit."""
    return _decode(body)
