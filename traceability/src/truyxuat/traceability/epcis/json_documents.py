"""An EPCIS document in JSON-LD: what stands around its events (EPCIS 2.0 section 9.7).

Field by field as the standard's JSON schema has it. Events are read one after the other; a
prefix that one event declares for itself is known in that event only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from truyxuat.traceability.epcis import contexts, extension_fields, fields, lists
from truyxuat.traceability.epcis.event_reading import SHAPES, event_type, read_event
from truyxuat.traceability.epcis.events import EpcisDocument, Event, Json, VocabularyElement
from truyxuat.traceability.epcis.fields import Source
from truyxuat.traceability.epcis.findings import At, Findings
from truyxuat.traceability.epcis.namespaces import NO_PREFIXES, Prefixes

VERSION_READ = "2"
"""Major version of EPCIS that is read."""

_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_REQUIRED = ("@context", "schemaVersion", "creationDate", "epcisBody")

_Reader: TypeAlias = Callable[[Source, object, At], object]


def schema_version(source: Source, value: object, at: At) -> str:
    """A schemaVersion of EPCIS 2."""
    found = fields.text(source, value, at)
    if not isinstance(value, str):
        return found
    if not _VERSION.fullmatch(found):
        code, message = "not_a_version", "Not a version."
    elif found.split(".")[0] != VERSION_READ:
        code, message = "unsupported_version", f"EPCIS {found} is not read here."
    else:
        return found
    source.findings.problem(at, code, message, expected="2.0", got=found)
    return found


def _document_id(source: Source, value: object, at: At) -> str:
    """The document's own name; JSON-LD also allows a name for this document only (``_:x``)."""
    if isinstance(value, str) and value.startswith("_:"):
        return value
    return fields.uri(source, value, at)


_FIELDS: Mapping[str, tuple[str, _Reader]] = {
    "schemaVersion": ("schema_version", schema_version),
    "creationDate": ("creation_date", fields.time),
    "sender": ("sender", fields.text),
    "receiver": ("receiver", fields.text),
    "instanceIdentifier": ("instance_identifier", fields.text),
}


def read_document(findings: Findings, raw: Mapping[str, object]) -> EpcisDocument:
    """A capture document, or one bare event as a document of its own."""
    source = Source(findings, NO_PREFIXES)
    if event_type(raw.get("type", raw.get("@type"))) is not None:
        event = read_bare_event(source, raw)
        return EpcisDocument(events=(event,), prefixes=event.prefixes)
    if raw.get("type") != "EPCISDocument":
        _refuse_type(source, raw)
    for key in _REQUIRED:
        if key not in raw:
            fields.missing(source, None, key)
    source.prefixes = Prefixes(
        contexts.declared(source, raw.get("@context", []), (None, "@context"))
    )
    values: dict[str, object] = {"events": ()}
    extensions: dict[str, Json] = {}
    for key, value in raw.items():
        at: At = (None, key)
        if key in _FIELDS:
            name, read = _FIELDS[key]
            values[name] = read(source, value, at)
        elif key == "epcisHeader":
            values["master_data"] = _header(source, value, at, extensions)
        elif key == "epcisBody":
            values["events"] = _body(source, value, at)
        elif key == "id":
            _document_id(source, value, at)
        elif key not in ("@context", "type"):
            extension_fields.extension(source, extensions, (key, value), None)
    return _built(source, values, extensions)


def _built(
    source: Source, values: dict[str, object], extensions: dict[str, Json]
) -> EpcisDocument:
    source.findings.raise_if_any()
    make: Callable[..., EpcisDocument] = EpcisDocument
    return make(extensions=extensions, prefixes=source.prefixes.by_namespace, **values)


def _refuse_type(source: Source, raw: Mapping[str, object]) -> None:
    if "type" not in raw:
        fields.missing(source, None, "type", "EPCISDocument")
        return
    source.findings.problem(
        (None, "type"),
        "wrong_root",
        "Not a document that can be captured.",
        expected="EPCISDocument, or one event: " + ", ".join(SHAPES),
        got=raw["type"],
    )


def read_bare_event(source: Source, raw: Mapping[str, object]) -> Event:
    """One event that stands alone, with a context of its own."""
    source.findings.event = 0
    if "@context" not in raw:
        fields.missing(source, None, "@context", "the context of EPCIS")
    event = _event(source, raw, None)
    source.findings.raise_if_any()
    assert event is not None, "an event without problems is built"
    return event


def _event(source: Source, raw: object, at: At) -> Event | None:
    if not isinstance(raw, dict):
        source.wrong_type(at, "an event", raw)
        return None
    if "@context" not in raw:
        return read_event(source, raw, at)
    own = contexts.declared(source, raw["@context"], (at, "@context"))
    inner = replace(source, prefixes=source.prefixes.widened(own))
    return read_event(inner, raw, at)


def _body(source: Source, value: object, at: At) -> tuple[Event, ...]:
    body = fields.one_object(source, value, at)
    if isinstance(value, dict) and "eventList" not in value:
        fields.missing(source, at, "eventList", "a list of events")
    for key, inner in body.items():
        if key != "eventList":
            fields.unknown_field(source, at, key, inner)
    listed = body.get("eventList", [])
    if not isinstance(listed, list):
        source.wrong_type((at, "eventList"), "a list of events", listed)
        return ()
    events: list[Event] = []
    for index, raw in enumerate(listed):
        source.findings.event = index
        event = _event(source, raw, ((at, "eventList"), index))
        if event is not None:
            events.append(event)
    source.findings.event = None
    return tuple(events)


def _header(
    source: Source, value: object, at: At, extensions: dict[str, Json]
) -> tuple[VocabularyElement, ...]:
    """Master data of the header; its extensions join those of the document."""
    found: list[VocabularyElement] = []
    for key, inner in fields.one_object(source, value, at).items():
        if key == "epcisMasterData":
            master = fields.one_object(source, inner, (at, key))
            place: At = ((at, key), "vocabularyList")
            for index, one in enumerate(
                _list(source, master.get("vocabularyList", []), place)
            ):
                found += _vocabulary(source, one, (place, index))
        else:
            extension_fields.extension(source, extensions, (key, inner), at)
    return tuple(found)


def _list(source: Source, value: object, at: At) -> list[object]:
    if isinstance(value, list):
        return value
    source.wrong_type(at, "a list", value)
    return []


def _vocabulary(source: Source, value: object, at: At) -> list[VocabularyElement]:
    raw = fields.one_object(source, value, at)
    if "type" not in raw:
        fields.missing(
            source, at, "type", "a vocabulary such as urn:epcglobal:epcis:vtype:EPCClass"
        )
        return []
    kind = fields.uri(source, raw["type"], (at, "type"))
    place: At = (at, "vocabularyElementList")
    listed = _list(source, raw.get("vocabularyElementList", []), place)
    return [_element(source, kind, one, (place, i)) for i, one in enumerate(listed)]


def _element(source: Source, kind: str, value: object, at: At) -> VocabularyElement:
    raw = fields.one_object(source, value, at)
    if "id" not in raw:
        fields.missing(source, at, "id", "a URI")
    name = fields.name(source, raw["id"], (at, "id")) if "id" in raw else ""
    place: At = (at, "attributes")
    attributes: dict[str, Json] = {}
    for index, one in enumerate(_list(source, raw.get("attributes", []), place)):
        add_attribute(source, attributes, one, (place, index))
    children = lists.uris(source, raw.get("children", []), (at, "children"))
    return VocabularyElement(type=kind, id=name, attributes=attributes, children=children)


def add_attribute(
    source: Source, attributes: dict[str, Json], value: object, at: At
) -> None:
    """Keep one attribute of a vocabulary element; one that stands twice becomes a list."""
    raw = fields.one_object(source, value, at)
    if "id" not in raw:
        fields.missing(source, at, "id", "the URI of an attribute")
        return
    name = fields.name(source, raw["id"], (at, "id"))
    said = extension_fields.extension_value(source, raw.get("attribute"), (at, "attribute"))
    if name not in attributes:
        attributes[name] = said
        return
    before = attributes[name]
    attributes[name] = [*before, said] if isinstance(before, list) else [before, said]
