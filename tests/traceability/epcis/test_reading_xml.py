"""Events as XML: the same value as their JSON-LD, and mistakes told as XPath."""

from __future__ import annotations

from decimal import Decimal

from tests.traceability.epcis.samples import (
    BAG,
    EVERY_TYPE,
    EXAMPLE,
    LOT,
    NOON,
    OBSERVED,
    PALLET,
    PLANT,
    SHOP,
    XSI,
    changed,
    document,
    observed,
    read,
    told,
    xml_document,
    xml_event,
)
from truyxuat.traceability.epcis.events import (
    AggregationEvent,
    ObjectEvent,
    SensorElement,
    SensorMetadata,
    SensorReport,
    VocabularyElement,
)
from truyxuat.traceability.epcis.reading import read_json, read_xml


def test_every_event_type_is_the_same_value_in_both_syntaxes() -> None:
    transactions = (
        '<bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:inv">urn:uuid:1'
        "</bizTransaction></bizTransactionList>"
    )
    epcs = f"<epcList><epc>\n  {BAG}\n</epc></epcList>"
    amount = "<quantity>{}</quantity><uom>KGM</uom></quantityElement>"
    washed = (
        f"<inputQuantityList><quantityElement><epcClass>{LOT}</epcClass>"
        + amount.format("420.0")
        + f"</inputQuantityList><outputQuantityList><quantityElement><epcClass>{LOT}a"
        + "</epcClass>"
        + amount.format("415.50")
        + "</outputQuantityList>"
    )
    events = [
        xml_event(
            epcs + "<action>OBSERVE</action>"
            "<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>"
        ),
        xml_event(
            f"<parentID>{PALLET}</parentID><childEPCs><epc>{BAG}</epc></childEPCs>"
            "<action>ADD</action>",
            kind="AggregationEvent",
        ),
        xml_event(transactions + epcs + "<action>ADD</action>", kind="TransactionEvent"),
        xml_event(washed, kind="TransformationEvent"),
        xml_event(
            "<parentID>urn:epc:id:grai:9521234.00012.451</parentID><childEPCs>"
            "<epc>urn:epc:id:giai:9521234.7</epc></childEPCs><action>ADD</action>",
            kind="AssociationEvent",
        ),
    ]

    found = read_xml(xml_document("".join(events))).document

    assert found.events == read_json(document(*EVERY_TYPE)).document.events
    assert found.creation_date == NOON


def test_places_parties_and_dispositions_are_the_same_in_both_syntaxes() -> None:
    more = (
        "<readPoint><id>https://id.gs1.org/414/9521234500018</id></readPoint>"
        f"<bizLocation><id>{SHOP}</id><example:shelf>3</example:shelf></bizLocation>"
        f'<sourceList><source type="cbv:SDT-location">{PLANT}</source></sourceList>'
        f'<destinationList><destination type="example:silo">{SHOP}</destination>'
        "</destinationList><persistentDisposition>"
        "<unset>urn:epcglobal:cbv:disp:recalled</unset>"
        "<set>urn:epcglobal:cbv:disp:available</set><set>example:tasty</set>"
        "</persistentDisposition>"
    )
    event = changed(
        EVERY_TYPE[0],
        bizStep=...,
        readPoint={"id": PLANT},
        bizLocation={"id": SHOP, "example:shelf": "3"},
        sourceList=[{"type": "location", "source": PLANT}],
        destinationList=[{"type": "example:silo", "destination": SHOP}],
        persistentDisposition={
            "set": ["available", "example:tasty"],
            "unset": ["recalled"],
        },
    )

    assert read_xml(observed(more)).document.events == read(event).document.events


def test_an_error_declaration_is_the_same_in_both_syntaxes() -> None:
    declared = (
        "<eventID>urn:uuid:8</eventID><errorDeclaration>"
        "<declarationTime>2026-09-15T08:00:00Z</declarationTime>"
        "<reason>urn:epcglobal:cbv:er:did_not_occur</reason><correctiveEventIDs>"
        "<correctiveEventID>urn:uuid:9</correctiveEventID></correctiveEventIDs>"
        "<example:by>QA</example:by></errorDeclaration>"
    )
    event = changed(
        EVERY_TYPE[0],
        bizStep=...,
        eventID="urn:uuid:8",
        errorDeclaration={
            "declarationTime": "2026-09-15T08:00:00Z",
            "reason": "did_not_occur",
            "correctiveEventIDs": ["urn:uuid:9"],
            "example:by": "QA",
        },
    )

    assert read_xml(observed(declared)).document.events == read(event).document.events


def test_sensor_data_stands_in_attributes() -> None:
    more = (
        "<sensorElementList><sensorElement>"
        '<sensorMetadata time="2026-09-14T05:00:00Z" example:door="open"/>'
        '<sensorReport type="gs1:Temperature" value="4.10" uom="CEL" booleanValue="1"/>'
        '<sensorReport stringValue="cold" booleanValue="false"/>'
        "<example:row>7</example:row></sensorElement></sensorElementList>"
    )

    (event,) = read_xml(observed(more)).document.events

    assert event.sensor_elements == (
        SensorElement(
            metadata=SensorMetadata(
                time=NOON, extensions={"{https://ns.example.com/epcis/}door": "open"}
            ),
            reports=(
                SensorReport(
                    type="Temperature", value=Decimal("4.10"), uom="CEL", boolean_value=True
                ),
                SensorReport(string_value="cold", boolean_value=False),
            ),
            extensions={"{https://ns.example.com/epcis/}row": "7"},
        ),
    )


def test_extensions_keep_their_structure() -> None:
    more = (
        '<example:a xsi:type="xsd:integer">7</example:a>'
        '<example:a xsi:type="xsd:double">x7</example:a>'
        '<example:a xsi:type="xsd:boolean">true</example:a>'
        '<example:a xsi:nil="true"/>'
        '<example:b unit="KGM">4<example:c> x </example:c> kilos</example:b>'
        "<extension><example:d/></extension>"
    )

    (event,) = read_xml(observed(more, attributes='example:e="x"')).document.events

    name = "{{https://ns.example.com/epcis/}}{}".format
    assert event.extensions == {
        name("a"): [Decimal(7), "x7", True, None],
        name("b"): {"unit": "KGM", name("c"): "x", "#text": "4 kilos"},
        name("d"): "",
        name("e"): "x",
    }


def test_master_data_of_objects_stands_in_ilmd() -> None:
    ilmd = (
        f"<epcList><epc>{BAG}</epc></epcList><action>ADD</action>"
        '<ilmd xmlns:cbvmda="urn:epcglobal:cbv:mda"><cbvmda:lotNumber>L1</cbvmda:lotNumber></ilmd>'
    )

    (event,) = read_xml(xml_document(xml_event(ilmd))).document.events

    assert isinstance(event, ObjectEvent)
    assert event.ilmd == {"{urn:epcglobal:cbv:mda}lotNumber": "L1"}


def test_a_quantity_may_be_said_to_be_unknown() -> None:
    more = (
        f"<parentID>{PALLET}</parentID><childEPCs/><action>ADD</action><childQuantityList>"
        f'<quantityElement><epcClass>{LOT}</epcClass><quantity {XSI} xsi:nil="true"/>'
        "</quantityElement></childQuantityList>"
    )

    (event,) = read_xml(
        xml_document(xml_event(more, kind="AggregationEvent"))
    ).document.events

    assert isinstance(event, AggregationEvent)
    assert event.child_quantities[0].quantity is None


def test_elements_written_with_the_namespace_of_the_document_are_the_standards() -> None:
    inside = xml_event(OBSERVED)
    qualified = inside.replace("</", "</epcis:").replace("<", "<epcis:")
    body = xml_document(qualified.replace("<epcis:/epcis:", "</epcis:"))

    assert read_xml(body).document.events == read_xml(observed("")).document.events


def test_comments_and_instructions_say_nothing() -> None:
    body = observed("<!-- checked --><?target now?>")

    assert read_xml(body).document.events == read_xml(observed("")).document.events


def test_one_bare_event_is_a_document_of_its_own() -> None:
    bare = xml_event(OBSERVED, attributes='schemaVersion="2.0" creationDate="2026-09-14"')

    assert read_xml(bare.encode()).document.events == read_xml(observed("")).document.events


def test_the_headers_tell_who_sent_what_about_which_objects() -> None:
    sbdh = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    header = (
        f'<EPCISHeader><s:StandardBusinessDocumentHeader xmlns:s="{sbdh}">'
        "<s:Sender><s:Identifier> a </s:Identifier></s:Sender>"
        "<s:DocumentIdentification><s:InstanceIdentifier>77</s:InstanceIdentifier>"
        "</s:DocumentIdentification></s:StandardBusinessDocumentHeader>"
        '<extension><EPCISMasterData><VocabularyList><Vocabulary type="urn:x:place">'
        f'<VocabularyElementList><VocabularyElement id="{PLANT}">'
        '<attribute id="urn:x:name">Plant</attribute>'
        f'<attribute id="urn:x:address"><example:street {EXAMPLE}>1</example:street></attribute>'
        '<attribute id="urn:x:note"/><children><id>urn:x:line</id></children>'
        "</VocabularyElement></VocabularyElementList></Vocabulary></VocabularyList>"
        "</EPCISMasterData></extension></EPCISHeader>"
    )

    found = read_xml(xml_document("", header=header)).document

    assert (found.sender, found.receiver, found.instance_identifier) == ("a", None, "77")
    assert found.master_data == (
        VocabularyElement(
            type="urn:x:place",
            id=PLANT,
            attributes={
                "urn:x:name": "Plant",
                "urn:x:address": {"{https://ns.example.com/epcis/}street": "1"},
                "urn:x:note": "",
            },
            children=("urn:x:line",),
        ),
    )


MASTER_DATA = """<m:EPCISMasterDataDocument xmlns:m="urn:epcglobal:epcis-masterdata:xsd:2"
    schemaVersion="2.0" creationDate="2026-09-14T12:00:00+07:00"><EPCISBody>{}</EPCISBody>
</m:EPCISMasterDataDocument>"""


def test_master_data_may_come_alone() -> None:
    vocabulary = (
        '<VocabularyList><Vocabulary type="urn:x:place"><VocabularyElementList>'
        f'<VocabularyElement id="{PLANT}"><attribute id="urn:x:name">Plant</attribute>'
        "</VocabularyElement></VocabularyElementList></Vocabulary></VocabularyList>"
    )

    found = read_xml(MASTER_DATA.format(vocabulary).encode()).document

    assert found.events == ()
    assert found.master_data == (
        VocabularyElement(type="urn:x:place", id=PLANT, attributes={"urn:x:name": "Plant"}),
    )


def test_master_data_without_a_list_or_a_name_is_told() -> None:
    nameless = (
        '<VocabularyList><Vocabulary type="urn:x:place"><VocabularyElementList>'
        f'<VocabularyElement id="{PLANT}"><attribute>Plant</attribute></VocabularyElement>'
        "</VocabularyElementList></Vocabulary></VocabularyList>"
    )

    start = "/epcismd:EPCISMasterDataDocument/EPCISBody/VocabularyList"
    assert told(MASTER_DATA.format("").encode(), xml=True) == [(start, "missing")]
    assert [
        place for place, _ in told(MASTER_DATA.format(nameless).encode(), xml=True)
    ] == [
        f"{start}/Vocabulary[1]/VocabularyElementList/VocabularyElement[1]/attribute[1]/id"
    ]
