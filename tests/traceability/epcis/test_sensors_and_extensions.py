"""What instruments measured and what senders add of their own, kept exactly."""

from __future__ import annotations

from decimal import Decimal

from tests.traceability.epcis.samples import (
    CONTEXT,
    NOON,
    PLANT,
    SHIPPING,
    changed,
    document,
    read,
)
from truyxuat.traceability.epcis.events import (
    Location,
    ObjectEvent,
    SensorElement,
    SensorMetadata,
    SensorReport,
)
from truyxuat.traceability.epcis.reading import read_json

REPORT = {
    "type": "gs1:Temperature",
    "exception": "ALARM_CONDITION",
    "deviceID": "urn:epc:id:giai:9521234.7",
    "deviceMetadata": "https://example.com/device",
    "rawData": "https://example.com/raw",
    "dataProcessingMethod": "https://example.com/method",
    "bizRules": "https://example.com/rules",
    "time": "2026-09-14T05:00:00Z",
    "microorganism": "https://example.com/listeria",
    "chemicalSubstance": "https://example.com/chlorine",
    "value": 4.10,
    "component": "cbv:Comp-x",
    "stringValue": "cold",
    "booleanValue": False,
    "hexBinaryValue": "0fA0",
    "uriValue": "https://example.com/value",
    "minValue": -1,
    "maxValue": 8e1,
    "meanValue": 0.1,
    "sDev": 0.2,
    "percRank": 50,
    "percValue": 12.70,
    "uom": "CEL",
    "coordinateReferenceSystem": "https://example.com/crs",
    "example:note": "door",
}

MEASURED = SensorReport(
    type="Temperature",
    exception="ALARM_CONDITION",
    device_id="urn:epc:id:giai:9521234.7",
    device_metadata="https://example.com/device",
    raw_data="https://example.com/raw",
    data_processing_method="https://example.com/method",
    biz_rules="https://example.com/rules",
    time=NOON,
    microorganism="https://example.com/listeria",
    chemical_substance="https://example.com/chlorine",
    value=Decimal("4.10"),
    component="x",
    string_value="cold",
    boolean_value=False,
    hex_binary_value="0fA0",
    uri_value="https://example.com/value",
    min_value=Decimal(-1),
    max_value=Decimal(80),
    mean_value=Decimal("0.1"),
    s_dev=Decimal("0.2"),
    perc_rank=Decimal(50),
    perc_value=Decimal("12.7"),
    uom="CEL",
    coordinate_reference_system="https://example.com/crs",
    extensions={"{https://ns.example.com/epcis/}note": "door"},
)


def test_every_field_of_a_sensor_report_is_read_exactly() -> None:
    body = document(changed(SHIPPING, sensorElementList=[{"sensorReport": [REPORT]}]))

    (event,) = read_json(body.replace(b"4.1,", b"4.10,")).document.events

    assert event.sensor_elements[0].reports == (MEASURED,)


def test_sensor_data_may_say_once_what_holds_for_all_its_reports() -> None:
    element = {
        "type": "epcis:SensorElement",
        "sensorMetadata": {
            "time": "2026-09-14T05:00:00Z",
            "startTime": "2026-09-14T05:00:00Z",
            "endTime": "2026-09-14T05:00:00Z",
            "deviceID": "urn:epc:id:giai:9521234.7",
            "bizRules": "https://example.com/rules",
        },
        "sensorReport": [{"type": "Temperature", "value": 4}],
        "example:door": "open",
    }

    (event,) = read(changed(SHIPPING, sensorElementList=[element])).document.events

    assert event.sensor_elements == (
        SensorElement(
            metadata=SensorMetadata(
                time=NOON,
                start_time=NOON,
                end_time=NOON,
                device_id="urn:epc:id:giai:9521234.7",
                biz_rules="https://example.com/rules",
            ),
            reports=(SensorReport(type="Temperature", value=Decimal(4)),),
            extensions={"{https://ns.example.com/epcis/}door": "open"},
        ),
    )


def test_extensions_are_kept_word_for_word_under_their_namespace() -> None:
    value = {"example:a": [1, "x", None, True, 0.5], "bare": {"other:b": 9}}
    event = changed(SHIPPING, **{"example:field": value, "https://example.com/own#f": "y"})

    (found,) = read(event).document.events

    assert found.extensions == {
        "{https://ns.example.com/epcis/}field": {
            "{https://ns.example.com/epcis/}a": [1, "x", None, True, Decimal("0.5")],
            "bare": {"{other:}b": 9},
        },
        "{https://example.com/own#}f": "y",
    }
    assert found.prefixes == {"https://ns.example.com/epcis/": "example"}


def test_instance_master_data_of_the_standard_needs_no_declared_prefix() -> None:
    event = changed(SHIPPING, action="ADD", ilmd={"cbvmda:lotNumber": "L1"})

    (found,) = read(event).document.events

    assert isinstance(found, ObjectEvent)
    assert found.ilmd == {"{urn:epcglobal:cbv:mda}lotNumber": "L1"}


def test_an_event_may_declare_prefixes_of_its_own() -> None:
    inner = changed(
        SHIPPING,
        **{
            "@context": [{"example": "https://other.example/"}, {"y": "https://y.example/"}]
        },
        **{"example:a": 1, "y:b": 2},
    )

    first, second = read_json(document(inner, SHIPPING)).document.events

    assert first.extensions == {"{https://other.example/}a": 1, "{https://y.example/}b": 2}
    assert second.prefixes == {"https://ns.example.com/epcis/": "example"}


def test_compact_uris_are_written_in_full() -> None:
    event = changed(SHIPPING, epcList=["example:crate-7"], bizStep="example:ripening")

    (found,) = read(event).document.events

    assert isinstance(found, ObjectEvent)
    assert found.epcs == ("https://ns.example.com/epcis/crate-7",)
    assert found.biz_step == "https://ns.example.com/epcis/ripening"


def test_a_prefix_may_be_declared_by_a_term_definition() -> None:
    context = [
        CONTEXT,
        {"x": {"@id": "https://x.example/", "@type": "@id"}, "@version": 1.1},
    ]
    event = changed(SHIPPING, **{"x:a": 1})

    (found,) = read_json(document(event, **{"@context": context})).document.events

    assert found.extensions == {"{https://x.example/}a": 1}


def test_a_sensor_reading_of_a_place_needs_no_objects() -> None:
    sensor = [{"sensorReport": [{"type": "Temperature", "value": 4, "uom": "CEL"}]}]
    event = changed(
        SHIPPING, epcList=..., readPoint={"id": PLANT}, sensorElementList=sensor
    )

    (found,) = read(event).document.events

    assert found.read_point == Location(PLANT)


def test_a_term_of_the_standard_under_a_prefix_of_the_sender_is_the_standards() -> None:
    context = [CONTEXT, {"c": "https://ref.gs1.org/cbv/"}]
    body = document(changed(SHIPPING, bizStep="c:BizStep-packing"), **{"@context": context})

    (found,) = read_json(body).document.events

    assert found.biz_step == "packing"
