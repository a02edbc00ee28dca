"""The parts of an event that are objects themselves: places, dispositions, errors, sensors.

Each part has a table of its fields (name in the standard, name in our value, reader); anything
else in it must be a user extension (EPCIS 2.0 sections 7.3.5 to 7.3.7 and 7.4.1.3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from truyxuat.traceability.epcis import cbv, extension_fields, fields, lists
from truyxuat.traceability.epcis.events import (
    ErrorDeclaration,
    Json,
    Location,
    PersistentDisposition,
    SensorElement,
    SensorMetadata,
    SensorReport,
)
from truyxuat.traceability.epcis.fields import Source
from truyxuat.traceability.epcis.findings import At

Reader: TypeAlias = Callable[[Source, object, At], object]
Table: TypeAlias = Mapping[str, tuple[str, Reader]]
"""Field name of the standard -> our name and the reader of its value."""

_SENSOR_ELEMENT_TYPES = frozenset({"epcis:SensorElement", "SensorElement"})

METADATA: Table = {
    "time": ("time", fields.time),
    "startTime": ("start_time", fields.time),
    "endTime": ("end_time", fields.time),
    "deviceID": ("device_id", fields.identifier),
    "deviceMetadata": ("device_metadata", fields.uri),
    "rawData": ("raw_data", fields.uri),
    "dataProcessingMethod": ("data_processing_method", fields.uri),
    "bizRules": ("biz_rules", fields.uri),
}

REPORT: Table = {
    "type": ("type", fields.term(cbv.MEASUREMENT_TYPE)),
    "exception": ("exception", fields.term(cbv.SENSOR_ALERT_TYPE)),
    "deviceID": ("device_id", fields.identifier),
    "deviceMetadata": ("device_metadata", fields.uri),
    "rawData": ("raw_data", fields.uri),
    "dataProcessingMethod": ("data_processing_method", fields.uri),
    "bizRules": ("biz_rules", fields.uri),
    "time": ("time", fields.time),
    "microorganism": ("microorganism", fields.uri),
    "chemicalSubstance": ("chemical_substance", fields.uri),
    "value": ("value", fields.number),
    "component": ("component", fields.term(cbv.COMPONENT)),
    "stringValue": ("string_value", fields.text),
    "booleanValue": ("boolean_value", fields.boolean),
    "hexBinaryValue": ("hex_binary_value", fields.hex_binary),
    "uriValue": ("uri_value", fields.uri),
    "minValue": ("min_value", fields.number),
    "maxValue": ("max_value", fields.number),
    "meanValue": ("mean_value", fields.number),
    "sDev": ("s_dev", fields.number),
    "percRank": ("perc_rank", fields.number),
    "percValue": ("perc_value", fields.number),
    "uom": ("uom", fields.unit),
    "coordinateReferenceSystem": ("coordinate_reference_system", fields.uri),
}

ERROR: Table = {
    "declarationTime": ("declaration_time", fields.time),
    "reason": ("reason", fields.term(cbv.ERROR_REASON)),
    "correctiveEventIDs": ("corrective_event_ids", lists.names),
}

_LOCATION: Table = {"id": ("id", fields.identifier)}


def _read(source: Source, value: object, at: At, table: Table) -> dict[str, object]:
    """The fields of one part by our names, its extensions under ``extensions``."""
    found: dict[str, object] = {}
    extensions: dict[str, Json] = {}
    for key, inner in fields.one_object(source, value, at).items():
        field = table.get(key)
        if field is not None:
            found[field[0]] = field[1](source, inner, (at, key))
        else:
            extension_fields.extension(source, extensions, (key, inner), at)
    if extensions:
        found["extensions"] = extensions
    return found


def location(source: Source, value: object, at: At) -> Location | None:
    """A readPoint or bizLocation."""
    found = _read(source, value, at, _LOCATION)
    if "id" not in found:
        if isinstance(value, dict):
            fields.missing(source, at, "id", "the URI of a place")
        return None
    make: Callable[..., Location] = Location
    return make(**found)


def error_declaration(source: Source, value: object, at: At) -> ErrorDeclaration | None:
    """The declaration that the event was wrong."""
    found = _read(source, value, at, ERROR)
    if "declaration_time" not in found:
        if isinstance(value, dict):
            fields.missing(source, at, "declarationTime", "when the error was declared")
        return None
    make: Callable[..., ErrorDeclaration] = ErrorDeclaration
    return make(**found)


_read_disposition = fields.term(cbv.DISPOSITION)


def persistent_disposition(source: Source, value: object, at: At) -> PersistentDisposition:
    """Dispositions that are set and unset until further notice."""
    found: dict[str, tuple[str, ...]] = {}
    raw = fields.one_object(source, value, at)
    for key, inner in raw.items():
        if key in ("set", "unset"):
            found[key] = _dispositions(source, inner, (at, key))
        else:
            fields.unknown_field(source, at, key, inner)
    if isinstance(value, dict) and not found:
        fields.missing(source, at, "set", "set, unset or both")
    return PersistentDisposition(**found)


def _dispositions(source: Source, value: object, at: At) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        source.wrong_type(at, "a list of at least one disposition", value)
        return ()
    found: list[str] = []
    for index, inner in enumerate(value):
        one = _read_disposition(source, inner, (at, index))
        if one and one in found:
            source.findings.problem(
                (at, index),
                "duplicate_item",
                f"{one!r} stands twice in the list.",
                got=inner,
            )
        found.append(one)
    return tuple(found)


def sensor_elements(source: Source, value: object, at: At) -> tuple[SensorElement, ...]:
    """All sensor data of an event."""
    if not isinstance(value, list):
        source.wrong_type(at, "a list of sensor elements", value)
        return ()
    return tuple(_sensor_element(source, item, (at, i)) for i, item in enumerate(value))


def _sensor_element(source: Source, value: object, at: At) -> SensorElement:
    metadata: SensorMetadata | None = None
    reports: tuple[SensorReport, ...] = ()
    extensions: dict[str, Json] = {}
    raw = fields.one_object(source, value, at)
    for key, inner in raw.items():
        if key == "sensorMetadata":
            make: Callable[..., SensorMetadata] = SensorMetadata
            metadata = make(**_read(source, inner, (at, key), METADATA))
        elif key == "sensorReport":
            reports = _reports(source, inner, (at, key))
        elif key == "type" and isinstance(inner, str) and inner in _SENSOR_ELEMENT_TYPES:
            continue
        else:
            extension_fields.extension(source, extensions, (key, inner), at)
    if isinstance(value, dict) and "sensorReport" not in raw:
        fields.missing(source, at, "sensorReport", "at least one sensor report")
    return SensorElement(metadata=metadata, reports=reports, extensions=extensions)


def _reports(source: Source, value: object, at: At) -> tuple[SensorReport, ...]:
    if not isinstance(value, list) or not value:
        source.wrong_type(at, "a list of at least one sensor report", value)
        return ()
    make: Callable[..., SensorReport] = SensorReport
    found = []
    for index, inner in enumerate(value):
        one = _read(source, inner, (at, index), REPORT)
        if (
            "type" not in one
            and isinstance(inner, dict)
            and not (source.xml or source.stored)
        ):
            fields.missing(source, (at, index), "type", "a measurement type")
        found.append(make(**one))
    return tuple(found)
