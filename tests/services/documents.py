"""EPCIS documents of a small trade, as a firm's software would send them."""

from __future__ import annotations

import json
from typing import Any

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

Event = dict[str, Any]  # JSON of one event or document

FARM = "urn:epc:id:sgln:9521234.00015.0"
PLANT = "urn:epc:id:sgln:9521234.00016.0"
MILK = "urn:epc:class:lgtin:9521234.000301.M1"
CHEESE = "urn:epc:class:lgtin:9521234.000302.C1"
PALLET = "urn:epc:id:sscc:9521234.3000000001"


def event(number: int, **fields: object) -> Event:
    """A shipping of one item; `number` is its minute, its serial and its eventID."""
    made: Event = {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "eventTime": f"2026-09-14T{number // 60:02d}:{number % 60:02d}:00.000Z",
        "eventTimeZoneOffset": "+07:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "epcList": [f"urn:epc:id:sgtin:9521234.000101.{number}"],
    }
    made |= fields
    return {name: value for name, value in made.items() if value is not None}


def lot_event(number: int, lot: str, quantity: float, **fields: object) -> Event:
    """An event about so many kilograms of a lot."""
    amount = {"epcClass": lot, "quantity": quantity, "uom": "KGM"}
    return event(number, epcList=None, quantityList=[amount], **fields)


def document(*events: Event) -> Event:
    """A capture document of these events."""
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-09-14T12:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }


def body(*events: Event) -> bytes:
    """The document's text."""
    return json.dumps(document(*events)).encode()


def declared_wrong(of: Event, reason: str = "incorrect_data") -> Event:
    """The declaration that this event was wrong: the same event with an errorDeclaration."""
    declaration = {"declarationTime": "2026-09-15T08:00:00.000Z", "reason": reason}
    return {**of, "errorDeclaration": declaration}


def listed(answer: Event) -> list[Event]:
    """The events of an EPCISQueryDocument."""
    events: list[Event] = answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return events
