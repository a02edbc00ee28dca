"""What each type of event proves about the things it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from truyxuat.traceability.epcis.events import (
    Action,
    AggregationEvent,
    AssociationEvent,
    ErrorDeclaration,
    Event,
    EventType,
    Json,
    Location,
    ObjectEvent,
    PersistentDisposition,
    QuantityElement,
    SensorElement,
    SensorMetadata,
    SensorReport,
    TransactionEvent,
    TransformationEvent,
    TypedId,
)
from truyxuat.traceability.linking import declaration_of, linked_event, links_of
from truyxuat.traceability.links import Declaration, Link, Role

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
GTIN, OTHER = "https://id.gs1.org/01/09521234001010", "https://id.gs1.org/01/09521234001027"
ONE, TWO = f"{GTIN}/21/1", f"{GTIN}/21/2"
LOT = f"{GTIN}/10/L1"
PALLET = "https://id.gs1.org/00/395212340000000014"
SITE = "https://id.gs1.org/414/9521234000150"
LOT_NUMBER = "{urn:epcglobal:cbv:mda}lotNumber"


def seen(*epcs: str, **more: object) -> ObjectEvent:
    return replace(
        ObjectEvent(
            event_time=NOON,
            event_time_zone_offset="+07:00",
            action=Action.OBSERVE,
            epcs=epcs,
        ),
        **more,  # type: ignore[arg-type]  # named fields of the event
    )


def made(
    *epcs: str, lot: Json = None, attribute: str = LOT_NUMBER, **more: object
) -> ObjectEvent:
    ilmd = {} if lot is None else {attribute: lot}
    return seen(*epcs, action=Action.ADD, ilmd=ilmd, **more)


def linked(event: Event, role: Role) -> list[Link]:
    return [link for link in links_of(event) if link.role is role]


def test_every_spelling_of_a_thing_is_one_link() -> None:
    event = seen(
        "urn:epc:id:sgtin:9521234.000101.1",
        "http://brand.example/01/09521234001010/21/1",
        "(01)09521234001010(21)1",
        "urn:x:own-number",
        "https://example.org/things/1",
    )

    assert links_of(event) == (
        Link(ONE, Role.EPC),
        Link("urn:x:own-number", Role.EPC),
        Link("https://example.org/things/1", Role.EPC),
        Link(GTIN, Role.CLASS),
    )


def test_two_lines_of_one_lot_are_two_amounts_of_it() -> None:
    ten = QuantityElement(LOT, Decimal(10), "KGM")

    event = seen(quantities=(ten, ten, QuantityElement(GTIN)))

    assert linked(event, Role.EPC) == [
        Link(GTIN, Role.EPC),
        Link(LOT, Role.EPC, Decimal(10), "KGM"),
        Link(LOT, Role.EPC, Decimal(10), "KGM"),
    ]


def test_an_item_belongs_to_the_lot_in_its_own_identifier_wherever_it_is_named() -> None:
    event = seen("https://brand.example/01/09521234001010/10/L1/21/1")

    assert linked(event, Role.EPC) == [Link(ONE, Role.EPC, lot=LOT)]
    assert linked(event, Role.LOT) == [Link(LOT, Role.LOT)]


def test_an_item_belongs_to_the_lot_that_the_event_making_it_names() -> None:
    assert linked(made(ONE, lot="L1"), Role.EPC) == [Link(ONE, Role.EPC, lot=LOT)]
    assert linked(made(ONE, lot=["L1"]), Role.LOT) == [Link(LOT, Role.LOT)]
    assert linked(made(ONE, lot=["L1", "L2"]), Role.LOT) == []
    assert linked(seen(ONE, ilmd={LOT_NUMBER: "L1"}), Role.LOT) == []
    assert linked(made(ONE, lot="L1", attribute="{urn:x}lotNumber"), Role.LOT) == []


def test_a_lot_in_the_identifier_and_another_in_the_event_both_count() -> None:
    event = made("https://id.gs1.org/01/09521234001010/10/L1/21/1", lot="L2")

    assert [link.lot for link in linked(event, Role.EPC)] == [LOT, f"{GTIN}/10/L2"]


def test_a_pallet_belongs_to_no_lot_whatever_the_event_says() -> None:
    assert linked(made(PALLET, lot="L1"), Role.EPC) == [Link(PALLET, Role.EPC)]


def test_a_lot_number_that_cannot_be_one_names_no_lot() -> None:
    assert linked(made(ONE, lot="số lô hai mươi mốt"), Role.EPC) == [Link(ONE, Role.EPC)]


def test_an_amount_of_a_class_made_with_a_lot_number_is_that_lot() -> None:
    amount = QuantityElement(GTIN, Decimal(5))
    step = TransformationEvent(
        event_time=NOON,
        event_time_zone_offset="+07:00",
        output_quantities=(amount,),
        ilmd={LOT_NUMBER: "L1"},
    )

    assert linked(made(quantities=(amount,), lot="L1"), Role.EPC) == [
        Link(LOT, Role.EPC, Decimal(5))
    ]
    assert linked(step, Role.OUTPUT) == [Link(LOT, Role.OUTPUT, Decimal(5))]


def test_a_lot_number_for_several_classes_is_not_understood() -> None:
    amounts = QuantityElement(GTIN, Decimal(5)), QuantityElement(OTHER, Decimal(5))
    event = made(quantities=amounts, lot="L1")

    found = linked_event(event, position=1, recorded=NOON)

    assert found.lot_unknown
    assert [link.key for link in found.links if link.role is Role.EPC] == [GTIN, OTHER]
    assert not linked_event(made(ONE, lot="L1"), position=1, recorded=NOON).lot_unknown
    assert not linked_event(seen(ONE), position=1, recorded=NOON).lot_unknown


def test_containers_and_assemblies_name_a_parent_and_children() -> None:
    times = {"event_time": NOON, "event_time_zone_offset": "+07:00", "action": Action.ADD}
    for kind in (AggregationEvent, AssociationEvent):
        event = kind(
            **times,  # type: ignore[arg-type]  # the fields that all events have
            parent_id=PALLET,
            child_epcs=(ONE,),
            child_quantities=(QuantityElement(LOT, Decimal(3)),),
        )
        nobody = kind(**times, child_epcs=(ONE,))  # type: ignore[arg-type]  # as above

        assert linked(event, Role.PARENT) == [Link(PALLET, Role.PARENT)]
        assert linked(event, Role.CHILD) == [
            Link(ONE, Role.CHILD),
            Link(LOT, Role.CHILD, Decimal(3)),
        ]
        assert linked(nobody, Role.PARENT) == []


def test_a_transaction_names_its_things_and_their_container() -> None:
    event = TransactionEvent(
        event_time=NOON,
        event_time_zone_offset="+07:00",
        action=Action.ADD,
        parent_id=PALLET,
        epcs=(ONE,),
    )

    assert linked(event, Role.PARENT) == [Link(PALLET, Role.PARENT)]
    assert linked(event, Role.EPC) == [Link(ONE, Role.EPC)]
    assert linked(replace(event, parent_id=None), Role.PARENT) == []


def test_a_step_names_inputs_outputs_and_its_transformation() -> None:
    event = TransformationEvent(
        event_time=NOON,
        event_time_zone_offset="+07:00",
        input_epcs=(ONE,),
        output_epcs=(TWO,),
        transformation_id="urn:epc:id:gdti:9521234.00001.1",
    )

    found = linked_event(event, position=1, recorded=NOON)

    step = "https://id.gs1.org/253/95212340000131"
    assert found.links == (
        Link(ONE, Role.INPUT),
        Link(TWO, Role.OUTPUT),
        Link(step, Role.STEP),
        Link(GTIN, Role.CLASS),
    )
    assert (found.transformation, found.action, found.type) == (
        step,
        None,
        EventType.TRANSFORMATION,
    )
    assert linked_event(replace(event, transformation_id=None), position=1, recorded=NOON)


def test_places_are_found_by_their_gln_and_sensors_by_their_own_number() -> None:
    event = seen(
        ONE,
        biz_location=Location(f"{SITE}/254/cold1"),
        read_point=Location("urn:epc:id:sgln:9521234.00015.0"),
        sensor_elements=(
            SensorElement(
                metadata=SensorMetadata(device_id="urn:epc:id:giai:9521234.S1"),
                reports=(SensorReport(device_id="urn:x:probe"), SensorReport()),
            ),
            SensorElement(),
        ),
    )

    assert linked(event, Role.PLACE) == [
        Link(f"{SITE}/254/cold1", Role.PLACE),
        Link(SITE, Role.PLACE),
    ]
    assert linked(event, Role.READ_POINT) == [Link(SITE, Role.READ_POINT)]
    assert {link.key for link in linked(event, Role.SENSOR)} == {
        "urn:x:probe",
        "https://id.gs1.org/8004/9521234S1",
    }


def test_an_identifier_that_breaks_its_rules_is_kept_as_it_was_and_listed() -> None:
    broken = "urn:epc:id:sscc:0614141.12345678901234"
    packed = AggregationEvent(
        event_time=NOON,
        event_time_zone_offset="+07:00",
        action=Action.ADD,
        parent_id=broken,
        child_epcs=(ONE,),
    )
    step = TransformationEvent(
        event_time=NOON, event_time_zone_offset="+07:00", input_epcs=(broken,)
    )
    bought = TransactionEvent(
        event_time=NOON,
        event_time_zone_offset="+07:00",
        action=Action.ADD,
        epcs=(broken,),
    )

    for event in (seen(broken), packed, step, bought):
        found = linked_event(event, position=1, recorded=NOON)
        assert found.malformed == (broken,)
        assert broken in {link.key for link in found.links}
    assert linked_event(seen(ONE), position=1, recorded=NOON).malformed == ()


def test_a_linked_event_has_what_a_trace_needs_and_no_more() -> None:
    event = seen(
        ONE,
        event_id="urn:uuid:1",
        biz_step="shipping",
        disposition="in_transit",
        persistent_disposition=PersistentDisposition(set=("damaged",), unset=("recalled",)),
        biz_location=Location(SITE),
        sources=(TypedId("urn:epc:id:pgln:9521234.00015", "possessing_party"),),
        destinations=(TypedId(SITE),),
    )

    found = linked_event(event, position=7, recorded=NOON)

    assert (found.position, found.event_id, found.explicit_id) == (7, "urn:uuid:1", True)
    assert (found.step, found.disposition) == ("shipping", "in_transit")
    assert (found.disposition_set, found.disposition_unset) == (("damaged",), ("recalled",))
    assert (found.place, found.read_point) == (SITE, None)
    assert found.sources == (("possessing_party", "https://id.gs1.org/417/9521234000150"),)
    assert found.destinations == (("", SITE),)
    assert not found.declares_wrong


def test_an_event_without_an_id_is_named_by_its_hash() -> None:
    found = linked_event(seen(ONE), position=1, recorded=NOON)

    assert found.event_id == found.content
    assert found.content.startswith("ni:///sha-256;")
    assert not found.explicit_id


@pytest.mark.parametrize("event_id", ["urn:uuid:1", None])
def test_an_error_declaration_has_the_content_of_the_event_it_declares_wrong(
    event_id: str | None,
) -> None:
    event = seen(ONE, event_id=event_id)
    wrong = replace(event, error_declaration=ErrorDeclaration(declaration_time=NOON))

    right, declared = (
        linked_event(each, position=1, recorded=NOON) for each in (event, wrong)
    )

    assert right.content == declared.content
    assert (right.declares_wrong, declared.declares_wrong) == (False, True)
    assert declared.declared == NOON
    assert declaration_of(event, NOON) is None
    assert declaration_of(wrong, NOON) == Declaration(
        event_id=right.event_id, content=right.content, declared=NOON, recorded=NOON
    )
