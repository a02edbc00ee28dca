"""One stream of partner messages in which everything that happens to messages has happened.

The events of the sample province, each a message of its own: fully shuffled, three in ten sent
again, those of one day a day late (after everything else), and one in a hundred that nobody can
read. A longer stream tells of later years, in which the same trade went on. What must be in the
record afterwards is known beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from uuid import NAMESPACE_URL, uuid5

from truyxuat.services.naming import named
from truyxuat.traceability.epcis.events import Event
from truyxuat.traceability.epcis.writing import document_json, encode

YEAR = timedelta(days=365)
AGAIN = 0.30
POISON = 0.01


class Kind(StrEnum):
    """What a message is for the record."""

    EVENT = "event"
    AGAIN = "again"
    """An event that is sent at least once more."""
    POISON = "poison"


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the partner topic; those of one key stay in order."""

    key: str
    value: bytes
    kind: Kind


@dataclass(frozen=True, slots=True)
class Stream:
    """The messages in the order in which they are sent, and what they must come to."""

    messages: tuple[Message, ...]
    contents: frozenset[bytes]
    """Content keys of the events; each must be recorded, once."""

    @property
    def poison(self) -> int:
        """How many messages nobody can read."""
        return sum(message.kind is Kind.POISON for message in self.messages)


def stream_of(events: Sequence[Event], seed: int) -> Stream:
    """The stream that these events make with this seed; the same on every machine."""
    rng = Random(seed)
    again = [event for event in events if rng.random() < AGAIN]
    messages = [_message(event, Kind.EVENT) for event in events]
    messages += [_message(event, Kind.AGAIN) for event in again]
    poison = round(len(messages) * POISON / (1 - POISON))
    messages += [_poison(rng, number) for number in range(poison)]
    late = _a_day_of(events, rng)
    days = [*(event.event_time.date() for event in (*events, *again)), *[None] * poison]
    order = list(range(len(messages)))
    rng.shuffle(order)
    order.sort(key=lambda place: days[place] == late)
    return Stream(
        tuple(messages[place] for place in order),
        frozenset(each.content_key for each in named(events)),
    )


def joined(streams: Sequence[Stream]) -> Stream:
    """One stream after the other."""
    return Stream(
        tuple(message for stream in streams for message in stream.messages),
        frozenset().union(*(stream.contents for stream in streams)),
    )


def years_later(event: Event, years: int) -> Event:
    """What the same people did with the same things so many years later: another event."""
    if not years:
        return event
    declared = event.error_declaration
    if declared is not None:
        declared = replace(
            declared,
            declaration_time=declared.declaration_time + years * YEAR,
            corrective_event_ids=tuple(
                _id_later(one, years) for one in declared.corrective_event_ids
            ),
        )
    return replace(
        event,
        event_time=event.event_time + years * YEAR,
        event_id=None if event.event_id is None else _id_later(event.event_id, years),
        error_declaration=declared,
    )


def _id_later(event_id: str, years: int) -> str:
    return uuid5(NAMESPACE_URL, f"{event_id}#{years}").urn


def _a_day_of(events: Sequence[Event], rng: Random) -> date:
    return rng.choice(sorted({event.event_time.date() for event in events}))


def _message(event: Event, kind: Kind) -> Message:
    place = event.biz_location or event.read_point
    body = encode(document_json([event], event.event_time))
    return Message(place.id if place else "", body, kind)


def _poison(rng: Random, number: int) -> Message:
    bad = rng.choice(_POISONS)(number)
    return Message(f"poison-{number}", bad, Kind.POISON)


def _event_text(number: int, epc: str, more: str = "") -> bytes:
    return (
        '{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],'
        f'"type":"ObjectEvent","eventID":"urn:uuid:00000000-0000-4000-9000-{number:012}",'
        f'"action":"OBSERVE","epcList":["{epc}"]{more}}}'
    ).encode()


_WHEN = ',"eventTime":"2026-09-14T06:00:00Z","eventTimeZoneOffset":"+07:00"'
_POISONS: tuple[Callable[[int], bytes], ...] = (
    lambda number: f'{{"type":"EPCISDocument","number":{number},'.encode(),
    lambda number: b"\xff\xfe" + number.to_bytes(4, "big"),
    lambda number: f"<epcis number='{number}'>".encode(),
    lambda number: _event_text(number, "urn:epc:id:sgtin:9521234.000101.1"),
    lambda number: _event_text(number, "https://id.gs1.org/01/09521234001011", _WHEN),
)
"""Cut off, no text, no EPCIS, without its time, with a wrong check digit."""
