"""Published EPCIS documents: all are read, and our verdict on broken ones is the schema's."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.standards.corpora import files, name_of, needs_corpora
from tests.standards.epcis_schemas import json_validator
from truyxuat.traceability.epcis.reading import read_json, read_xml
from truyxuat.traceability.epcis.writing import document_json, encode
from truyxuat.traceability.errors import InvalidDocument

OPENEPCIS = "03-openepcis-test-resources/data/2.0/EPCIS"
NOW = datetime(2026, 9, 17, 7, 0, tzinfo=UTC)

FAULTY = {
    "Example-TransactionEvents-2020_07_03y.jsonld",
    "SensorDataExample17.jsonld",
    "JSON-simple-context/WithSensorData/SensorDataExample12.jsonld",
    "JSON-simple-context/WithFullCombinationOfFields/object_event_all_possible_fields.jsonld",
    "JSON/AssociationEvent/AssociationEvent-h.jsonld",
    "JSON-simple-context/AssociationEvent/AssociationEvent-h.jsonld",
    "JSON/Capture/Documents/SensorData_with_combined_events.json",
}
"""Four break the schema, two say one eventID twice, one lacks the type of a sensor report."""


def faulty(path: Path) -> bool:
    return str(path).endswith(tuple(FAULTY)) and "JSON/WithSensorData/" not in str(path)


def json_documents() -> list[Path]:
    found = [
        *files("01-gs1-epcis/JSON", "**/*.jsonld"),
        *files("01-gs1-epcis/JSON-simple-context", "**/*.jsonld"),
        *files("02-event-hash", "**/*.jsonld"),
        *files(OPENEPCIS, "JSON/Capture/**/*.json"),
        *files("06-ift-gdst/data", "*"),
    ]
    return [path for path in found if "Query" not in path.name]


def xml_documents() -> list[Path]:
    found = [
        *files("01-gs1-epcis/XML", "**/*.xml"),
        *files("02-event-hash", "**/*.xml"),
        *files(OPENEPCIS, "XML/Capture/**/*.xml"),
    ]
    return [path for path in found if "CaptureJob" not in str(path)]


def datasets() -> list[Path]:
    """Generated events in whole documents; templates and bare lists are something else."""
    return [
        path
        for path in files("11-event-datasets", "**/*.json")
        if path.read_bytes().startswith(b"{")
        and "epcisBody" in json.loads(path.read_bytes())
    ]


@needs_corpora
@pytest.mark.parametrize(
    "path", [p for p in json_documents() if not faulty(p)], ids=name_of
)
def test_a_published_json_document_is_read_written_and_read_again(path: Path) -> None:
    events = read_json(path.read_bytes()).document.events

    written = encode(document_json(events, NOW))

    assert events
    assert read_json(written).document.events == events
    assert unforeseen_by_the_schema(json.loads(written)) == []


def unforeseen_by_the_schema(document: object) -> list[str]:
    """What the JSON schema says of it, but for persistentDisposition, which XML has everywhere."""
    return [
        error.message[:200]
        for error in json_validator().iter_errors(document)
        if '"persistentDisposition" is not valid' not in error.message
    ]


@needs_corpora
@pytest.mark.parametrize("path", [p for p in json_documents() if faulty(p)], ids=name_of)
def test_a_published_document_with_a_known_fault_is_refused(path: Path) -> None:
    with pytest.raises(InvalidDocument):
        read_json(path.read_bytes())


@needs_corpora
@pytest.mark.parametrize("path", xml_documents(), ids=name_of)
def test_a_published_xml_document_is_read(path: Path) -> None:
    document = read_xml(path.read_bytes()).document

    assert document.events or document.master_data


@needs_corpora
@pytest.mark.parametrize("path", datasets(), ids=name_of)
def test_generated_events_are_read(path: Path) -> None:
    found = read_json(path.read_bytes()).document.events

    assert len(found) == len(json.loads(path.read_bytes())["epcisBody"]["eventList"])


@needs_corpora
def test_every_published_document_was_looked_at() -> None:
    assert (len(json_documents()), len(xml_documents()), len(datasets())) == (132, 80, 2)
