"""A small trade of four events of four kinds, and asking for events of it."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.services.documents import (
    CHEESE,
    FARM,
    MILK,
    PALLET,
    PLANT,
    Event,
    event,
    listed,
    lot_event,
)

ITEM_1 = "urn:epc:id:sgtin:9521234.000101.1"
ITEM_9 = "urn:epc:id:sgtin:9521234.000101.9"
TANK = "urn:gdst:example.org:lot_1%25"
HARVEST: Event = lot_event(
    1,
    MILK,
    1000,
    bizStep="commissioning",
    disposition="active",
    action="ADD",
    readPoint={"id": FARM},
    bizLocation={"id": PLANT},
)
SHIPPING = event(
    2,
    epcList=[ITEM_1],
    disposition="in_transit",
    bizTransactionList=[
        {"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:9521234000012:7"}
    ],
    sourceList=[{"type": "possessing_party", "source": "urn:epc:id:pgln:9521234.00015"}],
    destinationList=[
        {"type": "possessing_party", "destination": "urn:epc:id:pgln:9521234.00016"}
    ],
)
PACKING: Event = {
    "type": "AggregationEvent",
    "eventID": "urn:uuid:pack",
    "eventTime": "2026-09-14T03:00:00.000Z",
    "eventTimeZoneOffset": "+07:00",
    "action": "ADD",
    "bizStep": "packing",
    "parentID": PALLET,
    "childEPCs": [ITEM_9],
    "childQuantityList": [{"epcClass": TANK, "quantity": 4, "uom": "KGM"}],
}
MAKING: Event = {
    "type": "TransformationEvent",
    "eventID": "urn:uuid:make",
    "eventTime": "2026-09-14T04:00:00.000Z",
    "eventTimeZoneOffset": "+07:00",
    "transformationID": "urn:example:batch:1",
    "inputQuantityList": [{"epcClass": MILK, "quantity": 1000, "uom": "KGM"}],
    "inputEPCList": [ITEM_1],
    "outputQuantityList": [{"epcClass": CHEESE, "quantity": 100, "uom": "KGM"}],
    "outputEPCList": [ITEM_9],
    "persistentDisposition": {"set": ["completeness_verified"]},
}
NAMES: dict[str, str] = {
    HARVEST["eventID"]: "harvest",
    SHIPPING["eventID"]: "shipping",
    PACKING["eventID"]: "packing",
    MAKING["eventID"]: "making",
}


def found(platform: TestClient, address: str) -> list[str]:
    answer = platform.get(address)
    assert answer.status_code == 200, answer.text
    ids: list[str] = [each["eventID"] for each in listed(answer.json())]
    return [NAMES.get(event_id, event_id) for event_id in ids]
