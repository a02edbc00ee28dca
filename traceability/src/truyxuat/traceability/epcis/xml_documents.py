"""An EPCIS 2.0 document in XML: header, master data and events (EPCIS 2.0 section 9.5).

Places are told as XPath, with ``epcis:`` for the namespace of the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from lxml import etree

from truyxuat.traceability.epcis import (
    contexts,
    extension_fields,
    fields,
    json_documents,
    xml_text,
)
from truyxuat.traceability.epcis.event_reading import SHAPES, read_event
from truyxuat.traceability.epcis.events import EpcisDocument, Event, Json, VocabularyElement
from truyxuat.traceability.epcis.fields import Source
from truyxuat.traceability.epcis.findings import At, Findings, Step
from truyxuat.traceability.epcis.json_text import refuse
from truyxuat.traceability.epcis.namespaces import Prefixes, split_clark
from truyxuat.traceability.epcis.xml_events import (
    EPCIS_XML,
    XSI,
    children_of,
    event_shape,
    extension_of,
    local_name,
    no_text,
    no_text_around,
    text_of,
)

EPCIS_MASTER_DATA_XML = "urn:epcglobal:epcis-masterdata:xsd:2"
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"

_ITEMS: Mapping[str, str] = {
    "epcList": "epc",
    "childEPCs": "epc",
    "inputEPCList": "epc",
    "outputEPCList": "epc",
    "quantityList": "quantityElement",
    "childQuantityList": "quantityElement",
    "inputQuantityList": "quantityElement",
    "outputQuantityList": "quantityElement",
    "bizTransactionList": "bizTransaction",
    "sourceList": "source",
    "destinationList": "destination",
    "sensorElementList": "sensorElement",
    "correctiveEventIDs": "correctiveEventID",
}
"""List element -> the name of its items."""

_OF_DOCUMENT = ("schemaVersion", "creationDate")
"""Attributes of a document that bare events carry in the field."""

_ATTRIBUTES_OF = frozenset({"sensorMetadata", "sensorReport"})
_TYPED = frozenset({"bizTransactionList", "sourceList", "destinationList"})


def xpath(path: Sequence[Step]) -> str:
    """The place of a problem as an XPath.

    >>> xpath(["/epcis:EPCISDocument/EPCISBody/EventList/*[1]", "epcList", 0])
    '/epcis:EPCISDocument/EPCISBody/EventList/*[1]/epcList/epc[1]'
    """
    out = ""
    around = ""
    in_item = False
    for step in path:
        if isinstance(step, int):
            item = _ITEMS.get(around)
            out += f"/{item}[{step + 1}]" if item else f"[{step + 1}]"
            in_item = True
            continue
        if in_item and around in _TYPED:
            out += "" if step == _ITEMS[around] else f"/@{_shown(step)}"
        elif around in _ATTRIBUTES_OF:
            out += f"/@{_shown(step)}"
        else:
            out += step if step.startswith("/") else f"/{_shown(step)}"
        around, in_item = step, False
    return out


def _shown(name: str) -> str:
    namespace, local = split_clark(name)
    return f"*[local-name()='{local}']" if namespace else local


def read_document(body: bytes, findings: Findings) -> EpcisDocument:
    """A capture document, or one bare event as a document of its own."""
    root = xml_text.parse(body)
    namespace, name = split_clark(str(root.tag))
    if name in SHAPES and namespace in ("", EPCIS_XML):
        return _bare_event(root, findings)
    if namespace.startswith("urn:epcglobal:epcis:xsd:") and namespace != EPCIS_XML:
        refuse(
            "unsupported_version",
            f"EPCIS XML of version {namespace.rpartition(':')[2]} is not read here.",
            place=f"/epcis:{name}",
            expected=f"EPCISDocument in {EPCIS_XML}",
        )
    if (namespace, name) == (EPCIS_MASTER_DATA_XML, "EPCISMasterDataDocument"):
        return _master_data_document(root, findings)
    if (namespace, name) != (EPCIS_XML, "EPCISDocument"):
        refuse(
            "wrong_root",
            f"{root.tag} is not a document that can be captured.",
            place=f"/{name}",
            expected=f"EPCISDocument in {EPCIS_XML}, EPCISMasterDataDocument, or one event",
        )
    return _document(root, findings)


def _prefixes(element: etree._Element) -> Prefixes:
    """Prefixes in scope, without those of the standard's own document structure."""
    skipped = (EPCIS_XML, XSI, SBDH)
    return Prefixes(
        {
            str(prefix): str(uri)
            for prefix, uri in element.nsmap.items()
            if prefix is not None and uri not in skipped
        }
    )


def _bare_event(root: etree._Element, findings: Findings) -> EpcisDocument:
    findings.event = 0
    for name in _OF_DOCUMENT:
        root.attrib.pop(name, "")
    source = Source(findings, _prefixes(root), xml=True)
    event = _event(source, root, (None, f"/{local_name(root)}"))
    findings.raise_if_any()
    assert event is not None, "an event without problems is built"
    return EpcisDocument(events=(event,), prefixes=event.prefixes)


def _event(source: Source, element: etree._Element, at: At) -> Event | None:
    return read_event(source, event_shape(source, element, at), at)


def _document(root: etree._Element, findings: Findings) -> EpcisDocument:
    source = Source(findings, _prefixes(root), xml=True)
    at: At = (None, "/epcis:EPCISDocument")
    contexts.check_count(source, source.prefixes.declared, at)
    findings.raise_if_any()
    no_text_around(source, root, at)
    values: dict[str, object] = {"events": (), **_attributes(source, root, at)}
    extensions: dict[str, Json] = {}
    bodies = 0
    for name, child in children_of(root):
        if name == "EPCISHeader":
            values |= _header(source, child, (at, name))
        elif name == "EPCISBody":
            bodies += 1
            values["events"] = _body(source, child, (at, name))
        else:
            extension_fields.extension(source, extensions, (name, extension_of(child)), at)
    if bodies != 1:
        fields.missing(source, at, "EPCISBody", "one EPCISBody")
    findings.raise_if_any()
    make: Callable[..., EpcisDocument] = EpcisDocument
    return make(extensions=extensions, prefixes=source.prefixes.by_namespace, **values)


def _attributes(source: Source, root: etree._Element, at: At) -> dict[str, object]:
    """The attributes that every document has."""
    found: dict[str, object] = {}
    for key, name in (
        ("schemaVersion", "schema_version"),
        ("creationDate", "creation_date"),
    ):
        read = json_documents.schema_version if key == "schemaVersion" else fields.time
        if key in root.attrib:
            found[name] = read(source, str(root.get(key)), (at, "@" + key))
        else:
            fields.missing(source, at, "@" + key)
    return found


def _master_data_document(root: etree._Element, findings: Findings) -> EpcisDocument:
    """Master data alone, without events (EPCIS 2.0 section 9.4)."""
    source = Source(findings, _prefixes(root), xml=True)
    at: At = (None, "/epcismd:EPCISMasterDataDocument")
    values = _attributes(source, root, at)
    listed = "EPCISBody/VocabularyList"
    if root.find(listed) is None:
        fields.missing(source, at, listed, "a VocabularyList")
    elements = _vocabularies(source, root, listed, at)
    findings.raise_if_any()
    make: Callable[..., EpcisDocument] = EpcisDocument
    prefixes = source.prefixes.by_namespace
    return make(events=(), master_data=elements, prefixes=prefixes, **values)


def _body(source: Source, body: etree._Element, at: At) -> tuple[Event, ...]:
    no_text(source, body, at)
    events: list[Event] = []
    lists = 0
    for name, element in children_of(body):
        if name != "EventList":
            fields.unknown_field(source, at, name, text_of(element))
            continue
        lists += 1
        if lists > 1:
            source.findings.problem(
                (at, name), "duplicate_key", "EventList stands twice.", expected="once"
            )
        no_text(source, element, (at, name))
        events += _events(source, element)
    source.findings.event = None
    return tuple(events)


def _events(source: Source, listed: etree._Element) -> Iterator[Event]:
    scopes: dict[tuple[tuple[str | None, str], ...], Prefixes] = {}
    for index, child in enumerate(listed):
        source.findings.event = index
        scope = tuple(sorted(child.nsmap.items(), key=str))
        if scope not in scopes:
            scopes[scope] = _prefixes(child)
        inner = Source(source.findings, scopes[scope], xml=True)
        place = f"/epcis:EPCISDocument/EPCISBody/EventList/*[{index + 1}]"
        event = _event(inner, child, (None, place))
        if event is not None:
            yield event


def _header(source: Source, header: etree._Element, at: At) -> dict[str, object]:
    found: dict[str, object] = {}
    for element in header:
        name = local_name(element)
        if name == f"{{{SBDH}}}StandardBusinessDocumentHeader":
            found |= _business_header(element)
        elif name == "extension":
            listed = "EPCISMasterData/VocabularyList"
            found["master_data"] = _vocabularies(source, element, listed, (at, name))
        else:
            fields.unknown_field(source, at, name, text_of(element))
    return found


def _business_header(element: etree._Element) -> dict[str, object]:
    """Sender, receiver and document number of a Standard Business Document Header."""
    paths = {
        "sender": "Sender/Identifier",
        "receiver": "Receiver/Identifier",
        "instance_identifier": "DocumentIdentification/InstanceIdentifier",
    }
    found: dict[str, object] = {}
    for name, path in paths.items():
        steps = "/".join(f"{{{SBDH}}}{step}" for step in path.split("/"))
        value = element.findtext(steps)
        if value and value.strip():
            found[name] = value.strip()
    return found


def _vocabularies(
    source: Source, element: etree._Element, path: str, at: At
) -> tuple[VocabularyElement, ...]:
    """The elements of every vocabulary in the VocabularyList at this path."""
    place: At = (at, path)
    return tuple(
        one
        for index, vocabulary in enumerate(element.iterfind(f"{path}/Vocabulary"))
        for one in _vocabulary(source, vocabulary, (place, f"Vocabulary[{index + 1}]"))
    )


def _vocabulary(
    source: Source, vocabulary: etree._Element, at: At
) -> list[VocabularyElement]:
    kind = _named(source, vocabulary, "type", at)
    found: list[VocabularyElement] = []
    elements = vocabulary.iterfind("VocabularyElementList/VocabularyElement")
    for index, element in enumerate(elements):
        place: At = ((at, "VocabularyElementList"), f"VocabularyElement[{index + 1}]")
        name = _named(source, element, "id", place)
        attributes: dict[str, Json] = {}
        for position, attribute in enumerate(element.iterfind("attribute")):
            raw = {"id": attribute.get("id"), "attribute": _attribute_value(attribute)}
            spot: At = (place, f"attribute[{position + 1}]")
            json_documents.add_attribute(source, attributes, raw, spot)
        children = tuple(text_of(child) for child in element.iterfind("children/id"))
        found.append(
            VocabularyElement(type=kind, id=name, attributes=attributes, children=children)
        )
    return found


def _named(source: Source, element: etree._Element, attribute: str, at: At) -> str:
    value = element.get(attribute)
    if value is None:
        fields.missing(source, at, "@" + attribute, "a URI")
        return ""
    return fields.name(source, str(value).strip(), (at, "@" + attribute))


def _attribute_value(attribute: etree._Element) -> object:
    """The value of a master data attribute: its text, or what is inside it."""
    value = extension_of(attribute)
    if not isinstance(value, dict):
        return value
    inner = {name: one for name, one in value.items() if name != "id"}
    return inner.get("#text", "") if set(inner) <= {"#text"} else inner
