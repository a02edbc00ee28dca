"""The name an event gives itself: the event hash of CBV 2.0 section 8.9.

The event is written as one long line of ``name=value`` pairs in a fixed order, every value in
its one canonical spelling, and that line is hashed. It does not matter whether the event came
as JSON-LD or XML, with EPC URNs or Digital Links, in which order its lists stood.

The published order of fields and the published examples disagree in one point, and the examples
are what partners compute: business transactions, sources, destinations, ILMD and extensions
follow the sensor data, sorted by name. Fields of the record about the event (eventID,
recordTime, the error declaration) and remarks (``rdfs:comment``) take no part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from truyxuat.traceability.epcis import cbv, parts
from truyxuat.traceability.epcis.canonical_values import (
    full_uri_text,
    number_text,
    time_text,
    value_text,
)
from truyxuat.traceability.epcis.cbv import Vocabulary
from truyxuat.traceability.epcis.events import (
    Event,
    Extensions,
    Json,
    Location,
    PersistentDisposition,
    QuantityElement,
    SensorElement,
    TypedId,
)

HASH_VERSION = "CBV2.0"
"""Version of the algorithm, as the name of the event tells it."""

_REMARK = "{http://www.w3.org/2000/01/rdf-schema#}comment"

_NO_EXTENSIONS: Extensions = {}

_EPC_LISTS = {
    "epcs": "epcList",
    "input_epcs": "inputEPCList",
    "child_epcs": "childEPCs",
}
_QUANTITY_LISTS = {
    "quantities": "quantityList",
    "child_quantities": "childQuantityList",
    "input_quantities": "inputQuantityList",
}

_REPORT_FIELDS = {name: field for name, field in parts.REPORT.items() if name != "bizRules"}
"""Fields of a sensor report in the published order, which is that of the table."""

_VOCABULARY_OF: Mapping[str, Vocabulary] = {
    "type": cbv.MEASUREMENT_TYPE,
    "exception": cbv.SENSOR_ALERT_TYPE,
    "component": cbv.COMPONENT,
}


def event_hash(event: Event) -> str:
    """``ni:///sha-256;…?ver=CBV2.0``: the event's own name (RFC 6920, CBV 2.0 section 8.9)."""
    digest = hashlib.sha256(prehash(event).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver={HASH_VERSION}"


def prehash(event: Event) -> str:
    """The line that is hashed (CBV 2.0 section 8.9.2)."""
    out = [
        f"eventType={event.type.value}",
        f"eventTime={time_text(event.event_time)}",
        f"eventTimeZoneOffset={event.event_time_zone_offset}",
        *sorted(
            f"certificationInfo={_uri(event, one)}" for one in event.certification_info
        ),
        *_objects(event),
        *_what_happened(event),
        _sensors(event),
        *sorted(_the_rest(event)),
    ]
    return "".join(out)


def _objects(event: Event) -> Iterable[str]:
    """What the event is about, inputs before outputs."""
    parent = getattr(event, "parent_id", None)
    for attribute, name in _EPC_LISTS.items():
        if epcs := getattr(event, attribute, ()):
            yield _epcs(event, name, epcs)
        if attribute == "epcs" and parent is not None:
            yield f"parentID={_uri(event, parent)}"
    for attribute, name in _QUANTITY_LISTS.items():
        if quantities := getattr(event, attribute, ()):
            yield _quantities(event, name, quantities)
    yield _epcs(event, "outputEPCList", getattr(event, "output_epcs", ()))
    yield _quantities(event, "outputQuantityList", getattr(event, "output_quantities", ()))


def _epcs(event: Event, name: str, epcs: tuple[str, ...]) -> str:
    """A list of EPCs, the longest part of most lines: put together in C."""
    if not epcs:
        return ""
    uris = [*map(full_uri_text, epcs)]
    if not all(uris):
        uris = [_uri(event, epc) for epc in epcs]
    return f"{name}epc=" + "epc=".join(sorted(uris))


def _quantities(event: Event, name: str, quantities: tuple[QuantityElement, ...]) -> str:
    if not quantities:
        return ""
    return _listed(name, (_quantity(event, one) for one in quantities))


def _quantity(event: Event, one: QuantityElement) -> str:
    amount = "" if one.quantity is None else f"quantity={number_text(one.quantity)}"
    unit = "" if one.uom is None else f"uom={one.uom}"
    return f"quantityElementepcClass={_uri(event, one.epc_class)}{amount}{unit}"


def _listed(name: str, items: Iterable[str]) -> str:
    """A list: its name once, its items sorted; nothing of an empty one."""
    found = sorted(items)
    return name + "".join(found) if found else ""


def _what_happened(event: Event) -> Iterable[str]:
    """Action, step, disposition and place."""
    action = getattr(event, "action", None)
    if action is not None:
        yield f"action={action.value}"
    transformation = getattr(event, "transformation_id", None)
    if transformation is not None:
        yield f"transformationID={_uri(event, transformation)}"
    if event.biz_step is not None:
        yield f"bizStep={cbv.web_uri(event.biz_step, cbv.BIZ_STEP)}"
    if event.disposition is not None:
        yield f"disposition={cbv.web_uri(event.disposition, cbv.DISPOSITION)}"
    if event.persistent_disposition is not None:
        yield _persistent(event.persistent_disposition)
    yield _place(event, "readPoint", event.read_point)
    yield _place(event, "bizLocation", event.biz_location)


def _persistent(both: PersistentDisposition) -> str:
    web = [
        "".join(sorted(f"{name}={cbv.web_uri(term, cbv.DISPOSITION)}" for term in terms))
        for name, terms in (("set", both.set), ("unset", both.unset))
    ]
    return "persistentDisposition" + "".join(web)


def _place(event: Event, name: str, place: Location | None) -> str:
    if place is None:
        return ""
    return f"{name}id={_uri(event, place.id)}{_extensions(event, place.extensions)}"


def _sensors(event: Event) -> str:
    if not event.sensor_elements:
        return ""
    return _listed(
        "sensorElementList", (_sensor_element(event, one) for one in event.sensor_elements)
    )


def _sensor_element(event: Event, element: SensorElement) -> str:
    out = "sensorElement"
    if element.metadata is not None:
        fields = _fields(event, element.metadata, parts.METADATA)
        out += f"sensorMetadata{fields}" if fields else ""
    reports = sorted(
        "sensorReport" + _fields(event, report, _REPORT_FIELDS)
        for report in element.reports
    )
    return out + "".join(reports) + _extensions(event, element.extensions)


def _fields(event: Event, part: object, table: parts.Table) -> str:
    """The fields of a sensor part in their order, its extensions after them."""
    out = ""
    for name, (attribute, _) in table.items():
        value = getattr(part, attribute)
        if value is not None:
            out += f"{name}={_field_text(event, name, value)}"
    extensions: Extensions = getattr(part, "extensions")  # noqa: B009 - object has no such field
    return out + _extensions(event, extensions)


def _field_text(event: Event, name: str, value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return number_text(value)
        case datetime():
            return time_text(value)
        case _:
            vocabulary = _VOCABULARY_OF.get(name)
            if vocabulary is not None:
                return cbv.web_uri(str(value), vocabulary)
            return _uri(event, str(value))


def _the_rest(event: Event) -> Iterable[str]:
    """What follows the sensor data, each piece under its own name."""
    for name, listed, vocabulary in (
        ("bizTransaction", event.biz_transactions, cbv.BIZ_TRANSACTION_TYPE),
        ("source", event.sources, cbv.SOURCE_DEST_TYPE),
        ("destination", event.destinations, cbv.SOURCE_DEST_TYPE),
    ):
        if listed:
            yield _typed(name, listed, vocabulary, event)
    if event.sensor_elements:
        yield _listed("sensorElementList", _unordered(event))
    if ilmd := _extensions(event, getattr(event, "ilmd", _NO_EXTENSIONS)):
        yield "ilmd" + ilmd
    yield from _pairs(event, event.extensions)


def _unordered(event: Event) -> Iterable[str]:
    """Sensor fields that the published order does not know stand here, under their path."""
    for element in event.sensor_elements:
        rules = [r.biz_rules for r in element.reports if r.biz_rules is not None]
        if rules:
            yield _listed(
                "sensorElement", (f"sensorReportbizRules={_uri(event, r)}" for r in rules)
            )


def _typed(
    name: str, listed: tuple[TypedId, ...], vocabulary: Vocabulary, event: Event
) -> str:
    return _listed(
        f"{name}List",
        (
            ("" if one.type is None else f"type={cbv.web_uri(one.type, vocabulary)}")
            + f"{name}={_uri(event, one.id)}"
            for one in listed
        ),
    )


def _extensions(event: Event, extensions: Extensions) -> str:
    return "".join(sorted(_pairs(event, extensions))) if extensions else ""


def _pairs(event: Event, extensions: Mapping[str, Json]) -> Iterable[str]:
    """``{namespace}name=value`` of each extension; a list repeats its name."""
    for name, value in extensions.items():
        if name == _REMARK or name == "#text":
            continue
        for one in value if isinstance(value, list) else [value]:
            yield name + _inside(event, one)


def _inside(event: Event, value: Json) -> str:
    if isinstance(value, dict):
        text = value.get("#text")
        own = "" if text is None else _inside(event, text)
        return own + _extensions(event, value)
    if isinstance(value, list):
        return "".join(sorted(_inside(event, one) for one in value))
    text = value_text(value, event.prefixes)
    return f"={text}" if text else ""


def _uri(event: Event, text: str) -> str:
    return full_uri_text(text) or value_text(text, event.prefixes)
