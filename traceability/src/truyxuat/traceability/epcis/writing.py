"""Write events as EPCIS 2.0 JSON-LD: what was captured, in one steady spelling.

Terms of the standard are bare words, times are UTC, numbers are exact, extensions keep their
namespace and, where it can be, the prefix their sender gave it. What is written here and read
again is the same event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal

import msgspec

from truyxuat.traceability.epcis import cbv, parts, times
from truyxuat.traceability.epcis.contexts import EPCIS_CONTEXT
from truyxuat.traceability.epcis.event_reading import SHAPES
from truyxuat.traceability.epcis.events import (
    ErrorDeclaration,
    Event,
    EventType,
    Extensions,
    Json,
    Location,
    PersistentDisposition,
    QuantityElement,
    SensorElement,
    TypedId,
)
from truyxuat.traceability.epcis.names import Names, names_of

_ENCODER = msgspec.json.Encoder(decimal_format="number")

_TYPED_NAMES: Mapping[str, str] = {
    "biz_transactions": "bizTransaction",
    "sources": "source",
    "destinations": "destination",
}


_NOTHING: Mapping[str, str] = {}
_EPC_LISTS = frozenset({"epcs", "child_epcs", "input_epcs", "output_epcs"})

_WRITTEN_AS: Mapping[EventType, tuple[tuple[str, str], ...]] = {
    EventType(kind): tuple(
        (key, attribute)
        for key, (attribute, _) in shape.table.items()
        if key not in ("id", "@id")
    )
    for kind, shape in SHAPES.items()
}
"""By type of event: the fields in the order in which they are written, and our names of them."""


def encode(value: Json) -> bytes:
    """The value as JSON text; decimals are written as the exact numbers they are.

    >>> encode({"quantity": Decimal("0.10")})
    b'{"quantity":0.10}'
    """
    return _ENCODER.encode(value)


def event_json(event: Event, given: Mapping[str, str] = _NOTHING) -> dict[str, Json]:
    """One event as a JSON-LD object, without the ``@context`` that `contexts` gives for it.

    ``given`` are texts that stand in place of the event's own, by the names of its fields.
    """
    names = names_of(event)
    out: dict[str, Json] = {"type": event.type.value}
    for key, attribute in _WRITTEN_AS[event.type]:
        if attribute in given:
            out[key] = given[attribute]
            continue
        value = getattr(event, attribute)
        if not value:  # nothing, an empty list, no extensions
            continue
        out[key] = (
            [*value] if attribute in _EPC_LISTS else _written(attribute, value, names)
        )
    return out | _extensions(event.extensions, names)


def contexts(events: Iterable[Event]) -> list[Json]:
    """The ``@context`` entries under which the events can stand side by side.

    The first event to use a prefix decides what it means; one that means something else by it
    needs a context of its own (`document_json` gives it one).
    """
    declared: dict[str, Json] = {}
    for event in events:
        for prefix, namespace in names_of(event).declared.items():
            declared.setdefault(prefix, namespace)
    return [EPCIS_CONTEXT, *({prefix: uri} for prefix, uri in declared.items())]


def document_json(events: Iterable[Event], creation_date: datetime) -> dict[str, Json]:
    """An EPCISDocument that can be captured elsewhere (EPCIS 2.0 section 9.7)."""
    shared, listed = _side_by_side(tuple(events))
    return {
        "@context": shared,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": times.written(creation_date),
        "epcisBody": {"eventList": listed},
    }


def query_document_json(
    events: Iterable[Event],
    creation_date: datetime,
    *,
    query_name: str,
    subscription_id: str | None = None,
) -> dict[str, Json]:
    """An EPCISQueryDocument: the answer to a query (EPCIS 2.0 sections 8.2.1 and 12)."""
    shared, listed = _side_by_side(tuple(events))
    results: dict[str, Json] = {"queryName": query_name}
    if subscription_id is not None:
        results["subscriptionID"] = subscription_id
    results["resultsBody"] = {"eventList": listed}
    return {
        "@context": shared,
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": times.written(creation_date),
        "epcisBody": {"queryResults": results},
    }


def _side_by_side(events: tuple[Event, ...]) -> tuple[list[Json], list[Json]]:
    """The shared context, and the events, each with its own where it needs one."""
    shared = contexts(events)
    meaning = {
        prefix: uri
        for entry in shared
        if isinstance(entry, dict)
        for prefix, uri in entry.items()
    }
    listed: list[Json] = []
    for event in events:
        names = names_of(event)
        own: list[Json] = [
            {prefix: uri}
            for prefix, uri in (*names.declared.items(), *names.assumed.items())
            if meaning.get(prefix, uri) != uri
        ]
        written = event_json(event)
        listed.append({"@context": own, **written} if own else written)
    return shared, listed


def _written(attribute: str, value: object, names: Names) -> Json:
    """One field of an event, by the kind of value it holds."""
    match value:
        case str():
            return _term(value)
        case datetime():
            return times.written(value)
        case Location():
            return {"id": value.id, **_extensions(value.extensions, names)}
        case ErrorDeclaration():
            return _part(value, parts.ERROR, names)
        case PersistentDisposition():
            both: dict[str, Json] = {"set": [*value.set], "unset": [*value.unset]}
            return {key: listed for key, listed in both.items() if listed}
        case tuple():
            listed = [_item(attribute, one, names) for one in value]
            single = attribute == "certification_info" and len(listed) == 1
            return listed[0] if single else listed
        case _:
            assert isinstance(value, Mapping), f"no field of an event: {value!r}"
            return _extensions(value, names)


def _item(attribute: str, value: object, names: Names) -> Json:
    match value:
        case QuantityElement():
            return _quantity(value)
        case TypedId():
            out: dict[str, Json] = {} if value.type is None else {"type": value.type}
            return {**out, _TYPED_NAMES[attribute]: value.id}
        case SensorElement():
            return _sensor_element(value, names)
        case _:
            return str(value)


def _quantity(value: QuantityElement) -> Json:
    out: dict[str, Json] = {"epcClass": value.epc_class}
    if value.quantity is not None:
        out["quantity"] = number(value.quantity)
    if value.uom is not None:
        out["uom"] = value.uom
    return out


def _sensor_element(element: SensorElement, names: Names) -> Json:
    out: dict[str, Json] = {}
    if element.metadata is not None:
        out["sensorMetadata"] = _part(element.metadata, parts.METADATA, names)
    out["sensorReport"] = [_part(one, parts.REPORT, names) for one in element.reports]
    return out | _extensions(element.extensions, names)


def _part(value: object, table: parts.Table, names: Names) -> dict[str, Json]:
    """A part whose fields are plain values, by its table."""
    out: dict[str, Json] = {}
    for key, (attribute, _) in table.items():
        found = getattr(value, attribute)
        if found is not None and found != ():
            out[key] = _plain(found)
    extensions: Extensions = getattr(value, "extensions")  # noqa: B009 - object has no such field
    return out | _extensions(extensions, names)


def _plain(value: object) -> Json:
    match value:
        case bool():
            return value
        case Decimal():
            return number(value)
        case datetime():
            return times.written(value)
        case tuple():
            return [str(one) for one in value]
        case _:
            return _term(str(value))


def number(value: Decimal) -> int | Decimal:
    """A decimal as JSON shows it best: whole numbers without a point.

    >>> number(Decimal("200.0")), number(Decimal("0.5"))
    (200, Decimal('0.5'))
    """
    whole = value == value.to_integral_value()
    return int(value) if whole and abs(value) < 10**18 else value


def _term(value: str) -> str:
    """Terms of the GS1 Web Vocabulary that no list has are written compact, as the schema asks."""
    if value.startswith(cbv.GS1_WEB):
        return "gs1:" + value.removeprefix(cbv.GS1_WEB)
    return value


def _extensions(extensions: Extensions, names: Names) -> dict[str, Json]:
    return {
        names.written(name): _inside(value, names.written)
        for name, value in extensions.items()
    }


def _inside(value: Json, written: Callable[[str], str]) -> Json:
    if isinstance(value, dict):
        return {written(name): _inside(inner, written) for name, inner in value.items()}
    if isinstance(value, list):
        return [_inside(inner, written) for inner in value]
    return value
