"""Element strings, printed below a barcode or sent by a scanner."""

from __future__ import annotations

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import parse
from truyxuat.traceability.identifiers.element_string import split

LOT = "https://id.gs1.org/01/09521234001010/10/L1"


@pytest.mark.parametrize(
    "text",
    [
        "(01)09521234001010(10)L1",
        "(10)L1(01)09521234001010",
        "(17)271231(01)09521234001010(10)L1(01)09521234001010",
        "\x1d010952123400101010L1",
        "]C1010952123400101010L1",
        "]d2010952123400101010L1",
        "]Q3010952123400101010L1",
        "]e0010952123400101010L1",
        "]J1010952123400101010L1",
        "]d20109521234001010" + "10L1\x1d" + "17271231",
        "]d210L1\x1d0109521234001010",
        "]d2010952123400101017271231" + "10L1\x1d",
        "]d20109521234001010\x1d10L1",
        "0109521234001010\x1d10L1",
        "]d2(01)09521234001010(10)L1",
    ],
)
def test_a_lot_is_read_from_every_carrier(text: str) -> None:
    assert parse(text).key == LOT


def test_the_first_key_says_what_the_carrier_identifies() -> None:
    pallet = parse("(00)095212340000000013(02)09521234001010(37)24(10)L1")
    asset = parse("(8017)952123400000000017(253)9521234000013")

    assert pallet.key == "https://id.gs1.org/00/095212340000000013"
    assert asset.scheme == "gsrnp"


def test_brackets_in_data_are_escaped_and_backslashes_may_be() -> None:
    assert split(r"(01)09521234001010(10)L\(1)") == [
        ("01", "09521234001010"),
        ("10", "L(1)"),
    ]
    assert split(r"(10)a\\b\c") == [("10", r"a\b\c")]


def test_fields_without_predefined_length_run_to_the_separator() -> None:
    assert split("\x1d3100123456400PO-1\x1d91a\x1d8008271231") == [
        ("3100", "123456"),
        ("400", "PO-1"),
        ("91", "a"),
        ("8008", "271231"),
    ]


REFUSED = [
    ("(10)L1", "%s: no GS1 identification key in it."),
    ("\x1d", "%s: no GS1 identification key in it."),
    ("()12345", "%s: '(', 2 to 4 digits, ')' and data expected at character 1."),
    ("(10)(11)98765", "%s: '(', 2 to 4 digits, ')' and data expected at character 1."),
    (
        "(01)09521234001010(",
        "%s: '(', 2 to 4 digits, ')' and data expected at character 19.",
    ),
    ("(0١)09521234001010", "%s: '(', 2 to 4 digits, ')' and data expected at character 1."),
    ("(010)9521234001010", "%s: (010) is no application identifier."),
    ("(05)9521234001010", "%s: (05) is no application identifier."),
    ("(01)9521234001010", "GTIN '9521234001010': 14 digits expected, got 13."),
    ("(01)09521234001011", "GTIN '09521234001011': check digit should be 0, is 1."),
    ("(01)09521234001010(10)L 1", "Lot 'L 1': ' ' is not one of the 82 GS1 characters."),
    (
        "(01)09521234001010(01)08938505970004",
        "%s: (01) is given twice, as '09521234001010' and '08938505970004'.",
    ),
    ("\x1d05123", "%s: an application identifier expected at '05123'."),
    ("\x1d8", "%s: an application identifier expected at '8'."),
    ("\x1d80", "%s: (80) has too little data."),
    ("\x1d31a0123456", "%s: an application identifier expected at '31a0123456'."),
    ("\x1d10", "%s: (10) has too little data."),
    ("\x1d10\x1d0109521234001010", "%s: (10) has too little data."),
    ("\x1d0109521\x1d10L1", "%s: (01) has too little data."),
    ("\x1d0109521", "GTIN '09521': 14 digits expected, got 5."),
    (
        "]d2010952123400101010L\x1e1",
        "Lot 'L\\x1e1': '\\x1e' is not one of the 82 GS1 characters.",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_broken_element_string_is_refused_with_the_reason(
    text: str, message: str
) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        parse(text)

    assert str(refused.value) == message.replace("%s", repr(text))
