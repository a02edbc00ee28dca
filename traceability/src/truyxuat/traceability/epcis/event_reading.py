"""One event: which fields its type has, which it needs, and the rules between them.

The tables follow EPCIS 2.0 section 7.4; the rules between fields stand in `rules`. A field of
another event type is unknown here: an ObjectEvent has no parentID.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from truyxuat.traceability.epcis import cbv, extension_fields, fields, lists, parts, rules
from truyxuat.traceability.epcis.events import (
    Action,
    AggregationEvent,
    AssociationEvent,
    Event,
    EventType,
    Json,
    ObjectEvent,
    TransactionEvent,
    TransformationEvent,
)
from truyxuat.traceability.epcis.fields import Source
from truyxuat.traceability.epcis.findings import At
from truyxuat.traceability.epcis.parts import Table

_ACTIONS: Mapping[str, Action] = {action.value: action for action in Action}
_EPCIS_WEB = ("epcis:", "https://ref.gs1.org/epcis/")


def _action(source: Source, value: object, at: At) -> Action:
    found = _ACTIONS.get(value) if isinstance(value, str) else None
    if found is None:
        source.findings.problem(
            at,
            "unknown_action" if isinstance(value, str) else "wrong_type",
            "Not an action.",
            expected="ADD, OBSERVE or DELETE",
            got=value,
        )
    return found or Action.OBSERVE


_COMMON: Table = {
    "eventTime": ("event_time", fields.time),
    "recordTime": ("record_time", fields.record_time),
    "eventTimeZoneOffset": ("event_time_zone_offset", fields.zone_offset),
    "eventID": ("event_id", fields.name),
    "id": ("event_id", fields.name),
    "@id": ("event_id", fields.name),
    "errorDeclaration": ("error_declaration", parts.error_declaration),
    "certificationInfo": ("certification_info", lists.uri_or_uris),
    "bizStep": ("biz_step", fields.term(cbv.BIZ_STEP)),
    "disposition": ("disposition", fields.term(cbv.DISPOSITION)),
    "persistentDisposition": ("persistent_disposition", parts.persistent_disposition),
    "readPoint": ("read_point", parts.location),
    "bizLocation": ("biz_location", parts.location),
    "bizTransactionList": (
        "biz_transactions",
        lists.typed_ids("bizTransaction", cbv.BIZ_TRANSACTION_TYPE, type_required=False),
    ),
    "sourceList": (
        "sources",
        lists.typed_ids("source", cbv.SOURCE_DEST_TYPE, type_required=True),
    ),
    "destinationList": (
        "destinations",
        lists.typed_ids("destination", cbv.SOURCE_DEST_TYPE, type_required=True),
    ),
    "sensorElementList": ("sensor_elements", parts.sensor_elements),
}
_ACTION: Table = {"action": ("action", _action)}
_PARENT: Table = {"parentID": ("parent_id", fields.identifier)}
_OBJECTS: Table = {
    "epcList": ("epcs", lists.identifiers),
    "quantityList": ("quantities", lists.quantities),
}
_CHILDREN: Table = {
    "childEPCs": ("child_epcs", lists.identifiers),
    "childQuantityList": ("child_quantities", lists.quantities),
}
_TRANSFORMED: Table = {
    "inputEPCList": ("input_epcs", lists.identifiers),
    "inputQuantityList": ("input_quantities", lists.quantities),
    "outputEPCList": ("output_epcs", lists.identifiers),
    "outputQuantityList": ("output_quantities", lists.quantities),
    "transformationID": ("transformation_id", fields.name),
}
_ILMD: Table = {"ilmd": ("ilmd", extension_fields.extensions_only)}


@dataclass(frozen=True, slots=True)
class Shape:
    """One event type: how it is built, its fields, and those it cannot do without."""

    make: Callable[..., Event]
    table: Table
    required: tuple[str, ...]


_TIMES = ("eventTime", "eventTimeZoneOffset")
SHAPES: Mapping[str, Shape] = {
    EventType.OBJECT: Shape(
        ObjectEvent, {**_COMMON, **_ACTION, **_OBJECTS, **_ILMD}, (*_TIMES, "action")
    ),
    EventType.AGGREGATION: Shape(
        AggregationEvent,
        {**_COMMON, **_ACTION, **_PARENT, **_CHILDREN},
        (*_TIMES, "action"),
    ),
    EventType.TRANSACTION: Shape(
        TransactionEvent,
        {**_COMMON, **_ACTION, **_PARENT, **_OBJECTS},
        (*_TIMES, "action", "bizTransactionList"),
    ),
    EventType.TRANSFORMATION: Shape(
        TransformationEvent, {**_COMMON, **_TRANSFORMED, **_ILMD}, _TIMES
    ),
    EventType.ASSOCIATION: Shape(
        AssociationEvent,
        {**_COMMON, **_ACTION, **_PARENT, **_CHILDREN},
        (*_TIMES, "action", "parentID"),
    ),
}


_TYPES: Mapping[str, EventType] = {
    prefix + kind: EventType(kind) for kind in SHAPES for prefix in ("", *_EPCIS_WEB)
}


def event_type(value: object) -> EventType | None:
    """The event type that a ``type`` names, bare or as a term of the EPCIS ontology."""
    return _TYPES.get(value) if isinstance(value, str) else None


def read_event(source: Source, raw: Mapping[str, object], at: At) -> Event | None:
    """The event, or None when a problem of it has been noted."""
    before = len(source.findings.problems)
    name = "@type" if "@type" in raw and "type" not in raw else "type"
    kind = event_type(raw.get(name))
    if kind is None:
        _refuse_type(source, raw, (at, name))
        return None
    shape = SHAPES[kind]
    values: dict[str, object] = {}
    extensions: dict[str, Json] = {}
    for key, value in raw.items():
        field = shape.table.get(key)
        if field is not None:
            values[field[0]] = field[1](source, value, (at, key))
        elif key != name and key != "@context":
            extension_fields.extension(source, extensions, (key, value), at)
    for key in shape.required:
        if key not in raw:
            fields.missing(source, at, key)
    rules.check(source, kind, raw, values, at)
    if len(source.findings.problems) > before:
        return None
    if extensions:
        values["extensions"] = extensions
    return shape.make(prefixes=source.prefixes.by_namespace, **values)


def _refuse_type(source: Source, raw: Mapping[str, object], at: At) -> None:
    assert at is not None, "a type stands in an event"
    if at[1] not in raw:
        fields.missing(source, at[0], "type", "one of " + ", ".join(SHAPES))
        return
    source.findings.problem(
        at,
        "unknown_event_type",
        "Not an event type of EPCIS 2.0.",
        expected=", ".join(SHAPES),
        got=raw[str(at[1])],
    )
