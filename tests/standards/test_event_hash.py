"""The event hash, byte for byte as the published examples of CBV 2.0 have it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.standards.corpora import CORPORA, files, name_of, needs_corpora
from truyxuat.traceability.epcis.events import Event
from truyxuat.traceability.epcis.hashing import event_hash, prehash
from truyxuat.traceability.epcis.reading import read_json, read_xml

PAIRS = "03-openepcis-test-resources/data/2.0/EPCIS"
DIFFERENT_EVENTS = {
    "SensorData_with_combined_events": "the JSON breaks the schema",
}


def events_of(path: Path) -> tuple[Event, ...]:
    read = read_xml if path.suffix == ".xml" else read_json
    return read(path.read_bytes()).document.events


def published() -> list[dict[str, object]]:
    cases = CORPORA / "02-event-hash" / "cases.json"
    return json.loads(cases.read_bytes())["explicit"] if cases.exists() else []


@needs_corpora
@pytest.mark.parametrize("case", published(), ids=lambda case: str(case["file"]))
def test_a_published_event_has_its_published_name(case: dict[str, object]) -> None:
    events = events_of(CORPORA / "02-event-hash" / str(case["file"]))

    assert [prehash(event) for event in events] == case["prehashes"]
    assert [event_hash(event) for event in events] == case["hashes"]


def pairs() -> list[tuple[Path, Path]]:
    found = []
    for path in files(PAIRS, "JSON/Capture/Documents/*.json"):
        twin = Path(str(path).replace("/JSON/", "/XML/")).with_suffix(".xml")
        if twin.exists() and path.stem not in DIFFERENT_EVENTS:
            found.append((path, twin))
    return found


@needs_corpora
@pytest.mark.parametrize(("in_json", "in_xml"), pairs(), ids=name_of)
def test_a_document_published_in_both_syntaxes_names_the_same_events(
    in_json: Path, in_xml: Path
) -> None:
    named = [prehash(event) for event in events_of(in_json)]

    assert named == [prehash(event) for event in events_of(in_xml)]


@needs_corpora
def test_events_published_as_one_event_in_other_spellings_have_one_name() -> None:
    """All but one: where only the zone offset differs, it is another event (CBV 2.0, 8.9.2)."""
    folder = "01-gs1-epcis/XML/WithEventHashID"

    named = {path.name[-6:]: event_hash(events_of(path)[0]) for path in files(folder, "*")}

    other_zone = named.pop("_2.xml")
    assert len(named) == 6
    assert len(set(named.values())) == 1
    assert other_zone not in named.values()
