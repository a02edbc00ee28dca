"""Bodies, answers and query parameters as the published API description shows them."""

from __future__ import annotations

from truyxuat.services.event_filters import FAMILIES, FILTERS, PAGING
from truyxuat.traceability.epcis.contexts import EPCIS_CONTEXT

HARVEST = {
    "type": "ObjectEvent",
    "eventID": "urn:uuid:6f0c5ae8-9d7e-4f7d-8d8f-0f3b5f6a3d10",
    "eventTime": "2026-09-14T06:30:00.000+07:00",
    "eventTimeZoneOffset": "+07:00",
    "action": "ADD",
    "bizStep": "commissioning",
    "disposition": "active",
    "readPoint": {"id": "urn:epc:id:sgln:9521234.00015.0"},
    "bizLocation": {"id": "urn:epc:id:sgln:9521234.00015.0"},
    "quantityList": [
        {
            "epcClass": "urn:epc:class:lgtin:9521234.000101.L0914",
            "quantity": 1200,
            "uom": "KGM",
        }
    ],
}
DOCUMENT = {
    "@context": [EPCIS_CONTEXT],
    "type": "EPCISDocument",
    "schemaVersion": "2.0",
    "creationDate": "2026-09-14T06:35:00.000+07:00",
    "epcisBody": {"eventList": [HARVEST]},
}
XML_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0"
    creationDate="2026-09-14T06:35:00.000+07:00">
  <EPCISBody><EventList><ObjectEvent>
    <eventTime>2026-09-14T06:30:00.000+07:00</eventTime>
    <eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
    <epcList><epc>urn:epc:id:sgtin:9521234.000101.1</epc></epcList>
    <action>OBSERVE</action>
    <bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>
  </ObjectEvent></EventList></EPCISBody>
</epcis:EPCISDocument>"""
ANSWERED = {
    "@context": [EPCIS_CONTEXT],
    "type": "EPCISQueryDocument",
    "schemaVersion": "2.0",
    "creationDate": "2026-09-14T08:00:00.000Z",
    "epcisBody": {
        "queryResults": {
            "queryName": "SimpleEventQuery",
            "resultsBody": {
                "eventList": [{**HARVEST, "recordTime": "2026-09-13T23:36:02.417Z"}]
            },
        }
    },
}

_OBJECT: dict[str, object] = {"type": "object"}

CAPTURE_BODY: dict[str, object] = {
    "required": True,
    "description": "An EPCIS 2.0 document, JSON-LD or XML",
    "content": {
        "application/json": {"schema": _OBJECT, "example": DOCUMENT},
        "application/ld+json": {"schema": _OBJECT, "example": DOCUMENT},
        "application/xml": {"schema": {"type": "string"}, "example": XML_DOCUMENT},
        "text/xml": {"schema": {"type": "string"}, "example": XML_DOCUMENT},
    },
}
EVENT_BODY: dict[str, object] = {
    "required": True,
    "description": "One bare EPCIS event",
    "content": {
        "application/json": {
            "schema": _OBJECT,
            "example": {"@context": EPCIS_CONTEXT, **HARVEST},
        },
        "application/ld+json": {
            "schema": _OBJECT,
            "example": {"@context": EPCIS_CONTEXT, **HARVEST},
        },
    },
}

_RECORDED = {
    "application/ld+json": {
        "schema": _OBJECT,
        "example": {
            "@context": [EPCIS_CONTEXT],
            **HARVEST,
            "recordTime": "2026-09-13T23:36:02.417Z",
        },
    }
}
_LOCATION = {
    "Location": {"description": "The event's address", "schema": {"type": "string"}}
}
EVENT_CREATED: dict[int | str, dict[str, object]] = {
    201: {"description": "Recorded", "headers": _LOCATION, "content": _RECORDED},
    200: {
        "description": "Recorded before; nothing was changed",
        "headers": _LOCATION,
        "content": _RECORDED,
    },
}
EVENTS: dict[int | str, dict[str, object]] = {
    200: {
        "description": "An EPCISQueryDocument",
        "headers": {
            "Link": {
                "description": 'The next page, rel="next"; absent on the last one',
                "schema": {"type": "string"},
            }
        },
        "content": {"application/json": {"schema": _OBJECT, "example": ANSWERED}},
    }
}

_FAMILY_EXAMPLES = {
    "EQ_bizTransaction_": "EQ_bizTransaction_po",
    "EQ_source_": "EQ_source_possessing_party",
    "EQ_destination_": "EQ_destination_possessing_party",
}
_EXAMPLES = {
    "MATCH_anyEPC": "urn:epc:id:sgtin:9521234.000101.1",
    "MATCH_anyEPCClass": "urn:epc:class:lgtin:9521234.000101.L0914",
    "EQ_bizStep": "shipping",
    "GE_eventTime": "2026-09-14T00:00:00+07:00",
    "orderBy": "eventTime",
    "orderDirection": "DESC",
}


def _parameter(name: str, description: str) -> dict[str, object]:
    described: dict[str, object] = {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
    }
    if name in _EXAMPLES:
        described["example"] = _EXAMPLES[name]
    return described


QUERY_PARAMETERS: list[dict[str, object]] = [
    *(
        _parameter(
            name,
            "EPCIS 2.0 section 8.2.7.1"
            + ("; alternatives are separated by |" if found.many else ""),
        )
        for name, found in FILTERS.items()
    ),
    *(
        _parameter(
            _FAMILY_EXAMPLES[prefix],
            f"{prefix}TYPE, for any TYPE; alternatives are separated by |",
        )
        for prefix in FAMILIES
    ),
    *(_parameter(name, "Order and size of the answer") for name in PAGING),
]
