"""Read EPCIS 2.0 documents and events from JSON-LD or XML into one and the same value.

Whatever is wrong is told at once, each problem with its place, what was expected and what was
got. What is odd but can be recorded as it is comes back as a warning beside the document.
"""

from __future__ import annotations

from dataclasses import dataclass

from truyxuat.traceability.epcis import json_documents, json_text, xml_documents
from truyxuat.traceability.epcis.events import EpcisDocument, Event
from truyxuat.traceability.epcis.fields import Source
from truyxuat.traceability.epcis.findings import Findings, TooManyProblems, json_pointer
from truyxuat.traceability.epcis.namespaces import NO_PREFIXES
from truyxuat.traceability.errors import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that can be recorded, and what was odd about it."""

    document: EpcisDocument
    warnings: tuple[Problem, ...] = ()


def read_json(body: bytes) -> Reading:
    """An EPCISDocument, or one bare event, in JSON-LD (EPCIS 2.0 section 9.7).

    Raises:
        InvalidDocument: with every problem of the document.
    """
    findings = Findings(json_pointer)
    try:
        raw = json_text.load(body, findings)
        if not isinstance(raw, dict):
            json_text.refuse(
                "wrong_root",
                "A JSON document is an object, this is something else.",
                expected="an EPCISDocument or one event",
            )
        document = json_documents.read_document(findings, raw)
    except TooManyProblems as full:
        raise findings.cut_off() from full
    return Reading(document, tuple(findings.warnings))


def read_xml(body: bytes) -> Reading:
    """An EPCISDocument, or one bare event, in EPCIS 2.0 XML (EPCIS 2.0 section 9.5).

    Raises:
        InvalidDocument: with every problem of the document.
    """
    findings = Findings(xml_documents.xpath)
    try:
        document = xml_documents.read_document(body, findings)
    except TooManyProblems as full:
        raise findings.cut_off() from full
    return Reading(document, tuple(findings.warnings))


def read_event_json(body: bytes) -> Reading:
    """One bare event in JSON-LD, as ``POST /events`` takes it (EPCIS 2.0 section 12).

    Raises:
        InvalidDocument: with every problem of the event, or because it is no single event.
    """
    reading = read_json(body)
    if len(reading.document.events) != 1 or reading.document.creation_date is not None:
        json_text.refuse(
            "wrong_root", "Not a single event.", place="/type", expected="one event"
        )
    return reading


def read_stored(body: bytes) -> Event:
    """One event that this platform wrote itself, with its ``@context``, from its own record.

    Unlike an event from outside it keeps its recordTime, and a sensor report that came as XML
    may lack its type.
    """
    findings = Findings(json_pointer)
    raw = json_text.load(body, findings)
    assert isinstance(raw, dict), "the record holds events, one object each"
    return json_documents.read_bare_event(Source(findings, NO_PREFIXES, stored=True), raw)
