"""Mistakes in XML, told as XPath."""

from __future__ import annotations

import pytest

from tests.traceability.epcis.samples import (
    BAG,
    XML_EVENT,
    observed,
    problems_of,
    told,
    xml_document,
    xml_event,
)
from truyxuat.traceability.epcis.reading import read_xml


@pytest.mark.parametrize(
    ("more", "place", "code"),
    [
        ("<colour>red</colour>", "/colour", "unknown_field"),
        ("<bizStep>shiping</bizStep>", "/bizStep", "unknown_term"),
        ("<action>ADD</action>", "/action", "duplicate_key"),
        ("<sourceList/>", "/sourceList", "missing"),
        ("<readPoint/>", "/readPoint/id", "missing"),
        ("loose", "", "loose_text"),
        ("<extension>loose</extension>", "/extension", "loose_text"),
        ("<bizStep><b/></bizStep>", "/bizStep/b", "unknown_field"),
        ("<readPoint><id>x</id></readPoint>", "/readPoint/id", "not_a_uri"),
        (
            "<sourceList><source>urn:x:y</source></sourceList>",
            "/sourceList/source[1]/@type",
            "missing",
        ),
        (
            '<sourceList><source type="x">urn:x:y</source></sourceList>',
            "/sourceList/source[1]/@type",
            "unknown_term",
        ),
        (
            '<sourceList><source type="cbv:SDT-location">y</source></sourceList>',
            "/sourceList/source[1]",
            "not_a_uri",
        ),
        ("<sourceList><x/></sourceList>", "/sourceList/x", "unknown_field"),
        (
            "<sensorElementList><sensorElement/></sensorElementList>",
            "/sensorElementList/sensorElement[1]/sensorReport",
            "missing",
        ),
        (
            "<sensorElementList><sensorElement><x/><sensorReport/></sensorElement>"
            "</sensorElementList>",
            "/sensorElementList/sensorElement[1]/x",
            "unknown_field",
        ),
        (
            '<sensorElementList><sensorElement><sensorReport/><sensorReport value="x"/>'
            "</sensorElement></sensorElementList>",
            "/sensorElementList/sensorElement[1]/sensorReport[2]/@value",
            "not_a_number",
        ),
        (
            "<sensorElementList><sensorElement><sensorReport><x/></sensorReport>"
            "</sensorElement></sensorElementList>",
            "/sensorElementList/sensorElement[1]/sensorReport[1]/@x",
            "unknown_field",
        ),
        (
            "<persistentDisposition><set>lost</set></persistentDisposition>",
            "/persistentDisposition/set[1]",
            "unknown_term",
        ),
        (
            "<ilmd><x/></ilmd>",
            "/ilmd/x",
            "unknown_field",
        ),
        (
            '<ilmd example:a="1"/>',
            "/ilmd",
            "not_allowed",
        ),
        (
            "<quantityList><quantityElement><epcClass>urn:x:y</epcClass><quantity>1,5"
            "</quantity></quantityElement></quantityList>",
            "/quantityList/quantityElement[1]/quantity",
            "not_a_number",
        ),
    ],
)
def test_a_mistake_is_told_as_an_xpath(more: str, place: str, code: str) -> None:
    assert (XML_EVENT + place, code) in told(observed(more), xml=True)


def test_an_extension_that_is_wrong_is_told_by_its_local_name() -> None:
    nested = "<example:a>" * 70 + "</example:a>" * 70

    (problem,) = problems_of(observed(nested), xml=True)

    assert problem.code == "too_deep"
    assert problem.place.startswith(XML_EVENT + "/*[local-name()='a']/*[local-name()='a']")


def test_every_mistake_around_the_events_is_told_at_once() -> None:
    body = (
        b'<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="3.0">'
        b"<EPCISHeader><x/><extension><EPCISMasterData><VocabularyList><Vocabulary>"
        b"<VocabularyElementList><VocabularyElement/></VocabularyElementList></Vocabulary>"
        b"</VocabularyList></EPCISMasterData></extension></EPCISHeader>"
        b"<EPCISBody><x/><EventList/><EventList/></EPCISBody><y/></e:EPCISDocument>"
    )

    start = "/epcis:EPCISDocument"
    vocabulary = (
        f"{start}/EPCISHeader/extension/EPCISMasterData/VocabularyList/Vocabulary[1]"
    )
    assert told(body, xml=True) == [
        (f"{start}/@schemaVersion", "unsupported_version"),
        (f"{start}/@creationDate", "missing"),
        (f"{start}/EPCISHeader/x", "unknown_field"),
        (f"{vocabulary}/@type", "missing"),
        (f"{vocabulary}/VocabularyElementList/VocabularyElement[1]/@id", "missing"),
        (f"{start}/EPCISBody/x", "unknown_field"),
        (f"{start}/EPCISBody/EventList", "duplicate_key"),
        (f"{start}/y", "unknown_field"),
    ]


def test_a_document_has_a_body() -> None:
    body = xml_document("").replace(b"<EPCISBody><EventList></EventList></EPCISBody>", b"")

    assert told(body, xml=True) == [("/epcis:EPCISDocument/EPCISBody", "missing")]


def test_a_list_may_hold_nothing_but_its_items_and_extensions_beside_them() -> None:
    more = "<sensorElementList><sensorElement><sensorReport/></sensorElement><extension>"

    found = told(observed(more + "<x/></extension></sensorElementList>"), xml=True)

    assert found == [(f"{XML_EVENT}/sensorElementList/x", "unknown_field")]


def test_something_else_in_the_event_list_is_no_event() -> None:
    assert told(xml_document("<QuantityEvent/>"), xml=True) == [
        (f"{XML_EVENT}/type", "unknown_event_type")
    ]


def test_one_object_listed_twice_in_xml_is_recorded_once_more_and_reported() -> None:
    twice = f"<epcList><epc>{BAG}</epc><epc>{BAG}</epc></epcList><action>OBSERVE</action>"

    reading = read_xml(xml_document(xml_event(twice)))

    (warning,) = reading.warnings
    assert (warning.place, warning.code) == (
        f"{XML_EVENT}/epcList/epc[2]",
        "duplicate_item",
    )


def test_a_flood_of_mistakes_is_cut_off_and_says_so() -> None:
    found = problems_of(observed("<colour/>" * 1100), xml=True)

    assert found[-1].message == "Only the first 1000 problems are listed."


def test_a_document_declares_a_sane_number_of_prefixes() -> None:
    many = " ".join(f'xmlns:p{i}="https://p{i}.example/"' for i in range(201))

    assert told(xml_document("", namespaces=many), xml=True) == [
        ("/epcis:EPCISDocument", "too_many_prefixes")
    ]
