"""Sound documents broken in one place: our verdict is that of the published schemas.

Every field is dropped, emptied, given a value of another kind, a bad time, URI or term, and
every object an unknown field. Where the schema refuses we do; where we refuse more, it is one
of the few rules that stand in the text of the standard and not in its schema.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.standards.corpora import CORPORA, needs_corpora
from tests.standards.epcis_schemas import json_validator, xml_schema
from truyxuat.traceability.epcis.reading import read_json, read_xml
from truyxuat.traceability.errors import InvalidDocument

OPENEPCIS = "03-openepcis-test-resources/data/2.0/EPCIS"
JSON_DOCUMENTS = [
    "01-gs1-epcis/JSON/WithFullCombinationOfFields/object_event_all_possible_fields.jsonld",
    "01-gs1-epcis/JSON/WithFullCombinationOfFields/aggregation_event_all_possible_fields.jsonld",
    "01-gs1-epcis/JSON/WithFullCombinationOfFields/association_event_all_possible_fields.jsonld",
    "01-gs1-epcis/JSON/WithFullCombinationOfFields/transformation_event_all_possible_fields.jsonld",
    "01-gs1-epcis/JSON/WithErrorDeclaration/ErrorDeclarationAndCorrectiveEvent.jsonld",
    f"{OPENEPCIS}/JSON/Capture/Documents/TransactionEvent_all_possible_fields.json",
]
XML_DOCUMENTS = [
    f"{OPENEPCIS}/XML/Capture/Documents/{kind}Event_all_possible_fields.xml"
    for kind in ("Object", "Aggregation", "Association", "Transaction", "Transformation")
]

STRICTER = {
    "unknown_unit": "units are checked against the lists of UN/ECE",
    "not_a_unit": "units of sensor values too",
    "nothing_named": "an event about nothing proves nothing (EPCIS 2.0, 7.4)",
    "duplicate_item": "an object stands once in a list",
    "unsupported_version": "EPCIS 2 is read, no other",
    "unknown_event_type": "partners' own event types link nothing",
    "wrong_root": "a partner's own event type, bare",
    "not_allowed": "a unit needs a quantity (EPCIS 2.0, 7.3.3.3)",
    "unknown_field": "a name without a namespace means nothing to anyone",
}
STRICTER_IN_XML = {
    **STRICTER,
    "not_a_uri": "xsd:anyURI takes any text",
    "unknown_term": "so do the vocabularies",
    "not_a_zone_offset": "the offset is any text there",
    "invalid_identifier": "and identifiers are not looked at",
    "missing": "lists that may be empty there",
    "duplicate_key": "an error declaration says each thing once",
    "loose_text": "sensor data stands in attributes",
    "no_time_zone": "a document without a zone is dated nowhere",
    "not_hex": "no bytes are no value",
    "not_a_number": "INF and NaN are no measured values",
}
BAD_TEXTS = ("", "word", "has space", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "12")


def broken_values(value: object) -> Iterator[object]:
    """Values that should not stand where this one stands."""
    yield from (None, True, *(text for text in BAD_TEXTS if text != value))
    if not isinstance(value, dict):
        yield {}
    if isinstance(value, list):
        yield from ([], value + value[:1])
    else:
        yield []
    if isinstance(value, dict):
        yield {**value, "unknownField": 1}
    if not isinstance(value, int | float):
        yield 7


def places(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document; of a list its first items, of an extension nothing inside."""
    if path and not (len(path) > 1 and path[0] == "@context"):
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            if ":" not in key:
                yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:2]):
            yield from places(inner, (*path, index))


def put(document: object, path: tuple[str | int, ...], value: object) -> object:
    """A copy of the document with one value replaced, or left out (``...``)."""
    out = copy.deepcopy(document)
    inner: object = out
    for step in path[:-1]:
        inner = inner[step]  # type: ignore[index]  # a JSON value, walked by its own path
    if value is ...:
        del inner[path[-1]]  # type: ignore[attr-defined]  # as above
    else:
        inner[path[-1]] = value  # type: ignore[index]  # as above
    return out


def codes(body: bytes, *, xml: bool = False) -> set[str]:
    """The codes of all problems of a body; none when it is read."""
    try:
        (read_xml if xml else read_json)(body)
    except InvalidDocument as error:
        return {problem.code for problem in error.problems}
    return set()


@needs_corpora
@pytest.mark.parametrize("name", JSON_DOCUMENTS, ids=lambda name: Path(name).stem)
def test_a_broken_json_document_gets_the_verdict_of_the_schema(name: str) -> None:
    document = json.loads((CORPORA / name).read_bytes())
    validator = json_validator()

    disagreed = []
    for path in places(document):
        inner: object = document
        for step in path:
            inner = inner[step]  # type: ignore[index]  # a JSON value, walked by its own path
        for value in (..., *broken_values(inner)):
            broken = put(document, path, value)
            told = codes(json.dumps(broken).encode())
            sound = validator.is_valid(broken)
            if (sound and not told <= STRICTER.keys()) or (not sound and not told):
                disagreed.append((path, value, sound, told))

    assert disagreed == []


def broken_elements(root: etree._Element) -> Iterator[str]:
    """Break one element after the other in place, and say what was done; then mend it."""
    for element in list(root.iter("*")):
        parent = element.getparent()
        if "}" in str(element.tag) or parent is None:
            continue
        at = parent.index(element)
        parent.remove(element)
        yield f"no {element.tag}"
        parent.insert(at, element)
        twin = copy.deepcopy(element)
        parent.insert(at, twin)
        yield f"{element.tag} twice"
        parent.remove(twin)
        unknown = etree.SubElement(element, "unknownField")
        yield f"unknown in {element.tag}"
        element.remove(unknown)
        text = element.text
        for bad in BAD_TEXTS:
            element.text = bad
            yield f"{element.tag} = {bad!r}"
        element.text = text


def broken_attributes(root: etree._Element) -> Iterator[str]:
    """The same for every attribute of the standard."""
    for element in root.iter("*"):
        for name in [str(name) for name in element.attrib if "}" not in str(name)]:
            value = str(element.attrib.pop(name))
            yield f"no @{name}"
            for bad in (*BAD_TEXTS, "NaN", "zz"):
                element.set(name, bad)
                yield f"@{name} = {bad!r}"
            element.set(name, value)


@needs_corpora
@pytest.mark.parametrize("name", XML_DOCUMENTS, ids=lambda name: Path(name).stem)
def test_a_broken_xml_document_gets_the_verdict_of_the_schema(name: str) -> None:
    root = etree.fromstring((CORPORA / name).read_bytes())
    schema = xml_schema()

    disagreed = []
    for broken in (broken_elements, broken_attributes):
        for what in broken(root):
            told = codes(etree.tostring(root), xml=True)
            sound = schema.validate(root)
            if (sound and not told <= STRICTER_IN_XML.keys()) or (not sound and not told):
                disagreed.append((what, sound, told))

    assert disagreed == []
