"""What anybody scans, pastes or types is told apart, and every fault is shown in its place."""

from __future__ import annotations

from datetime import date

import pytest

from truyxuat.barcode import Element, Meaning, parse_symbol, understand
from truyxuat.barcode.syntax.faults import ends
from truyxuat.barcode.syntax.meanings import meaning
from truyxuat.barcode.syntax.rules import table
from truyxuat.barcode.syntax.symbologies import GS1_SYMBOLOGIES
from truyxuat.traceability.identifiers import parse_scanned
from truyxuat.traceability.identifiers.element_string import (
    AI_LENGTHS,
    GS1_SYMBOLS,
    PREDEFINED,
)

SEEN = date(2026, 7, 1)
LOT = "https://id.gs1.org/01/09521234001010/10/L1"


@pytest.mark.parametrize(
    "text",
    [
        "]d201095212340010101727123110L1",
        "]C1010952123400101010L1\x1d17271231",
        "]Q301095212340010101727123110L1",
        "]e001095212340010101727123110L1",
        "(01)09521234001010(17)271231(10)L1",
        " (01) 0952 1234 0010 10 (10) L1 (17) 271231 ",
        "010952123400101010L1<GS>17271231",
        "\x1d010952123400101010L1\x1d17271231",
        "010952123400101010L1{FNC1}17271231",
        "HTTPS://a.vn/01/09521234001010/10/L1?17=271231",
        "HtTpS://a.vn/01/09521234001010/10/L1?17=271231&linkType=all",
        "a.vn/p/01/09521234001010/10/L1?17=271231",
        "]Q1https://a.vn/01/09521234001010/10/L1?17=271231",
        "]d1https://a.vn/01/09521234001010/10/L1?17=271231",
    ],
)
def test_one_lot_is_one_lot_in_every_spelling(text: str) -> None:
    found = understand(text)

    assert found.sound, found.problems
    assert found.key == LOT
    assert {element.element for element in found.details} == {
        Element("01", "09521234001010"),
        Element("10", "L1"),
        Element("17", "271231"),
    }


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("8 938505 970004", "number", "https://id.gs1.org/01/08938505970004"),
        ("]E08938505970004", "number", "https://id.gs1.org/01/08938505970004"),
        ("]E3893850597000412", "number", "https://id.gs1.org/01/08938505970004"),
        ("]E402345673", "number", "https://id.gs1.org/01/00000002345673"),
        ("]I119521234001017", "number", "https://id.gs1.org/01/19521234001017"),
        ("106141412345678908", "number", "https://id.gs1.org/00/106141412345678908"),
        (
            "urn:epc:id:sgtin:8938505.097000.1",
            "epc",
            "https://id.gs1.org/01/08938505970004/21/1",
        ),
        (
            "https://id.gs1.org/AQnYUc1gmg",
            "digital_link",
            "https://id.gs1.org/01/05412345000013",
        ),
        ("https://vnexpress.net/2020/01/a-story", "address", ""),
        ("https://vnexpress.net/contactus", "address", ""),
        ("]X0hello", "text", ""),
        ("]C0hello", "text", ""),
        ("hello", "text", ""),
    ],
)
def test_what_it_is_is_told(text: str, kind: str, key: str) -> None:
    found = understand(text)

    assert (found.kind, found.key) == (kind, key)
    assert found.sound


def test_thirteen_digits_may_be_a_place_as_well() -> None:
    assert [one.ai for one in understand("9521234001010").alternatives] == ["414", "417"]
    assert understand("]E09521234001010").alternatives == ()


def test_a_composite_symbol_says_both_its_parts() -> None:
    found = parse_symbol("]E02112345678900|]e099COMPOSITE\x1d98XYZ")

    assert found.elements.bracketed() == "(01)02112345678900|(99)COMPOSITE(98)XYZ"
    assert found.symbology_name == "EAN-13 or UPC"


def test_a_lot_in_the_composite_component_is_a_lot_of_the_number_beside_it() -> None:
    text = "]E09521234001010|]e010L1"

    assert understand(text).key == LOT
    assert parse_scanned(text).key == LOT


def test_an_add_on_is_no_part_of_the_number() -> None:
    text = "]E3952123400101012"

    assert understand(text).key == "https://id.gs1.org/01/09521234001010"
    assert parse_scanned(text).key == understand(text).key


def test_traces_split_elements_by_the_same_lengths() -> None:
    known = table()
    predefined = {
        rule.ai[:2]: rule.longest for rule in known.rules.values() if rule.predefined
    }

    assert known.lengths == AI_LENGTHS
    assert predefined == PREDEFINED
    assert {name for name, what in GS1_SYMBOLOGIES.items() if what.elements} == GS1_SYMBOLS


@pytest.mark.parametrize(
    ("text", "code", "wrong"),
    [
        ("9521234001011", "incorrect_check_digit", "1"),
        (" 9-521234-001011 ", "incorrect_check_digit", "1"),
        ("(01) 0952 1234 0010 11", "incorrect_check_digit", "1"),
        ("]C1010952123400101010L1\x1d17271345", "illegal_month", "13"),
        ("a.vn/01/09521234001011", "incorrect_check_digit", "1"),
        ("]Q1https://a.vn/01/09521234001010?17=271345", "illegal_month", "13"),
        ("https://id.gs1.org/01/abc", "value_too_short", "abc"),
        ("]E0952123400101", "number_length", "952123400101"),
        ("]E0952123400101A", "number_length", "952123400101A"),
        ("]e0", "message_empty", ""),
        ("123", "number_length", "123"),
        ("٤٤٤٤٤٤٤٤", "non_digit_character", "٤٤٤٤٤٤٤٤"),
        ("urn:epc:id:sgtin:x", "no_identifier", "urn:epc:id:sgtin:x"),
    ],
)
def test_a_fault_is_shown_in_the_text_as_it_was_given(
    text: str, code: str, wrong: str
) -> None:
    (problem, *_) = understand(text).problems

    start, end = ends(problem.place)
    assert (problem.code, text[start:end]) == (code, wrong)


def test_a_message_without_symbology_identifier_is_no_scanner_s() -> None:
    (problem,) = parse_symbol("9521234001010").problems

    assert problem.code == "symbology_identifier_missing"
    assert parse_symbol("]XX").problems


def test_half_of_a_pair_is_told_apart_from_a_fault() -> None:
    found = understand("(10)L1")

    assert not found.faults
    assert [problem.code for problem in found.associations] == ["missing_companion"]
    assert not found.sound


def test_elements_are_called_by_name_in_vietnamese() -> None:
    names = [one.title.vietnamese for one in understand("(01)09521234001010(10)L1").details]

    assert names == ["Mã thương phẩm toàn cầu (GTIN)", "Số lô hoặc số mẻ"]


@pytest.mark.parametrize(
    ("ai", "value", "expected"),
    [
        ("17", "280200", Meaning("date", "2028-02-29")),
        ("11", "991231", Meaning("date", "1999-12-31")),
        ("7003", "2712312359", Meaning("time", "2027-12-31T23:59")),
        ("8008", "27123107", Meaning("time", "2027-12-31T07:00")),
        ("8008", "271231070809", Meaning("time", "2027-12-31T07:08:09")),
        ("7007", "260601260602", Meaning("period", "2026-06-01/2026-06-02")),
        ("7250", "19991231", Meaning("date", "1999-12-31")),
        ("3103", "000195", Meaning("quantity", "0.195", "kg")),
        ("3375", "012345", Meaning("quantity", "0.12345", "kg/m²")),
        ("3600", "000002", Meaning("quantity", "2", "qt (US)")),
        ("3922", "0299", Meaning("amount", "2.99")),
        ("3930", "704199000", Meaning("amount", "199000", "VND")),
        ("3941", "0125", Meaning("percent", "12.5", "%")),
        ("422", "704", Meaning("country", "VN")),
        ("423", "704276", Meaning("country", "VN DE")),
        ("421", "70470000", Meaning("country", "VN 70000")),
        ("4307", "VN", Meaning("country", "VN")),
        ("4331", "001850-", Meaning("temperature", "-18.50", "°C")),
        ("4309", "02790858483015297971", Meaning("place", "-62.0914152,-58.4702029")),
        ("10", "L1", Meaning("text", "L1")),
        ("17", "271345", Meaning("text", "271345")),
    ],
)
def test_data_is_told_as_what_it_means(ai: str, value: str, expected: Meaning) -> None:
    assert meaning(Element(ai, value), SEEN) == expected
