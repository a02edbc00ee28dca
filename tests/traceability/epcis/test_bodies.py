"""Bodies that are no document at all, and tricks played on the reader."""

from __future__ import annotations

import pytest

from tests.traceability.epcis.samples import (
    SHIPPING,
    WASHING,
    changed,
    document,
    problems_of,
    told,
    xml_document,
)
from truyxuat.traceability.epcis.json_text import NESTING_MAX
from truyxuat.traceability.epcis.reading import read_xml


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b" \n", "empty_body", "The body is empty."),
        (b"\xff\xfe{}", "not_utf8", "Byte 0 is not UTF-8."),
        (b'{"a": }', "not_json", "Not JSON at line 1 column 7: Expecting value."),
        (b"[]", "wrong_root", "A JSON document is an object, this is something else."),
        (b"[" * 100_000, "too_deep", "Nested deeper than 64 levels."),
    ],
)
def test_a_body_that_is_no_json_document_is_refused_with_the_reason(
    body: bytes, code: str, message: str
) -> None:
    (problem,) = problems_of(body)

    assert (problem.code, problem.message) == (code, message)


@pytest.mark.parametrize(
    "number", ["NaN", "-Infinity", "1e999999999", "1e99999999999999999999", "9" * 400]
)
def test_a_number_that_no_scale_can_show_is_told_at_its_place(number: str) -> None:
    body = document(WASHING).replace(b"415.5", number.encode())

    (problem,) = problems_of(body)

    assert problem.place == "/epcisBody/eventList/0/outputQuantityList/0/quantity"
    assert problem.code == "not_a_number"
    assert problem.got == number[:200]


def test_a_number_where_text_belongs_is_told_even_if_it_is_no_number() -> None:
    body = document(changed(SHIPPING, bizStep=0.5, eventTime=0.5, **{"example:a": [0.5]}))

    found = told(body.replace(b"0.5", b"NaN"))

    assert found == [
        ("/epcisBody/eventList/0/eventTime", "not_a_number"),
        ("/epcisBody/eventList/0/bizStep", "not_a_number"),
        ("/epcisBody/eventList/0/example:a/0", "not_a_number"),
    ]


def test_a_key_that_stands_twice_is_told_and_not_decided() -> None:
    body = document(SHIPPING).replace(b'"action"', b'"bizStep": "packing", "action"')

    (problem,) = problems_of(body)

    assert problem.place == "/epcisBody/eventList/0/bizStep"
    assert problem.message == "The key 'bizStep' stands twice in one object."


def test_signs_that_no_text_can_hold_are_told() -> None:
    body = document(
        changed(SHIPPING, **{"example:a": ["\ud800", "\0"], "example:b": {"\udfff": 1}})
    )

    assert told(body) == [
        ("/epcisBody/eventList/0/example:a/0", "not_text"),
        ("/epcisBody/eventList/0/example:a/1", "not_text"),
        ("/epcisBody/eventList/0/example:b", "not_text"),
    ]


def test_half_a_sign_in_a_wrong_field_does_not_break_the_refusal() -> None:
    problems = problems_of(document(changed(SHIPPING, bizStep="\ud800")))

    assert [(one.code, one.got) for one in problems] == [
        ("not_text", ""),
        ("unknown_term", r"\ud800"),
    ]


def test_an_emoji_written_in_two_halves_is_whole() -> None:
    assert b"\\ud83e" in document(changed(SHIPPING, **{"example:a": "\U0001f966"}))
    assert told(document(changed(SHIPPING, colour="\U0001f966"))) == [
        ("/epcisBody/eventList/0/colour", "unknown_field")
    ]


def test_an_extension_nested_without_end_is_refused() -> None:
    value: object = "x"
    for _ in range(NESTING_MAX + 2):
        value = {"example:a": value}

    (problem,) = problems_of(document(changed(SHIPPING, **{"example:a": value})))

    assert problem.code == "too_deep"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_body"),
        (b"<a>", "not_xml"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "doctype"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "doctype"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-16"), "doctype"),
        (b"<html/>", "wrong_root"),
        (b"<EPCISDocument/>", "wrong_root"),
        (b"<e:EPCISDocument xmlns:e='urn:epcglobal:epcis:xsd:1'/>", "unsupported_version"),
        (
            b"<e:EPCISQueryDocument xmlns:e='urn:epcglobal:epcis-query:xsd:2'/>",
            "wrong_root",
        ),
    ],
)
def test_a_body_that_is_no_xml_document_is_refused_with_the_reason(
    body: bytes, code: str
) -> None:
    assert [code for _, code in told(body, xml=True)] == [code]


def test_entities_are_never_expanded() -> None:
    bomb = (
        b"<!DOCTYPE a [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><a>&b;</a>"
    )

    (problem,) = problems_of(bomb, xml=True)

    assert (
        problem.message == "A document type that declares or loads something is not read."
    )


def test_a_document_type_that_says_nothing_passes() -> None:
    body = xml_document("").replace(b"<epcis:EPCISD", b"<!DOCTYPE project><epcis:EPCISD", 1)

    assert read_xml(body).document.events == ()
