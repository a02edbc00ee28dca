"""Events of the sample province's traders, as their systems would send them."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

from truyxuat.traceability.epcis.reading import Reading, read_json, read_xml
from truyxuat.traceability.errors import InvalidDocument, Problem

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
BAG = "https://id.gs1.org/01/09521234001010/21/S1"
LOT = "https://id.gs1.org/01/09521234001010/10/L1"
PLANT = "https://id.gs1.org/414/9521234500018"
SHOP = "https://id.gs1.org/414/9521234500025"
PALLET = "https://id.gs1.org/00/095212340000000017"
NOON = datetime(2026, 9, 14, 5, 0, tzinfo=UTC)

TIMES = {"eventTime": "2026-09-14T12:00:00+07:00", "eventTimeZoneOffset": "+07:00"}

SHIPPING: dict[str, object] = {
    "type": "ObjectEvent",
    **TIMES,
    "epcList": [BAG],
    "action": "OBSERVE",
    "bizStep": "shipping",
}
PACKING: dict[str, object] = {
    "type": "AggregationEvent",
    **TIMES,
    "parentID": PALLET,
    "childEPCs": [BAG],
    "action": "ADD",
}
INVOICING: dict[str, object] = {
    "type": "TransactionEvent",
    **TIMES,
    "bizTransactionList": [{"type": "inv", "bizTransaction": "urn:uuid:1"}],
    "epcList": [BAG],
    "action": "ADD",
}
WASHING: dict[str, object] = {
    "type": "TransformationEvent",
    **TIMES,
    "inputQuantityList": [{"epcClass": LOT, "quantity": 420, "uom": "KGM"}],
    "outputQuantityList": [{"epcClass": LOT + "a", "quantity": 415.5, "uom": "KGM"}],
}
FITTING: dict[str, object] = {
    "type": "AssociationEvent",
    **TIMES,
    "parentID": "urn:epc:id:grai:9521234.00012.451",
    "childEPCs": ["urn:epc:id:giai:9521234.7"],
    "action": "ADD",
}
EVERY_TYPE = [SHIPPING, PACKING, INVOICING, WASHING, FITTING]


def changed(event: dict[str, object], **fields: object) -> dict[str, object]:
    """A copy of an event with other fields; ``...`` leaves one out."""
    out = copy.deepcopy(event) | fields
    return {key: value for key, value in out.items() if value is not ...}


def document(*events: object, **fields: object) -> bytes:
    """A capture document with these events."""
    whole: dict[str, object] = {
        "@context": [CONTEXT, {"example": "https://ns.example.com/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-09-14T12:00:00+07:00",
        "epcisBody": {"eventList": list(events)},
    }
    return json.dumps(changed(whole, **fields)).encode()


def xml_document(events: str, *, namespaces: str = "", header: str = "") -> bytes:
    """A capture document in XML with these events."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" {namespaces}
    schemaVersion="2.0" creationDate="2026-09-14T12:00:00+07:00">
  {header}<EPCISBody><EventList>{events}</EventList></EPCISBody>
</epcis:EPCISDocument>""".encode()


def xml_event(inside: str, *, kind: str = "ObjectEvent", attributes: str = "") -> str:
    """An event in XML with its times and these elements."""
    return (
        f"<{kind} {attributes}><eventTime>2026-09-14T12:00:00+07:00</eventTime>"
        f"<eventTimeZoneOffset>+07:00</eventTimeZoneOffset>{inside}</{kind}>"
    )


OBSERVED = f"<epcList><epc>{BAG}</epc></epcList><action>OBSERVE</action>"
EXAMPLE = 'xmlns:example="https://ns.example.com/epcis/"'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
XML_EVENT = "/epcis:EPCISDocument/EPCISBody/EventList/*[1]"


def observed(more: str, *, attributes: str = "") -> bytes:
    """A document with one observation and these further elements."""
    body = xml_event(OBSERVED + more, attributes=attributes)
    return xml_document(body, namespaces=f"{EXAMPLE} {XSI}")


def read(event: dict[str, object]) -> Reading:
    """One event, read in a document."""
    return read_json(document(event))


def problems_of(body: bytes, *, xml: bool = False) -> list[Problem]:
    """Every problem of a document that has at least one."""
    try:
        (read_xml if xml else read_json)(body)
    except InvalidDocument as error:
        return list(error.problems)
    raise AssertionError("the document was read without a problem")


def told(body: bytes, *, xml: bool = False) -> list[tuple[str, str]]:
    """Place and code of every problem of a document."""
    return [(problem.place, problem.code) for problem in problems_of(body, xml=xml)]


def told_of(event: dict[str, object]) -> list[tuple[str, str]]:
    """Place within the event and code of every problem of one event in a document."""
    start = "/epcisBody/eventList/0"
    return [(place.removeprefix(start), code) for place, code in told(document(event))]
