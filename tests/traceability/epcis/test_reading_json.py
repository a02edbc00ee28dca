"""Events as JSON-LD: what the record keeps of every field, prefix and spelling."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.traceability.epcis.samples import (
    BAG,
    CONTEXT,
    EVERY_TYPE,
    FITTING,
    INVOICING,
    LOT,
    NOON,
    PACKING,
    PALLET,
    PLANT,
    SHIPPING,
    SHOP,
    TIMES,
    WASHING,
    changed,
    document,
    read,
)
from truyxuat.traceability.epcis.events import (
    Action,
    AggregationEvent,
    AssociationEvent,
    ErrorDeclaration,
    EventType,
    Location,
    ObjectEvent,
    PersistentDisposition,
    QuantityElement,
    TransactionEvent,
    TransformationEvent,
    TypedId,
    VocabularyElement,
)
from truyxuat.traceability.epcis.reading import read_event_json, read_json, read_stored
from truyxuat.traceability.errors import InvalidDocument


def test_each_event_type_is_read_into_its_own_value() -> None:
    events = read_json(document(*EVERY_TYPE)).document.events

    assert events == (
        ObjectEvent(
            event_time=NOON,
            event_time_zone_offset="+07:00",
            epcs=(BAG,),
            action=Action.OBSERVE,
            biz_step="shipping",
        ),
        AggregationEvent(
            event_time=NOON,
            event_time_zone_offset="+07:00",
            parent_id=PALLET,
            child_epcs=(BAG,),
            action=Action.ADD,
        ),
        TransactionEvent(
            event_time=NOON,
            event_time_zone_offset="+07:00",
            biz_transactions=(TypedId("urn:uuid:1", "inv"),),
            epcs=(BAG,),
            action=Action.ADD,
        ),
        TransformationEvent(
            event_time=NOON,
            event_time_zone_offset="+07:00",
            input_quantities=(QuantityElement(LOT, Decimal(420), "KGM"),),
            output_quantities=(QuantityElement(LOT + "a", Decimal("415.5"), "KGM"),),
        ),
        AssociationEvent(
            event_time=NOON,
            event_time_zone_offset="+07:00",
            parent_id="urn:epc:id:grai:9521234.00012.451",
            child_epcs=("urn:epc:id:giai:9521234.7",),
            action=Action.ADD,
        ),
    )


@pytest.mark.parametrize(
    "spelling",
    ["ObjectEvent", "epcis:ObjectEvent", "https://ref.gs1.org/epcis/ObjectEvent"],
)
def test_the_type_of_an_event_may_be_written_bare_or_as_a_term(spelling: str) -> None:
    (event,) = read(changed(SHIPPING, type=spelling)).document.events

    assert event.type is EventType.OBJECT


def test_everything_around_the_objects_is_kept() -> None:
    event = changed(
        SHIPPING,
        eventID="urn:uuid:8",
        recordTime="2026-09-14T12:05:00+07:00",
        disposition="in_transit",
        persistentDisposition={"set": ["completeness_verified"], "unset": ["recalled"]},
        readPoint={"id": PLANT},
        bizLocation={"id": SHOP, "example:shelf": 3},
        sourceList=[{"type": "possessing_party", "source": PLANT}],
        destinationList=[{"type": "location", "destination": SHOP}],
        bizTransactionList=[{"bizTransaction": "urn:uuid:1"}],
        certificationInfo=["https://example.com/cert/1", "https://example.com/cert/2"],
        quantityList=[{"epcClass": LOT}],
    )

    (found,) = read(event).document.events

    assert found == ObjectEvent(
        event_time=NOON,
        event_time_zone_offset="+07:00",
        event_id="urn:uuid:8",
        epcs=(BAG,),
        quantities=(QuantityElement(LOT),),
        action=Action.OBSERVE,
        biz_step="shipping",
        disposition="in_transit",
        persistent_disposition=PersistentDisposition(
            ("completeness_verified",), ("recalled",)
        ),
        read_point=Location(PLANT),
        biz_location=Location(SHOP, {"{https://ns.example.com/epcis/}shelf": 3}),
        sources=(TypedId(PLANT, "possessing_party"),),
        destinations=(TypedId(SHOP, "location"),),
        biz_transactions=(TypedId("urn:uuid:1"),),
        certification_info=("https://example.com/cert/1", "https://example.com/cert/2"),
    )


def test_an_error_declaration_is_read_with_its_reason_and_what_corrects_it() -> None:
    declared = {
        "declarationTime": "2026-09-15T08:00:00Z",
        "reason": "https://ref.gs1.org/cbv/ER-incorrect_data",
        "correctiveEventIDs": ["urn:uuid:9"],
        "example:by": "QA",
    }

    (event,) = read(changed(SHIPPING, errorDeclaration=declared)).document.events

    assert event.error_declaration == ErrorDeclaration(
        declaration_time=datetime(2026, 9, 15, 8, tzinfo=UTC),
        reason="incorrect_data",
        corrective_event_ids=("urn:uuid:9",),
        extensions={"{https://ns.example.com/epcis/}by": "QA"},
    )


def test_a_number_that_binary_would_round_stays_what_the_scale_said() -> None:
    body = document(WASHING).replace(b"415.5", b"415.123456789012345678901")

    (event,) = read_json(body).document.events

    assert isinstance(event, TransformationEvent)
    assert event.output_quantities[0].quantity == Decimal("415.123456789012345678901")


def test_one_bare_event_is_a_document_of_its_own() -> None:
    body = json.dumps({"@context": CONTEXT, **SHIPPING}).encode()

    reading = read_event_json(body)

    assert reading.document.events == read(SHIPPING).document.events
    assert reading.warnings == ()


def test_a_document_where_one_event_is_asked_for_is_refused() -> None:
    with pytest.raises(InvalidDocument) as caught:
        read_event_json(document(SHIPPING))

    assert str(caught.value) == "/type: Not a single event."


VOCABULARY = {
    "type": "urn:epcglobal:epcis:vtype:EPCClass",
    "vocabularyElementList": [
        {
            "id": LOT,
            "attributes": [
                {"id": "urn:epcglobal:cbv:mda#descriptionShort", "attribute": "Ngọn su su"},
                {"id": "urn:epcglobal:cbv:owning_party", "attribute": "urn:uuid:1"},
                {"id": "urn:epcglobal:cbv:owning_party", "attribute": "urn:uuid:2"},
                {"id": "urn:epcglobal:cbv:owning_party", "attribute": "urn:uuid:3"},
            ],
            "children": ["urn:uuid:4"],
        }
    ],
}


def test_the_header_tells_what_the_objects_are() -> None:
    header = {"epcisMasterData": {"vocabularyList": [VOCABULARY]}}

    found = read_json(document(epcisHeader=header)).document

    assert found.master_data == (
        VocabularyElement(
            type="urn:epcglobal:epcis:vtype:EPCClass",
            id=LOT,
            attributes={
                "urn:epcglobal:cbv:mda#descriptionShort": "Ngọn su su",
                "urn:epcglobal:cbv:owning_party": [
                    "urn:uuid:1",
                    "urn:uuid:2",
                    "urn:uuid:3",
                ],
            },
            children=("urn:uuid:4",),
        ),
    )


def test_a_document_tells_who_sent_it_to_whom_and_when() -> None:
    found = read_json(
        document(
            sender="urn:epc:id:pgln:9521234.50001",
            receiver="urn:epc:id:pgln:9521234.50002",
            instanceIdentifier="77",
            epcisHeader={"example:batch": 7},
            id="_:document1",
            **{"example:top": True},
        )
    ).document

    assert found.events == ()
    assert found.creation_date == NOON
    assert found.sender == "urn:epc:id:pgln:9521234.50001"
    assert found.receiver == "urn:epc:id:pgln:9521234.50002"
    assert found.instance_identifier == "77"
    assert found.extensions == {
        "{https://ns.example.com/epcis/}batch": 7,
        "{https://ns.example.com/epcis/}top": True,
    }


def test_unpacking_may_name_no_child_and_means_all() -> None:
    (found,) = read(changed(PACKING, action="DELETE", childEPCs=...)).document.events

    assert isinstance(found, AggregationEvent)
    assert found.child_epcs == ()


def test_a_transaction_may_end_for_a_parent_alone() -> None:
    (found,) = read(changed(INVOICING, epcList=[], parentID=PALLET)).document.events

    assert isinstance(found, TransactionEvent)
    assert found.parent_id == PALLET


def test_half_a_transformation_is_joined_to_the_rest_by_its_id() -> None:
    half = changed(WASHING, outputQuantityList=..., transformationID="urn:uuid:5")

    (found,) = read(half).document.events

    assert isinstance(found, TransformationEvent)
    assert found.transformation_id == "urn:uuid:5"


def test_only_the_record_itself_says_when_it_recorded() -> None:
    body = {"@context": CONTEXT, **changed(FITTING, recordTime="2026-09-14T05:00:00Z")}
    raw = json.dumps(body).encode()

    from_outside = read_event_json(raw).document.events[0]
    from_record = read_stored(raw)

    assert from_outside.record_time is None
    assert from_record.record_time == NOON


def test_a_byte_order_mark_does_no_harm() -> None:
    assert len(read_json(b"\xef\xbb\xbf" + document(SHIPPING)).document.events) == 1


def test_the_event_id_may_be_written_as_the_json_ld_id() -> None:
    (found,) = read(changed(SHIPPING, id="urn:uuid:8")).document.events

    assert found.event_id == "urn:uuid:8"


def test_times_of_any_precision_become_one_instant_in_utc() -> None:
    event = changed(SHIPPING, eventTime="2026-09-14T12:00:00.1234567+07:00")

    (found,) = read(event).document.events

    assert found.event_time == datetime(2026, 9, 14, 5, 0, 0, 123456, tzinfo=UTC)
    assert TIMES["eventTimeZoneOffset"] == found.event_time_zone_offset
