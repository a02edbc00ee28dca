"""Events written as JSON-LD: what goes out is what came in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given, settings

from tests.traceability.epcis.any_events import any_event
from tests.traceability.epcis.samples import (
    BAG,
    CONTEXT,
    EVERY_TYPE,
    LOT,
    NOON,
    PLANT,
    SHIPPING,
    WASHING,
    changed,
    document,
    read,
)
from truyxuat.traceability.epcis.events import Action, Event, ObjectEvent, SensorReport
from truyxuat.traceability.epcis.reading import read_json, read_stored
from truyxuat.traceability.epcis.writing import (
    contexts,
    document_json,
    encode,
    event_json,
    number,
    query_document_json,
)


@settings(max_examples=60, deadline=None)
@given(any_event)
def test_an_event_written_and_read_again_is_the_same_event(event: Event) -> None:
    stored = encode({"@context": contexts([event]), **event_json(event)})

    assert read_stored(stored) == event


@settings(max_examples=25, deadline=None)
@given(any_event, any_event)
def test_events_that_use_one_prefix_differently_stay_apart_in_one_document(
    first: Event, second: Event
) -> None:
    events = tuple(replace(event, record_time=None) for event in (first, second))

    body = encode(document_json(events, NOON))

    assert read_json(body).document.events == events


def test_every_event_type_is_written_as_it_came() -> None:
    events = read_json(document(*EVERY_TYPE)).document.events

    written = json.loads(encode([event_json(event) for event in events]))

    assert [changed(event, eventTime=...) for event in written] == [
        changed(event, eventTime=...) for event in EVERY_TYPE
    ]
    assert {event["eventTime"] for event in written} == {"2026-09-14T05:00:00.000Z"}


def test_numbers_go_out_exactly() -> None:
    body = document(WASHING).replace(b"415.5", b"415.123456789012345678901")
    (event,) = read_json(body).document.events

    assert b'"quantity":415.123456789012345678901,' in encode(event_json(event))
    assert b'"quantity":420,' in encode(event_json(event))


def test_a_whole_number_of_any_size_is_written_in_full() -> None:
    huge = Decimal("123456789012345678901234567890")

    assert number(huge) == huge
    assert encode({"a": number(huge)}) == b'{"a":123456789012345678901234567890}'


def test_the_sender_s_prefix_is_kept() -> None:
    value = {"example:b": ["x", {"c": 1}]}
    (event,) = read(changed(SHIPPING, **{"example:a": value})).document.events

    assert contexts([event]) == [CONTEXT, {"example": "https://ns.example.com/epcis/"}]
    assert event_json(event)["example:a"] == value


def test_names_without_a_prefix_are_written_in_full_or_get_one() -> None:
    event = ObjectEvent(
        event_time=NOON,
        event_time_zone_offset="+07:00",
        action=Action.ADD,
        epcs=(BAG,),
        extensions={
            "{https://a.example/}x": 1,
            "{urn:example:ns}y": 2,
            "{urn:example:other}z": 3,
            "{other:}w": 4,
        },
        ilmd={"{urn:epcglobal:cbv:mda}lotNumber": "L1"},
    )

    written = event_json(event)

    assert contexts([event]) == [
        CONTEXT,
        {"ns1": "urn:example:ns"},
        {"ns2": "urn:example:other"},
        {"other": "other:"},
    ]
    assert written["ilmd"] == {"cbvmda:lotNumber": "L1"}
    assert [key for key in written if ":" in key] == [
        "https://a.example/x",
        "ns1:y",
        "ns2:z",
        "other:w",
    ]


def test_a_prefix_that_the_standard_protects_is_not_redefined() -> None:
    event = ObjectEvent(
        event_time=NOON,
        event_time_zone_offset="+07:00",
        action=Action.ADD,
        epcs=(BAG,),
        extensions={"{urn:example:ns}a": 1, "{urn:epcglobal:cbv:mda:}b": 2},
        prefixes={"urn:example:ns": "gs1", "urn:epcglobal:cbv:mda:": "cbvmda"},
    )

    assert contexts([event]) == [
        CONTEXT,
        {"cbvmda": "urn:epcglobal:cbv:mda:"},
        {"ns1": "urn:example:ns"},
    ]


def test_a_prefix_used_in_a_value_stays_declared() -> None:
    context = [CONTEXT, {"v": "https://v.example/"}, {"w": "https://w.example/"}]
    event = changed(SHIPPING, **{"v:kind": "w:ripe"})

    (found,) = read_json(document(event, **{"@context": context})).document.events

    assert contexts([found]) == context


def test_an_event_gets_a_context_of_its_own_where_its_prefix_means_something_else() -> None:
    other = changed(
        SHIPPING, **{"@context": [{"example": "https://b.example/"}], "example:a": 1}
    )
    events = read_json(
        document(changed(SHIPPING, **{"example:a": 1}), other)
    ).document.events

    listed = json.loads(encode(document_json(events, NOON)))["epcisBody"]["eventList"]

    assert "@context" not in listed[0]
    assert listed[1]["@context"] == [{"example": "https://b.example/"}]


def test_terms_no_list_has_are_written_as_the_schema_asks() -> None:
    report = {"type": "gs1:Sweetness", "value": 1}
    event = changed(SHIPPING, sensorElementList=[{"sensorReport": [report]}])

    (found,) = read(event).document.events

    assert found.sensor_elements[0].reports == (
        SensorReport(type="https://gs1.org/voc/Sweetness", value=Decimal(1)),
    )
    assert event_json(found)["sensorElementList"] == [{"sensorReport": [report]}]


def test_one_certificate_is_written_alone_and_several_as_a_list() -> None:
    one = read(changed(SHIPPING, certificationInfo=[PLANT])).document.events[0]
    two = read(changed(SHIPPING, certificationInfo=[PLANT, LOT])).document.events[0]

    assert event_json(one)["certificationInfo"] == PLANT
    assert event_json(two)["certificationInfo"] == [PLANT, LOT]


def test_a_capture_document_is_dated() -> None:
    (event,) = read(SHIPPING).document.events

    written = document_json([event], datetime(2026, 9, 17, 7, 0, 0, 1500, tzinfo=UTC))

    assert {key: value for key, value in written.items() if key != "epcisBody"} == {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-09-17T07:00:00.001500Z",
    }


def test_the_answer_to_a_query_names_the_query() -> None:
    (event,) = read(SHIPPING).document.events

    plain = query_document_json([event], NOON, query_name="SimpleEventQuery")
    standing = query_document_json([], NOON, query_name="q", subscription_id="s1")

    assert plain["type"] == "EPCISQueryDocument"
    assert plain["epcisBody"] == {
        "queryResults": {
            "queryName": "SimpleEventQuery",
            "resultsBody": {"eventList": [event_json(event)]},
        }
    }
    assert standing["epcisBody"] == {
        "queryResults": {
            "queryName": "q",
            "subscriptionID": "s1",
            "resultsBody": {"eventList": []},
        }
    }
