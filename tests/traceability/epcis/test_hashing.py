"""The name an event gives itself: one event, one name, however it was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.traceability.epcis.any_events import any_event
from tests.traceability.epcis.samples import (
    BAG,
    EXAMPLE,
    INVOICING,
    LOT,
    NOON,
    PACKING,
    PALLET,
    PLANT,
    SHIPPING,
    SHOP,
    WASHING,
    changed,
    document,
    read,
    xml_document,
    xml_event,
)
from truyxuat.traceability.epcis.canonical_values import number_text, time_text, value_text
from truyxuat.traceability.epcis.events import Event
from truyxuat.traceability.epcis.hashing import event_hash, prehash
from truyxuat.traceability.epcis.reading import read_json, read_xml
from truyxuat.traceability.epcis.writing import document_json, encode

START = "eventTime=2026-09-14T05:00:00.000ZeventTimeZoneOffset=+07:00"


def line(event: dict[str, object]) -> str:
    """The line that is hashed for one event, without its times."""
    (found,) = read(event).document.events
    return prehash(found).replace(START, "")


def test_the_hash_is_a_name_of_rfc_6920() -> None:
    (event,) = read(SHIPPING).document.events

    assert event_hash(event) == (
        "ni:///sha-256;341f5ad2e757e1ed85acca435412926aacdc964a5799465eff3479418d5387e8"
        "?ver=CBV2.0"
    )


def test_the_line_names_what_happened_to_which_objects_where() -> None:
    event = changed(
        SHIPPING,
        certificationInfo=["https://example.com/2", "https://example.com/1"],
        epcList=[
            "urn:epc:id:sgtin:9521234.000101.S2",
            "https://shop.example/01/09521234001010/21/S1?x=1",
        ],
        quantityList=[{"epcClass": LOT, "quantity": 1.50, "uom": "KGM"}, {"epcClass": LOT}],
        disposition="in_transit",
        persistentDisposition={"set": ["recalled", "expired"], "unset": ["active"]},
        readPoint={"id": "urn:epc:id:sgln:9521234.50001.0", "example:gate": 2},
        bizLocation={"id": SHOP},
    )

    assert line(event) == (
        "eventType=ObjectEvent"
        "certificationInfo=https://example.com/1certificationInfo=https://example.com/2"
        "epcListepc=https://id.gs1.org/01/09521234001010/21/S1"
        "epc=https://id.gs1.org/01/09521234001010/21/S2"
        f"quantityListquantityElementepcClass={LOT}quantityElementepcClass={LOT}"
        "quantity=1.5uom=KGM"
        "action=OBSERVEbizStep=https://ref.gs1.org/cbv/BizStep-shipping"
        "disposition=https://ref.gs1.org/cbv/Disp-in_transit"
        "persistentDispositionset=https://ref.gs1.org/cbv/Disp-expired"
        "set=https://ref.gs1.org/cbv/Disp-recalledunset=https://ref.gs1.org/cbv/Disp-active"
        f"readPointid={PLANT}{{https://ns.example.com/epcis/}}gate=2bizLocationid={SHOP}"
    )


def test_parties_transactions_and_master_data_follow_by_name() -> None:
    event = changed(
        SHIPPING,
        action="ADD",
        bizStep=...,
        sourceList=[{"type": "location", "source": PLANT}],
        destinationList=[{"type": "example:silo", "destination": SHOP}],
        bizTransactionList=[
            {"type": "po", "bizTransaction": "urn:uuid:2"},
            {"bizTransaction": "urn:uuid:1"},
        ],
        ilmd={"cbvmda:lotNumber": " L1 ", "cbvmda:note": None},
        **{"example:a": "x"},
    )

    assert line(event) == (
        f"eventType=ObjectEventepcListepc={BAG}action=ADD"
        "bizTransactionListbizTransaction=urn:uuid:1"
        "type=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:uuid:2"
        f"destinationListtype=https://ns.example.com/epcis/silodestination={SHOP}"
        "ilmd{urn:epcglobal:cbv:mda}lotNumber=L1{urn:epcglobal:cbv:mda}note"
        f"sourceListtype=https://ref.gs1.org/cbv/SDT-locationsource={PLANT}"
        "{https://ns.example.com/epcis/}a=x"
    )


def test_parent_and_children_stand_in_the_published_order() -> None:
    assert line(changed(INVOICING, parentID=PALLET)) == (
        f"eventType=TransactionEventepcListepc={BAG}parentID={PALLET}action=ADD"
        "bizTransactionListtype=https://ref.gs1.org/cbv/BTT-invbizTransaction=urn:uuid:1"
    )
    assert line(PACKING) == (
        f"eventType=AggregationEventparentID={PALLET}childEPCsepc={BAG}action=ADD"
    )


def test_inputs_stand_before_outputs() -> None:
    event = changed(
        WASHING, inputEPCList=[BAG], outputEPCList=[PALLET], transformationID="urn:uuid:5"
    )

    assert line(event) == (
        f"eventType=TransformationEventinputEPCListepc={BAG}"
        f"inputQuantityListquantityElementepcClass={LOT}quantity=420uom=KGM"
        f"outputEPCListepc={PALLET}"
        f"outputQuantityListquantityElementepcClass={LOT}aquantity=415.5uom=KGM"
        "transformationID=urn:uuid:5"
    )


def test_sensor_data_is_named_report_by_report() -> None:
    elements = [
        {
            "sensorMetadata": {"deviceID": "urn:epc:id:giai:9521234.7", "example:row": 7},
            "sensorReport": [
                {"type": "Temperature", "value": 4.0, "uom": "CEL", "example:n": 1},
                {
                    "type": "Speed",
                    "component": "x",
                    "time": "2026-09-14T12:00:00+07:00",
                    "booleanValue": False,
                    "bizRules": "https://example.com/rules",
                },
            ],
            "example:door": "open",
        },
        {"sensorMetadata": {}, "sensorReport": [{"type": "Angle", "stringValue": "1.0"}]},
    ]
    event = changed(SHIPPING, bizStep=..., sensorElementList=elements)

    assert line(event) == (
        f"eventType=ObjectEventepcListepc={BAG}action=OBSERVEsensorElementList"
        "sensorElementsensorMetadatadeviceID=https://id.gs1.org/8004/95212347"
        "{https://ns.example.com/epcis/}row=7"
        "sensorReporttype=https://gs1.org/voc/Speedtime=2026-09-14T05:00:00.000Z"
        "component=https://ref.gs1.org/cbv/Comp-xbooleanValue=false"
        "sensorReporttype=https://gs1.org/voc/Temperaturevalue=4uom=CEL"
        "{https://ns.example.com/epcis/}n=1{https://ns.example.com/epcis/}door=open"
        "sensorElementsensorReporttype=https://gs1.org/voc/AnglestringValue=1"
        "sensorElementListsensorElementsensorReportbizRules=https://example.com/rules"
    )


def test_nested_extensions_are_sorted_at_every_level() -> None:
    value = {"example:b": ["2.50", 1, [3]], "example:a": {"example:c": True}}

    assert line(changed(SHIPPING, bizStep=..., **{"example:x": value})).endswith(
        "{https://ns.example.com/epcis/}x"
        "{https://ns.example.com/epcis/}a{https://ns.example.com/epcis/}c=true"
        "{https://ns.example.com/epcis/}b=1{https://ns.example.com/epcis/}b=2.5"
        "{https://ns.example.com/epcis/}b=3"
    )


def test_what_the_record_says_about_the_event_takes_no_part() -> None:
    plain = read(SHIPPING).document.events[0]
    told = changed(
        SHIPPING,
        eventID="urn:uuid:8",
        recordTime="2026-09-14T12:00:00+07:00",
        errorDeclaration={"declarationTime": "2026-09-14T12:00:00+07:00"},
        **{"rdfs:comment": "checked twice"},
    )

    assert event_hash(read(told).document.events[0]) == event_hash(plain)


def test_both_syntaxes_give_one_event_one_name() -> None:
    json_event = changed(
        SHIPPING,
        **{"example:a": {"example:n": 7.0, "#text": "x"}},
        sensorElementList=[
            {"sensorReport": [{"type": "Temperature", "booleanValue": True}]}
        ],
    )
    xml = xml_event(
        f"<epcList><epc>{BAG}</epc></epcList><action>OBSERVE</action>"
        "<bizStep>cbv:BizStep-shipping</bizStep><sensorElementList><sensorElement>"
        '<sensorReport type="gs1:Temperature" booleanValue="true"/></sensorElement>'
        "</sensorElementList><example:a>x<example:n>7.00</example:n></example:a>"
    )

    from_json = read(json_event).document.events[0]
    from_xml = read_xml(xml_document(xml, namespaces=EXAMPLE)).document.events[0]

    assert prehash(from_json) == prehash(from_xml)


@settings(max_examples=40, deadline=None)
@given(any_event)
def test_writing_an_event_does_not_change_its_name(event: Event) -> None:
    plain = replace(event, record_time=None)

    (again,) = read_json(encode(document_json([plain], NOON))).document.events

    assert event_hash(again) == event_hash(plain)


@pytest.mark.parametrize(
    ("microsecond", "text"),
    [
        (499, "2026-09-14T05:00:00.000Z"),
        (500, "2026-09-14T05:00:00.001Z"),
        (2500, "2026-09-14T05:00:00.003Z"),
        (999_500, "2026-09-14T05:00:01.000Z"),
    ],
)
def test_times_are_rounded_half_up_to_the_millisecond(microsecond: int, text: str) -> None:
    assert time_text(NOON + timedelta(microseconds=microsecond)) == text


def test_the_last_instant_there_is_is_not_rounded_away() -> None:
    assert time_text(datetime.max.replace(tzinfo=UTC)) == "9999-12-31T23:59:59.999Z"


@pytest.mark.parametrize(
    ("number", "text"),
    [("1.00", "1"), ("0.3400", "0.34"), ("-0.0", "0"), ("1E+3", "1000"), ("100", "100")],
)
def test_numbers_have_no_trailing_zeros(number: str, text: str) -> None:
    assert number_text(Decimal(number)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("007", "007"),
        ("7.10", "7.1"),
        ("-7", "-7"),
        ("1e3", "1e3"),
        ("x:y", "https://x.example/y"),
        ("cbv:BizStep-shipping", "https://ref.gs1.org/cbv/BizStep-shipping"),
        ("urn:epcglobal:cbv:disp:active", "https://ref.gs1.org/cbv/Disp-active"),
        ("urn:epcglobal:cbv:bt:9521234500018:A1", "urn:epcglobal:cbv:bt:9521234500018:A1"),
        ("urn:epc:class:lgtin:9521234.000101.L1", LOT),
        ("urn:epc:id:sscc:9521234.1", "urn:epc:id:sscc:9521234.1"),
        (
            "https://x.example/p/8003/09521234000128451?a=1",
            "https://id.gs1.org/8003/09521234000128451",
        ),
        ("12:30", "12:30"),
        ("a:", "a:"),
    ],
)
def test_a_text_is_written_in_its_one_canonical_spelling(value: str, text: str) -> None:
    assert value_text(value, {"https://x.example/": "x"}) == text


def test_a_document_says_nothing_about_the_name_of_its_events() -> None:
    alone = read(SHIPPING).document.events[0]
    crowd = read_json(document(PACKING, SHIPPING, creationDate="2027-01-01T00:00:00Z"))

    assert event_hash(crowd.document.events[1]) == event_hash(alone)
