"""What an enterprise's file becomes on its way: one message, or one for each event.

A file is read and checked before anything of it is sent, so that whoever made it is told at once
what the intake would otherwise park. Whole documents go as the bytes they are.
"""

from __future__ import annotations

from pathlib import Path

from truyxuat.services.capturing import prepared
from truyxuat.services.epcis_bodies import JSON_TYPES, XML_TYPES
from truyxuat.services.event_index import key_of
from truyxuat.services.kafka.partner_message import COMPANY, CONTENT_TYPE, EPCIS_VERSION
from truyxuat.services.kafka.sending import Outgoing
from truyxuat.services.observing.spans import headers_of
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.events import (
    AggregationEvent,
    AssociationEvent,
    Event,
    ObjectEvent,
    TransactionEvent,
    TransformationEvent,
)
from truyxuat.traceability.epcis.reading import read_json, read_xml
from truyxuat.traceability.epcis.writing import contexts, encode, event_json
from truyxuat.traceability.errors import InvalidInput, TooLarge

XML_SUFFIXES = frozenset({".xml"})
VERSION = b"2.0"


def messages_of(
    file: Path, settings: Settings, *, company: str | None, by_event: bool
) -> list[Outgoing]:
    """The messages that a file becomes.

    Raises:
        InvalidDocument: with every problem of the file.
        InvalidInput: master data, which single events cannot carry, is in it.
        TooLarge: it is longer than a message, or holds more events than a document, may be.
    """
    xml = file.suffix.lower() in XML_SUFFIXES
    body = file.read_bytes()
    document = prepared(
        (read_xml if xml else read_json)(body), events_max=settings.document_events_max
    ).reading.document
    if not by_event:
        first = document.events[0] if document.events else None
        headers = _headers(XML_TYPES[0] if xml else JSON_TYPES[1], company)
        return [_outgoing(body, _key(first, company), headers, str(file), settings)]
    if document.master_data:
        raise InvalidInput(
            f"{file}: its header holds master data, which single events cannot carry: "
            "send it without --by-event."
        )
    headers = _headers(JSON_TYPES[1], company)
    return [
        _outgoing(
            _standing_alone(event),
            _key(event, company),
            headers,
            f"{file} event {place}",
            settings,
        )
        for place, event in enumerate(document.events)
    ]


def top_object(event: Event) -> str | None:
    """The canonical key of what the event is about first: its parent, or what it lists first."""
    match event:
        case TransformationEvent():
            epcs = (*event.output_epcs, *event.input_epcs)
            quantities = (*event.output_quantities, *event.input_quantities)
            parent = None
        case AggregationEvent() | AssociationEvent():
            epcs, quantities = event.child_epcs, event.child_quantities
            parent = event.parent_id
        case TransactionEvent():
            epcs, quantities, parent = event.epcs, event.quantities, event.parent_id
        case _:
            assert isinstance(event, ObjectEvent), "the fifth type of event"
            epcs, quantities, parent = event.epcs, event.quantities, None
    named = (parent, *epcs, *(each.epc_class for each in quantities))
    return next((key_of(each) for each in named if each is not None), None)


def _key(event: Event | None, company: str | None) -> bytes | None:
    key = (None if event is None else top_object(event)) or company
    return None if key is None else key.encode()


def _outgoing(
    body: bytes,
    key: bytes | None,
    headers: list[tuple[str, bytes]],
    place: str,
    settings: Settings,
) -> Outgoing:
    if len(body) > settings.kafka_message_bytes_max:
        raise TooLarge(
            f"{place}: {len(body):,} bytes; kafka_message_bytes_max is "
            f"{settings.kafka_message_bytes_max:,}: send it in parts, or with --by-event."
        )
    return Outgoing(key, headers, body, place)


def _headers(media_type: str, company: str | None) -> list[tuple[str, bytes]]:
    headers = [(CONTENT_TYPE, media_type.encode()), (EPCIS_VERSION, VERSION)]
    if company is not None:
        headers.append((COMPANY, company.encode()))
    return [*headers, *headers_of()]


def _standing_alone(event: Event) -> bytes:
    return encode({"@context": contexts([event]), **event_json(event)})
